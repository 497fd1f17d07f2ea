# SPDX-License-Identifier: GPL-3.0-or-later
# attune score against keys written out here: sums, reversed items, gaps.
source("test/r/support.R")

# Fill gaps with the person's own mean where at least `need` of the items are there.
prorated <- function(items, need) {
	answered <- rowSums(!is.na(items))
	ifelse(answered >= need, rowMeans(items, na.rm = TRUE) * ncol(items), NA)
}

answers <- function(people, items, from, to, gaps) {
	data <- matrix(sample(from:to, people * items, TRUE), people)
	data[runif(length(data)) < gaps] <- NA
	colnames(data) <- paste0("i", seq_len(items))
	data
}

score <- function(instrument, data)
	attune_csv("score", instrument, table_of(as.data.frame(data)))

people <- 500

data <- answers(people, 9, 0, 3, 0.1)
got <- score("phq-9", data)
near("phq-9 total", prorated(data[, 1:8], 6) + data[, 9], got$total, 1e-12, unit = 1)
same("phq-9 answered", rowSums(!is.na(data)), got$total_answered)

data <- answers(people, 10, 0, 4, 0.05)
got <- score("core-10", data)
data[, 2:3] <- 4 - data[, 2:3]
near("core-10 total", prorated(data, 9), got$total, 1e-12, unit = 1)

data <- answers(people, 34, 0, 4, 0.03)
got <- score("core-om", data)
turned <- c(3, 4, 7, 12, 19, 21, 31, 32)
data[, turned] <- 4 - data[, turned]
near("core-om total", prorated(data, 31) / 34 * 10, got$total, 1e-12, unit = 1)

data <- answers(people, 12, 1, 5, 0.04)
got <- score("wai-sr", data)
scale <- list(task = c(1, 2, 10, 12), goal = c(4, 6, 8, 11), bond = c(3, 5, 7, 9))
for (id in names(scale))
	near(paste("wai-sr", id), prorated(data[, scale[[id]]], 3), got[[id]], 1e-12, unit = 1)
