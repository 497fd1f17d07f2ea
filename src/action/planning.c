/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "action/act.h"
#include "action/pair.h"
#include "action/planning.h"
#include "alliance/worth.h"
#include "base/log.h"
#include "store/consent.h"

/* Two cards of one session that lie so far apart on TOTAL are a wide gap: a house rule. */
static const double wide_gap = 1.5;

enum { TRIES = 3 };

/* ---- what has happened so far ---------------------------------------------------------- */

/* Whether the therapist may know of something that calls for a closer look.  What the
 * client said counts once the own card is in: a reaction card that waits before would
 * tell of it. */
static enum at_status
find_strain(struct at_call *call, const struct at_history *h, const struct at_session *session,
    bool *out)
{
	struct at_card_pair pair = at_pair_of(h, session, AT_SEES_THERAPIST, call->now);
	struct at_dyad_card client, therapist;
	enum at_status st = at_pair_card(call, &pair.client, &client);

	if (st == AT_OK)
		st = at_pair_card(call, &pair.therapist, &therapist);
	if (st != AT_OK)
		return st;
	*out = pair.therapist.answer != NULL && (at_worth_strained(therapist.strain)
	    || at_worth_strained(client.strain)
	    || fabs(client.total - therapist.total) >= wide_gap);
	return AT_OK;
}

static enum at_status
find_strained(struct at_call *call, const struct at_history *h, struct at_plan_facts *f)
{
	at_id *strained = AT_NEW(call->arena, at_id, (size_t)h->n_sessions);
	enum at_status st = AT_OK;

	for (int i = 0; i < h->n_sessions && st == AT_OK; i++) {
		bool is = false;

		st = find_strain(call, h, &h->sessions[i], &is);
		if (is)
			strained[f->n_strained++] = h->sessions[i].id;
	}
	f->strained = strained;
	return st;
}

static enum at_status
read_switches(struct at_call *call, const struct at_history *h, struct at_plan_facts *f)
{
	struct at_db *db = at_store_reader(call);
	struct at_switch *switches;
	int n;
	enum at_status st = db == NULL ? call->err->status : at_switch_list(call->arena, db,
	    h->client.org, h->client.site, f->episode.id, &switches, &n, call->err);

	for (int i = 0; st == AT_OK && i < n; i++) {
		const struct at_plan_row *row = at_plan_row(switches[i].plan);

		if (row != NULL)
			f->off[row - at_plan_rows] = !switches[i].on;
	}
	return st;
}

static enum at_status
read_rest(struct at_call *call, const struct at_history *h, struct at_plan_facts *f)
{
	const struct at_client *c = &h->client;
	struct at_db *db = at_store_reader(call);
	struct at_covers *covers = AT_NEW(call->arena, struct at_covers, 1);
	struct at_consent measuring;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_related_any(call->arena, db, c->org, c->id, &f->parent, call->err);
	if (st == AT_OK)
		st = at_measuring_load(call->arena, db, c->org, c->id, &measuring, call->err);
	if (st == AT_OK)
		st = at_episode_newest(call->arena, db, c->org, c->id, &f->episode, call->err);
	if (st == AT_OK)
		st = at_cover_load(call->arena, db, &h->site, covers, call->err);
	if (st != AT_OK)
		return st;
	f->goes_on = measuring.given;
	f->covers = covers;
	return AT_OK;
}

static enum at_status
read_facts(struct at_call *call, at_id org, at_id client, struct at_history *h,
    struct at_plan_facts *f)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	*h = (struct at_history){ 0 };
	if (db == NULL)
		return call->err->status;
	st = at_client_load(call->arena, db, org, client, &h->client, call->err);
	if (st == AT_OK)
		st = at_site_load(call->arena, db, org, h->client.site, &h->site, call->err);
	if (st == AT_OK)
		st = at_history_read(call, h);
	if (st != AT_OK)
		return st;
	*f = (struct at_plan_facts){ .library = call->house->library, .form = h->client.form,
		.relationships = h->relationships, .n_relationships = h->n_relationships,
		.sessions = h->sessions, .n_sessions = h->n_sessions,
		.dues = h->dues, .n_dues = h->n_dues,
		.answers = h->answers, .n_answers = h->n_answers,
		.hours = &h->site.hours, .now = call->now };
	st = read_rest(call, h, f);
	if (st == AT_OK)
		st = read_switches(call, h, f);
	return st == AT_OK ? find_strained(call, h, f) : st;
}

/* ---- bringing it in line --------------------------------------------------------------- */

struct settling {
	const struct at_client *client;
	struct at_due *made, *moved;
	at_id *revoked;
	int n_made, n_moved, n_revoked;
	bool stopped;                   /* what was begun is taken back, too */
	struct at_audit_line line;
};

static enum at_status
apply_settling(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct settling *s = job;
	enum at_status st = at_client_touch(db, s->client->org, s->client->id,
	    s->client->version, err);

	for (int i = 0; i < s->n_revoked && st == AT_OK; i++)
		st = at_due_revoke(db, s->client->org, s->revoked[i], s->stopped, err);
	for (int i = 0; i < s->n_moved && st == AT_OK; i++)
		st = at_due_move(db, &s->moved[i], err);
	for (int i = 0; i < s->n_made && st == AT_OK; i++)
		st = at_due_insert(db, &s->made[i], s->line.at, err);
	return st == AT_OK ? at_act_append(db, scratch, &s->line, err) : st;
}

