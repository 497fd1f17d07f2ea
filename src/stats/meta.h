/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/meta.h - meta-analysis of effects with known sampling variances: common-effect and
 * random-effects models, with or without moderators.
 *
 * y_i = x_i'b + u_i + e_i, u_i ~ N(0, tau2), e_i ~ N(0, v_i).  Weights are 1 / (v + tau2);
 * the estimators of tau2 are reviewed by Veroniki and others (2016), Research Synthesis
 * Methods 7, 55-79.  Correlations go in as Fisher's z: at_meta_z(), at_meta_z_variance().
 *
 * Iterations go on until tau2 stands still to about 1e-12 of itself; other programs stop
 * earlier and differ in the fifth digit.  Order of rows changes results by rounding only. */
#ifndef AT_STATS_META_H
#define AT_STATS_META_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"

enum at_meta_method {
	AT_META_REML,                   /* restricted likelihood, Fisher scoring */
	AT_META_DL,                     /* DerSimonian and Laird 1986 */
	AT_META_ML,
	AT_META_PM,                     /* Paule and Mandel 1982: Q equals its expectation */
	AT_META_HE,                     /* Hedges: unweighted moments */
	AT_META_SJ,                     /* Sidik and Jonkman 2005 */
	AT_META_EB,                     /* empirical Bayes (Morris 1983): solves PM's equation */
	AT_META_FE,                     /* tau2 = 0 */
	AT_META_METHODS
};

/* "REML" and so on. */
const char *at_meta_method_name(enum at_meta_method method);

struct at_meta_input {
	const double *y;                /* k, finite */
	const double *v;                /* k, above 0 and finite */
	int k;
	const double *x;                /* k rows of p values, the column of ones first; or */
	int p;                          /* NULL: the column of ones alone, p is not read */
	enum at_meta_method method;
	bool hartung_knapp;             /* scaled variance and t (Hartung and Knapp 2001, Sidik
	                                   and Jonkman 2002); else z */
	bool guard;                     /* of Hartung and Knapp: never narrower than z */
};

struct at_meta {
	int k, p;
	enum at_meta_method method;
	double *b;                      /* p */
	double *covariance;             /* p x p, by the weights; times scale: of b */
	double scale;                   /* Hartung and Knapp's factor; 1 without.  0 where all
	                                   effects lie on the line: no spread, no width */
	double df;                      /* of t; INFINITY: z */
	double tau2;                    /* 0 where k = p: nothing is left to estimate it */
	bool converged;
	double typical;                 /* sampling variance of a typical study; NaN if k = p */
	double i2, h2;                  /* percent, ratio (Higgins and Thompson 2002); NaN if
	                                   k = p */
	double q, q_df, q_p;            /* test of heterogeneity beyond x; q_p NaN if k = p */
};

/* AT_INVALID: no study, fewer studies than columns, as many with Hartung and Knapp, a column
 * that depends on those before it (*out_column, may be NULL, says which), or variances so
 * far apart that weights cannot be told from 0. */
enum at_status at_meta_fit(struct at_arena *arena, const struct at_meta_input *input,
    struct at_meta *out, int *out_column, struct at_error *err);

/* 95 % interval of tau2 that turns Q round (Viechtbauer 2007): 0 to 0 where Q is less than
 * any tau2 explains; NaN if k = p.  AT_INVALID as above. */
enum at_status at_meta_tau2_interval(struct at_arena *arena, const struct at_meta_input *input,
    double *out_low, double *out_high, struct at_error *err);

/* An estimate with its 95 % interval and the two-sided p of its being 0. */
struct at_meta_line {
	double estimate, se, low, high, statistic, p;
};

/* l'b; `contrast` has p values.  NULL: the first coefficient. */
struct at_meta_line at_meta_line(const struct at_meta *fit, const double *contrast);

/* Whether all coefficients but the first are 0: chi-square (df2 INFINITY), or F if
 * hartung_knapp.  NaN if p = 1. */
struct at_meta_omnibus {
	double statistic, df1, df2, p;
};
struct at_meta_omnibus at_meta_omnibus(struct at_arena *arena, const struct at_meta *fit);

/* Where the effect of a new study lies with 95 % (Higgins, Thompson and Spiegelhalter 2009).
 * The quantile is of t with `df`, of z if INFINITY; `plain`: with the standard error of the
 * weights alone.  NaN if df is under 1.  Of models without moderators. */
struct at_meta_range {
	double low, high;
};
struct at_meta_range at_meta_prediction(const struct at_meta *fit, double df, bool plain);

/* One study left out, and what that does (Viechtbauer and Cheung 2010). */
struct at_meta_left {
	struct at_meta_line line;       /* of the others */
	double tau2, i2, h2, q, q_p;
	double weight;                  /* percent, of the study left out, in the whole */
	double rstudent;                /* its distance from the others, standardised */
	double dffits, cook, cov_ratio;
	bool influential;               /* DFFITS over 3 / sqrt(k - 1), Cook over the median of
	                                   chi-square, weight over 3 / k, or DFBETA over 1 */
};

/* out: k of them.  AT_INVALID with moderators, or fewer than 2 studies (3 with Hartung and
 * Knapp). */
enum at_status at_meta_leave_one_out(struct at_arena *arena, const struct at_meta_input *input,
    struct at_meta_left *out, struct at_error *err);

/* Fisher's z of a correlation between -1 and 1, both left out, and its sampling variance
 * 1 / (n - 3), n above 3; tanh() brings z back.  Cohen's d of it: 2 r / sqrt(1 - r^2). */
double at_meta_z(double r);
double at_meta_z_variance(double n);
double at_meta_d(double r);

#endif
