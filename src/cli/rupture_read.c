/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "cli/rupture_read.h"

struct row {
	double session;
	int64_t line;
	int dyad, form;
	int at;                         /* place of its scores */
};

struct at_rupture_read {
	struct at_cli *cli;
	const struct at_rupture_columns *columns;
	const char *file;
	struct at_csv *csv;
	int dyad, session, form;        /* columns; form -1: none */
	const int *scores;
	int n_raters;
	struct at_names dyads, forms;
	struct at_lab_used used;
	struct at_arena *scratch;       /* of the relationship that is handed out */
	struct row *rows;               /* of one relationship, or of all */
	double *values;                 /* n_raters to a row */
	int n_rows, room;
	int n_begun;                    /* relationships so far, on this way through */
	bool gathered;                  /* all rows are kept */
};

/* ---- opening ------------------------------------------------------------------------ */

static void
close_scratch(void *scratch)
{
	at_arena_close(scratch);
}

static enum at_status
find_columns(struct at_rupture_read *r)
{
	const struct at_rupture_columns *c = r->columns;
	struct at_error *err = &r->cli->err;
	enum at_status st = at_csv_find(r->csv, c->dyad, &r->dyad, err);

	r->form = -1;
	if (st == AT_OK)
		st = at_csv_find(r->csv, c->session, &r->session, err);
	if (st == AT_OK && c->form != NULL)
		st = at_csv_find(r->csv, c->form, &r->form, err);
	if (st == AT_OK)
		st = at_lab_columns(r->cli, r->csv, c->score, &r->scores, &r->n_raters);
	if (st == AT_OK && r->n_raters > AT_RUPTURE_RATERS)
		return at_cli_usage(r->cli, "--score takes %d columns at most",
		    AT_RUPTURE_RATERS);
	return st;
}

enum at_status
at_rupture_open(struct at_cli *cli, const char *file, const struct at_rupture_columns *columns,
    struct at_rupture_read **out)
{
	struct at_arena *arena = cli->call.arena;
	struct at_rupture_read *r = AT_NEW(arena, struct at_rupture_read, 1);
	enum at_status st = at_lab_open(cli, file, true, &r->csv);

	r->cli = cli;
	r->columns = columns;
	r->file = strcmp(file, "-") == 0 ? "standard input" : file;
	r->dyads = at_names_init(arena);
	r->forms = at_names_init(arena);
	if (st == AT_OK)
		st = find_columns(r);
	if (st != AT_OK)
		return st;
	if (r->form < 0)
		at_names_number(&r->forms, "");
	r->scratch = at_arena_open();
	if (r->scratch == NULL)
		at_oom(arena);
	at_arena_defer(arena, close_scratch, r->scratch);
	*out = r;
	return AT_OK;
}

int
at_rupture_n_raters(const struct at_rupture_read *r)
{
	return r->n_raters;
}

const char *
at_rupture_rater(const struct at_rupture_read *r, int rater)
{
	return at_csv_name(r->csv, r->scores[rater]);
}

int
at_rupture_n_forms(const struct at_rupture_read *r)
{
	return r->forms.n;
}

const char *
at_rupture_form(const struct at_rupture_read *r, int form)
{
	return r->forms.at[form];
}

const struct at_lab_used *
at_rupture_used(const struct at_rupture_read *r)
{
	return &r->used;
}

/* ---- one row ------------------------------------------------------------------------ */

static enum at_status
read_score(const struct at_rupture_read *r, int column, double *out)
{
	const struct at_rupture_columns *c = r->columns;
	enum at_status st = at_csv_number(r->csv, column, out, &r->cli->err);

	if (st == AT_OK && (*out < c->lowest || *out > c->highest))
		return at_csv_expected(r->csv, column, at_printf(r->cli->call.arena,
		    "a score from %g to %g (--range)", c->lowest, c->highest), &r->cli->err);
	return st;
}

