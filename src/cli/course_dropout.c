/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune course dropout: a model of past dropouts, its calibration, and open episodes. */
#include <math.h>
#include <string.h>

#include "cli/course.h"
#include "cli/long.h"
#include "progress/dropout.h"

/* Columns of the table, in the order in which they are asked for. */
enum column { MISSED, SCORE, ALLIANCE, CLOSED, DROPPED, BARRIERS, AGE, COLUMNS };

struct table {
	struct at_dropout_input input;
	const char **who;               /* of the episodes */
	int *from;                      /* their rows; one more than there are */
	struct at_lab_used used;
};

/* ---- options ------------------------------------------------------------------------ */

static enum at_status
set_definition(struct at_cli *cli, const struct at_course_options *o,
    struct at_dropout_plan *out)
{
	static const char *const needs[AT_DROPOUT_DEFINITIONS] = { "--dropped COL", NULL,
		"--min-sessions N", "--score COL and --reliable POINTS" };
	const bool has[AT_DROPOUT_DEFINITIONS] = { o->dropped != NULL, true, o->least > 0,
		o->score != NULL && o->reliable.given };

	for (int d = 0; d < AT_DROPOUT_DEFINITIONS; d++) {
		out->definition = (enum at_dropout_definition)d;
		if (strcmp(o->definition, at_dropout_definition_id(out->definition)) != 0)
			continue;
		return has[d] ? AT_OK : at_cli_usage(cli, "--definition %s needs %s",
		    o->definition, needs[d]);
	}
	return at_cli_usage(cli, "--definition takes judged, missed-last, short or unchanged, not"
	    " \"%s\"", o->definition);
}

static enum at_status
set_plan(struct at_cli *cli, const struct at_course_options *o, struct at_dropout_plan *out)
{
	*out = (struct at_dropout_plan){ .better = -1, .reliable = o->reliable.value,
		.sessions = o->least, .age = o->age != NULL };
	if (o->score != NULL && o->better == NULL)
		return at_cli_usage(cli, "--score goes with --better");
	if (o->better != NULL) {
		enum at_status st = at_course_better(cli, o->better, &out->better);

		if (st != AT_OK)
			return st;
	}
	return set_definition(cli, o, out);
}

/* ---- the table ---------------------------------------------------------------------- */

/* What a person's rows say of the whole episode: the last that says something. */
static void
take_episode(const struct at_long_row *row, struct at_dropout_episode *e)
{
	const double *v = row->values;

	if (!isnan(v[CLOSED]))
		e->closed = v[CLOSED] > 0;
	if (!isnan(v[DROPPED]))
		e->judged = v[DROPPED] > 0;
	if (!isnan(v[BARRIERS]))
		e->barriers = v[BARRIERS];
	if (!isnan(v[AGE]))
		e->age = v[AGE];
}

/* The rows of one person, of whom `out` gets the appointments at which it is known whether the
 * client came; who has none of these is left out.  Returns how many rows there were. */
static int
take_person(const struct at_long_row *from, const struct at_long_row *end, bool closed,
    struct at_dropout_row *rows, struct at_dropout_episode *episodes, struct table *out)
{
	struct at_dropout_episode *e = &episodes[out->input.n_episodes];
	const struct at_long_row *row = from;
	int first = out->input.n_rows;

	*e = (struct at_dropout_episode){ closed, false, NAN, NAN };
	for (; row < end && row->person == from->person; row++) {
		take_episode(row, e);
		if (isnan(row->values[MISSED]))
			at_lab_drop(&out->used, "not known whether the client came");
		else
			rows[out->input.n_rows++] = (struct at_dropout_row){
				out->input.n_episodes, row->values[MISSED] > 0,
				row->values[SCORE], row->values[ALLIANCE] };
	}
	if (out->input.n_rows > first) {
		out->who[out->input.n_episodes] = from->who;
		out->from[out->input.n_episodes++] = first;
	}
	return (int)(row - from);
}

