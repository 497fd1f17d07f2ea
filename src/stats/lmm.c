/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "stats/dist.h"
#include "stats/lmm.h"
#include "stats/lmm_core.h"
#include "stats/matrix.h"

#define SINGULAR     1e-4

/* The rest, where every column of every term has this standard deviation, over sigma. */
static double
rest_at(struct at_lmm_core *core, double size)
{
	double *theta = AT_NEW(core->arena, double, (size_t)core->n_theta), *at = theta;

	for (int t = 0; t < core->n_factors; t++)
		for (int k = 0; k < at_lmm_core_n_theta(&core->factors[t]); k++)
			*at++ = at_lmm_core_place(&core->factors[t], k)
			    % (core->factors[t].q + 1) == 0 ? size : 0;
	at_lmm_core_set(core, theta);
	return core->rss;
}

/* With ever larger theta the rest becomes what no group explains; where that is nothing, it
 * falls with the square of theta.  Ten times the theta, a hundredth of the rest: then less
 * than a part in 1e9 is left.  Larger ones would cost the digits this is seen by. */
static enum at_status
check_rest(struct at_lmm_core *core, struct at_error *err)
{
	double small, large;

	if (core->input->sigma > 0 || core->n_theta == 0)
		return AT_OK;
	small = rest_at(core, 1e2);
	large = rest_at(core, 1e3);
	if (!(large < 0.0105 * small))
		return AT_OK;
	return at_fail(err, AT_INVALID, "the groups explain y exactly: nothing is left to estimate"
	    " a residual from");
}

/* ---- what is reported --------------------------------------------------------------- */

static void
report_fixed(const struct at_lmm_core *core, struct at_lmm *out)
{
	int p = core->p;
	double variance = out->sigma * out->sigma;

	at_lmm_core_unscaled(core, out->covariance);
	memcpy(out->beta, core->beta, (size_t)p * sizeof *out->beta);
	for (int i = p - 1; i >= 0; i--) {
		for (int j = i + 1; j < p; j++)
			out->beta[i] -= core->r[i * p + j] * out->beta[j];
		out->beta[i] /= core->r[i * p + i];
	}
	for (int i = 0; i < p; i++) {
		out->beta[i] = core->b[i] + core->y_scale * out->beta[i];
		for (int j = 0; j < p; j++)
			out->covariance[i * p + j] *= variance;
		out->se[i] = sqrt(out->covariance[i * p + i]);
	}
}

/* T^-1 of a q x q matrix of rows, T^-1 m T^-T; in place. */
static void
unscale_square(const struct at_lmm_factor *f, double *m, double by)
{
	int q = f->q;

	for (int turn = 0; turn < 2; turn++) {
		for (int i = 0; i < q; i++)
			at_cholesky_forward(f->scale, q, m + i * q);
		for (int i = 0; i < q; i++)
			for (int j = 0; j < i; j++) {
				double kept = m[i * q + j];

				m[i * q + j] = m[j * q + i];
				m[j * q + i] = kept;
			}
	}
	for (int i = 0; i < q * q; i++)
		m[i] *= by;
}

static void
report_effect(const struct at_lmm_core *core, const struct at_lmm_factor *f, double variance,
    struct at_lmm_effect *out)
{
	size_t q = (size_t)f->q;

	for (size_t i = 0; i < q; i++)
		for (size_t j = 0; j < q; j++)
			for (size_t k = 0; k < q; k++)
				out->covariance[i * q + j] += f->lambda[i * q + k]
				    * f->lambda[j * q + k];
	unscale_square(f, out->covariance, variance);
	for (size_t g = 0; g < (size_t)f->n_groups; g++) {
		double *mode = out->modes + g * q;

		at_cholesky_forward(f->scale, f->q, mode);
		for (size_t i = 0; i < q; i++)
			mode[i] *= core->y_scale;
		unscale_square(f, out->mode_covariance + g * q * q, variance);
	}
}

static void
report_effects(struct at_lmm_core *core, struct at_lmm *out)
{
	size_t n = (size_t)core->n_factors, pp = (size_t)(core->p * core->p);
	struct at_lmm_back *back = AT_NEW(core->arena, struct at_lmm_back, n + 1);
	struct at_lmm_root root = { core->beta, AT_NEW(core->arena, double, pp) };

	out->effects = AT_NEW(core->arena, struct at_lmm_effect, n);
	for (size_t t = 0; t < n; t++) {
		const struct at_lmm_factor *f = &core->factors[t];
		size_t q = (size_t)f->q, groups = (size_t)f->n_groups;
		struct at_lmm_effect *e = &out->effects[t];

		e->covariance = AT_NEW(core->arena, double, q * q);
		e->modes = AT_NEW(core->arena, double, groups * q);
		e->mode_covariance = AT_NEW(core->arena, double, groups * q * q);
		back[t] = (struct at_lmm_back){ .det = AT_NEW(core->arena, double, q * q),
			.rss = AT_NEW(core->arena, double, q * q), .modes = e->modes,
			.covariance = e->mode_covariance };
	}
	core->engine.back(core->engine.self, &root, back);
	for (size_t t = 0; t < n; t++)
		report_effect(core, &core->factors[t], out->sigma * out->sigma, &out->effects[t]);
}