/* Scores and session of the row; *out_why is set if it is not used. */
static enum at_status
read_row(struct at_rupture_read *r, struct row *row, double *scores, const char **out_why)
{
	enum at_status st = at_csv_number(r->csv, r->session, &row->session, &r->cli->err);
	bool any = false;

	*out_why = NULL;
	if (st == AT_OK && !isnan(row->session) && (row->session != floor(row->session)
	    || fabs(row->session) > 1e9))
		return at_csv_expected(r->csv, r->session, "a whole number of a session",
		    &r->cli->err);
	for (int i = 0; i < r->n_raters && st == AT_OK; i++) {
		st = read_score(r, r->scores[i], &scores[i]);
		any = any || !isnan(scores[i]);
	}
	if (st != AT_OK)
		return st;
	row->line = at_csv_line(r->csv);
	row->form = r->form < 0 ? 0
	    : at_names_number(&r->forms, at_csv_field(r->csv, r->form)->text);
	if (at_csv_missing(r->csv, r->dyad))
		*out_why = "no relationship";
	else if (isnan(row->session))
		*out_why = "no session";
	else if (!any)
		*out_why = "no score";
	return AT_OK;
}

static void
make_room(struct at_rupture_read *r)
{
	struct at_arena *arena = r->cli->call.arena;
	int room = r->room == 0 ? 256 : 2 * r->room;
	size_t n = (size_t)r->n_raters;

	if (r->n_rows < r->room)
		return;
	r->rows = at_grow(arena, r->rows, (size_t)r->n_rows, (size_t)room, sizeof *r->rows);
	r->values = at_grow(arena, r->values, n * (size_t)r->n_rows, n * (size_t)room,
	    sizeof *r->values);
	r->room = room;
}

/* ---- handing out -------------------------------------------------------------------- */

static int
by_dyad_and_session(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->dyad != y->dyad)
		return x->dyad < y->dyad ? -1 : 1;
	if (x->session != y->session)
		return x->session < y->session ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static enum at_status
fail_twice(struct at_rupture_read *r, const struct row *row, const struct row *other)
{
	return at_fail(&r->cli->err, AT_INVALID, "%s:%lld: column \"%s\": expected one row of"
	    " session %.0f of \"%s\", the other is in line %lld", r->file,
	    (long long)row->line, at_csv_name(r->csv, r->session), row->session,
	    r->dyads.at[row->dyad], (long long)other->line);
}

static enum at_status
sort_rows(struct at_rupture_read *r)
{
	bool sorted = true;

	for (int i = 1; i < r->n_rows; i++)
		sorted = sorted && by_dyad_and_session(&r->rows[i - 1], &r->rows[i]) < 0;
	if (!sorted)
		qsort(r->rows, (size_t)r->n_rows, sizeof *r->rows, by_dyad_and_session);
	for (int i = 1; i < r->n_rows; i++)
		if (r->rows[i].dyad == r->rows[i - 1].dyad
		    && r->rows[i].session == r->rows[i - 1].session)
			return fail_twice(r, &r->rows[i], &r->rows[i - 1]);
	return AT_OK;
}

/* `n` sorted rows of one relationship. */
static enum at_status
hand_out(struct at_rupture_read *r, const struct row *rows, int n,
    const struct at_rupture_taker *taker)
{
	struct at_arena *arena = r->scratch;
	double *sessions = AT_NEW(arena, double, 2 * (size_t)n), *scores[AT_RUPTURE_RATERS];
	int *forms = AT_NEW(arena, int, 2 * (size_t)n);
	struct at_rupture_dyad dyad = { .name = r->dyads.at[rows[0].dyad], .forms = forms,
		.sessions = sessions };
	enum at_status st;

	for (int k = 0; k < r->n_raters; k++)
		dyad.scores[k] = scores[k] = AT_NEW(arena, double, 2 * (size_t)n);
	for (int i = 0; i < n; i++) {
		const double *values = &r->values[(size_t)rows[i].at
		    * (size_t)r->n_raters];

		if (i > 0 && rows[i].session > rows[i - 1].session + 1) {
			sessions[dyad.n] = NAN;
			forms[dyad.n] = -1;
			for (int k = 0; k < r->n_raters; k++)
				scores[k][dyad.n] = NAN;
			dyad.n++;
		}
		sessions[dyad.n] = rows[i].session;
		forms[dyad.n] = rows[i].form;
		for (int k = 0; k < r->n_raters; k++)
			scores[k][dyad.n] = values[k];
		dyad.n++;
	}
	st = taker->take(taker->job, &dyad);
	at_arena_clear(arena);
	return st;
}

