/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/words.h"
#include "html/form.h"
#include "html/part.h"
#include "html/put.h"
#include "web/crisis.h"
#include "web/form_item.h"
#include "web/form_page.h"

/* ---- words ----------------------------------------------------------------- */

static const char *
title_of(struct at_visit *visit, const struct at_form_view *view)
{
	const char *lang;

	return at_form_say(visit, view, false, "title", &lang);
}

/* Whose hour the therapist's card is about. */
static const char *
hour_of(struct at_visit *visit, const struct at_form_view *view)
{
	struct at_call *call = &visit->call;

	return view->own.session == 0 ? view->own.client_name : at_printf(call->arena,
	    at_tr(call, "%s, session %d, %s"), view->own.client_name, view->own.session,
	    at_words_moment(call, view->asking->site.zone, view->own.starts));
}

struct at_page
at_form_frame(struct at_visit *visit, const struct at_form_view *view)
{
	struct at_page page = at_page_client_frame(visit, title_of(visit, view));

	page.script = "form.js";
	if (view->own.is)
		page.lead = hour_of(visit, view);
	return page;
}

void
at_form_intro(struct at_visit *visit, const struct at_form_view *view)
{
	struct at_said intro;

	if (at_asking_say(&visit->call, view->asking, false, "intro", &intro) == AT_OK)
		at_part_paragraphs(visit->out, intro.pieces, intro.n_pieces);
	else
		at_error_clear(visit->call.err);
}

const char *
at_form_path(struct at_visit *visit, const struct at_form_view *view, const char *rest)
{
	return at_printf(visit->call.arena, "/f/%s%s", at_visit_id_text(visit, view->due.id),
	    rest);
}

void
at_form_put_leave(struct at_visit *visit, const struct at_form_view *view)
{
	if (view->own.is)
		at_put(visit->out, "<p class=\"leave\"><a href=\"/clients/%s\" data-leave>%s</a> "
		    "<a href=\"/today\">%s</a></p>\n", at_visit_id_text(visit, view->due.client),
		    at_tr(&visit->call, "Back to the client"),
		    at_tr(&visit->call, "Back to Today"));
}

/* ---- a form that cannot be answered now ------------------------------------ */

struct stand_text {
	const char *title, *text;
};

static struct stand_text
text_of_stand(struct at_visit *visit, const struct at_form_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_zone *zone = view->asking->site.zone;

	switch (view->stand) {
	case AT_FORM_EARLY:
		return (struct stand_text){ at_tr(call, "This form is not open yet"),
			at_printf(call->arena, at_tr(call, "This form opens %s."),
			    at_words_moment(call, zone, view->due.opens)) };
	case AT_FORM_CLOSED:
		return (struct stand_text){ at_tr(call, "This form is closed"),
			at_printf(call->arena, at_tr(call, "It closed %s."),
			    at_words_moment(call, zone, view->due.closes)) };
	case AT_FORM_UNCOVERED:
		return (struct stand_text){ at_tr(call, "This form is closed just now"), at_tr(call,
			"It asks about safety, and nobody is here at the moment to read an answer "
			"at once. Your therapist will go through it with you.") };
	case AT_FORM_ELSEWHERE:
		return (struct stand_text){ at_tr(call, "This form has already been sent"),
			at_tr(call, "It was sent from another device. What was typed here is not "
			    "kept.") };
	case AT_FORM_DECLINED:
		return (struct stand_text){ at_tr(call, "Not today"), at_tr(call,
			"You chose not today. That is fine, and it is not counted against you.") };
	case AT_FORM_OPEN:
	case AT_FORM_SENT:
	case AT_FORM_REVOKED:
		break;
	}
	return (struct stand_text){ at_tr(call, "This link does not work"),
		at_tr(call, "Ask the clinic for a new one. Nothing you wrote is lost.") };
}

const char *
at_form_stand_text(struct at_visit *visit, const struct at_form_view *view)
{
	return text_of_stand(visit, view).title;
}

int
at_form_stand_page(struct at_visit *visit, const struct at_form_view *view,
    const struct at_crisis_view *crisis)
{
	struct stand_text text = text_of_stand(visit, view);
	struct at_page page = at_page_client_frame(visit, text.title);
	struct at_crisis_view help;

	page.script = view->own.is ? "form.js" : NULL;
	at_page_begin(visit->out, &page);
	if (crisis != NULL)
		at_crisis_put(visit, crisis, false, NULL);
	at_part_text(visit->out, text.text);
	if (crisis == NULL && view->stand == AT_FORM_UNCOVERED
	    && at_safety_crisis(&visit->call, view->asking, false, &help) == AT_OK)
		at_crisis_put(visit, &help, false, NULL);
	if (view->stand == AT_FORM_DECLINED)
		at_form_put_next(visit, view);
	at_form_put_leave(visit, view);
	at_crisis_help(visit, view->asking);
	at_page_end(visit->out, &page);
	return 200;
}

