/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard errors that hold though the model of the variances may not: CR2 by study. */
#include <math.h>
#include <string.h>

#include "stats/matrix.h"
#include "stats/meta_blocks.h"

/* One study, its block of V as L L'. */
struct block {
	int n, p;
	const double *q, *wq;           /* its rows */
	double *l, *b, *vectors, *values, *room;        /* n x n thrice, n, n */
};

/* out = L x or L' x. */
static void
times_l(const struct block *k, const double *x, bool turned, double *out)
{
	for (int i = 0; i < k->n; i++) {
		out[i] = 0;
		for (int j = turned ? i : 0; j < (turned ? k->n : i + 1); j++)
			out[i] += (turned ? k->l[j * k->n + i] : k->l[i * k->n + j]) * x[j];
	}
}

/* B = L'(V - Q M Q')L: what the fit leaves of the errors' covariance. */
static void
make_b(const struct block *k, const double *v, const double *m)
{
	int n = k->n, p = k->p;
	double *g = k->vectors, *half = k->values;

	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++) {
			g[i * n + j] = v[i * n + j];
			for (int c = 0; c < p; c++)
				for (int d = 0; d < p; d++)
					g[i * n + j] -= k->q[i * p + c] * m[c * p + d]
					    * k->q[j * p + d];
		}
	/* Columns of G L, then L' times them. */
	for (int j = 0; j < n; j++) {
		for (int i = 0; i < n; i++) {
			half[i] = 0;
			for (int h = j; h < n; h++)
				half[i] += g[i * n + h] * k->l[h * n + j];
		}
		times_l(k, half, true, k->room);
		for (int i = 0; i < n; i++)
			k->b[i * n + j] = k->room[i];
	}
}

/* x := A x with A = L B^(-1/2) L', the adjustment that makes residuals as large as errors
 * are under the model; directions without any residual are left out. */
static void
adjust(const struct block *k, double *x)
{
	int n = k->n;
	double most = 0;

	times_l(k, x, true, k->room);
	at_symmetric_eigen(k->b, n, k->values, k->vectors);
	for (int e = 0; e < n; e++)
		most = fmax(most, k->values[e]);
	memset(x, 0, (size_t)n * sizeof *x);
	for (int e = 0; e < n; e++) {
		double along = 0;

		if (k->values[e] <= 1e-12 * most)
			continue;
		for (int i = 0; i < n; i++)
			along += k->vectors[i * n + e] * k->room[i];
		for (int i = 0; i < n; i++)
			x[i] += k->vectors[i * n + e] * along / sqrt(k->values[e]);
	}
	memcpy(k->room, x, (size_t)n * sizeof *x);
	times_l(k, k->room, false, x);
}

/* u = A W Q M l of one study. */
static void
influence_of(struct at_arena *scratch, const struct at_meta_blocks *set, int study,
    const double *ml, double *out)
{
	size_t n = (size_t)at_meta_blocks_size(set, study), p = (size_t)set->p;
	size_t first = (size_t)set->start[study];
	const double *v = set->v_blocks + set->block[study];
	struct block k = { .n = (int)n, .p = set->p, .q = set->q + first * p,
		.wq = set->wq + first * p, .l = AT_NEW(scratch, double, n * n),
		.b = AT_NEW(scratch, double, n * n), .vectors = AT_NEW(scratch, double, n * n),
		.values = AT_NEW(scratch, double, n), .room = AT_NEW(scratch, double, n) };

	memcpy(k.l, v, n * n * sizeof *v);
	at_cholesky(k.l, k.n);
	make_b(&k, v, set->m);
	for (int i = 0; i < k.n; i++)
		out[i] = at_dot(k.wq + i * k.p, ml, k.p);
	adjust(&k, out);
}

/* Residuals y - Q b of one study against u: u'e. */
static double
pull_of(const struct at_meta_blocks *set, int study, const double *u)
{
	double sum = 0;

	for (int i = set->start[study], j = 0; i < set->start[study + 1]; i++, j++)
		sum += u[j] * (set->y[i] - at_dot(set->q + i * set->p, set->b, set->p));
	return sum;
}

/* What each study brings: its pull, the model's variance of it, and c = Q'u. */
struct share {
	double pull, variance;
	double *c, *mc;
};

/* 2 (sum of variances)^2 / variance of their sum, under the model. */
static double
satterthwaite(const struct share *shares, int n, int p)
{
	double sum = 0, squares = 0;

	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++) {
			double g = (i == j ? shares[i].variance : 0)
			    - at_dot(shares[i].c, shares[j].mc, p);

			sum += i == j ? g : 0;
			squares += g * g;
		}
	return sum * sum / squares;
}

static struct share
share_of(struct at_arena *arena, const struct at_meta_blocks *set, int study,
    const double *u)
{
	int p = set->p;
	struct share share = { .pull = pull_of(set, study, u),
		.variance = at_quadratic(set->v_blocks + set->block[study],
		    at_meta_blocks_size(set, study), u, u),
		.c = AT_NEW(arena, double, (size_t)p), .mc = AT_NEW(arena, double, (size_t)p) };

	for (int i = set->start[study], j = 0; i < set->start[study + 1]; i++, j++)
		for (int c = 0; c < p; c++)
			share.c[c] += set->q[i * p + c] * u[j];
	for (int c = 0; c < p; c++)
		share.mc[c] = at_dot(set->m + c * p, share.c, p);
	return share;
}

enum at_status
at_meta_levels_robust(struct at_arena *arena, const struct at_meta_levels_input *input,
    const struct at_meta_levels *fit, const double *contrast, struct at_meta_line *out,
    double *out_df, struct at_error *err)
{
	const double variances[2] = { fit->between, fit->within };
	double *ml, *in_basis, *u, sum = 0;
	struct share *shares;
	struct at_meta_blocks set;
	enum at_status st = at_meta_blocks_make(arena, input, &set, NULL, err);

	if (st != AT_OK)
		return st;
	at_meta_blocks_weigh(arena, &set, variances);
	in_basis = AT_NEW(arena, double, (size_t)set.p);
	ml = AT_NEW(arena, double, (size_t)set.p);
	at_meta_enter_basis(&set.flat, contrast, in_basis);
	for (int c = 0; c < set.p; c++)
		ml[c] = at_dot(set.m + c * set.p, in_basis, set.p);
	u = AT_NEW(arena, double, (size_t)set.k);
	shares = AT_NEW(arena, struct share, (size_t)set.n_studies);
	for (int s = 0; s < set.n_studies; s++) {
		influence_of(arena, &set, s, ml, u);
		shares[s] = share_of(arena, &set, s, u);
		sum += shares[s].pull * shares[s].pull;
	}
	*out_df = satterthwaite(shares, set.n_studies, set.p);
	*out = at_meta_line_of(at_meta_levels_line(fit, contrast).estimate, sqrt(sum), *out_df);
	return AT_OK;
}

