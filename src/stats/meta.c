/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <string.h>

#include "stats/dist.h"
#include "stats/matrix.h"
#include "stats/meta_weigh.h"

const char *
at_meta_method_name(enum at_meta_method method)
{
	switch (method) {
	case AT_META_REML: return "REML";
	case AT_META_DL: return "DL";
	case AT_META_ML: return "ML";
	case AT_META_PM: return "PM";
	case AT_META_HE: return "HE";
	case AT_META_SJ: return "SJ";
	case AT_META_EB: return "EB";
	case AT_META_FE: return "FE";
	case AT_META_METHODS: break;
	}
	return "";
}

double
at_meta_z(double r)
{
	return atanh(r);
}

double
at_meta_z_variance(double n)
{
	return 1 / (n - 3);
}

double
at_meta_d(double r)
{
	return 2 * r / sqrt((1 - r) * (1 + r));
}

/* ---- the fit ------------------------------------------------------------------------ */

/* Q and what follows from it, before tau2 is known. */
static void
set_heterogeneity(struct at_meta *fit, const struct at_meta_work *work)
{
	bool any = fit->q_df > 0;

	fit->q = any ? work->ypy : 0;
	fit->q_p = any ? at_chi2_upper(fit->q, fit->q_df) : NAN;
	fit->typical = any ? fit->q_df / work->tr_p : NAN;
}

/* Without tau2 they are Q's own. */
static void
set_shares(struct at_meta *fit)
{
	if (fit->method == AT_META_FE) {
		fit->h2 = fit->q_df > 0 ? fit->q / fit->q_df : NAN;
		fit->i2 = isnan(fit->h2) ? NAN : fmax(0, 100 * (1 - 1 / fit->h2));
		return;
	}
	fit->h2 = (fit->tau2 + fit->typical) / fit->typical;
	fit->i2 = 100 * fit->tau2 / (fit->tau2 + fit->typical);
}

enum at_status
at_meta_fit(struct at_arena *arena, const struct at_meta_input *input, struct at_meta *out,
    int *out_column, struct at_error *err)
{
	struct at_meta_work work;
	struct at_meta fit = { .k = input->k, .method = input->method, .df = INFINITY,
		.scale = 1, .converged = true };
	enum at_status st = at_meta_work_make(arena, input, &work, out_column, err);

	if (st != AT_OK)
		return st;
	fit.p = work.p;
	fit.q_df = work.k - work.p;
	set_heterogeneity(&fit, &work);
	if (fit.q_df > 0)
		fit.tau2 = at_meta_find_tau2(&work, fit.method, &fit.converged);
	at_meta_weigh(&work, fit.tau2);
	if (input->hartung_knapp) {
		fit.df = fit.q_df;
		fit.scale = work.ypy / fit.q_df;
		if (input->guard && fit.scale < 1)
			fit.scale = 1;
	}
	set_shares(&fit);
	fit.b = AT_NEW(arena, double, (size_t)fit.p);
	fit.covariance = AT_NEW(arena, double, (size_t)(fit.p * fit.p));
	at_meta_leave_basis(&work, work.b, work.inverse, fit.b, fit.covariance);
	*out = fit;
	return AT_OK;
}

enum at_status
at_meta_tau2_interval(struct at_arena *arena, const struct at_meta_input *input,
    double *out_low, double *out_high, struct at_error *err)
{
	struct at_meta_work work;
	enum at_status st = at_meta_work_make(arena, input, &work, NULL, err);
	double df;

	if (st != AT_OK)
		return st;
	df = work.k - work.p;
	*out_low = df > 0 ? at_meta_solve_q(&work, at_chi2_q(0.975, df)) : NAN;
	*out_high = df > 0 ? at_meta_solve_q(&work, at_chi2_q(0.025, df)) : NAN;
	return AT_OK;
}

/* ---- what it says ------------------------------------------------------------------- */

struct at_meta_line
at_meta_line_of(double estimate, double se, double df)
{
	double reach = se * at_t_q(0.975, df), statistic = estimate / se;

	return (struct at_meta_line){ estimate, se, estimate - reach, estimate + reach, statistic,
		at_t_two_sided(statistic, df) };
}

struct at_meta_line
at_meta_line(const struct at_meta *fit, const double *contrast)
{
	double estimate = fit->b[0], variance = fit->covariance[0];

	if (contrast != NULL) {
		estimate = at_dot(contrast, fit->b, fit->p);
		variance = at_quadratic(fit->covariance, fit->p, contrast, contrast);
	}
	return at_meta_line_of(estimate, sqrt(fit->scale * variance), fit->df);
}

