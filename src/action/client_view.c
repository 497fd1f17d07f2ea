/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "action/act.h"
#include "action/client_view.h"
#include "action/window.h"
#include "base/words.h"
#include "instrument/score.h"

enum { MOST_LOOKS = 30 };

/* Everything read of one client before it is cut to what the viewer may see. */
struct reading {
	struct at_call *call;
	struct at_client_view *view;
	struct at_relationship *relationships;
	struct at_session *sessions;
	struct at_due *dues;
	struct at_answer *answers;
	int n_relationships, n_sessions, n_dues, n_answers;
	at_ms from, to;                 /* a former therapist's period; 0, 0: no bounds */
};

/* ---- one client: reading --------------------------------------------------- */

static enum at_status
read_all(struct reading *r)
{
	struct at_call *call = r->call;
	const struct at_client *client = &r->view->client;
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_relationship_list(call->arena, db, client->org, client->id, &r->relationships,
	    &r->n_relationships, call->err);
	if (st == AT_OK)
		st = at_session_list(call->arena, db, client->org, client->id, &r->sessions,
		    &r->n_sessions, call->err);
	if (st == AT_OK)
		st = at_due_list(call->arena, db, client->org, client->id, &r->dues, &r->n_dues,
		    call->err);
	if (st == AT_OK)
		st = at_answer_list(call->arena, db, client->org, client->id, &r->answers,
		    &r->n_answers, call->err);
	if (st == AT_OK)
		st = at_audit_looks(call->arena, db, client->org, client->id, MOST_LOOKS,
		    &r->view->looks, &r->view->n_looks, call->err);
	return st;
}

/* A former therapist sees the own period only. */
static bool
in_period(const struct reading *r, at_ms at)
{
	return r->to == 0 || (at >= r->from && at < r->to);
}

static const struct at_relationship *
relationship_of(const struct reading *r, at_id id)
{
	for (int i = 0; i < r->n_relationships; i++)
		if (r->relationships[i].id == id)
			return &r->relationships[i];
	return NULL;
}

static bool
is_mine(const struct reading *r, at_id relationship)
{
	const struct at_relationship *found = relationship_of(r, relationship);

	return found != NULL && found->therapist == r->call->who->staff;
}

static const struct at_session *
session_of(const struct reading *r, at_id id)
{
	for (int i = 0; id != 0 && i < r->n_sessions; i++)
		if (r->sessions[i].id == id)
			return &r->sessions[i];
	return NULL;
}

static const struct at_session *
session_after(const struct reading *r, const struct at_session *session)
{
	for (int i = 0; i < r->n_sessions; i++)
		if (r->sessions[i].starts > session->starts
		    && strcmp(r->sessions[i].state, "cancelled") != 0)
			return &r->sessions[i];
	return NULL;
}

/* Who has looked, as far as a former therapist may know. */
static void
cut_looks(struct reading *r)
{
	struct at_client_view *view = r->view;
	int n = 0;

	for (int i = 0; i < view->n_looks; i++)
		if (in_period(r, view->looks[i].at))
			view->looks[n++] = view->looks[i];
	view->n_looks = n;
}

static void
describe(struct reading *r)
{
	struct at_client_view *view = r->view;
	at_ms now = r->call->now;

	view->therapist = "";
	for (int i = 0; r->to == 0 && i < r->n_relationships; i++) {
		const struct at_relationship *rel = &r->relationships[i];

		if ((rel->to != 0 && rel->to <= now) || view->therapist[0] != '\0')
			continue;
		view->therapist = rel->therapist_name;
		view->therapist_is_asker = rel->therapist == r->call->who->staff;
		view->since = rel->from;
	}
	for (int i = 0; i < r->n_sessions; i++)
		if (r->sessions[i].ends <= now && strcmp(r->sessions[i].state, "attended") == 0
		    && in_period(r, r->sessions[i].starts))
			view->last = &r->sessions[i];
	if (r->to == 0)
		view->next = at_session_next(r->sessions, r->n_sessions, now);
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
	const struct at_session *session = session_of(r, answer->session);
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
	at_score_answers(course->instrument, &answers, score);
	p->prorated = score[scale].prorated;
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
			    (size_t)r->n_answers) };
		for (int i = 0; i < r->n_answers && st == AT_OK; i++)
			if (strcmp(r->answers[i].instrument, instrument->id) == 0
			    && in_period(r, r->answers[i].at))
				st = add_point(r, &r->answers[i], course);
		if (st == AT_OK && course->n_points > 0) {
			st = word_course(call, &r->view->client, course);
			r->view->n_courses++;
		}
	}
	return st;
}

