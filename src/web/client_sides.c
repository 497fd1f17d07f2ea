/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's page: the relationship.  Both sides hour by hour, one hour statement by
 * statement, and how it forms in the first five sessions. */
#include <math.h>

#include "base/words.h"
#include "chart/chart.h"
#include "chart/steps.h"
#include "html/put.h"
#include "web/client.h"
#include "web/show.h"

/* ---- the chart ---------------------------------------------------------------- */

bool
at_client_has_sides(const struct at_client_view *view)
{
	for (int i = 0; i < view->sides.n_cards; i++) {
		const struct at_card *c = &view->sides.cards[i];

		if (!isnan(c->client) || !isnan(c->therapist) || c->client_sealed
		    || c->therapist_sealed)
			return true;
	}
	return false;
}

/* Whose line it is: "you", or the therapist's name to somebody else. */
static const char *
therapist_name(struct at_visit *visit, const struct at_client_view *view)
{
	return view->sides.own || view->therapist[0] == '\0' ? at_tr(&visit->call, "you")
	    : view->therapist;
}

/* One card in a sentence; NULL: nothing to be seen on it. */
static const char *
sentence_of(struct at_visit *visit, const struct at_client_view *view, const struct at_card *c)
{
	struct at_call *call = &visit->call;
	const char *name = view->name, *you = therapist_name(visit, view);

	if (!isnan(c->client) && c->range.below)
		return at_printf(call->arena, isnan(c->therapist) ? at_tr(call,
		    "At session %d %s's view of the hour fell below their own range: %s.")
		    : at_tr(call, "At session %d %s's view of the hour fell below their own range: "
		    "%s, against %s from %s."), c->session, name,
		    at_show_number(visit, c->client, 1),
		    isnan(c->therapist) ? "" : at_show_number(visit, c->therapist, 1), you);
	if (!isnan(c->client) && !isnan(c->therapist))
		return at_printf(call->arena, at_tr(call, "After session %d %s rated the hour %s "
		    "and %s %s, on a scale of 1 to 7."), c->session, name,
		    at_show_number(visit, c->client, 1), you,
		    at_show_number(visit, c->therapist, 1));
	if (!isnan(c->client))
		return at_printf(call->arena, at_tr(call,
		    "After session %d %s rated the hour %s, on a scale of 1 to 7."), c->session,
		    name, at_show_number(visit, c->client, 1));
	if (!isnan(c->therapist))
		return at_printf(call->arena, at_tr(call,
		    "After session %d %s rated the hour %s, on a scale of 1 to 7."), c->session,
		    you, at_show_number(visit, c->therapist, 1));
	return NULL;
}

static const char *
title_of(struct at_visit *visit, const struct at_client_view *view)
{
	for (int i = view->sides.n_cards - 1; i >= 0; i--) {
		const char *sentence = sentence_of(visit, view, &view->sides.cards[i]);

		if (sentence != NULL)
			return sentence;
	}
	return at_tr(&visit->call, "Session cards are in, and sealed until both sides are in or "
	    "the time is up.");
}

/* How far the two are apart, and on how many sessions that rests. */
static const char *
agreement_of(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_agreement *a = &view->sides.agreement;
	const char *text;

	if (a->n < 3)
		return at_tr(call, "Too few sessions with both sides to say how far apart they "
		    "are.");
	text = at_printf(call->arena, fabs(a->difference) < 0.25
	    ? at_tr(call, "Over %d sessions with both sides they lie %s apart on average, neither "
	    "side higher.") : a->difference > 0
	    ? at_tr(call, "Over %d sessions with both sides they lie %s apart on average, the "
	    "client's side higher.") : at_tr(call, "Over %d sessions with both sides they lie %s "
	    "apart on average, the therapist's side higher."), a->n,
	    at_show_number(visit, a->distance, 1));
	if (isnan(a->r))
		return text;
	if (isnan(a->r_low))
		return at_printf(call->arena, at_tr(call,
		    "%s They move together with a correlation of %s."), text,
		    at_show_number(visit, a->r, 2));
	return at_printf(call->arena, at_tr(call, "%s They move together with a correlation of %s "
	    "(95 %% interval %s to %s)."), text, at_show_number(visit, a->r, 2),
	    at_show_number(visit, a->r_low, 2), at_show_number(visit, a->r_high, 2));
}

