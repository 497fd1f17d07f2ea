/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/lagreg.h - windowed cross-lagged regression: what one series adds to what the
 * other's own past says (Altmann 2011).
 *
 * In every window of `window` samples, y at t is regressed on itself at t-1 .. t-order,
 * then on x at t-k besides; a cell is the gain in R^2.  At lags k >= 0 y is s2 and x is
 * s1: a positive lag means that s1 leads, as in crosscorr.h; at k < 0 y is s1, x is s2.
 * This takes out what two slow series have in common by being slow.  Only places where
 * all of these are there count; a cell is missing when fewer than half are, or nothing is
 * left to explain. */
#ifndef AT_SIGNAL_LAGREG_H
#define AT_SIGNAL_LAGREG_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"
#include "signal/crosscorr.h"

struct at_lagreg_options {
	int window, lag, step;          /* samples */
	int order;                      /* of the own past: 1 to 8 */
	double least;                   /* gain that makes a peak: 0.25 */
	int stable;                     /* samples by which the lag of a stretch may change */
};

/* The greatest gain of a window. */
struct at_lagreg_window {
	size_t start;                   /* sample; `lag` + order samples before it are used */
	double own;                     /* R^2 of the own past, of the series that follows */
	double gain;                    /* NaN if no lag has one */
	int lag;                        /* samples, AT_NO_LAG if none */
	bool in_stretch;                /* gain >= least, and so is a neighbour's of this lag */
};

struct at_lagreg {
	size_t n_windows;
	struct at_lagreg_window *windows;
	double share;                   /* of windows with a cell, those in a stretch */
	double mean_gain;               /* of those; NaN if none */
	double s1_share, s2_share;      /* of them, with the lag above and below 0 */
};

/* AT_INVALID if an option is out of range or the series too short for one window. */
enum at_status at_lagreg(struct at_arena *arena, const struct at_pair *pair,
    const struct at_lagreg_options *options, struct at_lagreg *out, struct at_error *err);

#endif
