#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: told by SIGHUP, a server shows a renewed certificate to whoever comes from then on,
# keeps open connections, refuses a key that does not fit, and still stops when told.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }
command -v openssl > /dev/null || { echo "SKIPPED: no openssl"; exit 77; }

dir=$(mktemp -d)
server= old=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null
[ -z "$old" ] || kill "$old" 2> /dev/null; rm -rf "$dir"' EXIT
export ATTUNE_DATA="$dir/data"

fail() {
	printf '%s\n' "$*"
	cat "$dir/err"
	exit 1
}

# A new pair in a folder of its own, and the names pointed at it, as renewing programs do.
renew() {
	mkdir -p "$dir/archive" "$dir/live"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
	    -subj "/CN=$1" -keyout "$dir/archive/key$1" -out "$dir/archive/cert$1" 2> "$dir/openssl" ||
		fail "openssl: $(cat "$dir/openssl")"
	ln -sfn "../archive/cert$1" "$dir/live/cert"
	ln -sfn "../archive/key$1" "$dir/live/key"
}

# Who a fresh connection meets.
meets() {
	openssl s_client -connect "$at" < /dev/null 2> /dev/null |
		openssl x509 -noout -subject 2> /dev/null | sed 's/.*CN *= *//'
}

# wait_for COMMAND... - for minutes, if need be: whatever machine this is.
wait_for() {
	for i in $(seq 1200); do
		! "$@" || return 0
		sleep 0.1
	done
	return 1
}

says() {
	grep -q "$1" "$2" 2> /dev/null
}

renew one
"$attune" init --from demo/clinic.txt > "$dir/init" || fail "init failed"
"$attune" serve --listen 127.0.0.1:0 --tls-cert "$dir/live/cert" --tls-key "$dir/live/key" \
    > "$dir/out" 2> "$dir/err" &
server=$!
wait_for says 'attune is serving https://' "$dir/out" || fail "serve did not begin"
at=$(sed -n 's,^attune is serving https://,,p' "$dir/out")
[ "$(meets)" = one ] || fail "a fresh connection meets $(meets)"

# A connection that stays open all the while.
mkfifo "$dir/fifo"
openssl s_client -connect "$at" -quiet < "$dir/fifo" > "$dir/replies" 2> /dev/null &
old=$!
exec 3> "$dir/fifo"
printf 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n' >&3
wait_for says '200 OK' "$dir/replies" || fail "no reply to the first request"

renew two
kill -HUP "$server"
wait_for says 'read again' "$dir/err" || fail "nothing said of reading again"
[ "$(meets)" = two ] || fail "after the renewal a fresh connection meets $(meets)"
printf 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n' >&3
wait_for eval '[ "$(grep -c "200 OK" "$dir/replies")" -eq 2 ]' ||
	fail "the open connection did not live on"

# A key that does not fit: all stays as it was.
ln -sfn ../archive/keyone "$dir/live/key"
kill -HUP "$server"
wait_for says 'old certificate stays in use' "$dir/err" || fail "nothing said of the bad key"
says 'is not the key of' "$dir/err" || fail "the reason is missing"
[ "$(meets)" = two ] || fail "after a bad renewal a fresh connection meets $(meets)"

exec 3>&-
kill -TERM "$server"
wait "$server"
status=$?
server=
[ $status -eq 0 ] || fail "serve ended with $status"
