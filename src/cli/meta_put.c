/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What attune meta says: the mean, what moderates it, and in words. */
#include <math.h>
#include <string.h>

#include "cli/meta.h"

static struct at_meta_range
back(struct at_meta_range z)
{
	return (struct at_meta_range){ tanh(z.low), tanh(z.high) };
}

static void
put_range(struct at_lab *lab, const char *name, struct at_meta_range range)
{
	at_lab_put_pair(lab, name, range.low, range.high);
}

/* ---- the mean ----------------------------------------------------------------------- */

static void
put_line(struct at_meta_run *run, struct at_lab *lab)
{
	const struct at_meta_found *found = &run->found;
	const struct at_meta_line *line = &found->line;

	at_lab_put_number(lab, "estimate", line->estimate);
	at_lab_put_number(lab, "se", line->se);
	at_lab_put_pair(lab, "ci", line->low, line->high);
	at_lab_put_number(lab, "statistic", line->statistic);
	at_lab_put_number(lab, "df", isinf(found->model.df) ? NAN : found->model.df);
	at_lab_put_number(lab, "p", line->p);
	if (!run->data.correlations)
		return;
	at_lab_put_number(lab, "estimate_r", tanh(line->estimate));
	at_lab_put_pair(lab, "ci_r", tanh(line->low), tanh(line->high));
	at_lab_put_number(lab, "estimate_d", at_meta_d(tanh(line->estimate)));
}

static void
put_robust(const struct at_meta_found *found, struct at_lab *lab)
{
	at_lab_object(lab, "robust");
	at_lab_put_text(lab, "method", "CR2");
	at_lab_put_number(lab, "se", found->robust.se);
	at_lab_put_number(lab, "df", found->robust_df);
	at_lab_put_pair(lab, "ci", found->robust.low, found->robust.high);
	at_lab_put_number(lab, "p", found->robust.p);
	at_lab_object_end(lab);
}

/* Where k = 1, tau2 is not 0 but unknown. */
static void
put_heterogeneity(struct at_meta_run *run, struct at_lab *lab)
{
	const struct at_meta_found *found = &run->found;
	const struct at_meta *m = &found->model;

	at_lab_put_number(lab, "tau2", m->q_df > 0 ? m->tau2 : NAN);
	at_lab_put_pair(lab, "tau2_ci", found->tau2_low, found->tau2_high);
	if (run->has_levels) {
		at_lab_put_number(lab, "tau2_between", found->between);
		at_lab_put_number(lab, "tau2_within", found->within);
		at_lab_put_number(lab, "i2_between", found->i2_between);
		at_lab_put_number(lab, "i2_within", found->i2_within);
	}
	at_lab_put_number(lab, "i2", m->i2);
	at_lab_put_number(lab, "h2", m->h2);
	at_lab_put_number(lab, "q", m->q);
	at_lab_put_count(lab, "q_df", (int64_t)m->q_df);
	at_lab_put_number(lab, "q_p", m->q_p);
}

static void
put_predictions(struct at_meta_run *run, struct at_lab *lab)
{
	const struct at_meta_found *found = &run->found;
	const struct at_meta *m = &found->model;

	put_range(lab, "prediction", found->prediction);
	if (run->data.correlations)
		put_range(lab, "prediction_r", back(found->prediction));
	at_lab_put_text(lab, "prediction_quantile", isinf(m->df) ? "z"
	    : at_printf(run->cli->call.arena, "t%g", m->df));
	if (isnan(found->higgins.low))
		return;
	put_range(lab, "prediction_higgins", found->higgins);
	at_lab_put_text(lab, "prediction_higgins_quantile", at_printf(run->cli->call.arena,
	    "t%d", m->k - 2));
}

