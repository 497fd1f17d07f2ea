/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "action/act.h"
#include "action/line.h"
#include "action/saying.h"
#include "action/tracking.h"
#include "action/window.h"

/* A flag that nobody has answered stays on the list for so many hours of therapy; after
 * that it stands on the client's page alone. */
enum { FLAG_LASTS = 3 };

/* A line in the making. */
struct making {
	struct at_call *call;
	const struct at_history *h;
	const struct at_relationship *relationship;
	const struct at_session *last;  /* the newest begun one that was not cancelled */
	at_ms flags_from;               /* start of the oldest hour whose flags count */
	struct at_line *line;
};

/* Keeps the most pressing; one of a kind, about the newest session. */
static void
add_reason(struct making *m, struct at_reason reason)
{
	struct at_reason *all = m->line->reasons;
	int at = 0, n = m->line->n_reasons;

	while (at < n && all[at].kind < reason.kind)
		at++;
	if (at < n && all[at].kind == reason.kind) {
		if (all[at].session <= reason.session)
			all[at] = reason;
		return;
	}
	if (at == AT_LINE_REASONS)
		return;
	if (n < AT_LINE_REASONS)
		n = ++m->line->n_reasons;
	for (int i = n - 1; i > at; i--)
		all[i] = all[i - 1];
	all[at] = reason;
}

/* ---- hours ----------------------------------------------------------------- */

static struct at_line_hour
hour_of(const struct at_session *s)
{
	return (struct at_line_hour){ s->id, s->number, s->starts, s->ends, s->version,
		strcmp(s->state, "planned") == 0 };
}

static void
find_hours(struct making *m)
{
	const struct at_history *h = m->h;
	int n_begun = 0;

	for (int i = h->n_sessions - 1; i >= 0; i--) {
		const struct at_session *s = &h->sessions[i];

		if (s->relationship != m->relationship->id || strcmp(s->state, "cancelled") == 0)
			continue;
		if (s->starts > m->call->now) {
			m->line->next = hour_of(s);     /* the earliest in the end */
			continue;
		}
		if (n_begun == 0)
			m->last = s;
		if (n_begun++ < FLAG_LASTS)
			m->flags_from = s->starts;
	}
	if (m->last != NULL)
		m->line->last = hour_of(m->last);
}

static enum at_line_card
card_of(const struct at_pair_side *side)
{
	if (side->answer == NULL || side->rated == AT_HIDDEN)
		return AT_LINE_NO_CARD;
	return side->rated == AT_SEALED ? AT_LINE_SEALED : AT_LINE_SEEN;
}

static enum at_status
read_hours(struct making *m)
{
	struct at_line *line = m->line;
	struct at_dyad dyad;
	enum at_status st = at_pair_dyad(m->call, m->h, m->relationship->id, AT_SEES_THERAPIST,
	    &dyad);

	for (int i = dyad.n_sessions - 1; st == AT_OK && i >= 0 && line->n_hours < AT_LINE_HOURS;
	    i--) {
		const struct at_dyad_session *s = &dyad.sessions[i];

		if (s->state != AT_SESSION_ATTENDED && s->state != AT_SESSION_MISSED)
			continue;
		line->client[line->n_hours] = at_dyad_total(&s->client);
		line->own[line->n_hours++] = at_dyad_total(&s->therapist);
	}
	for (int i = 0, k = line->n_hours - 1; i < k; i++, k--) {
		double client = line->client[i], own = line->own[i];

		line->client[i] = line->client[k];
		line->own[i] = line->own[k];
		line->client[k] = client;
		line->own[k] = own;
	}
	return st;
}

/* ---- said ------------------------------------------------------------------ */

/* Anything never sealed that the therapist may open. */
static bool
is_something_said(struct making *m, const struct at_pair_side *side)
{
	struct at_dyad_card card;

	if (side->answer == NULL || side->said != AT_SHOWN)
		return false;
	if (side->answer->words.n_bytes > 0)
		return true;
	if (at_pair_card(m->call, side, &card) != AT_OK) {
		at_error_clear(m->call->err);
		return true;            /* rather one look too many */
	}
	return card.strain > AT_STRAIN_NONE;
}

static bool
comes_first(const struct making *m, const struct at_card_pair *pair)
{
	return at_pair_comes_first(m->h, pair, m->relationship->therapist);
}

