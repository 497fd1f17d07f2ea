/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <string.h>

#include "stats/lmm_core.h"
#include "stats/matrix.h"

static const double tau = 6.283185307179586476925;

/* ---- theta -------------------------------------------------------------------------- */

/* out = T lambda, or T^-1 lambda, for the lower T of a term. */
static void
change_scale(const struct at_lmm_factor *f, const double *lambda, bool inward, double *column,
    double *out)
{
	int q = f->q;

	for (int c = 0; c < q; c++) {
		for (int r = 0; r < q; r++) {
			column[r] = inward ? 0 : lambda[r * q + c];
			for (int k = 0; inward && k <= r; k++)
				column[r] += f->scale[r * q + k] * lambda[k * q + c];
		}
		if (!inward)
			at_cholesky_forward(f->scale, q, column);
		for (int r = 0; r < q; r++)
			out[r * q + c] = column[r];
	}
}

static void
translate(const struct at_lmm_core *core, const double *theta, bool inward, double *out)
{
	for (int t = 0; t < core->n_factors; t++) {
		const struct at_lmm_factor *f = &core->factors[t];
		size_t qq = (size_t)(f->q * f->q);
		double *from = AT_NEW(core->arena, double, qq);
		double *to = AT_NEW(core->arena, double, qq);
		double *column = AT_NEW(core->arena, double, (size_t)f->q);
		int n = at_lmm_core_n_theta(f);

		for (int k = 0; k < n; k++)
			from[at_lmm_core_place(f, k)] = theta[k];
		change_scale(f, from, inward, column, to);
		for (int k = 0; k < n; k++)
			out[k] = to[at_lmm_core_place(f, k)];
		theta += n;
		out += n;
	}
}

void
at_lmm_core_inward(const struct at_lmm_core *core, const double *theta, double *out)
{
	translate(core, theta, true, out);
}

void
at_lmm_core_outward(const struct at_lmm_core *core, const double *theta, double *out)
{
	translate(core, theta, false, out);
}

/* ---- the criterion ------------------------------------------------------------------ */

/* From S: beta, the rest, and log|S_QQ|.  Where rounding leaves nothing of S_QQ, as it
 * may if variances are huge, the rest is not known: NaN. */
static double
solve_fixed(struct at_lmm_core *core)
{
	int p = core->p;
	const double *s = core->s;
	double least = DBL_EPSILON * DBL_EPSILON;

	for (int i = 0; i < p; i++) {
		memcpy(core->cholesky + i * p, s + i * (p + 1), (size_t)p * sizeof *s);
		core->beta[i] = s[i * (p + 1) + p];
	}
	core->rss = NAN;
	if (!at_cholesky(core->cholesky, p))
		return INFINITY;
	at_cholesky_solve(core->cholesky, p, core->beta);
	core->rss = s[p * (p + 1) + p];
	for (int i = 0; i < p; i++)
		core->rss -= core->beta[i] * s[i * (p + 1) + p];
	if (!(core->rss > least))
		core->rss = least;
	return at_cholesky_log_det(core->cholesky, p);
}

double
at_lmm_core_set(struct at_lmm_core *core, const double *theta)
{
	double scale = core->y_scale * core->y_scale, sigma = core->input->sigma, log_det_s;
	double criterion = -core->sum_log_weights;

	for (int t = 0; t < core->n_factors; t++) {
		struct at_lmm_factor *f = &core->factors[t];
		int n = at_lmm_core_n_theta(f);

		for (int k = 0; k < n; k++)
			f->lambda[at_lmm_core_place(f, k)] = theta[k];
		theta += n;
	}
	core->engine.reduce(core->engine.self, &core->log_det, core->s);
	log_det_s = solve_fixed(core);
	criterion += core->log_det;
	if (!core->input->ml)
		criterion += log_det_s + core->log_det_r;
	if (sigma > 0)
		criterion += core->rest * log(tau * sigma * sigma)
		    + core->rss * scale / (sigma * sigma);
	else
		criterion += core->rest * (1 + log(tau * core->rss * scale / core->rest));
	core->criterion = criterion;
	return criterion;
}

double
at_lmm_core_rss_weight(const struct at_lmm_core *core)
{
	double sigma = core->input->sigma;

	return sigma > 0 ? core->y_scale / sigma * (core->y_scale / sigma) : core->rest / core->rss;
}

double
at_lmm_core_variance(const struct at_lmm_core *core)
{
	double sigma = core->input->sigma;

	return sigma > 0 ? sigma * sigma
	    : core->rss * core->y_scale * core->y_scale / core->rest;
}

/* R^-1 S_QQ^-1 R^-T, as M M' with M = R^-1 C^-T for S_QQ = CC'. */
void
at_lmm_core_unscaled(const struct at_lmm_core *core, double *out)
{
	int p = core->p;
	double *root = AT_NEW(core->arena, double, (size_t)(p * p));

	for (int j = 0; j < p; j++) {
		double *row = root + j * p;     /* column j of M */

		row[j] = 1;
		at_cholesky_back(core->cholesky, p, row);
		for (int i = p - 1; i >= 0; i--) {
			for (int k = i + 1; k < p; k++)
				row[i] -= core->r[i * p + k] * row[k];
			row[i] /= core->r[i * p + i];
		}
	}
	for (int i = 0; i < p; i++)
		for (int j = 0; j < p; j++) {
			double sum = 0;

			for (int k = 0; k < p; k++)
				sum += root[k * p + i] * root[k * p + j];
			out[i * p + j] = sum;
		}
}

/* ---- the gradient ------------------------------------------------------------------- */

void
at_lmm_core_gradient(const struct at_lmm_core *core, double *out_det, double *out_rss)
{
	int p = core->p, at = 0;
	double *inverse = AT_NEW(core->arena, double, (size_t)(p * p));
	struct at_lmm_root root = { core->beta, inverse };
	struct at_lmm_back *back = AT_NEW(core->arena, struct at_lmm_back,
	    (size_t)core->n_factors + 1);

	if (!core->input->ml)
		at_cholesky_invert(core->cholesky, p, inverse);
	for (int t = 0; t < core->n_factors; t++) {
		size_t qq = (size_t)(core->factors[t].q * core->factors[t].q);

		back[t].det = AT_NEW(core->arena, double, qq);
		back[t].rss = AT_NEW(core->arena, double, qq);
	}
	core->engine.back(core->engine.self, &root, back);
	for (int t = 0; t < core->n_factors; t++)
		for (int k = 0; k < at_lmm_core_n_theta(&core->factors[t]); k++, at++) {
			int place = at_lmm_core_place(&core->factors[t], k);

			out_det[at] = 2 * back[t].det[place];
			out_rss[at] = -2 * back[t].rss[place];
		}
}