/* ---- both sides ------------------------------------------------------------ */

/* The session card of one side of one session; NULL: not in. */
static const struct at_answer *
card_answer(const struct reading *r, at_id session, bool therapist)
{
	for (int i = r->n_answers - 1; i >= 0; i--)
		if (r->answers[i].session == session
		    && strcmp(r->answers[i].instrument, "session") == 0
		    && strcmp(r->answers[i].form, "parent") != 0
		    && (strcmp(r->answers[i].form, "therapist") == 0) == therapist)
			return &r->answers[i];
	return NULL;
}

static struct at_side
side_of(const struct reading *r, at_id session, bool therapist)
{
	struct at_side side = { .in = card_answer(r, session, therapist) != NULL };

	for (int i = 0; i < r->n_dues; i++) {
		const struct at_due *due = &r->dues[i];

		if (due->session != session || strcmp(due->instrument, "session") != 0
		    || strcmp(due->form, "parent") == 0 || due->state == AT_DUE_REVOKED
		    || (strcmp(due->form, "therapist") == 0) != therapist)
			continue;
		side.due = true;
		side.closes = due->state == AT_DUE_DECLINED ? 0 : due->closes;
	}
	return side;
}

/* The word after "key=" in what the client was told: "numbers". */
static bool
told(const struct at_answer *answer, const char *part)
{
	const char *at = strstr(answer->told, part);
	size_t n = strlen(part);

	return at != NULL && (at[n] == ' ' || at[n] == '\0');
}

enum sight { HIDDEN, SEALED, SHOWN };

/* Whether this viewer sees the client's ratings of a card. */
static enum sight
sight_of_client(const struct reading *r, const struct at_answer *answer,
    const struct at_session *session, const struct at_session *next, bool lifted)
{
	if (told(answer, "ratings=numbers"))
		return HIDDEN;
	if (!is_mine(r, session->relationship) && !told(answer, "ratings=therapist_supervisor"))
		return HIDDEN;
	if (!lifted)
		return SEALED;
	if (told(answer, "when=next") && (next == NULL || next->starts > r->call->now))
		return SEALED;
	return SHOWN;
}

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
read_card(struct reading *r, const struct at_session *session)
{
	const struct at_answer *client = card_answer(r, session->id, false);
	const struct at_answer *therapist = card_answer(r, session->id, true);
	const struct at_session *next = session_after(r, session);
	struct at_side client_side = side_of(r, session->id, false);
	struct at_side therapist_side = side_of(r, session->id, true);
	bool lifted = at_seal_lifted(&client_side, &therapist_side, session, next, r->call->now);
	struct at_card card = { .session = session->number, .at = session->starts,
		.client = NAN, .therapist = NAN };
	enum at_status st = AT_OK;

	if (client != NULL) {
		enum sight sight = sight_of_client(r, client, session, next, lifted);

		card.client_sealed = sight == SEALED;
		if (sight == SHOWN)
			st = read_total(r, client, &card.client);
	}
	if (st == AT_OK && therapist != NULL && is_mine(r, session->relationship))
		st = read_total(r, therapist, &card.therapist);
	if (st == AT_OK)
		r->view->cards[r->view->n_cards++] = card;
	return st;
}

static enum at_status
read_cards(struct reading *r)
{
	bool supervises = (r->view->relations & (AT_REL_OWN | AT_REL_FORMER)) == 0;
	enum at_status st = AT_OK;

	r->view->cards = AT_NEW(r->call->arena, struct at_card, (size_t)r->n_sessions);
	if (!at_policy_allows(r->call->who->subjects, r->view->relations, AT_RES_RATINGS, AT_VIEW))
		return AT_OK;
	for (int i = 0; i < r->n_sessions && st == AT_OK; i++) {
		const struct at_session *s = &r->sessions[i];

		if (s->starts > r->call->now || strcmp(s->state, "attended") != 0
		    || !in_period(r, s->starts)
		    || !(supervises || is_mine(r, s->relationship)))
			continue;
		st = read_card(r, s);
	}
	return st;
}

