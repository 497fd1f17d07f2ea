/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may see a card: as chosen on its last page, else as agreed before, else as it says. */
#include <string.h>

#include "action/act.h"
#include "action/form_open.h"

/* The item of a card that asks for a part of what is agreed; -1 where it is not asked. */
static int
find_asked(const struct at_form_view *view, const char *id)
{
	int index = at_instrument_item(view->instrument, id);

	return index >= 0 && (view->instrument->items[index].forms & 1u << view->form) != 0
	    ? index : -1;
}

/* The id of the option an item holds; its first when nothing was chosen.  NULL: not asked. */
static const char *
chosen(const struct at_form_view *view, const char *id)
{
	int index = find_asked(view, id);
	const struct at_option *option;

	if (index < 0)
		return NULL;
	option = at_options_code(view->instrument->items[index].options,
	    view->answers.codes[index]);
	return option != NULL ? option->id : view->instrument->items[index].options->options[0].id;
}

bool
at_form_is_addressed(const struct at_form_view *view)
{
	return at_answers_to_contact(view->instrument, view->form, &view->answers);
}

const char *
at_form_told(struct at_call *call, const struct at_form_view *view)
{
	const char *ratings = chosen(view, "ratings");

	if (ratings == NULL)
		return at_form_is_addressed(view) ? "words=other" : "therapist";
	return at_printf(call->arena, "ratings=%s when=%s words=%s", ratings,
	    chosen(view, "when"), at_form_is_addressed(view) ? "other" : "therapist");
}

enum at_status
at_form_check_address(struct at_call *call, struct at_form_view *view)
{
	enum at_status st = at_form_is_addressed(view) ? at_form_word(call, view) : AT_OK;

	if (st == AT_OK && at_form_is_addressed(view) && !view->may_address)
		return at_fail(call->err, AT_INVALID, "Nobody else can read this here. Please "
		    "choose again who may, or turn to %s.", view->asking->contact.name);
	return st;
}

/* What was agreed for one item, where nothing was chosen. */
static enum at_status
agree_item(struct at_call *call, struct at_form_view *view, const char *id, const char *value)
{
	int index = find_asked(view, id);
	const struct at_option *option;
	enum at_status st = AT_OK;

	if (index < 0 || view->answers.codes[index] != AT_MISSING)
		return AT_OK;
	option = at_options_find(view->instrument->items[index].options, value);
	if (option == NULL)
		return AT_OK;
	if (option->to_contact)
		st = at_form_word(call, view);
	if (st == AT_OK && option->to_contact && !view->may_address)
		view->unaddressed = true;
	else if (st == AT_OK)
		view->answers.codes[index] = option->code;
	return st;
}

/* A wish to talk with somebody else sends them the words, too: that is shown as chosen, and
 * they are who reads it. */
static void
follow_wish(struct at_form_view *view)
{
	int said = find_asked(view, "said");
	const struct at_options *options = said < 0 ? NULL
	    : view->instrument->items[said].options;

	if (!at_form_is_addressed(view))
		return;
	for (int i = 0; said >= 0 && i < options->n_options; i++)
		if (options->options[i].to_contact && view->answers.codes[said] == AT_MISSING)
			view->answers.codes[said] = options->options[i].code;
	if (view->asking != NULL && view->may_address)
		at_asking_fill(view->asking, "reader", view->asking->contact.name, NULL);
}

/* The newest agreement, where the form asks for what is in it. */
static enum at_status
agree_newest(struct at_call *call, struct at_form_view *view)
{
	struct at_db *db = at_store_reader(call);
	struct at_agreed agreed;
	enum at_status st;

	if (find_asked(view, "ratings") < 0)
		return AT_OK;
	if (db == NULL)
		return call->err->status;
	st = at_agreed_newest(call->arena, db, view->due.org, view->due.client, &agreed,
	    call->err);
	if (st != AT_OK || agreed.id == 0)
		return st;
	st = agree_item(call, view, "ratings", agreed.ratings);
	if (st == AT_OK)
		st = agree_item(call, view, "when", agreed.seen);
	return st == AT_OK ? agree_item(call, view, "said", agreed.said) : st;
}

enum at_status
at_form_agree(struct at_call *call, struct at_form_view *view)
{
	enum at_status st = AT_OK;

	if (view->stand != AT_FORM_OPEN)
		return AT_OK;
	st = agree_newest(call, view);
	if (st == AT_OK)
		follow_wish(view);
	return st;
}

struct at_agreed
at_form_keep(struct at_call *call, const struct at_form_view *view)
{
	const char *ratings = chosen(view, "ratings"), *said = chosen(view, "said");

	if (ratings == NULL || said == NULL)
		return (struct at_agreed){ .id = 0 };
	return (struct at_agreed){ .org = view->due.org, .id = at_store_id(call),
		.client = view->due.client, .ratings = ratings, .seen = chosen(view, "when"),
		.said = said, .at = call->now };
}
