/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of attune agree: a row is one session of one dyad. */
#include <math.h>

#include "cli/agree.h"

struct reader {
	struct at_lab *lab;
	struct at_csv *csv;
	struct at_error *err;
	const struct at_agree_columns *columns;
	int dyad, session, client, therapist;   /* columns */
	int outcome, outcome_therapist, therapist_id, closed;   /* -1: not asked for */
	struct at_names seen;           /* sessions of dyads */
	struct at_agree_table *table;
};

static struct at_arena *
arena_of(const struct reader *r)
{
	return r->lab->cli->call.arena;
}

static enum at_status
find_columns(struct reader *r)
{
	const struct at_agree_columns *c = r->columns;
	const struct { const char *name; int *at; } wanted[] = {
		{ c->dyad, &r->dyad }, { c->session, &r->session }, { c->client, &r->client },
		{ c->therapist, &r->therapist }, { c->outcome, &r->outcome },
		{ c->outcome_therapist, &r->outcome_therapist },
		{ c->therapist_id, &r->therapist_id }, { c->closed, &r->closed },
	};
	enum at_status st = AT_OK;

	for (size_t i = 0; i < AT_COUNT(wanted) && st == AT_OK; i++) {
		*wanted[i].at = -1;
		if (wanted[i].name != NULL)
			st = at_csv_find(r->csv, wanted[i].name, wanted[i].at, r->err);
	}
	return st;
}

/* ---- one row ------------------------------------------------------------------------ */

static enum at_status
read_number(const struct reader *r, int column, double *out)
{
	*out = NAN;
	return column < 0 ? AT_OK : at_csv_number(r->csv, column, out, r->err);
}

static enum at_status
read_rating(const struct reader *r, int column, double *out)
{
	const struct at_agree_columns *c = r->columns;
	enum at_status st = read_number(r, column, out);

	if (st == AT_OK && (*out < c->low || *out > c->high))
		return at_csv_expected(r->csv, column, at_printf(arena_of(r),
		    "a rating from %g to %g (see --range)", c->low, c->high), r->err);
	return st;
}

static enum at_status
read_values(const struct reader *r, struct at_session_row *row)
{
	enum at_status st = read_number(r, r->session, &row->number);

	if (st == AT_OK && r->columns->logarithm && row->number <= 0)
		return at_csv_expected(r->csv, r->session, "a number above 0, for --detrend log",
		    r->err);
	if (st == AT_OK)
		st = read_rating(r, r->client, &row->client);
	if (st == AT_OK)
		st = read_rating(r, r->therapist, &row->therapist);
	if (st == AT_OK)
		st = read_number(r, r->outcome, &row->outcome[0]);
	return st == AT_OK ? read_number(r, r->outcome_therapist, &row->outcome[1]) : st;
}

static const char *
why_not(const struct reader *r, const struct at_session_row *row)
{
	if (at_csv_missing(r->csv, r->dyad))
		return "no dyad";
	if (isnan(row->number))
		return "no session";
	if (isnan(row->client))
		return "no rating of the client";
	return isnan(row->therapist) ? "no rating of the therapist" : NULL;
}

static void
new_dyad(struct reader *r, int dyad)
{
	struct at_agree_table *t = r->table;

	t->therapist_of = at_one_more(arena_of(r), t->therapist_of, dyad,
	    sizeof *t->therapist_of);
	t->closed = at_one_more(arena_of(r), t->closed, dyad, sizeof *t->closed);
	t->therapist_of[dyad] = -1;
	t->closed[dyad] = r->closed < 0;
}

static enum at_status
read_therapist(struct reader *r, int dyad)
{
	int *of = &r->table->therapist_of[dyad], number;

	if (r->therapist_id < 0 || at_csv_missing(r->csv, r->therapist_id))
		return AT_OK;
	number = at_names_number(&r->table->therapists,
	    at_csv_field(r->csv, r->therapist_id)->text);
	if (*of >= 0 && *of != number)
		return at_csv_expected(r->csv, r->therapist_id, at_printf(arena_of(r),
		    "\"%s\", the therapist of \"%s\" above", r->table->therapists.at[*of],
		    r->table->dyads.at[dyad]), r->err);
	*of = number;
	return AT_OK;
}

