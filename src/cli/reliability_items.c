/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The items of one scale: alpha, omega, halves, each item, within and between persons. */
#include <math.h>

#include "base/names.h"
#include "cli/reliability.h"
#include "stats/covariance.h"
#include "stats/reliability.h"

#define TAIL 0.025                      /* of a 95 % interval */

/* Why a number is not there. */
#define NO_SPREAD "the sum is the same in every row"
#define ITEM_CONSTANT "an item is constant"

struct items {
	struct at_reliability_run *run;
	bool *turned;                   /* one an item */
	struct at_names people;
	struct at_grouped rows;
	double *s;                      /* k x k covariance of all rows */
	struct at_omega omega;          /* of them */
	const char *no_omega;           /* why there is none, or NULL */
};

static enum at_status
find_turned(struct items *t)
{
	struct at_reliability_run *run = t->run;
	const int *at = NULL;
	int n = 0;
	enum at_status st = AT_OK;

	t->turned = AT_NEW(run->cli->call.arena, bool, (size_t)run->k);
	if (run->options->reverse != NULL)
		st = at_lab_columns(run->cli, run->csv, run->options->reverse, &at, &n);
	for (int i = 0; i < n && st == AT_OK; i++) {
		int item = 0;

		while (item < run->k && run->columns[item] != at[i])
			item++;
		if (item == run->k)
			return at_cli_usage(run->cli, "--reverse has \"%s\", which is none of the"
			    " items", at_csv_name(run->csv, at[i]));
		t->turned[item] = true;
	}
	return st;
}

static enum at_status
find_id(struct items *t)
{
	t->people = at_names_init(t->run->cli->call.arena);
	return t->run->options->id == NULL ? AT_OK
	    : at_csv_find(t->run->csv, t->run->options->id, &t->run->id, &t->run->cli->err);
}

static enum at_status
read_rows(struct items *t)
{
	struct at_reliability_run *run = t->run;
	struct at_arena *arena = run->cli->call.arena;
	double *x = AT_NEW(arena, double, (size_t)run->k);
	enum at_status st;
	bool any;

	t->rows = at_grouped_make(arena, run->k);
	while ((st = at_reliability_next(run, "an answer is missing", x, &any)) == AT_OK && any) {
		int who = run->id < 0 ? 0
		    : at_names_number(&t->people, at_csv_field(run->csv, run->id)->text);

		for (int i = 0; i < run->k; i++)
			if (t->turned[i])
				x[i] = run->lowest + run->highest - x[i];
		at_grouped_add(&t->rows, who, x);
	}
	if (st == AT_OK && t->rows.all.n < 2)
		return at_fail(&run->cli->err, AT_INVALID, "%s: expected two complete rows or"
		    " more, found %lld", run->cli->args[0], (long long)t->rows.all.n);
	return st;
}

/* ---- what is said ------------------------------------------------------------------- */

/* Both omegas of a matrix into `out`; NULL, or why there are none. */
static const char *
find_omega(struct items *t, const double *s, struct at_omega *out)
{
	struct at_error *err = AT_NEW(t->run->cli->call.arena, struct at_error, 1);

	out->raw = out->standardised = NAN;
	return at_omega_fit(t->run->cli->call.arena, s, t->run->k, out, err) == AT_OK ? NULL
	    : err->text;
}

static void
put_alpha(struct items *t, struct at_lab *lab)
{
	int k = t->run->k;
	double alpha = at_alpha(t->s, k), low, high;

	at_alpha_interval(alpha, (double)t->rows.all.n, k, TAIL, &low, &high);
	at_reliability_put(lab, "alpha", alpha, NO_SPREAD);
	at_lab_put_pair(lab, "alpha_ci", low, high);
	at_reliability_put(lab, "alpha_std", at_alpha_standardised(t->s, k), ITEM_CONSTANT);
}

