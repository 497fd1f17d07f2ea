/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune lmm: a linear mixed model of a table. */
#include <string.h>

#include "cli/lmm.h"

#define TEXT(name, value, help) \
	{ #name, AT_FLAG_TEXT, value, help, offsetof(struct at_lmm_options, name), false }
#define REAL(name, value, help) \
	{ #name, AT_FLAG_REAL, value, help, offsetof(struct at_lmm_options, name), false }

static const struct at_flag flags[] = {
	{ "formula", AT_FLAG_TEXT, "FORMULA", "'y ~ x + (1 + x | group)'",
	    offsetof(struct at_lmm_options, formula), true },
	{ "ml", AT_FLAG_SWITCH, NULL, "maximum likelihood instead of REML",
	    offsetof(struct at_lmm_options, ml), false },
	TEXT(compare, "FORMULA", "likelihood-ratio test against another model of the same rows"),
	TEXT(blup, "FILE.csv", "write what each group is found to differ by, and its variance"),
	TEXT(predict, "FILE.csv", "what is to be expected in the rows of this table"),
	REAL(share, "P", "of values that lie in the band of a prediction (.95)"),
	REAL(confidence, "P", "that they do, whatever sample was seen (no: on average)"),
	AT_LAB_FLAG(struct at_lmm_options),
};

#undef TEXT
#undef REAL

static bool
is_share(const struct at_flag_real *real)
{
	return !real->given || (real->value > 0 && real->value < 1);
}

static enum at_status
check_options(struct at_lmm_run *run)
{
	const struct at_lmm_options *o = run->options;

	if ((o->share.given || o->confidence.given) && o->predict == NULL)
		return at_cli_usage(run->cli, "--share and --confidence go with --predict");
	if (!is_share(&o->share) || !is_share(&o->confidence))
		return at_cli_usage(run->cli, "--share and --confidence take a number between 0"
		    " and 1");
	if (strcmp(run->cli->args[0], "-") == 0 && o->predict != NULL
	    && strcmp(o->predict, "-") == 0)
		return at_cli_usage(run->cli, "only one table comes from standard input");
	if (o->blup != NULL && strcmp(o->blup, "-") == 0)
		return at_cli_usage(run->cli, "--blup takes the name of a file");
	return AT_OK;
}

static enum at_status
parse(struct at_lmm_run *run)
{
	struct at_arena *arena = run->cli->call.arena;
	enum at_status st = at_formula_parse(arena, run->options->formula, &run->main.formula,
	    &run->cli->err);

	if (st == AT_OK && run->options->compare != NULL)
		st = at_formula_parse(arena, run->options->compare, &run->other.formula,
		    &run->cli->err);
	return st;
}

static enum at_status
make(struct at_lmm_run *run, struct at_lmm_fitted *m)
{
	enum at_status st = at_model_make(run->cli->call.arena, &m->formula, &run->data, &m->model,
	    &run->cli->err);

	m->model.input.ml = run->options->ml;
	return st;
}

static enum at_status
fit(struct at_lmm_run *run, struct at_lmm_fitted *m)
{
	return at_model_fit(run->cli->call.arena, &m->model, &m->fit, &run->cli->err);
}

static void
find_df(struct at_lmm_run *run)
{
	struct at_arena *arena = run->cli->call.arena;
	size_t p = (size_t)run->main.fit.p;
	double *contrasts = AT_NEW(arena, double, p * p);

	for (size_t j = 0; j < p; j++)
		contrasts[j * p + j] = 1;
	run->df = AT_NEW(arena, double, p);
	at_lmm_dfs(arena, &run->main.model.input, &run->main.fit, contrasts, (int)p, run->df);
}

/* ---- --compare ---------------------------------------------------------------------- */

static bool
has_the_same_columns(const struct at_model *a, const struct at_model *b)
{
	if (a->input.p != b->input.p)
		return false;
	for (int j = 0; j < a->input.p; j++)
		if (strcmp(a->names[j], b->names[j]) != 0)
			return false;
	return true;
}

static bool
has_the_same_rows(const struct at_model *a, const struct at_model *b)
{
	return a->input.n == b->input.n
	    && memcmp(a->rows, b->rows, (size_t)a->input.n * sizeof *a->rows) == 0;
}

/* Under REML only models with the same fixed effects can be compared: others are fitted once
 * more, by ML. */
static enum at_status
compare(struct at_lmm_run *run)
{
	struct at_lmm_fitted *a = &run->main, *b = &run->other, again;
	enum at_status st = make(run, b);

	if (st != AT_OK)
		return st;
	if (!has_the_same_rows(&a->model, &b->model))
		return at_fail(&run->cli->err, AT_INVALID, "the two models use different rows (%d"
		    " and %d): take out those with missing values first", a->model.input.n,
		    b->model.input.n);
	run->by_ml = run->options->ml || !has_the_same_columns(&a->model, &b->model);
	again = *a;
	again.model.input.ml = b->model.input.ml = run->by_ml;
	st = fit(run, b);
	if (st == AT_OK && run->by_ml != run->options->ml)
		st = fit(run, &again);
	if (st != AT_OK)
		return st;
	run->other_smaller = b->fit.p + b->fit.n_theta < a->fit.p + a->fit.n_theta;
	if (b->fit.p + b->fit.n_theta == a->fit.p + a->fit.n_theta)
		return at_fail(&run->cli->err, AT_INVALID, "both models have %d parameters: there"
		    " is nothing to test; look at their AIC", a->fit.p + a->fit.n_theta);
	run->test = at_lmm_compare(run->other_smaller ? &b->fit : &again.fit,
	    run->other_smaller ? &again.fit : &b->fit, b->fit.n_theta != a->fit.n_theta);
	return AT_OK;
}

/* ---- --predict ---------------------------------------------------------------------- */

static enum at_status
predict(struct at_lmm_run *run)
{
	struct at_arena *arena = run->cli->call.arena;
	const struct at_lmm_options *o = run->options;
	const struct at_formula *formula = &run->main.formula;
	enum at_status st = at_lmm_read(run->cli, o->predict, &formula, 1, true, &run->new_data);

	if (st == AT_OK)
		st = at_model_rows(arena, &run->main.model, &run->new_data, &run->rows, &run->which,
		    &run->cli->err);
	if (st != AT_OK)
		return st;
	run->predictions = AT_NEW(arena, struct at_lmm_prediction, (size_t)run->rows.n);
	at_lmm_predict(arena, &run->main.model.input, &run->main.fit, &run->rows,
	    run->predictions);
	run->band = at_lmm_band(&run->main.model.input, o->share.given ? o->share.value : 0.95,
	    o->confidence.value);
	return AT_OK;
}

static enum at_status
run_lmm(struct at_cli *cli, const void *given)
{
	struct at_lmm_run run = { .cli = cli, .options = given };
	const struct at_formula *const formulas[] = { &run.main.formula, &run.other.formula };
	struct at_lab lab;
	enum at_status st = check_options(&run);

	if (st == AT_OK)
		st = parse(&run);
	if (st == AT_OK)
		st = at_lab_begin(cli, run.options->format, &lab);
	if (st == AT_OK)
		st = at_lmm_read(cli, cli->args[0], formulas, run.options->compare != NULL ? 2 : 1,
		    false, &run.data);
	if (st == AT_OK)
		st = make(&run, &run.main);
	if (st == AT_OK)
		st = fit(&run, &run.main);
	if (st == AT_OK && run.options->compare != NULL)
		st = compare(&run);
	if (st == AT_OK && run.options->predict != NULL)
		st = predict(&run);
	if (st == AT_OK && run.options->blup != NULL)
		st = at_lmm_save_modes(&run);
	if (st != AT_OK)
		return st;
	find_df(&run);
	return at_lmm_put(&run, &lab);
}

const struct at_command at_command_lmm = {
	.name = "lmm", .summary = "a linear mixed model, by lme4's formulas",
	.arguments = "FILE", .n_least = 1, .n_most = 1,
	.about = "FILE is a CSV table with a header, - is standard input.  Columns of words are"
	    " factors.",
	.example = "  attune lmm scores.csv --formula 'phq ~ session + (1 + session | client)'\n"
	    "  attune lmm scores.csv --formula 'phq ~ arm * session + (session | therapist/client)'"
	    " --blup modes.csv",
	.flags = flags, .n_flags = (int)AT_COUNT(flags),
	.options_bytes = sizeof(struct at_lmm_options),
	.folder = AT_FOLDER_NONE, .run = run_lmm,
};
