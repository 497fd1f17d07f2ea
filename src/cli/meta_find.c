/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The models of attune meta: two levels or three, with moderators or without. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "cli/meta.h"

struct at_meta_input
at_meta_model(const struct at_meta_run *run)
{
	return (struct at_meta_input){ .y = run->data.y, .v = run->data.v, .k = run->data.k,
		.method = run->method, .hartung_knapp = run->options->hksj,
		.guard = run->options->guard };
}

/* One study's errors are taken as apart in the model, and as related in a mean, unless told
 * otherwise. */
struct at_meta_levels_input
at_meta_levels_model(const struct at_meta_run *run)
{
	const struct at_flag_real *rho = &run->options->rho;

	return (struct at_meta_levels_input){ .y = run->data.y, .v = run->data.v,
		.k = run->data.k, .study = run->data.study, .n_studies = run->data.n_studies,
		.rho = rho->given ? rho->value : run->options->aggregate ? 0.5 : 0 };
}

/* ---- the mean ----------------------------------------------------------------------- */

static void
set_weights(struct at_meta_run *run)
{
	const struct at_meta_data *data = &run->data;
	double *weights = AT_NEW(run->cli->call.arena, double, (size_t)data->k), sum = 0;

	for (int i = 0; i < data->k; i++) {
		weights[i] = 1 / (data->v[i] + run->found.model.tau2);
		sum += weights[i];
	}
	for (int i = 0; i < data->k; i++)
		weights[i] *= 100 / sum;
	run->found.weights = weights;
}

static enum at_status
find_mean(struct at_meta_run *run)
{
	struct at_arena *arena = run->cli->call.arena;
	struct at_meta_found *found = &run->found;
	const struct at_meta_input input = at_meta_model(run);
	enum at_status st = at_meta_fit(arena, &input, &found->model, NULL, &run->cli->err);

	if (st == AT_OK)
		st = at_meta_tau2_interval(arena, &input, &found->tau2_low, &found->tau2_high,
		    &run->cli->err);
	if (st != AT_OK)
		return st;
	found->line = at_meta_line(&found->model, NULL);
	found->between = found->within = NAN;
	if (run->method == AT_META_FE)
		found->tau2_low = found->tau2_high = NAN;
	return AT_OK;
}

/* Three levels as a model of which coefficients can be asked. */
static struct at_meta
view_of(const struct at_meta_levels *fit)
{
	double tau2 = fit->between + fit->within;

	return (struct at_meta){ .k = fit->k, .p = fit->p, .method = AT_META_REML, .b = fit->b,
		.covariance = fit->covariance, .scale = 1, .df = INFINITY, .tau2 = tau2,
		.converged = fit->converged, .typical = fit->typical,
		.i2 = 100 * tau2 / (tau2 + fit->typical),
		.h2 = (tau2 + fit->typical) / fit->typical, .q = fit->q, .q_df = fit->q_df,
		.q_p = fit->q_p };
}

static enum at_status
find_mean_of_levels(struct at_meta_run *run)
{
	struct at_arena *arena = run->cli->call.arena;
	struct at_meta_found *found = &run->found;
	const struct at_meta_levels_input input = at_meta_levels_model(run);
	struct at_meta_levels fit;
	enum at_status st = at_meta_levels_fit(arena, &input, &fit, NULL, &run->cli->err);

	if (st == AT_OK)
		st = at_meta_levels_robust(arena, &input, &fit, NULL, &found->robust,
		    &found->robust_df, &run->cli->err);
	if (st != AT_OK)
		return st;
	found->model = view_of(&fit);
	found->line = at_meta_line(&found->model, NULL);
	found->tau2_low = found->tau2_high = NAN;
	found->between = fit.between;
	found->within = fit.within;
	found->i2_between = fit.i2_between;
	found->i2_within = fit.i2_within;
	return AT_OK;
}

/* A common effect leaves nothing to predict. */
static void
set_predictions(struct at_meta_run *run)
{
	static const struct at_meta_range none = { NAN, NAN };
	struct at_meta_found *found = &run->found;
	bool any = run->method != AT_META_FE && found->model.k > 1;

	found->prediction = any ? at_meta_prediction(&found->model, found->model.df, false) : none;
	found->higgins = any && !run->has_levels
	    ? at_meta_prediction(&found->model, found->model.k - 2, true) : none;
}

/* ---- moderators --------------------------------------------------------------------- */

