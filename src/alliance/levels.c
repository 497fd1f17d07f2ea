/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "alliance/levels.h"
#include "stats/moments.h"

/* Around the first value: a side that never moves is 0 everywhere, not nearly so. */
static double
mean_of(const double *values, int n)
{
	struct at_moments m = { .n = 0 };

	for (int i = 0; i < n; i++)
		at_moments_add(&m, values[i]);
	return at_moments_mean(&m);
}

/* Takes the least-squares line over time away from what already has the mean 0. */
static void
take_trend(const double *number, int n, enum at_detrend detrend, double *within)
{
	struct at_pairs pairs = { .x = { .n = 0 } };
	double slope, middle;

	for (int i = 0; i < n; i++)
		at_pairs_add(&pairs, detrend == AT_DETREND_LOG ? log(number[i]) : number[i],
		    within[i]);
	slope = at_pairs_covariance(&pairs) / at_moments_variance(&pairs.x);
	middle = at_moments_mean(&pairs.x);
	for (int i = 0; i < n; i++)
		within[i] -= slope * ((detrend == AT_DETREND_LOG ? log(number[i]) : number[i])
		    - middle);
}

struct at_levels_parts
at_levels_split(struct at_arena *arena, const struct at_sessions *s, const double *values,
    enum at_detrend detrend)
{
	size_t n = (size_t)s->n;
	struct at_levels_parts p = { AT_NEW(arena, double, n), AT_NEW(arena, double, n),
		AT_NEW(arena, double, (size_t)s->n_dyads), NAN, 0 };

	for (int d = 0; d < s->n_dyads; d++) {
		int first = s->first[d], size = s->first[d + 1] - first;

		p.mean[d] = mean_of(values + first, size);
		for (int i = first; i < first + size; i++)
			p.within[i] = values[i] - p.mean[d];
		if (detrend == AT_DETREND_NONE || size < AT_LEVELS_TREND_NEEDS)
			continue;
		take_trend(s->number + first, size, detrend, p.within + first);
		p.n_detrended++;
	}
	p.grand = mean_of(p.mean, s->n_dyads);
	for (int i = 0; i < s->n; i++)
		p.between[i] = p.mean[s->dyad[i]] - p.grand;
	return p;
}

enum at_status
at_levels_fit(struct at_arena *arena, const struct at_sessions *s, const double *values,
    struct at_levels *out, struct at_error *err)
{
	struct at_mixed_input in = { .n = s->n, .y = values, .group = s->dyad,
		.n_groups = s->n_dyads };
	struct at_mixed m;
	enum at_status st = at_mixed_fit(arena, &in, &m, err);

	if (st != AT_OK)
		return st;
	*out = (struct at_levels){ .mean = m.b[0], .between = m.intercept_variance,
		.within = m.residual_variance, .criterion = m.criterion, .singular = m.singular,
		.reliability = AT_NEW(arena, double, (size_t)s->n_dyads) };
	out->icc = out->between / (out->between + out->within);
	for (int d = 0; d < s->n_dyads; d++)
		out->reliability[d] = out->between / (out->between + out->within
		    / (s->first[d + 1] - s->first[d]));
	return AT_OK;
}

/* ---- outcome ------------------------------------------------------------------------ */

/* Sessions that have the next one in the table: rows of the lagged model. */
struct lagged {
	int n, n_dyads;
	double *y, *within, *between, *before;
	int *dyad;
};

static struct lagged
pair_up(struct at_arena *arena, const struct at_sessions *s,
    const struct at_levels_plan *plan, const struct at_levels_parts *parts)
{
	size_t n = (size_t)s->n;
	struct lagged out = { 0, 0, AT_NEW(arena, double, n), AT_NEW(arena, double, n),
		AT_NEW(arena, double, n), AT_NEW(arena, double, n), AT_NEW(arena, int, n) };
	struct at_levels_parts own = at_levels_split(arena, s, plan->outcome, AT_DETREND_NONE);

	for (int d = 0; d < s->n_dyads; d++) {
		int before = out.n;

		for (int i = s->first[d]; i + 1 < s->first[d + 1]; i++) {
			if (s->number[i + 1] != s->number[i] + 1)
				continue;
			out.y[out.n] = plan->outcome[i + 1];
			out.within[out.n] = parts->within[i];
			out.between[out.n] = parts->between[i];
			out.before[out.n] = own.within[i];
			out.dyad[out.n++] = out.n_dyads;
		}
		out.n_dyads += out.n > before;
	}
	return out;
}

static int
count_short(const struct at_sessions *s)
{
	int n = 0;

	for (int d = 0; d < s->n_dyads; d++)
		n += s->first[d + 1] - s->first[d] < AT_LEVELS_LAG_NEEDS;
	return n;
}

enum at_status
at_levels_outcome(struct at_arena *arena, const struct at_sessions *s,
    const struct at_levels_plan *plan, struct at_levels_model *out, struct at_error *err)
{
	struct at_levels_parts parts = at_levels_split(arena, s, plan->values, plan->detrend);
	struct at_mixed_input in = { .n = s->n, .y = plan->outcome,
		.columns = { parts.within, parts.between },
		.names = { "ratings within dyads", "means of dyads", "the outcome before" },
		.n_columns = 2, .group = s->dyad, .n_groups = s->n_dyads };
	struct at_mixed m;
	enum at_status st;

	if (plan->next) {
		struct lagged rows = pair_up(arena, s, plan, &parts);

		in = (struct at_mixed_input){ .n = rows.n, .y = rows.y,
			.columns = { rows.within, rows.between, rows.before }, .n_columns = 3,
			.names = { in.names[0], in.names[1], in.names[2] }, .group = rows.dyad,
			.n_groups = rows.n_dyads };
	}
	st = at_mixed_fit(arena, &in, &m, err);
	if (st != AT_OK)
		return st;
	*out = (struct at_levels_model){ .intercept = m.b[0], .within = m.b[1],
		.between = m.b[2], .before = plan->next ? m.b[3] : at_estimate_none(),
		.dyad_variance = m.intercept_variance, .residual_variance = m.residual_variance,
		.criterion = m.criterion, .n = m.n, .n_dyads = m.n_groups,
		.n_detrended = parts.n_detrended, .n_short = plan->next ? count_short(s) : 0,
		.singular = m.singular, .converged = m.converged };
	return AT_OK;
}
