/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/lmm_core.h - a mixed model as its search sees it; not for callers of the library.
 *
 * The problem is made harmless first: X = QR with Q'WQ = I; y becomes e, what least squares
 * leaves of it, of length 1; the columns of a term become orthogonal with mean square 1
 * (`||`: mean square 1).  So neither scale nor a far-away zero costs digits.  Then:
 *
 *	V = I + sum of Z Lambda Lambda' Z',  A = Lambda'Z'Z Lambda + I,  |A| = |V|
 *	S = [Q e]' V^-1 [Q e],  beta = S_QQ^-1 S_Qe,  rss = S_ee - beta' S_Qe
 *	P = V^-1 - V^-1 Q S_QQ^-1 Q' V^-1,  u = Lambda'Z'P e,  b = Lambda u
 *
 * An engine eliminates u: block by block where terms are nested (lmm_nested.c), by sparse
 * Cholesky where they are crossed (lmm_crossed.c).  The gradient is exact:
 *
 *	d log|V| + d log|S_QQ| = 2 tr(dLambda' Z'PZ Lambda),  d rss = -2 tr(dLambda' Z'Pe u')
 *
 * with V^-1 for P in the first where |S_QQ| is left out, as under ML. */
#ifndef AT_STATS_LMM_CORE_H
#define AT_STATS_LMM_CORE_H

#include "stats/lmm.h"

/* A term. */
struct at_lmm_factor {
	int q, n_groups;
	bool correlated;
	const int *group;               /* n */
	double *z;                      /* n rows of q values, scaled, times sqrt(w) */
	double *scale;                  /* q x q, lower T: z = T' (scaled z), T b = scaled b */
	double *size;                   /* q: root mean square of each column of z */
	double *lambda;                 /* q x q, lower, of the scaled columns */
};

/* Where going back begins: at beta, and what is not known of it. */
struct at_lmm_root {
	const double *beta;             /* p */
	const double *covariance;       /* p x p: S_QQ^-1, or 0 where beta is as if known */
};

/* What going back finds, one a term. */
struct at_lmm_back {
	double *det;                    /* q x q: sum over groups of Z'PZ Lambda */
	double *rss;                    /* q x q: sum over groups of Z'Pe u' */
	double *modes;                  /* n_groups x q: b; NULL: not asked for */
	double *covariance;             /* n_groups x q x q: of b, over sigma^2; NULL as well */
};

struct at_lmm_engine {
	void *self;
	/* With the factors' lambda as it is: log|A|, and S in full, (p + 1) x (p + 1). */
	void (*reduce)(void *self, double *out_log_det, double *out_s);
	/* After reduce. */
	void (*back)(void *self, const struct at_lmm_root *root, struct at_lmm_back *out);
};

struct at_lmm_core {
	struct at_arena *arena;
	const struct at_lmm_input *input;
	int n, p, n_factors, n_theta;
	struct at_lmm_factor *factors;
	double *columns;                /* p + 1 of n values: Q and e, times sqrt(w) */
	double *r;                      /* p x p, upper: X = Q R */
	double *b;                      /* p: least squares, of X */
	double y_scale;                 /* the length of what least squares leaves */
	double log_det_r;               /* of R'R */
	double sum_log_weights;
	double rest;                    /* n, or n - p under REML */
	struct at_lmm_engine engine;

	/* At the theta that was set last. */
	double log_det;
	double *s;                      /* (p + 1) x (p + 1) */
	double *cholesky;               /* p x p, of S_QQ */
	double *beta;                   /* p, of Q */
	double rss;                     /* of e */
	double criterion;
};

/* AT_INVALID as at_lmm_fit. */
enum at_status at_lmm_core_make(struct at_arena *arena, const struct at_lmm_input *input,
    struct at_lmm_core *out, int *out_column, struct at_error *err);

/* The two engines; `order` names the factors, each nested in the next. */
struct at_lmm_engine at_lmm_nested(const struct at_lmm_core *core, const int *order);
struct at_lmm_engine at_lmm_crossed(const struct at_lmm_core *core);

/* theta of scaled columns, as searched, and that of the caller's. */
void at_lmm_core_inward(const struct at_lmm_core *core, const double *theta, double *out);
void at_lmm_core_outward(const struct at_lmm_core *core, const double *theta, double *out);

/* All of `core` at scaled theta; returns the criterion. */
double at_lmm_core_set(struct at_lmm_core *core, const double *theta);

/* At the theta that is set, by theta: the determinants' part, and rss; n_theta each. */
void at_lmm_core_gradient(const struct at_lmm_core *core, double *out_det, double *out_rss);

/* That of the criterion: det + weight * rss with this weight. */
double at_lmm_core_rss_weight(const struct at_lmm_core *core);

/* sigma^2, in the units of y^2. */
double at_lmm_core_variance(const struct at_lmm_core *core);

/* Covariance of beta of X over sigma^2, p x p. */
void at_lmm_core_unscaled(const struct at_lmm_core *core, double *out);

/* Which entry of a term's lambda (row * q + column) the k-th theta is; -1 behind its last. */
int at_lmm_core_place(const struct at_lmm_factor *factor, int k);
int at_lmm_core_n_theta(const struct at_lmm_factor *factor);

/* What the search found. */
struct at_lmm_found {
	double *theta;                  /* scaled */
	bool converged;
	int evaluations;
	double max_gradient;
};

/* The best theta there is; `core` is left there. */
void at_lmm_search(struct at_lmm_core *core, struct at_lmm_found *out);

#endif
