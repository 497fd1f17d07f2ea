/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/reliability.h - how much of a sum of items is not error: alpha, omega, split halves.
 *
 * All from the k x k covariance matrix of the items, complete cases; 2 items or more unless
 * said.  NaN where a variance that has to be above 0 is not. */
#ifndef AT_STATS_RELIABILITY_H
#define AT_STATS_RELIABILITY_H

#include "base/arena.h"
#include "base/status.h"
#include "stats/factor.h"

/* Of the sum of the items. */
double at_sum_variance(const double *covariance, int k);

/* Cronbach (1951); may be negative.  Standardised: of the correlations. */
double at_alpha(const double *covariance, int k);
double at_alpha_standardised(const double *covariance, int k);

/* Of `n` rows at 1 - 2 * tail; Feldt, Woodruff and Salih (1987): (1 - alpha) F. */
void at_alpha_interval(double alpha, double n, int k, double tail, double *out_low,
    double *out_high);

/* Of the other items; NaN if that is but one. */
double at_alpha_without(const double *covariance, int k, int item);

/* The correlation of one item with the sum of the others. */
double at_item_rest(const double *covariance, int k, int item);

/* Two halves of the items as they come: the first, third ... and the second, fourth ... */
struct at_split_half {
	double r;
	double spearman_brown;          /* of the whole, if the halves are parallel */
	double guttman;                 /* lambda 4 of this split, which Flanagan and Rulon have
	                                   too: if they are tau-equivalent */
};
struct at_split_half at_split_half(const double *covariance, int k);

/* Of a test `times` as long: Spearman and Brown (1910).  NaN where its variance would not be
 * above 0: r is -1 / (times - 1) or less. */
double at_spearman_brown(double r, double times);

/* The standard error of measurement, in points. */
double at_error_of_measurement(double variance, double reliability);

/* McDonald's (1999) omega by one factor, at_factor_fit(): the share of its loadings in the
 * variance that the model gives the sum. */
struct at_omega {
	double raw;                     /* of the sum of the items as they are */
	double standardised;            /* of items with variance 1 */
	struct at_factor factor;
};

/* AT_INVALID: an item is constant, there are fewer than three, or they depend on each
 * other. */
enum at_status at_omega_fit(struct at_arena *arena, const double *covariance, int k,
    struct at_omega *out, struct at_error *err);

/* Of standardised items, at_factor_schmid(): the share of the general factor in the variance
 * that the sum was seen to have, and that of all common factors (Zinbarg and others
 * 2005). */
struct at_omega_hierarchical {
	double general, total;
	struct at_schmid schmid;
};

/* AT_INVALID as above; six items or more. */
enum at_status at_omega_hierarchical(struct at_arena *arena, const double *covariance, int k,
    struct at_omega_hierarchical *out, struct at_error *err);

#endif
