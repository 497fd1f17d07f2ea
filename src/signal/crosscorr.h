/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/crosscorr.h - windowed lagged cross-correlation of two series, as rMEA does it.
 *
 * Window w begins at sample w * step and is `window` + `lag` samples long.  At lag k >= 0
 * the first `window` samples of s1 meet those of s2 that are k later, at k < 0 the first
 * of s2 meet those of s1 that are -k later: at a positive lag s1 leads.  A cell is
 * Pearson's r over the pairs that are both there, made Fisher's z (kept within +-10)
 * unless r is asked for.  A cell is missing when fewer than two of its pairs differ or a
 * series does not move in it; a whole window is when more than half of either series is
 * missing in it (Kleinbub, Ramseyer 2021: rMEA, MEAccf).
 *
 * Means leave out what is missing, and are NaN without anything. */
#ifndef AT_SIGNAL_CROSSCORR_H
#define AT_SIGNAL_CROSSCORR_H

#include <limits.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"
#include "signal/series.h"

struct at_crosscorr_options {
	int window, lag, step;          /* samples; at least 3, 0 and 1 */
	bool raw_r;                     /* r instead of z */
	bool cells;                     /* keep the whole matrix */
	int n_threads;                  /* 0: one; the result is the same with any number */
};

/* Both are always there: |z| is positive by chance alone and means something only beside
 * surrogates; z tells moving together from moving in turns. */
enum at_crosscorr_kind { AT_MAGNITUDE, AT_SIGNED, AT_CROSSCORR_KINDS };

#define AT_NO_LAG INT_MIN

struct at_lead {
	double mean;                    /* of all lags */
	double s1_lead, s2_lead;        /* of the lags above 0, of those below; NaN if lag = 0 */
	double lag_zero;
	double best;                    /* the greatest, the first of equals from -lag on */
	int best_lag;                   /* samples; AT_NO_LAG if there is none */
};

struct at_crosscorr_window {
	size_t start;                   /* sample */
	int n_cells;                    /* not missing */
	struct at_lead lead[AT_CROSSCORR_KINDS];
};

struct at_crosscorr {
	int lag, n_lags;                /* 2 * lag + 1 */
	size_t n_windows, n_missing;    /* windows without a cell */
	struct at_crosscorr_window *windows;
	double *per_lag[AT_CROSSCORR_KINDS];    /* mean over windows, from -lag on */
	size_t n_cells;                 /* not missing */

	/* mean: of all cells (rMEA's grandAver); best: of per_lag; else: mean of windows. */
	struct at_lead over[AT_CROSSCORR_KINDS];

	double *cells;                  /* row by row, signed, NaN where missing; or NULL */
};

/* AT_INVALID if an option is out of range, or the series too short for one window. */
enum at_status at_crosscorr(struct at_arena *arena, const struct at_pair *pair,
    const struct at_crosscorr_options *options, struct at_crosscorr *out, struct at_error *err);

/* Windows that n samples have. */
size_t at_crosscorr_windows(const struct at_crosscorr_options *options, size_t n);

/* The same by the definition, cell by cell: slow.  For tests and benches. */
void at_crosscorr_naive(const struct at_pair *pair, const struct at_crosscorr_options *options,
    double *cells);

/* The mean of all cells and nothing else, again and again, by one thread with the same
 * scratch memory: for surrogates. */
struct at_grand_work;
struct at_grand_work *at_grand_make(struct at_arena *arena,
    const struct at_crosscorr_options *options);

struct at_grand {
	double mean[AT_CROSSCORR_KINDS];        /* NaN without a cell */
};
struct at_grand at_grand(struct at_grand_work *work, const struct at_pair *pair);

#endif
