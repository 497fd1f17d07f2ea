/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/words.h"
#include "html/form.h"
#include "html/part.h"
#include "html/put.h"
#include "web/crisis.h"
#include "web/form_page.h"

/* ---- words ----------------------------------------------------------------- */

/* The text of a key, "" when there are no words: a form is never broken by a missing one. */
static const char *
say(struct at_visit *visit, const struct at_form_view *view, bool general, const char *key,
    const char **lang)
{
	struct at_said said;

	*lang = NULL;
	if (at_asking_say(&visit->call, view->asking, general, key, &said) != AT_OK) {
		at_error_clear(visit->call.err);
		return "";
	}
	*lang = said.lang;
	return said.text;
}

static const char *
title_of(struct at_visit *visit, const struct at_form_view *view)
{
	const char *lang;

	return say(visit, view, false, "title", &lang);
}

struct at_page
at_form_frame(struct at_visit *visit, const struct at_form_view *view)
{
	struct at_page page = at_page_client_frame(visit, title_of(visit, view));

	page.script = "form.js";
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

	at_page_begin(visit->out, &page);
	if (crisis != NULL)
		at_crisis_put(visit, crisis, false, NULL);
	at_part_text(visit->out, text.text);
	if (crisis == NULL && view->stand == AT_FORM_UNCOVERED
	    && at_safety_crisis(&visit->call, view->asking, false, &help) == AT_OK)
		at_crisis_put(visit, &help, false, NULL);
	at_crisis_help(visit, view->asking);
	at_page_end(visit->out, &page);
	return 200;
}

/* ---- one page of questions ------------------------------------------------- */

static bool
is_own_card(const struct at_form_view *view)
{
	return strcmp(view->due.form, "therapist") == 0;
}

static bool
is_offered(const struct at_form_view *view, const struct at_option *option)
{
	return !(option->not_first && view->due.first)
	    && !(option->needs_cover && !view->covered)
	    && !(option->to_contact && !view->may_address);
}

static bool
is_chosen(const struct at_item *item, const struct at_option *option, int code)
{
	if (code < 0)
		return false;
	return item->kind == AT_ITEM_TICKS ? (code >> option->code & 1) != 0
	    : option->code == code;
}

static bool
is_trigger(const struct at_item *item, const struct at_option *option)
{
	if (item->trigger.kind == NULL)
		return false;
	return item->kind == AT_ITEM_TICKS ? option->code == item->trigger.from
	    : option->code >= item->trigger.from;
}

/* The answers after which an item is asked, as the option ids form.js looks for. */
static struct at_form_after
after_of(struct at_visit *visit, const struct at_form_view *view, const struct at_item *item)
{
	struct at_buffer ids = at_buffer_init(visit->call.arena);
	const struct at_item *first;

	if (item->after < 0)
		return (struct at_form_after){ NULL, NULL, NULL };
	first = &view->instrument->items[item->after];
	for (int i = 0; i < first->options->n_options; i++) {
		const struct at_option *option = &first->options->options[i];

		if ((item->after_codes >> option->code & 1) == 0)
			continue;
		if (ids.n_bytes > 0)
			at_buffer_byte(&ids, ' ');
		at_buffer_text(&ids, option->id);
	}
	return (struct at_form_after){ first->id, at_buffer_string(&ids),
		at_tr(&visit->call, "If so:") };
}

/* Who sees the ratings, when, and who the words: told in a line, changed if wished. */
static bool
is_about_sight(const struct at_item *item)
{
	return strcmp(item->id, "ratings") == 0 || strcmp(item->id, "when") == 0
	    || strcmp(item->id, "said") == 0;
}

/* Nothing is chosen beforehand, but for what holds unless it is changed. */
static int
code_to_show(const struct at_form_view *view, int index)
{
	const struct at_item *item = &view->instrument->items[index];
	int code = view->answers.codes[index];

	return code == AT_MISSING && is_about_sight(item) ? item->options->options[0].code : code;
}

