/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/history.h"

enum at_status
at_history_open(struct at_call *call, at_id client, enum at_resource resource,
    enum at_verb verb, struct at_history *out)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	*out = (struct at_history){ 0 };
	if (db == NULL)
		return call->err->status;
	st = at_client_load(call->arena, db, call->who->org, client, &out->client, call->err);
	if (st == AT_OK)
		st = at_care_stand(call->arena, db, call->who, &out->client, call->now,
		    &out->stand, call->err);
	if (st == AT_OK)
		st = at_act_allow(call, out->stand.relations, resource, verb);
	if (st == AT_OK)
		st = at_act_usable(call, &out->client);
	return st == AT_OK ? at_site_load(call->arena, db, out->client.org, out->client.site,
	    &out->site, call->err) : st;
}

enum at_status
at_history_read(struct at_call *call, struct at_history *h)
{
	const struct at_client *c = &h->client;
	struct at_arena *arena = call->arena;
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_relationship_list(arena, db, c->org, c->id, &h->relationships,
	    &h->n_relationships, call->err);
	if (st == AT_OK)
		st = at_session_list(arena, db, c->org, c->id, &h->sessions, &h->n_sessions,
		    call->err);
	if (st == AT_OK)
		st = at_due_list(arena, db, c->org, c->id, &h->dues, &h->n_dues, call->err);
	if (st == AT_OK)
		st = at_answer_list(arena, db, c->org, c->id, &h->answers, &h->n_answers,
		    call->err);
	if (st == AT_OK)
		st = at_opened_list(arena, db, c->org, c->id, &h->opened, &h->n_opened,
		    call->err);
	if (st == AT_OK)
		st = at_released_list(arena, db, c->org, c->id, &h->released, &h->n_released,
		    call->err);
	if (st == AT_OK)
		st = at_said_read_list(arena, db, c->org, c->id, &h->reads, &h->n_reads,
		    call->err);
	return st == AT_OK ? at_care_supervisees(arena, db, c->org, call->who->staff, call->now,
	    &h->supervisees, &h->n_supervisees, call->err) : st;
}

bool
at_history_in_period(const struct at_history *h, at_ms at)
{
	return h->stand.to == 0 || (at >= h->stand.from && at < h->stand.to);
}

const struct at_relationship *
at_history_relationship(const struct at_history *h, at_id id)
{
	for (int i = 0; i < h->n_relationships; i++)
		if (h->relationships[i].id == id)
			return &h->relationships[i];
	return NULL;
}

at_id
at_history_episode(const struct at_history *h, at_id relationship)
{
	const struct at_relationship *found = at_history_relationship(h, relationship);

	return found == NULL ? 0 : found->episode;
}

const struct at_relationship *
at_history_running(const struct at_history *h, at_ms now)
{
	for (int i = 0; i < h->n_relationships; i++)
		if (h->relationships[i].to == 0 || h->relationships[i].to > now)
			return &h->relationships[i];
	return NULL;
}

const struct at_session *
at_history_session(const struct at_history *h, at_id id)
{
	for (int i = 0; id != 0 && i < h->n_sessions; i++)
		if (h->sessions[i].id == id)
			return &h->sessions[i];
	return NULL;
}

const struct at_session *
at_history_after(const struct at_history *h, const struct at_session *session)
{
	for (int i = 0; i < h->n_sessions; i++)
		if (h->sessions[i].starts > session->starts
		    && strcmp(h->sessions[i].state, "cancelled") != 0)
			return &h->sessions[i];
	return NULL;
}

bool
at_history_held(const struct at_history *h, const struct at_session *session, at_ms now)
{
	if (session->starts > now)
		return false;
	if (strcmp(session->state, "planned") != 0)
		return strcmp(session->state, "attended") == 0;
	for (int i = 0; i < h->n_answers; i++)
		if (h->answers[i].session == session->id
		    && strcmp(h->answers[i].instrument, "session") == 0)
			return true;
	return false;
}

static bool
supervises(const struct at_history *h, at_id therapist)
{
	for (int i = 0; i < h->n_supervisees; i++)
		if (h->supervisees[i] == therapist)
			return true;
	return false;
}

enum at_viewer
at_history_viewer(const struct at_history *h, at_id staff, at_id relationship, at_ms now)
{
	const struct at_relationship *hour = at_history_relationship(h, relationship);

	if (hour == NULL)
		return AT_SEES_NOTHING;
	if (hour->therapist == staff)
		return hour->to == 0 || hour->to > now ? AT_SEES_THERAPIST : AT_SEES_FORMER;
	if (supervises(h, hour->therapist))
		return AT_SEES_SUPERVISOR;
	return (h->stand.relations & AT_REL_OWN) != 0 ? AT_SEES_NEXT : AT_SEES_NOTHING;
}

bool
at_history_released(const struct at_history *h, at_id relationship, const char *what)
{
	for (int i = 0; i < h->n_released; i++)
		if (h->released[i].relationship == relationship
		    && strcmp(h->released[i].what, what) == 0)
			return true;
	return false;
}
