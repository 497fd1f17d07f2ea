/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's way: link, Begin, the pages of a form, the crisis text, thanks. */
#include <stdlib.h>
#include <string.h>

#include "action/form.h"
#include "base/words.h"
#include "html/form.h"
#include "html/part.h"
#include "html/put.h"
#include "web/crisis.h"
#include "web/visit.h"

/* ---- words ------------------------------------------------------------------------ */

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

static struct at_page
frame(struct at_visit *visit, const struct at_form_view *view)
{
	struct at_page page = at_page_client_frame(visit, title_of(visit, view));

	page.script = "form.js";
	return page;
}

static const char *
path_of(struct at_visit *visit, const struct at_form_view *view, const char *rest)
{
	return at_printf(visit->call.arena, "/f/%s%s", at_visit_id_text(visit, view->due.id),
	    rest);
}

/* ---- a form that cannot be answered now ------------------------------------------------ */

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

/* What there is to say instead of the form; with the whole crisis text where nobody has
 * cover, and after a safety answer. */
static int
page_of_stand(struct at_visit *visit, const struct at_form_view *view,
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

/* ---- the link ------------------------------------------------------------------------------ */

static const char *
asked_language(struct at_visit *visit)
{
	return at_field(visit->request->method == AT_GET ? &visit->request->query
	    : &visit->request->form, "lang");
}

/* The other languages of the page, as links; nothing is changed by following one. */
static void
put_languages(struct at_visit *visit)
{
	static const struct {
		const char *lang, *name;
	} languages[] = { { "en", "English" }, { "nb", "Norsk" }, { "de", "Deutsch" } };
	struct at_call *call = &visit->call;

	at_put(visit->out, "<nav class=\"languages\" aria-label=\"%s\"><ul>",
	    at_tr(call, "Language"));
	for (size_t i = 0; i < AT_COUNT(languages); i++) {
		bool current = strcmp(languages[i].lang, at_words_lang(call->words)) == 0;

		at_put(visit->out, "<li><a href=\"%s?lang=%s\" lang=\"%s\" hreflang=\"%s\"",
		    visit->request->path, languages[i].lang, languages[i].lang,
		    languages[i].lang);
		at_put_raw(visit->out, current ? " aria-current=\"true\">" : ">");
		at_put(visit->out, "%s</a></li>", languages[i].name);
	}
	at_put_raw(visit->out, "</ul></nav>\n");
}

static int
no_link(struct at_visit *visit)
{
	if (visit->err.status != AT_NOT_FOUND)
		return at_page_problem(visit);
	return at_page_notice(visit, 404, AT_PAGE_CLIENT,
	    at_tr(&visit->call, "This link does not work"),
	    at_tr(&visit->call, "Ask the clinic for a new one. Nothing you wrote is lost."));
}

int
at_page_link(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_form_view view;
	struct at_page page;
	struct at_hidden lang = { "lang", NULL };
	const struct at_form form = { .action = visit->request->path, .csrf = visit->csrf,
		.hidden = &lang, .n_hidden = 1 };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Begin") };

	if (at_action_link(call, at_param(&visit->match, "token"), asked_language(visit), &view)
	    != AT_OK)
		return no_link(visit);
	if (view.stand != AT_FORM_OPEN && view.stand != AT_FORM_SENT
	    && view.stand != AT_FORM_ELSEWHERE)
		return page_of_stand(visit, &view, NULL);
	page = frame(visit, &view);
	page.script = NULL;
	lang.value = at_words_lang(call->words);
	at_page_begin(visit->out, &page);
	at_form_begin(visit->out, &form);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_text(visit->out, at_tr(call,
	    "If this was not meant for you, close this page. Nothing has been saved."));
	put_languages(visit);
	at_crisis_help(visit, view.asking);
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_link_begin(struct at_visit *visit)
{
	struct at_form_view view;

	if (at_action_begin(&visit->call, at_param(&visit->match, "token"),
	    asked_language(visit), at_visit_make_device(visit), &view) != AT_OK)
		return no_link(visit);
	if (view.stand == AT_FORM_OPEN)
		return at_page_redirect(visit, path_of(visit, &view, ""));
	if (view.stand == AT_FORM_SENT)
		return at_page_redirect(visit, path_of(visit, &view, "/thanks"));
	return page_of_stand(visit, &view, NULL);
}

int
at_page_own_card(struct at_visit *visit)
{
	struct at_form_view view;

	if (at_action_begin_own(&visit->call, at_visit_id(visit, "due"),
	    at_words_lang(visit->call.words), at_visit_make_device(visit), &view) != AT_OK)
		return at_page_problem(visit);
	if (view.stand == AT_FORM_OPEN || view.stand == AT_FORM_SENT)
		return at_page_redirect(visit, path_of(visit, &view,
		    view.stand == AT_FORM_OPEN ? "" : "/thanks"));
	return page_of_stand(visit, &view, NULL);
}

/* ---- one page of questions -------------------------------------------------------------------- */

static bool
is_offered(const struct at_form_view *view, const struct at_option *option)
{
	return !(option->not_first && view->due.first)
	    && !(option->needs_cover && !view->covered);
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

static struct at_question
question_of(struct at_visit *visit, const struct at_form_view *view, int index)
{
	struct at_arena *arena = visit->call.arena;
	const struct at_item *item = &view->instrument->items[index];
	int code = view->answers.codes[index];
	struct at_choice *choices = AT_NEW(arena, struct at_choice,
	    (size_t)item->options->n_options);
	struct at_question q = { .name = item->id, .choices = choices,
		.after = after_of(visit, view, item) };
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
		at_form_radios(visit->out, &q);
		break;
	case AT_ITEM_TICKS:
		q = question_of(visit, view, index);
		at_form_ticks(visit->out, &q);
		put_instead_of_ticks(visit, view, item);
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

/* Who sees the ratings, when, and who the words: told in a line, changed if wished. */
static bool
is_about_sight(const struct at_item *item)
{
	return strcmp(item->id, "ratings") == 0 || strcmp(item->id, "when") == 0
	    || strcmp(item->id, "said") == 0;
}

static void
put_sight(struct at_visit *visit, const struct at_form_view *view,
    const struct at_form_page *page)
{
	const char *lang;
	bool any = false;

	for (int i = 0; i < page->n_items; i++)
		any = any || (is_about_sight(&view->instrument->items[page->items[i]])
		    && (view->instrument->items[page->items[i]].forms & 1u << view->form) != 0);
	if (!any)
		return;
	at_put(visit->out, "<p>%s</p>\n<details class=\"sight\"><summary>%s</summary>\n",
	    say(visit, view, false, "sees", &lang), say(visit, view, false, "sees-change", &lang));
	for (int i = 0; i < page->n_items; i++) {
		const struct at_item *item = &view->instrument->items[page->items[i]];

		if (!is_about_sight(item) || (item->forms & 1u << view->form) == 0)
			continue;
		put_item(visit, view, page->items[i]);
	}
	at_put_raw(visit->out, "</details>\n");
}

static void
put_items(struct at_visit *visit, const struct at_form_view *view,
    const struct at_form_page *page)
{
	const char *lang;

	if (page->stem)
		at_put(visit->out, "<p class=\"stem\">%s</p>\n",
		    say(visit, view, false, "stem", &lang));
	for (int i = 0; i < page->n_items; i++) {
		const struct at_item *item = &view->instrument->items[page->items[i]];

		if ((item->forms & 1u << view->form) != 0 && !is_about_sight(item))
			put_item(visit, view, page->items[i]);
	}
	put_sight(visit, view, page);
}

static bool
page_has_trigger(const struct at_form_view *view, const struct at_form_page *page)
{
	for (int i = 0; i < page->n_items; i++)
		if (view->instrument->items[page->items[i]].trigger.kind != NULL)
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

static void
put_steps(struct at_visit *visit, const struct at_form_view *view, int n,
    const struct at_form_page *page)
{
	struct at_call *call = &visit->call;
	const char *lang;
	const char *of = at_printf(call->arena, at_tr(call, "Page %d of %d"), n + 1,
	    view->n_pages);
	const char *name = say(visit, view, false,
	    at_printf(call->arena, "page.%s", page->id), &lang);

	at_form_steps(visit->out, n + 1, view->n_pages, name[0] == '\0' ? of
	    : at_printf(call->arena, "%s · %s", of, name));
}

/* A page of questions.  `problem`: what has to be mended, or NULL; crisis and unsent (may
 * be NULL): shown first. */
static int
put_form_page(struct at_visit *visit, const struct at_form_view *view, int n,
    const char *problem, const struct at_crisis_view *crisis, const struct at_said *unsent)
{
	struct at_call *call = &visit->call;
	const struct at_form_page *page = &view->instrument->pages[view->pages[n]];
	bool last = n == view->n_pages - 1;
	const char *number = at_printf(call->arena, "%d", n), *lang;
	const struct at_hidden hidden = { "page", number };
	const struct at_form form = { .action = path_of(visit, view, ""), .csrf = visit->csrf,
		.hidden = &hidden, .n_hidden = 1, .save = path_of(visit, view, "/draft"),
		.kept = at_tr(call, "Kept"), .unsaved = at_tr(call,
		    "Not saved yet. We keep trying.") };
	const struct at_form_buttons buttons = {
		.primary = last ? at_tr(call, "Send") : at_tr(call, "Continue"),
		.primary_value = "next",
		.back = n > 0 ? at_tr(call, "Back") : NULL,
		.other = n == 0 ? say(visit, view, true, "button.not-today", &lang) : NULL,
		.other_value = "decline" };
	struct at_page frame_of_page = frame(visit, view);

	at_page_begin(visit->out, &frame_of_page);
	if (problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "Please check the page"),
		    problem);
	if (n == 0)
		at_part_text(visit->out, say(visit, view, false, "intro", &lang));
	at_form_begin(visit->out, &form);
	put_steps(visit, view, n, page);
	if (crisis != NULL)
		at_crisis_put(visit, crisis, unsent == NULL, unsent);
	put_items(visit, view, page);
	if (page_has_trigger(view, page))
		put_unsent(visit, view);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	if (view->instrument->own_card && strcmp(view->due.form, "therapist") == 0)
		at_part_own_card(visit->out, say(visit, view, true, "note.own-card", &lang));
	at_crisis_help(visit, view->asking);
	at_page_end(visit->out, &frame_of_page);
	return 200;
}

static int
page_number(const struct at_fields *fields, int n_pages)
{
	const char *text = at_field(fields, "page");
	long n = text == NULL ? 0 : strtol(text, NULL, 10);

	return n < 0 ? 0 : n >= n_pages ? n_pages - 1 : (int)n;
}

static int
no_form(struct at_visit *visit)
{
	if (visit->err.status != AT_NOT_FOUND)
		return at_page_problem(visit);
	return at_page_notice(visit, 404, AT_PAGE_CLIENT,
	    at_tr(&visit->call, "This browser has not begun this form"),
	    at_tr(&visit->call, "Please open the link you were given again and press Begin."));
}

int
at_page_form(struct at_visit *visit)
{
	struct at_form_view view;
	struct at_crisis_view crisis;

	if (at_action_form(&visit->call, at_visit_id(visit, "due"), at_visit_device(visit), &view)
	    != AT_OK)
		return no_form(visit);
	if (view.stand == AT_FORM_SENT)
		return at_page_redirect(visit, path_of(visit, &view, "/thanks"));
	if (at_safety_crisis_of(&visit->call, view.asking, &view.due, &view.device, &crisis)
	    != AT_OK)
		return at_page_problem(visit);
	if (view.stand != AT_FORM_OPEN)
		return page_of_stand(visit, &view, crisis.n_lines > 0 ? &crisis : NULL);
	return put_form_page(visit, &view, page_number(&visit->request->query, view.n_pages), NULL,
	    crisis.n_lines > 0 ? &crisis : NULL, NULL);
}

/* ---- taking a page ----------------------------------------------------------------------------- */

static enum at_form_verb
verb_of(const struct at_request *request)
{
	const char *what = at_field(&request->form, "do");

	if (what != NULL && strcmp(what, "back") == 0)
		return AT_FORM_BACK;
	if (what != NULL && strcmp(what, "decline") == 0)
		return AT_FORM_DECLINE;
	return AT_FORM_NEXT;
}

static enum at_status
take(struct at_visit *visit, enum at_form_verb verb, struct at_form_result *result)
{
	const struct at_fields *form = &visit->request->form;
	struct at_form_input *inputs = AT_NEW(visit->call.arena, struct at_form_input,
	    (size_t)form->n_fields);
	const char *page = at_field(form, "page");
	const struct at_form_post post = { .due = at_visit_id(visit, "due"),
		.cookie_hash = at_visit_device(visit), .verb = verb, .inputs = inputs,
		.n_inputs = form->n_fields, .page = page == NULL ? 0 : atoi(page) };

	for (int i = 0; i < form->n_fields; i++)
		inputs[i] = (struct at_form_input){ form->fields[i].name, form->fields[i].value };
	return at_action_form_post(&visit->call, &post, result);
}

/* The crisis text with "May we call you?" as a form of its own. */
static void
put_crisis_form(struct at_visit *visit, const struct at_form_view *view,
    const struct at_crisis_view *crisis, int page)
{
	struct at_call *call = &visit->call;
	const struct at_hidden hidden = { "page", at_printf(call->arena, "%d", page) };
	const struct at_form form = { .action = path_of(visit, view, "/call"),
		.csrf = visit->csrf, .hidden = &hidden, .n_hidden = 1 };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Save and go on") };

	at_form_begin(visit->out, &form);
	at_crisis_put(visit, crisis, true, NULL);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
}

/* Where a browser goes on: the page asked for, or thanks. */
static const char *
onward(struct at_visit *visit, const struct at_form_view *view, int page)
{
	if (view->stand == AT_FORM_SENT)
		return path_of(visit, view, "/thanks");
	return at_printf(visit->call.arena, "%s?page=%d", path_of(visit, view, ""), page);
}

/* The crisis text by itself, before any further question. */
static int
page_crisis(struct at_visit *visit, const struct at_form_result *result)
{
	struct at_page page = at_page_client_frame(visit,
	    at_tr(&visit->call, "Your answer has been passed on."));

	at_page_begin(visit->out, &page);
	put_crisis_form(visit, &result->view, &result->crisis_text, result->page);
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_form_call(struct at_visit *visit)
{
	const struct at_fields *form = &visit->request->form;
	struct at_form_view view;
	const char *page = at_field(form, "page"), *no_call = at_field(form, "no_call");
	const struct at_calling calling = { .phone = at_field(form, "call_me_on"),
		.no_call = no_call != NULL && no_call[0] != '\0' };

	if (at_action_form_call_me(&visit->call, at_visit_id(visit, "due"),
	    at_visit_device(visit), &calling, &view) != AT_OK)
		return no_form(visit);
	return at_page_redirect(visit, onward(visit, &view, page == NULL ? 0 : atoi(page)));
}

/* Nothing was kept: the same page again with all that was typed. */
static int
page_again(struct at_visit *visit, const struct at_form_result *result)
{
	struct at_call *call = &visit->call;
	bool invalid = visit->err.status == AT_INVALID;
	const char *problem = invalid ? visit->err.text : at_tr(call,
	    "Something went wrong on our side and this page was not saved. Your answers are "
	    "still here. Please try again in a moment.");

	if (result->view.asking == NULL)
		return at_page_problem(visit);
	put_form_page(visit, &result->view, result->page, problem,
	    result->crisis ? &result->crisis_text : NULL,
	    result->crisis && !invalid ? &result->unsent : NULL);
	return invalid ? 400 : 503;
}

int
at_page_form_post(struct at_visit *visit)
{
	struct at_form_result result;
	enum at_status st = take(visit, verb_of(visit->request), &result);

	if (st == AT_NOT_FOUND)
		return no_form(visit);
	if (st != AT_OK)
		return page_again(visit, &result);
	if (result.crisis && result.raised && result.view.stand == AT_FORM_OPEN)
		return page_crisis(visit, &result);
	return at_page_redirect(visit, onward(visit, &result.view, result.page));
}

/* For form.js: 204 when kept, the crisis box when this answer raised it, the box with "we
 * could not pass this on" when nothing was kept. */
int
at_page_form_draft(struct at_visit *visit)
{
	struct at_form_result result;
	enum at_status st = take(visit, AT_FORM_SAVE, &result);

	if (st == AT_NOT_FOUND)
		return no_form(visit);
	if (st != AT_OK && result.view.asking != NULL && result.crisis && st != AT_INVALID) {
		at_crisis_put(visit, &result.crisis_text, false, &result.unsent);
		return 503;
	}
	if (st != AT_OK)
		return at_page_problem(visit);
	if (result.crisis && result.raised) {
		at_crisis_put(visit, &result.crisis_text, true, NULL);
		return 200;
	}
	return result.view.stand == AT_FORM_OPEN ? 204 : 409;
}

/* ---- thanks ---------------------------------------------------------------------------------------- */

int
at_page_form_thanks(struct at_visit *visit)
{
	struct at_form_view view;
	struct at_crisis_view crisis;
	struct at_page page;
	struct at_said thanks;

	if (at_action_form(&visit->call, at_visit_id(visit, "due"), at_visit_device(visit), &view)
	    != AT_OK)
		return no_form(visit);
	if (view.stand == AT_FORM_OPEN)
		return at_page_redirect(visit, path_of(visit, &view, ""));
	if (at_safety_crisis_of(&visit->call, view.asking, &view.due, &view.device, &crisis)
	    != AT_OK)
		return at_page_problem(visit);
	if (view.stand != AT_FORM_SENT)
		return page_of_stand(visit, &view, crisis.n_lines > 0 ? &crisis : NULL);
	if (at_asking_say(&visit->call, view.asking, false, "thanks", &thanks) != AT_OK)
		return at_page_problem(visit);
	page = at_page_client_frame(visit, at_tr(&visit->call, "Thank you"));
	at_page_begin(visit->out, &page);
	if (crisis.n_lines > 0)
		put_crisis_form(visit, &view, &crisis, 0);
	at_part_paragraphs(visit->out, thanks.pieces, thanks.n_pieces);
	if (strcmp(view.due.form, "therapist") == 0)
		at_put(visit->out, "<p><a href=\"/clients/%s\">%s</a></p>\n",
		    at_visit_id_text(visit, view.due.client),
		    at_tr(&visit->call, "Back to the client"));
	at_crisis_help(visit, view.asking);
	at_page_end(visit->out, &page);
	return 200;
}
