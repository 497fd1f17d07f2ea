/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/mixed.h - a regression over sessions that lie in groups: columns with fixed
 * effects, an intercept that differs between groups and, if asked for, one slope. */
#ifndef AT_ALLIANCE_MIXED_H
#define AT_ALLIANCE_MIXED_H

#include "stats/estimate.h"
#include "stats/lmm.h"

enum {
	AT_MIXED_COLUMNS = 6,           /* the one of ones among them */
	AT_MIXED_GROUPS = 5             /* house default: fewer do not show how they differ */
};

struct at_mixed_input {
	int n;
	const double *y;                /* n */
	const double *columns[AT_MIXED_COLUMNS - 1];    /* n each, centred where it matters */
	const char *names[AT_MIXED_COLUMNS - 1];        /* for errors: "the client's ratings" */
	int n_columns;                  /* without the one of ones */
	const double *slope;            /* n: differs between groups, too; NULL: no */
	const int *group;               /* n, from 0 to n_groups - 1; each occurs */
	int n_groups;
};

struct at_mixed {
	int n, n_groups;
	struct at_estimate b[AT_MIXED_COLUMNS];         /* the intercept first */
	double intercept_variance, slope_variance, correlation;         /* NaN without slope */
	double residual_variance, criterion;
	bool singular, converged;
	struct at_lmm_input input;      /* for contrasts: at_estimate_mixed */
	struct at_lmm fit;
};

/* REML; degrees of freedom are Satterthwaite's, or n_groups - 1 where the fit is at its
 * boundary and he has none.
 *
 * AT_INVALID: fewer than AT_MIXED_GROUPS groups, no group with two rows, a column that
 * depends on those before it, or an outcome without any spread left. */
enum at_status at_mixed_fit(struct at_arena *arena, const struct at_mixed_input *input,
    struct at_mixed *out, struct at_error *err);

#endif
