#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: the manual pages are sound mdoc; every command has one of its own, which names each of
# its options and has an example, and attune.1 names every command.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }
command -v mandoc > /dev/null || { echo "SKIPPED: no mandoc"; exit 77; }

failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# Pages refer to each other: let them be found.
for section in 1 3 5; do
	ln -s "$PWD/man" "$dir/man$section"
done
MANPATH=$dir mandoc -T lint -W style man/*.[135] 2> "$dir/seen" > "$dir/lint" || true
# Pages of others need not be installed here.
grep -v -e 'referenced manual not found: Xr s[dy]' "$dir/lint" && failed=1

# read_page NAME - its words are looked at from now on.
read_page() {
	page=man/$1.1
	text=$(mandoc -T ascii -O width=500 "$page" | sed "s/.$(printf '\b')//g" | tr -s ' \n' ' ')
}

has() {
	case $text in
	*" $1 "* | *" $1,"* | *"[$1 "* | *"[$1]"* | *" $1."* | *" $1;"*) ;;
	*)
		echo "$page lacks: $1"
		failed=1 ;;
	esac
}

# verbs COMMAND - the commands below it, from its help.
verbs() {
	"$attune" help "$1" | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\)  *[a-z].*/\1/p'
}

# Those of every data folder are the business of attune.1.
options() {
	"$attune" help "$@" | sed -n '/^Options of every/q;s/^  \(--[a-z-]*\).*/\1/p'
}

read_page attune
for option in $("$attune" help serve | sed -n '/^Options of every/,$s/^  \(--[a-z-]*\).*/\1/p'); do
	has "$option"
done
for command in $("$attune" help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p'); do
	has "$command"
	if [ ! -e "man/attune-$command.1" ]; then
		echo "there is no man/attune-$command.1"
		failed=1
		continue
	fi
	read_page "attune-$command"
	has EXAMPLES
	for verb in $(verbs "$command"); do
		has "$command $verb"
		for option in $(options "$command" "$verb"); do
			has "$option"
		done
	done
	for option in $(options "$command"); do
		has "$option"
	done
	read_page attune
done
exit $failed
