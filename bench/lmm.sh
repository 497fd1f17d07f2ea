#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bench/lmm.sh [ROWS] - mixed models of simulated clients, and the same rows in lme4 where it is
# there.
set -eu
rows=${1:-200000}
echo "mixed models of $rows rows, search included (goals: slopes 80 ms, three levels 1 s)"
build/release/bench/lmm "$rows"

if ! command -v Rscript > /dev/null ||
    ! Rscript --vanilla -e 'quit(status = !requireNamespace("lme4", quietly = TRUE))'; then
	echo "SKIPPED: no lme4 to compare with"
	exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
build/release/bench/lmm "$rows" "$folder/rows.csv"

# processor COMMAND... - its time, in milliseconds.
processor() {
	"$@" > "$folder/out"
	times > "$folder/times"
	awk 'NR == 2 { gsub(/[ms]/, " "); print 1000 * (60 * ($1 + $3) + $2 + $4) }' "$folder/times"
}
cat > "$folder/lmm.R" <<'END'
suppressMessages(library(lme4))
d <- read.csv(commandArgs(TRUE)[1])
f <- as.formula(commandArgs(TRUE)[2])
took <- system.time(m <- lmer(f, d))
cat(sprintf("%.0f %.6f\n", 1000 * (took[["user.self"]] + took[["sys.self"]]), REMLcrit(m)))
END
for formula in 'score ~ session + (session | client)' \
    'score ~ session + (session | client) + (session | therapist)' \
    'answer ~ session + (1 | client) + (1 | item)'; do
	ours=$(processor build/release/attune lmm "$folder/rows.csv" --formula "$formula")
	found=$(sed 's/.*"criterion":\([0-9.]*\).*/\1/' "$folder/out")
	Rscript --vanilla "$folder/lmm.R" "$folder/rows.csv" "$formula" 2> /dev/null |
		awk -v f="$formula" -v a="$ours" -v c="$found" '{
		printf "  %s\n    attune lmm, table and all: %.0f ms, criterion %.6f\n", f, a, c
		printf "    lmer() alone: %.0f ms, criterion %s: %.1f times as long\n", $1, $2, $1 / a }'
done
