/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/client_view.h"
#include "action/pair.h"
#include "action/window.h"
#include "base/words.h"

enum { MOST_LOOKS = 30 };

const char *const at_release_names[AT_N_RELEASES] = { "ratings", "reaction", "flags" };

/* One client's page in the making. */
struct reading {
	struct at_call *call;
	struct at_client_view *view;
	struct at_history h;
};

static bool
is_mine(const struct reading *r, at_id relationship)
{
	const struct at_relationship *found = at_history_relationship(&r->h, relationship);

	return found != NULL && found->therapist == r->call->who->staff;
}

/* Who has looked, as far as a former therapist may know. */
static enum at_status
read_looks(struct reading *r)
{
	struct at_client_view *view = r->view;
	const struct at_client *client = &r->h.client;
	struct at_db *db = at_store_reader(r->call);
	int n = 0;
	enum at_status st;

	if (db == NULL)
		return r->call->err->status;
	st = at_audit_looks(r->call->arena, db, client->org, client->id, MOST_LOOKS, &view->looks,
	    &view->n_looks, r->call->err);
	if (st != AT_OK)
		return st;
	for (int i = 0; i < view->n_looks; i++)
		if (at_history_in_period(&r->h, view->looks[i].at))
			view->looks[n++] = view->looks[i];
	view->n_looks = n;
	return AT_OK;
}

static void
describe(struct reading *r)
{
	struct at_client_view *view = r->view;
	at_ms now = r->call->now;

	view->therapist = "";
	for (int i = 0; r->h.stand.to == 0 && i < r->h.n_relationships; i++) {
		const struct at_relationship *rel = &r->h.relationships[i];

		if ((rel->to != 0 && rel->to <= now) || view->therapist[0] != '\0')
			continue;
		view->therapist = rel->therapist_name;
		view->therapist_is_asker = rel->therapist == r->call->who->staff;
		view->since = rel->from;
	}
	for (int i = 0; i < r->h.n_sessions; i++)
		if (r->h.sessions[i].ends <= now && strcmp(r->h.sessions[i].state, "attended") == 0
		    && at_history_in_period(&r->h, r->h.sessions[i].starts))
			view->last = &r->h.sessions[i];
	if (r->h.stand.to == 0)
		view->next = at_session_next(r->h.sessions, r->h.n_sessions, now);
}

static enum at_status
read_outcomes(struct reading *r)
{
	struct at_client_view *view = r->view;
	enum at_status st = at_outcome_read(r->call, &r->h, &view->courses, &view->n_courses);

	return st == AT_OK ? at_outcome_track(r->call, &r->h, view->courses, view->n_courses)
	    : st;
}

/* ---- flags ------------------------------------------------------------------ */

static enum at_status
read_flags(struct reading *r)
{
	struct at_kept_flag *flags;
	int n;
	enum at_status st = at_worth_judge(r->call, &r->h, &flags, &n);

	return st == AT_OK ? at_worth_views(r->call, &r->h, flags, n, &r->view->flags) : st;
}

/* ---- what was said, own cards ------------------------------------------ */

/* A card about an hour of the own period is read though it comes in after its end: the
 * client was told by whom, and nobody else may. */
static bool
is_said_to_asker(const struct reading *r, const struct at_answer *answer)
{
	const struct at_session *session = at_history_session(&r->h, answer->session);

	return is_mine(r, answer->relationship)
	    && at_history_in_period(&r->h, session == NULL ? answer->at : session->starts);
}

/* The client's card of an hour whose own card comes first. */
static bool
waits(const struct reading *r, const struct at_answer *answer)
{
	const struct at_session *session = at_history_session(&r->h, answer->session);
	struct at_card_pair pair;

	if (session == NULL || strcmp(answer->instrument, "session") != 0)
		return false;
	pair = at_pair_of(&r->h, session, AT_SEES_THERAPIST, r->call->now);
	return pair.client.answer == answer
	    && at_pair_comes_first(&r->h, &pair, r->call->who->staff);
}

struct marking {
	struct at_said_read *reads;
	int n_reads;
};

static enum at_status
apply_marks(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct marking *m = job;
	enum at_status st = AT_OK;

	(void)scratch;
	for (int i = 0; i < m->n_reads && st == AT_OK; i++)
		st = at_said_read_insert(db, &m->reads[i], err);
	return st;
}

/* One answer: shown and marked as read, or told of. */
static enum at_status
read_saying(struct reading *r, const struct at_answer *answer, struct marking *marks)
{
	struct at_call *call = r->call;
	struct at_client_view *view = r->view;
	const struct at_session *session = at_history_session(&r->h, answer->session);
	struct at_saying *saying = &view->sayings[view->n_sayings];
	enum at_status st = (at_saying_is_addressed(answer) ? at_saying_read_rest
	    : at_saying_read)(call, &view->client, answer,
	    session == NULL ? 0 : session->number, saying);

	if (st != AT_OK || at_saying_is_empty(saying))
		return st;
	if (waits(r, answer)) {
		view->unopened[view->n_unopened++] = (struct at_unopened){ session->id,
			session->number };
		return AT_OK;
	}
	view->n_sayings++;
	if (strcmp(answer->form, "therapist") != 0 && at_said_read_find(r->h.reads, r->h.n_reads,
	    answer->id, call->who->staff) == 0)
		marks->reads[marks->n_reads++] = (struct at_said_read){ view->client.org,
			answer->id, view->client.id, call->who->staff, call->now };
	return AT_OK;
}

/* What was said to this therapist: nothing that was addressed to someone else, not even
 * that it was. */
