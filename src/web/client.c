/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What staff see of clients: the list, and one client's page. */
#include <math.h>
#include <string.h>

#include "action/client_list.h"
#include "action/client_view.h"
#include "base/words.h"
#include "chart/chart.h"
#include "html/form.h"
#include "html/part.h"
#include "html/put.h"
#include "web/banner.h"
#include "web/said.h"
#include "web/visit.h"

/* ---- the list -------------------------------------------------------------- */

static void
put_row(struct at_visit *visit, const struct at_list_row *row)
{
	struct at_call *call = &visit->call;
	struct at_tag tags[2];
	struct at_row out = { .title = row->name, .meta = row->site, .tags = tags };

	out.href = at_printf(call->arena, "/clients/%s", at_visit_id_text(visit, row->client));
	if (row->n_alerts > 0)
		tags[out.n_tags++] = (struct at_tag){ AT_TONE_ALERT,
			at_tr(call, "Safety answer not yet acknowledged") };
	if (row->supervised)
		tags[out.n_tags++] = (struct at_tag){ AT_TONE_PLAIN, at_tr(call, "supervised") };
	out.why = row->next == NULL ? at_tr(call, "No session planned.")
	    : at_printf(call->arena, at_tr(call, "Next: session %d, %s."), row->next->number,
	        at_words_moment(call, row->zone, row->next->starts));
	at_part_row_begin(visit->out, &out);
	at_part_row_end(visit->out);
}

/* Somebody without clients learns what there is to do. */
static const char *
why_empty(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	uint32_t subjects = visit->who.subjects;

	if ((subjects & AT_THERAPIST) != 0)
		return at_tr(call, "You have no clients yet. The clinic adds a client with "
		    "\"attune client add\"; then the name stands here.");
	if ((subjects & AT_COVER) != 0)
		return at_tr(call, "Nothing waits for you. A safety answer that nobody has "
		    "acknowledged in time will stand here while you have cover.");
	if ((subjects & AT_CONTACT) != 0)
		return at_tr(call, "Clients are not listed for you. What somebody wants to say to "
		    "you stands under \"Said to you\".");
	return at_tr(call, "There is no page for your part in the clinic yet. People and settings "
	    "are managed with \"attune user\" and \"attune setup\".");
}

int
at_page_clients(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_list_view view;
	struct at_page page;

	if (at_action_list(call, &view) != AT_OK)
		return at_page_problem(visit);
	page = at_page_staff(visit, at_tr(call, "Clients"), "/clients");
	page.script = "staff.js";
	at_page_begin(visit->out, &page);
	at_banner_put(visit, &view.alerts, 0);
	if (view.n_rows == 0)
		at_part_empty(visit->out, why_empty(visit), NULL, NULL);
	else {
		at_part_rows_begin(visit->out, at_tr(call, "Clients"));
		for (int i = 0; i < view.n_rows; i++)
			put_row(visit, &view.rows[i]);
		at_part_rows_end(visit->out);
	}
	at_page_end(visit->out, &page);
	return 200;
}

/* ---- charts ---------------------------------------------------------------- */

static const char *
day_of(struct at_visit *visit, const struct at_zone *zone, at_ms at)
{
	return at_words_date(&visit->call, at_zone_local(zone, at).date, AT_DATE_LONG);
}

static char
decimal_mark(struct at_visit *visit)
{
	return strcmp(at_words_lang(visit->call.words), "en") == 0 ? '.' : ',';
}

/* Sums are whole numbers unless a gap was filled; means have one decimal. */
static int
decimals_of(const struct at_course *course)
{
	if (course->scale->combine == AT_MEAN)
		return 1;
	for (int i = 0; i < course->n_points; i++)
		if (course->points[i].prorated)
			return 1;
	return 0;
}

static const char *
number(struct at_visit *visit, double value, int decimals)
{
	char *text = at_printf(visit->call.arena, "%.*f", decimals, value);
	char *point = strchr(text, '.');

	if (point != NULL)
		*point = decimal_mark(visit);
	return text;
}

/* The first and the last value of a course; false if there is none. */
static bool
ends_of(const struct at_course *course, double *first, double *last, int *n)
{
	*n = 0;
	for (int i = 0; i < course->n_points; i++) {
		if (isnan(course->points[i].value))
			continue;
		if ((*n)++ == 0)
			*first = course->points[i].value;
		*last = course->points[i].value;
	}
	return *n > 0;
}