static struct at_question
question_of(struct at_visit *visit, const struct at_form_view *view, int index)
{
	struct at_arena *arena = visit->call.arena;
	const struct at_item *item = &view->instrument->items[index];
	int code = code_to_show(view, index);
	struct at_choice *choices = AT_NEW(arena, struct at_choice,
	    (size_t)item->options->n_options);
	struct at_question q = { .name = item->id, .choices = choices,
		.after = after_of(visit, view, item), .inline_rows = is_own_card(view) };
	const char *lang;

	q.legend = say(visit, view, false, at_printf(arena, "item.%s", item->id), &q.lang);
	for (int i = 0; i < item->options->n_options; i++) {
		const struct at_option *option = &item->options->options[i];

		if (!is_offered(view, option))
			continue;
		choices[q.n_choices++] = (struct at_choice){ .value = option->id,
			.text = say(visit, view, false, at_printf(arena, "option.%s.%s",
			    item->options->id, option->id), &lang),
			.checked = is_chosen(item, option, code),
			.trigger = is_trigger(item, option) };
	}
	q.note = say(visit, view, false, at_printf(arena, "item.%s.note", item->id), &lang);
	if (q.note[0] == '\0')
		q.note = NULL;
	if (item->skip)
		q.skip = (struct at_choice){ .value = "skip", .checked = code == AT_SKIPPED,
			.text = say(visit, view, true, "button.skip", &lang) };
	return q;
}

/* Ticks that need cover give way to a line while nobody has it. */
static void
put_instead_of_ticks(struct at_visit *visit, const struct at_form_view *view,
    const struct at_item *item)
{
	for (int i = 0; i < item->options->n_options; i++) {
		const struct at_option *option = &item->options->options[i];
		struct at_said said;

		if (!option->needs_cover || view->covered)
			continue;
		if (at_asking_say(&visit->call, view->asking, false,
		    at_printf(visit->call.arena, "option.%s.%s.without-cover", item->options->id,
		    option->id), &said) == AT_OK)
			at_part_paragraphs(visit->out, said.pieces, said.n_pieces);
		at_error_clear(visit->call.err);
	}
}

/* A number for a place on a line; nothing stands in it beforehand. */
static void
put_line(struct at_visit *visit, const struct at_form_view *view, int index)
{
	struct at_call *call = &visit->call;
	const struct at_item *item = &view->instrument->items[index];
	int code = view->answers.codes[index];
	const char *lang, *low = say(visit, view, false,
	    at_printf(call->arena, "item.%s.low", item->id), &lang);
	const char *high = say(visit, view, false,
	    at_printf(call->arena, "item.%s.high", item->id), &lang);
	const struct at_form_line line = { .name = item->id, .inputmode = "decimal",
		.short_line = true, .label = say(visit, view, false,
		    at_printf(call->arena, "item.%s", item->id), &lang),
		.note = at_printf(call->arena, at_tr(call, "From 0 (%s) to 10 (%s)"),
		    low[0] == '\0' ? "-" : low, high[0] == '\0' ? "+" : high),
		.value = code < 0 ? "" : at_printf(call->arena, "%d.%d", code / 10, code % 10) };

	at_form_line(visit->out, &line);
}

static void
put_item(struct at_visit *visit, const struct at_form_view *view, int index)
{
	const struct at_item *item = &view->instrument->items[index];
	struct at_arena *arena = visit->call.arena;
	struct at_form_words words = { .name = item->id, .value = view->words,
		.max_length = 4000 };
	struct at_question q;
	const char *lang;

	switch (item->kind) {
	case AT_ITEM_CHOICE:
		q = question_of(visit, view, index);
		if (q.n_choices > 1)            /* one is no choice */
			at_form_radios(visit->out, &q);
		break;
	case AT_ITEM_TICKS:
		q = question_of(visit, view, index);
		at_form_ticks(visit->out, &q);
		put_instead_of_ticks(visit, view, item);
		break;
	case AT_ITEM_LINE:
		put_line(visit, view, index);
		break;
	case AT_ITEM_WORDS:
		words.label = say(visit, view, false, at_printf(arena, "item.%s", item->id),
		    &words.lang);
		words.note = say(visit, view, false, at_printf(arena, "item.%s.note", item->id),
		    &lang);
		if (words.note[0] == '\0')
			words.note = NULL;
		at_form_words(visit->out, &words);
		break;
	}
}