/* The most telling flag of a session, in a word or two; NULL: none. */
static const char *
mark_of(struct at_visit *visit, const struct at_client_view *view, int session)
{
	static const char *const words[AT_WORTH_RULES] = {
		[AT_WORTH_STRAIN] = AT_TEXT("off"), [AT_WORTH_DROP] = AT_TEXT("fall"),
		[AT_WORTH_UNNOTICED] = AT_TEXT("unnoticed"), [AT_WORTH_LOW] = AT_TEXT("low"),
		[AT_WORTH_NOT_FORMED] = AT_TEXT("not formed"),
	};
	const char *mark = NULL;

	for (int i = 0; i < view->flags.n_views; i++) {
		const struct at_flag_view *f = &view->flags.views[i];

		if (f->session == session && !f->unsaid && words[f->worth.rule] != NULL)
			mark = at_tr(&visit->call, words[f->worth.rule]);
	}
	return mark;
}

static int
add_marks(struct at_visit *visit, const struct at_client_view *view, struct at_chart_mark *marks)
{
	int n = 0;

	for (int i = 0; i < view->sides.n_cards; i++) {
		const char *label = mark_of(visit, view, view->sides.cards[i].session);

		if (label != NULL)
			marks[n++] = (struct at_chart_mark){ i, label, false };
	}
	return n;
}

/* The columns of the chart. */
struct columns {
	struct at_chart_point *points;
	double *client, *therapist, *low, *high;
	bool *client_sealed, *therapist_sealed, *late;
	bool any_range;
};

static struct columns
columns_of(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_arena *arena = visit->call.arena;
	size_t n = (size_t)view->sides.n_cards;
	struct columns c = { AT_NEW(arena, struct at_chart_point, n), AT_NEW(arena, double, n),
		AT_NEW(arena, double, n), AT_NEW(arena, double, n), AT_NEW(arena, double, n),
		AT_NEW(arena, bool, n), AT_NEW(arena, bool, n), AT_NEW(arena, bool, n), false };

	for (int i = 0; i < view->sides.n_cards; i++) {
		const struct at_card *card = &view->sides.cards[i];
		const struct at_own_range *range = &card->range;

		c.points[i] = (struct at_chart_point){ at_printf(arena, "%d", card->session),
			at_show_day(visit, view->zone, card->at) };
		c.client[i] = card->client;
		c.therapist[i] = card->therapist;
		c.client_sealed[i] = card->client_sealed;
		c.therapist_sealed[i] = card->therapist_sealed;
		c.late[i] = card->late;
		c.low[i] = !range->known ? NAN : isnan(range->low) ? AT_DYAD_LOWEST : range->low;
		c.high[i] = !range->known ? NAN : isnan(range->high) ? AT_DYAD_HIGHEST
		    : range->high;
		c.any_range = c.any_range || range->known;
	}
	return c;
}

static void
put_chart(struct at_visit *visit, const struct at_client_view *view)
{
	static const struct at_chart_tick ticks[] = { { 1, "1" }, { 4, "4" }, { 7, "7" } };
	struct at_call *call = &visit->call;
	struct columns c = columns_of(visit, view);
	struct at_chart_mark *marks = AT_NEW(call->arena, struct at_chart_mark,
	    (size_t)view->sides.n_cards);
	const struct at_series series[] = {
		{ .kind = AT_SERIES_CLIENT, .label = view->name, .values = c.client,
		    .sealed = c.client_sealed },
		{ .kind = AT_SERIES_THERAPIST, .label = therapist_name(visit, view),
		    .values = c.therapist, .sealed = c.therapist_sealed, .hollow = c.late },
	};
	const struct at_chart chart = { .id = "sides", .title = title_of(visit, view),
		.empty = title_of(visit, view), .desc = at_tr(call, "The mean of nine statements "
		"about the hour, client and therapist, session by session."),
		.points = c.points, .n_points = view->sides.n_cards, .low = AT_DYAD_LOWEST,
		.high = AT_DYAD_HIGHEST, .ticks = ticks, .n_ticks = (int)AT_COUNT(ticks),
		.decimals = 1, .decimal_mark = at_show_mark(visit), .series = series,
		.n_series = 2, .cutoff = NAN, .shade_gap = true,
		.band_low = c.any_range ? c.low : NULL, .band_high = c.any_range ? c.high : NULL,
		.band_label = at_tr(call, "own range"),
		.marks = marks, .n_marks = add_marks(visit, view, marks),
		.x_label = at_tr(call, "Session"), .date_label = at_tr(call, "Date"),
		.sealed_label = at_tr(call, "sealed"), .table_label = at_tr(call, "As a table") };

	at_chart_figure(visit->out, &chart);
	at_put(visit->out, "<p class=\"note\">%s</p>\n", agreement_of(visit, view));
}

