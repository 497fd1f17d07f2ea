#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/rupture_rules.sh [FOLDER...] - how well each rule finds planted falls: in simulated
# relationships of a seed that nothing was tuned on, and in archives whose truth is known
# (items.csv or items.csv.gz, clients.csv, truth.csv), by default ../shared/data/archive-1000.
set -eu
bench=build/release/bench
seed=2
[ $# -gt 0 ] || set -- ../shared/data/archive-1000
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# items FOLDER - its answers; clients and truth are read beside them.
items() {
	if [ -e "$1/items.csv.gz" ]; then gzip -dc "$1/items.csv.gz"; else cat "$1/items.csv"; fi
}

# Every session of every client: mean of twelve answers of each side, of nine at least.
make_table() { # FOLDER
	items "$1" | awk -F, -v clients="$1/clients.csv" -v truth="$1/truth.csv" '
		function mean(key) { return n[key] >= 9 ? sum[key] / n[key] : "" }
		$6 == "ALL12" { sum[$1, $4, $7] += $9; n[$1, $4, $7]++ }
		END {
			while ((getline < truth) > 0) {
				m = split($7, at, " ")
				for (i = 1; i <= m; i++)
					planted[$1, at[i]] = 1
			}
			print "dyad,session,client,therapist,planted"
			getline < clients
			while ((getline < clients) > 0)
				for (s = 1; s <= $8; s++)
					print $1 "," s "," mean($1 SUBSEP s SUBSEP "client") "," \
					    mean($1 SUBSEP s SUBSEP "therapist") "," \
					    planted[$1, s] + 0
		}'
}

echo "planted falls found by each rule; the others at the false alarms of the default"
echo "simulated, seed $seed"
"$bench/rupture_sim" "$seed" 4000 > "$folder/table.csv"
"$bench/rupture_rules" "$folder/table.csv" 0 1
for archive; do
	echo
	[ -e "$archive/truth.csv" ] || { echo "SKIPPED: no $archive"; continue; }
	echo "$(basename "$archive")"
	make_table "$archive" > "$folder/table.csv"
	"$bench/rupture_rules" "$folder/table.csv" 1 5
done
