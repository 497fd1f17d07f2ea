/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/meta_weigh.h - inside of stats/meta.h: weighted least squares at a given tau2, and
 * the search for tau2.
 *
 * P = W - WX(X'WX)^-1 X'W is never made; its traces and forms come from p x p sums. */
#ifndef AT_STATS_META_WEIGH_H
#define AT_STATS_META_WEIGH_H

#include "stats/meta.h"

struct at_meta_work {
	const double *y, *v;
	int k, p;
	double *q;                      /* k rows of p: an orthonormal basis of the columns of
	                                   x; NULL: one column of ones */
	double *r;                      /* p x p, upper: x = q r */
	double *w;                      /* k */
	/* Of these weights, in the basis: */
	double *inverse;                /* p x p: of Q'WQ */
	double *b;                      /* p */
	double log_det;                 /* of Q'WQ */
	double sum_w, sum_w2;
	double ypy, yppy, tr_p, tr_pp;
	double *sums;                   /* p x p, four: room for Q'WQ, Q'W^2Q, Q'W^3Q, products */
};

/* AT_INVALID as of at_meta_fit(). */
enum at_status at_meta_work_make(struct at_arena *arena, const struct at_meta_input *input,
    struct at_meta_work *out, int *out_column, struct at_error *err);

/* Weights 1 / (v + tau2) and all that follows from them.  False: some cannot be told
 * from 0. */
bool at_meta_weigh(struct at_meta_work *work, double tau2);

/* The leverage of study i under the weights last taken. */
double at_meta_leverage(const struct at_meta_work *work, int i);

/* The tau2 at which y'Py is `target`; 0 where it is less at 0. */
double at_meta_solve_q(struct at_meta_work *work, double target);

/* Needs k > p; at_meta_weigh(work, 0) was true. */
double at_meta_find_tau2(struct at_meta_work *work, enum at_meta_method method,
    bool *out_converged);

/* Coefficients and their covariance in the basis, in the terms of x. */
void at_meta_leave_basis(const struct at_meta_work *work, const double *b, const double *inverse,
    double *out_b, double *out_covariance);

/* The contrast of coefficients in the basis that is l'b in the terms of x; NULL: of the
 * first. */
void at_meta_enter_basis(const struct at_meta_work *work, const double *contrast, double *out);

/* An estimate with the interval and p of t with `df`. */
struct at_meta_line at_meta_line_of(double estimate, double se, double df);

#endif
