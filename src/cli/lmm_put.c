/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What attune lmm says. */
#include <math.h>
#include <string.h>

#include "cli/lmm.h"
#include "stats/dist.h"

static void
put_model(struct at_lmm_run *run, struct at_lab *lab)
{
	const struct at_lmm_fitted *m = &run->main;

	at_lab_put_text(lab, "formula", m->formula.text);
	at_lab_put_truth(lab, "reml", !m->model.input.ml);
	at_lab_put_count(lab, "n", m->fit.n);
	at_lab_object(lab, "groups");
	for (int t = 0; t < m->model.input.n_terms; t++) {
		bool again = false;

		for (int k = 0; k < t; k++)
			again |= strcmp(m->model.terms[k].group, m->model.terms[t].group) == 0;
		if (!again)
			at_lab_put_count(lab, m->model.terms[t].group,
			    m->model.input.terms[t].n_groups);
	}
	at_lab_object_end(lab);
}

static enum at_status
put_fixed(struct at_lmm_run *run, struct at_lab *lab)
{
	static const struct at_lab_column columns[] = {
		{ "name", AT_LAB_WORDS, 0, NULL }, { "estimate", AT_LAB_NUMBER, 0, NULL },
		{ "se", AT_LAB_NUMBER, 0, NULL }, { "t", AT_LAB_NUMBER, 3, NULL },
		{ "df", AT_LAB_NUMBER, 1, NULL }, { "p", AT_LAB_NUMBER, 0, NULL },
	};
	const struct at_lab_table table = { "fixed", "Fixed effects, t with Satterthwaite's df:",
		columns, (int)AT_COUNT(columns), run->options->predict == NULL };
	const struct at_lmm *fit = &run->main.fit;
	enum at_status st = AT_OK;

	at_lab_table(lab, &table);
	for (int j = 0; j < fit->p && st == AT_OK; j++) {
		double t = fit->beta[j] / fit->se[j];

		at_lab_cell_text(lab, run->main.model.names[j]);
		at_lab_cell_number(lab, fit->beta[j]);
		at_lab_cell_number(lab, fit->se[j]);
		at_lab_cell_number(lab, t);
		at_lab_cell_number(lab, run->df[j]);
		at_lab_cell_number(lab, at_t_two_sided(t, run->df[j]));
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

static enum at_status
put_random(struct at_lmm_run *run, struct at_lab *lab)
{
	static const struct at_lab_column columns[] = {
		{ "group", AT_LAB_WORDS, 0, NULL }, { "name", AT_LAB_WORDS, 0, NULL },
		{ "sd", AT_LAB_NUMBER, 0, NULL }, { "variance", AT_LAB_NUMBER, 0, NULL },
	};
	static const struct at_lab_table table = { "random", "Random effects:", columns,
		(int)AT_COUNT(columns), false };
	const struct at_model *model = &run->main.model;
	enum at_status st = AT_OK;

	at_lab_table(lab, &table);
	for (int t = 0; t < model->input.n_terms; t++)
		for (int k = 0, q = model->input.terms[t].q; k < q && st == AT_OK; k++) {
			double v = run->main.fit.effects[t].covariance[k * q + k];

			at_lab_cell_text(lab, model->terms[t].group);
			at_lab_cell_text(lab, model->terms[t].names[k]);
			at_lab_cell_number(lab, sqrt(v));
			at_lab_cell_number(lab, v);
			st = at_lab_row_end(lab);
		}
	at_lab_table_end(lab);
	return st;
}

static enum at_status
put_correlations(struct at_lmm_run *run, struct at_lab *lab)
{
	static const struct at_lab_column columns[] = {
		{ "group", AT_LAB_WORDS, 0, NULL }, { "a", AT_LAB_WORDS, 0, NULL },
		{ "b", AT_LAB_WORDS, 0, NULL }, { "r", AT_LAB_NUMBER, 3, NULL },
	};
	static const struct at_lab_table table = { "correlations", "Their correlations:", columns,
		(int)AT_COUNT(columns), false };
	const struct at_model *model = &run->main.model;
	bool any = false;
	enum at_status st = AT_OK;

	for (int t = 0; t < model->input.n_terms; t++)
		any |= model->input.terms[t].correlated && model->input.terms[t].q > 1;
	if (!any && lab->format != AT_LAB_JSON)
		return AT_OK;
	at_lab_table(lab, &table);
	for (int t = 0; t < model->input.n_terms; t++) {
		int q = model->input.terms[t].q;
		const double *c = run->main.fit.effects[t].covariance;

		for (int a = 0; model->input.terms[t].correlated && a < q; a++)
			for (int b = a + 1; b < q && st == AT_OK; b++) {
				at_lab_cell_text(lab, model->terms[t].group);
				at_lab_cell_text(lab, model->terms[t].names[a]);
				at_lab_cell_text(lab, model->terms[t].names[b]);
				at_lab_cell_number(lab, c[a * q + b] / sqrt(c[a * q + a]
				    * c[b * q + b]));
				st = at_lab_row_end(lab);
			}
	}
	at_lab_table_end(lab);
	return st;
}

/* Of what varies where all columns are 0: the part of each intercept. */
static void
put_icc(struct at_lmm_run *run, struct at_lab *lab)
{
	const struct at_model *model = &run->main.model;
	double whole = run->main.fit.sigma * run->main.fit.sigma;

	for (int pass = 0; pass < 2; pass++) {
		if (pass == 1)
			at_lab_object(lab, "icc");
		for (int t = 0; t < model->input.n_terms; t++) {
			double v = run->main.fit.effects[t].covariance[0];

			if (strcmp(model->terms[t].names[0], "(Intercept)") != 0)
				continue;
			if (pass == 0)
				whole += v;
			else
				at_lab_put_number(lab, model->terms[t].group, v / whole);
		}
	}
	at_lab_object_end(lab);
}

static void
put_criterion(struct at_lmm_run *run, struct at_lab *lab)
{
	const struct at_lmm *fit = &run->main.fit;

	at_lab_put_number(lab, "sigma", fit->sigma);
	at_lab_put_number(lab, "criterion", fit->criterion);
	at_lab_put_number(lab, "loglik", fit->log_likelihood);
	at_lab_put_number(lab, "aic", fit->aic);
	at_lab_put_number(lab, "bic", fit->bic);
	at_lab_put_truth(lab, "singular", fit->singular);
	at_lab_put_truth(lab, "converged", fit->converged);
	put_icc(run, lab);
	at_lab_object(lab, "optimizer");
	at_lab_put_count(lab, "evaluations", fit->evaluations);
	at_lab_put_number(lab, "max_gradient", fit->max_gradient);
	at_lab_put_numbers(lab, "theta", fit->theta, fit->n_theta);
	at_lab_object_end(lab);
}

static void
put_comparison(struct at_lmm_run *run, struct at_lab *lab)
{
	const struct at_lmm *fit = &run->other.fit;

	at_lab_object(lab, "compare");
	at_lab_put_text(lab, "formula", run->other.formula.text);
	at_lab_put_truth(lab, "reml", !run->by_ml);
	at_lab_put_number(lab, "criterion", fit->criterion);
	at_lab_put_number(lab, "aic", fit->aic);
	at_lab_put_number(lab, "bic", fit->bic);
	at_lab_put_number(lab, "chi2", run->test.chi2);
	at_lab_put_number(lab, "df", run->test.df);
	at_lab_put_number(lab, "p", run->test.p);
	at_lab_put_truth(lab, "mixture", run->test.mixture);
	at_lab_object_end(lab);
}

static void
say_findings(const struct at_lmm_run *run, struct at_lab *lab)
{
	const struct at_lmm_options *o = run->options;

	if (run->main.fit.singular)
		at_lab_say(lab, "The fit is singular: some variance is 0, or some correlation is 1"
		    " or -1. The data do not bear so many random effects.");
	if (!run->main.fit.converged)
		at_lab_say(lab, "The search did not converge: do not rely on these figures.");
	if (o->compare != NULL)
		at_lab_say(lab, "The model with more parameters fits %s (%s%s); this holds if it"
		    " contains the other.", run->test.p < 0.05 ? "better than chance"
		    : "no better than chance", run->by_ml ? "ML" : "REML", run->test.mixture
		    ? ", half and half with one degree of freedom less: a variance of 0 is the end"
		    " of its range" : "");
	if (o->predict != NULL)
		at_lab_say(lab, "From low to high lie %g %% of values to come%s.",
		    100 * (o->share.given ? o->share.value : 0.95), o->confidence.given
		    ? ", with the confidence asked for" : "");
}

enum at_status
at_lmm_put(struct at_lmm_run *run, struct at_lab *lab)
{
	struct at_lab_used used = { .rows = run->main.fit.n };
	enum at_status st;

	for (int i = 0; i < run->main.model.n_dropped; i++)
		at_lab_drop(&used, "a value is missing");
	put_model(run, lab);
	st = put_fixed(run, lab);
	if (st == AT_OK)
		st = put_random(run, lab);
	if (st == AT_OK)
		st = put_correlations(run, lab);
	if (st != AT_OK)
		return st;
	put_criterion(run, lab);
	if (run->options->compare != NULL)
		put_comparison(run, lab);
	if (run->options->predict != NULL)
		st = at_lmm_put_predictions(run, lab);
	if (st != AT_OK)
		return st;
	say_findings(run, lab);
	return at_lab_end(lab, &used);
}