static enum at_status
read_sayings(struct reading *r)
{
	struct at_call *call = r->call;
	struct at_client_view *view = r->view;
	struct marking marks = { AT_NEW(call->arena, struct at_said_read,
	    (size_t)r->h.n_answers), 0 };
	enum at_status st = AT_OK;

	view->sayings = AT_NEW(call->arena, struct at_saying, (size_t)r->h.n_answers);
	view->unopened = AT_NEW(call->arena, struct at_unopened, (size_t)r->h.n_answers);
	if (!at_policy_allows(call->who->subjects, view->relations, AT_RES_WORDS, AT_VIEW))
		return AT_OK;
	for (int i = r->h.n_answers - 1; i >= 0 && st == AT_OK; i--)
		if (is_said_to_asker(r, &r->h.answers[i]))
			st = read_saying(r, &r->h.answers[i], &marks);
	return st == AT_OK && marks.n_reads > 0 ? at_store_write(call, apply_marks, &marks) : st;
}

/* Sessions as far as the viewer may know of them, and what is released. */
static void
read_sessions(struct reading *r)
{
	struct at_client_view *view = r->view;
	const struct at_relationship *running = at_history_running(&r->h, r->call->now);

	view->sessions = AT_NEW(r->call->arena, struct at_session, (size_t)r->h.n_sessions);
	for (int i = 0; i < r->h.n_sessions; i++)
		if (at_history_in_period(&r->h, r->h.sessions[i].starts))
			view->sessions[view->n_sessions++] = r->h.sessions[i];
	for (int i = 0; running != NULL && i < AT_N_RELEASES; i++)
		view->released[i] = at_history_released(&r->h, running->id,
		    at_release_names[i]);
}

static enum at_status
read_own_cards(struct reading *r)
{
	struct at_call *call = r->call;
	struct at_client_view *view = r->view;

	view->own_cards = AT_NEW(call->arena, struct at_own_card, (size_t)r->h.n_dues);
	if (!at_policy_allows(call->who->subjects, view->relations, AT_RES_OWN_CARD, AT_WRITE))
		return AT_OK;
	for (int i = 0; i < r->h.n_dues; i++) {
		const struct at_due *due = &r->h.dues[i];
		const struct at_session *session = at_history_session(&r->h, due->session);
		at_ms taken = at_window_taken_until(due->form, due->closes,
		    session == NULL ? NULL : at_history_after(&r->h, session));
		struct at_asking *asking;
		struct at_said said;
		enum at_status st;

		if (due->state != AT_DUE_OPEN || strcmp(due->form, "therapist") != 0
		    || due->opens > call->now || taken <= call->now
		    || !is_mine(r, due->relationship))
			continue;
		st = at_asking_open(call, due->org, due->site,
		    at_library_find(call->house->library, due->instrument), due->form, false,
		    at_words_lang(call->words), &asking);
		if (st == AT_OK)
			st = at_asking_say(call, asking, false, "title", &said);
		if (st != AT_OK)
			return st;
		view->own_cards[view->n_own_cards++] = (struct at_own_card){ due->id,
			session == NULL ? 0 : session->number, said.text, due->closes,
			due->closes <= call->now };
	}
	return AT_OK;
}

static enum at_status
read_parent(struct reading *r)
{
	struct at_db *db = at_store_reader(r->call);

	return db == NULL ? r->call->err->status : at_related_any(r->call->arena, db,
	    r->h.client.org, r->h.client.id, &r->view->has_parent, r->call->err);
}

/* ---- the page -------------------------------------------------------------- */

enum at_status
at_action_view_client(struct at_call *call, at_id client, struct at_client_view *out)
{
	struct reading r = { .call = call, .view = out };
	struct at_audit_line line;
	enum at_status st;

	*out = (struct at_client_view){ 0 };
	st = at_history_open(call, client, AT_RES_CLIENT, AT_VIEW, &r.h);
	if (st != AT_OK)
		return st;
	line = at_act_line(call, "view", "client", client, client);
	st = at_act_note(call, &line);  /* the look is on record before anything is shown */
	if (st == AT_OK)
		st = at_history_read(call, &r.h);
	if (st == AT_OK)
		st = read_looks(&r);
	if (st != AT_OK)
		return st;
	out->client = r.h.client;
	out->relations = r.h.stand.relations;
	out->site = r.h.site.name;
	out->zone = r.h.site.zone;
	st = at_act_name(call, &out->client, &out->name);
	if (st != AT_OK)
		return st;
	describe(&r);
	read_sessions(&r);
	st = read_parent(&r);
	if (st == AT_OK)
		st = at_safety_of_client(call, &out->client, out->relations, &out->alerts);
	if (st == AT_OK
	    && at_policy_allows(call->who->subjects, out->relations, AT_RES_OUTCOME, AT_VIEW))
		st = read_outcomes(&r);
	if (st == AT_OK)
		st = at_sides_read(call, &r.h, &out->sides);
	if (st == AT_OK)
		st = read_flags(&r);
	if (st == AT_OK)
		st = read_sayings(&r);
	return st == AT_OK ? read_own_cards(&r) : st;
}

enum at_status
at_action_banner(struct at_call *call, at_id client, struct at_alert_views *out)
{
	struct at_alert_views all;
	struct at_history h;
	enum at_status st;

	if (client == 0)
		return at_action_alerts(call, out);
	st = at_history_open(call, client, AT_RES_CLIENT, AT_VIEW, &h);
	if (st == AT_OK)
		st = at_safety_of_client(call, &h.client, h.stand.relations, &all);
	if (st != AT_OK)
		return st;
	*out = (struct at_alert_views){ all.views, 0 };
	for (int i = 0; i < all.n_views; i++)
		if (at_alert_is_open(&all.views[i].alert))
			out->views[out->n_views++] = all.views[i];
	return AT_OK;
}
