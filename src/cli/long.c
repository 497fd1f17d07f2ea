/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/long.h"

/* A row with its place in the file, and what sorting goes by. */
struct line {
	struct at_long_row row;
	int64_t number;
};

struct reader {
	struct at_lab *lab;
	struct at_csv *csv;
	const struct at_long_columns *columns;
	int who, when, *values;         /* columns; -1: not asked for */
	struct line *lines;
	int n;
};

static enum at_status
find_columns(struct reader *r)
{
	const struct at_long_columns *c = r->columns;
	struct at_error *err = &r->lab->cli->err;
	enum at_status st = at_csv_find(r->csv, c->who, &r->who, err);

	if (st == AT_OK)
		st = at_csv_find(r->csv, c->when, &r->when, err);
	r->values = AT_NEW(r->lab->cli->call.arena, int, (size_t)c->n_values);
	for (int i = 0; i < c->n_values && st == AT_OK; i++) {
		r->values[i] = -1;
		if (c->values[i] != NULL)
			st = at_csv_find(r->csv, c->values[i], &r->values[i], err);
	}
	return st;
}

/* Names that stand together share their memory, and are compared by its address. */
static const char *
name_of(const struct reader *r)
{
	const char *name = at_csv_field(r->csv, r->who)->text;

	if (r->n > 0 && strcmp(r->lines[r->n - 1].row.who, name) == 0)
		return r->lines[r->n - 1].row.who;
	return at_strdup(r->lab->cli->call.arena, name);
}

static enum at_status
read_values(struct reader *r, double *out)
{
	enum at_status st = AT_OK;

	for (int i = 0; i < r->columns->n_values && st == AT_OK; i++) {
		out[i] = NAN;
		if (r->values[i] >= 0)
			st = at_csv_number(r->csv, r->values[i], &out[i], &r->lab->cli->err);
	}
	return st;
}

static enum at_status
read_line(struct reader *r, struct at_lab_used *used)
{
	struct at_arena *arena = r->lab->cli->call.arena;
	double when, *values;
	enum at_status st = at_csv_number(r->csv, r->when, &when, &r->lab->cli->err);

	if (st != AT_OK)
		return st;
	if (at_csv_missing(r->csv, r->who) || isnan(when)) {
		at_lab_drop(used, isnan(when) ? "no time" : "no name");
		return AT_OK;
	}
	if (r->columns->sessions && !(when >= 1 && when <= AT_LONG_SESSIONS
	    && when == floor(when)))
		return at_csv_expected(r->csv, r->when, "a whole number from 1 to 10000",
		    &r->lab->cli->err);
	values = AT_NEW(arena, double, (size_t)r->columns->n_values);
	st = read_values(r, values);
	if (st != AT_OK)
		return st;
	r->lines = at_one_more(arena, r->lines, r->n, sizeof *r->lines);
	r->lines[r->n] = (struct line){ { .who = name_of(r), .when = when, .values = values },
		at_csv_line(r->csv) };
	r->n++;
	return AT_OK;
}

static int
by_person_and_time(const void *a, const void *b)
{
	const struct at_long_row *x = &((const struct line *)a)->row;
	const struct at_long_row *y = &((const struct line *)b)->row;
	int order = x->who == y->who ? 0 : strcmp(x->who, y->who);

	return order != 0 ? order : (x->when > y->when) - (x->when < y->when);
}

static void
sort(struct reader *r)
{
	int i = 1;

	while (i < r->n && by_person_and_time(&r->lines[i - 1], &r->lines[i]) <= 0)
		i++;
	if (i < r->n)
		qsort(r->lines, (size_t)r->n, sizeof *r->lines, by_person_and_time);
}

static enum at_status
number_people(struct reader *r, const char *file, struct at_long *out)
{
	const struct line *before = NULL;

	out->rows = AT_NEW(r->lab->cli->call.arena, struct at_long_row, (size_t)r->n);
	for (int i = 0; i < r->n; before = &r->lines[i++]) {
		const struct line *line = &r->lines[i];

		if (before != NULL && by_person_and_time(before, line) == 0)
			return at_fail(&r->lab->cli->err, AT_INVALID, "%s:%lld: expected one row"
			    " of \"%s\" at %g, found another in line %lld",
			    strcmp(file, "-") == 0 ? "standard input" : file,
			    (long long)(line->number > before->number ? line : before)->number,
			    line->row.who, line->row.when,
			    (long long)(line->number > before->number ? before : line)->number);
		out->n_people += before == NULL || strcmp(before->row.who, line->row.who) != 0;
		out->rows[out->n] = line->row;
		out->rows[out->n++].person = out->n_people - 1;
	}
	return AT_OK;
}

enum at_status
at_long_read(struct at_lab *lab, const char *file, const struct at_long_columns *columns,
    struct at_long *out)
{
	struct reader r = { .lab = lab, .columns = columns };
	bool any;
	enum at_status st = at_lab_open(lab->cli, file, false, &r.csv);

	*out = (struct at_long){ .n = 0 };
	if (st == AT_OK)
		st = find_columns(&r);
	while (st == AT_OK && (st = at_csv_next(r.csv, &any, &lab->cli->err)) == AT_OK && any) {
		at_lab_progress(lab, r.n);
		st = read_line(&r, &out->used);
	}
	if (st != AT_OK)
		return st;
	sort(&r);
	return number_people(&r, file, out);
}