static void
report_rows(const struct at_lmm_core *core, struct at_lmm *out)
{
	const struct at_lmm_input *in = core->input;

	out->fitted = AT_NEW(core->arena, double, (size_t)in->n);
	out->residuals = AT_NEW(core->arena, double, (size_t)in->n);
	for (size_t i = 0; i < (size_t)in->n; i++) {
		double fitted = 0;

		for (size_t j = 0; j < (size_t)in->p; j++)
			fitted += in->x[i * (size_t)in->p + j] * out->beta[j];
		for (int t = 0; t < in->n_terms; t++) {
			const struct at_lmm_term *term = &in->terms[t];
			size_t q = (size_t)term->q;
			const double *mode = out->effects[t].modes + (size_t)term->group[i] * q;

			for (size_t k = 0; k < q; k++)
				fitted += term->z[i * q + k] * mode[k];
		}
		out->fitted[i] = fitted;
		out->residuals[i] = in->y[i] - fitted;
	}
}

static void
report_criterion(const struct at_lmm_core *core, struct at_lmm *out)
{
	double parameters = core->p + core->n_theta + (core->input->sigma > 0 ? 0 : 1);

	out->criterion = core->criterion;
	out->log_likelihood = -core->criterion / 2;
	out->aic = core->criterion + 2 * parameters;
	out->bic = core->criterion + log(core->n) * parameters;
}

static bool
is_singular(const struct at_lmm_core *core, const double *theta)
{
	for (int t = 0; t < core->n_factors; t++) {
		const struct at_lmm_factor *f = &core->factors[t];

		for (int k = 0; k < at_lmm_core_n_theta(f); k++, theta++) {
			int place = at_lmm_core_place(f, k);

			if (place % (f->q + 1) == 0 && *theta * f->size[place / f->q] < SINGULAR)
				return true;
		}
	}
	return false;
}

static struct at_lmm
report(struct at_lmm_core *core, const double *theta)
{
	size_t p = (size_t)core->p;
	struct at_lmm out = { .n = core->n, .p = core->p, .n_theta = core->n_theta,
		.beta = AT_NEW(core->arena, double, p), .se = AT_NEW(core->arena, double, p),
		.covariance = AT_NEW(core->arena, double, p * p),
		.theta = AT_NEW(core->arena, double, (size_t)core->n_theta),
		.sigma = sqrt(at_lmm_core_variance(core)) };

	at_lmm_core_outward(core, theta, out.theta);
	out.singular = is_singular(core, out.theta);
	report_fixed(core, &out);
	report_effects(core, &out);
	report_rows(core, &out);
	report_criterion(core, &out);
	return out;
}

enum at_status
at_lmm_fit(struct at_arena *arena, const struct at_lmm_input *input, struct at_lmm *out,
    int *out_column, struct at_error *err)
{
	struct at_lmm_core core;
	struct at_lmm_found found = { .converged = true, .evaluations = 1, .max_gradient = NAN };
	enum at_status st = at_lmm_core_make(arena, input, &core, out_column, err);

	if (st == AT_OK && input->theta == NULL)
		st = check_rest(&core, err);
	if (st != AT_OK)
		return st;
	if (input->theta == NULL) {
		at_lmm_search(&core, &found);
	} else {
		found.theta = AT_NEW(arena, double, (size_t)core.n_theta);
		at_lmm_core_inward(&core, input->theta, found.theta);
		at_lmm_core_set(&core, found.theta);
	}
	*out = report(&core, found.theta);
	out->converged = found.converged;
	out->evaluations = found.evaluations;
	out->max_gradient = found.max_gradient;
	return AT_OK;
}

/* ---- two models --------------------------------------------------------------------- */

/* Without a degree of freedom all of chi-square is at 0. */
static double
chi2_upper(double x, double df)
{
	if (df > 0)
		return at_chi2_upper(x, df);
	return x > 0 ? 0 : 1;
}

struct at_lmm_lrt
at_lmm_compare(const struct at_lmm *smaller, const struct at_lmm *larger, bool boundary)
{
	struct at_lmm_lrt test = { .chi2 = fmax(smaller->criterion - larger->criterion, 0),
		.df = larger->p + larger->n_theta - smaller->p - smaller->n_theta,
		.mixture = boundary };

	test.p = chi2_upper(test.chi2, test.df);
	if (boundary)
		test.p = (test.p + chi2_upper(test.chi2, test.df - 1)) / 2;
	return test;
}
