/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/words.h"
#include "html/form.h"
#include "html/part.h"
#include "html/put.h"
#include "web/form_item.h"

const char *
at_form_say(struct at_visit *visit, const struct at_form_view *view, bool general, const char *key,
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

static bool
is_offered(const struct at_form_view *view, const struct at_option *option)
{
	return !(option->not_first && view->due.first)
	    && !(option->needs_cover && !view->covered)
	    && !(option->to_contact && !view->may_address);
}

/* Where nobody in the house but the therapist can hear what is said, an option to say it to
 * somebody else gives way to the name of who can, outside.  NULL: no need. */
static const char *
said_outside(struct at_visit *visit, const struct at_form_view *view, const struct at_item *item)
{
	const struct at_contact *contact = &view->asking->contact;
	bool any = false;

	for (int i = 0; i < item->options->n_options; i++)
		any = any || item->options->options[i].to_contact;
	if (!any || view->may_address || contact->staff != 0 || contact->name[0] == '\0')
		return NULL;
	return at_printf(visit->call.arena, at_tr(&visit->call,
	    "If you would rather talk with someone else: %s."), contact->name);
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
		.after = after_of(visit, view, item),
		.inline_rows = view->own.is && item->kind == AT_ITEM_CHOICE };
	const char *lang;

	q.legend = at_form_say(visit, view, false, at_printf(arena, "item.%s", item->id), &q.lang);
	for (int i = 0; i < item->options->n_options; i++) {
		const struct at_option *option = &item->options->options[i];

		if (!is_offered(view, option))
			continue;
		choices[q.n_choices++] = (struct at_choice){ .value = option->id,
			.text = at_form_say(visit, view, false, at_printf(arena, "option.%s.%s",
			    item->options->id, option->id), &lang),
			.checked = is_chosen(item, option, code),
			.trigger = is_trigger(item, option) };
	}
	q.note = at_form_say(visit, view, false, at_printf(arena, "item.%s.note", item->id), &lang);
	if (q.note[0] == '\0')
		q.note = said_outside(visit, view, item);
	if (item->skip)
		q.skip = (struct at_choice){ .value = "skip", .checked = code == AT_SKIPPED,
			.text = at_form_say(visit, view, true, "button.skip", &lang) };
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
	const char *lang, *low = at_form_say(visit, view, false,
	    at_printf(call->arena, "item.%s.low", item->id), &lang);
	const char *high = at_form_say(visit, view, false,
	    at_printf(call->arena, "item.%s.high", item->id), &lang);
	const struct at_form_line line = { .name = item->id, .inputmode = "decimal",
		.short_line = true, .label = at_form_say(visit, view, false,
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
		words.label = at_form_say(visit, view, false, at_printf(arena, "item.%s", item->id),
		    &words.lang);
		words.note = at_form_say(visit, view, false,
		    at_printf(arena, "item.%s.note", item->id), &lang);
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

/* What is chosen for one of them, in words. */
static struct at_fact
fact_of(struct at_visit *visit, const struct at_form_view *view, int index)
{
	struct at_question q = question_of(visit, view, index);
	struct at_fact fact = { q.legend, "" };

	for (int i = 0; i < q.n_choices; i++)
		if (q.choices[i].checked)
			fact.value = q.choices[i].text;
	return fact;
}

/* What holds for this card: one line where it is as usual, else what was chosen or agreed. */
static void
put_what_holds(struct at_visit *visit, const struct at_form_view *view, const int *about,
    int n_about)
{
	struct at_fact *facts = AT_NEW(visit->call.arena, struct at_fact, (size_t)n_about);
	bool usual = true;
	const char *lang, *outside = NULL;

	for (int i = 0; i < n_about; i++) {
		const struct at_item *item = &view->instrument->items[about[i]];

		if (outside == NULL)
			outside = said_outside(visit, view, item);
		facts[i] = fact_of(visit, view, about[i]);
		usual = usual && code_to_show(view, about[i]) == item->options->options[0].code;
	}
	if (view->unaddressed)
		at_part_text(visit->out, at_tr(&visit->call, "You agreed that somebody else reads "
		    "what you write here. Nobody else can just now: your therapist reads it."));
	if (usual)
		at_put(visit->out, "<p>%s</p>\n", at_form_say(visit, view, false, "sees", &lang));
	else
		at_part_facts(visit->out, facts, n_about);
	if (outside != NULL)
		at_part_text(visit->out, outside);
}

/* Chosen once, it may hold from now on. */
static void
put_keep(struct at_visit *visit)
{
	const struct at_choice keep = { .value = "on",
		.text = at_tr(&visit->call, "Keep it so for the cards to come") };
	const struct at_question q = { .name = "agree", .choices = &keep, .n_choices = 1,
		.legend = at_tr(&visit->call, "From now on") };

	at_form_ticks(visit->out, &q);
}

static void
put_sight(struct at_visit *visit, const struct at_form_view *view,
    const struct at_form_page *page)
{
	int about[AT_MAX_ITEMS], n = 0;
	const char *lang;

	for (int i = 0; i < page->n_items; i++)
		if (is_about_sight(&view->instrument->items[page->items[i]])
		    && is_asked(view, page->items[i]))
			about[n++] = page->items[i];
	if (n == 0)
		return;
	put_what_holds(visit, view, about, n);
	at_put(visit->out, "<details class=\"sight\"><summary>%s</summary>\n",
	    at_form_say(visit, view, false, "sees-change", &lang));
	for (int i = 0; i < n; i++)
		put_item(visit, view, about[i]);
	put_keep(visit);
	at_put_raw(visit->out, "</details>\n");
}

/* The items of a page of the definition; under its title where it is one of several. */
void
at_form_put_items(struct at_visit *visit, const struct at_form_view *view,
    const struct at_form_page *page, bool titled)
{
	const char *lang, *title = at_printf(visit->call.arena, "page.%s", page->id);
	bool any = false;

	for (int i = 0; i < page->n_items; i++)
		any = any || is_asked(view, page->items[i]);
	if (!any)
		return;
	if (titled)
		at_put(visit->out, "<h2>%s</h2>\n", at_form_say(visit, view, false, title, &lang));
	if (page->stem)
		at_put(visit->out, "<p class=\"stem\">%s</p>\n",
		    at_form_say(visit, view, false, "stem", &lang));
	for (int i = 0; i < page->n_items; i++) {
		const struct at_item *item = &view->instrument->items[page->items[i]];

		if (is_asked(view, page->items[i]) && !is_about_sight(item))
			put_item(visit, view, page->items[i]);
	}
	put_sight(visit, view, page);
}