static int
n_columns(const struct at_meta_data *data)
{
	int p = 1;

	for (int i = 0; i < data->n_by; i++)
		p += data->by[i].levels != NULL ? data->by[i].n_levels - 1 : 1;
	return p;
}

static const char **
name_columns(struct at_arena *arena, const struct at_meta_data *data, int p)
{
	const char **names = AT_NEW(arena, const char *, (size_t)p);
	int at = 0;

	names[at++] = "intercept";
	for (int i = 0; i < data->n_by; i++) {
		const struct at_meta_by *by = &data->by[i];

		if (by->levels == NULL)
			names[at++] = by->name;
		for (int l = 1; l < by->n_levels; l++)
			names[at++] = at_printf(arena, "%s=%s", by->name, by->levels[l]);
	}
	return names;
}

/* Groups are compared with the first of their names. */
static double *
make_columns(struct at_arena *arena, const struct at_meta_data *data, int p)
{
	double *x = AT_NEW(arena, double, (size_t)data->k * (size_t)p);

	for (int row = 0, at = 0; row < data->k; row++) {
		x[at++] = 1;
		for (int i = 0; i < data->n_by; i++) {
			const struct at_meta_by *by = &data->by[i];
			const char *text = data->rows[row].by[i];

			if (by->levels == NULL)
				at_number_parse(text, &x[at++]);
			for (int l = 1; l < by->n_levels; l++)
				x[at++] = strcmp(text, by->levels[l]) == 0;
		}
	}
	return x;
}

static enum at_status
fit_levels(struct at_meta_run *run, const double *x, int p, int *out_column,
    struct at_error *err)
{
	struct at_arena *arena = run->cli->call.arena;
	struct at_meta_moderated *m = &run->moderated;
	struct at_meta_levels_input input = at_meta_levels_model(run);
	struct at_meta_levels fit;
	enum at_status st;

	input.x = x;
	input.p = p;
	st = at_meta_levels_fit(arena, &input, &fit, out_column, err);
	if (st != AT_OK)
		return st;
	m->model = view_of(&fit);
	m->between = fit.between;
	m->within = fit.within;
	m->robust = AT_NEW(arena, struct at_meta_line, (size_t)p);
	m->robust_df = AT_NEW(arena, double, (size_t)p);
	for (int j = 0; j < p && st == AT_OK; j++) {
		double *contrast = AT_NEW(arena, double, (size_t)p);

		contrast[j] = 1;
		st = at_meta_levels_robust(arena, &input, &fit, contrast, &m->robust[j],
		    &m->robust_df[j], err);
	}
	return st;
}

static enum at_status
fit_two(struct at_meta_run *run, const double *x, int p, int *out_column, struct at_error *err)
{
	struct at_meta_input input = at_meta_model(run);

	input.x = x;
	input.p = p;
	run->moderated.between = run->moderated.within = NAN;
	return at_meta_fit(run->cli->call.arena, &input, &run->moderated.model, out_column, err);
}

static enum at_status
find_moderated(struct at_meta_run *run)
{
	struct at_arena *arena = run->cli->call.arena;
	struct at_meta_moderated *m = &run->moderated;
	int p = n_columns(&run->data), column = -1;
	const double *x = make_columns(arena, &run->data, p);
	struct at_error err = { .status = AT_OK };
	double before = run->found.model.tau2;
	enum at_status st;

	m->names = name_columns(arena, &run->data, p);
	st = run->has_levels ? fit_levels(run, x, p, &column, &err)
	    : fit_two(run, x, p, &column, &err);
	if (st != AT_OK && column >= 0)
		return at_fail(&run->cli->err, st, "--by: %s follows from those before it",
		    m->names[column]);
	if (st != AT_OK)
		return at_fail(&run->cli->err, st, "--by: %s", err.text);
	m->r2 = before > 0 ? fmax(0, 100 * (1 - m->model.tau2 / before)) : NAN;
	m->omnibus = at_meta_omnibus(arena, &m->model);
	m->lines = AT_NEW(arena, struct at_meta_line, (size_t)p);
	for (int j = 0; j < p; j++) {
		double *contrast = AT_NEW(arena, double, (size_t)p);

		contrast[j] = 1;
		m->lines[j] = at_meta_line(&m->model, contrast);
	}
	return AT_OK;
}

enum at_status
at_meta_find(struct at_meta_run *run)
{
	enum at_status st = run->has_levels ? find_mean_of_levels(run) : find_mean(run);

	if (st != AT_OK)
		return st;
	set_predictions(run);
	set_weights(run);
	return run->data.n_by > 0 ? find_moderated(run) : AT_OK;
}
