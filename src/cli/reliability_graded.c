/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores and information by the graded response model, from items that were calibrated. */
#include <math.h>
#include <string.h>

#include "cli/reliability.h"
#include "stats/graded.h"

enum { MOST_ITEMS = 500, MOST_THRESHOLDS = 20 };

/* Steeper than any item, and far from what a double cannot hold. */
#define MOST_SLOPE 100.0

struct bank {
	struct at_reliability_run *run;
	const char *names[MOST_ITEMS];
	struct at_graded_item items[MOST_ITEMS];
	int n;
	int item, a, b[MOST_THRESHOLDS];        /* columns of the parameters */
	int n_b;
};

/* ---- parameters --------------------------------------------------------------------- */

static enum at_status
find_parameters(struct bank *bank, const struct at_csv *csv)
{
	struct at_cli *cli = bank->run->cli;
	enum at_status st = at_csv_find(csv, "item", &bank->item, &cli->err);

	if (st == AT_OK)
		st = at_csv_find(csv, "a", &bank->a, &cli->err);
	while (st == AT_OK && bank->n_b < MOST_THRESHOLDS) {
		const char *name = at_printf(cli->call.arena, "b%d", bank->n_b + 1);

		/* The first has to be there. */
		st = at_csv_find(csv, name, &bank->b[bank->n_b],
		    bank->n_b == 0 ? &cli->err : NULL);
		bank->n_b += st == AT_OK;
	}
	return bank->n_b > 0 ? AT_OK : st;
}

static enum at_status
read_thresholds(struct bank *bank, const struct at_csv *csv, struct at_graded_item *out)
{
	struct at_cli *cli = bank->run->cli;
	double *b = AT_NEW(cli->call.arena, double, (size_t)bank->n_b);
	int n = 0;

	for (int i = 0; i < bank->n_b; i++) {
		enum at_status st;

		if (at_csv_missing(csv, bank->b[i]))
			continue;
		st = at_csv_number(csv, bank->b[i], &b[n], &cli->err);
		if (st != AT_OK)
			return st;
		if (n < i || (n > 0 && b[n] <= b[n - 1]))
			return at_csv_expected(csv, bank->b[i], n < i
			    ? "nothing, as the one before it" : "a threshold above the one before"
			    " it", &cli->err);
		n++;
	}
	out->b = b;
	out->n_categories = n + 1;
	return n > 0 ? AT_OK : at_csv_expected(csv, bank->b[0], "a threshold", &cli->err);
}

static bool
has_item(const struct bank *bank, const char *name)
{
	for (int i = 0; i < bank->n; i++)
		if (strcmp(bank->names[i], name) == 0)
			return true;
	return false;
}

static enum at_status
read_item(struct bank *bank, const struct at_csv *csv)
{
	struct at_cli *cli = bank->run->cli;
	const char *name = at_csv_field(csv, bank->item)->text;
	struct at_graded_item *item = &bank->items[bank->n];
	enum at_status st;

	if (bank->n == MOST_ITEMS)
		return at_csv_expected(csv, bank->item, "500 items at most", &cli->err);
	st = at_csv_number(csv, bank->a, &item->a, &cli->err);
	if (st == AT_OK && !(item->a > 0 && item->a <= MOST_SLOPE))
		return at_csv_expected(csv, bank->a, "a slope above 0, up to 100", &cli->err);
	if (st == AT_OK)
		st = read_thresholds(bank, csv, item);
	if (st == AT_OK && (at_csv_missing(csv, bank->item) || has_item(bank, name)))
		return at_csv_expected(csv, bank->item, "a name, each once", &cli->err);
	if (st == AT_OK)
		bank->names[bank->n++] = at_strdup(cli->call.arena, name);
	return st;
}

static enum at_status
read_bank(struct bank *bank)
{
	struct at_cli *cli = bank->run->cli;
	const char *file = bank->run->options->graded;
	struct at_csv *csv;
	bool any;
	enum at_status st = at_lab_open(cli, file, false, &csv);

	if (st == AT_OK)
		st = find_parameters(bank, csv);
	while (st == AT_OK && (st = at_csv_next(csv, &any, &cli->err)) == AT_OK && any)
		st = read_item(bank, csv);
	if (st == AT_OK && bank->n == 0)
		return at_fail(&cli->err, AT_INVALID, "%s: expected a row for each item, found"
		    " none", file);
	return st;
}

/* ---- what the items tell ------------------------------------------------------------ */

static void
put_point(struct at_lab *lab, const struct bank *bank, double theta)
{
	double whole = 0;

	for (int i = 0; i < bank->n; i++)
		whole += at_graded_information(&bank->items[i], theta);
	at_lab_cell_number(lab, theta);
	at_lab_cell_number(lab, whole);
	at_lab_cell_number(lab, 1 / sqrt(whole));
	at_lab_cell_number(lab, whole / (whole + 1));
	for (int i = 0; i < bank->n; i++)
		at_lab_cell_number(lab, at_graded_information(&bank->items[i], theta));
	at_lab_row_end(lab);
}

