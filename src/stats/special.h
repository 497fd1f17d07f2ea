/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/special.h - the gamma and beta functions behind the distributions.
 *
 * Good to about 1e-14 relative for moderate arguments, 1e-13 in far tails.  Arguments
 * outside the stated range give NaN. */
#ifndef AT_STATS_SPECIAL_H
#define AT_STATS_SPECIAL_H

/* Of an area, both parts: each keeps its digits where the other is nearly 1. */
struct at_tails {
	double lower, upper;
};

/* log Gamma(x), x > 0; unlike that of the C library it may be called by any thread. */
double at_log_gamma(double x);

/* log Gamma(x) - ((x - 1/2) log x - x + log(2 pi) / 2), x > 0: what Stirling's formula
 * leaves. */
double at_stirling_error(double x);

/* The regularised incomplete gamma function P(a, x) and 1 - P; a > 0, x >= 0. */
struct at_tails at_gamma_tails(double a, double x);

/* The regularised incomplete beta function I_x(a, b) and 1 - I; a, b > 0, x and
 * y = 1 - x in 0..1, both given because the small one must keep its digits. */
struct at_tails at_beta_tails(double a, double b, double x, double y);

/* x^a exp(-x) / Gamma(a), and x^a y^b / B(a, b): the slopes of the two by log x, and by
 * log(x / y). */
double at_gamma_slope(double a, double x);
double at_beta_slope(double a, double b, double x, double y);

#endif
