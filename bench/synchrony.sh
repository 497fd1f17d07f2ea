#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Cross-correlation and surrogates against the loop of their definition, and against R where it
# is there; how they grow with length, lags, surrogates and processors.
set -eu
cd "$(dirname "$0")/.."

build/release/bench/crosscorr

# The loop as R programs have it, one call of cor() a cell; a part of it, counted up.
command -v Rscript > /dev/null || { echo "no R: not compared"; exit 0; }
Rscript --vanilla - <<'END'
set.seed(1)
n <- 15000; win <- 1500; lag <- 125
s1 <- rpois(n, 50); s2 <- rpois(n, 50)
cells <- function(w) for (k in -lag:lag) {
	at <- w * 997 + 1:win; m <- abs(k)
	if (k >= 0) atanh(cor(s1[at], s2[at + m])) else atanh(cor(s1[at + m], s2[at]))
}
took <- system.time(for (w in 0:9) cells(w))[["elapsed"]] / 10
cat(sprintf("in R: 50 min, every frame %.0f s; 100 surrogates of 10 min %.0f s (counted up)\n",
    took * 73376, took * 18 * 100))
END
