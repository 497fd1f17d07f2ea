/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "action/act.h"
#include "action/pair.h"
#include "action/saying.h"
#include "action/window.h"
#include "instrument/score.h"

static bool
is_side(const char *form, bool therapist)
{
	return strcmp(form, "parent") != 0 && (strcmp(form, "therapist") == 0) == therapist;
}

/* The session card of one side of one session; NULL: not in. */
static const struct at_answer *
answer_of(const struct at_history *h, at_id session, bool therapist)
{
	for (int i = h->n_answers - 1; i >= 0; i--)
		if (h->answers[i].session == session
		    && strcmp(h->answers[i].instrument, "session") == 0
		    && is_side(h->answers[i].form, therapist))
			return &h->answers[i];
	return NULL;
}

/* What this side was asked; NULL: nothing.  A revoked one was never asked. */
static const struct at_due *
due_of(const struct at_history *h, at_id session, bool therapist)
{
	for (int i = h->n_dues - 1; i >= 0; i--)
		if (h->dues[i].session == session
		    && strcmp(h->dues[i].instrument, "session") == 0
		    && h->dues[i].state != AT_DUE_REVOKED
		    && is_side(h->dues[i].form, therapist))
			return &h->dues[i];
	return NULL;
}

/* For the seal: a side that was declined will not come any more. */
static struct at_side
seal_side(const struct at_due *due, const struct at_answer *answer)
{
	struct at_side side = { .in = answer != NULL };

	if (due != NULL) {
		side.due = true;
		side.closes = due->state == AT_DUE_DECLINED ? 0 : due->closes;
	}
	return side;
}

static enum at_card_state
state_of(const struct at_due *due, const struct at_answer *answer, at_ms now)
{
	if (answer != NULL)
		return AT_CARD_IN;
	if (due == NULL)
		return AT_CARD_NONE;
	if (due->state == AT_DUE_DECLINED)
		return AT_CARD_DECLINED;
	if (due->closes > now)
		return AT_CARD_WAITING;
	return due->begun ? AT_CARD_UNSENT : AT_CARD_UNOPENED;
}

/* The word after "key=" in what the client was told: "numbers". */
static bool
told(const struct at_answer *answer, const char *part)
{
	const char *at = strstr(answer->told, part);
	size_t n = strlen(part);

	return at != NULL && (at[n] == ' ' || at[n] == '\0');
}

static enum at_ratings_choice
choice_of(const struct at_answer *answer)
{
	if (told(answer, "ratings=numbers"))
		return AT_TO_NUMBERS;
	return told(answer, "ratings=therapist_supervisor") ? AT_TO_SUPERVISOR_TOO
	    : AT_TO_THERAPIST;
}

static void
look_at(const struct at_history *h, struct at_card_pair *pair, struct at_pair_side *side,
    enum at_rater rater, enum at_viewer viewer, at_ms now)
{
	const struct at_session *next = at_history_after(h, pair->session);
	struct at_seen_card card = { .rater = rater, .lifted = pair->lifted,
		.next_began = next != NULL && next->starts <= now, .together = pair->together,
		.released = at_history_released(h, pair->session->relationship, "ratings") };

	if (side->answer == NULL)
		return;
	card.ratings = choice_of(side->answer);
	card.held = told(side->answer, "when=next");
	card.addressed = at_saying_is_addressed(side->answer);
	side->rated = at_sight_of(viewer, AT_RATED, &card);
	side->said = at_sight_of(viewer, AT_SAID, &card);
}

struct at_card_pair
at_pair_of(const struct at_history *h, const struct at_session *session, enum at_viewer viewer,
    at_ms now)
{
	const struct at_due *client_due = due_of(h, session->id, false);
	const struct at_due *therapist_due = due_of(h, session->id, true);
	struct at_card_pair pair = { .session = session };
	struct at_side client, therapist;

	pair.client.answer = answer_of(h, session->id, false);
	pair.therapist.answer = answer_of(h, session->id, true);
	client = seal_side(client_due, pair.client.answer);
	therapist = seal_side(therapist_due, pair.therapist.answer);
	pair.lifted = at_seal_lifted(&client, &therapist, session, at_history_after(h, session),
	    now);
	for (int i = 0; i < h->n_opened; i++)
		pair.together = pair.together || h->opened[i].session == session->id;
	pair.client.state = state_of(client_due, pair.client.answer, now);
	pair.therapist.state = state_of(therapist_due, pair.therapist.answer, now);
	pair.therapist.late = pair.therapist.answer != NULL && therapist_due != NULL
	    && pair.therapist.answer->at >= therapist_due->closes;
	look_at(h, &pair, &pair.client, AT_BY_CLIENT, viewer, now);
	look_at(h, &pair, &pair.therapist, AT_BY_THERAPIST, viewer, now);
	return pair;
}

