#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/import.sh [CLIENTS [FORMS]] - an archive is taken in, and nobody waits for it.
#
# CLIENTS clients with 40 forms of 12 items each, as a wide table: forms a second of the whole
# process, against a bare program that has the same rows in memory and writes them by the
# same statements; and into PostgreSQL, where there is one.  Then forms are sent over 16
# connections to a server, without and during such an import: at the pace of a busy network of
# clinics, and FORMS of them without a pause.
set -eu
. bench/serving
clients=${1:-5000} forms=${2:-40000}
bin=build/release
folder=$(mktemp -d)
cluster=$(mktemp -d)
server= import= network=
trap 'for p in $server $import; do kill "$p" 2>/dev/null || true; done
    [ -z "$network" ] || tools/pg-cluster stop "$cluster"; rm -rf "$folder" "$cluster"' EXIT

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

if network=$(tools/pg-cluster start "$cluster"); then
	"$bin/attune" init --data "$folder/far" --db "$network" --from demo/clinic.txt > /dev/null
	began=$(date +%s%N)
	"$bin/attune" import --data "$folder/far" --db "$network" --map "$folder/map" \
	    "$folder/forms.csv" > /dev/null
	took=$((($(date +%s%N) - began) / 1000))
	awk -v n="$n" -v a="$best" -v p="$took" 'BEGIN {
		printf "  into PostgreSQL %6.0f forms/s   ratio %.2f of attune on SQLite\n",
		    n / p * 1e6, a / p }'
	tools/pg-cluster stop "$cluster"
fi
network=

"$bin/attune" init --data "$folder/live" --from demo/clinic.txt > /dev/null
mkdir -p "$folder/live/instruments"
cp bench/bench-12.txt bench/bench-12.en.txt "$folder/live/instruments/"
"$bin/bench/prepare" "$folder/live" $((forms + 3000)) > "$folder/all"
serve "$folder/live"
fit "$folder/all"

# send NAME FORMS [OPTION...] - the next so many, over 16 connections; $NAME has what was seen.
sent=0
send() {
	to=$folder/$1 n=$2
	shift 2
	tail -n +"$((sent + 1))" "$folder/all" | head -n "$n" > "$folder/part"
	sent=$((sent + n))
	"$bin/bench/load" -c 16 -o "$url" "$@" "${url#http://}" < "$folder/part" > "$to"
}

# meanwhile FILE NAME FORMS [OPTION...] - the same while this is imported.
meanwhile() {
	"$bin/attune" import --data "$folder/live" --map "$folder/map" "$1" > "$folder/sum" &
	import=$!
	shift
	send "$@"
	still=ended
	kill -0 "$import" 2> /dev/null && still="went on"
	wait "$import"
	import=
}

# said WHAT ALONE MEANWHILE
said() {
	awk -v what="$1" -v a="$(number p99_ms < "$2")" -v ar="$(number per_second < "$2")" \
	    -v m="$(number p99_ms < "$3")" -v mr="$(number per_second < "$3")" -v s="$still" 'BEGIN {
		printf "  %-28s alone %5.0f/s p99 %5.2f ms   meanwhile %5.0f/s p99 %5.2f ms"\
		    " (the import %s)\n", what, ar, a, mr, m, s }'
}

# A second import of the same clients would write nothing.
sed 's/^C/D/' "$folder/forms.csv" > "$folder/others.csv"
echo "submits during an import, 16 connections (goal: p99 as alone, < 5 ms)"
send alone 1500 -p 300
meanwhile "$folder/forms.csv" during 1500 -p 300
said "at a pace of 300 a second" "$folder/alone" "$folder/during"
send alone $((forms / 2))
meanwhile "$folder/others.csv" during $((forms / 2))
said "as fast as they are taken" "$folder/alone" "$folder/during"