static void
find_unsaid(struct making *m)
{
	for (int i = 0; i < m->h->n_sessions; i++) {
		const struct at_session *s = &m->h->sessions[i];
		struct at_card_pair pair;

		if (s->relationship != m->relationship->id)
			continue;
		pair = at_pair_of(m->h, s, AT_SEES_THERAPIST, m->call->now);
		if (comes_first(m, &pair) && is_something_said(m, &pair.client))
			add_reason(m, (struct at_reason){ AT_REASON_UNSAID, s->number, 0, 0 });
	}
}

/* Words that were meant for the therapist, and that the own card need not come before. */
static bool
has_unread_words(const struct making *m, const struct at_answer *answer)
{
	const struct at_session *session = at_history_session(m->h, answer->session);
	struct at_card_pair pair;

	if (answer->relationship != m->relationship->id || answer->words.n_bytes == 0
	    || strcmp(answer->form, "therapist") == 0 || at_saying_is_addressed(answer)
	    || at_said_read_find(m->h->reads, m->h->n_reads, answer->id,
	        m->relationship->therapist) != 0)
		return false;
	if (session == NULL || strcmp(answer->instrument, "session") != 0)
		return true;
	pair = at_pair_of(m->h, session, AT_SEES_THERAPIST, m->call->now);
	return pair.client.answer != answer || !comes_first(m, &pair);
}

static void
find_words(struct making *m)
{
	int n = 0, number = 0;

	for (int i = 0; i < m->h->n_answers; i++) {
		const struct at_session *session = at_history_session(m->h,
		    m->h->answers[i].session);

		if (!has_unread_words(m, &m->h->answers[i]))
			continue;
		n++;
		number = session == NULL ? 0 : session->number;
	}
	if (n > 0)
		add_reason(m, (struct at_reason){ AT_REASON_WORDS, number, n, 0 });
}

/* ---- flags ----------------------------------------------------------------- */

static enum at_status
find_flags(struct making *m)
{
	struct at_kept_flag *flags;
	struct at_flag_view view;
	int n;
	enum at_status st = at_worth_judge(m->call, m->h, &flags, &n);

	for (int i = 0; i < n && st == AT_OK; i++) {
		const struct at_session *session = at_history_session(m->h, flags[i].session);
		struct at_reason reason;

		if (flags[i].relationship != m->relationship->id || flags[i].how[0] != '\0'
		    || session == NULL || session->starts < m->flags_from)
			continue;
		st = at_worth_view(m->call, m->h, &flags[i], &view);
		if (st != AT_OK || view.unsaid)
			continue;
		if (at_reason_of_flag(&view, &reason))
			add_reason(m, reason);
	}
	return st;
}

/* ---- outcome --------------------------------------------------------------- */

/* Whether what was found is what the line tells so far, or more pressing. */
static bool
is_most_pressing(const struct making *m, enum at_reason_kind kind)
{
	for (int i = 0; i < m->line->n_reasons; i++)
		if (at_reason_need(m->line->reasons[i].kind) == AT_NEED_TRACK)
			return kind < m->line->reasons[i].kind;
	return true;
}

static void
drop_track(struct making *m)
{
	struct at_reason *all = m->line->reasons;
	int n = 0;

	for (int i = 0; i < m->line->n_reasons; i++)
		if (at_reason_need(all[i].kind) != AT_NEED_TRACK)
			all[n++] = all[i];
	m->line->n_reasons = n;
}

/* What was said of the newest score of a measure; NULL: nothing. */
static const struct at_track_view *
newest_track(const struct at_track_views *views, const char *measure)
{
	const struct at_track_view *newest = NULL;

	for (int i = 0; i < views->n_views; i++)
		if (strcmp(views->views[i].kept.instrument, measure) == 0 && (newest == NULL
		    || views->views[i].kept.answer > newest->kept.answer))
			newest = &views->views[i];
	return newest;
}

