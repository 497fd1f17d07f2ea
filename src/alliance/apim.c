/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "alliance/apim.h"
#include "stats/joint.h"

/* Columns of the fit: 1, then client and therapist within, client and therapist between. */
enum { COLUMNS = 5 };

static const char *const names[COLUMNS] = {
	"", "the client's ratings within dyads", "the therapist's ratings within dyads",
	"the client's means", "the therapist's means",
};

static int
column_of(int equation, enum at_apim_level level, bool actor)
{
	bool client = (equation == 0) == actor;

	return 1 + 2 * (int)level + (client ? 0 : 1);
}

static double *
design(struct at_arena *arena, const struct at_sessions *s, enum at_detrend detrend,
    int *out_n_detrended)
{
	struct at_levels_parts c = at_levels_split(arena, s, s->client, detrend);
	struct at_levels_parts t = at_levels_split(arena, s, s->therapist, detrend);
	double *x = AT_NEW(arena, double, (size_t)s->n * COLUMNS);

	for (int i = 0; i < s->n; i++) {
		double *row = x + (size_t)i * COLUMNS;

		row[0] = 1;
		row[1] = c.within[i];
		row[2] = t.within[i];
		row[3] = c.between[i];
		row[4] = t.between[i];
	}
	*out_n_detrended = c.n_detrended;
	return x;
}

static enum at_status
gather(struct at_arena *arena, const struct at_sessions *s, const struct at_apim_plan *plan,
    struct at_apim *out, struct at_joint_sums **sums, struct at_error *err)
{
	struct at_joint_input in = { .y = { s->outcome[0], s->outcome[1] }, .n = s->n,
		.n_columns = COLUMNS, .n_outcomes = plan->both ? 2 : 1, .group = s->dyad,
		.n_groups = s->n_dyads };
	struct at_error why = { .status = AT_OK };
	int column = -1;
	enum at_status st;

	if (s->n_dyads < AT_MIXED_GROUPS)
		return at_fail(err, AT_INVALID, "how dyads differ shows from %d dyads on, not"
		    " from %d", AT_MIXED_GROUPS, s->n_dyads);
	if (s->n - s->n_dyads < COLUMNS)
		return at_fail(err, AT_INVALID, "%d sessions of %d dyads are too few for effects"
		    " within dyads", s->n, s->n_dyads);
	in.x = design(arena, s, plan->detrend, &out->n_detrended);
	st = at_joint_gather(arena, &in, sums, &column, &why);
	if (st == AT_OK || column < 1)
		return st == AT_OK ? st : at_fail(err, st, "%s", why.text);
	return at_fail(err, AT_INVALID, "%s: nothing varies there that the model does not hold"
	    " already", names[column]);
}

/* ---- effects ------------------------------------------------------------------------ */

static struct at_estimate
effect_of(const struct at_joint *fit, const struct at_apim *out, int equation, int column)
{
	int at = equation * COLUMNS + column, all = fit->n_outcomes * COLUMNS;
	bool within = column == 1 || column == 2;

	return at_estimate_of(fit->beta[equation][column],
	    sqrt(fit->covariance[at * all + at]),
	    within ? out->n - out->n_dyads - 2 : out->n_dyads - 3);
}

static void
read_fit(const struct at_joint *fit, struct at_apim *out)
{
	out->n_equations = fit->n_outcomes;
	out->criterion = fit->criterion;
	out->singular = fit->singular;
	out->converged = fit->converged;
	out->dyad_correlation = out->residual_correlation = NAN;
	for (int e = 0; e < out->n_equations; e++) {
		struct at_apim_equation *q = &out->equations[e];

		q->intercept = effect_of(fit, out, e, 0);
		q->dyad_variance = fit->psi[e][e];
		q->residual_variance = fit->r[e][e];
		for (int l = 0; l < AT_APIM_LEVELS; l++) {
			enum at_apim_level level = (enum at_apim_level)l;

			q->actor[l] = effect_of(fit, out, e, column_of(e, level, true));
			q->partner[l] = effect_of(fit, out, e, column_of(e, level, false));
		}
	}
	if (out->n_equations == 1)
		return;
	out->dyad_correlation = fit->psi[0][1] / sqrt(fit->psi[0][0] * fit->psi[1][1]);
	out->residual_correlation = fit->r[0][1] / sqrt(fit->r[0][0] * fit->r[1][1]);
}

