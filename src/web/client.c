/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What staff see of one client: the client's page. */
#include <string.h>

#include "action/client_view.h"
#include "base/words.h"
#include "html/form.h"
#include "html/part.h"
#include "html/put.h"
#include "web/banner.h"
#include "web/client.h"
#include "web/said.h"
#include "web/show.h"
#include "web/visit.h"

/* ---- the other parts ------------------------------------------------------- */

static void
put_own_cards(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;

	for (int i = 0; i < view->n_own_cards; i++) {
		const struct at_own_card *card = &view->own_cards[i];
		const struct at_section section = { .heading = card->title,
			.note = at_printf(call->arena, card->late ? at_tr(call,
			    "Your card for session %d, late since %s.") : at_tr(call,
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

/* Something was said; reading it before the own card is marked on that card. */
static void
put_unopened(struct at_visit *visit, const struct at_client_view *view,
    const struct at_unopened *unopened)
{
	struct at_call *call = &visit->call;
	const struct at_form form = { .action = at_printf(call->arena, "/clients/%s/said/%s",
		at_visit_id_text(visit, view->client.id),
		at_visit_id_text(visit, unopened->session)), .csrf = visit->csrf, .wide = true };
	const struct at_form_buttons buttons = { .other = at_tr(call, "Read it now") };

	at_part_notice(visit->out, AT_TONE_LOOK, at_printf(call->arena,
	    at_tr(call, "Session %d: something was said."), unopened->number),
	    at_tr(call, "Fill in your own card first if you can. Read before, your card is "
	    "marked and left out of comparisons."));
	at_form_begin(visit->out, &form);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
}

/* So many of the newest stand open; the charts are not far below. */
enum { SAID_MOST = 3 };

static void
put_sayings(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "said", .heading = at_tr(call, "Said"),
		.note = at_tr(call, "Never sealed: shown as soon as it was sent.") };
	struct at_entry *entries = AT_NEW(call->arena, struct at_entry,
	    (size_t)view->n_sayings);
	int n_shown = view->n_sayings < SAID_MOST ? view->n_sayings : SAID_MOST;

	if (view->n_sayings + view->n_unopened == 0)
		return;
	for (int i = 0; i < view->n_sayings; i++)
		entries[i] = at_said_entry(visit, &view->sayings[i], view->zone, view->name);
	at_part_section_begin(visit->out, &section);
	for (int i = 0; i < view->n_unopened; i++)
		put_unopened(visit, view, &view->unopened[i]);
	at_part_entries(visit->out, entries, n_shown);
	if (view->n_sayings > n_shown) {
		at_put(visit->out, "<details><summary>%s</summary>\n", at_printf(call->arena,
		    at_trn(call, "and %d earlier one", "and %d earlier ones",
		    (unsigned long)(view->n_sayings - n_shown)), view->n_sayings - n_shown));
		at_part_entries(visit->out, entries + n_shown, view->n_sayings - n_shown);
		at_put_raw(visit->out, "</details>\n");
	}
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

/* To the page that is turned toward the client. */
static void
put_together(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "in-session",
		.heading = at_tr(call, "In session"),
		.note = at_tr(call, "A page to turn toward the client: what to talk about, and "
		"both sides opened together. Nothing private is on it.") };

	if (!view->therapist_is_asker)
		return;
	at_part_section_begin(visit->out, &section);
	at_put(visit->out, "<p><a class=\"button\" href=\"/clients/%s/together\">"
	    "%s</a></p>\n", at_visit_id_text(visit, view->client.id),
	    at_tr(call, "Show in session"));
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
		    at_show_day(visit, view->zone, view->since));
	at_buffer_text(&lead, view->site);
	return at_buffer_string(&lead);
}

/* To the pages about the course of therapy as a whole. */
static void
put_ways(struct at_visit *visit, const struct at_client_view *view)
{
	static const struct { const char *page, *text; } ways[] = {
		{ "plan", AT_TEXT("What is asked, and when") },
		{ "consents", AT_TEXT("What the client agrees to") },
		{ "own-page", AT_TEXT("The client's own page: address and PIN") },
		{ "episode", AT_TEXT("Another therapist, or the end") },
	};
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "ways", .heading = at_tr(call, "This therapy") };

	if (!view->therapist_is_asker)
		return;
	at_part_section_begin(visit->out, &section);
	at_put_raw(visit->out, "<ul class=\"ways\">\n");
	for (size_t i = 0; i < AT_COUNT(ways); i++)
		at_put(visit->out, "<li><a href=\"/clients/%s/%s\">%s</a></li>\n",
		    at_visit_id_text(visit, view->client.id), ways[i].page,
		    at_tr(call, ways[i].text));
	at_put_raw(visit->out, "</ul>\n");
	at_part_section_end(visit->out);
}

/* What was said, what to ask about, what to fill in: it comes before what was computed, for
 * eyes and ears alike, on every screen. */
static void
put_first(struct at_visit *visit, const struct at_client_view *view)
{
	bool worth = at_client_has_worth(view);

	if (!worth && view->n_own_cards + view->n_sayings + view->n_unopened == 0)
		return;
	at_part_first_begin(visit->out);
	put_own_cards(visit, view);
	if (worth)
		at_client_worth(visit, view);
	put_sayings(visit, view);
	at_part_first_end(visit->out);
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
	put_first(visit, &view);
	at_part_columns_begin(visit->out);
	at_client_sides(visit, &view);
	at_client_courses(visit, &view, false);
	at_client_courses(visit, &view, true);
	if (!at_client_has_sides(&view) && view.n_courses == 0)
		at_part_empty(visit->out, at_tr(call,
		    "Nothing has been answered yet. Once a form is sent, its course stands here."),
		    NULL, NULL);
	at_part_columns_middle(visit->out);
	put_together(visit, &view);
	at_client_hand_link(visit, &view);
	if (!at_client_has_worth(&view))
		at_client_worth(visit, &view);
	at_client_first_five(visit, &view);
	put_alerts(visit, &view);
	at_client_sessions(visit, &view);
	put_ways(visit, &view);
	at_client_release(visit, &view);
	at_client_looks(visit, &view);
	at_part_columns_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}
