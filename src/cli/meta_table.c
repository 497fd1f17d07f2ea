/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of attune meta: which rows count, and what they are. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "base/number.h"
#include "cli/meta.h"

struct reader {
	struct at_meta_run *run;
	struct at_csv *csv;
	int r, n, yi, vi, study, within;        /* columns; -1: not given */
	const int *by;
	int64_t row;
	struct at_names studies, effects;
};

/* ---- columns ------------------------------------------------------------------------ */

static enum at_status
find_column(struct reader *in, const char *name, int *out)
{
	*out = -1;
	return name == NULL ? AT_OK : at_csv_find(in->csv, name, out, &in->run->cli->err);
}

static enum at_status
find_by(struct reader *in)
{
	struct at_meta_run *run = in->run;
	struct at_meta_data *data = &run->data;
	enum at_status st;

	if (run->options->by == NULL)
		return AT_OK;
	st = at_lab_columns(run->cli, in->csv, run->options->by, &in->by, &data->n_by);
	if (st == AT_OK && data->n_by > AT_META_MOST_BY)
		return at_cli_usage(run->cli, "--by takes at most %d columns", AT_META_MOST_BY);
	for (int i = 0; st == AT_OK && i < data->n_by; i++)
		data->by[i].name = at_csv_name(in->csv, in->by[i]);
	return st;
}

static enum at_status
find_columns(struct reader *in)
{
	const struct at_meta_options *o = in->run->options;
	const struct { const char *name; int *at; } wanted[] = {
		{ o->r, &in->r }, { o->n, &in->n }, { o->yi, &in->yi }, { o->vi, &in->vi },
		{ o->study, &in->study }, { o->within, &in->within },
	};

	for (size_t i = 0; i < AT_COUNT(wanted); i++) {
		enum at_status st = find_column(in, wanted[i].name, wanted[i].at);

		if (st != AT_OK)
			return st;
	}
	return find_by(in);
}

/* ---- one row ------------------------------------------------------------------------ */

/* Fisher's z needs more than three people, and a correlation short of 1. */
static enum at_status
read_correlation(struct reader *in, struct at_meta_row *row, const char **out_why)
{
	struct at_error *err = &in->run->cli->err;
	enum at_status st = at_csv_number(in->csv, in->r, &row->r, err);

	if (st == AT_OK)
		st = at_csv_number(in->csv, in->n, &row->n, err);
	if (st != AT_OK)
		return st;
	if (fabs(row->r) > 1)
		return at_csv_expected(in->csv, in->r, "a correlation from -1 to 1", err);
	if (row->n < 0)
		return at_csv_expected(in->csv, in->n, "a number of people", err);
	if (isnan(row->r))
		*out_why = "no correlation";
	else if (isnan(row->n))
		*out_why = "no number of people";
	else if (row->n < 4)
		*out_why = "fewer than 4 people";
	else if (fabs(row->r) >= 1)
		*out_why = "a correlation of 1 or -1";
	row->y = at_meta_z(row->r);
	row->v = at_meta_z_variance(row->n);
	return AT_OK;
}

static enum at_status
read_effect(struct reader *in, struct at_meta_row *row, const char **out_why)
{
	struct at_error *err = &in->run->cli->err;
	enum at_status st = at_csv_number(in->csv, in->yi, &row->y, err);

	row->r = row->n = NAN;
	if (st == AT_OK)
		st = at_csv_number(in->csv, in->vi, &row->v, err);
	if (st == AT_OK && row->v < 0)
		return at_csv_expected(in->csv, in->vi, "a variance above 0", err);
	if (isnan(row->y))
		*out_why = "no effect";
	else if (isnan(row->v))
		*out_why = "no variance";
	else if (row->v <= 0)
		*out_why = "a variance of 0";
	return st;
}

static enum at_status
read_names(struct reader *in, struct at_meta_row *row, const char **out_why)
{
	struct at_arena *arena = in->run->cli->call.arena;
	struct at_meta_data *data = &in->run->data;
	int n_before = in->effects.n;

	row->study = in->study < 0 ? at_printf(arena, "%lld", (long long)in->row)
	    : at_strdup(arena, at_csv_field(in->csv, in->study)->text);
	if (in->study >= 0 && at_csv_missing(in->csv, in->study))
		*out_why = "no study";
	for (int i = 0; i < data->n_by; i++) {
		row->by[i] = at_strdup(arena, at_csv_field(in->csv, in->by[i])->text);
		if (at_csv_missing(in->csv, in->by[i]))
			*out_why = "no value of --by";
	}
	if (in->within >= 0 && at_csv_missing(in->csv, in->within))
		*out_why = "no effect of --within";
	if (in->within < 0 || *out_why != NULL)
		return AT_OK;
	row->effect = at_strdup(arena, at_csv_field(in->csv, in->within)->text);
	if (at_names_number(&in->effects, at_printf(arena, "%s\t%s", row->study, row->effect))
	    != n_before)
		return at_csv_expected(in->csv, in->within, at_printf(arena,
		    "each effect of \"%s\" once", row->study), &in->run->cli->err);
	return AT_OK;
}

