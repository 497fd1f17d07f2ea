/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/history.h"
#include "action/planning.h"
#include "action/session.h"

static const at_ms longest_back = 366 * AT_DAY, longest_ahead = 2 * 366 * AT_DAY;

static bool
is(const struct at_session *session, const char *state)
{
	return strcmp(session->state, state) == 0;
}

/* ---- what makes no sense ------------------------------------------------------------- */

static enum at_status
check_state(struct at_call *call, const struct at_session *s)
{
	static const char *const states[] = { "planned", "attended", "cancelled", "missed" };
	bool known = false;

	for (size_t i = 0; i < AT_COUNT(states); i++)
		known = known || is(s, states[i]);
	if (!known)
		return at_fail(call->err, AT_INVALID, "A session is planned, attended, cancelled "
		    "or missed, not \"%s\".", s->state);
	if (s->starts > call->now && (is(s, "attended") || is(s, "missed")))
		return at_fail(call->err, AT_INVALID, "This session has not begun yet: it can be "
		    "planned or cancelled, not %s.", s->state);
	return AT_OK;
}

static enum at_status
check_times(struct at_call *call, const struct at_history *h, const struct at_session *s)
{
	at_ms lasts = s->ends - s->starts;

	if (lasts < AT_SESSION_LEAST * AT_MINUTE || lasts > AT_SESSION_MOST * AT_MINUTE)
		return at_fail(call->err, AT_INVALID, "A session lasts %d to %d minutes.",
		    AT_SESSION_LEAST, AT_SESSION_MOST);
	if (s->starts < call->now - longest_back)
		return at_fail(call->err, AT_INVALID, "That is more than a year ago.");
	if (s->starts > call->now + longest_ahead)
		return at_fail(call->err, AT_INVALID, "That is more than two years ahead.");
	if (!is(s, "planned") && !is(s, "attended"))
		return AT_OK;
	for (int i = 0; i < h->n_sessions; i++) {
		const struct at_session *o = &h->sessions[i];

		if (o->id != s->id && (is(o, "planned") || is(o, "attended"))
		    && o->starts < s->ends && s->starts < o->ends)
			return at_fail(call->err, AT_INVALID, "The client has another session at "
			    "that time.");
	}
	return AT_OK;
}

/* Whether somebody has sent a card on how the session was. */
static bool
has_card(const struct at_call *call, const struct at_history *h, at_id session)
{
	for (int i = 0; i < h->n_answers; i++) {
		const struct at_instrument *instrument = at_library_find(call->house->library,
		    h->answers[i].instrument);

		if (h->answers[i].session == session && instrument != NULL
		    && strcmp(instrument->when, "after") == 0)
			return true;
	}
	return false;
}

static enum at_status
check_change(struct at_call *call, const struct at_history *h, const struct at_session *from,
    const struct at_session *to)
{
	const struct at_relationship *with = at_history_relationship(h, from->relationship);
	bool moved = to->starts != from->starts || to->ends != from->ends;

	if (call->who->staff != 0 && (with == NULL || with->therapist != call->who->staff))
		return at_fail(call->err, AT_DENIED, "This session is not one of yours.");
	if (moved && (is(from, "cancelled") || is(from, "missed")) && !is(to, "planned"))
		return at_fail(call->err, AT_INVALID, "This session was %s: plan it again to move "
		    "it.", from->state);
	if ((moved || !is(to, "attended")) && has_card(call, h, from->id))
		return at_fail(call->err, AT_INVALID, "There is a card about this session: it took "
		    "place, and when it did.");
	return AT_OK;
}

/* ---- changes --------------------------------------------------------------------------- */

struct sitting {
	struct at_session session;
	bool new;
	struct at_audit_line line;
};

static enum at_status
apply_session(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct sitting *s = job;
	enum at_status st = s->new ? at_session_insert(db, &s->session, err)
	    : at_session_update(db, &s->session, err);

	return st == AT_OK ? at_act_append(db, scratch, &s->line, err) : st;
}

