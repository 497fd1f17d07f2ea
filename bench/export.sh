#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/export.sh [FORMS] [SUBMITS] - attune export and attune backup against a bare read of
# the same rows, and what a submit notices of them.
#
# All in one run on one clinic: an archive of FORMS forms, and SUBMITS open ones of 12 items.
# A third of these is sent while nothing else goes on, a third during exports that follow each
# other, a third during backups; through 4 connections, durable before the receipt.
set -eu
. bench/measure
. bench/serving
forms=${1:-100000} submits=${2:-24000}
bin=build/release
folder=$(mktemp -d)
server= other=
stop() { [ -z "$1" ] || kill "$1" 2> /dev/null || true; }
trap 'stop "$server"; stop "$other"; rm -rf "$folder"' EXIT

export ATTUNE_DATA="$folder/data"
"$bin/attune" init --from demo/clinic.txt > /dev/null
mkdir -p "$folder/data/instruments"
cp bench/bench-12.txt bench/bench-12.en.txt "$folder/data/instruments/"
"$bin/bench/archive" "$folder/data" "$forms" > /dev/null
"$bin/bench/prepare" "$folder/data" "$submits" > "$folder/all"

long() { rm -f "$folder"/long.*; "$bin/attune" export --out "$folder/long.csv"; }
wide() { rm -f "$folder"/wide.*; "$bin/attune" export --wide --out "$folder/wide.csv"; }
packed() { rm -f "$folder"/packed.*; "$bin/attune" export --out "$folder/packed.csv.gz"; }
backup() { rm -f "$folder/copy"; "$bin/attune" backup "$folder/copy"; }

bare=$("$bin/bench/bare_rows" "$folder/data/attune.db" forms)
whole=$("$bin/bench/bare_rows" "$folder/data/attune.db" all)
for what in long wide packed backup; do
	eval "$what=\$(best 3 $what)"
done
memory=$(memory "$bin/attune" export --out "$folder/memory.csv")

size() { wc -c < "$1"; }
echo "export and backup of $forms forms, against a bare read of the same rows"
awk -v bare="$bare" -v whole="$whole" -v long="$long" -v wide="$wide" -v packed="$packed" \
    -v backup="$backup" -v l="$(size "$folder/long.csv")" -v w="$(size "$folder/wide.csv")" \
    -v p="$(size "$folder/packed.csv.gz")" -v d="$(size "$folder/data/attune.db")" \
    -v m="$memory" 'BEGIN {
	printf "  a row an answer:  %5.0f MB/s  (%.0f MB in %.0f ms; bare read %.0f ms, ratio %.2f)\n", l / 1e3 / long, l / 1e6, long, bare, bare / long
	printf "  a row a form:     %5.0f MB/s  (%.0f MB in %.0f ms; ratio %.2f)\n", w / 1e3 / wide, w / 1e6, wide, bare / wide
	printf "  compressed:       %5.0f MB/s of the table  (%.0f MB in %.0f ms)\n", l / 1e3 / packed, p / 1e6, packed
	printf "  backup:           %5.0f MB/s of the database  (%.0f MB in %.0f ms; bare read %.0f ms, ratio %.2f)\n", d / 1e3 / backup, d / 1e6, backup, whole, whole / backup
	printf "  memory of an export: %s kB\n", m }'

serve "$folder/data"
fit "$folder/all"

# send NAME THIRD COMMAND - a third of the forms, while COMMAND runs again and again.
third=$((submits / 3))
send() {
	tail -n +$(($2 * third + 1)) "$folder/all" | head -n "$third" > "$folder/part"
	(while :; do $3 > /dev/null 2>&1; done) &
	other=$!
	"$bin/bench/load" -c 4 -o "$url" "${url#http://}" < "$folder/part" > "$folder/$1"
	kill "$other"
	wait "$other" 2> /dev/null || true
	other=
}
send alone 0 'sleep 1'
send export 1 long
send backup 2 backup

echo "a submit meanwhile (4 connections)"
for what in alone export backup; do
	awk -v what="$what" -v a="$(number per_second < "$folder/$what")" \
	    -v p="$(number p99_ms < "$folder/$what")" \
	    -v base="$(number p99_ms < "$folder/alone")" 'BEGIN {
		printf "  %-8s %6.0f/s  p99 %.2f ms", what, a, p
		if (what != "alone")
			printf "   %.1f times that of nothing else going on", p / base
		print "" }'
done
