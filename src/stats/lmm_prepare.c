/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mixed model made harmless: orthogonal columns, y without what least squares explains,
 * and which term is nested in which. */
#include <math.h>
#include <string.h>

#include "stats/lmm_core.h"
#include "stats/matrix.h"

/* A column of which less than this is new beside those before it depends on them; and y of
 * which less is left is fitted exactly: the rest is rounding. */
#define LEAST_NEW  1e-10
#define LEAST_LEFT 1e-13

static double
dot(const double *a, const double *b, int n)
{
	double sums[4] = { 0 };
	int i = 0;

	for (; i + 4 <= n; i += 4)
		for (int k = 0; k < 4; k++)
			sums[k] += a[i + k] * b[i + k];
	for (; i < n; i++)
		sums[0] += a[i] * b[i];
	return sums[0] + sums[1] + (sums[2] + sums[3]);
}

/* ---- X and y ------------------------------------------------------------------------ */

static double
weight_root(const struct at_lmm_input *in, int i)
{
	return in->weights != NULL ? sqrt(in->weights[i]) : 1;
}

static void
copy_columns(struct at_lmm_core *core)
{
	const struct at_lmm_input *in = core->input;
	size_t n = (size_t)in->n, p = (size_t)in->p;

	core->columns = AT_NEW(core->arena, double, n * (p + 1));
	for (size_t i = 0; i < n; i++) {
		double root = weight_root(in, (int)i);

		for (size_t j = 0; j < p; j++)
			core->columns[j * n + i] = root * in->x[i * p + j];
		core->columns[p * n + i] = root * in->y[i];
		if (in->weights != NULL)
			core->sum_log_weights += log(in->weights[i]);
	}
}

/* Takes from column j what is parallel to those before it; twice, for then nothing is left
 * (Giraud, Langou and Rozloznik 2005).  Returns the length of the rest. */
static double
project(const struct at_lmm_core *core, int j, double *coefficients)
{
	int n = core->n;
	double *c = core->columns + (size_t)j * (size_t)n;

	for (int pass = 0; pass < 2; pass++)
		for (int k = 0; k < j; k++) {
			const double *q = core->columns + (size_t)k * (size_t)n;
			double t = dot(q, c, n);

			coefficients[k] += t;
			for (int i = 0; i < n; i++)
				c[i] -= t * q[i];
		}
	return sqrt(dot(c, c, n));
}

static void
divide(const struct at_lmm_core *core, int j, double by)
{
	double *c = core->columns + (size_t)j * (size_t)core->n;

	for (int i = 0; i < core->n; i++)
		c[i] /= by;
}

/* b = R^-1 b, in place. */
static void
solve_upper(const double *r, int p, double *b)
{
	for (int i = p - 1; i >= 0; i--) {
		for (int j = i + 1; j < p; j++)
			b[i] -= r[i * p + j] * b[j];
		b[i] /= r[i * p + i];
	}
}

static enum at_status
factor_x(struct at_lmm_core *core, int *out_column, struct at_error *err)
{
	int n = core->n, p = core->p;
	double *coefficients = AT_NEW(core->arena, double, (size_t)p + 1);

	core->r = AT_NEW(core->arena, double, (size_t)(p * p));
	for (int j = 0; j < p; j++) {
		const double *c = core->columns + (size_t)j * (size_t)n;
		double whole = sqrt(dot(c, c, n)), left;

		memset(coefficients, 0, (size_t)p * sizeof *coefficients);
		left = project(core, j, coefficients);
		if (!(left > LEAST_NEW * whole)) {
			if (out_column != NULL)
				*out_column = j;
			return at_fail(err, AT_INVALID, "column %d of the model depends on those"
			    " before it", j + 1);
		}
		divide(core, j, left);
		for (int k = 0; k < j; k++)
			core->r[k * p + j] = coefficients[k];
		core->r[j * p + j] = left;
		core->log_det_r += 2 * log(left);
	}
	return AT_OK;
}

static enum at_status
take_y(struct at_lmm_core *core, struct at_error *err)
{
	int n = core->n, p = core->p;
	const double *y = core->columns + (size_t)p * (size_t)n;
	double whole = sqrt(dot(y, y, n));

	core->b = AT_NEW(core->arena, double, (size_t)p);
	core->y_scale = project(core, p, core->b);
	if (n == p || !(core->y_scale > LEAST_LEFT * whole))
		return at_fail(err, AT_INVALID, "the model fits every row exactly: nothing is"
		    " left to estimate a residual from");
	divide(core, p, core->y_scale);
	solve_upper(core->r, p, core->b);
	return AT_OK;
}

/* ---- terms -------------------------------------------------------------------------- */

int
at_lmm_core_n_theta(const struct at_lmm_factor *factor)
{
	return factor->correlated ? factor->q * (factor->q + 1) / 2 : factor->q;
}

int
at_lmm_core_place(const struct at_lmm_factor *factor, int k)
{
	int q = factor->q;

	if (!factor->correlated)
		return k < q ? k * q + k : -1;
	for (int column = 0; column < q; column++) {
		if (k < q - column)
			return (column + k) * q + column;
		k -= q - column;
	}
	return -1;
}

/* Mean squares and products of the columns of z. */
static double *
gram(const struct at_lmm_core *core, const struct at_lmm_factor *f)
{
	int q = f->q;
	double *g = AT_NEW(core->arena, double, (size_t)(q * q));

	for (int i = 0; i < core->n; i++) {
		const double *z = f->z + (size_t)i * (size_t)q;

		for (int a = 0; a < q; a++)
			for (int b = 0; b <= a; b++)
				g[a * q + b] += z[a] * z[b];
	}
	for (int a = 0; a < q; a++)
		for (int b = 0; b <= a; b++)
			g[a * q + b] = g[b * q + a] = g[a * q + b] / core->n;
	return g;
}

