/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/truth_bias.h - do therapists see what their clients see?
 *
 * The truth-and-bias model (West and Kenny 2011) with the client's rating as truth and the
 * therapist's as judgement.  For dyad i and session j, C_i. the dyad's mean:
 *
 *	own     T_ij - C_i. = (bias + u_0i) + (tracking + u_1i)(C_ij - C_i.) + e_ij
 *	group   T_ij - C..  = (bias + u_0i) + (tracking + u_1i)(C_ij - C_i.)
 *	                      + between (C_i. - C..) + e_ij
 *
 * with C.. the mean of the dyads' means.  `bias` below 0: therapists rate lower.
 * `tracking`: by how much the therapist's rating follows a step of the client's from
 * session to session (temporal congruence); `between`: whether therapists of clients who
 * rate higher than other clients do so, too.  u_1i is asked for by `slope`; a fit at its
 * boundary is told, not hidden.
 */
#ifndef AT_ALLIANCE_TRUTH_BIAS_H
#define AT_ALLIANCE_TRUTH_BIAS_H

#include "alliance/mixed.h"
#include "alliance/sessions.h"

struct at_truth_bias_plan {
	bool group;                     /* with the between part */
	bool slope;                     /* tracking differs between dyads */
};

struct at_truth_bias {
	struct at_estimate bias, tracking;
	struct at_estimate between;     /* NaN in the own form */
	double bias_variance;           /* of u_0i */
	double tracking_variance, correlation;          /* of u_1i, with u_0i; NaN without */
	double residual_variance, criterion;
	int n, n_dyads;
	bool singular, converged;
};

/* Sessions that both sides rated.  AT_INVALID as at_mixed_fit. */
enum at_status at_truth_bias_fit(struct at_arena *arena, const struct at_sessions *s,
    const struct at_truth_bias_plan *plan, struct at_truth_bias *out, struct at_error *err);

#endif
