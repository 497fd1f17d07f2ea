/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raters: intraclass correlations of numbers, kappa of categories. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "base/number.h"
#include "cli/reliability.h"
#include "stats/icc.h"
#include "stats/kappa.h"

#define TAIL 0.025                      /* of a 95 % interval */

static const char gap[] = "a rating is missing";

/* ---- numbers ------------------------------------------------------------------------ */

static void
put_icc(struct at_lab *lab, const struct at_icc *icc)
{
	static const struct at_lab_column columns[] = {
		{ "kind", AT_LAB_WORDS, 0, NULL }, { "icc", AT_LAB_NUMBER, 3, NULL },
		{ "low", AT_LAB_NUMBER, 3, NULL }, { "high", AT_LAB_NUMBER, 3, NULL },
		{ "f", AT_LAB_NUMBER, 2, NULL }, { "df1", AT_LAB_NUMBER, 0, NULL },
		{ "df2", AT_LAB_NUMBER, 0, NULL }, { "p", AT_LAB_NUMBER, 0, NULL },
	};
	static const struct at_lab_table table = { "icc",
		"Shrout and Fleiss; with 95 % intervals, F against 0.", columns,
		(int)AT_COUNT(columns), true };

	at_lab_table(lab, &table);
	for (int i = 0; i < AT_ICC_KINDS; i++) {
		const struct at_icc_one *one = &icc->kinds[i];

		at_lab_cell_text(lab, at_icc_name((enum at_icc_kind)i));
		at_lab_cell_number(lab, one->value);
		at_lab_cell_number(lab, one->low);
		at_lab_cell_number(lab, one->high);
		at_lab_cell_number(lab, one->f);
		at_lab_cell_number(lab, one->df1);
		at_lab_cell_number(lab, one->df2);
		at_lab_cell_number(lab, one->p);
		at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	at_lab_say(lab, "(1, ): each has raters of its own; (2, ): the same raters, out of many;"
	    " (3, ): these raters, whose levels do not count.  ( ,1): one rating; ( ,k): the mean"
	    " of all.");
}

static void
put_squares(struct at_lab *lab, const struct at_icc *icc)
{
	at_lab_object(lab, "mean_squares");
	at_lab_put_number(lab, "between", icc->between);
	at_lab_put_number(lab, "within", icc->within);
	at_lab_put_number(lab, "raters", icc->raters);
	at_lab_put_number(lab, "error", icc->error);
	at_lab_object_end(lab);
	if (!(icc->between + icc->within > 0))
		at_lab_put_text(lab, "icc_why", "all ratings are the same");
	else if (!(icc->between + icc->error > 0))
		at_lab_put_text(lab, "icc_why", "all that is rated is rated the same");
}

enum at_status
at_reliability_icc(struct at_reliability_run *run)
{
	struct at_arena *arena = run->cli->call.arena;
	size_t k = (size_t)run->k;
	double *row = AT_NEW(arena, double, k), *all = NULL;
	struct at_icc icc;
	enum at_status st;
	bool any;
	int n = 0;

	run->lowest = run->highest = NAN;
	while ((st = at_reliability_next(run, gap, row, &any)) == AT_OK && any) {
		all = at_one_more(arena, all, n, k * sizeof *all);
		memcpy(all + (size_t)n++ * k, row, k * sizeof *all);
	}
	if (st == AT_OK)
		st = at_icc_find(arena, all, n, run->k, TAIL, &icc, &run->cli->err);
	if (st != AT_OK)
		return st;
	at_lab_put_count(&run->lab, "n", n);
	at_lab_put_count(&run->lab, "raters", run->k);
	put_squares(&run->lab, &icc);
	put_icc(&run->lab, &icc);
	return at_lab_end(&run->lab, &run->used);
}

/* ---- categories --------------------------------------------------------------------- */

enum { MOST = 100 };                    /* categories */

struct choices {
	struct at_reliability_run *run;
	struct at_names names;
	double pairs[MOST][MOST];       /* of two raters, by number of the category */
	double sums[MOST], squares[MOST];       /* of several, as at_kappa_fleiss() has them */
	int order[MOST];                /* the categories, rising */
	double values[MOST];            /* where they lie */
	bool numbers;                   /* all of them are */
};

/* "1" and "1.0" are one category. */
static enum at_status
read_choice(struct choices *c, int column, int *out)
{
	const char *text = at_csv_field(c->run->csv, column)->text;
	char plain[AT_NUMBER_ROOM];
	double value;

	if (at_number_parse(text, &value)) {
		at_number_text(value, plain);
		text = plain;
	} else {
		c->numbers = false;
	}
	if (at_names_find(&c->names, text) < 0 && c->names.n == MOST)
		return at_csv_expected(c->run->csv, column, "one of at most 100 categories",
		    &c->run->cli->err);
	*out = at_names_number(&c->names, text);
	return AT_OK;
}

static void
count_row(struct choices *c, const int *chosen)
{
	int k = c->run->k;

	if (k == 2) {
		c->pairs[chosen[0]][chosen[1]]++;
		return;
	}
	for (int i = 0; i < k; i++) {
		int same = 0;

		for (int j = 0; j < k; j++)
			same += chosen[j] == chosen[i];
		c->sums[chosen[i]]++;
		c->squares[chosen[i]] += same;
	}
}

static enum at_status
read_choices(struct choices *c)
{
	struct at_reliability_run *run = c->run;
	int *chosen = AT_NEW(run->cli->call.arena, int, (size_t)run->k);
	bool any;

	for (;;) {
		enum at_status st = at_csv_next(run->csv, &any, &run->cli->err);
		bool whole = true;

		if (st != AT_OK || !any)
			return st;
		for (int i = 0; i < run->k; i++)
			whole = whole && !at_csv_missing(run->csv, run->columns[i]);
		for (int i = 0; i < run->k && whole && st == AT_OK; i++)
			st = read_choice(c, run->columns[i], &chosen[i]);
		if (st != AT_OK)
			return st;
		if (!whole) {
			at_lab_drop(&run->used, gap);
			continue;
		}
		count_row(c, chosen);
		run->used.rows++;
		at_lab_progress(&run->lab, run->used.rows);
	}
}

static bool
is_before(const struct choices *c, int a, int b)
{
	return c->numbers ? c->values[a] < c->values[b]
	    : strcmp(c->names.at[a], c->names.at[b]) < 0;
}

static void
sort_categories(struct choices *c)
{
	for (int i = 0; i < c->names.n; i++) {
		int at = i;

		if (c->numbers)
			at_number_parse(c->names.at[i], &c->values[i]);
		for (; at > 0 && is_before(c, i, c->order[at - 1]); at--)
			c->order[at] = c->order[at - 1];
		c->order[at] = i;
	}
}

/* Fleiss' kappa has no interval. */
static void
put_kappa(const struct choices *c, const char *name, const struct at_kappa *kappa)
{
	struct at_lab *lab = &c->run->lab;

	at_lab_cell_text(lab, name);
	at_lab_cell_number(lab, kappa->value);
	if (c->run->k == 2) {
		at_lab_cell_number(lab, kappa->low);
		at_lab_cell_number(lab, kappa->high);
		at_lab_cell_number(lab, kappa->se);
	}
	at_lab_cell_number(lab, kappa->agreement);
	at_lab_cell_number(lab, kappa->expected);
	at_lab_cell_number(lab, kappa->z);
	at_lab_cell_number(lab, kappa->p);
	at_lab_row_end(lab);
}

static void
put_two(struct choices *c)
{
	static const char *const names[] = { "none", "linear", "quadratic" };
	int n = c->names.n, ways = c->numbers && n > 2 ? 3 : 1;
	struct at_arena *arena = c->run->cli->call.arena;
	double *table = AT_NEW(arena, double, (size_t)n * (size_t)n), values[MOST];

	for (int i = 0; i < n; i++) {
		values[i] = c->values[c->order[i]];
		for (int j = 0; j < n; j++)
			table[i * n + j] = c->pairs[c->order[i]][c->order[j]];
	}
	for (int w = 0; w < ways; w++) {
		struct at_kappa kappa = at_kappa_cohen(arena, table, n,
		    (enum at_kappa_weights)w, c->numbers ? values : NULL);

		put_kappa(c, names[w], &kappa);
	}
}

static void
put_many(struct choices *c)
{
	double n = (double)c->run->used.rows;
	struct at_kappa kappa = at_kappa_fleiss(c->sums, c->squares, c->names.n, c->run->k, n);

	put_kappa(c, "all", &kappa);
	for (int i = 0; i < c->names.n; i++) {
		int at = c->order[i];

		kappa = at_kappa_fleiss_one(c->sums[at], c->squares[at], c->run->k, n);
		put_kappa(c, c->names.at[at], &kappa);
	}
}

static void
put_kappas(struct choices *c, struct at_lab *lab)
{
	static const struct at_lab_column of_two[] = {
		{ "weights", AT_LAB_WORDS, 0, NULL }, { "kappa", AT_LAB_NUMBER, 3, NULL },
		{ "low", AT_LAB_NUMBER, 3, NULL }, { "high", AT_LAB_NUMBER, 3, NULL },
		{ "se", AT_LAB_NUMBER, 3, NULL }, { "agreement", AT_LAB_NUMBER, 3, NULL },
		{ "expected", AT_LAB_NUMBER, 3, NULL }, { "z", AT_LAB_NUMBER, 2, NULL },
		{ "p", AT_LAB_NUMBER, 0, NULL },
	};
	static const struct at_lab_column of_many[] = {
		{ "category", AT_LAB_WORDS, 0, NULL }, { "kappa", AT_LAB_NUMBER, 3, NULL },
		{ "agreement", AT_LAB_NUMBER, 3, NULL }, { "expected", AT_LAB_NUMBER, 3, NULL },
		{ "z", AT_LAB_NUMBER, 2, NULL }, { "p", AT_LAB_NUMBER, 0, NULL },
	};
	static const struct at_lab_table two = { "kappas",
		"Cohen's kappa with 95 % intervals, z against 0.", of_two,
		(int)AT_COUNT(of_two), true };
	static const struct at_lab_table many = { "kappas",
		"Fleiss' kappa, of all and of each category; z against 0.", of_many,
		(int)AT_COUNT(of_many), true };

	at_lab_table(lab, c->run->k == 2 ? &two : &many);
	if (c->run->k == 2)
		put_two(c);
	else
		put_many(c);
	at_lab_table_end(lab);
}

enum at_status
at_reliability_kappa(struct at_reliability_run *run)
{
	struct choices *c = AT_NEW(run->cli->call.arena, struct choices, 1);
	enum at_status st;

	c->run = run;
	c->names = at_names_init(run->cli->call.arena);
	c->numbers = true;
	st = read_choices(c);
	if (st != AT_OK)
		return st;
	if (run->used.rows == 0)
		return at_fail(&run->cli->err, AT_INVALID, "%s: expected a row with all ratings,"
		    " found none", run->cli->args[0]);
	sort_categories(c);
	at_lab_put_text(&run->lab, "method", run->k == 2 ? "cohen" : "fleiss");
	at_lab_put_count(&run->lab, "n", run->used.rows);
	at_lab_put_count(&run->lab, "raters", run->k);
	at_lab_put_count(&run->lab, "categories", c->names.n);
	if (c->names.n == 1)
		at_lab_put_text(&run->lab, "kappa_why", "all ratings are the same");
	put_kappas(c, &run->lab);
	return at_lab_end(&run->lab, &run->used);
}
