/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "alliance/mixed.h"

/* Row by row: 1 and the columns. */
static double *
design(struct at_arena *arena, const struct at_mixed_input *in, int p)
{
	double *x = AT_NEW(arena, double, (size_t)in->n * (size_t)p), *at = x;

	for (int i = 0; i < in->n; i++) {
		*at++ = 1;
		for (int j = 1; j < p; j++)
			*at++ = in->columns[j - 1][i];
	}
	return x;
}

static struct at_lmm_term *
random_part(struct at_arena *arena, const struct at_mixed_input *in)
{
	struct at_lmm_term *term = AT_NEW(arena, struct at_lmm_term, 1);
	int q = in->slope != NULL ? 2 : 1;
	double *z = AT_NEW(arena, double, (size_t)in->n * (size_t)q);

	for (int i = 0; i < in->n; i++) {
		z[i * q] = 1;
		if (q == 2)
			z[i * q + 1] = in->slope[i];
	}
	*term = (struct at_lmm_term){ z, q, true, in->group, in->n_groups };
	return term;
}

static enum at_status
check(const struct at_mixed_input *in, struct at_error *err)
{
	if (in->n_groups < AT_MIXED_GROUPS)
		return at_fail(err, AT_INVALID, "how dyads differ shows from %d dyads on, not"
		    " from %d", AT_MIXED_GROUPS, in->n_groups);
	if (in->n <= in->n_groups)
		return at_fail(err, AT_INVALID, "no dyad has two sessions");
	return AT_OK;
}

static enum at_status
refuse(const struct at_mixed_input *in, int column, const struct at_error *why,
    struct at_error *err)
{
	if (column < 1)
		return at_fail(err, why->status, "%s", why->text);
	return at_fail(err, AT_INVALID, "%s: nothing varies there that the model does not hold"
	    " already", in->names[column - 1]);
}

static void
read_effects(const struct at_mixed_input *in, struct at_mixed *m)
{
	const double *v = m->fit.effects[0].covariance;

	m->intercept_variance = v[0];
	m->slope_variance = m->correlation = NAN;
	m->residual_variance = m->fit.sigma * m->fit.sigma;
	if (in->slope == NULL)
		return;
	m->slope_variance = v[3];
	m->correlation = fmax(-1, fmin(1, v[1] / sqrt(v[0] * v[3])));
}

enum at_status
at_mixed_fit(struct at_arena *arena, const struct at_mixed_input *input,
    struct at_mixed *out, struct at_error *err)
{
	struct at_mixed m = { .n = input->n, .n_groups = input->n_groups };
	struct at_error why = { .status = AT_OK };
	double each[AT_MIXED_COLUMNS * AT_MIXED_COLUMNS] = { 0 };
	int p = input->n_columns + 1, column = -1;
	enum at_status st = check(input, err);

	if (st != AT_OK)
		return st;
	m.input = (struct at_lmm_input){ .y = input->y, .x = design(arena, input, p),
		.n = input->n, .p = p, .terms = random_part(arena, input), .n_terms = 1 };
	st = at_lmm_fit(arena, &m.input, &m.fit, &column, &why);
	if (st != AT_OK)
		return refuse(input, column, &why, err);
	for (int i = 0; i < p; i++)
		each[i * p + i] = 1;
	at_estimate_mixed(arena, &m.input, &m.fit, each, p, input->n_groups - 1, m.b);
	read_effects(input, &m);
	m.criterion = m.fit.criterion;
	m.singular = m.fit.singular;
	m.converged = m.fit.converged;
	*out = m;
	return AT_OK;
}