static void
put_omega(struct items *t, struct at_lab *lab)
{
	const struct at_factor *f = &t->omega.factor;
	double p;

	at_reliability_put(lab, "omega", t->omega.standardised, t->no_omega);
	at_lab_put_number(lab, "omega_raw", t->omega.raw);
	if (t->no_omega != NULL)
		return;
	at_lab_object(lab, "one_factor");
	at_lab_put_number(lab, "chi2", at_factor_chi2(f, (double)t->rows.all.n, &p));
	at_lab_put_number(lab, "df", f->df);
	at_lab_put_number(lab, "p", p);
	at_lab_put_count(lab, "heywood", f->n_heywood);
	at_lab_put_truth(lab, "converged", f->converged);
	at_lab_object_end(lab);
}

static void
put_hierarchical(struct items *t, struct at_lab *lab)
{
	struct at_omega_hierarchical omega = { .general = NAN, .total = NAN };
	struct at_error err = { .status = AT_OK };
	enum at_status st;

	if (!t->run->options->hierarchical)
		return;
	st = at_omega_hierarchical(t->run->cli->call.arena, t->s, t->run->k, &omega, &err);
	at_lab_object(lab, "hierarchical");
	at_reliability_put(lab, "omega_h", omega.general, err.text);
	at_lab_put_number(lab, "omega_total", omega.total);
	if (st == AT_OK) {
		at_lab_put_truth(lab, "heywood", omega.schmid.heywood);
		at_lab_put_truth(lab, "converged", omega.schmid.converged);
	}
	at_lab_object_end(lab);
}

static void
put_halves(struct items *t, struct at_lab *lab)
{
	struct at_split_half half = at_split_half(t->s, t->run->k);

	at_lab_object(lab, "split_half");
	at_lab_put_number(lab, "r", half.r);
	at_lab_put_number(lab, "spearman_brown", half.spearman_brown);
	at_lab_put_number(lab, "guttman", half.guttman);
	at_lab_object_end(lab);
}

/* The sum: its mean, spread, and error of measurement. */
static void
put_sum(struct items *t, struct at_lab *lab)
{
	double mean = 0, variance = at_sum_variance(t->s, t->run->k);

	for (int i = 0; i < t->run->k; i++)
		mean += at_covariance_mean(&t->rows.all, i);
	at_lab_put_number(lab, "mean", mean);
	at_lab_put_number(lab, "sd", sqrt(variance));
	at_lab_put_number(lab, "sem", at_error_of_measurement(variance,
	    at_alpha(t->s, t->run->k)));
}

