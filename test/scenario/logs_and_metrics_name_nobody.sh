#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Goal: whatever people are called, write, type wrong or carry in an address, neither the log
# (text or JSON, a line for every request) nor the metrics know it; promtool likes the metrics.
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
	exit 1
}

# ask JAR PATH [FIELD...] - get, or post fields with the token of the page before.
ask() {
	jar=$dir/$1 path=$2
	shift 2
	fields=
	[ $# -eq 0 ] || fields="--data-urlencode csrf=$token"
	for field; do
		fields="$fields --data-urlencode $field"
	done
	at=$(curl -sS -L -o "$dir/page" -b "$jar" -c "$jar" -H "Origin: $url" \
	    -A canary-browser -w '%{url_effective}' $fields "$path") || fail "curl $path"
	token=$(sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' "$dir/page" | head -n 1)
}

# serve OPTION...
serve() {
	: > "$dir/out"
	"$attune" serve --listen 127.0.0.1:0 --log-requests "$@" > "$dir/out" 2>> "$dir/log" &
	server=$!
	for i in $(seq 1200); do
		url=$(sed -n 's/^attune is serving //p' "$dir/out")
		[ -z "$url" ] || return
		kill -0 "$server" 2> /dev/null || fail "serve ended: $(cat "$dir/log")"
		sleep 0.1
	done
	fail "serve did not begin"
}

stop() {
	kill "$server"
	wait "$server" || fail "serve ended with $?"
	server=
}

# A story with something of everything that must not be told.
story() {
	link=$("$attune" link --client "$client" --measure phq-9 | head -n 1)
	ask client "$link?lang=canary-query"
	ask client "$link" lang=en
	form=${at%%\?*}
	ask client "$form" page=0 1=1 2=1 3=1 do=next
	ask client "$form" page=1 4=1 5=2 6=0 do=next
	ask client "$form" page=2 7=0 8=0 9=3 do=next
	ask client "$form/call" page=3 phone=canary-phone
	ask client "$form" page=3 10=1 do=next
	ask thief "$url/sign-in"
	ask thief "$url/sign-in" login=canary-login password=canary-password
	ask thief "$url/sign-in"
	ask thief "$url/sign-in" login=ingrid password=canary-password
	ask thief "$url/once/canary-token"
	ask thief "$url/me/canary-token"
	ask thief "$url/canary-path"
	ask ingrid "$("$attune" user link ingrid | tail -n 1 | tr -d ' ')"
	ask ingrid "$at" do=sign-in
	ask ingrid "$url/clients/$client"
	grep -q 'Canary Dahl' "$dir/page" || fail "the therapist does not see the client"
	curl -s "$url/metrics" >> "$dir/metrics"
	tokens="$tokens ${link##*/} ${form##*/}"
}

"$attune" init --from demo/clinic.txt > "$dir/init" || fail "init failed"
client=$(echo 'Canary Dahl' | "$attune" client add --name - --site fjordgata \
    --therapist ingrid --lang en) || fail "client add failed"
tokens=
: > "$dir/log"
serve --log text --metrics-listen 127.0.0.1:0
story
[ "$(curl -s -o "$dir/page" -w '%{http_code}' "$url/metrics")" = 404 ] ||
	fail "the metrics have a port of their own and are told on this one, too"
stop
grep -q ' notice web request number=.* route=/f/:due status=200 ms=' "$dir/log" ||
	fail "no line for a request: $(cat "$dir/log")"
mv "$dir/log" "$dir/log.text"
serve --log json
story
curl -s "$url/metrics" > "$dir/last"
stop
grep -q '"message":"request","number":.*"route":"/clients/:client","status":200,"ms":' "$dir/log" ||
	fail "no object for a request: $(cat "$dir/log")"
if command -v node > /dev/null; then
	node -e '
	const lines = require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n");
	if (!lines.every((line) => JSON.parse(line).time)) process.exit(1);' "$dir/log" ||
		fail "not every line is an object: $(cat "$dir/log")"
fi

# Whoever watches the log sees every refused sign-in, of the same network and nobody's name.
[ "$(grep -c 'failed=password staff=' "$dir/log.text")" = 2 ] &&
	[ "$(grep -c '"failed":"password","staff":' "$dir/log")" = 2 ] ||
	fail "failed sign-ins are not in the log: $(cat "$dir/log.text" "$dir/log")"
grep -q 'failed=password staff=unknown network=[0-9a-f]' "$dir/log.text" ||
	fail "no line for a name that nobody has: $(cat "$dir/log.text")"

for word in -i:canary -i:dahl -i:ingrid 127.0.0.1 "$client" $tokens; do
	case $word in
	-i:*) found=$(grep -iF -e "${word#-i:}" "$dir/log" "$dir/log.text" "$dir/metrics") ;;
	*) found=$(grep -F -e "$word" "$dir/log" "$dir/log.text" "$dir/metrics") ;;
	esac
	[ -z "$found" ] || fail "told to the log or the metrics: $word: $found"
done

grep -q '^attune_alerts_open{age="hour"} [1-9]' "$dir/last" || fail "the alert is not counted"
grep -q '^attune_sign_ins_refused_total{door="staff"} 2$' "$dir/last" ||
	fail "refused sign-ins are not counted: $(grep refused "$dir/last")"
grep -q '^attune_form_post_seconds_count [1-9]' "$dir/last" || fail "no submit was timed"
if command -v promtool > /dev/null; then
	promtool check metrics < "$dir/last" || fail "promtool finds faults"
else
	echo "SKIPPED: no promtool"
fi
exit 0