static void
put_mean(struct at_meta_run *run, struct at_lab *lab)
{
	const struct at_meta *m = &run->found.model;

	at_lab_put_text(lab, "method", at_meta_method_name(run->method));
	at_lab_put_count(lab, "levels", run->has_levels ? 3 : 2);
	at_lab_put_text(lab, "metric", run->data.correlations ? "Fisher's z" : "as given");
	at_lab_put_truth(lab, "hksj", run->options->hksj);
	if (run->options->hksj)
		at_lab_put_truth(lab, "guard", run->options->guard);
	if (run->has_levels || run->options->aggregate)
		at_lab_put_number(lab, "rho", at_meta_levels_model(run).rho);
	at_lab_put_count(lab, "k", m->k);
	at_lab_put_count(lab, "n_studies", run->data.n_studies);
	at_lab_put_truth(lab, "converged", m->converged);
	put_line(run, lab);
	if (run->has_levels)
		put_robust(&run->found, lab);
	put_heterogeneity(run, lab);
	put_predictions(run, lab);
}

/* ---- asymmetry ---------------------------------------------------------------------- */

static void
put_egger_line(struct at_lab *lab, const char *name, const struct at_meta_egger *egger)
{
	at_lab_object(lab, name);
	at_lab_put_number(lab, "statistic", egger->statistic);
	at_lab_put_number(lab, "df", isinf(egger->df) ? NAN : egger->df);
	at_lab_put_number(lab, "p", egger->p);
	at_lab_put_number(lab, "limit", egger->limit);
	at_lab_object_end(lab);
}

static void
put_why(struct at_lab *lab, const char *name, const char *why)
{
	at_lab_object(lab, name);
	at_lab_put_text(lab, "why", why);
	at_lab_object_end(lab);
}

static void
put_egger(struct at_meta_run *run, struct at_lab *lab)
{
	struct at_arena *arena = run->cli->call.arena;
	const struct at_meta_input input = at_meta_model(run);
	struct at_meta_egger ols, mixed;
	struct at_error err = { .status = AT_OK };

	if (at_meta_egger_ols(arena, &input, &ols, &err) != AT_OK
	    || at_meta_egger_mixed(arena, &input, &mixed, &err) != AT_OK) {
		put_why(lab, "egger", err.text);
		return;
	}
	at_lab_object(lab, "egger");
	put_egger_line(lab, "ols", &ols);
	put_egger_line(lab, "mixed", &mixed);
	at_lab_object_end(lab);
}

static void
put_sensitivity(struct at_meta_run *run, struct at_lab *lab)
{
	struct at_arena *arena = run->cli->call.arena;
	const struct at_meta_input input = at_meta_model(run);
	struct at_meta_rank rank;
	struct at_meta_trim trim;
	struct at_meta_line line;

	if (input.k <= AT_META_MOST_SINGLE
	    && at_meta_rank_test(arena, &input, &rank, NULL) == AT_OK) {
		at_lab_object(lab, "rank_test");
		at_lab_put_number(lab, "tau", rank.tau);
		at_lab_put_number(lab, "p", rank.p);
		at_lab_put_truth(lab, "exact", rank.exact);
		at_lab_object_end(lab);
	}
	if (at_meta_trim_fill(arena, &input, &trim, NULL) != AT_OK)
		return;
	line = at_meta_line(&trim.fit, NULL);
	at_lab_object(lab, "trim_fill");
	at_lab_put_count(lab, "filled", trim.n_filled);
	at_lab_put_text(lab, "side", trim.n_filled == 0 ? NULL : trim.right ? "right" : "left");
	at_lab_put_number(lab, "estimate", line.estimate);
	at_lab_put_pair(lab, "ci", line.low, line.high);
	if (run->data.correlations)
		at_lab_put_number(lab, "estimate_r", tanh(line.estimate));
	at_lab_object_end(lab);
}

static void
put_asymmetry(struct at_meta_run *run, struct at_lab *lab)
{
	if (run->has_levels) {
		put_why(lab, "egger", "not with effects within studies: they are not apart");
		return;
	}
	put_egger(run, lab);
	put_sensitivity(run, lab);
}

/* ---- moderators --------------------------------------------------------------------- */