/* ---- one hour, statement by statement ------------------------------------------- */

/* The newest hour with something to be seen, or the one asked for. */
static const struct at_card *
hour_to_show(struct at_visit *visit, const struct at_client_view *view)
{
	const char *text = at_field(&visit->request->query, "hour");
	at_id asked = 0;

	if (text == NULL || !at_id_parse(text, &asked))
		asked = 0;
	for (int i = view->sides.n_cards - 1; i >= 0; i--) {
		const struct at_card *c = &view->sides.cards[i];

		if (asked != 0 ? c->id == asked
		    : at_dyad_rated(&c->both.client) || at_dyad_rated(&c->both.therapist))
			return c;
	}
	return NULL;
}

static const char *
difference(struct at_visit *visit, const struct at_client_view *view, enum at_agree_words words)
{
	struct at_call *call = &visit->call;
	const char *name = view->name;

	switch (words) {
	case AT_AGREE_UNKNOWN:
		return "";
	case AT_AGREE_SAME:
		return at_tr(call, "the same");
	case AT_AGREE_CLIENT_ONE:
		return at_printf(call->arena, at_tr(call, "%s one step higher"), name);
	case AT_AGREE_CLIENT_MORE:
		return at_printf(call->arena, at_tr(call, "%s two steps higher or more"), name);
	case AT_AGREE_THERAPIST_ONE:
		return at_printf(call->arena, at_tr(call, "%s one step lower"), name);
	case AT_AGREE_THERAPIST_MORE:
		return at_printf(call->arena, at_tr(call, "%s two steps lower or more"), name);
	}
	return "";
}

static void
put_statement(struct at_visit *visit, const struct at_client_view *view,
    const struct at_statement *s, enum at_agree_words words)
{
	struct at_call *call = &visit->call;
	const char *none = at_tr(call, "no answer");
	const char *client = s->client == NULL ? none : s->client;
	const char *therapist = s->therapist == NULL ? none : s->therapist;
	const struct at_steps steps = { 7, s->client_code, s->therapist_code, at_printf(
		call->arena, at_tr(call, "%s: %s. %s: %s."), view->name, client,
		therapist_name(visit, view), therapist) };

	at_put(visit->out, "<li>\n<p class=\"statement\">%s</p>\n", s->text);
	at_chart_steps(visit->out, &steps);
	at_put(visit->out, "<p class=\"note\"><span class=\"who-client\">%s</span> %s &#183; "
	    "<span class=\"who-therapist\">%s</span> %s", view->name, client,
	    therapist_name(visit, view), therapist);
	if (words != AT_AGREE_UNKNOWN && words != AT_AGREE_SAME)
		at_put(visit->out, " &#183; <b>%s</b>", difference(visit, view, words));
	at_put_raw(visit->out, "</p>\n</li>\n");
}

static void
put_hours(struct at_visit *visit, const struct at_client_view *view, const struct at_card *shown)
{
	struct at_call *call = &visit->call;

	at_put(visit->out, "<nav class=\"rated\" aria-label=\"%s\">%s",
	    at_tr(call, "Statement by statement"), at_tr(call, "Session"));
	for (int i = 0; i < view->sides.n_cards; i++) {
		const struct at_card *c = &view->sides.cards[i];

		if (!at_dyad_rated(&c->both.client) && !at_dyad_rated(&c->both.therapist))
			continue;
		at_put(visit->out, " <a href=\"/clients/%s?hour=%s#hour\"",
		    at_visit_id_text(visit, view->client.id), at_visit_id_text(visit, c->id));
		if (c == shown)
			at_put_raw(visit->out, " aria-current=\"true\"");
		at_put(visit->out, ">%d</a>", c->session);
	}
	at_put_raw(visit->out, "</nav>\n");
}