static void
put_items(struct items *t, struct at_lab *lab)
{
	static const struct at_lab_column columns[] = {
		{ "item", AT_LAB_WORDS, 0, NULL }, { "mean", AT_LAB_NUMBER, 2, NULL },
		{ "sd", AT_LAB_NUMBER, 2, NULL }, { "item_rest", AT_LAB_NUMBER, 3, NULL },
		{ "alpha", AT_LAB_NUMBER, 3, NULL }, { "loading", AT_LAB_NUMBER, 3, NULL },
	};
	static const struct at_lab_table table = { "if_dropped",
		"Each item: with the sum of the others, alpha without it, loading on one factor.",
		columns, (int)AT_COUNT(columns), true };
	int k = t->run->k;

	at_lab_table(lab, &table);
	for (int i = 0; i < k; i++) {
		at_lab_cell_text(lab, at_csv_name(t->run->csv, t->run->columns[i]));
		at_lab_cell_number(lab, at_covariance_mean(&t->rows.all, i));
		at_lab_cell_number(lab, sqrt(t->s[i * k + i]));
		at_lab_cell_number(lab, at_item_rest(t->s, k, i));
		at_lab_cell_number(lab, at_alpha_without(t->s, k, i));
		at_lab_cell_number(lab, t->no_omega != NULL ? NAN
		    : t->omega.factor.loadings[i]);
		at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
}

/* ---- within and between persons ----------------------------------------------------- */

static void
put_part(struct items *t, struct at_lab *lab, const char *name, const double *s,
    const char *why)
{
	int k = t->run->k;
	double variance = at_sum_variance(s, k);
	double alpha = at_alpha(s, k), standardised = at_alpha_standardised(s, k);
	struct at_omega omega;
	const char *no_omega = find_omega(t, s, &omega);

	/* What is left between persons need not be a covariance matrix. */
	if (alpha > 1 || standardised > 1) {
		alpha = standardised = NAN;
		why = "too few persons, who differ too little";
	}
	at_lab_object(lab, name);
	at_reliability_put(lab, "alpha", alpha, why);
	at_lab_put_number(lab, "alpha_std", standardised);
	at_reliability_put(lab, "omega", omega.standardised, isnan(variance) ? why : no_omega);
	at_lab_put_number(lab, "omega_raw", omega.raw);
	at_lab_put_number(lab, "sd", variance > 0 ? sqrt(variance) : NAN);
	at_lab_put_number(lab, "sem", at_error_of_measurement(variance, alpha));
	at_lab_object_end(lab);
}

static void
put_persons(struct items *t, struct at_lab *lab)
{
	size_t k = (size_t)t->run->k;
	double *s = AT_NEW(t->run->cli->call.arena, double, k * k), size;
	bool repeated = t->rows.all.n > t->rows.n_groups;

	if (t->run->id < 0)
		return;
	at_lab_put_count(lab, "persons", t->rows.n_groups);
	at_grouped_within(&t->rows, s);
	put_part(t, lab, "within", s, repeated ? "nobody differs from one row to another"
	    : "nobody has two rows");
	at_grouped_between(&t->rows, s, &size);
	at_lab_put_number(lab, "rows_per_person", size);
	put_part(t, lab, "between", s, !repeated ? "nobody has two rows"
	    : t->rows.n_groups < 2 ? "there is one person only"
	    : "persons differ no more than their rows do");
}

/* ---- sentences ---------------------------------------------------------------------- */

static void
say_items(const struct items *t, struct at_lab *lab)
{
	int k = t->run->k;

	for (int i = 0; i < k; i++) {
		const char *name = at_csv_name(t->run->csv, t->run->columns[i]);

		if (!(t->s[i * k + i] > 0))
			at_lab_say(lab, "%s is the same in every row.", name);
		else if (at_item_rest(t->s, k, i) < 0)
			at_lab_say(lab, "%s runs against the others: does it belong to --reverse?",
			    name);
	}
}

static void
say_finding(const struct items *t, struct at_lab *lab)
{
	double alpha = at_alpha(t->s, t->run->k);

	if (alpha > 0)
		at_lab_say(lab, "%.0f %% of what rows differ by in the sum is not error, by alpha;"
		    " the error is %.3g points.", 100 * alpha,
		    at_error_of_measurement(at_sum_variance(t->s, t->run->k), alpha));
	if (t->no_omega == NULL && t->omega.factor.n_heywood > 0)
		at_lab_say(lab, "A Heywood case: one factor explains an item fully, as happens in"
		    " small samples; take omega with care.");
	if (t->run->id >= 0)
		at_lab_say(lab, "Within persons is what counts for change; all else takes rows of"
		    " one person as rows of several.");
}

enum at_status
at_reliability_items(struct at_reliability_run *run)
{
	struct items t = { .run = run };
	struct at_lab *lab = &run->lab;
	enum at_status st = find_turned(&t);

	if (st == AT_OK)
		st = find_id(&t);
	if (st == AT_OK)
		st = read_rows(&t);
	if (st != AT_OK)
		return st;
	t.s = AT_NEW(run->cli->call.arena, double, (size_t)run->k * (size_t)run->k);
	at_covariance_matrix(&t.rows.all, t.s);
	t.no_omega = find_omega(&t, t.s, &t.omega);
	at_lab_put_count(lab, "n", t.rows.all.n);
	at_lab_put_count(lab, "items", run->k);
	put_alpha(&t, lab);
	put_omega(&t, lab);
	put_hierarchical(&t, lab);
	put_halves(&t, lab);
	put_sum(&t, lab);
	put_persons(&t, lab);
	put_items(&t, lab);
	say_items(&t, lab);
	say_finding(&t, lab);
	return at_lab_end(lab, &run->used);
}
