/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "action/act.h"
#include "action/client_view.h"
#include "action/pair.h"
#include "action/window.h"
#include "base/words.h"
#include "instrument/score.h"

enum { MOST_LOOKS = 30 };

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

/* The scores of a stored answer, NaN beyond what was stored. */
static enum at_status
read_scores(struct at_call *call, const struct at_answer *answer,
    const struct at_instrument *instrument, double out[AT_MAX_SCALES])
{
	for (int i = 0; i < AT_MAX_SCALES; i++)
		out[i] = NAN;
	if (answer->instrument_version != instrument->version)
		return AT_OK;           /* scored by another version: not comparable here */
	return at_score_unpack(answer->scores.bytes, answer->scores.n_bytes, instrument->n_scales,
	    out, call->err);
}

/* ---- outcome --------------------------------------------------------------- */

static enum at_status
add_point(struct reading *r, const struct at_answer *answer, struct at_course *course)
{
	struct at_course_point *p = &course->points[course->n_points++];
	const struct at_session *session = at_history_session(&r->h, answer->session);
	struct at_answers answers;
	struct at_score score[AT_MAX_SCALES];
	double values[AT_MAX_SCALES];
	int scale = (int)(course->scale - course->instrument->scales), instead = -1;
	enum at_status st = read_scores(r->call, answer, course->instrument, values);

	if (st == AT_OK)
		st = at_answers_unpack(answer->packed.bytes, answer->packed.n_bytes, &answers,
		    r->call->err);
	if (st != AT_OK)
		return st;
	*p = (struct at_course_point){ .at = answer->at, .value = values[scale],
		.session = session == NULL ? 0 : session->number };
	if (answers.n_items != course->instrument->n_items)
		return AT_OK;
	if (at_saying_is_addressed(answer))
		at_answers_hide_said(course->instrument, &answers);
	at_score_answers(course->instrument, &answers, score);
	p->prorated = score[scale].prorated;
	if (at_saying_is_addressed(answer))
		p->value = score[scale].value;
	if (isnan(p->value) && course->scale->instead != NULL)
		instead = at_instrument_scale(course->instrument, course->scale->instead);
	if (instead >= 0 && !isnan(values[instead])) {
		p->instead = course->scale->instead;
		p->instead_value = values[instead];
	}
	return AT_OK;
}

static enum at_status
word_course(struct at_call *call, const struct at_client *client, struct at_course *course)
{
	struct at_asking *asking;
	struct at_said said;
	enum at_status st = at_asking_open(call, client->org, client->site, course->instrument,
	    "client", false, at_words_lang(call->words), &asking);

	if (st != AT_OK)
		return st;
	st = at_asking_say(call, asking, false, "name", &said);
	course->title = st == AT_OK ? said.text : course->instrument->id;
	at_error_clear(call->err);
	for (int i = 0; i < course->n_points; i++) {
		struct at_course_point *p = &course->points[i];

		if (p->instead == NULL)
			continue;
		if (at_asking_say(call, asking, false,
		    at_printf(call->arena, "scale.%s", p->instead), &said) == AT_OK)
			p->instead = said.text;
		at_error_clear(call->err);
	}
	return AT_OK;
}

/* Every measure of the client's own that is not about the relationship, its first scale. */
static enum at_status
read_courses(struct reading *r)
{
	struct at_call *call = r->call;
	const struct at_library *library = call->house->library;
	enum at_status st = AT_OK;

	r->view->courses = AT_NEW(call->arena, struct at_course,
	    (size_t)at_library_count(library));
	for (int k = 0; k < at_library_count(library) && st == AT_OK; k++) {
		const struct at_instrument *instrument = at_library_at(library, k);
		struct at_course *course = &r->view->courses[r->view->n_courses];

		if (strcmp(instrument->id, "session") == 0 || instrument->n_scales == 0)
			continue;
		*course = (struct at_course){ .instrument = instrument,
			.scale = &instrument->scales[0], .credit = instrument->source,
			.points = AT_NEW(call->arena, struct at_course_point,
			    (size_t)r->h.n_answers) };
		for (int i = 0; i < r->h.n_answers && st == AT_OK; i++)
			if (strcmp(r->h.answers[i].instrument, instrument->id) == 0
			    && strcmp(r->h.answers[i].form, "parent") != 0
			    && at_history_in_period(&r->h, r->h.answers[i].at))
				st = add_point(r, &r->h.answers[i], course);
		if (st == AT_OK && course->n_points > 0) {
			st = word_course(call, &r->view->client, course);
			r->view->n_courses++;
		}
	}
	return st;
}

