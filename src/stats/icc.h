/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/icc.h - intraclass correlations: how alike several raters rate the same targets.
 *
 * Shrout and Fleiss (1979).  (1, ): each target has raters of its own.  (2, ): the same
 * raters, drawn from many; their levels count.  (3, ): these raters and no others; their
 * levels do not count.  ( ,1) is one rating, ( ,k) the mean of all k. */
#ifndef AT_STATS_ICC_H
#define AT_STATS_ICC_H

#include "base/arena.h"
#include "base/status.h"

enum at_icc_kind {
	AT_ICC_1_1, AT_ICC_2_1, AT_ICC_3_1,
	AT_ICC_1_K, AT_ICC_2_K, AT_ICC_3_K
};
enum { AT_ICC_KINDS = 6 };

struct at_icc_one {
	double value;                   /* NaN if all ratings are the same, as all else; of the
	                                   mean also where ratings disagree beyond chance */
	double low, high;               /* at 1 - 2 * tail */
	double f, df1, df2, p;          /* against 0; f is INFINITY without error */
};

struct at_icc {
	int n, k;                       /* targets, raters */
	double between;                 /* mean squares: of targets, */
	double within;                  /* within them, */
	double raters;                  /* of raters, */
	double error;                   /* and what is left */
	struct at_icc_one kinds[AT_ICC_KINDS];
};

/* "(1,1)" to "(3,k)". */
const char *at_icc_name(enum at_icc_kind kind);

/* `x` is n rows of k finite ratings.  AT_INVALID: fewer than two targets or raters. */
enum at_status at_icc_find(struct at_arena *arena, const double *x, int n, int k, double tail,
    struct at_icc *out, struct at_error *err);

#endif
