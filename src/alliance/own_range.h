/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/own_range.h - the range a person's own ratings usually move in: rule R2.
 *
 * A control chart for single values: the spread comes from the moving range, the mean
 * distance of neighbouring sessions.  sigma = mean moving range / 1.128, limits at 3 sigma
 * (2.6596 mean moving ranges), warning limits at 2 (standard constants of such charts).
 * A missing session (NaN) has no neighbours.
 */
#ifndef AT_ALLIANCE_OWN_RANGE_H
#define AT_ALLIANCE_OWN_RANGE_H

#include <stdbool.h>

#define AT_OWN_RANGE_SIGMA 1.128        /* mean moving range of two values in sigmas */
#define AT_OWN_RANGE_SIGMAS 3.0
#define AT_OWN_RANGE_MOVE  3.267        /* limit of one moving range, in mean ranges */

enum { AT_OWN_RANGE_NEEDS = 5 };

/* Mean and spread of values. */
struct at_spread {
	int n, n_moves;                 /* values; pairs of neighbours */
	double mean;                    /* NaN if n is 0 */
	double mean_move;               /* mean moving range, NaN if n_moves is 0 */
	double sigma;                   /* mean_move / 1.128 */
};

/* Of all values, looking back (phase I).  n may be 0. */
struct at_spread at_spread_of(const double *values, int n);

/* The range a value is compared with, from what was before it. */
struct at_own_range {
	bool known;                     /* five values and a moving range before it, at least */
	int n;                          /* values it comes from */
	double mean, sigma;             /* NaN where too little is known */
	double low, high;               /* NaN unless known, or when beyond the scale */
	double warning;                 /* 2 sigma below the mean; NaN as `low` */
	bool below;                     /* the value lies below `low` */
};

struct at_own_range_scale {
	double lowest, highest;         /* of the scale */
	double step;                    /* half width when the values before are all the same */
};

/* The range at each of `n` values from the values before it alone (phase II): prospective,
 * as it stood on the day.  A value below the range is kept out of all later ranges, so the
 * range stays as it was for as long as values are below it.  Where ratings never moved,
 * sigma is 0 and says nothing: the range is then mean -+ step.  Limits beyond the scale are
 * off (NaN).  out has room for n. */
void at_own_range_series(const double *values, int n, const struct at_own_range_scale *scale,
    struct at_own_range *out);

/* The same with limits other than 3 sigma, and another number of values before (2 or more). */
void at_own_range_by(const double *values, int n, const struct at_own_range_scale *scale,
    double sigmas, int needs, struct at_own_range *out);

/* The range that holds for a next value. */
struct at_own_range at_own_range_next(const double *values, int n,
    const struct at_own_range_scale *scale);

#endif
