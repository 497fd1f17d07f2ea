/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune course neighbours: one client, and the past clients most like this one. */
#include <math.h>
#include <string.h>

#include "base/split.h"
#include "cli/course.h"
#include "cli/long.h"
#include "progress/neighbours.h"

/* Columns: score, closed, then the features. */
enum { SCORE, CLOSED, FEATURES };

struct table {
	struct at_neighbours_input input;
	const char **who;               /* of the cases */
	struct at_neighbours_case client;
	bool found;                     /* the client */
	struct at_lab_used used;
};

struct names {
	const char **at;                /* of the columns, from FEATURES on those of features */
	bool *nominal;                  /* each feature */
	int n_features;
};

static void
add_names(struct at_arena *arena, const char *list, bool nominal, struct names *out)
{
	const struct at_parts parts = at_split(arena, list == NULL ? "" : list, ",");

	for (int i = 0; i < parts.n; i++) {
		out->at = at_grow(arena, out->at, (size_t)(FEATURES + out->n_features),
		    (size_t)(FEATURES + out->n_features) + 1, sizeof *out->at);
		out->nominal = at_grow(arena, out->nominal, (size_t)out->n_features,
		    (size_t)out->n_features + 1, sizeof *out->nominal);
		out->at[FEATURES + out->n_features] = parts.at[i];
		out->nominal[out->n_features++] = nominal;
	}
}

static struct names
names_of(struct at_arena *arena, const struct at_course_options *o)
{
	struct names names = { .at = AT_NEW(arena, const char *, FEATURES) };

	names.at[SCORE] = o->score;
	names.at[CLOSED] = o->closed;
	add_names(arena, o->match, false, &names);
	add_names(arena, o->nominal, true, &names);
	return names;
}

/* One person: the scores there are, and each feature where it is first known. */
static struct at_neighbours_case
case_of(struct at_arena *arena, const struct at_long_row *rows, int n, int n_features,
    bool *out_closed)
{
	struct at_course_row *scores = AT_NEW(arena, struct at_course_row, (size_t)n);
	double *x = AT_NEW(arena, double, (size_t)n_features);
	struct at_neighbours_case c = { .rows = scores, .x = x };

	for (int j = 0; j < n_features; j++)
		x[j] = NAN;
	for (int i = 0; i < n; i++) {
		const double *v = rows[i].values;

		if (!isnan(v[CLOSED]))
			*out_closed = v[CLOSED] > 0;
		if (!isnan(v[SCORE]))
			scores[c.n++] = (struct at_course_row){ rows[i].person, (int)rows[i].when,
				v[SCORE] };
		for (int j = 0; j < n_features; j++)
			if (isnan(x[j]))
				x[j] = v[FEATURES + j];
	}
	return c;
}

static enum at_status
read_table(struct at_lab *lab, const struct at_course_options *o, struct table *out)
{
	struct at_arena *arena = lab->cli->call.arena;
	const struct names names = names_of(arena, o);
	const struct at_long_columns columns = { .who = o->client, .when = o->session,
		.values = names.at, .n_values = FEATURES + names.n_features, .sessions = true };
	struct at_neighbours_case *cases;
	struct at_long t;
	enum at_status st = at_long_read(lab, lab->cli->args[0], &columns, &t);

	if (st != AT_OK)
		return st;
	cases = AT_NEW(arena, struct at_neighbours_case, (size_t)t.n_people);
	*out = (struct table){ { .cases = cases, .n_features = names.n_features,
		.nominal = names.nominal, .k = o->k }, .used = t.used,
		.who = AT_NEW(arena, const char *, (size_t)t.n_people) };
	for (int i = 0, n; i < t.n; i += n) {
		bool closed = o->closed == NULL;
		struct at_neighbours_case c;

		for (n = 1; i + n < t.n && t.rows[i + n].person == t.rows[i].person;)
			n++;
		c = case_of(arena, t.rows + i, n, names.n_features, &closed);
		if (strcmp(t.rows[i].who, o->who) == 0) {
			out->client = c;
			out->found = true;
		} else if (closed && c.n > 0) {
			out->who[out->input.n_cases] = t.rows[i].who;
			cases[out->input.n_cases++] = c;
		}
	}
	out->used.rows = t.n;
	return AT_OK;
}

/* ---- what is said ------------------------------------------------------------------- */