/* The change in words, with whether it is more than chance allows where that is known. */
static const char *
sentence_of_course(struct at_visit *visit, const struct at_course *course)
{
	struct at_call *call = &visit->call;
	int decimals = decimals_of(course), n;
	double first = NAN, last = NAN, change;
	const char *what;

	if (!ends_of(course, &first, &last, &n))
		return at_printf(call->arena, at_tr(call, "%s: no complete form yet."),
		    course->title);
	if (n == 1)
		return at_printf(call->arena, at_tr(call, "%s: %s, once so far."), course->title,
		    number(visit, last, decimals));
	change = last - first;
	what = change == 0 ? at_printf(call->arena, at_tr(call, "%s: %s, as at the start."),
	        course->title, number(visit, last, decimals))
	    : at_printf(call->arena, change < 0 ? at_tr(call, "%s: fell from %s to %s.")
	        : at_tr(call, "%s: rose from %s to %s."), course->title,
	        number(visit, first, decimals), number(visit, last, decimals));
	if (isnan(course->scale->reliable) || change == 0)
		return what;
	if (fabs(change) < course->scale->reliable)
		return at_printf(call->arena, at_tr(call,
		    "%s That is not yet a reliable change (%s points are)."), what,
		    number(visit, course->scale->reliable, 0));
	return at_printf(call->arena, at_tr(call,
	    "%s That is a reliable change (%s points or more)."), what,
	    number(visit, course->scale->reliable, 0));
}

static const char *
notes_of_course(struct at_visit *visit, const struct at_course *course)
{
	struct at_call *call = &visit->call;
	struct at_buffer notes = at_buffer_init(call->arena);

	for (int i = 0; i < course->n_points; i++) {
		const struct at_course_point *p = &course->points[i];

		if (p->instead != NULL)
			at_buffer_printf(&notes, at_tr(call, "Form %d: %s only, %s. "), i + 1,
			    p->instead, number(visit, p->instead_value, 1));
		else if (p->prorated)
			at_buffer_printf(&notes, at_tr(call,
			    "Form %d: p, a gap was filled with the mean of the other answers. "),
			    i + 1);
		else if (isnan(p->value))
			at_buffer_printf(&notes, at_tr(call,
			    "Form %d: too few answers for a score. "), i + 1);
	}
	return at_buffer_string(&notes);
}

static void
put_course(struct at_visit *visit, const struct at_client_view *view,
    const struct at_course *course, int index)
{
	struct at_call *call = &visit->call;
	struct at_chart_point *points = AT_NEW(call->arena, struct at_chart_point,
	    (size_t)course->n_points);
	double *values = AT_NEW(call->arena, double, (size_t)course->n_points);
	const struct at_scale *scale = course->scale;
	const struct at_section section = { .heading = course->title };
	struct at_chart_tick ticks[4];
	const struct at_series series = { .kind = AT_SERIES_OUTCOME, .label = at_tr(call, "score"),
		.values = values };
	struct at_chart chart = {
		.id = at_printf(call->arena, "course-%d", index),
		.title = sentence_of_course(visit, course),
		.desc = at_printf(call->arena, at_tr(call, "%s, form by form."), course->title),
		.empty = sentence_of_course(visit, course),
		.points = points, .n_points = course->n_points,
		.low = scale->lowest, .high = scale->highest, .ticks = ticks, .n_ticks = 4,
		.decimals = decimals_of(course), .decimal_mark = decimal_mark(visit),
		.series = &series, .n_series = 1, .cutoff = scale->cutoff,
		.x_label = at_tr(call, "Form"), .date_label = at_tr(call, "Date"),
		.sealed_label = at_tr(call, "sealed"),
		.table_label = at_tr(call, "As a table") };

	for (int i = 0; i < course->n_points; i++) {
		points[i] = (struct at_chart_point){ at_printf(call->arena, "%d", i + 1),
			day_of(visit, view->zone, course->points[i].at) };
		values[i] = course->points[i].value;
	}
	for (int i = 0; i < 4; i++) {
		ticks[i].at = scale->lowest + (scale->highest - scale->lowest) * i / 3;
		ticks[i].label = number(visit, ticks[i].at, 0);
	}
	if (!isnan(scale->cutoff))
		chart.cutoff_label = at_printf(call->arena, at_tr(call, "cut-off %s"),
		    number(visit, scale->cutoff, 0));
	at_part_section_begin(visit->out, &section);
	at_chart_figure(visit->out, &chart);
	if (course->instrument->own_card)
		at_part_own_card(visit->out,
		    at_tr(call, "Our own card, not a validated test."));
	at_put(visit->out, "<p class=\"note\">%s%s</p>\n", notes_of_course(visit, course),
	    course->instrument->own_card ? "" : scale->source);
	at_part_section_end(visit->out);
}

