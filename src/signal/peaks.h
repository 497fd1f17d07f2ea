/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/peaks.h - the peak nearest to lag zero in every row of a cross-correlation.
 *
 * A row is smoothed over lags by local quadratics (loess; Cleveland, Grosse 1991), a cubic
 * spline through them gives values at half lags, and from lag zero outward on both sides
 * the running maximum is followed until it has not risen for `patience` halves.  A maximum
 * within `patience` halves of the end is none (Boker, Rotondo, Xu, King 2002, as in the R
 * package wcc).
 *
 * It can miss: say how many rows have none. */
#ifndef AT_SIGNAL_PEAKS_H
#define AT_SIGNAL_PEAKS_H

#include "base/arena.h"
#include "base/status.h"

struct at_peaks_options {
	int patience;                   /* 8 */
	double span;                    /* share of the lags that a quadratic sees: 0.25 */
};

struct at_peak {
	double lag;                     /* steps from the middle, in halves; NaN if none */
	double value;                   /* of the smoothed row; NaN if none */
};

struct at_peaks {
	size_t n_rows, n_found;
	struct at_peak *rows;
	double mean_lag, sd_lag, mean_value;    /* of those found */
};

/* n_lags is odd, at least 9 and 2 * patience.  A row with a NaN has no peak.
 * AT_INVALID if an option is out of range. */
enum at_status at_peaks(struct at_arena *arena, const double *cells, size_t n_rows, int n_lags,
    const struct at_peaks_options *options, struct at_peaks *out, struct at_error *err);

#endif
