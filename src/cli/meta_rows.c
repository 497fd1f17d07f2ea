/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of attune meta with a row for each study: all, without each, left out. */
#include <math.h>

#include "cli/meta.h"
#include "stats/dist.h"

/* ---- studies ------------------------------------------------------------------------ */

static void
put_row_cells(struct at_meta_run *run, struct at_lab *lab, int i)
{
	const struct at_meta_row *row = &run->data.rows[i];
	double reach = at_normal_q(0.975) * sqrt(row->v);

	at_lab_cell_text(lab, row->study);
	if (run->has_levels)
		at_lab_cell_text(lab, row->effect);
	if (run->data.correlations) {
		at_lab_cell_number(lab, row->r);
		at_lab_cell_number(lab, row->n);
	}
	at_lab_cell_number(lab, row->y);
	at_lab_cell_number(lab, row->v);
	at_lab_cell_number(lab, row->y - reach);
	at_lab_cell_number(lab, row->y + reach);
	at_lab_cell_number(lab, run->found.weights[i]);
}

static enum at_status
put_rows(struct at_meta_run *run, struct at_lab *lab)
{
	static const struct at_lab_column all[] = {
		{ "study", AT_LAB_WORDS, 0, NULL }, { "effect", AT_LAB_WORDS, 0, NULL },
		{ "r", AT_LAB_NUMBER, 3, NULL }, { "n", AT_LAB_NUMBER, 0, NULL },
		{ "yi", AT_LAB_NUMBER, 4, NULL }, { "vi", AT_LAB_NUMBER, 5, NULL },
		{ "ci_low", AT_LAB_NUMBER, 4, NULL }, { "ci_high", AT_LAB_NUMBER, 4, NULL },
		{ "weight", AT_LAB_NUMBER, 1, "%" },
	};
	struct at_lab_column columns[AT_COUNT(all)];
	struct at_lab_table table = { "rows", NULL, columns, 0, true };
	enum at_status st = AT_OK;

	for (int c = 0; c < (int)AT_COUNT(all); c++)
		if ((c != 1 || run->has_levels) && ((c != 2 && c != 3) || run->data.correlations))
			columns[table.n_columns++] = all[c];
	at_lab_table(lab, &table);
	for (int i = 0; i < run->data.k && st == AT_OK; i++) {
		put_row_cells(run, lab, i);
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

static enum at_status
put_excluded(struct at_meta_run *run, struct at_lab *lab)
{
	static const struct at_lab_column columns[] = {
		{ "row", AT_LAB_COUNT, 0, NULL }, { "study", AT_LAB_WORDS, 0, NULL },
		{ "why", AT_LAB_WORDS, 0, NULL },
	};
	static const struct at_lab_table table = { "excluded", "Left out:", columns,
		(int)AT_COUNT(columns), false };
	const struct at_meta_data *data = &run->data;
	enum at_status st = AT_OK;

	if (data->n_excluded == 0)
		return AT_OK;
	at_lab_table(lab, &table);
	for (int i = 0; i < data->n_excluded && st == AT_OK; i++) {
		at_lab_cell_count(lab, data->excluded[i].row);
		at_lab_cell_text(lab, data->excluded[i].study);
		at_lab_cell_text(lab, data->excluded[i].why);
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

/* ---- one left out ------------------------------------------------------------------- */

static void
put_line_cells(struct at_lab *lab, const char *study, const struct at_meta_line *line)
{
	at_lab_cell_text(lab, study);
	at_lab_cell_number(lab, line->estimate);
	at_lab_cell_number(lab, line->se);
	at_lab_cell_number(lab, line->low);
	at_lab_cell_number(lab, line->high);
	at_lab_cell_number(lab, line->p);
}

#define LINE_COLUMNS { "study", AT_LAB_WORDS, 0, NULL }, { "estimate", AT_LAB_NUMBER, 4, NULL }, \
	{ "se", AT_LAB_NUMBER, 4, NULL }, { "ci_low", AT_LAB_NUMBER, 4, NULL }, \
	{ "ci_high", AT_LAB_NUMBER, 4, NULL }, { "p", AT_LAB_NUMBER, 0, NULL }

static enum at_status
put_left(struct at_meta_run *run, struct at_lab *lab)
{
	static const struct at_lab_column columns[] = { LINE_COLUMNS,
		{ "tau2", AT_LAB_NUMBER, 4, NULL }, { "i2", AT_LAB_NUMBER, 1, "%" },
		{ "q", AT_LAB_NUMBER, 2, NULL }, { "rstudent", AT_LAB_NUMBER, 2, NULL },
		{ "dffits", AT_LAB_NUMBER, 2, NULL }, { "cook", AT_LAB_NUMBER, 3, NULL },
		{ "cov_ratio", AT_LAB_NUMBER, 2, NULL }, { "influential", AT_LAB_TRUTH, 0, NULL },
	};
	const struct at_meta_data *data = &run->data;
	const struct at_meta_input input = at_meta_model(run);
	struct at_meta_left *left = AT_NEW(run->cli->call.arena, struct at_meta_left,
	    (size_t)data->k);
	bool any = data->k <= AT_META_MOST_SINGLE
	    && at_meta_leave_one_out(run->cli->call.arena, &input, left, NULL) == AT_OK;
	const struct at_lab_table table = { "leave_one_out", any ? "Without this study:" : NULL,
		columns, (int)AT_COUNT(columns), false };
	enum at_status st = AT_OK;

	at_lab_table(lab, &table);
	for (int i = 0; any && i < data->k && st == AT_OK; i++) {
		put_line_cells(lab, data->rows[i].study, &left[i].line);
		at_lab_cell_number(lab, left[i].tau2);
		at_lab_cell_number(lab, left[i].i2);
		at_lab_cell_number(lab, left[i].q);
		at_lab_cell_number(lab, left[i].rstudent);
		at_lab_cell_number(lab, left[i].dffits);
		at_lab_cell_number(lab, left[i].cook);
		at_lab_cell_number(lab, left[i].cov_ratio);
		at_lab_cell_truth(lab, left[i].influential);
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

static const char **
names_of_studies(struct at_arena *arena, const struct at_meta_data *data)
{
	const char **names = AT_NEW(arena, const char *, (size_t)data->n_studies);

	for (int i = 0; i < data->k; i++)
		names[data->rows[i].number] = data->rows[i].study;
	return names;
}

static enum at_status
put_levels_left(struct at_meta_run *run, struct at_lab *lab)
{
	static const struct at_lab_column columns[] = { LINE_COLUMNS,
		{ "tau2_between", AT_LAB_NUMBER, 4, NULL },
		{ "tau2_within", AT_LAB_NUMBER, 4, NULL },
	};
	struct at_arena *arena = run->cli->call.arena;
	const struct at_meta_levels_input input = at_meta_levels_model(run);
	bool any = input.k <= AT_META_MOST_SINGLE;
	const struct at_lab_table table = { "leave_one_out", any ? "Without this study:" : NULL,
		columns, (int)AT_COUNT(columns), false };
	const char **names = names_of_studies(arena, &run->data);
	struct at_meta_levels_left *left = AT_NEW(arena, struct at_meta_levels_left,
	    (size_t)input.n_studies);
	enum at_status st = any ? at_meta_levels_leave_one_out(arena, &input, left,
	    &run->cli->err) : AT_OK;

	if (st != AT_OK)
		return st;
	at_lab_table(lab, &table);
	for (int s = 0; any && s < input.n_studies && st == AT_OK; s++) {
		put_line_cells(lab, names[s], &left[s].line);
		at_lab_cell_number(lab, left[s].between);
		at_lab_cell_number(lab, left[s].within);
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

#undef LINE_COLUMNS

enum at_status
at_meta_put_rows(struct at_meta_run *run, struct at_lab *lab)
{
	enum at_status st = put_rows(run, lab);

	if (st == AT_OK)
		st = run->has_levels ? put_levels_left(run, lab) : put_left(run, lab);
	return st == AT_OK ? put_excluded(run, lab) : st;
}
