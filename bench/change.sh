#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/change.sh [PAIRS] - reliable change of a table of scores before and after, whole
# process, beside the program's bare start and beside R where it is there; and how it grows.
set -eu
pairs=${1:-100000}
attune=build/release/attune
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
. bench/measure

make_table() { # ROWS
	awk -v n="$1" 'BEGIN {
		srand(1)
		print "id,pre,post"
		for (i = 1; i <= n; i++) {
			pre = int(270 * rand()) / 10
			print i "," pre "," int(270 * rand()) / 10
		}
	}'
}

options="--id id --pre pre --post post --better lower --reliability .88"
make_table "$pairs" > "$folder/pairs.csv"
make_table $((pairs / 10)) > "$folder/tenth.csv"
make_table $((pairs * 10)) > "$folder/ten.csv"

start=$(best 20 "$attune" --version)
whole=$(best 20 "$attune" change "$folder/pairs.csv" $options --summary)
rows=$(best 3 "$attune" change "$folder/pairs.csv" $options --format csv)
echo "reliable change of $pairs pairs (goal: --summary under 20 ms, start and end included)"
echo "  --summary       $whole ms, of which the start takes $start ms"
echo "  every row, CSV  $rows ms"
for size in tenth pairs ten; do
	echo "  $size: $(best 5 "$attune" change "$folder/$size.csv" $options --summary) ms," \
	    "$(memory "$attune" change "$folder/$size.csv" $options --summary) kB"
done

if ! command -v Rscript > /dev/null; then
	echo "SKIPPED: no R to compare with"
	exit 0
fi
cat > "$folder/change.R" <<'END'
d <- read.csv(commandArgs(TRUE)[1])
se <- sd(d$pre) * sqrt(1 - .88)
rci <- (d$post - d$pre) / (sqrt(2) * se)
cut <- mean(d$pre) - 2 * sd(d$pre)
class <- ifelse(rci < -1.959963984540054,
    ifelse(d$pre > cut & d$post <= cut, "recovered", "improved"),
    ifelse(rci > 1.959963984540054,
    ifelse(d$pre <= cut & d$post > cut, "harmed", "deteriorated"), "unchanged"))
print(table(class))
END
r=$(best 3 Rscript --vanilla "$folder/change.R" "$folder/pairs.csv")
awk -v r="$r" -v a="$whole" -v m="$(memory Rscript --vanilla "$folder/change.R" "$folder/pairs.csv")" \
    'BEGIN { printf "  the same in R: %s ms, %s kB: %.0f times as long\n", r, m, r / a }'