/* Validated measures stand before our own cards. */
static void
put_courses(struct at_visit *visit, const struct at_client_view *view, bool own_cards)
{
	for (int i = 0; i < view->n_courses; i++)
		if (view->courses[i].instrument->own_card == own_cards)
			put_course(visit, view, &view->courses[i], i);
}

/* ---- both sides ------------------------------------------------------------ */

static const char *
sentence_of_cards(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;

	for (int i = view->n_cards - 1; i >= 0; i--) {
		const struct at_card *c = &view->cards[i];

		if (!isnan(c->client) && !isnan(c->therapist))
			return at_printf(call->arena, at_tr(call, "After session %d %s rated the "
			    "hour %s and you %s, on a scale of 1 to 7."), c->session, view->name,
			    number(visit, c->client, 1), number(visit, c->therapist, 1));
		if (!isnan(c->client))
			return at_printf(call->arena, at_tr(call,
			    "After session %d %s rated the hour %s, on a scale of 1 to 7."),
			    c->session, view->name, number(visit, c->client, 1));
		if (!isnan(c->therapist))
			return at_printf(call->arena, at_tr(call,
			    "After session %d you rated the hour %s, on a scale of 1 to 7."),
			    c->session, number(visit, c->therapist, 1));
	}
	return at_tr(call, "Session cards are in, and sealed until both sides are in or the time "
	    "is up.");
}

static bool
has_cards(const struct at_client_view *view)
{
	for (int i = 0; i < view->n_cards; i++)
		if (!isnan(view->cards[i].client) || !isnan(view->cards[i].therapist)
		    || view->cards[i].client_sealed || view->cards[i].therapist_sealed)
			return true;
	return false;
}

static void
put_cards(struct at_visit *visit, const struct at_client_view *view)
{
	static const struct at_chart_tick ticks[] = { { 1, "1" }, { 4, "4" }, { 7, "7" } };
	struct at_call *call = &visit->call;
	size_t n = (size_t)view->n_cards;
	struct at_chart_point *points = AT_NEW(call->arena, struct at_chart_point, n);
	double *client = AT_NEW(call->arena, double, n);
	double *therapist = AT_NEW(call->arena, double, n);
	bool *sealed = AT_NEW(call->arena, bool, n);
	const struct at_series series[] = {
		{ .kind = AT_SERIES_CLIENT, .label = view->name, .values = client,
		    .sealed = sealed },
		{ .kind = AT_SERIES_THERAPIST, .label = at_tr(call, "you"),
		    .values = therapist },
	};
	const struct at_section section = { .heading = at_tr(call, "The hour, from both sides") };
	struct at_chart chart = { .id = "cards", .points = points, .n_points = view->n_cards,
		.low = 1, .high = 7, .ticks = ticks, .n_ticks = (int)AT_COUNT(ticks),
		.decimals = 1, .decimal_mark = decimal_mark(visit), .series = series,
		.n_series = 2, .cutoff = NAN, .shade_gap = true };

	for (int i = 0; i < view->n_cards; i++) {
		points[i] = (struct at_chart_point){
			at_printf(call->arena, "%d", view->cards[i].session),
			day_of(visit, view->zone, view->cards[i].at) };
		client[i] = view->cards[i].client;
		therapist[i] = view->cards[i].therapist;
		sealed[i] = view->cards[i].client_sealed;
	}
	chart.title = chart.empty = sentence_of_cards(visit, view);
	chart.desc = at_tr(call, "The mean of nine statements about the hour, client and "
	    "therapist, session by session.");
	chart.x_label = at_tr(call, "Session");
	chart.date_label = at_tr(call, "Date");
	chart.sealed_label = at_tr(call, "sealed");
	chart.table_label = at_tr(call, "As a table");
	at_part_section_begin(visit->out, &section);
	at_chart_figure(visit->out, &chart);
	at_part_own_card(visit->out, at_tr(call, "Our own card, not a validated test."));
	at_part_section_end(visit->out);
}