/* One measure speaks for all: the first of those that are worst. */
static enum at_status
find_tracks(struct making *m)
{
	const struct at_library *library = m->call->house->library;
	struct at_track_views views;
	enum at_status st = at_tracking_judge(m->call, m->h, &views);

	for (int k = 0; k < at_library_count(library) && st == AT_OK; k++) {
		const struct at_instrument *instrument = at_library_at(library, k);
		const struct at_track_view *view = newest_track(&views, instrument->id);
		struct at_reason reason;

		if (view == NULL || strlen(instrument->id) >= AT_LINE_MEASURE
		    || !at_reason_of_track(&view->track, &reason)
		    || !is_most_pressing(m, reason.kind))
			continue;
		drop_track(m);
		memcpy(m->line->measure, instrument->id, strlen(instrument->id) + 1);
		add_reason(m, reason);
	}
	return st;
}

/* ---- cards ----------------------------------------------------------------- */

/* Until when an own card is taken, though it may be late. */
static at_ms
taken_until(const struct at_history *h, const struct at_due *due)
{
	const struct at_session *session = at_history_session(h, due->session);

	return at_window_taken_until(due->form, due->closes,
	    session == NULL ? NULL : at_history_after(h, session));
}

/* The card about the hour; what else is asked of a therapist is offered at its end. */
static void
find_own_cards(struct making *m)
{
	at_ms now = m->call->now;

	for (int i = 0; i < m->h->n_dues && m->line->n_cards < AT_LINE_OWN; i++) {
		const struct at_due *due = &m->h->dues[i];
		const struct at_session *session = at_history_session(m->h, due->session);

		if (due->state != AT_DUE_OPEN || strcmp(due->form, "therapist") != 0
		    || strcmp(due->instrument, "session") != 0
		    || due->relationship != m->relationship->id || due->opens > now
		    || taken_until(m->h, due) <= now)
			continue;
		m->line->cards[m->line->n_cards++] = (struct at_line_own){ due->id,
			session == NULL ? 0 : session->number, due->closes };
		add_reason(m, (struct at_reason){ AT_REASON_OWN_CARD,
			session == NULL ? 0 : session->number, 0, 0 });
	}
}

/* Nothing came from the client about the last hour, and nothing was said about that: not
 * today is an answer. */
static void
find_last_cards(struct making *m)
{
	struct at_card_pair pair;

	if (m->last == NULL)
		return;
	pair = at_pair_of(m->h, m->last, AT_SEES_THERAPIST, m->call->now);
	m->line->client_card = card_of(&pair.client);
	m->line->own_card = card_of(&pair.therapist);
	if ((pair.client.state == AT_CARD_UNOPENED || pair.client.state == AT_CARD_UNSENT)
	    && at_history_held(m->h, m->last, m->call->now))
		add_reason(m, (struct at_reason){ AT_REASON_CLIENT_CARD, m->last->number, 0, 0 });
}

/* ---- the line -------------------------------------------------------------- */

static void
sooner(at_ms *until, at_ms at, at_ms now)
{
	if (at > now && at < *until)
		*until = at;
}

/* Whatever could change with the clock: hours begin and end, windows open and close, a seal
 * is lifted two hours before the next hour. */
static at_ms
until_of(const struct making *m)
{
	at_ms now = m->call->now, until = INT64_MAX;

	for (int i = 0; i < m->h->n_sessions; i++) {
		sooner(&until, m->h->sessions[i].starts, now);
		sooner(&until, m->h->sessions[i].starts - AT_SEAL_LIFTS_BEFORE, now);
		sooner(&until, m->h->sessions[i].ends, now);
	}
	for (int i = 0; i < m->h->n_dues; i++) {
		sooner(&until, m->h->dues[i].opens, now);
		sooner(&until, m->h->dues[i].closes, now);
		sooner(&until, taken_until(m->h, &m->h->dues[i]), now);
	}
	return until;
}

enum at_status
at_line_make(struct at_call *call, const struct at_history *h, at_id relationship,
    struct at_line *out, at_ms *out_until)
{
	struct making m = { .call = call, .h = h, .line = out,
		.relationship = at_history_relationship(h, relationship) };
	enum at_status st;

	*out = (struct at_line){ .measure = "" };
	find_hours(&m);
	find_unsaid(&m);
	find_words(&m);
	find_own_cards(&m);
	find_last_cards(&m);
	st = read_hours(&m);
	if (st == AT_OK)
		st = find_flags(&m);
	if (st == AT_OK)
		st = find_tracks(&m);
	out->flags_released = at_history_released(h, relationship, "flags");
	*out_until = until_of(&m);
	return st;
}