static enum at_status
read_table(struct at_lab *lab, const struct at_course_options *o, struct table *out)
{
	const char *const names[COLUMNS] = { [MISSED] = o->missed, [SCORE] = o->score,
		[ALLIANCE] = o->alliance, [CLOSED] = o->closed, [DROPPED] = o->dropped,
		[BARRIERS] = o->barriers, [AGE] = o->age };
	const struct at_long_columns columns = { .who = o->client, .when = o->session,
		.values = names, .n_values = COLUMNS, .sessions = true };
	struct at_arena *arena = lab->cli->call.arena;
	struct at_dropout_episode *episodes;
	struct at_dropout_row *rows;
	struct at_long t;
	enum at_status st = at_long_read(lab, lab->cli->args[0], &columns, &t);

	if (st != AT_OK)
		return st;
	rows = AT_NEW(arena, struct at_dropout_row, (size_t)t.n);
	episodes = AT_NEW(arena, struct at_dropout_episode, (size_t)t.n_people);
	*out = (struct table){ { .rows = rows, .episodes = episodes },
		AT_NEW(arena, const char *, (size_t)t.n_people),
		AT_NEW(arena, int, (size_t)t.n_people + 1), t.used };
	for (int i = 0; i < t.n;)
		i += take_person(t.rows + i, t.rows + t.n, o->closed == NULL, rows, episodes, out);
	out->from[out->input.n_episodes] = out->input.n_rows;
	out->used.rows = out->input.n_rows;
	return AT_OK;
}

/* ---- what is said ------------------------------------------------------------------- */

