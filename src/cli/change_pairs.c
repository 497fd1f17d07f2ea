/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/names.h"
#include "base/number.h"
#include "base/split.h"
#include "cli/change_pairs.h"

/* One client of the long form. */
struct person {
	const char *id;
	double scores[2];               /* first, last; NaN until seen, or missing */
	const char *versions[2];        /* NULL until seen */
};

struct at_change_pairs {
	struct at_cli *cli;
	struct at_csv *csv;
	double lowest, highest;
	int id;                         /* -1: rows are numbered */
	int scores[2], versions[2];     /* columns; versions -1: not told apart */
	int time;                       /* long form; else -1 */
	const char *moments[2];
	int64_t row;
	char number[24];
	/* The long form, read once. */
	struct at_names names;          /* of the people */
	struct person *people;
	int next;
};

/* ---- columns ------------------------------------------------------------------------ */

static enum at_status
find_column(struct at_change_pairs *p, const char *name, int *out)
{
	*out = -1;
	return name == NULL ? AT_OK : at_csv_find(p->csv, name, out, &p->cli->err);
}

static enum at_status
find_versions(struct at_change_pairs *p, const char *list, bool is_long)
{
	int wanted = is_long ? 1 : 2, n;
	const int *at;
	enum at_status st;

	p->versions[0] = p->versions[1] = -1;
	if (list == NULL)
		return AT_OK;
	st = at_lab_columns(p->cli, p->csv, list, &at, &n);
	if (st == AT_OK && n != wanted)
		return at_cli_usage(p->cli, "--form-version takes %s here", is_long ? "one column"
		    : "two columns: before,after");
	if (st != AT_OK)
		return st;
	p->versions[0] = at[0];
	p->versions[1] = at[n - 1];
	return AT_OK;
}

static enum at_status
check_columns(struct at_cli *cli, const struct at_change_columns *c)
{
	bool wide = c->pre != NULL || c->post != NULL;
	bool is_long = c->time != NULL || c->score != NULL || c->first != NULL || c->last != NULL;

	if (wide == is_long)
		return at_cli_usage(cli, "expected --pre and --post, or --time, --score, --first"
		    " and --last");
	if (wide && (c->pre == NULL || c->post == NULL))
		return at_cli_usage(cli, "--pre and --post go together");
	if (wide && strcmp(c->pre, c->post) == 0)
		return at_cli_usage(cli, "--pre and --post are the same column");
	if (is_long && (c->time == NULL || c->score == NULL || c->first == NULL
	    || c->last == NULL || c->id == NULL))
		return at_cli_usage(cli, "--id, --time, --score, --first and --last go together");
	if (is_long && strcmp(c->first, c->last) == 0)
		return at_cli_usage(cli, "--first and --last are the same");
	return AT_OK;
}

static enum at_status
find_columns(struct at_change_pairs *p, const struct at_change_columns *c)
{
	bool is_long = c->time != NULL;
	enum at_status st = find_column(p, c->id, &p->id);

	if (st == AT_OK)
		st = find_column(p, c->time, &p->time);
	if (st == AT_OK)
		st = find_column(p, is_long ? c->score : c->pre, &p->scores[0]);
	if (st == AT_OK)
		st = find_column(p, is_long ? c->score : c->post, &p->scores[1]);
	if (st == AT_OK)
		st = find_versions(p, c->version, is_long);
	p->moments[0] = c->first;
	p->moments[1] = c->last;
	return st;
}

/* ---- scores ------------------------------------------------------------------------- */

static enum at_status
read_score(const struct at_change_pairs *p, int column, double *out)
{
	enum at_status st = at_csv_number(p->csv, column, out, &p->cli->err);

	if (st == AT_OK && (*out < p->lowest || *out > p->highest))
		return at_csv_expected(p->csv, column, at_printf(p->cli->call.arena,
		    "a score from %g to %g", p->lowest, p->highest), &p->cli->err);
	return st;
}