static enum at_status
hand_out_all(struct at_rupture_read *r, const struct at_rupture_taker *taker)
{
	enum at_status st = sort_rows(r);

	for (int i = 0, n; i < r->n_rows && st == AT_OK; i += n) {
		for (n = 1; i + n < r->n_rows && r->rows[i + n].dyad == r->rows[i].dyad; n++)
			;
		st = hand_out(r, &r->rows[i], n, taker);
	}
	return st;
}

/* What is kept goes out, before the row of another relationship comes. */
static enum at_status
finish_dyad(struct at_rupture_read *r, const struct at_rupture_taker *taker)
{
	enum at_status st = r->n_rows > 0 ? hand_out_all(r, taker) : AT_OK;

	r->n_rows = 0;
	return st;
}

static void
keep_row(struct at_rupture_read *r, const struct row *row, const double *scores)
{
	size_t n = (size_t)r->n_raters, at = (size_t)r->n_rows;

	make_room(r);
	r->rows[at] = *row;
	r->rows[at].at = r->n_rows++;
	memcpy(&r->values[at * n], scores, n * sizeof *scores);
}

/* A row that is used.  *out_again: its relationship was there before, and others since. */
static enum at_status
take_row(struct at_rupture_read *r, struct row *row, const double *scores,
    const struct at_rupture_taker *taker, bool *out_again)
{
	enum at_status st = AT_OK;

	row->dyad = at_names_number(&r->dyads, at_csv_field(r->csv, r->dyad)->text);
	if (!r->gathered && (r->n_rows == 0 || r->rows[r->n_rows - 1].dyad != row->dyad)) {
		st = finish_dyad(r, taker);
		*out_again = row->dyad != r->n_begun++;
	}
	if (st == AT_OK && !*out_again) {
		r->used.rows++;
		keep_row(r, row, scores);
	}
	return st;
}

static enum at_status
read_rows(struct at_rupture_read *r, const struct at_lab *lab,
    const struct at_rupture_taker *taker, bool *out_again)
{
	int64_t rows = 0;
	enum at_status st;
	bool any;

	*out_again = false;
	while ((st = at_csv_next(r->csv, &any, &r->cli->err)) == AT_OK && any) {
		double scores[AT_RUPTURE_RATERS];
		const char *why;
		struct row row;

		at_lab_progress(lab, ++rows);
		st = read_row(r, &row, scores, &why);
		if (st != AT_OK)
			return st;
		if (why != NULL)
			at_lab_drop(&r->used, why);
		else
			st = take_row(r, &row, scores, taker, out_again);
		if (st != AT_OK || *out_again)
			break;
	}
	return st;
}

/* One way through the file. */
static enum at_status
read_file(struct at_rupture_read *r, const struct at_lab *lab,
    const struct at_rupture_taker *taker, bool *out_again)
{
	enum at_status st = at_csv_rewind(r->csv, &r->cli->err);

	r->n_rows = r->n_begun = 0;
	r->used = (struct at_lab_used){ .rows = 0 };
	if (st == AT_OK)
		st = read_rows(r, lab, taker, out_again);
	return st;
}

enum at_status
at_rupture_each(struct at_rupture_read *r, const struct at_lab *lab,
    const struct at_rupture_taker *taker)
{
	enum at_status st = AT_OK;
	bool again = false;

	taker->begin(taker->job);
	if (!r->gathered) {
		st = read_file(r, lab, taker, &again);
		if (st != AT_OK || !again)
			return st == AT_OK ? finish_dyad(r, taker) : st;
		r->gathered = true;
		st = read_file(r, lab, taker, &again);
		taker->begin(taker->job);
	}
	return st == AT_OK ? hand_out_all(r, taker) : st;
}