static enum at_status
put_shares(struct at_lab *lab, const struct at_lab_table *table,
    const struct at_dropout_share *shares, int n)
{
	enum at_status st = AT_OK;

	at_lab_table(lab, table);
	for (int i = 0; i < n && st == AT_OK; i++) {
		if (n == AT_DROPOUT_BANDS)
			at_lab_cell_text(lab, at_dropout_band_id((enum at_dropout_band)i));
		else
			at_lab_cell_count(lab, i + 1);
		at_lab_cell_count(lab, shares[i].n);
		at_lab_cell_number(lab, shares[i].predicted);
		at_lab_cell_number(lab, shares[i].observed);
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

static enum at_status
put_calibration(struct at_lab *lab, const struct at_dropout *m)
{
	static const struct at_lab_column columns[] = {
		{ "tenth", AT_LAB_COUNT, 0, NULL }, { "sessions", AT_LAB_COUNT, 0, NULL },
		{ "predicted", AT_LAB_NUMBER, 4, NULL }, { "observed", AT_LAB_NUMBER, 4, NULL },
	}, by_band[] = {
		{ "band", AT_LAB_WORDS, 0, NULL }, { "sessions", AT_LAB_COUNT, 0, NULL },
		{ "predicted", AT_LAB_NUMBER, 4, NULL }, { "observed", AT_LAB_NUMBER, 4, NULL },
	};
	static const struct at_lab_table tenths = { "calibration",
		"Shares of sessions that were the last before a dropout, by models that had not"
		" seen the episode.", columns, (int)AT_COUNT(columns), false };
	static const struct at_lab_table bands = { "bands", NULL, by_band,
		(int)AT_COUNT(by_band), false };
	enum at_status st = put_shares(lab, &tenths, m->tenths, AT_DROPOUT_TENTHS);

	return st == AT_OK ? put_shares(lab, &bands, m->bands, AT_DROPOUT_BANDS) : st;
}

static enum at_status
put_features(struct at_lab *lab, const struct at_dropout *m)
{
	static const struct at_lab_column columns[] = {
		{ "feature", AT_LAB_WORDS, 0, NULL }, { "mean", AT_LAB_NUMBER, 0, NULL },
		{ "sd", AT_LAB_NUMBER, 0, NULL }, { "b", AT_LAB_NUMBER, 3, NULL },
	};
	static const struct at_lab_table table = { "features",
		"Log odds that a session is the last before a dropout, for each SD of a feature.",
		columns, (int)AT_COUNT(columns), false };
	enum at_status st = AT_OK;

	at_lab_table(lab, &table);
	for (int i = 0; i < AT_DROPOUT_FEATURES && st == AT_OK; i++) {
		if (!m->used[i])
			continue;
		at_lab_cell_text(lab, at_dropout_reason((enum at_dropout_feature)i));
		at_lab_cell_number(lab, m->mean[i]);
		at_lab_cell_number(lab, m->sd[i]);
		at_lab_cell_number(lab, m->b[1 + i]);
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

static const char *
reasons_text(struct at_arena *arena, const struct at_dropout_found *found)
{
	struct at_buffer text = at_buffer_init(arena);

	for (int i = 0; i < found->n_reasons; i++)
		at_buffer_printf(&text, "%s%s", i > 0 ? ", " : "",
		    at_dropout_reason(found->reasons[i]));
	return found->n_reasons == 0 ? NULL : at_buffer_string(&text);
}

static enum at_status
put_open(struct at_lab *lab, const struct at_dropout *m, const struct table *t)
{
	static const struct at_lab_column columns[] = {
		{ "client", AT_LAB_WORDS, 0, NULL }, { "band", AT_LAB_WORDS, 0, NULL },
		{ "reasons", AT_LAB_WORDS, 0, NULL },
	};
	static const struct at_lab_table table = { "rows", "Open episodes.", columns,
		(int)AT_COUNT(columns), true };
	enum at_status st = AT_OK;

	at_lab_table(lab, &table);
	for (int i = 0; i < t->input.n_episodes && st == AT_OK; i++) {
		const struct at_dropout_episode *e = &t->input.episodes[i];
		struct at_dropout_found found;

		if (e->closed || !at_dropout_find(m, t->input.rows + t->from[i],
		    t->from[i + 1] - t->from[i], e, &found))
			continue;
		at_lab_cell_text(lab, t->who[i]);
		at_lab_cell_text(lab, at_dropout_band_id(found.band));
		at_lab_cell_text(lab, reasons_text(lab->cli->call.arena, &found));
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

static enum at_status
put_model(struct at_lab *lab, const struct at_dropout *m)
{
	enum at_status st;

	at_lab_put_text(lab, "definition", at_dropout_definition_id(m->plan.definition));
	if (m->plan.definition == AT_DROPOUT_SHORT)
		at_lab_put_count(lab, "min_sessions", m->plan.sessions);
	if (m->plan.definition == AT_DROPOUT_UNCHANGED)
		at_lab_put_number(lab, "reliable", m->plan.reliable);
	at_lab_put_count(lab, "n_episodes", m->n_episodes);
	at_lab_put_count(lab, "n_dropped", m->n_dropped);
	at_lab_put_count(lab, "n_sessions", m->n_rows);
	at_lab_put_number(lab, "hazard", m->hazard);
	at_lab_put_number(lab, "lambda", m->lambda);
	at_lab_put_number(lab, "constant", m->b[0]);
	at_lab_put_number(lab, "calibration_slope", m->slope);
	at_lab_put_truth(lab, "calibrated", m->calibrated);
	st = put_features(lab, m);
	return st == AT_OK ? put_calibration(lab, m) : st;
}

enum at_status
at_course_run_dropout(struct at_cli *cli, const void *options)
{
	const struct at_course_options *o = options;
	struct at_dropout_plan plan;
	struct at_dropout model;
	struct table table;
	struct at_lab lab;
	enum at_status st = set_plan(cli, o, &plan);

	if (st == AT_OK)
		st = at_lab_begin(cli, o->format, &lab);
	if (st == AT_OK)
		st = read_table(&lab, o, &table);
	if (st == AT_OK)
		st = at_dropout_fit(cli->call.arena, &plan, &table.input, &model, &cli->err);
	if (st == AT_OK)
		st = put_model(&lab, &model);
	if (st == AT_OK)
		st = put_open(&lab, &model, &table);
	if (st != AT_OK)
		return st;
	at_lab_say(&lab, "high: twice the mean hazard of %.1f %% a session or more; low: under it"
	    " (house rule).  %s", 100 * model.hazard, model.calibrated ? "The bands fit this"
	    " archive." : "The bands do not\nfit this archive: do not use them.");
	at_lab_say(&lab, "Where somebody stands, not what will happen; to be talked about, never"
	    " sent to a client.");
	return at_lab_end(&lab, &table.used);
}
