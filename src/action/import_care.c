/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The course of therapy of an imported client: from when, with whom, which sessions. */
#include <string.h>

#include "action/act.h"
#include "action/import_client.h"

enum { NOON = 12, MIDNIGHT = 24 };

/* ---- with whom -------------------------------------------------------------------------- */

static struct at_import_with *
with_of(struct at_import_course *c, at_id therapist)
{
	for (int i = 0; i < c->rows->n_with; i++)
		if (c->rows->with[i].row.therapist == therapist)
			return &c->rows->with[i];
	return NULL;
}

/* A relationship there is, or one that begins. */
static struct at_import_with *
add_with(struct at_import_course *c, int therapist, int32_t day)
{
	at_id id = c->work->staff[therapist].id;
	struct at_import_with *with = with_of(c, id);

	if (with == NULL) {
		c->rows->with = at_one_more(c->arena, c->rows->with, c->rows->n_with,
		    sizeof *c->rows->with);
		with = &c->rows->with[c->rows->n_with++];
		*with = (struct at_import_with){ .new = true, .first = day, .last = day,
			.row = { .org = c->rows->client.org, .client = c->rows->client.id,
			.therapist = id, .id = c->keep ? at_store_id(c->call) : 0 } };
		c->rows->any = true;
	}
	with->first = day < with->first ? day : with->first;
	with->last = day > with->last ? day : with->last;
	return with;
}

/* Those the client has: the newest with each therapist. */
static enum at_status
load_with(struct at_import_course *c)
{
	struct at_db *db = at_store_reader(c->call);
	struct at_relationship *all;
	int n;
	enum at_status st;

	if (db == NULL)
		return c->call->err->status;
	st = at_relationship_list(c->arena, db, c->rows->client.org, c->rows->client.id, &all, &n,
	    c->call->err);
	for (int i = 0; i < n && st == AT_OK; i++) {
		if (with_of(c, all[i].therapist) != NULL)
			continue;
		c->rows->with = at_one_more(c->arena, c->rows->with, c->rows->n_with,
		    sizeof *c->rows->with);
		c->rows->with[c->rows->n_with++] = (struct at_import_with){ .row = all[i],
			.first = INT32_MAX, .last = INT32_MIN };
	}
	for (int i = 0; i < c->n_old_sessions && st == AT_OK; i++) {
		const struct at_session *s = &c->old_sessions[i];

		for (int k = 0; k < c->rows->n_with; k++) {
			struct at_import_with *with = &c->rows->with[k];

			if (with->row.id != s->relationship)
				continue;
			with->first = s->day < with->first ? (int32_t)s->day : with->first;
			with->last = s->day > with->last ? (int32_t)s->day : with->last;
		}
	}
	return st;
}

/* ---- sessions --------------------------------------------------------------------------- */

static const struct at_session *
old_session(const struct at_import_course *c, const struct at_import_with *with, int number)
{
	for (int i = 0; i < c->n_old_sessions && !with->new; i++)
		if (c->old_sessions[i].relationship == with->row.id
		    && c->old_sessions[i].number == number)
			return &c->old_sessions[i];
	return NULL;
}

/* The session of a form, made when it is the first of it; NULL: the store has it on
 * another day. */
static const struct at_session *
session_of(struct at_import_course *c, const struct at_import_with *with,
    const struct at_import_form *form)
{
	struct at_import_rows *rows = c->rows;
	const struct at_session *s = old_session(c, with, form->session);
	struct at_session *new = rows->n_sessions == 0 ? NULL
	    : &rows->sessions[rows->n_sessions - 1];
	at_ms noon;

	if (s != NULL)
		return s->day == form->day ? s : NULL;
	if (new != NULL && new->number == form->session && new->relationship == with->row.id
	    && new->day == form->day)
		return new;
	noon = at_import_moment(c, form->day, NOON);
	rows->sessions = at_one_more(c->arena, rows->sessions, rows->n_sessions,
	    sizeof *rows->sessions);
	new = &rows->sessions[rows->n_sessions++];
	*new = (struct at_session){ .org = rows->client.org, .relationship = with->row.id,
		.client = rows->client.id, .number = form->session, .starts = noon,
		.ends = noon + 50 * AT_MINUTE, .day = form->day, .state = "attended",
		.id = c->keep ? at_store_id(c->call) : 0 };
	rows->any = true;
	return new;
}

static void
place_form(struct at_import_course *c, int i)
{
	struct at_import_form *form = c->forms[i];
	const struct at_import_with *with = add_with(c, form->therapist, form->day);
	const struct at_session *s = NULL;
	struct at_import_hour *hour = &c->hours[i];

	if (form->session != 0 && (s = session_of(c, with, form)) == NULL) {
		char date[AT_DATE_ROOM];

		s = old_session(c, with, form->session);
		at_date_format(at_date_of_days(s->day), date);
		at_import_refuse(c, form, "date", at_printf(c->work->scratch, "expected %s: session"
		    " %d is here already, on that day", date, form->session));
		return;
	}
	*hour = (struct at_import_hour){ .relationship = with->row.id };
	if (s != NULL) {
		hour->session = s->id;
		hour->starts = s->starts;
		hour->ends = s->ends;
	} else {
		hour->starts = hour->ends = at_import_moment(c, form->day, NOON);
	}
}

