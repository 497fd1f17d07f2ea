#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: whatever the source writes into the access log, the page of the log says it in words.
set -u
failed=0

# arguments FUNCTION PLACE FILE... - what stands at that place of each call of the function,
# which is done within four lines.
arguments() {
	name=$1 place=$2
	shift 2
	awk -v name="$name" -v place="$place" '
	function show(text,    i, c, n, depth, quoted, found) {
		n = 1
		for (i = 1; i <= length(text) && depth >= 0; i++) {
			c = substr(text, i, 1)
			if (c == "\"")
				quoted = !quoted
			if (!quoted && (c == "(" || c == ")"))
				depth += c == "(" ? 1 : -1
			if (!quoted && c == "," && depth == 0)
				n++
			else if (n == place && depth >= 0)
				found = found c
		}
		gsub(/[ \t]+/, " ", found)
		sub(/^ /, "", found)
		print found
	}
	{ line[NR] = $0 }
	END {
		for (i = 1; i <= NR; i++) {
			at = index(line[i], name "(")
			if (at > 0 && (at == 1 || substr(line[i], at - 1, 1) ~ /[^A-Za-z0-9_]/))
				show(substr(line[i], at + length(name) + 1) " " line[i + 1] " " \
				    line[i + 2] " " line[i + 3])
		}
	}' "$@"
}

# expand - words as they are; what a variable stands for, from where it gets it.
expand() {
	while read -r argument; do
		case $argument in
		*\"*) printf '%s\n' "$argument" | grep -o '"[^"]*"' ;;
		'at_privacy_name('*) names src/store/privacy.c ;;
		'at_consent_name('*) names src/store/consent.c ;;
		verb)
			arguments keep 4 src/action/session.c | grep '"'
			arguments line_of 2 src/action/own_page.c | grep '"' ;;
		how) grep -o 'strcmp(how, "[^"]*"' src/action/worth.c | grep -o '"[^"]*"' ;;
		'const char *verb' | 'const char *resource') ;;
		*) echo "\"$argument: say in this test what it may be\"" ;;
		esac
	done | grep -o '"[^"]*"' | tr -d '"' | sort -u
}

names() {
	awk '/char \*const names\[/ { on = 1 } on { print } /};/ { on = 0 }' "$1" |
	    grep -o '"[^"]*"'
}

# words TABLE - those the page has.
words() {
	sed -n "/^} $1\[\]\|word $1\[\]/,/^};/p" src/web/trail.c |
	    grep -o '{ "[^"]*"' | grep -o '"[^"]*"' | tr -d '"' | sort -u
}

# compare TABLE PLACE LEAST - all that is written is among the words, and there is that much.
compare() {
	written=$(arguments at_act_line "$2" src/*/*.c | expand)
	[ "$(echo "$written" | wc -l)" -ge "$3" ] || {
		echo "no more than these $1 were found: $written"
		failed=1
	}
	for word in $written; do
		words "$1" | grep -qx -- "$word" || {
			echo "src/web/trail.c has no word for \"$word\" among its $1"
			failed=1
		}
	done
}

compare verbs 2 40
compare resources 3 30
exit $failed
