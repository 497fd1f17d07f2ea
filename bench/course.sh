#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/course.sh [CLIENTS] - the expected course of an archive, fitted and validated, whole
# process; its parts, its growth, and the same model in R's lme4 where that is.
set -eu
clients=${1:-50000}
attune=build/release/attune
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
. bench/measure

make_table() { # CLIENTS
	awk -v n="$1" '
	function normal(    i, s) { s = -6; for (i = 0; i < 12; i++) s += rand(); return s }
	BEGIN {
		srand(1)
		print "id,session,score"
		for (c = 1; c <= n; c++) {
			first = 15 + 5 * normal(); level = 15 + .7 * (first - 15) + 2 * normal()
			slope = -2 + 2 * normal(); sessions = 3 + int(rand() * 14)
			for (s = 1; s <= sessions; s++)
				printf("c%06d,%d,%.0f\n", c, s,
				    s == 1 ? first : level + slope * log(s) + 2 * normal())
		}
	}'
}

columns="--client id --session session --score score"
make_table "$clients" > "$folder/archive.csv"
make_table $((clients / 10)) > "$folder/tenth.csv"
rows=$(($(wc -l < "$folder/archive.csv") - 1))
model=$folder/course.json
"$attune" course fit "$folder/tenth.csv" $columns --better lower --reliable 6 -o "$model" > /dev/null

fit="$attune course fit $folder/archive.csv $columns --better lower"
whole=$(best 3 $fit --reliable 6)
echo "expected course of $clients clients, $rows rows"
echo "  read, fitted, validated  $whole ms, $(memory $fit --reliable 6) kB"
echo "  not validated            $(best 3 $fit) ms"
echo "  read, and a signal a row $(best 3 "$attune" course signal "$model" \
    "$folder/archive.csv" $columns --format csv) ms"
tenth=$(best 3 "$attune" course fit "$folder/tenth.csv" $columns --better lower --reliable 6)
echo "  a tenth of the clients   $tenth ms"

if ! Rscript --vanilla -e 'quit(status = !requireNamespace("lme4", quietly = TRUE))' \
    > /dev/null 2>&1; then
	echo "SKIPPED: no lme4 to compare with"
	exit 0
fi
# The model alone, once: R reads the table, too, but does not validate.
cat > "$folder/course.R" <<'END'
d <- read.csv(commandArgs(TRUE)[1])
d$L <- log(d$session)
d$c <- d$score[match(d$id, d$id)]
d$c <- d$c - mean(d$c[d$session == 1])
print(lme4::lmer(score ~ L * c + (L | id), d[d$session > 1, ]))
END
r=$(best 1 Rscript --vanilla "$folder/course.R" "$folder/tenth.csv")
awk -v r="$r" -v a="$tenth" 'BEGIN {
	printf "  that in R, model only    %s ms: %.0f times as long\n", r, r / a }'