/* ---- the other parts ------------------------------------------------------- */

static void
put_own_cards(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;

	for (int i = 0; i < view->n_own_cards; i++) {
		const struct at_own_card *card = &view->own_cards[i];
		const struct at_section section = { .heading = card->title,
			.note = at_printf(call->arena, at_tr(call,
			    "Your card for session %d, open until %s."), card->session,
			    at_words_moment(call, view->zone, card->closes)) };
		const struct at_form form = { .action = at_printf(call->arena, "/own/%s",
			at_visit_id_text(visit, card->due)), .csrf = visit->csrf, .wide = true };
		const struct at_form_buttons buttons = { .primary = at_tr(call, "Fill in") };

		at_part_section_begin(visit->out, &section);
		at_form_begin(visit->out, &form);
		at_form_buttons(visit->out, &buttons);
		at_form_end(visit->out);
		at_part_section_end(visit->out);
	}
}

static void
put_sayings(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "said", .heading = at_tr(call, "Said"),
		.note = at_tr(call, "Never sealed: shown as soon as it was sent.") };
	struct at_entry *entries = AT_NEW(call->arena, struct at_entry,
	    (size_t)view->n_sayings);

	if (view->n_sayings == 0)
		return;
	for (int i = 0; i < view->n_sayings; i++)
		entries[i] = at_said_entry(visit, &view->sayings[i], view->zone, view->name);
	at_part_section_begin(visit->out, &section);
	at_part_entries(visit->out, entries, view->n_sayings);
	at_part_section_end(visit->out);
}

static void
put_alerts(struct at_visit *visit, const struct at_client_view *view)
{
	const struct at_section section = { .id = "safety",
		.heading = at_tr(&visit->call, "Safety answers") };

	if (!at_banner_any_past(&view->alerts))
		return;
	at_part_section_begin(visit->out, &section);
	at_banner_history(visit, &view->alerts);
	at_part_section_end(visit->out);
}

static void
put_looks(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .heading = at_tr(call, "Who has looked"),
		.note = at_tr(call, "The client can be told.") };
	struct at_fact *facts = AT_NEW(call->arena, struct at_fact, (size_t)view->n_looks);

	at_part_section_begin(visit->out, &section);
	for (int i = 0; i < view->n_looks; i++)
		facts[i] = (struct at_fact){
			at_words_moment(call, view->zone, view->looks[i].at),
			view->looks[i].name[0] == '\0' ? at_tr(call, "The command line")
			    : view->looks[i].name };
	at_part_facts(visit->out, facts, view->n_looks);
	at_part_section_end(visit->out);
}

static const char *
lead_of(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;
	struct at_buffer lead = at_buffer_init(call->arena);

	if (view->next != NULL)
		at_buffer_printf(&lead, at_tr(call, "Next: session %d, %s. "), view->next->number,
		    at_words_moment(call, view->zone, view->next->starts));
	if (view->therapist[0] != '\0')
		at_buffer_printf(&lead, at_tr(call, "With %s since %s. "), view->therapist,
		    day_of(visit, view->zone, view->since));
	at_buffer_text(&lead, view->site);
	return at_buffer_string(&lead);
}

/* ---- the page -------------------------------------------------------------- */

int
at_page_client(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	at_id client = at_visit_id(visit, "client");
	struct at_client_view view;
	struct at_page page;

	if (at_action_view_client(call, client, &view) != AT_OK)
		return at_page_problem(visit);
	page = at_page_staff(visit, view.name, "/clients");
	page.script = "staff.js";
	page.back = (struct at_page_link){ "/clients", at_tr(call, "Clients"), false };
	page.lead = lead_of(visit, &view);
	at_page_begin(visit->out, &page);
	at_banner_put(visit, &view.alerts, client);
	at_part_columns_begin(visit->out);
	if (has_cards(&view))
		put_cards(visit, &view);
	put_courses(visit, &view, false);
	put_courses(visit, &view, true);
	if (!has_cards(&view) && view.n_courses == 0)
		at_part_empty(visit->out, at_tr(call,
		    "Nothing has been answered yet. Once a form is sent, its course stands here."),
		    NULL, NULL);
	at_part_columns_middle(visit->out);
	put_own_cards(visit, &view);
	put_sayings(visit, &view);
	put_alerts(visit, &view);
	put_looks(visit, &view);
	at_part_columns_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}