static enum at_status
next_wide(struct at_change_pairs *p, struct at_change_pair *out, bool *out_any)
{
	enum at_status st = at_csv_next(p->csv, out_any, &p->cli->err);

	if (st != AT_OK || !*out_any)
		return st;
	p->row++;
	if (p->id < 0)
		snprintf(p->number, sizeof p->number, "%lld", (long long)p->row);
	out->id = p->id < 0 ? p->number : at_csv_field(p->csv, p->id)->text;
	out->same_form = p->versions[0] < 0 || strcmp(at_csv_field(p->csv, p->versions[0])->text,
	    at_csv_field(p->csv, p->versions[1])->text) == 0;
	st = read_score(p, p->scores[0], &out->pre);
	return st == AT_OK ? read_score(p, p->scores[1], &out->post) : st;
}

/* ---- the long form ------------------------------------------------------------------ */

static struct person *
person_of(struct at_change_pairs *p, const char *id)
{
	int known = p->names.n, number = at_names_number(&p->names, id);

	if (number == known) {
		p->people = at_one_more(p->cli->call.arena, p->people, known,
		    sizeof *p->people);
		p->people[number] = (struct person){ .scores = { NAN, NAN },
			.id = p->names.at[number] };
	}
	return &p->people[number];
}

/* "1" is also the moment "1.0". */
static bool
is_moment(const char *text, const char *moment)
{
	double a, b;

	return strcmp(text, moment) == 0
	    || (at_number_parse(text, &a) && at_number_parse(moment, &b) && a == b);
}

static enum at_status
take_score(struct at_change_pairs *p, struct person *person, int which)
{
	const char *version = p->versions[0] < 0 ? ""
	    : at_csv_field(p->csv, p->versions[0])->text;

	if (person->versions[which] != NULL)
		return at_csv_expected(p->csv, p->time, at_printf(p->cli->call.arena,
		    "one score of \"%s\" at %s", person->id, p->moments[which]), &p->cli->err);
	person->versions[which] = at_strdup(p->cli->call.arena, version);
	return read_score(p, p->scores[0], &person->scores[which]);
}

static enum at_status
read_people(struct at_change_pairs *p)
{
	bool any;
	enum at_status st;

	while ((st = at_csv_next(p->csv, &any, &p->cli->err)) == AT_OK && any) {
		const char *time = at_csv_field(p->csv, p->time)->text;
		struct person *person = person_of(p, at_csv_field(p->csv, p->id)->text);

		for (int which = 0; which < 2 && st == AT_OK; which++)
			if (is_moment(time, p->moments[which]))
				st = take_score(p, person, which);
		if (st != AT_OK)
			return st;
	}
	return st;
}

static void
next_long(struct at_change_pairs *p, struct at_change_pair *out, bool *out_any)
{
	const struct person *person = &p->people[p->next];

	*out_any = p->next < p->names.n;
	if (!*out_any)
		return;
	p->next++;
	*out = (struct at_change_pair){ person->id, person->scores[0], person->scores[1],
		person->versions[0] == NULL || person->versions[1] == NULL
		|| strcmp(person->versions[0], person->versions[1]) == 0 };
}

/* ---- both --------------------------------------------------------------------------- */

enum at_status
at_change_pairs_open(struct at_cli *cli, const char *file,
    const struct at_change_columns *columns, double lowest, double highest,
    struct at_change_pairs **out)
{
	struct at_change_pairs *p = AT_NEW(cli->call.arena, struct at_change_pairs, 1);
	enum at_status st = check_columns(cli, columns);

	p->cli = cli;
	p->names = at_names_init(cli->call.arena);
	p->lowest = lowest;
	p->highest = highest;
	if (st == AT_OK)
		st = at_lab_open(cli, file, columns->time == NULL, &p->csv);
	if (st == AT_OK)
		st = find_columns(p, columns);
	if (st == AT_OK && p->time >= 0)
		st = read_people(p);
	if (st == AT_OK)
		*out = p;
	return st;
}

enum at_status
at_change_pairs_next(struct at_change_pairs *p, struct at_change_pair *out, bool *out_any)
{
	if (p->time < 0)
		return next_wide(p, out, out_any);
	next_long(p, out, out_any);
	return AT_OK;
}

enum at_status
at_change_pairs_rewind(struct at_change_pairs *p)
{
	p->row = p->next = 0;
	return p->time < 0 ? at_csv_rewind(p->csv, &p->cli->err) : AT_OK;
}
