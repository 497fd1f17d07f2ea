/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/meta_blocks.h - inside of stats/meta_levels.h: the covariance of effects, a block for
 * each study, and least squares with its inverse. */
#ifndef AT_STATS_META_BLOCKS_H
#define AT_STATS_META_BLOCKS_H

#include <stdbool.h>

#include "stats/meta_levels.h"
#include "stats/meta_weigh.h"

enum { AT_META_BETWEEN, AT_META_WITHIN };       /* of two variances */

/* Rows in order of studies. */
struct at_meta_blocks {
	struct at_meta_work flat;       /* the same as two levels, in the caller's order */
	int k, p, n_studies;
	int *start;                     /* n_studies + 1: the first row of each */
	size_t *block;                  /* n_studies: its first element below */
	double *y, *v, *q;              /* q: k x p, an orthonormal basis of x */
	double rho;
	/* At the variances last taken: */
	double *v_blocks, *w_blocks;    /* the blocks of V and of W, its inverse */
	double *wq;                     /* k x p: W Q */
	double *m;                      /* p x p: the inverse of Q'WQ */
	double *b;                      /* p, in the basis */
	double *py;                     /* k: P y, where P = W - WQ M Q'W */
	double ypy, log_det;            /* of V and of Q'WQ */
};

/* AT_INVALID as of at_meta_levels_fit(). */
enum at_status at_meta_blocks_make(struct at_arena *arena,
    const struct at_meta_levels_input *input, struct at_meta_blocks *out, int *out_column,
    struct at_error *err);

int at_meta_blocks_size(const struct at_meta_blocks *blocks, int study);

/* Takes the variances between and within, and sets all that follows.  False: the weights
 * of some effects cannot be told from 0. */
bool at_meta_blocks_weigh(struct at_arena *scratch, struct at_meta_blocks *blocks,
    const double variances[2]);

/* P f; `coefficients` (p) get those of f in the basis. */
void at_meta_blocks_times_p(struct at_arena *scratch, const struct at_meta_blocks *blocks,
    const double *f, double *out, double *coefficients);

#endif
