#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/submit.sh [FORMS] - durable 12-item forms a second, against the bare ceiling.
#
# attune takes a form with cookie, form token, policy, validation, scores, alerts, audit
# chain and receipt; the ceiling program stores the same rows through the same writer and
# knows nothing else.  Both on SQLite in one run, at 1 and at 16 connections; each form is
# sent once.  Then the memory of the server, and how soon it answers after its start.
set -eu
. bench/serving
forms=${1:-40000}
bin=build/release
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT

"$bin/attune" init --data "$folder/data" --from demo/clinic.txt > /dev/null
mkdir -p "$folder/data/instruments"
cp bench/bench-12.txt bench/bench-12.en.txt "$folder/data/instruments/"
"$bin/bench/prepare" "$folder/data" "$forms" > "$folder/all"
quarter=$((forms / 4))

begin=$(date +%s%N)
serve "$folder/data"
curl -s -o /dev/null "$url/healthz"
first=$(($(date +%s%N) - begin))
fit "$folder/all"

run() { # NAME CONNECTIONS FIRST-LINE PORT-OR-ADDRESS
	tail -n +"$3" "$folder/all" | head -n "$quarter" > "$folder/part"
	"$bin/bench/load" -c "$2" -o "$url" "$4" < "$folder/part" > "$folder/$1-$2"
}
run attune 1 1 "${url#http://}"
run attune 16 $((quarter + 1)) "${url#http://}"
memory=$(awk '/VmHWM/ { print $2 }' "/proc/$server/status")
kill "$server"
wait "$server" || true
server=

mkfifo "$folder/hold" "$folder/port"
"$bin/bench/ceiling" "$folder/data" < "$folder/hold" > "$folder/port" &
exec 9> "$folder/hold"
read -r port < "$folder/port"
run ceiling 1 $((2 * quarter + 1)) "127.0.0.1:$port"
run ceiling 16 $((3 * quarter + 1)) "127.0.0.1:$port"
exec 9>&-
wait

echo "submit a 12-item form, durable before the receipt (goal: at 16 connections 10,000/s, p99 < 5 ms, 0.5 of the ceiling)"
for n in 1 16; do
	a=$(number per_second < "$folder/attune-$n") c=$(number per_second < "$folder/ceiling-$n")
	awk -v n=$n -v a="$a" -v c="$c" -v p="$(number p99_ms < "$folder/attune-$n")" \
	    -v cp="$(number p99_ms < "$folder/ceiling-$n")" 'BEGIN {
		printf "  %2d connections: attune %6.0f/s p99 %.2f ms   ceiling %6.0f/s p99 %.2f ms   ratio %.2f\n",
		    n, a, p, c, cp, a / c }'
done
awk -v m="$memory" -v f="$first" 'BEGIN {
	printf "whole server: %.1f MB at most under load (goal 30), first answer %.0f ms after start (goal 50)\n",
	    m / 1024, f / 1e6 }'