static enum at_status
take_row(struct reader *in)
{
	struct at_arena *arena = in->run->cli->call.arena;
	struct at_meta_data *data = &in->run->data;
	struct at_meta_row row = { .study = NULL };
	const char *why = NULL;
	enum at_status st = data->correlations ? read_correlation(in, &row, &why)
	    : read_effect(in, &row, &why);

	in->row++;
	if (st == AT_OK)
		st = read_names(in, &row, &why);
	if (st != AT_OK)
		return st;
	if (why != NULL) {
		at_lab_drop(&data->used, why);
		data->excluded = at_one_more(arena, data->excluded, data->n_excluded,
		    sizeof *data->excluded);
		data->excluded[data->n_excluded++] = (struct at_meta_excluded){ in->row, row.study,
			why };
		return AT_OK;
	}
	row.number = at_names_number(&in->studies, row.study);
	data->rows = at_one_more(arena, data->rows, data->k, sizeof *data->rows);
	data->rows[data->k++] = row;
	data->used.rows++;
	return AT_OK;
}

/* ---- moderators --------------------------------------------------------------------- */

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
all_numbers(const struct at_meta_data *data, int by)
{
	double number;

	for (int i = 0; i < data->k; i++)
		if (!at_number_parse(data->rows[i].by[by], &number))
			return false;
	return true;
}

/* A column of numbers is a slope, any other is groups, in the order of their names. */
static enum at_status
set_by(struct at_meta_run *run, int by)
{
	struct at_meta_data *data = &run->data;
	struct at_meta_by *to = &data->by[by];
	struct at_names names = at_names_init(run->cli->call.arena);

	for (int i = 0; i < data->k; i++)
		at_names_number(&names, data->rows[i].by[by]);
	if (names.n < 2)
		return at_fail(&run->cli->err, AT_INVALID, "--by %s: all rows that count have the"
		    " same value", to->name);
	if (!run->options->as_groups && all_numbers(data, by))
		return AT_OK;
	qsort(names.at, (size_t)names.n, sizeof *names.at, compare_names);
	to->levels = names.at;
	to->n_levels = names.n;
	return AT_OK;
}

/* ---- one effect a study ------------------------------------------------------------- */

static void
set_columns(struct at_meta_run *run)
{
	struct at_arena *arena = run->cli->call.arena;
	struct at_meta_data *data = &run->data;
	size_t k = (size_t)data->k;

	data->y = AT_NEW(arena, double, k);
	data->v = AT_NEW(arena, double, k);
	data->study = AT_NEW(arena, int, k);
	for (int i = 0; i < data->k; i++) {
		data->y[i] = data->rows[i].y;
		data->v[i] = data->rows[i].v;
		data->study[i] = data->rows[i].number;
	}
}

/* What moderates a study is one for all its effects. */
static enum at_status
check_same(struct at_meta_run *run, const struct at_meta_row *a, const struct at_meta_row *b)
{
	for (int i = 0; i < run->data.n_by; i++)
		if (strcmp(a->by[i], b->by[i]) != 0)
			return at_fail(&run->cli->err, AT_INVALID, "--aggregate: study \"%s\" has"
			    " %s \"%s\" and \"%s\"", a->study, run->data.by[i].name, a->by[i],
			    b->by[i]);
	return AT_OK;
}

static enum at_status
aggregate(struct at_meta_run *run)
{
	struct at_arena *arena = run->cli->call.arena;
	struct at_meta_data *data = &run->data;
	size_t n = (size_t)data->n_studies;
	struct at_meta_row *rows = AT_NEW(arena, struct at_meta_row, n);
	double *y = AT_NEW(arena, double, n), *v = AT_NEW(arena, double, n);
	const struct at_meta_levels_input input = at_meta_levels_model(run);

	at_meta_aggregate(arena, &input, y, v);
	for (int i = 0; i < data->k; i++) {
		struct at_meta_row *row = &rows[data->rows[i].number];
		enum at_status st = row->study == NULL ? AT_OK
		    : check_same(run, row, &data->rows[i]);

		if (st != AT_OK)
			return st;
		*row = data->rows[i];
	}
	for (size_t s = 0; s < n; s++) {
		rows[s].y = y[s];
		rows[s].v = v[s];
		rows[s].r = data->correlations ? tanh(y[s]) : NAN;
		rows[s].n = NAN;
	}
	data->rows = rows;
	data->k = data->n_studies;
	set_columns(run);
	return AT_OK;
}

/* ---- all ---------------------------------------------------------------------------- */

static enum at_status
read_rows(struct reader *in)
{
	bool any;
	enum at_status st;

	while ((st = at_csv_next(in->csv, &any, &in->run->cli->err)) == AT_OK && any) {
		st = take_row(in);
		if (st != AT_OK)
			return st;
	}
	if (st == AT_OK && in->run->data.k == 0)
		return at_fail(&in->run->cli->err, AT_INVALID, "%s: no row can be used (%lld in"
		    " all)", in->run->cli->args[0], (long long)in->row);
	return st;
}

enum at_status
at_meta_read(struct at_meta_run *run, const char *file)
{
	struct at_arena *arena = run->cli->call.arena;
	struct reader in = { .run = run, .studies = at_names_init(arena),
		.effects = at_names_init(arena) };
	enum at_status st = at_lab_open(run->cli, file, false, &in.csv);

	if (st == AT_OK)
		st = find_columns(&in);
	if (st == AT_OK)
		st = read_rows(&in);
	if (st != AT_OK)
		return st;
	run->data.n_studies = in.studies.n;
	for (int i = 0; st == AT_OK && i < run->data.n_by; i++)
		st = set_by(run, i);
	set_columns(run);
	return st == AT_OK && run->options->aggregate ? aggregate(run) : st;
}