/* ---- both sides ------------------------------------------------------------ */

static enum at_status
read_total(struct reading *r, const struct at_answer *answer, double *out)
{
	const struct at_instrument *instrument = at_library_find(r->call->house->library,
	    "session");
	double values[AT_MAX_SCALES];
	enum at_status st = read_scores(r->call, answer, instrument, values);

	if (st == AT_OK)
		*out = values[at_instrument_scale(instrument, "TOTAL")];
	return st;
}

static enum at_status
read_card(struct reading *r, const struct at_session *session, enum at_viewer viewer)
{
	struct at_pair pair = at_pair_of(&r->h, session, viewer, r->call->now);
	struct at_card card = { .session = session->number, .at = session->starts,
		.client = NAN, .therapist = NAN,
		.client_sealed = pair.client.rated == AT_SEALED,
		.therapist_sealed = pair.therapist.rated == AT_SEALED };
	enum at_status st = AT_OK;

	if (pair.client.rated == AT_SHOWN)
		st = read_total(r, pair.client.answer, &card.client);
	if (st == AT_OK && pair.therapist.rated == AT_SHOWN)
		st = read_total(r, pair.therapist.answer, &card.therapist);
	if (st == AT_OK)
		r->view->cards[r->view->n_cards++] = card;
	return st;
}

static enum at_status
read_cards(struct reading *r)
{
	enum at_status st = AT_OK;

	r->view->cards = AT_NEW(r->call->arena, struct at_card, (size_t)r->h.n_sessions);
	if (!at_policy_allows(r->call->who->subjects, r->view->relations, AT_RES_RATINGS, AT_VIEW))
		return AT_OK;
	for (int i = 0; i < r->h.n_sessions && st == AT_OK; i++) {
		const struct at_session *s = &r->h.sessions[i];
		enum at_viewer viewer = at_history_viewer(&r->h, r->call->who->staff,
		    s->relationship, r->call->now);

		if (at_history_held(&r->h, s, r->call->now)
		    && at_history_in_period(&r->h, s->starts)
		    && viewer != AT_SEES_NEXT && viewer != AT_SEES_NOTHING)
			st = read_card(r, s, viewer);
	}
	return st;
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

/* What was said to this therapist: nothing that was addressed to someone else, not even
 * that it was. */
static enum at_status
read_sayings(struct reading *r)
{
	struct at_call *call = r->call;
	struct at_client_view *view = r->view;
	enum at_status st = AT_OK;

	view->sayings = AT_NEW(call->arena, struct at_saying, (size_t)r->h.n_answers);
	if (!at_policy_allows(call->who->subjects, view->relations, AT_RES_WORDS, AT_VIEW))
		return AT_OK;
	for (int i = r->h.n_answers - 1; i >= 0 && st == AT_OK; i--) {
		const struct at_answer *answer = &r->h.answers[i];
		const struct at_session *session = at_history_session(&r->h, answer->session);
		struct at_saying *saying = &view->sayings[view->n_sayings];

		if (!is_said_to_asker(r, answer))
			continue;
		st = (at_saying_is_addressed(answer) ? at_saying_read_rest : at_saying_read)(call,
		    &view->client, answer, session == NULL ? 0 : session->number, saying);
		if (st == AT_OK && !at_saying_is_empty(saying))
			view->n_sayings++;
	}
	return st;
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
		struct at_asking *asking;
		struct at_said said;
		enum at_status st;

		if (due->state != AT_DUE_OPEN || strcmp(due->form, "therapist") != 0
		    || due->opens > call->now || due->closes <= call->now
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
			session == NULL ? 0 : session->number, said.text, due->closes };
	}
	return AT_OK;
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
	st = at_safety_of_client(call, &out->client, out->relations, &out->alerts);
	if (st == AT_OK
	    && at_policy_allows(call->who->subjects, out->relations, AT_RES_OUTCOME, AT_VIEW))
		st = read_courses(&r);
	if (st == AT_OK)
		st = read_cards(&r);
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
		if (all.views[i].alert.by == 0)
			out->views[out->n_views++] = all.views[i];
	return AT_OK;
}