/* ---- from when to when ------------------------------------------------------------------ */

static at_ms
no_later(const struct at_import_course *c, at_ms at)
{
	return at < c->call->now ? at : c->call->now;
}

/* Nothing is planned: what the source says has ended is not still going on here. */
static bool
goes_on_here(const struct at_import_course *c)
{
	for (int i = 0; i < c->n_old_sessions; i++)
		if (c->old_sessions[i].starts > c->call->now
		    && strcmp(c->old_sessions[i].state, "planned") == 0)
			return true;
	return false;
}

static void
span(const struct at_import_course *c, int32_t *first, int32_t *last)
{
	*first = c->person->first_day == AT_IMPORT_NO_DAY ? INT32_MAX : c->person->first_day;
	*last = c->person->first_day == AT_IMPORT_NO_DAY ? INT32_MIN : c->person->first_day;
	for (int i = 0; i < c->rows->n_with; i++) {
		const struct at_import_with *with = &c->rows->with[i];

		*first = with->first < *first ? with->first : *first;
		*last = with->last > *last ? with->last : *last;
	}
}

/* The course of therapy grows to hold what was taken in; it ends where the source says so. */
static void
settle_episode(struct at_import_course *c, at_ms opens, at_ms closes)
{
	struct at_care_episode *e = &c->rows->episode;
	bool ends = c->person->told && c->person->ended && !goes_on_here(c);

	if (c->rows->episode_new)
		*e = (struct at_care_episode){ .org = c->rows->client.org,
			.client = c->rows->client.id, .site = c->site, .opened = opens,
			.id = c->keep ? at_store_id(c->call) : 0 };
	if (opens < e->opened) {
		e->opened = opens;
		c->rows->episode_moved = true;
	}
	if ((ends && e->closed == 0) || (e->closed != 0 && e->closed < closes)) {
		if (!c->keep && e->closed == 0)
			c->work->sum->episodes_ended++;
		e->closed = closes;
		c->rows->episode_moved = true;
	}
	c->rows->any |= c->rows->episode_new || c->rows->episode_moved;
}

/* Who was with the client last stays until the end; the others until their last hour. */
static void
settle_with(struct at_import_course *c, int32_t last, at_ms opens)
{
	at_ms closed = c->rows->episode.closed;

	for (int i = 0; i < c->rows->n_with; i++) {
		struct at_import_with *with = &c->rows->with[i];
		at_ms from = c->rows->n_with == 1 ? opens : with->first == INT32_MAX
		    ? with->row.from : at_import_moment(c, with->first, 0);
		at_ms to = with->last == last || c->rows->n_with == 1 ? closed
		    : with->last == INT32_MIN ? with->row.to
		    : no_later(c, at_import_moment(c, with->last, MIDNIGHT));

		if (with->new)
			with->row.episode = c->rows->episode.id;
		if (with->new || from < with->row.from) {
			with->row.from = from;
			with->moved = true;
		}
		if (to != 0 && (with->new || (closed != 0 && (with->row.to == 0
		    || with->row.to < to)))) {
			with->row.to = to;
			with->moved = true;
		}
		c->rows->any |= with->moved;
	}
}

enum at_status
at_import_client_care(struct at_import_course *c)
{
	struct at_db *db = at_store_reader(c->call);
	int32_t first, last;
	at_ms opens, closes;
	enum at_status st = AT_OK;

	if (db == NULL)
		return c->call->err->status;
	if (!c->rows->new)
		st = load_with(c);
	if (st == AT_OK && !c->rows->new)
		st = at_episode_newest(c->arena, db, c->rows->client.org, c->rows->client.id,
		    &c->rows->episode, c->call->err);
	if (st != AT_OK)
		return st;
	c->rows->episode_new = c->rows->episode.id == 0;
	c->hours = AT_NEW(c->arena, struct at_import_hour, (size_t)c->n_forms);
	for (int i = 0; i < c->n_forms; i++)
		place_form(c, i);
	if (c->person->therapist >= 0 && c->person->first_day != AT_IMPORT_NO_DAY)
		add_with(c, c->person->therapist, c->person->first_day);
	span(c, &first, &last);
	opens = first == INT32_MAX ? c->call->now : at_import_moment(c, first, 0);
	closes = last == INT32_MIN ? c->call->now
	    : no_later(c, at_import_moment(c, last, MIDNIGHT));
	settle_episode(c, opens, closes);
	settle_with(c, last, opens);
	return AT_OK;
}
