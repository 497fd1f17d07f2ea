/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/lmm.h - the linear mixed model y = X beta + Z b + e, by profiled REML or ML.
 *
 * After Bates, Maechler, Bolker and Walker (2015), Journal of Statistical Software 67(1):
 * b = Lambda(theta) u, u ~ N(0, sigma^2 I), e ~ N(0, sigma^2 / w).  theta holds, term after
 * term, the lower triangle of the relative Cholesky factor column by column (correlated
 * terms), or its diagonal (uncorrelated ones).  Terms may be nested or crossed in any
 * number; nested ones are eliminated block by block, crossed ones by sparse Cholesky.
 *
 * Order of rows changes results by rounding only.
 */
#ifndef AT_STATS_LMM_H
#define AT_STATS_LMM_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"

/* (columns | group) */
struct at_lmm_term {
	const double *z;                /* n rows of q values, finite */
	int q;
	bool correlated;                /* false: `||` */
	const int *group;               /* n, from 0 to n_groups - 1 */
	int n_groups;
};

struct at_lmm_input {
	const double *y;                /* n, finite */
	const double *x;                /* n rows of p values, the column of ones among them */
	int n, p;
	const double *weights;          /* n, above 0; NULL: all 1 */
	double sigma;                   /* known residual SD (meta-analysis: 1); 0: estimated */
	const struct at_lmm_term *terms;
	int n_terms;                    /* 0: least squares with the same criteria */
	bool ml;                        /* false: REML */
	const double *theta;            /* evaluate there instead of searching; NULL: search */
};

/* What is estimated of one term. */
struct at_lmm_effect {
	double *covariance;             /* q x q: sigma^2 times the relative one */
	double *modes;                  /* n_groups x q: conditional modes (BLUPs) */
	double *mode_covariance;        /* n_groups x q x q: Var(b - modes | y), beta known */
};

struct at_lmm {
	int n, p, n_theta;
	double *beta, *se;              /* p */
	double *covariance;             /* p x p, of beta */
	double *theta;
	struct at_lmm_effect *effects;  /* one a term */
	double sigma;
	double criterion;               /* REML criterion, or ML deviance */
	double log_likelihood, aic, bic;
	bool singular;                  /* told, never hidden: a diagonal of theta under 1e-4,
	                                   times the root mean square of its column */
	bool converged;
	int evaluations;
	double max_gradient;            /* of the criterion by theta in units of the columns'
	                                   spread, off the bounds; NaN if theta was given */
	double *fitted, *residuals;     /* n; modes included */
};

/* AT_INVALID: fewer rows than columns; a column that depends on those before it
 * (*out_column, may be NULL, says which; -1 otherwise); y that the model fits exactly; a
 * term of one group, or (sigma estimated) without a group of more rows than columns.
 * A search that did not converge is no error: `converged` says so. */
enum at_status at_lmm_fit(struct at_arena *arena, const struct at_lmm_input *input,
    struct at_lmm *out, int *out_column, struct at_error *err);

/* Satterthwaite's degrees of freedom of the contrast l'beta (p values; REML or ML as
 * fitted).  Variances that are 0 count as known.  INFINITY where sigma is known and nothing
 * is estimated; NaN where the information of the variances is singular. */
double at_lmm_df(struct at_arena *arena, const struct at_lmm_input *input,
    const struct at_lmm *fit, const double *contrast);

/* Of n contrasts, row after row, at the cost of one. */
void at_lmm_dfs(struct at_arena *arena, const struct at_lmm_input *input,
    const struct at_lmm *fit, const double *contrasts, int n, double *out);

/* Rows to predict, in the columns of the model. */
struct at_lmm_rows {
	int n;
	const double *x;                /* n rows of p values */
	const double *const *z;         /* of each term: n rows of q values */
	const int *const *group;        /* of each term: n numbers, -1: a group not seen; NULL
	                                   for a term: none of them was */
};

struct at_lmm_prediction {
	double mean;                    /* x'beta + z'b, b = 0 in a group not seen */
	double variance;                /* of x'beta + z'b around it */
	double total;                   /* of a value to be observed, of weight 1 */
};

/* `input` as it was fitted; `out` has room for rows->n. */
void at_lmm_predict(struct at_arena *arena, const struct at_lmm_input *input,
    const struct at_lmm *fit, const struct at_lmm_rows *rows, struct at_lmm_prediction *out);

/* How many sqrt(total) a band reaches to either side of the mean to hold this share of
 * values to come.  With a confidence above 0 each side is a one-sided tolerance limit
 * (stats/tolerance.h) of as many values as the term with fewest groups has groups: a house
 * rule, on the safe side.  Without terms as many as rows. */
double at_lmm_band(const struct at_lmm_input *input, double share, double confidence);

/* Likelihood-ratio test of two ML fits (fixed effects) or two REML fits with the same X
 * (random effects; at the boundary the p of a 50:50 mixture of chi-squares with `df` and
 * df - 1 degrees of freedom: Self and Liang 1987). */
struct at_lmm_lrt {
	double chi2, df, p;
	bool mixture;
};
struct at_lmm_lrt at_lmm_compare(const struct at_lmm *smaller, const struct at_lmm *larger,
    bool boundary);

#endif
