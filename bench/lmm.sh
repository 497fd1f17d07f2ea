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
best() { # FORMULA - of three, in ms of the processor, the table read and printed
	for i in 1 2 3; do
		{ LC_ALL=C bash -c 'TIMEFORMAT="%U %S"; time "$@" > /dev/null' - \
		    build/release/attune lmm "$folder/rows.csv" --formula "$1"; } 2>&1
	done | awk '{ t = 1000 * ($1 + $2); if (NR == 1 || t < best) best = t } END { print best }'
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
	ours=$(best "$formula")
	Rscript --vanilla "$folder/lmm.R" "$folder/rows.csv" "$formula" 2> /dev/null |
		awk -v f="$formula" -v a="$ours" '{
		printf "  %s\n    attune lmm whole %.0f ms; lmer() alone %.0f ms: %.0f times as long; criterion %s\n",
		    f, a, $1, $1 / a, $2 }'
done