static const struct at_planned *
wanted_as(const struct at_planned *planned, int n, const struct at_due *due)
{
	for (int i = 0; i < n; i++)
		if (at_plan_is(&planned[i], due))
			return &planned[i];
	return NULL;
}

/* Past windows are history, unless the session did not take place: then nobody left a card
 * unanswered. */
static bool
is_to_be_revoked(const struct at_plan_facts *f, const struct at_history *h,
    const struct at_due *due)
{
	const struct at_session *session = at_history_session(h, due->session);
	const struct at_plan_row *row = at_plan_row(due->plan);

	if (!f->goes_on || due->closes > f->now)
		return true;
	return session != NULL && row != NULL && row->when != AT_PLAN_MISSED
	    && (strcmp(session->state, "cancelled") == 0
	    || strcmp(session->state, "missed") == 0);
}

/* A reminder whose time is over when it is planned will not be sent. */
static at_ms
reminder(const struct at_planned *p, at_ms had, at_ms now)
{
	return p->reminds > now || p->reminds == had ? p->reminds : 0;
}

static void
move(const struct at_due *due, const struct at_planned *p, at_ms now, struct settling *s)
{
	struct at_due to = *due;

	to.opens = p->window.opens;
	to.closes = p->window.closes;
	to.first = p->first;
	to.instrument_version = p->instrument->version;
	to.reminds = reminder(p, due->reminds, now);
	if (to.opens != due->opens || to.closes != due->closes || to.reminds != due->reminds
	    || to.first != due->first || to.instrument_version != due->instrument_version)
		s->moved[s->n_moved++] = to;
}

/* Once measuring has stopped, nothing stays open: not what was begun, nor made by hand. */
static void
compare_dues(const struct at_plan_facts *f, const struct at_history *h,
    const struct at_planned *planned, int n, struct settling *s)
{
	for (int i = 0; i < f->n_dues; i++) {
		const struct at_due *due = &f->dues[i];
		const struct at_planned *p = wanted_as(planned, n, due);

		if (due->state != AT_DUE_OPEN
		    || (f->goes_on && (due->begun || due->plan[0] == '\0')))
			continue;
		if (p != NULL)
			move(due, p, f->now, s);
		else if (is_to_be_revoked(f, h, due))
			s->revoked[s->n_revoked++] = due->id;
	}
}

static void
compare_planned(struct at_call *call, const struct at_plan_facts *f,
    const struct at_planned *planned, int n, struct settling *s)
{
	for (int i = 0; i < n; i++) {
		const struct at_planned *p = &planned[i];
		bool there = false;

		for (int k = 0; k < f->n_dues && !there; k++)
			there = f->dues[k].state != AT_DUE_REVOKED && at_plan_is(p, &f->dues[k]);
		if (there)
			continue;
		s->made[s->n_made++] = (struct at_due){ .org = s->client->org,
			.id = at_store_id(call), .client = s->client->id,
			.relationship = p->relationship, .session = p->session,
			.site = s->client->site, .instrument = p->instrument->id,
			.instrument_version = p->instrument->version, .form = p->form,
			.first = p->first, .opens = p->window.opens,
			.closes = p->window.closes, .plan = p->row->key,
			.reminds = reminder(p, 0, f->now) };
	}
}

static enum at_status
settle_once(struct at_call *call, at_id org, at_id client)
{
	struct at_history h;
	struct at_plan_facts f;
	struct at_planned *planned;
	struct settling s = { .client = &h.client };
	int n;
	enum at_status st = read_facts(call, org, client, &h, &f);

	if (st != AT_OK || h.client.restricted || h.client.key.n_bytes == 0)
		return st;
	n = at_plan_of(call->arena, &f, &planned);
	s.made = AT_NEW(call->arena, struct at_due, (size_t)n);
	s.moved = AT_NEW(call->arena, struct at_due, (size_t)f.n_dues);
	s.revoked = AT_NEW(call->arena, at_id, (size_t)f.n_dues);
	s.stopped = !f.goes_on;
	compare_dues(&f, &h, planned, n, &s);
	compare_planned(call, &f, planned, n, &s);
	if (s.n_made + s.n_moved + s.n_revoked == 0)
		return AT_OK;
	s.line = at_act_line(call, "settle", "plan", f.episode.id, client);
	s.line.org = org;
	return at_store_write(call, apply_settling, &s);
}

enum at_status
at_plan_settle(struct at_call *call, at_id org, at_id client)
{
	enum at_status st = settle_once(call, org, client);

	/* Somebody else settled at the same time: look again at what there is now. */
	for (int i = 1; i < TRIES && st == AT_CONFLICT; i++) {
		at_error_clear(call->err);
		st = settle_once(call, org, client);
	}
	return st;
}

void
at_plan_answered(struct at_call *call, const struct at_due *due)
{
	struct at_error err = { 0 }, *kept = call->err;

	if (due->session == 0 || strcmp(due->instrument, "session") != 0
	    || strcmp(due->form, "parent") == 0)
		return;
	call->err = &err;
	if (at_plan_settle(call, due->org, due->client) != AT_OK)
		at_log_failure(AT_ERROR, "plan", &err);
	call->err = kept;
}