/* ---- what was said, own cards ------------------------------------------ */


/* A card about an hour of the own period is read though it comes in after its end: the
 * client was told by whom, and nobody else may. */
static bool
is_said_to_asker(const struct reading *r, const struct at_answer *answer)
{
	const struct at_session *session = session_of(r, answer->session);

	return is_mine(r, answer->relationship)
	    && in_period(r, session == NULL ? answer->at : session->starts)
	    && !at_saying_is_addressed(answer);
}

/* What was said to this therapist: nothing that was addressed to someone else, not even
 * that it was. */
static enum at_status
read_sayings(struct reading *r)
{
	struct at_call *call = r->call;
	struct at_client_view *view = r->view;
	enum at_status st = AT_OK;

	view->sayings = AT_NEW(call->arena, struct at_saying, (size_t)r->n_answers);
	if (!at_policy_allows(call->who->subjects, view->relations, AT_RES_WORDS, AT_VIEW))
		return AT_OK;
	for (int i = r->n_answers - 1; i >= 0 && st == AT_OK; i--) {
		const struct at_answer *answer = &r->answers[i];
		const struct at_session *session = session_of(r, answer->session);
		struct at_saying *saying = &view->sayings[view->n_sayings];

		if (!is_said_to_asker(r, answer))
			continue;
		st = at_saying_read(call, &view->client, answer,
		    session == NULL ? 0 : session->number, saying);
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

	view->own_cards = AT_NEW(call->arena, struct at_own_card, (size_t)r->n_dues);
	if (!at_policy_allows(call->who->subjects, view->relations, AT_RES_OWN_CARD, AT_WRITE))
		return AT_OK;
	for (int i = 0; i < r->n_dues; i++) {
		const struct at_due *due = &r->dues[i];
		const struct at_session *session = session_of(r, due->session);
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

static enum at_status
open_client(struct at_call *call, at_id client, struct at_client *out, struct at_stand *stand)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_client_load(call->arena, db, call->who->org, client, out, call->err);
	if (st == AT_OK)
		st = at_care_stand(call->arena, db, call->who, out, call->now, stand, call->err);
	return st == AT_OK ? at_act_allow(call, stand->relations, AT_RES_CLIENT, AT_VIEW) : st;
}

enum at_status
at_action_view_client(struct at_call *call, at_id client, struct at_client_view *out)
{
	struct reading r = { .call = call, .view = out };
	struct at_stand stand;
	struct at_site site;
	struct at_audit_line line;
	enum at_status st;

	*out = (struct at_client_view){ 0 };
	st = open_client(call, client, &out->client, &stand);
	if (st != AT_OK)
		return st;
	out->relations = stand.relations;
	r.from = stand.from;
	r.to = stand.to;
	line = at_act_line(call, "view", "client", client, client);
	st = at_act_note(call, &line);  /* the look is on record before anything is shown */
	if (st == AT_OK && at_store_reader(call) != NULL)
		st = at_site_load(call->arena, at_store_reader(call), out->client.org,
		    out->client.site, &site, call->err);
	if (st != AT_OK)
		return st;
	out->site = site.name;
	out->zone = site.zone;
	st = at_act_name(call, &out->client, &out->name);
	if (st == AT_OK)
		st = read_all(&r);
	if (st != AT_OK)
		return st;
	cut_looks(&r);
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
	struct at_client row;
	struct at_stand stand;
	enum at_status st;

	if (client == 0)
		return at_action_alerts(call, out);
	st = open_client(call, client, &row, &stand);
	if (st == AT_OK)
		st = at_safety_of_client(call, &row, stand.relations, &all);
	if (st != AT_OK)
		return st;
	*out = (struct at_alert_views){ all.views, 0 };
	for (int i = 0; i < all.n_views; i++)
		if (all.views[i].alert.by == 0)
			out->views[out->n_views++] = all.views[i];
	return AT_OK;
}
