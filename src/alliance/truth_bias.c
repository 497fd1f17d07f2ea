/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "alliance/levels.h"
#include "alliance/truth_bias.h"

enum at_status
at_truth_bias_fit(struct at_arena *arena, const struct at_sessions *s,
    const struct at_truth_bias_plan *plan, struct at_truth_bias *out, struct at_error *err)
{
	struct at_levels_parts client = at_levels_split(arena, s, s->client, AT_DETREND_NONE);
	double *judgement = AT_NEW(arena, double, (size_t)s->n);
	struct at_mixed_input in = { .n = s->n, .y = judgement,
		.columns = { client.within, client.between },
		.names = { "the client's ratings within dyads", "the client's means" },
		.n_columns = plan->group ? 2 : 1, .slope = plan->slope ? client.within : NULL,
		.group = s->dyad, .n_groups = s->n_dyads };
	struct at_mixed m;
	enum at_status st;

	for (int i = 0; i < s->n; i++)
		judgement[i] = s->therapist[i] - (plan->group ? client.grand
		    : client.mean[s->dyad[i]]);
	st = at_mixed_fit(arena, &in, &m, err);
	if (st != AT_OK)
		return st;
	*out = (struct at_truth_bias){ .bias = m.b[0], .tracking = m.b[1],
		.between = plan->group ? m.b[2] : at_estimate_none(),
		.bias_variance = m.intercept_variance, .tracking_variance = m.slope_variance,
		.correlation = m.correlation, .residual_variance = m.residual_variance,
		.criterion = m.criterion, .n = m.n, .n_dyads = m.n_groups,
		.singular = m.singular, .converged = m.converged };
	return AT_OK;
}
