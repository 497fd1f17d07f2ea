#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: told to stop while a reply is on its way, the server takes nobody new and waits for it;
# a SIGHUP changes nothing then; told a second time, it ends there and then, and what was
# acknowledged is there at the next start.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }
command -v curl > /dev/null || { echo "SKIPPED: no curl"; exit 77; }

dir=$(mktemp -d)
server= slow=
trap '[ -z "$server" ] || kill -9 "$server" 2> /dev/null
[ -z "$slow" ] || kill "$slow" 2> /dev/null; rm -rf "$dir"' EXIT
export ATTUNE_DATA="$dir/data"

fail() {
	printf '%s\n' "$*"
	cat "$dir/err"
	exit 1
}

# wait_for COMMAND... - for minutes, if need be: whatever machine this is.
wait_for() {
	for i in $(seq 2400); do
		! "$@" || return 0
		sleep 0.05
	done
	return 1
}

serve() {
	"$attune" serve --listen 127.0.0.1:0 > "$dir/out" 2> "$dir/err" &
	server=$!
	wait_for grep -qs '^attune is serving' "$dir/out" || fail "serve did not begin"
	url=$(sed -n 's/^attune is serving //p' "$dir/out")
}

answered() {
	curl -s "$url/metrics" | awk '/^attune_http_requests_total/ { n += $NF } END { print n }'
}

# Requests are taken, but ten looks one after the other find no more of them than the looks
# themselves: once it can seem so where the machine is busy.
is_stuck() {
	before=${now:-0}
	now=$(answered)
	still=$((still + 1))
	[ "$before" -gt 100 ] && [ "$now" -eq $((before + 1)) ] || still=0
	[ $still -eq 10 ]
}
still=0

refuses() {
	! curl -s -o "$dir/page" "$url/healthz"
}

"$attune" init --from demo/clinic.txt > "$dir/init" || fail "init failed"
serve
# Somebody who asks and asks and never reads.
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n" }' \
    > "$dir/requests"
mkfifo "$dir/unread"
exec 3<> "$dir/unread"
curl -s "telnet://${url#http://}" < "$dir/requests" >&3 2> "$dir/curl" &
slow=$!
wait_for is_stuck || fail "no reply is kept on its way ($now answered)"

client=$(echo 'Ane Dahl' | "$attune" client add --name - --site fjordgata \
    --therapist ingrid --lang en) || fail "client add failed"
kill -TERM "$server"
wait_for refuses || fail "it still takes connections"
kill -0 "$server" || fail "it did not wait for the reply"
kill -HUP "$server"
kill -0 "$server" || fail "SIGHUP ended it"
began=$(date +%s)
# A shell's background job ignores INT; a second stop counts all the same.
kill -INT "$server"
wait "$server"
status=$?
server=
[ $status -eq 130 ] || fail "serve ended with $status, not by the second signal"
[ $(($(date +%s) - began)) -lt 5 ] || fail "the second signal took long"
grep -q 'read again' "$dir/err" && fail "it read the TLS files on its way out"

serve
"$attune" client show "$client" > "$dir/out" 2>&1 || fail "the client is gone: $(cat "$dir/out")"
"$attune" verify > "$dir/out" || fail "$(cat "$dir/out")"
kill -TERM "$server"
wait "$server" || fail "a single stop ended with $?"
server=