static bool
is_asked(const struct at_form_view *view, int index)
{
	return (view->instrument->items[index].forms & 1u << view->form) != 0;
}

static void
put_sight(struct at_visit *visit, const struct at_form_view *view,
    const struct at_form_page *page)
{
	const char *lang;
	bool any = false;

	for (int i = 0; i < page->n_items; i++)
		any = any || (is_about_sight(&view->instrument->items[page->items[i]])
		    && is_asked(view, page->items[i]));
	if (!any)
		return;
	at_put(visit->out, "<p>%s</p>\n<details class=\"sight\"><summary>%s</summary>\n",
	    say(visit, view, false, "sees", &lang), say(visit, view, false, "sees-change", &lang));
	for (int i = 0; i < page->n_items; i++) {
		const struct at_item *item = &view->instrument->items[page->items[i]];

		if (is_about_sight(item) && is_asked(view, page->items[i]))
			put_item(visit, view, page->items[i]);
	}
	at_put_raw(visit->out, "</details>\n");
}

/* The items of a page of the definition; under its title where it is one of several. */
static void
put_items(struct at_visit *visit, const struct at_form_view *view,
    const struct at_form_page *page, bool titled)
{
	const char *lang, *title = at_printf(visit->call.arena, "page.%s", page->id);
	bool any = false;

	for (int i = 0; i < page->n_items; i++)
		any = any || is_asked(view, page->items[i]);
	if (!any)
		return;
	if (titled)
		at_put(visit->out, "<h2>%s</h2>\n", say(visit, view, false, title, &lang));
	if (page->stem)
		at_put(visit->out, "<p class=\"stem\">%s</p>\n",
		    say(visit, view, false, "stem", &lang));
	for (int i = 0; i < page->n_items; i++) {
		const struct at_item *item = &view->instrument->items[page->items[i]];

		if (is_asked(view, page->items[i]) && !is_about_sight(item))
			put_item(visit, view, page->items[i]);
	}
	put_sight(visit, view, page);
}

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
	const char *name = say(visit, view, false,
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
		.wide = is_own_card(view), .kept = at_tr(call, "Kept"), .unsaved = at_tr(call,
		    "Not saved yet. We keep trying.") };
	const struct at_form_buttons buttons = {
		.primary = last ? at_tr(call, "Send") : at_tr(call, "Continue"),
		.primary_value = "next",
		.back = n > 0 ? at_tr(call, "Back") : NULL,
		.other = n == 0 ? say(visit, view, true, "button.not-today", &lang) : NULL,
		.other_value = "decline" };
	struct at_page frame = at_form_frame(visit, view);

	at_page_begin(visit->out, &frame);
	if (above->problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "Please check the page"),
		    above->problem);
	/* A client has read it beside Begin; nobody sends the therapist a link. */
	if (n == 0 && is_own_card(view))
		at_form_intro(visit, view);
	at_form_begin(visit->out, &form);
	put_steps(visit, view, n);
	if (above->crisis != NULL)
		at_crisis_put(visit, above->crisis, above->unsent == NULL, above->unsent);
	for (int p = page->page; p < page->page + page->n_pages; p++)
		put_items(visit, view, &view->instrument->pages[p], page->n_pages > 1);
	if (page_has_trigger(view, page))
		put_unsent(visit, view);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	if (view->instrument->own_card && is_own_card(view))
		at_part_own_card(visit->out, say(visit, view, true, "note.own-card", &lang));
	at_crisis_help(visit, view->asking);
	at_page_end(visit->out, &frame);
}