/* ---- k ------------------------------------------------------------------------------ */

static void
set_k(struct at_apim *out)
{
	for (int e = 0; e < out->n_equations; e++)
		for (int l = 0; l < AT_APIM_LEVELS; l++) {
			const struct at_estimate *a = &out->equations[e].actor[l];
			struct at_apim_k k = { AT_APIM_K_GIVEN, NAN, NAN, NAN, 0 };

			if (!(a->low > 0 || a->high < 0))
				k.state = AT_APIM_K_NO_ACTOR;
			else
				k.value = out->equations[e].partner[l].value / a->value;
			out->equations[e].k[l] = k;
		}
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* R's default, type 7 (Hyndman and Fan 1996). */
static double
quantile(const double *sorted, int n, double p)
{
	double at = p * (n - 1);
	int below = (int)at;

	if (below + 1 >= n)
		return sorted[n - 1];
	return sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
}

/* ks: draw after draw, 2 x AT_APIM_LEVELS each. */
static int
draw_ks(struct at_arena *arena, struct at_joint_sums *sums, const struct at_apim_plan *plan,
    const struct at_apim *out, double *ks)
{
	int *times = AT_NEW(arena, int, (size_t)out->n_dyads), n = 0;
	struct at_joint fit;

	for (int draw = 0; draw < plan->n_draws; draw++) {
		at_joint_draw(sums, plan->random, times);
		if (!at_joint_fit(sums, times, &fit))
			continue;
		for (int e = 0; e < out->n_equations; e++)
			for (int l = 0; l < AT_APIM_LEVELS; l++) {
				enum at_apim_level level = (enum at_apim_level)l;

				ks[(n * 2 + e) * AT_APIM_LEVELS + l]
				    = fit.beta[e][column_of(e, level, false)]
				    / fit.beta[e][column_of(e, level, true)];
			}
		n++;
	}
	return n;
}

static void
set_k_intervals(struct at_arena *arena, struct at_joint_sums *sums,
    const struct at_apim_plan *plan, struct at_apim *out)
{
	size_t room = (size_t)plan->n_draws;
	double *ks = AT_NEW(arena, double, room * 2 * AT_APIM_LEVELS);
	double *sorted = AT_NEW(arena, double, room);
	int n = draw_ks(arena, sums, plan, out, ks);

	for (int e = 0; e < out->n_equations; e++)
		for (int l = 0; l < AT_APIM_LEVELS; l++) {
			struct at_apim_k *k = &out->equations[e].k[l];

			k->n_draws = n;
			if (k->state != AT_APIM_K_GIVEN || n == 0)
				continue;
			for (int i = 0; i < n; i++)
				sorted[i] = ks[(i * 2 + e) * AT_APIM_LEVELS + l];
			qsort(sorted, (size_t)n, sizeof *sorted, compare);
			k->low = quantile(sorted, n, 0.025);
			k->high = quantile(sorted, n, 0.975);
		}
}

static void
tell_few_dyads(struct at_apim *out)
{
	for (int e = 0; e < out->n_equations; e++)
		for (int l = 0; l < AT_APIM_LEVELS; l++)
			if (out->equations[e].k[l].state == AT_APIM_K_GIVEN)
				out->equations[e].k[l].state = AT_APIM_K_FEW_DYADS;
}

enum at_status
at_apim_fit(struct at_arena *arena, const struct at_sessions *s,
    const struct at_apim_plan *plan, struct at_apim *out, struct at_error *err)
{
	struct at_apim apim = { .n = s->n, .n_dyads = s->n_dyads };
	struct at_joint_sums *sums;
	struct at_joint fit;
	enum at_status st = gather(arena, s, plan, &apim, &sums, err);

	if (st != AT_OK)
		return st;
	if (!at_joint_fit(sums, NULL, &fit))
		return at_fail(err, AT_INVALID, "the ratings of both sides do not tell their"
		    " effects apart");
	read_fit(&fit, &apim);
	set_k(&apim);
	if (s->n_dyads < AT_APIM_K_NEEDS)
		tell_few_dyads(&apim);
	else if (plan->n_draws > 0)
		set_k_intervals(arena, sums, plan, &apim);
	*out = apim;
	return AT_OK;
}
