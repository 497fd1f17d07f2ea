#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: a clinic is made, a client gets a link, fills in the form without scripts and is
# thanked; the therapist signs in once and sees it; the log is whole; the server stops when told.
set -u
attune=$PWD/build/${VARIANT:-release}/attune
[ -x "$attune" ] || { echo "SKIPPED: no $attune"; exit 77; }
command -v curl > /dev/null || { echo "SKIPPED: no curl"; exit 77; }

dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null; rm -rf "$dir"' EXIT
export ATTUNE_DATA="$dir/data"

fail() {
	printf '%s\n' "$*"
	[ ! -e "$dir/page" ] || sed 's/^/    /' "$dir/page"
	exit 1
}

# page PATH [FIELD...] - get a page as the browser $jar, or post fields to it; its text goes
# to $dir/page, its address to $at.
page() {
	path=$1
	shift
	fields=
	[ $# -eq 0 ] || fields="--data-urlencode csrf=$token"
	for field; do
		fields="$fields --data-urlencode $field"
	done
	at=$(curl -sS -L -o "$dir/page" -b "$dir/$jar" -c "$dir/$jar" -H "Origin: $url" \
	    -w '%{http_code} %{url_effective}' $fields "$path" 2> "$dir/curl") ||
		fail "curl $path: $(cat "$dir/curl")"
	case $at in
	200*) ;;
	*) fail "$path gave $at" ;;
	esac
	at=${at#* }
	token=$(sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' "$dir/page" | head -n 1)
}

has() {
	grep -q "$1" "$dir/page" || fail "the page lacks $1"
}

"$attune" init --from demo/clinic.txt > "$dir/init" || fail "init failed"
[ "$(stat -c %a "$dir/data")" = 700 ] || fail "others may read the data folder"
client=$(echo 'Kari Dahl' | "$attune" client add --name - --site fjordgata \
    --therapist ingrid --lang en) || fail "client add failed"
"$attune" session add --client "$client" \
    --at "$(TZ=Europe/Oslo date -d '+2 hours' '+%Y-%m-%d %H:%M')" > "$dir/sessions" ||
	fail "session add failed"

"$attune" serve --listen 127.0.0.1:0 > "$dir/out" 2> "$dir/err" &
server=$!
for i in $(seq 1200); do
	url=$(sed -n 's/^attune is serving //p' "$dir/out")
	[ -z "$url" ] || break
	kill -0 "$server" 2> /dev/null || fail "serve ended: $(cat "$dir/err")"
	sleep 0.1
done
[ -n "$url" ] || fail "serve did not begin"

link=$("$attune" link --client "$client" --measure phq-9 | head -n 1)
case $link in
"$url"/m/*) ;;
*) fail "the link $link does not lead to $url" ;;
esac

# A page of somebody else's posts nothing.
jar=client
page "$link"
status=$(curl -s -o "$dir/page" -w '%{http_code}' -b "$dir/client" -H 'Origin: http://evil.example' \
    --data-urlencode "csrf=$token" "$link")
[ "$status" = 403 ] || fail "a foreign origin got $status"

page "$link"
page "$link" lang=en
form=${at%%\?*}
page "$form" page=0 1=1 2=1 3=1 do=next
page "$form" page=1 4=1 5=2 6=skip do=next
page "$form" page=2 7=0 8=0 9=1 do=next
has 'If you need someone now'
has '000 (invented)'
page "$form/call" page=3 no_call=1
page "$form" page=3 10=1 do=next
has 'Thank you'
page "$link"

# The therapist: in by the link once, and there is the answer.
jar=therapist
once=$("$attune" user link ingrid | tail -n 1 | tr -d ' ')
page "$once"
page "$once" do=sign-in
page "$url/clients"
has 'Kari Dahl'
has 'Several days'
page "$url/clients/$client"
has 'PHQ-9'
jar=thief
status=$(curl -s -o "$dir/page" -w '%{http_code}' -b "$dir/thief" -c "$dir/thief" "$once")
token=$(sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' "$dir/page" | head -n 1)
status=$(curl -s -o "$dir/page" -w '%{http_code}' -b "$dir/thief" -H "Origin: $url" \
    --data-urlencode "csrf=$token" "$once")
[ "$status" = 410 ] || fail "a used sign-in link gave $status"

kill "$server"
wait "$server"
status=$?
server=
[ $status -eq 0 ] || fail "serve ended with $status: $(cat "$dir/err")"
[ ! -s "$dir/err" ] || fail "serve said: $(cat "$dir/err")"
"$attune" verify > "$dir/page" || fail "the log is broken"
grep -q Dahl "$dir/data/attune.db"* && fail "a name lies open in the database"
exit 0