struct at_meta_omnibus
at_meta_omnibus(struct at_arena *arena, const struct at_meta *fit)
{
	int m = fit->p - 1;
	struct at_meta_omnibus all = { NAN, m, fit->df, NAN };
	double *part = AT_NEW(arena, double, (size_t)(m * m));
	double *b = AT_NEW(arena, double, (size_t)m);

	for (int i = 0; i < m; i++) {
		b[i] = fit->b[i + 1];
		for (int j = 0; j < m; j++)
			part[i * m + j] = fit->covariance[(i + 1) * fit->p + j + 1];
	}
	if (m == 0 || !at_cholesky(part, m))
		return all;
	at_cholesky_forward(part, m, b);
	all.statistic = at_dot(b, b, m) / fit->scale;
	if (isinf(fit->df)) {
		all.p = at_chi2_upper(all.statistic, m);
		return all;
	}
	all.statistic /= m;
	all.p = at_f_upper(all.statistic, m, fit->df);
	return all;
}

struct at_meta_range
at_meta_prediction(const struct at_meta *fit, double df, bool plain)
{
	double variance = (plain ? 1 : fit->scale) * fit->covariance[0];
	double reach = df >= 1 ? at_t_q(0.975, df) * sqrt(fit->tau2 + variance) : NAN;

	return (struct at_meta_range){ fit->b[0] - reach, fit->b[0] + reach };
}

/* ---- one left out ------------------------------------------------------------------- */

/* What the whole knows of the study that is left out. */
struct whole {
	const struct at_meta *fit;
	double y, v;
	double leverage;
	double sum_w;                   /* of all studies, with the tau2 of the others */
};

static struct at_meta_left
compare(const struct whole *whole, const struct at_meta *rest)
{
	const struct at_meta *fit = whole->fit;
	double shift = fit->b[0] - rest->b[0], median = at_chi2_q(0.5, 1);
	double variance = fit->scale * fit->covariance[0];
	double spread = rest->scale * (whole->v + rest->tau2);
	struct at_meta_left left = { .line = at_meta_line(rest, NULL), .tau2 = rest->tau2,
		.i2 = rest->i2, .h2 = rest->h2, .q = rest->q, .q_p = rest->q_p,
		.weight = 100 * whole->leverage };

	if (fabs(shift) <= 8 * DBL_EPSILON * fabs(fit->b[0]))
		shift = 0;              /* rounding alone */
	left.rstudent = (whole->y - rest->b[0]) / sqrt(spread + rest->scale * rest->covariance[0]);
	left.dffits = shift / sqrt(spread * whole->leverage);
	left.cook = shift * shift / variance;
	left.cov_ratio = rest->scale * rest->covariance[0] / variance;
	left.influential = fabs(left.dffits) > 3 / sqrt(fit->k - 1) || left.cook > median
	    || whole->leverage > 3.0 / fit->k
	    || fabs(shift) > sqrt(rest->scale / whole->sum_w);
	return left;
}

static double
sum_of_weights(const struct at_meta_input *input, double tau2)
{
	double sum = 0;

	for (int i = 0; i < input->k; i++)
		sum += 1 / (input->v[i] + tau2);
	return sum;
}

/* `y` and `v` lack the first study; step by step the gap moves on. */
static enum at_status
leave_out(struct at_arena *scratch, const struct at_meta_input *input, const struct at_meta *fit,
    double *y, double *v, struct at_meta_left *out, struct at_error *err)
{
	struct at_meta_input others = *input;
	double weights = sum_of_weights(input, fit->tau2);

	others.y = y;
	others.v = v;
	others.k = input->k - 1;
	for (int i = 0; i < input->k; i++) {
		struct whole whole = { .fit = fit, .y = input->y[i], .v = input->v[i],
			.leverage = 1 / (input->v[i] + fit->tau2) / weights };
		struct at_meta rest;
		enum at_status st = at_meta_fit(scratch, &others, &rest, NULL, err);

		if (st != AT_OK)
			return st;
		whole.sum_w = sum_of_weights(input, rest.tau2);
		out[i] = compare(&whole, &rest);
		at_arena_clear(scratch);
		if (i + 1 < input->k) {
			y[i] = input->y[i];
			v[i] = input->v[i];
		}
	}
	return AT_OK;
}

enum at_status
at_meta_leave_one_out(struct at_arena *arena, const struct at_meta_input *input,
    struct at_meta_left *out, struct at_error *err)
{
	size_t n = (size_t)input->k;
	struct at_arena *scratch;
	struct at_meta fit;
	double *y, *v;
	enum at_status st;

	if (input->x != NULL)
		return at_fail(err, AT_INVALID, "leaving one out is for models without"
		    " moderators");
	if (input->k < 2)
		return at_fail(err, AT_INVALID, "leaving one out needs two studies or more");
	st = at_meta_fit(arena, input, &fit, NULL, err);
	if (st != AT_OK)
		return st;
	y = AT_NEW(arena, double, n);
	v = AT_NEW(arena, double, n);
	memcpy(y, input->y + 1, (n - 1) * sizeof *y);
	memcpy(v, input->v + 1, (n - 1) * sizeof *v);
	scratch = at_arena_open();
	if (scratch == NULL)
		at_oom(arena);
	st = leave_out(scratch, input, &fit, y, v, out, err);
	at_arena_close(scratch);
	return st;
}
