/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/ols.h - linear regression by least squares, through Householder's QR.
 *
 * The normal equations would square the condition of the problem; QR does not. */
#ifndef AT_STATS_OLS_H
#define AT_STATS_OLS_H

#include "base/arena.h"
#include "base/status.h"

struct at_ols_input {
	const double *x;                /* n rows of p values, the column of ones among them */
	const double *y;                /* n */
	const double *weights;          /* n, above 0: inverse variances; NULL: all 1 */
	int n, p;
};

struct at_ols {
	int n, p;
	double *b, *se;                 /* p */
	double *unscaled;               /* p x p: inverse of X'WX; times sigma^2: covariance */
	double rss;                     /* weighted */
	double df;                      /* n - p */
	double sigma;                   /* sqrt(rss / df); NaN if df = 0, as are the se */
	double r_squared;               /* about the weighted mean of y: for models with a
	                                   column of ones; NaN if y is constant */
	double *residuals;              /* n, y - fitted */
};

/* AT_INVALID: fewer rows than columns; or a column depends on those before it, and
 * *out_column (may be NULL) says which. */
enum at_status at_ols_fit(struct at_arena *arena, const struct at_ols_input *input,
    struct at_ols *out, int *out_column, struct at_error *err);

#endif
