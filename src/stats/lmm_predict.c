/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prediction of rows.
 *
 * With a = Lambda'z of the known groups and L, R_X the factor of the mixed model equations:
 * w = L^-1 a, t = R_X^-T (x - R_ZX' w), and Var(x'beta + z'b - predicted) =
 * sigma^2 (|w|^2 + |t|^2): that of Henderson (1975), beta and b together. */
#include <math.h>
#include <string.h>

#include "stats/dist.h"
#include "stats/lmm_crossed.h"
#include "stats/matrix.h"
#include "stats/tolerance.h"

struct work {
	struct at_lmm_core core;
	struct at_cross *cross;
	cs_di *column;                  /* a */
	int *pattern;                   /* 2 nu */
	double *w;                      /* nu */
	double *x;                      /* p */
	double *z;                      /* the widest q */
};

static void
free_column(void *column)
{
	cs_di_spfree(column);
}

static void
make_work(struct at_arena *arena, const struct at_lmm_input *input, const struct at_lmm *fit,
    struct work *w)
{
	double *theta;
	size_t nu, q = 1;

	/* What was fitted can be set up again. */
	if (at_lmm_core_make(arena, input, &w->core, NULL, NULL) != AT_OK)
		at_oom(arena);
	w->core.engine = at_lmm_crossed(&w->core);
	w->cross = w->core.engine.self;
	theta = AT_NEW(arena, double, (size_t)w->core.n_theta);
	at_lmm_core_inward(&w->core, fit->theta, theta);
	at_lmm_core_set(&w->core, theta);
	nu = (size_t)w->cross->nu;
	for (int t = 0; t < w->core.n_factors; t++)
		q += (size_t)w->core.factors[t].q;
	w->column = cs_di_spalloc(w->cross->nu, 1, (int)q, 1, 0);
	if (w->column == NULL)
		at_oom(arena);
	at_arena_defer(arena, free_column, w->column);
	w->pattern = AT_NEW(arena, int, 2 * nu + 1);
	w->w = AT_NEW(arena, double, nu);
	w->x = AT_NEW(arena, double, (size_t)w->core.p);
	w->z = AT_NEW(arena, double, q);
}

/* Lambda'z of one known group, scaled, into the column. */
static void
add_known(struct work *w, int t, const double *z, int group)
{
	const struct at_lmm_factor *f = &w->core.factors[t];
	int q = f->q, at = w->column->p[1];
	double *x = w->column->x + at;

	memcpy(w->z, z, (size_t)q * sizeof *z);
	at_cholesky_back(f->scale, q, w->z);
	at_cross_turn(f, w->z, 1, true, x);
	for (int k = 0; k < q; k++)
		w->column->i[at + k] = w->cross->symbolic->pinv[w->cross->first[t] + group * q + k];
	w->column->p[1] += q;
}

/* |w|^2 + |t|^2; w->x is R^-T x and becomes t. */
static double
forward(struct work *w)
{
	int nu = w->cross->nu, p = w->core.p, top = nu;
	double sum = 0;

	if (w->column->p[1] > 0)
		top = cs_di_spsolve(w->cross->numeric->L, w->column, 0, w->pattern, w->w, NULL, 1);
	for (int k = top; k < nu; k++) {
		int i = w->pattern[k];

		sum += w->w[i] * w->w[i];
		for (int c = 0; c < p; c++)
			w->x[c] -= w->cross->half[(size_t)c * (size_t)nu + (size_t)i] * w->w[i];
	}
	at_cholesky_forward(w->core.cholesky, p, w->x);
	for (int c = 0; c < p; c++)
		sum += w->x[c] * w->x[c];
	return sum;
}

static struct at_lmm_prediction
predict_row(struct work *w, const struct at_lmm *fit, const struct at_lmm_rows *rows, size_t row)
{
	size_t p = (size_t)w->core.p;
	struct at_lmm_prediction out = { .mean = 0 };
	double around = 0;

	w->column->p[0] = w->column->p[1] = 0;
	for (size_t j = 0; j < p; j++) {
		w->x[j] = rows->x[row * p + j];
		out.mean += w->x[j] * fit->beta[j];
		for (size_t k = 0; k < j; k++)
			w->x[j] -= w->core.r[k * p + j] * w->x[k];
		w->x[j] /= w->core.r[j * p + j];
	}
	for (int t = 0; t < w->core.n_factors; t++) {
		const struct at_lmm_effect *e = &fit->effects[t];
		size_t q = (size_t)w->core.factors[t].q;
		const double *z = rows->z[t] + row * q;
		int group = rows->group[t] != NULL ? rows->group[t][row] : -1;

		if (group < 0) {
			around += at_quadratic(e->covariance, (int)q, z, z);
			continue;
		}
		for (size_t k = 0; k < q; k++)
			out.mean += z[k] * e->modes[(size_t)group * q + k];
		add_known(w, t, z, group);
	}
	out.variance = fit->sigma * fit->sigma * forward(w) + around;
	out.total = out.variance + fit->sigma * fit->sigma;
	return out;
}

void
at_lmm_predict(struct at_arena *arena, const struct at_lmm_input *input,
    const struct at_lmm *fit, const struct at_lmm_rows *rows, struct at_lmm_prediction *out)
{
	struct work w;

	make_work(arena, input, fit, &w);
	for (int i = 0; i < rows->n; i++)
		out[i] = predict_row(&w, fit, rows, (size_t)i);
}

double
at_lmm_band(const struct at_lmm_input *input, double share, double confidence)
{
	int n = input->n;

	if (!(confidence > 0))
		return at_normal_q((1 + share) / 2);
	for (int t = 0; t < input->n_terms; t++)
		if (input->terms[t].n_groups < n)
			n = input->terms[t].n_groups;
	return at_tolerance_factor((1 + share) / 2, confidence, n);
}
