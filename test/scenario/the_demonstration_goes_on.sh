#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: attune demo makes its clinic once, serves the same one the next time with fresh links,
# and stops when Ctrl-C is pressed.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }

dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null; rm -rf "$dir"' EXIT

fail() {
	printf '%s\n' "$*"
	exit 1
}

# A shell's background job ignores INT; the program must take it all the same.
serve() {
	"$attune" demo --data "$dir/data" --listen 127.0.0.1:0 > "$1" 2> "$dir/err" &
	server=$!
	for i in $(seq 3600); do
		grep -q '^attune is serving http://127.0.0.1:' "$1" && return
		kill -0 "$server" 2> /dev/null || fail "demo ended: $(cat "$dir/err")"
		sleep 0.1
	done
	fail "demo did not begin"
}

stop() {
	kill -INT "$server"
	wait "$server"
	status=$?
	server=
	[ $status -eq 0 ] || fail "demo ended with $status: $(cat "$dir/err")"
}

serve "$dir/first"
url=$(sed -n 's/^attune is serving //p' "$dir/first")
[ "$(grep -c "$url/once/" "$dir/first")" -eq 8 ] || fail "not a link for each role"
[ "$(grep -c "$url/m/" "$dir/first")" -eq 3 ] || fail "not three forms"
grep -q 'Ctrl-C' "$dir/first" || fail "it does not say how to stop"
if command -v curl > /dev/null; then
	for link in $(grep -o "$url/[mo][^ ]*" "$dir/first"); do
		curl -sf -o "$dir/page" "$link" || fail "$link does not open"
	done
fi
stop
"$attune" client list --data "$dir/data" > "$dir/clients"
[ "$(wc -l < "$dir/clients")" -eq 381 ] || fail "not sixty clients and 320 former ones: $(cat "$dir/clients")"

serve "$dir/second"
for token in $(grep -o 'once/.*' "$dir/first"); do
	grep -qF "$token" "$dir/second" && fail "a link came twice"
done
stop
"$attune" client list --data "$dir/data" | cmp -s - "$dir/clients" || fail "the clients changed"
"$attune" job run course --data "$dir/data" > "$dir/out" || fail "no refit: $(cat "$dir/out")"
grep -q 'phq-9.client=320' "$dir/out" || fail "not the archive: $(cat "$dir/out")"
"$attune" job list --data "$dir/data" | grep -q 'course  *done' || fail "no job is listed"
"$attune" verify --data "$dir/data" > "$dir/out" || fail "the log is broken"
exit 0
