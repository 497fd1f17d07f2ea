/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/meta_bias.h - whether small studies report larger effects, as they do where studies
 * without a finding stay in the drawer; and how far that would matter.
 *
 * None of it proves or rules out bias; rank test and trim and fill are for sensitivity
 * only.  Below AT_META_BIAS_LEAST studies nothing is offered: AT_INVALID says why.  Of
 * `input` the moderators are not read. */
#ifndef AT_STATS_META_BIAS_H
#define AT_STATS_META_BIAS_H

#include "stats/meta.h"

enum { AT_META_BIAS_LEAST = 10 };

/* Effects against their standard errors (Egger and others 1997; Sterne and Egger 2005). */
struct at_meta_egger {
	double slope, se, statistic, p;
	double df;                      /* of t; INFINITY: z */
	double limit;                   /* the effect where the standard error is 0 */
};

/* Least squares with weights 1 / v, t of k - 2: the intercept of y / se on 1 / se.
 * AT_INVALID, too: all standard errors are equal. */
enum at_status at_meta_egger_ols(struct at_arena *arena, const struct at_meta_input *input,
    struct at_meta_egger *out, struct at_error *err);

/* As a moderator of the model of `input`.  AT_INVALID as above. */
enum at_status at_meta_egger_mixed(struct at_arena *arena, const struct at_meta_input *input,
    struct at_meta_egger *out, struct at_error *err);

/* Kendall's tau b of standardised effects and variances (Begg and Mazumdar 1994). */
struct at_meta_rank {
	double tau, p;
	bool exact;                     /* else normal: there are ties, or very many studies */
};

enum at_status at_meta_rank_test(struct at_arena *arena, const struct at_meta_input *input,
    struct at_meta_rank *out, struct at_error *err);

/* Duval and Tweedie (2000), estimator L0: studies that would make the funnel even. */
struct at_meta_trim {
	bool right;                     /* they are missing on the right, else on the left */
	int n_filled;
	const double *y, *v;            /* n_filled */
	struct at_meta fit;             /* with them */
};

/* AT_INVALID, too: it did not settle. */
enum at_status at_meta_trim_fill(struct at_arena *arena, const struct at_meta_input *input,
    struct at_meta_trim *out, struct at_error *err);

#endif