/* ---- one page of questions ------------------------------------------------- */

static bool
page_has_trigger(const struct at_form_view *view, const struct at_form_span *page)
{
	for (int i = page->first; i < page->last; i++)
		if (view->instrument->items[i].trigger.kind != NULL)
			return true;
	return false;
}

/* What form.js shows when a safety answer cannot reach us at all. */
static void
put_unsent(struct at_visit *visit, const struct at_form_view *view)
{
	struct at_crisis_view crisis;
	struct at_said unsent;

	if (at_safety_crisis(&visit->call, view->asking, false, &crisis) != AT_OK
	    || at_asking_say(&visit->call, view->asking, true, "crisis.unsent", &unsent) != AT_OK) {
		at_error_clear(visit->call.err);
		return;
	}
	at_form_unsent_begin(visit->out);
	at_crisis_put(visit, &crisis, false, &unsent);
	at_form_unsent_end(visit->out);
}

/* Where one is in a form of several pages. */
static void
put_steps(struct at_visit *visit, const struct at_form_view *view, int n)
{
	struct at_call *call = &visit->call;
	const struct at_form_page *page = &view->instrument->pages[view->pages[n].page];
	const char *lang;
	const char *of = at_printf(call->arena, at_tr(call, "Page %d of %d"), n + 1,
	    view->n_pages);
	const char *name = at_form_say(visit, view, false,
	    at_printf(call->arena, "page.%s", page->id), &lang);

	if (view->n_pages == 1)
		return;
	at_form_steps(visit->out, n + 1, view->n_pages, name[0] == '\0' ? of
	    : at_printf(call->arena, "%s · %s", of, name));
}

void
at_form_questions(struct at_visit *visit, const struct at_form_view *view, int n,
    const struct at_form_above *above)
{
	struct at_call *call = &visit->call;
	const struct at_form_span *page = &view->pages[n];
	bool last = n == view->n_pages - 1;
	const char *number = at_printf(call->arena, "%d", n), *lang;
	const struct at_hidden hidden = { "page", number };
	const struct at_form form = { .action = at_form_path(visit, view, ""), .csrf = visit->csrf,
		.hidden = &hidden, .n_hidden = 1, .save = at_form_path(visit, view, "/draft"),
		.wide = view->own.is, .kept = at_tr(call, "Kept"),
		.unsaved = at_tr(call, "Not saved yet. We keep trying."),
		.keys = !view->own.is ? NULL : at_tr(call, "By keyboard: a number chooses and goes "
		    "on, 0 skips, Enter sends, Escape leaves.") };
	const struct at_form_buttons buttons = {
		.primary = last ? at_tr(call, "Send") : at_tr(call, "Continue"),
		.primary_value = "next",
		.back = n > 0 ? at_tr(call, "Back") : NULL,
		.other = n == 0 ? at_form_say(visit, view, true, "button.not-today", &lang) : NULL,
		.other_value = "decline" };
	struct at_page frame = at_form_frame(visit, view);

	at_page_begin(visit->out, &frame);
	if (above->problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "Please check the page"),
		    above->problem);
	if (view->own.late)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "Late"), at_tr(call,
		    "This card comes late: it will be drawn hollow and left out of comparisons."));
	/* A client has read it beside Begin; nobody sends the therapist a link. */
	if (n == 0 && view->own.is)
		at_form_intro(visit, view);
	at_form_begin(visit->out, &form);
	put_steps(visit, view, n);
	if (above->crisis != NULL)
		at_crisis_put(visit, above->crisis, above->unsent == NULL, above->unsent);
	for (int p = page->page; p < page->page + page->n_pages; p++)
		at_form_put_items(visit, view, &view->instrument->pages[p], page->n_pages > 1);
	if (page_has_trigger(view, page))
		put_unsent(visit, view);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_form_put_leave(visit, view);
	if (view->instrument->own_card && view->own.is)
		at_part_own_card(visit->out,
		    at_form_say(visit, view, true, "note.own-card", &lang));
	at_crisis_help(visit, view->asking);
	at_page_end(visit->out, &frame);
}