static enum at_status
put_errors(struct at_lab *lab, const struct at_neighbours *found)
{
	static const struct at_lab_column columns[] = {
		{ "k", AT_LAB_COUNT, 0, NULL }, { "error", AT_LAB_NUMBER, 3, NULL },
	};
	static const struct at_lab_table table = { "errors",
		"How far scores are from the mean curve of k neighbours, cases left out one by"
		" one.",
		columns, (int)AT_COUNT(columns), false };
	enum at_status st = AT_OK;

	at_lab_table(lab, &table);
	for (int i = 0; i < AT_NEIGHBOURS_KS && st == AT_OK; i++) {
		at_lab_cell_count(lab, AT_NEIGHBOURS_LEAST + i * AT_NEIGHBOURS_STEP);
		at_lab_cell_number(lab, found->errors[i]);
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

static enum at_status
put_nearest(struct at_lab *lab, const struct table *t, const struct at_neighbours *found)
{
	static const struct at_lab_column columns[] = {
		{ "client", AT_LAB_WORDS, 0, NULL }, { "distance", AT_LAB_NUMBER, 3, NULL },
	};
	static const struct at_lab_table table = { "neighbours", NULL, columns,
		(int)AT_COUNT(columns), false };
	enum at_status st = AT_OK;

	at_lab_table(lab, &table);
	for (int i = 0; i < found->k && st == AT_OK; i++) {
		at_lab_cell_text(lab, t->who[found->nearest[i].at]);
		at_lab_cell_number(lab, found->nearest[i].distance);
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

static enum at_status
put_sessions(struct at_lab *lab, const struct at_neighbours *found)
{
	static const struct at_lab_column columns[] = {
		{ "session", AT_LAB_COUNT, 0, NULL }, { "n", AT_LAB_COUNT, 0, NULL },
		{ "mean", AT_LAB_NUMBER, 2, NULL }, { "limit84", AT_LAB_NUMBER, 2, NULL },
		{ "limit90", AT_LAB_NUMBER, 2, NULL },
	};
	static const struct at_lab_table table = { "expected", NULL, columns,
		(int)AT_COUNT(columns), true };
	enum at_status st = AT_OK;

	at_lab_table(lab, &table);
	for (int i = 0; i < found->n_sessions && st == AT_OK; i++) {
		const struct at_neighbours_session *s = &found->sessions[i];

		at_lab_cell_count(lab, s->session);
		at_lab_cell_count(lab, s->n);
		at_lab_cell_number(lab, s->mean);
		at_lab_cell_number(lab, s->limit84);
		at_lab_cell_number(lab, s->limit90);
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

static enum at_status
put_all(struct at_lab *lab, const char *who, const struct table *t,
    const struct at_neighbours *found)
{
	enum at_status st;

	at_lab_put_text(lab, "who", who);
	at_lab_put_count(lab, "n_cases", found->n_cases);
	at_lab_put_count(lab, "k", found->k);
	at_lab_put_count(lab, "since", found->since);
	at_lab_put_numbers(lab, "b", found->b, 2);
	st = put_errors(lab, found);
	if (st == AT_OK)
		st = put_nearest(lab, t, found);
	if (st == AT_OK)
		st = put_sessions(lab, found);
	at_lab_say(lab, "Limits are what 84 %% and 90 %% of these neighbours stayed within, where"
	    " %d or more have a score\n(house rule).", AT_NEIGHBOURS_SHOWN);
	if (found->since > 0)
		at_lab_say(lab, "They are also alike in the change up to session %d.",
		    found->since);
	at_lab_say(lab, "This is where past clients like this one stood, not a forecast of this"
	    " client.");
	return st;
}

enum at_status
at_course_run_neighbours(struct at_cli *cli, const void *options)
{
	const struct at_course_options *o = options;
	struct at_neighbours found;
	struct table table;
	int better;
	struct at_lab lab;
	enum at_status st = at_course_better(cli, o->better, &better);

	if (st == AT_OK && o->k > AT_NEIGHBOURS_MOST)
		return at_cli_usage(cli, "--k takes a number up to %d", AT_NEIGHBOURS_MOST);
	if (st == AT_OK)
		st = at_lab_begin(cli, o->format, &lab);
	if (st == AT_OK)
		st = read_table(&lab, o, &table);
	if (st == AT_OK && !table.found)
		return at_fail(&cli->err, AT_INVALID, "there is no client \"%s\" in the table",
		    o->who);
	if (st == AT_OK) {
		table.input.better = better;
		st = at_neighbours_find(cli->call.arena, &table.input, &table.client, &found,
		    &cli->err);
	}
	if (st == AT_OK)
		st = put_all(&lab, o->who, &table, &found);
	return st == AT_OK ? at_lab_end(&lab, &table.used) : st;
}