static void
put_tests(struct at_meta_run *run, struct at_lab *lab)
{
	const struct at_meta_moderated *m = &run->moderated;

	at_lab_put_number(lab, "tau2", m->model.q_df > 0 ? m->model.tau2 : NAN);
	if (run->has_levels) {
		at_lab_put_number(lab, "tau2_between", m->between);
		at_lab_put_number(lab, "tau2_within", m->within);
	}
	at_lab_put_number(lab, "r2", m->r2);
	at_lab_put_number(lab, "i2", m->model.i2);
	at_lab_put_number(lab, "q", m->model.q);
	at_lab_put_count(lab, "q_df", (int64_t)m->model.q_df);
	at_lab_put_number(lab, "q_p", m->model.q_p);
	at_lab_put_number(lab, "qm", m->omnibus.statistic);
	at_lab_put_count(lab, "qm_df", (int64_t)m->omnibus.df1);
	at_lab_put_number(lab, "qm_df2", isinf(m->omnibus.df2) ? NAN : m->omnibus.df2);
	at_lab_put_number(lab, "qm_p", m->omnibus.p);
}

static enum at_status
put_coefficients(struct at_meta_run *run, struct at_lab *lab)
{
	static const struct at_lab_column columns[] = {
		{ "name", AT_LAB_WORDS, 0, NULL }, { "estimate", AT_LAB_NUMBER, 4, NULL },
		{ "se", AT_LAB_NUMBER, 4, NULL }, { "ci_low", AT_LAB_NUMBER, 4, NULL },
		{ "ci_high", AT_LAB_NUMBER, 4, NULL }, { "p", AT_LAB_NUMBER, 0, NULL },
		{ "robust_se", AT_LAB_NUMBER, 4, NULL }, { "robust_df", AT_LAB_NUMBER, 1, NULL },
		{ "robust_p", AT_LAB_NUMBER, 0, NULL },
	};
	const struct at_meta_moderated *m = &run->moderated;
	const struct at_lab_table table = { "coefficients", NULL, columns,
		(int)AT_COUNT(columns) - (m->robust != NULL ? 0 : 3), false };
	enum at_status st = AT_OK;

	at_lab_table(lab, &table);
	for (int j = 0; j < m->model.p && st == AT_OK; j++) {
		at_lab_cell_text(lab, m->names[j]);
		at_lab_cell_number(lab, m->lines[j].estimate);
		at_lab_cell_number(lab, m->lines[j].se);
		at_lab_cell_number(lab, m->lines[j].low);
		at_lab_cell_number(lab, m->lines[j].high);
		at_lab_cell_number(lab, m->lines[j].p);
		if (m->robust != NULL) {
			at_lab_cell_number(lab, m->robust[j].se);
			at_lab_cell_number(lab, m->robust_df[j]);
			at_lab_cell_number(lab, m->robust[j].p);
		}
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

static int
size_of_group(const struct at_meta_data *data, const char *level)
{
	int n = 0;

	for (int i = 0; i < data->k; i++)
		n += strcmp(data->rows[i].by[0], level) == 0;
	return n;
}

/* The mean of each group, by the common model. */
static enum at_status
put_groups(struct at_meta_run *run, struct at_lab *lab)
{
	static const struct at_lab_column columns[] = {
		{ "group", AT_LAB_WORDS, 0, NULL }, { "k", AT_LAB_COUNT, 0, NULL },
		{ "estimate", AT_LAB_NUMBER, 4, NULL }, { "se", AT_LAB_NUMBER, 4, NULL },
		{ "ci_low", AT_LAB_NUMBER, 4, NULL }, { "ci_high", AT_LAB_NUMBER, 4, NULL },
		{ "estimate_r", AT_LAB_NUMBER, 3, NULL },
	};
	const struct at_meta_by *by = &run->data.by[0];
	const struct at_lab_table table = { "groups", NULL, columns,
		(int)AT_COUNT(columns) - (run->data.correlations ? 0 : 1), false };
	enum at_status st = AT_OK;

	at_lab_table(lab, &table);
	for (int l = 0; l < by->n_levels && st == AT_OK; l++) {
		double *contrast = AT_NEW(run->cli->call.arena, double, (size_t)by->n_levels);
		struct at_meta_line line;

		contrast[0] = contrast[l] = 1;
		line = at_meta_line(&run->moderated.model, contrast);
		at_lab_cell_text(lab, by->levels[l]);
		at_lab_cell_count(lab, size_of_group(&run->data, by->levels[l]));
		at_lab_cell_number(lab, line.estimate);
		at_lab_cell_number(lab, line.se);
		at_lab_cell_number(lab, line.low);
		at_lab_cell_number(lab, line.high);
		if (run->data.correlations)
			at_lab_cell_number(lab, tanh(line.estimate));
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

static enum at_status
put_moderators(struct at_meta_run *run, struct at_lab *lab)
{
	enum at_status st;

	if (run->data.n_by == 0)
		return AT_OK;
	at_lab_object(lab, "moderators");
	put_tests(run, lab);
	st = put_coefficients(run, lab);
	if (st == AT_OK && run->data.n_by == 1 && run->data.by[0].levels != NULL)
		st = put_groups(run, lab);
	if (st == AT_OK)
		at_lab_object_end(lab);
	return st;
}

/* ---- in words ----------------------------------------------------------------------- */

static void
say_mean(struct at_meta_run *run, struct at_lab *lab)
{
	const struct at_meta_found *found = &run->found;
	struct at_meta_range ci = { found->line.low, found->line.high };
	struct at_meta_range next = found->prediction;
	double mean = found->line.estimate;
	bool r = run->data.correlations;

	if (r) {
		mean = tanh(mean);
		ci = back(ci);
		next = back(next);
	}
	at_lab_say(lab, "%d %s: the mean %s is %.3f (95 %% interval %.3f to %.3f).",
	    found->model.k, run->has_levels ? "effects" : found->model.k == 1 ? "study"
	    : "studies", r ? "correlation" : "effect", mean, ci.low, ci.high);
	if (!isnan(next.low))
		at_lab_say(lab, "A new study's own would lie between %.3f and %.3f (95 %%).",
		    next.low, next.high);
	if (isnan(found->model.i2))
		at_lab_say(lab, "One study says nothing about how studies differ.");
	else
		at_lab_say(lab, "%.0f %% of the differences between them are more than sampling"
		    " error (I2; p of Q %.2g).", found->model.i2, found->model.q_p);
}

static double
least_robust_df(const struct at_meta_run *run)
{
	double least = run->found.robust_df;

	for (int j = 0; run->data.n_by > 0 && j < run->moderated.model.p; j++)
		least = fmin(least, run->moderated.robust_df[j]);
	return least;
}

static void
say_cautions(struct at_meta_run *run, struct at_lab *lab)
{
	const struct at_meta_data *data = &run->data;

	if (!run->found.model.converged
	    || (data->n_by > 0 && !run->moderated.model.converged))
		at_lab_say(lab, "The search for tau2 did not come to rest: do not use this.");
	if (data->n_studies < data->k && !run->has_levels)
		at_lab_say(lab, "%d rows are of %d studies and were taken as apart: see --within"
		    " and --aggregate.", data->k, data->n_studies);
	if (run->has_levels && least_robust_df(run) < 4)
		at_lab_say(lab, "A robust standard error rests on too few studies (df %.1f).",
		    least_robust_df(run));
	if (data->k > AT_META_MOST_SINGLE)
		at_lab_say(lab, run->has_levels ? "Over %d effects no study is left out on trial."
		    : "Over %d studies none is left out on trial and none ranked.",
		    AT_META_MOST_SINGLE);
	if (data->k > 1 && data->k < 5 && run->method != AT_META_FE)
		at_lab_say(lab, "With so few studies tau2 is hardly known.");
}

enum at_status
at_meta_put(struct at_meta_run *run, struct at_lab *lab)
{
	enum at_status st;

	put_mean(run, lab);
	put_asymmetry(run, lab);
	st = put_moderators(run, lab);
	if (st == AT_OK)
		st = at_meta_put_rows(run, lab);
	if (st != AT_OK)
		return st;
	say_mean(run, lab);
	say_cautions(run, lab);
	return at_lab_end(lab, &run->data.used);
}
