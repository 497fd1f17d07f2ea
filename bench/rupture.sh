#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/rupture.sh [DYADS] - falls in a table of relationships rated from both sides, whole
# process, beside the program's bare start and beside R where it is there (a plain loop of
# the same control chart, on a part of the table, counted up); and how it grows.
set -eu
dyads=${1:-100000}
attune=build/release/attune
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
. bench/measure

# make_table DYADS ORDER - 4 to 20 sessions of each; mixed: session by session.
make_table() {
	awk -v n="$1" 'BEGIN {
		srand(1)
		for (d = 1; d <= n; d++) {
			level = 4.5 + 2 * rand()
			sessions = 4 + int(17 * rand())
			for (s = 1; s <= sessions; s++) {
				fall = rand() < .05 ? 1.5 : 0
				a = level + rand() - .5 - fall
				b = level - .2 + rand() - .5 - fall * (rand() < .5)
				printf "%d,%d,%.2f,%.2f\n", d, s, a < 7 ? a : 7, b < 7 ? b : 7
			}
		}
	}' | if [ "$2" = mixed ]; then sort -t, -k2,2n -s; else cat; fi |
		sed '1i id,nr,client,therapist'
}

run() { # FILE OPTION...
	file=$1
	shift
	"$attune" rupture "$file" --dyad id --session nr --score client,therapist "$@"
}

make_table "$dyads" sorted > "$folder/all.csv"
make_table "$dyads" mixed > "$folder/mixed.csv"
make_table $((dyads / 10)) sorted > "$folder/tenth.csv"
rows=$(($(wc -l < "$folder/all.csv") - 1))

echo "falls in $dyads relationships, $rows sessions, two sides"
echo "  bare start            $(best 10 "$attune" --version) ms"
for rule in default drop xmr; do
	took=$(best 2 run "$folder/all.csv" --rule "$rule" --summary)
	echo "  $rule --summary  $took ms"
	[ "$rule" != xmr ] || xmr=$took
done
echo "  default, every row    $(best 2 run "$folder/all.csv" --format csv) ms as CSV"
echo "  tenth of it           $(best 3 run "$folder/tenth.csv" --summary) ms," \
    "$(memory "$attune" rupture "$folder/tenth.csv" --dyad id --session nr \
    --score client,therapist --format csv) kB as CSV"
echo "  all of it             - $(memory "$attune" rupture "$folder/all.csv" --dyad id \
    --session nr --score client,therapist --format csv) kB as CSV," \
    "$(memory "$attune" rupture "$folder/all.csv" --dyad id --session nr \
    --score client,therapist --summary) kB as JSON without rows"
echo "  not in order          $(best 2 run "$folder/mixed.csv" --summary) ms"

if ! command -v Rscript > /dev/null; then
	echo "SKIPPED: no R to compare with"
	exit 0
fi
part=$((dyads / 20))
make_table "$part" sorted > "$folder/part.csv"
cat > "$folder/rupture.R" <<'END'
d <- read.csv(commandArgs(TRUE)[1])
chart <- function(a) {
    if (length(a) < 4) return(0)
    sigma <- mean(abs(diff(a))) / 1.128
    sum(a < mean(a) - 3 * sigma)
}
flags <- sapply(split(d[c("client", "therapist")], d$id), function(x)
    chart(x$client) + chart(x$therapist))
print(sum(flags))
END
r=$(best 2 Rscript --vanilla "$folder/rupture.R" "$folder/part.csv")
start=$(best 2 Rscript --vanilla -e 'invisible(0)')
awk -v r="$r" -v s="$start" -v a="$xmr" -v k="$dyads" -v p="$part" 'BEGIN {
	whole = s + (r - s) * k / p
	printf "  the chart alone in R: %.0f ms (counted up from %d): %.1f times as long as xmr\n", \
	    whole, p, whole / a
}'