static enum at_status
unpack(struct at_call *call, const struct at_answer *answer,
    const struct at_instrument **instrument, struct at_answers *out)
{
	*instrument = at_library_find(call->house->library, answer->instrument);
	*out = (struct at_answers){ 0 };
	if (*instrument == NULL || (*instrument)->version != answer->instrument_version)
		return AT_OK;           /* scored by another version: not comparable here */
	return at_answers_unpack(answer->packed.bytes, answer->packed.n_bytes, out, call->err);
}

static int
code_of(const struct at_instrument *instrument, const struct at_answers *answers,
    const char *item)
{
	int i = at_instrument_item(instrument, item);

	return i < 0 || i >= answers->n_items ? AT_MISSING : answers->codes[i];
}

enum at_status
at_pair_card(struct at_call *call, const struct at_pair_side *side, struct at_dyad_card *out)
{
	const struct at_instrument *instrument;
	struct at_answers answers;
	double scores[AT_MAX_SCALES];
	enum at_status st;

	*out = (struct at_dyad_card){ .state = side->state, .late = side->late, .total = NAN };
	if (side->answer == NULL)
		return AT_OK;
	out->seen_first = side->answer->seen_first;
	st = unpack(call, side->answer, &instrument, &answers);
	if (st != AT_OK || answers.n_items == 0 || answers.n_items != instrument->n_items)
		return st;
	out->said = side->said == AT_SHOWN;
	if (out->said)                  /* none is 0 on the card; unanswered is 0 here */
		out->strain = (enum at_strain)(code_of(instrument, &answers, "strain") < 0 ? 0
		    : code_of(instrument, &answers, "strain") + 1);
	out->ratings = side->rated == AT_SHOWN;
	if (!out->ratings)
		return AT_OK;
	for (int i = 0; i < AT_DYAD_ITEMS; i++) {
		int code = code_of(instrument, &answers, at_dyad_item_ids[i]);

		out->items[i] = (signed char)(code < 0 ? 0 : code);
	}
	st = at_score_unpack(side->answer->scores.bytes, side->answer->scores.n_bytes,
	    instrument->n_scales, scores, call->err);
	if (st == AT_OK)
		out->total = scores[at_instrument_scale(instrument, "TOTAL")];
	return st;
}

/* Whether `us` was ticked on the card before this session. */
static enum at_status
read_us(struct at_call *call, const struct at_history *h, const struct at_session *session,
    bool *out)
{
	const struct at_instrument *instrument;
	struct at_answers answers;
	int ticks;
	enum at_status st = AT_OK;

	*out = false;
	for (int i = 0; i < h->n_answers && st == AT_OK; i++) {
		if (h->answers[i].session != session->id
		    || strcmp(h->answers[i].instrument, "before") != 0)
			continue;
		st = unpack(call, &h->answers[i], &instrument, &answers);
		if (st != AT_OK || answers.n_items == 0)
			continue;
		ticks = code_of(instrument, &answers, "agenda");
		*out = ticks > 0 && (ticks >> at_options_find(instrument->items[
		    at_instrument_item(instrument, "agenda")].options, "us")->code & 1) != 0;
	}
	return st;
}

static enum at_session_state
session_state(const struct at_history *h, const struct at_session *session, at_ms now)
{
	if (at_history_held(h, session, now))
		return AT_SESSION_ATTENDED;
	if (strcmp(session->state, "cancelled") == 0)
		return AT_SESSION_CANCELLED;
	return strcmp(session->state, "missed") == 0 ? AT_SESSION_MISSED : AT_SESSION_PLANNED;
}

enum at_status
at_pair_dyad(struct at_call *call, const struct at_history *h, at_id relationship,
    enum at_viewer viewer, struct at_dyad *out)
{
	struct at_dyad_session *sessions = AT_NEW(call->arena, struct at_dyad_session,
	    (size_t)h->n_sessions);
	enum at_status st = AT_OK;

	*out = (struct at_dyad){ sessions, 0 };
	for (int i = 0; i < h->n_sessions && st == AT_OK; i++) {
		const struct at_session *s = &h->sessions[i];
		struct at_dyad_session *to = &sessions[out->n_sessions];
		struct at_card_pair pair;

		if (s->relationship != relationship)
			continue;
		pair = at_pair_of(h, s, viewer, call->now);
		*to = (struct at_dyad_session){ .number = s->number, .starts = s->starts,
			.state = session_state(h, s, call->now) };
		st = at_pair_card(call, &pair.client, &to->client);
		if (st == AT_OK)
			st = at_pair_card(call, &pair.therapist, &to->therapist);
		if (st == AT_OK && (viewer == AT_SEES_THERAPIST || viewer == AT_SEES_FORMER))
			st = read_us(call, h, s, &to->us);
		out->n_sessions++;
	}
	return st;
}

bool
at_pair_comes_first(const struct at_history *h, const struct at_card_pair *pair, at_id therapist)
{
	return pair->client.answer != NULL && pair->therapist.answer == NULL && !pair->lifted
	    && at_said_read_find(h->reads, h->n_reads, pair->client.answer->id, therapist) == 0;
}
