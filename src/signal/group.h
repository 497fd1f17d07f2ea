/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/group.h - the cells of a group of windows, and what they come to. */
#ifndef AT_SIGNAL_GROUP_H
#define AT_SIGNAL_GROUP_H

#include "signal/crosscorr.h"
#include "signal/rows.h"

/* Who is earlier: s1 at positive lags. */
enum at_side { AT_S1_LEADS, AT_S2_LEADS, AT_SIDES };

/* Of one window.  Lag zero is in no side. */
struct at_tally {
	double sum[AT_CROSSCORR_KINDS][AT_SIDES], n[AT_SIDES];
	double zero;
	double best[AT_CROSSCORR_KINDS];
	int best_lag[AT_CROSSCORR_KINDS];
};

/* Sums by lag from -lag on, over windows. */
struct at_lag_sums {
	double *sum[AT_CROSSCORR_KINDS], *n;
};

/* Memory of one thread: at_stretch_make() for windows like these. */
struct at_stretch;
struct at_stretch *at_stretch_make(struct at_arena *arena,
    const struct at_crosscorr_options *options);

/* Windows of a group: as many as share a place, 1 if none do. */
size_t at_stretch_most(const struct at_crosscorr_options *options);

/* The n windows from `first` on, n <= at_stretch_most().  Fills tallies[0..n-1], adds to
 * `lags`; writes their rows of `cells` unless it is NULL. */
void at_stretch_run(struct at_stretch *stretch, const struct at_pair *pair, size_t first,
    size_t n, struct at_tally *tallies, const struct at_lag_sums *lags, double *cells);

#endif
