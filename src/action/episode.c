/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "action/act.h"
#include "action/care.h"
#include "action/episode.h"
#include "action/history.h"
#include "action/planning.h"
#include "base/words.h"

/* How long a therapist has a client in view whose course has ended. */
static const at_ms afterglow = 14 * AT_DAY;

struct turning {
	at_id ends;
	at_ms ends_at;
	at_id closes;                   /* an episode; 0: it goes on */
	struct at_relationship begins;  /* id 0: none */
	struct at_session *sessions;    /* to come, as they will be */
	int n_sessions;
	struct at_audit_line line;
};

static enum at_status
apply_turning(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct turning *t = job;
	enum at_status st = at_relationship_end(db, t->line.org, t->ends, t->ends_at, err);

	if (st == AT_OK && t->closes != 0)
		st = at_episode_close(db, t->line.org, t->closes, t->line.at, err);
	if (st == AT_OK && t->begins.id != 0)
		st = at_relationship_insert(db, &t->begins, err);
	for (int i = 0; i < t->n_sessions && st == AT_OK; i++)
		st = at_session_update(db, &t->sessions[i], err);
	return st == AT_OK ? at_act_append(db, scratch, &t->line, err) : st;
}

/* The course as it runs, with the sessions that are planned for later; *out NULL: it has
 * ended. */
static enum at_status
read_course(struct at_call *call, at_id client, enum at_verb verb, struct at_history *h,
    struct turning *t, const struct at_relationship **out)
{
	struct at_db *db;
	struct at_care_episode episode;
	enum at_status st = at_history_open(call, client, AT_RES_EPISODE, verb, h);

	*out = NULL;
	if (st == AT_OK)
		st = at_history_read(call, h);
	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	st = at_episode_newest(call->arena, db, h->client.org, client, &episode, call->err);
	if (st == AT_OK && episode.closed == 0)
		*out = at_history_running(h, call->now);
	if (*out == NULL)
		return st;
	*t = (struct turning){ .ends = (*out)->id, .ends_at = call->now,
		.sessions = AT_NEW(call->arena, struct at_session, (size_t)h->n_sessions) };
	for (int i = 0; i < h->n_sessions; i++)
		if (h->sessions[i].starts > call->now
		    && h->sessions[i].relationship == (*out)->id
		    && strcmp(h->sessions[i].state, "planned") == 0)
			t->sessions[t->n_sessions++] = h->sessions[i];
	return AT_OK;
}

/* The same, of a course that has not ended. */
static enum at_status
open_course(struct at_call *call, at_id client, struct at_history *h, struct turning *t,
    const struct at_relationship **out)
{
	enum at_status st = read_course(call, client, AT_WRITE, h, t, out);

	if (st == AT_OK && *out == NULL)
		return at_fail(call->err, AT_INVALID, "%s",
		    at_tr(call, "This course of therapy has ended."));
	return st;
}

static int
by_name(const void *a, const void *b)
{
	const struct at_staff *one = a, *other = b;

	return strcmp(one->name, other->name);
}

enum at_status
at_action_episode_view(struct at_call *call, at_id client, struct at_episode_view *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_history h;
	struct turning t = { 0 };
	const struct at_relationship *with;
	struct at_staff *all;
	int n_all;
	enum at_status st;

	*out = (struct at_episode_view){ 0 };
	if (db == NULL)
		return call->err->status;
	st = read_course(call, client, AT_VIEW, &h, &t, &with);
	if (st == AT_OK)
		st = at_act_name(call, &h.client, &out->client_name);
	if (st == AT_OK)
		st = at_staff_list(call->arena, db, h.client.org, &all, &n_all, call->err);
	if (st != AT_OK || with == NULL)
		return st;
	out->running = true;
	out->n_to_come = t.n_sessions;
	out->therapists = AT_NEW(call->arena, struct at_staff, (size_t)n_all);
	for (int i = 0; i < n_all; i++)
		if ((all[i].subjects & AT_THERAPIST) != 0 && !all[i].disabled
		    && all[i].id != with->therapist)
			out->therapists[out->n_therapists++] = all[i];
	if (out->n_therapists > 1)
		qsort(out->therapists, (size_t)out->n_therapists, sizeof *out->therapists,
		    by_name);
	return AT_OK;
}

enum at_status
at_action_change_therapist(struct at_call *call, at_id client, const char *therapist)
{
	struct at_history h;
	struct turning t;
	const struct at_relationship *old;
	struct at_staff next;
	enum at_status st = open_course(call, client, &h, &t, &old);

	if (st == AT_OK)
		st = at_care_therapist(call, therapist, &next);
	if (st != AT_OK)
		return st;
	if (next.id == old->therapist)
		return at_fail(call->err, AT_INVALID, "%s is the therapist already.", therapist);
	t.begins = (struct at_relationship){ .org = old->org, .id = at_store_id(call),
		.episode = old->episode, .client = client, .therapist = next.id,
		.from = call->now };
	for (int i = 0; i < t.n_sessions; i++) {
		t.sessions[i].relationship = t.begins.id;
		t.sessions[i].number = i + 1;
	}
	t.line = at_act_line(call, "change-therapist", "client", client, client);
	st = at_store_write(call, apply_turning, &t);
	return st == AT_OK ? at_plan_settle(call, old->org, client) : st;
}

enum at_status
at_action_client_end(struct at_call *call, at_id client)
{
	struct at_history h;
	struct turning t;
	const struct at_relationship *with;
	enum at_status st = open_course(call, client, &h, &t, &with);

	if (st != AT_OK)
		return st;
	t.ends_at = call->now + afterglow;
	t.closes = with->episode;
	for (int i = 0; i < t.n_sessions; i++)
		t.sessions[i].state = "cancelled";
	t.line = at_act_line(call, "end", "client", client, client);
	st = at_store_write(call, apply_turning, &t);
	return st == AT_OK ? at_plan_settle(call, with->org, client) : st;
}
