/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/lmm_nested.h - nested terms as levels, four groups at a time; the two halves of
 * lmm_nested.c share it.
 *
 * A row is [own columns | columns of the levels above | Q | e].  Of a group only the
 * products of its own columns with all of these are kept: the own rows H of its matrix.
 * Groups below the same group stand next to each other, in blocks of four; what is missing
 * in the last block is zeros, which changes nothing. */
#ifndef AT_STATS_LMM_NESTED_H
#define AT_STATS_LMM_NESTED_H

#include "base/macros.h"
#include "stats/lmm_core.h"

enum { AT_LANES = 4 };

/* The same number of four groups. */
typedef double at_lanes AT_VECTOR(AT_LANES * sizeof(double));

struct at_level {
	const struct at_lmm_factor *factor;
	int term;
	int q, m;                       /* own columns; all from them on */
	int first;                      /* of the own ones in a row */
	int n_slots;                    /* places of groups, four a block */
	int *slot;                      /* of each group */
	int *group;                     /* of each slot; -1: none */
	int *up;                        /* of each slot: the slot it lies in, one level up */
	int n_runs;                     /* slots of the level above; 1 above the last */
	int *run;                       /* first block of each; n_runs + 1 */
	at_lanes *base;                 /* H of each block, q x m: from the rows alone */
	at_lanes *work;                 /* without what the levels below explain */
	double *chain;                  /* of each slot: m coefficients, their covariance */
};

/* Eliminating one block. */
struct at_block {
	at_lanes *a;                    /* q x q: L and, on its diagonal, 1 / D */
	at_lanes *b;                    /* q x (m + q): Lambda'[H | I] */
	at_lanes *e, *ec;               /* q x m: Z'V^-1 [above], and times covariance */
	at_lanes *k, *kc;               /* q x m */
	at_lanes *ha;                   /* q x q: H_own Lambda */
	at_lanes *vectors;              /* 3 q: b, u, Z'Pe */
	at_lanes *explained;            /* m x m, lower: what the run explains above it */
	at_lanes *det, *rss;            /* q x q */
};

struct at_nest {
	struct at_arena *arena;
	int p, n_levels;
	struct at_level *levels;        /* the innermost first */
	double *base;                   /* (p + 1) x (p + 1): [Q e]'[Q e] */
	double *root;                   /* chain above all */
	struct at_block block;
};

/* a = L D L' for A = Lambda' H_own Lambda + I; rows of b from column `from` on are
 * multiplied by L^-1. */
AT_INLINE void
at_block_eliminate(const struct at_level *level, const at_lanes *h, int from, int to,
    struct at_block *s)
{
	const double *lambda = level->factor->lambda;
	int q = level->q, m = level->m, width = m + q;
	at_lanes *a = s->a, *b = s->b;

	for (int i = 0; i < q; i++)
		for (int c = 0; c < m; c++) {
			at_lanes sum = lambda[i * q + i] * h[i * m + c];

			for (int k = i + 1; k < q; k++)
				sum += lambda[k * q + i] * h[k * m + c];
			b[i * width + c] = sum;
		}
	for (int i = 0; i < q; i++)
		for (int j = 0; j <= i; j++) {
			at_lanes sum = lambda[j * q + j] * b[i * width + j];

			for (int k = j + 1; k < q; k++)
				sum += lambda[k * q + j] * b[i * width + k];
			a[i * q + j] = i == j ? 1 + sum : sum;
		}
	for (int k = 0; k < q; k++) {
		a[k * q + k] = 1 / a[k * q + k];
		for (int i = k + 1; i < q; i++) {
			at_lanes whole = a[i * q + k], f = whole * a[k * q + k];

			a[i * q + k] = f;
			for (int j = k + 1; j <= i; j++)
				a[i * q + j] -= whole * a[j * q + k];
			for (int c = from; c < to; c++)
				b[i * width + c] -= f * b[k * width + c];
		}
	}
}

void at_nest_reduce(void *self, double *out_log_det, double *out_s);
void at_nest_back(void *self, const struct at_lmm_root *root, struct at_lmm_back *out);

#endif
