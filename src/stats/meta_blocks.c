/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "stats/matrix.h"
#include "stats/meta_blocks.h"

int
at_meta_blocks_size(const struct at_meta_blocks *set, int study)
{
	return set->start[study + 1] - set->start[study];
}

/* ---- rows by study ------------------------------------------------------------------ */

static void
sort_rows(struct at_arena *arena, const struct at_meta_levels_input *in,
    struct at_meta_blocks *set)
{
	int *next = AT_NEW(arena, int, (size_t)set->n_studies + 1);
	size_t at = 0, p = (size_t)set->p;

	for (int i = 0; i < set->k; i++)
		set->start[in->study[i] + 1]++;
	for (int s = 0; s < set->n_studies; s++) {
		set->block[s] = at;
		at += (size_t)set->start[s + 1] * (size_t)set->start[s + 1];
		set->start[s + 1] += set->start[s];
	}
	memcpy(next, set->start, (size_t)set->n_studies * sizeof *next);
	for (int i = 0; i < set->k; i++) {
		size_t row = (size_t)next[in->study[i]]++;

		set->y[row] = in->y[i];
		set->v[row] = in->v[i];
		for (size_t j = 0; j < p; j++)
			set->q[row * p + j] = set->flat.q != NULL
			    ? set->flat.q[(size_t)i * p + j] : 1;
	}
	set->v_blocks = AT_NEW(arena, double, at);
	set->w_blocks = AT_NEW(arena, double, at);
}

static enum at_status
check(const struct at_meta_levels_input *in, int p, struct at_error *err)
{
	if (!(in->rho >= 0 && in->rho < 1))
		return at_fail(err, AT_INVALID, "the correlation of sampling errors is from 0 to"
		    " below 1, not %g", in->rho);
	if (in->n_studies < 2)
		return at_fail(err, AT_INVALID, "three levels need more than one study");
	if (in->k == in->n_studies)
		return at_fail(err, AT_INVALID, "no study has two effects: two levels are all"
		    " there is");
	if (in->k <= p)
		return at_fail(err, AT_INVALID, "%d effects are too few for %d coefficients and"
		    " two variances", in->k, p);
	return AT_OK;
}

enum at_status
at_meta_blocks_make(struct at_arena *arena, const struct at_meta_levels_input *in,
    struct at_meta_blocks *set, int *out_column, struct at_error *err)
{
	const struct at_meta_input flat = { .y = in->y, .v = in->v, .k = in->k, .x = in->x,
		.p = in->p };
	size_t k = (size_t)in->k, n = (size_t)in->n_studies;
	struct at_meta_work work;
	enum at_status st = at_meta_work_make(arena, &flat, &work, out_column, err);

	if (st == AT_OK)
		st = check(in, work.p, err);
	if (st != AT_OK)
		return st;
	*set = (struct at_meta_blocks){ .k = in->k, .p = work.p, .n_studies = in->n_studies,
		.rho = in->rho, .flat = work,
		.start = AT_NEW(arena, int, n + 1), .block = AT_NEW(arena, size_t, n),
		.y = AT_NEW(arena, double, k), .v = AT_NEW(arena, double, k),
		.q = AT_NEW(arena, double, k * (size_t)work.p),
		.wq = AT_NEW(arena, double, k * (size_t)work.p),
		.m = AT_NEW(arena, double, (size_t)(work.p * work.p)),
		.b = AT_NEW(arena, double, (size_t)work.p),
		.py = AT_NEW(arena, double, k) };
	sort_rows(arena, in, set);
	return AT_OK;
}

/* ---- at given variances ------------------------------------------------------------- */

/* Of one study: V, and its inverse.  Adds to log_det. */
static bool
fill_block(struct at_meta_blocks *set, int study, const double variances[2], double *chol)
{
	int n = at_meta_blocks_size(set, study);
	const double *v = set->v + set->start[study];
	double *block = set->v_blocks + set->block[study];

	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
			block[i * n + j] = variances[AT_META_BETWEEN]
			    + (i == j ? v[i] + variances[AT_META_WITHIN]
			    : set->rho * sqrt(v[i] * v[j]));
	memcpy(chol, block, (size_t)(n * n) * sizeof *chol);
	if (!at_cholesky(chol, n))
		return false;
	set->log_det += at_cholesky_log_det(chol, n);
	at_cholesky_invert(chol, n, set->w_blocks + set->block[study]);
	return true;
}

/* W times the columns of `from`, k x p. */
static void
times_w(const struct at_meta_blocks *set, const double *from, int p, double *out)
{
	for (int s = 0; s < set->n_studies; s++) {
		int n = at_meta_blocks_size(set, s);
		const double *w = set->w_blocks + set->block[s];
		const double *x = from + (size_t)set->start[s] * (size_t)p;
		double *to = out + (size_t)set->start[s] * (size_t)p;

		for (int i = 0; i < n; i++)
			for (int c = 0; c < p; c++) {
				to[i * p + c] = 0;
				for (int j = 0; j < n; j++)
					to[i * p + c] += w[i * n + j] * x[j * p + c];
			}
	}
}

void
at_meta_blocks_times_p(struct at_arena *scratch, const struct at_meta_blocks *set,
    const double *f, double *out, double *coefficients)
{
	int p = set->p;
	double *sums = AT_NEW(scratch, double, (size_t)p);

	times_w(set, f, 1, out);
	for (int i = 0; i < set->k; i++)
		for (int c = 0; c < p; c++)
			sums[c] += set->wq[i * p + c] * f[i];
	for (int c = 0; c < p; c++)
		coefficients[c] = at_dot(set->m + c * p, sums, p);
	for (int i = 0; i < set->k; i++)
		out[i] -= at_dot(set->wq + i * p, coefficients, p);
}

/* Q'WQ, as its Cholesky factor; false if it has none. */
static bool
set_least_squares(struct at_meta_blocks *set, double *a)
{
	int p = set->p;

	times_w(set, set->q, p, set->wq);
	for (int i = 0; i < set->k; i++)
		for (int c = 0; c < p; c++)
			for (int d = 0; d < p; d++)
				a[c * p + d] += set->q[i * p + c] * set->wq[i * p + d];
	if (!at_cholesky(a, p))
		return false;
	set->log_det += at_cholesky_log_det(a, p);
	at_cholesky_invert(a, p, set->m);
	return true;
}

bool
at_meta_blocks_weigh(struct at_arena *scratch, struct at_meta_blocks *set,
    const double variances[2])
{
	size_t most = 0, p = (size_t)set->p;
	double *chol;

	for (int s = 0; s < set->n_studies; s++) {
		size_t n = (size_t)at_meta_blocks_size(set, s);

		most = n > most ? n : most;
	}
	chol = AT_NEW(scratch, double, most * most);
	set->log_det = 0;
	for (int s = 0; s < set->n_studies; s++)
		if (!fill_block(set, s, variances, chol))
			return false;
	if (!set_least_squares(set, AT_NEW(scratch, double, p * p)))
		return false;
	at_meta_blocks_times_p(scratch, set, set->y, set->py, set->b);
	set->ypy = at_dot(set->y, set->py, set->k);
	return true;
}