/* Lower T with g = T'T; that of Cholesky, seen from the last column.  Where columns depend
 * on each other they stay as they are but for their size. */
static void
find_scale(struct at_lmm_core *core, struct at_lmm_factor *f, const double *g)
{
	int q = f->q;
	double *turned = AT_NEW(core->arena, double, (size_t)(q * q));
	bool whole = f->correlated;

	for (int a = 0; a < q; a++)
		for (int b = 0; b < q; b++)
			turned[a * q + b] = g[(q - 1 - a) * q + q - 1 - b];
	whole = whole && at_cholesky(turned, q);
	for (int a = 0; a < q; a++) {
		double size = sqrt(g[a * q + a]);

		f->size[a] = size > 0 ? size : 1;
		f->scale[a * q + a] = f->size[a];
		for (int b = 0; whole && b <= a; b++)
			f->scale[a * q + b] = turned[(q - 1 - b) * q + q - 1 - a];
	}
}

static void
make_factor(struct at_lmm_core *core, const struct at_lmm_term *term,
    struct at_lmm_factor *f)
{
	int q = term->q;
	size_t qq = (size_t)(q * q), n = (size_t)core->n;

	*f = (struct at_lmm_factor){ .q = q, .n_groups = term->n_groups,
		.correlated = term->correlated, .group = term->group,
		.z = AT_NEW(core->arena, double, n * (size_t)q),
		.scale = AT_NEW(core->arena, double, qq),
		.size = AT_NEW(core->arena, double, (size_t)q),
		.lambda = AT_NEW(core->arena, double, qq) };
	for (size_t i = 0; i < n; i++) {
		double root = weight_root(core->input, (int)i);

		for (size_t j = 0; j < (size_t)q; j++)
			f->z[i * (size_t)q + j] = root * term->z[i * (size_t)q + j];
	}
	find_scale(core, f, gram(core, f));
	for (size_t i = 0; i < n; i++)
		at_cholesky_back(f->scale, q, f->z + i * (size_t)q);
	core->n_theta += at_lmm_core_n_theta(f);
}

/* Rows of groups that have no more of them than the term has columns say nothing of the
 * residual; some group must have more. */
static enum at_status
check_term(const struct at_lmm_core *core, int t, struct at_error *err)
{
	const struct at_lmm_term *term = &core->input->terms[t];
	int *rows = AT_NEW(core->arena, int, (size_t)term->n_groups);

	if (term->n_groups < 2)
		return at_fail(err, AT_INVALID, "random term %d has one group only: nothing can"
		    " vary between groups", t + 1);
	if (core->input->sigma > 0)
		return AT_OK;
	for (int i = 0; i < core->n; i++)
		if (++rows[term->group[i]] > term->q)
			return AT_OK;
	return at_fail(err, AT_INVALID, "random term %d has %d coefficients a group and no group"
	    " of more than %d rows: it cannot be told from the residual", t + 1, term->q,
	    term->q);
}

/* Whether every group of `inner` lies in one group of `outer`. */
static bool
is_nested(const struct at_lmm_core *core, const struct at_lmm_factor *inner,
    const struct at_lmm_factor *outer)
{
	int *within = AT_NEW(core->arena, int, (size_t)inner->n_groups);

	for (int i = 0; i < core->n; i++) {
		int *w = &within[inner->group[i]], o = outer->group[i] + 1;

		if (*w != 0 && *w != o)
			return false;
		*w = o;
	}
	return true;
}

/* Terms with more groups first; the engine for nested ones if each lies in the next. */
static void
pick_engine(struct at_lmm_core *core)
{
	int *order = AT_NEW(core->arena, int, (size_t)core->n_factors + 1);
	bool nested = true;

	for (int t = 0; t < core->n_factors; t++) {
		int at = t;

		for (; at > 0 && core->factors[order[at - 1]].n_groups < core->factors[t].n_groups;
		    at--)
			order[at] = order[at - 1];
		order[at] = t;
	}
	for (int k = 0; k + 1 < core->n_factors && nested; k++)
		nested = is_nested(core, &core->factors[order[k]], &core->factors[order[k + 1]]);
	core->engine = nested ? at_lmm_nested(core, order) : at_lmm_crossed(core);
}

enum at_status
at_lmm_core_make(struct at_arena *arena, const struct at_lmm_input *input,
    struct at_lmm_core *out, int *out_column, struct at_error *err)
{
	int n = input->n, p = input->p;
	size_t width = (size_t)p + 1;
	enum at_status st;

	if (out_column != NULL)
		*out_column = -1;
	if (n < p || n < 1)
		return at_fail(err, AT_INVALID, "%d rows are too few for %d coefficients", n, p);
	*out = (struct at_lmm_core){ .arena = arena, .input = input, .n = n, .p = p,
		.n_factors = input->n_terms, .rest = input->ml ? n : n - p,
		.factors = AT_NEW(arena, struct at_lmm_factor, (size_t)input->n_terms + 1),
		.s = AT_NEW(arena, double, width * width),
		.cholesky = AT_NEW(arena, double, width * width),
		.beta = AT_NEW(arena, double, width) };
	copy_columns(out);
	st = factor_x(out, out_column, err);
	if (st == AT_OK)
		st = take_y(out, err);
	for (int t = 0; t < input->n_terms && st == AT_OK; t++)
		st = check_term(out, t, err);
	if (st != AT_OK)
		return st;
	for (int t = 0; t < input->n_terms; t++)
		make_factor(out, &input->terms[t], &out->factors[t]);
	pick_engine(out);
	return AT_OK;
}
