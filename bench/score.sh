#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/score.sh [FORMS] - PHQ-9 forms scored out of a table, streaming, beside copying the
# table and beside R where it is there.
set -eu
forms=${1:-1000000}
attune=build/release/attune
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

awk -v n="$forms" 'BEGIN {
	srand(1)
	print "id,i1,i2,i3,i4,i5,i6,i7,i8,i9"
	for (k = 0; k < 1000; k++) {
		row[k] = ""
		for (i = 0; i < 9; i++)
			row[k] = row[k] "," int(4 * rand())
	}
	for (i = 1; i <= n; i++)
		print i row[i % 1000]
}' > "$folder/forms.csv"

# seconds COMMAND... - how long one run takes.
seconds() {
	began=$(date +%s%N)
	"$@" > "$folder/out"
	awk -v ns=$(($(date +%s%N) - began)) 'BEGIN { printf "%.3f", ns / 1e9 }'
}

copy=$(seconds cat "$folder/forms.csv")
csv=$(seconds "$attune" score phq-9 "$folder/forms.csv" --format csv)
json=$(seconds "$attune" score phq-9 "$folder/forms.csv" --format json)
echo "score $forms forms of nine items, two scales"
awk -v n="$forms" -v c="$csv" -v j="$json" -v copy="$copy" 'BEGIN {
	printf "  CSV   %s s, %.0f forms/s; copying the table takes %s s\n", c, n / c, copy
	printf "  JSON  %s s, %.0f forms/s\n", j, n / j
}'
if command -v /usr/bin/time > /dev/null; then
	/usr/bin/time -f "  memory %M kB" "$attune" score phq-9 "$folder/forms.csv" --format csv \
	    2>&1 > /dev/null
fi

if ! command -v Rscript > /dev/null; then
	echo "SKIPPED: no R to compare with"
	exit 0
fi
cat > "$folder/score.R" <<'END'
d <- read.csv(commandArgs(TRUE)[1])
items <- d[, paste0("i", 1:9)]
d$total <- rowSums(items)
d$total_answered <- rowSums(!is.na(items))
write.csv(d[, c("id", "total", "total_answered")], row.names = FALSE)
END
r=$(seconds Rscript --vanilla "$folder/score.R" "$folder/forms.csv")
awk -v r="$r" -v c="$csv" 'BEGIN { printf "  the same in R: %s s: %.0f times as long\n", r, r / c }'