static void
put_hour(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_card *card = hour_to_show(visit, view);
	struct at_statement statements[AT_DYAD_ITEMS];
	bool asked = at_field(&visit->request->query, "hour") != NULL;

	if (card == NULL || at_sides_statements(call, &view->client, card, statements) != AT_OK) {
		at_error_clear(call->err);
		return;
	}
	at_put(visit->out, "<details id=\"hour\"%s><summary>%s</summary>\n", asked ? " open" : "",
	    at_printf(call->arena, at_tr(call, "Session %d, statement by statement"),
	    card->session));
	put_hours(visit, view, card);
	if (card->seen_first)
		at_put(visit->out, "<p class=\"note\">%s</p>\n", at_tr(call, "The therapist had "
		    "read what the client said before rating this hour."));
	at_put_raw(visit->out, "<ol class=\"statements\">\n");
	for (int i = 0; i < AT_DYAD_ITEMS; i++)
		put_statement(visit, view, &statements[i], at_agree_item(&card->both, i));
	at_put_raw(visit->out, "</ol>\n</details>\n");
}

void
at_client_sides(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "relationship",
		.heading = at_tr(call, "The hour, from both sides") };

	if (!at_client_has_sides(view))
		return;
	at_part_section_begin(visit->out, &section);
	put_chart(visit, view);
	put_hour(visit, view);
	at_part_own_card(visit->out, at_tr(call, "Our own card, not a validated test."));
	at_part_section_end(visit->out);
}

/* ---- the first five sessions --------------------------------------------------- */

/* What to ask in session 1 to 5; the design's cards, section 7. */
static const char *const questions[AT_FORMATION_SESSIONS] = {
	AT_TEXT("What was it like to come here? What were you afraid of?"),
	AT_TEXT("What stayed with you, good or bad? Anything you wish you had not said?"),
	AT_TEXT("Can you be yourself here yet? What would help?"),
	AT_TEXT("Do we both know what we are doing, and why? More of what, less of what?"),
	AT_TEXT("Is this the right place, way and person for you? Changing is possible."),
};

static void
put_formation(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_formation *f = &view->sides.formation;
	struct at_fact facts[4];
	int n = 0;

	if (!isnan(f->level))
		facts[n++] = (struct at_fact){ at_tr(call, "Level at session 3"),
			at_show_number(visit, f->level, 1) };
	if (!isnan(f->slope))
		facts[n++] = (struct at_fact){ at_tr(call, "Steps a session"),
			at_show_number(visit, f->slope, 2) };
	if (f->cards_missed > 0)
		facts[n++] = (struct at_fact){ at_tr(call, "Cards not answered"),
			at_printf(call->arena, "%d", f->cards_missed) };
	if (f->sessions_missed > 0)
		facts[n++] = (struct at_fact){ at_tr(call, "Sessions missed"),
			at_printf(call->arena, "%d", f->sessions_missed) };
	if (n > 0)
		at_part_facts(visit->out, facts, n);
}

void
at_client_first_five(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;
	int next = view->next == NULL ? 0 : view->next->number;
	const struct at_section section = { .id = "first-five",
		.heading = at_tr(call, "The first five sessions"),
		.note = at_tr(call, "Fear and shame are the first work.") };

	if (!view->therapist_is_asker || next < 1 || next > AT_FORMATION_SESSIONS)
		return;
	at_part_section_begin(visit->out, &section);
	at_put(visit->out, "<p>%s</p>\n", at_printf(call->arena,
	    at_tr(call, "In session %d you might ask:"), next));
	at_put(visit->out, "<blockquote>%s</blockquote>\n", at_tr(call, questions[next - 1]));
	at_put(visit->out, "<p class=\"note\">%s</p>\n", at_tr(call, "And yourself: what made it "
	    "safer? What did I not ask?"));
	put_formation(visit, view);
	at_part_section_end(visit->out);
}
