/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/lmm_crossed.h - crossed terms as one sparse matrix; lmm_crossed.c and its way back
 * share it. */
#ifndef AT_STATS_LMM_CROSSED_H
#define AT_STATS_LMM_CROSSED_H

#include <suitesparse/cs.h>

#include "stats/lmm_core.h"

/* Rows of group a of one term and group b of another, or of the same: a = b then. */
struct at_pair_block {
	int fa, fb;                     /* terms; fa <= fb */
	int a, b;
	int at;                         /* its first row in each of the columns of b */
	double *zz;                     /* q of fa x q of fb: products of the columns of z */
};

struct at_cross {
	const struct at_lmm_core *core;
	struct at_arena *arena;
	int nu;                         /* all coefficients of all groups */
	int *first;                     /* of each term in u */
	struct at_pair_block *blocks;
	int n_blocks;
	double *zx;                     /* nu x (p + 1): Z'[Q e] */
	cs_di *a;                       /* upper part of A */
	cs_dis *symbolic;
	cs_din *numeric;                /* L of P A P' */
	double *half;                   /* (p + 1) x nu: L^-1 P Lambda'Z'[Q e] */
	double *solved;                 /* nu x (p + 1): A^-1 Lambda'Z'[Q e] */
	double *turned;                 /* nu x (p + 1): Lambda times that */
	double *left;                   /* nu x (p + 1): Z'V^-1 [Q e] */
	double *inverse;                /* of A, where L is not zero */
	double *scratch;                /* 2 nu, and 2 q x q of the widest term */
};

/* out = Lambda' times the columns of one group, or Lambda times them: q x width. */
void at_cross_turn(const struct at_lmm_factor *f, const double *in, int width, bool transposed,
    double *out);

void at_cross_back(void *self, const struct at_lmm_root *root, struct at_lmm_back *out);

#endif
