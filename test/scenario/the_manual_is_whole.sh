#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: the manual page is sound mdoc and names every command and every option.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }
command -v mandoc > /dev/null || { echo "SKIPPED: no mandoc"; exit 77; }

failed=0
mandoc -T lint -W style man/*.1 || failed=1
text=$(mandoc -T ascii -O width=500 man/attune.1 | sed "s/.$(printf '\b')//g" | tr -s ' \n' ' ')

has() {
	case $text in
	*" $1 "* | *" $1,"* | *"[$1 "* | *"[$1]"* | *" $1."*) ;;
	*)
		echo "man/attune.1 lacks: $1"
		failed=1 ;;
	esac
}

# names COMMAND... - the commands below it, from its help.
names() {
	"$attune" help "$@" | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p'
}

options() {
	"$attune" help "$@" | sed -n 's/^  \(--[a-z-]*\).*/\1/p'
}

for command in $("$attune" help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p'); do
	if "$attune" help "$command" | grep -q '^Commands:'; then
		for verb in $(names "$command"); do
			has "$command $verb"
			for option in $(options "$command" "$verb"); do
				has "$option"
			done
		done
		continue
	fi
	has "$command"
	for option in $(options "$command"); do
		has "$option"
	done
done
exit $failed
