#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/import.sh [CLIENTS [FORMS]] - an archive is taken in, and nobody waits for it.
#
# CLIENTS clients with 40 forms of 12 items each, as a wide table: forms a second of the whole
# process, against a bare program that has the same rows in memory and writes them by the
# same statements.  Then FORMS forms are sent over 16 connections to a server, without and
# during such an import.
set -eu
clients=${1:-5000} forms=${2:-40000}
bin=build/release
folder=$(mktemp -d)
server= import=
trap 'for p in $server $import; do kill "$p" 2>/dev/null || true; done; rm -rf "$folder"' EXIT

# A number out of the one JSON line that `load` prints.
number() { sed -n "s/.*\"$1\": *\([0-9.]*\).*/\1/p"; }

cat > "$folder/map" <<'END'
[instruments]
BENCH12 = old-alliance
[instrument old-alliance]
forms = client therapist
items = 12
range = 1 5
scale.task = sum 1 2 3 4, need 3, range 4 20, better higher
scale.bond = sum 5 6 7 8, need 3, range 4 20, better higher
scale.goal = sum 9 10 11 12, need 3, range 4 20, better higher
scale.total = sum 1 2 3 4 5 6 7 8 9 10 11 12, need 9, range 12 60, better higher
END
bench/old_archive.sh "$clients" > "$folder/forms.csv"

# Both by turns, three times: the best of each counts.
best= bare=
for run in 1 2 3; do
	rm -rf "$folder/data" "$folder/copy"
	"$bin/attune" init --data "$folder/data" --from demo/clinic.txt > /dev/null
	cp -R "$folder/data" "$folder/copy"
	began=$(date +%s%N)
	"$bin/attune" import --data "$folder/data" --map "$folder/map" "$folder/forms.csv" > /dev/null
	took=$((($(date +%s%N) - began) / 1000))
	[ -n "$best" ] && [ "$best" -le "$took" ] || best=$took
	"$bin/bench/import_bare" "$folder/data" "$folder/copy" > "$folder/bare"
	took=$(awk '{ printf "%d", $2 * 1000 }' "$folder/bare")
	[ -n "$bare" ] && [ "$bare" -le "$took" ] || bare=$took
done
read -r n _ < "$folder/bare"
awk -v n="$n" -v a="$best" -v b="$bare" 'BEGIN {
	print "import of an archive, 12 items a form (goal: 100,000 forms/s, 0.6 of the bare program)"
	printf "  attune %6.0f forms/s   bare %6.0f forms/s   ratio %.2f\n", n / a * 1e6, n / b * 1e6, b / a }'

"$bin/attune" init --data "$folder/live" --from demo/clinic.txt > /dev/null
mkdir -p "$folder/live/instruments"
cp bench/bench-12.txt bench/bench-12.en.txt "$folder/live/instruments/"
"$bin/bench/prepare" "$folder/live" "$forms" > "$folder/all"
"$bin/attune" serve --data "$folder/live" --listen 127.0.0.1:0 > "$folder/said" 2> "$folder/log" &
server=$!
while ! url=$(grep -o 'http://[^ ]*' "$folder/said"); do sleep 0.005; done
visit=$(head -c 32 /dev/zero | base64 | tr '+/' '-_' | tr -d '=')
csrf=$(curl -s -H "Cookie: __Host-visit=$visit" "$url/sign-in" |
	sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -1)
sed -i "s/@VISIT@/$visit/; s/@CSRF@/$csrf/" "$folder/all"

half=$((forms / 2))
head -n "$half" "$folder/all" > "$folder/part"
"$bin/bench/load" -c 16 -o "$url" "${url#http://}" < "$folder/part" > "$folder/alone"
"$bin/attune" import --data "$folder/live" --map "$folder/map" "$folder/forms.csv" > "$folder/sum" &
import=$!
tail -n +"$((half + 1))" "$folder/all" > "$folder/part"
"$bin/bench/load" -c 16 -o "$url" "${url#http://}" < "$folder/part" > "$folder/meanwhile"
still=ended
kill -0 "$import" 2> /dev/null && still="went on"
wait "$import"
import=
awk -v a="$(number p99_ms < "$folder/alone")" -v ar="$(number per_second < "$folder/alone")" \
    -v m="$(number p99_ms < "$folder/meanwhile")" -v mr="$(number per_second < "$folder/meanwhile")" \
    -v s="$still" 'BEGIN {
	print "submits meanwhile, 16 connections (goal: p99 < 5 ms)"
	printf "  alone %6.0f/s p99 %.2f ms   during the import %6.0f/s p99 %.2f ms (the import %s)\n",
	    ar, a, mr, m, s }'
