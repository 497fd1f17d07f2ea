# SPDX-License-Identifier: GPL-3.0-or-later
# What the comparisons with R have in common.  A script sources this file, makes data, and
# says with near() and same() what attune should have found; how far off it was is printed
# at the end, and the script fails if anything was beyond its tolerance.  From the top:
#
#	Rscript --vanilla test/r/change.R               (SEED=1 for the data of another run)

need <- function(...) {
	for (package in c(...))
		if (!suppressMessages(requireNamespace(package, quietly = TRUE))) {
			cat("SKIPPED: no R package", package, "\n")
			quit(status = 77, runLast = FALSE)
		}
}

need("jsonlite")

program <- file.path("build", Sys.getenv("VARIANT", "release"), "attune")
if (!file.exists(program)) {
	cat("SKIPPED: no", program, "\n")
	quit(status = 77, runLast = FALSE)
}

seed <- as.integer(Sys.getenv("SEED", as.integer(Sys.time())))
set.seed(seed)
cat("SEED=", seed, "\n", sep = "")

scratch <- tempfile("attune")
dir.create(scratch)

# ---- attune ------------------------------------------------------------------------------

# A data frame as a CSV file; numbers read back to the same double.
table_of <- function(data) {
	file <- tempfile("table", scratch, ".csv")
	exact <- function(x) if (is.double(x)) ifelse(is.na(x), NA, sprintf("%.17g", x)) else x
	write.csv(as.data.frame(lapply(data, exact), check.names = FALSE), file,
	    row.names = FALSE, quote = FALSE, na = "")
	file
}

# The output of `attune ARGUMENT...` as lines; stops if it fails.
attune_lines <- function(...) {
	err <- tempfile("err", scratch)
	out <- suppressWarnings(system2(program, shQuote(c(...)), stdout = TRUE, stderr = err))
	status <- attr(out, "status")
	if (!is.null(status))
		stop("attune ", paste(c(...), collapse = " "), ": status ", status, "\n",
		    paste(readLines(err), collapse = "\n"))
	out
}

# The same as lists, vectors and data frames, from its JSON (null is NA) ...
attune <- function(...)
	jsonlite::fromJSON(paste(attune_lines(..., "--format", "json"), collapse = "\n"))

# ... or as a data frame, from its CSV.
attune_csv <- function(...)
	read.csv(text = attune_lines(..., "--format", "csv"), check.names = FALSE)

# ---- comparing -----------------------------------------------------------------------------

# Environments, because what is noted must outlive the function that notes it.
seen <- new.env()
seen$lines <- list()
seen$failed <- 0

note <- function(what, n, off, allowed, where = "") {
	failed <- is.na(off) || off > allowed
	seen$failed <- seen$failed + failed
	old <- seen$lines[[what]]
	if (!is.null(old)) {
		n <- n + old$n
		failed <- failed || old$failed
		off <- max(off, old$off)
		where <- paste0(old$where, where)
	}
	seen$lines[[what]] <- list(n = n, off = off, allowed = allowed, failed = failed,
	    where = where)
}

# |got - expected| / |expected|, at most `tolerance`.  `unit` is the least that counts as
# |expected|: give it where a value may be zero but for rounding.
near <- function(what, expected, got, tolerance = 1e-6, unit = 0) {
	expected <- as.double(unlist(expected))
	got <- as.double(unlist(got))
	if (length(expected) != length(got) || !identical(is.na(expected), is.na(got))) {
		note(what, length(expected), NA, tolerance, sprintf("  R: %s\n  attune: %s\n",
		    paste(head(expected, 5), collapse = " "), paste(head(got, 5), collapse = " ")))
		return(invisible())
	}
	size <- pmax(abs(expected), unit)
	off <- ifelse(got == expected, 0, abs(got - expected) / size)
	off <- off[!is.na(expected)]
	worst <- if (length(off) > 0) max(off) else 0
	where <- ""
	if (worst > tolerance) {
		i <- which(!is.na(expected))[which.max(off)]
		where <- sprintf("  value %d: R %.17g, attune %.17g\n", i, expected[i], got[i])
	}
	note(what, length(expected), worst, tolerance, where)
}

# Counts, names, classes.
same <- function(what, expected, got) {
	expected <- as.vector(unlist(expected))
	got <- as.vector(unlist(got))
	ok <- length(expected) == length(got) && all(mapply(identical, as.character(expected),
	    as.character(got)))
	note(what, length(expected), if (ok) 0 else Inf, 0, if (ok) "" else sprintf(
	    "  R: %s\n  attune: %s\n", paste(head(expected, 8), collapse = " "),
	    paste(head(got, 8), collapse = " ")))
}

# A criterion to be made small: may be smaller than R's, not larger by more than `tolerance`.
no_worse <- function(what, expected, got, tolerance = 1e-8)
	note(what, 1, max(0, got - expected) / abs(expected), tolerance,
	    sprintf("  R %.17g, attune %.17g\n", expected, got))

# R calls this when a script has come to its end; one that stops before has failed anyway.
.Last <- function() {
	unlink(scratch, recursive = TRUE)
	for (what in names(seen$lines)) {
		line <- seen$lines[[what]]
		allowed <- if (line$allowed > 0) sprintf(" of %.0e", line$allowed) else ""
		cat(sprintf("%s%-40s %6d values  off by %.2g%s\n",
		    if (line$failed) "FAILED " else "       ", what, line$n, line$off, allowed))
		if (line$failed)
			cat(line$where)
	}
	if (seen$failed > 0 || length(seen$lines) == 0)
		quit(status = 1, runLast = FALSE)
}
