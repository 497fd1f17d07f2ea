/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/factor.h - factor analysis of a correlation matrix by maximum likelihood, and the
 * Schmid-Leiman transformation of a solution with several oblique factors.
 *
 * After Lawley and Maxwell (1971), chapter 4: the loadings are eigenvectors once the
 * uniquenesses are known, so only these are searched for, by Newton's method on their
 * logarithms with exact second derivatives.  Loadings are free of scale: those of the
 * covariance matrix are these times the standard deviations. */
#ifndef AT_STATS_FACTOR_H
#define AT_STATS_FACTOR_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"

/* A uniqueness does not go below: an item that gets there is a Heywood case. */
#define AT_FACTOR_LEAST 0.005

struct at_factor {
	int p, m;                       /* items, factors */
	double *loadings;               /* p x m; the sum of a column is not below 0 */
	double *uniqueness;             /* p */
	double discrepancy;             /* log|Sigma| - log|R| + tr(R Sigma^-1) - p; 0 or more */
	double df;                      /* ((p - m)^2 - p - m) / 2 */
	int n_heywood;                  /* uniquenesses at AT_FACTOR_LEAST */
	bool converged;
	int steps;
};

/* `r` is p x p.  AT_INVALID: m factors are not identified by p items (df below 0), or r is
 * not positive definite. */
enum at_status at_factor_fit(struct at_arena *arena, const double *r, int p, int m,
    struct at_factor *out, struct at_error *err);

/* Bartlett's (1950) test of fit with n rows: *out_p, may be NULL, NaN if df is 0. */
double at_factor_chi2(const struct at_factor *factor, double n, double *out_p);

/* Rotates three factors obliquely (quartimin: Jennrich 2002, gradient projection from the
 * loadings as they are) and draws one general factor out of their correlations: Schmid and
 * Leiman (1957). */
struct at_schmid {
	struct at_factor three;         /* before rotation */
	double correlations[3][3];      /* of the rotated factors */
	double *general;                /* p: loadings on the general factor */
	bool heywood;                   /* in the three factors, or in the one above them */
	bool converged;
};

/* AT_INVALID as at_factor_fit(); p is 6 or more. */
enum at_status at_factor_schmid(struct at_arena *arena, const double *r, int p,
    struct at_schmid *out, struct at_error *err);

#endif