static enum at_status
read_closed(const struct reader *r, int dyad)
{
	double value;
	enum at_status st = read_number(r, r->closed, &value);

	if (st != AT_OK || isnan(value))
		return st;
	if (value != 0 && value != 1)
		return at_csv_expected(r->csv, r->closed, "1 for a closed case or 0", r->err);
	r->table->closed[dyad] = value == 1;
	return AT_OK;
}

static enum at_status
check_once(struct reader *r, const struct at_session_row *row)
{
	int n = r->seen.n;

	if (at_names_number(&r->seen, at_printf(arena_of(r), "%d %.17g", row->dyad,
	    row->number)) == n)
		return AT_OK;
	return at_csv_expected(r->csv, r->session, at_printf(arena_of(r),
	    "each session of \"%s\" once", r->table->dyads.at[row->dyad]), r->err);
}

static enum at_status
take_row(struct reader *r, struct at_session_row *row)
{
	struct at_agree_table *t = r->table;
	int known = t->dyads.n;
	enum at_status st;

	row->dyad = at_names_number(&t->dyads, at_csv_field(r->csv, r->dyad)->text);
	if (row->dyad == known)
		new_dyad(r, known);
	st = check_once(r, row);
	if (st == AT_OK)
		st = read_therapist(r, row->dyad);
	if (st == AT_OK)
		st = read_closed(r, row->dyad);
	if (st != AT_OK)
		return st;
	t->rows = at_one_more(arena_of(r), t->rows, t->n, sizeof *t->rows);
	t->rows[t->n++] = *row;
	t->used.rows++;
	return AT_OK;
}

/* ---- all of them -------------------------------------------------------------------- */

static enum at_status
read_rows(struct reader *r)
{
	struct at_session_row row;
	bool any;
	enum at_status st;

	while ((st = at_csv_next(r->csv, &any, r->err)) == AT_OK && any) {
		const char *why;

		st = read_values(r, &row);
		if (st != AT_OK)
			return st;
		why = why_not(r, &row);
		at_lab_progress(r->lab, at_csv_line(r->csv));
		if (why != NULL)
			at_lab_drop(&r->table->used, why);
		else
			st = take_row(r, &row);
		if (st != AT_OK)
			return st;
	}
	return st;
}

/* The other way round. */
static const int *
places(struct at_arena *arena, const int *sorted, int n)
{
	int *place = AT_NEW(arena, int, (size_t)n);

	for (int i = 0; i < n; i++)
		place[sorted[i]] = i;
	return place;
}

static void
set_places(struct at_arena *arena, struct at_agree_table *t)
{
	t->dyad_at = at_names_sorted(&t->dyads);
	t->dyad_place = places(arena, t->dyad_at, t->dyads.n);
	t->therapist_place = places(arena, at_names_sorted(&t->therapists), t->therapists.n);
	for (int i = 0; i < t->n; i++)
		t->rows[i].dyad = t->dyad_place[t->rows[i].dyad];
}

enum at_status
at_agree_read(struct at_lab *lab, const char *file, const struct at_agree_columns *columns,
    struct at_agree_table *out)
{
	struct at_arena *arena = lab->cli->call.arena;
	struct reader r = { .lab = lab, .err = &lab->cli->err, .columns = columns,
		.seen = at_names_init(arena), .table = out };
	enum at_status st;

	*out = (struct at_agree_table){ .dyads = at_names_init(arena),
		.therapists = at_names_init(arena) };
	st = at_lab_open(lab->cli, file, false, &r.csv);
	if (st == AT_OK)
		st = find_columns(&r);
	if (st == AT_OK)
		st = read_rows(&r);
	if (st == AT_OK && out->n == 0)
		return at_fail(r.err, AT_INVALID, "no session has a rating of both client and"
		    " therapist");
	if (st == AT_OK)
		set_places(arena, out);
	return st;
}
