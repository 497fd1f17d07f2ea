/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/moments.h - mean, spread and correlation, one value after the other.
 *
 * Welford's recurrence (1962) on compensated sums (Neumaier 1974): any number of values,
 * and their order changes the results by a few units in the last place only.  Values must
 * be finite. */
#ifndef AT_STATS_MOMENTS_H
#define AT_STATS_MOMENTS_H

#include <stdint.h>

/* A sum and what rounding took from it; zeroed it is empty. */
struct at_sum {
	double high, low;
};

void at_sum_add(struct at_sum *sum, double x);
double at_sum_value(const struct at_sum *sum);

/* Zeroed it is empty. */
struct at_moments {
	int64_t n;
	double first;                   /* all is taken from here: far from zero, too */
	double offset;                  /* mean - first */
	struct at_sum deviations;       /* of x - first */
	struct at_sum squares;          /* of (x - mean)^2 */
};

void at_moments_add(struct at_moments *m, double x);
double at_moments_mean(const struct at_moments *m);             /* NaN if n = 0 */
double at_moments_variance(const struct at_moments *m);         /* n - 1; NaN if n < 2 */
double at_moments_sd(const struct at_moments *m);

/* Two values of each case; zeroed it is empty. */
struct at_pairs {
	struct at_moments x, y;
	struct at_sum products;         /* of (x - mean of x)(y - mean of y) */
};

void at_pairs_add(struct at_pairs *p, double x, double y);
double at_pairs_covariance(const struct at_pairs *p);           /* n - 1; NaN if n < 2 */

/* Pearson's r; NaN if n < 2 or one of the two is constant. */
double at_pairs_correlation(const struct at_pairs *p);

#endif