static enum at_status
keep(struct at_call *call, const struct at_history *h, struct sitting *job, const char *verb)
{
	struct at_session *s = &job->session;
	enum at_status st = check_state(call, s);

	if (st == AT_OK)
		st = check_times(call, h, s);
	if (st != AT_OK)
		return st;
	s->day = at_date_days(at_zone_local(h->site.zone, s->starts).date);
	job->line = at_act_line(call, verb, "session", s->id, s->client);
	st = at_store_write(call, apply_session, job);
	return st == AT_OK ? at_plan_settle(call, s->org, s->client) : st;
}

static enum at_status
open_course(struct at_call *call, at_id client, struct at_history *h,
    const struct at_relationship **out)
{
	struct at_db *db;
	struct at_care_episode episode;
	enum at_status st = at_history_open(call, client, AT_RES_SESSION, AT_WRITE, h);

	if (st == AT_OK)
		st = at_history_read(call, h);
	if (st != AT_OK)
		return st;
	*out = at_history_running(h, call->now);
	if (*out == NULL)
		return at_fail(call->err, AT_NOT_FOUND, "This client has no therapist now.");
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	st = at_episode_newest(call->arena, db, h->client.org, client, &episode, call->err);
	if (st == AT_OK && episode.closed != 0)
		return at_fail(call->err, AT_INVALID, "This course of therapy has ended.");
	return st;
}

enum at_status
at_action_session_add(struct at_call *call, at_id client, at_ms starts, int minutes,
    const char *state, at_id *out)
{
	struct at_history h;
	const struct at_relationship *with;
	struct sitting job = { .new = true };
	int number = 0;
	enum at_status st = open_course(call, client, &h, &with);

	if (st != AT_OK)
		return st;
	for (int i = 0; i < h.n_sessions; i++)
		if (h.sessions[i].relationship == with->id && h.sessions[i].number > number)
			number = h.sessions[i].number;
	job.session = (struct at_session){ .org = h.client.org, .id = at_store_id(call),
		.relationship = with->id, .client = client, .number = number + 1,
		.starts = starts, .ends = starts + minutes * AT_MINUTE, .state = state };
	st = keep(call, &h, &job, "add");
	if (st == AT_OK)
		*out = job.session.id;
	return st;
}

enum at_status
at_action_session_rows(struct at_call *call, at_id client, struct at_session **out, int *out_n,
    const struct at_zone **out_zone)
{
	struct at_db *db;
	struct at_history h;
	enum at_status st = at_history_open(call, client, AT_RES_SESSION, AT_VIEW, &h);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	*out_zone = h.site.zone;
	return at_session_list(call->arena, db, h.client.org, client, out, out_n, call->err);
}

enum at_status
at_action_session_change(struct at_call *call, const struct at_session_change *change)
{
	struct at_db *db = at_store_reader(call);
	struct at_history h;
	struct at_session from;
	struct sitting job = { .new = false };
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_session_load(call->arena, db, call->who->org, change->session, &from, call->err);
	if (st == AT_OK)
		st = at_history_open(call, from.client, AT_RES_SESSION, AT_WRITE, &h);
	if (st == AT_OK)
		st = at_history_read(call, &h);
	if (st != AT_OK)
		return st;
	job.session = from;
	job.session.version = change->version;
	if (change->state != NULL)
		job.session.state = change->state;
	if (change->starts != 0) {
		job.session.starts = change->starts;
		job.session.ends = change->starts + (change->minutes == 0
		    ? from.ends - from.starts : change->minutes * AT_MINUTE);
	}
	st = check_change(call, &h, &from, &job.session);
	return st == AT_OK ? keep(call, &h, &job, change->starts != 0 ? "move" : "change") : st;
}

enum at_status
at_action_session_set(struct at_call *call, at_id client, int number, const char *state)
{
	struct at_history h;
	const struct at_relationship *with;
	enum at_status st = open_course(call, client, &h, &with);

	for (int i = 0; st == AT_OK && i < h.n_sessions; i++) {
		const struct at_session_change change = { .session = h.sessions[i].id,
			.version = h.sessions[i].version, .state = state };

		if (h.sessions[i].relationship == with->id && h.sessions[i].number == number)
			return at_action_session_change(call, &change);
	}
	return st != AT_OK ? st : at_fail(call->err, AT_NOT_FOUND, "There is no session %d.",
	    number);
}
