/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns that formulas name, from a table: numbers where all are, and words. */
#include <math.h>
#include <string.h>

#include "base/names.h"
#include "base/number.h"
#include "cli/lmm.h"

/* A column that is read. */
struct wanted {
	const char *name;
	int at;                         /* in the table */
	bool number, word;              /* as what it is kept */
	double *numbers;
	const char **texts;
	struct at_names names;          /* each word once */
};

struct reading {
	struct at_cli *cli;
	struct at_csv *csv;
	struct wanted *columns;
	int n_columns, n_rows;
	bool to_predict;
};

/* Columns of rows to predict may be missing: the model says which it cannot do without. */
static enum at_status
want(struct reading *r, const char *name, bool word)
{
	struct wanted *w;
	int at = 0;
	enum at_status st;

	for (int i = 0; i < r->n_columns; i++)
		if (strcmp(r->columns[i].name, name) == 0) {
			r->columns[i].word |= word;
			return AT_OK;
		}
	while (r->to_predict && at < at_csv_count(r->csv)
	    && strcmp(at_csv_name(r->csv, at), name) != 0)
		at++;
	if (r->to_predict && at == at_csv_count(r->csv))
		return AT_OK;
	st = at_csv_find(r->csv, name, &at, &r->cli->err);
	if (st != AT_OK)
		return st;
	r->columns = at_one_more(r->cli->call.arena, r->columns, r->n_columns, sizeof *w);
	w = &r->columns[r->n_columns++];
	*w = (struct wanted){ .name = name, .at = at, .number = true, .word = word,
		.names = at_names_init(r->cli->call.arena) };
	return AT_OK;
}

static enum at_status
want_all(struct reading *r, const struct at_formula *f)
{
	enum at_status st = r->to_predict ? AT_OK : want(r, f->response.name, false);
	uint64_t groups = 0;

	for (int t = 0; t < f->n_random; t++)
		groups |= f->random[t].group;
	for (int k = 0; k < f->n_variables && st == AT_OK; k++)
		st = want(r, f->variables[k].name, groups >> k & 1
		    || f->variables[k].kind == AT_FORMULA_FACTOR);
	return st;
}

static void
grow(struct reading *r)
{
	struct at_arena *arena = r->cli->call.arena;

	for (int i = 0; i < r->n_columns; i++) {
		struct wanted *w = &r->columns[i];

		if (w->number)
			w->numbers = at_one_more(arena, w->numbers, r->n_rows, sizeof *w->numbers);
		if (w->word)
			w->texts = at_one_more(arena, w->texts, r->n_rows, sizeof *w->texts);
	}
}

/* One field; false if it is no number where only numbers were so far: the column becomes
 * one of words, and is read again. */
static bool
keep(struct reading *r, struct wanted *w)
{
	const char *text = at_csv_field(r->csv, w->at)->text;
	bool missing = at_csv_missing(r->csv, w->at);
	double number = NAN;

	if (w->word && !missing) {
		int word = at_names_number(&w->names, text);

		w->texts[r->n_rows] = w->names.at[word];
	}
	if (!w->number)
		return true;
	if (!missing && !at_number_parse(text, &number)) {
		w->number = false;
		if (w->word)
			return true;
		w->word = true;
		return false;
	}
	w->numbers[r->n_rows] = number;
	return true;
}

/* *out is false if it must be done again. */
static enum at_status
read_rows(struct reading *r, bool *out)
{
	enum at_status st;
	bool any;

	r->n_rows = 0;
	while ((st = at_csv_next(r->csv, &any, &r->cli->err)) == AT_OK && any) {
		*out = true;
		grow(r);
		for (int i = 0; i < r->n_columns; i++)
			*out &= keep(r, &r->columns[i]);
		if (!*out)
			return at_csv_rewind(r->csv, &r->cli->err);
		r->n_rows++;
	}
	*out = true;
	return st;
}

enum at_status
at_lmm_read(struct at_cli *cli, const char *file, const struct at_formula *const *formulas,
    int n_formulas, bool to_predict, struct at_model_data *out)
{
	struct reading r = { .cli = cli, .to_predict = to_predict };
	struct at_model_column *columns;
	enum at_status st = at_lab_open(cli, file, true, &r.csv);
	bool whole = false;

	for (int i = 0; i < n_formulas && st == AT_OK; i++)
		st = want_all(&r, formulas[i]);
	while (st == AT_OK && !whole)
		st = read_rows(&r, &whole);
	if (st != AT_OK)
		return st;
	columns = AT_NEW(cli->call.arena, struct at_model_column, (size_t)r.n_columns + 1);
	for (int i = 0; i < r.n_columns; i++)
		columns[i] = (struct at_model_column){ r.columns[i].name,
			r.columns[i].number ? r.columns[i].numbers : NULL, r.columns[i].texts };
	*out = (struct at_model_data){ columns, r.n_columns, r.n_rows };
	return AT_OK;
}