static enum at_status
put_information(const struct bank *bank, struct at_lab *lab)
{
	static const struct at_lab_column first[] = {
		{ "theta", AT_LAB_NUMBER, 1, NULL }, { "information", AT_LAB_NUMBER, 2, NULL },
		{ "se", AT_LAB_NUMBER, 2, NULL }, { "reliability", AT_LAB_NUMBER, 2, NULL },
	};
	int n = (int)AT_COUNT(first) + bank->n;
	struct at_lab_column *columns = AT_NEW(lab->cli->call.arena, struct at_lab_column,
	    (size_t)n);
	const struct at_lab_table table = { "information",
		"What all items tell at each point, and each of them.", columns, n, true };

	memcpy(columns, first, sizeof first);
	for (int i = 0; i < bank->n; i++)
		columns[AT_COUNT(first) + (size_t)i] = (struct at_lab_column){ bank->names[i],
			AT_LAB_NUMBER, 2, NULL };
	at_lab_put_text(lab, "method", "graded response model");
	at_lab_put_count(lab, "items", bank->n);
	at_lab_table(lab, &table);
	for (int i = -8; i <= 8; i++)
		put_point(lab, bank, i / 2.0);
	at_lab_table_end(lab);
	at_lab_say(lab, "reliability is information / (information + 1): of people with mean 0"
	    " and standard deviation 1.");
	return at_lab_end(lab, NULL);
}

/* ---- scores ------------------------------------------------------------------------- */

static enum at_status
find_answers(struct bank *bank, int *out_id)
{
	struct at_reliability_run *run = bank->run;
	int *columns = AT_NEW(run->cli->call.arena, int, (size_t)bank->n);
	enum at_status st = at_lab_open(run->cli, run->cli->args[0], false, &run->csv);

	*out_id = -1;
	for (int i = 0; i < bank->n && st == AT_OK; i++)
		st = at_csv_find(run->csv, bank->names[i], &columns[i], &run->cli->err);
	if (st == AT_OK && run->options->id != NULL)
		st = at_csv_find(run->csv, run->options->id, out_id, &run->cli->err);
	run->columns = columns;
	run->k = bank->n;
	return st;
}

static enum at_status
read_answer(const struct bank *bank, int i, int *out)
{
	const struct at_reliability_run *run = bank->run;
	double lowest = isnan(run->lowest) ? 0 : run->lowest, value;
	double highest = lowest + bank->items[i].n_categories - 1;
	enum at_status st = at_csv_number(run->csv, run->columns[i], &value, &run->cli->err);

	if (st != AT_OK)
		return st;
	*out = AT_GRADED_MISSING;
	if (isnan(value))
		return AT_OK;
	if (!(value >= lowest && value <= highest && value - lowest == floor(value - lowest)))
		return at_csv_expected(run->csv, run->columns[i], at_printf(run->cli->call.arena,
		    "an answer from %g to %g", lowest, highest), &run->cli->err);
	*out = (int)(value - lowest);
	return AT_OK;
}

static enum at_status
put_score(const struct bank *bank, const struct at_graded *graded, const int *answers, int id)
{
	struct at_reliability_run *run = bank->run;
	struct at_graded_score score = at_graded_eap(graded, answers);

	if (score.answered == 0) {
		at_lab_drop(&run->used, "no answer at all");
		return AT_OK;
	}
	run->used.rows++;
	at_lab_progress(&run->lab, run->used.rows);
	if (id >= 0)
		at_lab_cell_text(&run->lab, at_csv_field(run->csv, id)->text);
	else
		at_lab_cell_count(&run->lab, at_csv_line(run->csv));
	at_lab_cell_number(&run->lab, score.theta);
	at_lab_cell_number(&run->lab, score.sd);
	at_lab_cell_count(&run->lab, score.answered);
	return at_lab_row_end(&run->lab);
}

static enum at_status
score_rows(const struct bank *bank, int id)
{
	struct at_reliability_run *run = bank->run;
	struct at_arena *arena = run->cli->call.arena;
	const struct at_graded graded = at_graded_make(arena, bank->items, bank->n);
	int *answers = AT_NEW(arena, int, (size_t)bank->n);
	bool any;
	enum at_status st;

	while ((st = at_csv_next(run->csv, &any, &run->cli->err)) == AT_OK && any) {
		for (int i = 0; i < bank->n && st == AT_OK; i++)
			st = read_answer(bank, i, &answers[i]);
		if (st == AT_OK)
			st = put_score(bank, &graded, answers, id);
		if (st != AT_OK)
			break;
	}
	return st;
}

static enum at_status
put_scores(struct bank *bank, struct at_lab *lab)
{
	struct at_lab_column columns[] = {
		{ "id", AT_LAB_WORDS, 0, NULL }, { "theta", AT_LAB_NUMBER, 3, NULL },
		{ "se", AT_LAB_NUMBER, 3, NULL }, { "answered", AT_LAB_COUNT, 0, NULL },
	};
	const struct at_lab_table table = { "rows", "Posterior mean and standard deviation,"
		" prior normal.", columns, (int)AT_COUNT(columns), true };
	int id;
	enum at_status st = find_answers(bank, &id);

	if (st != AT_OK)
		return st;
	if (id < 0)
		columns[0] = (struct at_lab_column){ "line", AT_LAB_COUNT, 0, NULL };
	at_lab_put_text(lab, "method", "graded response model");
	at_lab_put_count(lab, "items", bank->n);
	at_lab_table(lab, &table);
	st = score_rows(bank, id);
	if (st != AT_OK)
		return st;
	at_lab_table_end(lab);
	return at_lab_end(lab, &bank->run->used);
}

enum at_status
at_reliability_graded(struct at_reliability_run *run)
{
	struct bank *bank = AT_NEW(run->cli->call.arena, struct bank, 1);
	enum at_status st;

	bank->run = run;
	st = read_bank(bank);
	if (st != AT_OK)
		return st;
	return run->cli->n_args == 0 ? put_information(bank, &run->lab)
	    : put_scores(bank, &run->lab);
}
