/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/form.h"
#include "action/form_open.h"
#include "action/saying.h"
#include "base/words.h"

/* A link with a risk question closes this long before cover ends. */
static const at_ms cover_ahead = 2 * AT_HOUR;

/* The therapist's own card is answered by the signed-in therapist; every other form by
 * whoever began it with the link. */
bool
at_form_is_own(const struct at_due *due)
{
	return strcmp(due->form, "therapist") == 0;
}

enum at_status
at_form_allow(struct at_call *call, const struct at_due *due, enum at_verb verb)
{
	struct at_db *db = at_store_reader(call);
	struct at_client client;
	struct at_stand stand;
	enum at_status st;

	if (!at_form_is_own(due)) {
		struct at_who holder = { .subjects = AT_LINK_HOLDER, .org = due->org };

		return at_policy_allows(holder.subjects, AT_REL_THIS, AT_RES_FORM, verb) ? AT_OK
		    : at_fail(call->err, AT_DENIED, "You may not see or do this.");
	}
	if (db == NULL)
		return call->err->status;
	if (call->who->org != due->org)
		return at_fail(call->err, AT_NOT_FOUND, "There is no such form.");
	st = at_client_load(call->arena, db, due->org, due->client, &client, call->err);
	if (st == AT_OK)
		st = at_care_stand(call->arena, db, call->who, &client, call->now, &stand,
		    call->err);
	if (st == AT_OK)
		st = at_act_allow(call, stand.relations, AT_RES_OWN_CARD, verb);
	return st == AT_OK && verb == AT_VIEW ? at_act_usable(call, &client) : st;
}

/* Whether the answer of a sent form came from this browser. */
static enum at_status
sent_here(struct at_call *call, struct at_form_view *view, bool *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_answer answer;
	enum at_status st;

	*out = false;
	if (view->device.id == 0)
		return AT_OK;
	if (db == NULL)
		return call->err->status;
	st = at_answer_load(call->arena, db, view->due.org, view->due.client, view->due.answer,
	    &answer, call->err);
	if (st == AT_OK) {
		*out = answer.device == view->device.id
		    && memcmp(answer.key, view->device.key, AT_KEY_OF_FORM) == 0;
		view->to_contact = at_saying_is_addressed(&answer);
	}
	return st;
}

/* A form begun while somebody had cover may be finished as long as that holds. */
static enum at_status
stand_of_open(struct at_call *call, struct at_form_view *view)
{
	at_ms ahead = view->device.id == 0 ? cover_ahead : 1;
	enum at_status st = AT_OK;

	view->stand = AT_FORM_OPEN;
	if (call->now < view->due.opens)
		view->stand = AT_FORM_EARLY;
	else if (call->now >= view->due.closes) {
		st = at_form_own_late(call, view);
		if (!view->own.late)
			view->stand = AT_FORM_CLOSED;
	} else if (at_asking_needs_cover(view->instrument, view->form)) {
		st = at_form_word(call, view);
		if (st == AT_OK && !at_asking_covered(view->asking, call->now, ahead))
			view->stand = AT_FORM_UNCOVERED;
	}
	return st;
}

static enum at_status
find_stand(struct at_call *call, struct at_form_view *view)
{
	bool here = false;
	enum at_status st = AT_OK;

	switch (view->due.state) {
	case AT_DUE_OPEN:
		return stand_of_open(call, view);
	case AT_DUE_SENT:
		st = sent_here(call, view, &here);
		view->stand = here ? AT_FORM_SENT : AT_FORM_ELSEWHERE;
		break;
	case AT_DUE_DECLINED:
		view->stand = AT_FORM_DECLINED;
		break;
	case AT_DUE_PAUSED:
		view->stand = AT_FORM_CLOSED;
		break;
	case AT_DUE_REVOKED:
		view->stand = AT_FORM_REVOKED;
		break;
	}
	return st;
}

/* The pages that have something to ask in this form.  Items stand on them in their order. */
static void
find_pages(struct at_form_view *view)
{
	const struct at_instrument *instrument = view->instrument;

	if ((instrument->one_page & 1u << view->form) != 0) {
		view->pages[view->n_pages++] = (struct at_form_span){ .last = instrument->n_items,
			.n_pages = instrument->n_pages };
		return;
	}
	for (int p = 0; p < instrument->n_pages; p++) {
		const struct at_form_page *page = &instrument->pages[p];
		const struct at_form_span span = { .first = page->items[0], .page = p,
			.last = page->items[0] + page->n_items, .n_pages = 1 };
		bool asks = false;

		for (int i = span.first; i < span.last; i++)
			if ((instrument->items[i].forms & 1u << view->form) != 0)
				asks = true;
		if (asks)
			view->pages[view->n_pages++] = span;
	}
}

/* Who reads the answer and by when, for the texts: the therapist (or the contact person,
 * if it was said to somebody else), at the latest at the end of the next working day. */
static enum at_status
fill_reader(struct at_call *call, struct at_form_view *view)
{
	struct at_asking *asking = view->asking;
	struct at_db *db = at_store_reader(call);
	struct at_relationship relationship;
	struct at_said access;
	at_ms by = at_hours_end_of_next_day(&asking->site.hours, call->now);
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_relationship_load(call->arena, db, view->due.org, view->due.relationship,
	    &relationship, call->err);
	if (st != AT_OK)
		return st;
	if (by == INT64_MAX)
		by = call->now + 7 * AT_DAY;
	view->may_address = asking->contact.staff != 0
	    && asking->contact.staff != relationship.therapist;
	at_asking_fill(asking, "reader", view->to_contact ? asking->contact.name
	    : relationship.therapist_name, NULL);
	at_asking_fill(asking, "read_when", at_words_moment(call, asking->site.zone, by), NULL);
	if (at_asking_say(call, asking, true, "note.access", &access) == AT_OK)
		at_asking_fill(asking, "access_note", access.text, NULL);
	at_asking_fill(asking, "closes", at_words_moment(call, asking->site.zone,
	    view->due.closes), NULL);
	at_asking_fill(asking, "crisis_link", at_tr(call, "where to find help at once"),
	    asking->help);
	return AT_OK;
}

enum at_status
at_form_word(struct at_call *call, struct at_form_view *view)
{
	enum at_status st;

	if (view->asking != NULL)
		return AT_OK;
	call->words = at_words_find(view->lang);
	st = at_asking_open(call, view->due.org, view->due.site, view->instrument,
	    view->due.form, view->due.first, at_words_lang(call->words), &view->asking);
	if (st == AT_OK)
		st = fill_reader(call, view);
	if (st == AT_OK && at_form_is_own(&view->due))
		st = at_form_own_word(call, view);
	if (st == AT_OK)
		view->covered = at_asking_covered(view->asking, call->now, 1);
	return st;
}

enum at_status
at_form_fill(struct at_call *call, const char *lang, struct at_form_view *view)
{
	view->lang = lang;
	view->instrument = at_library_find(call->house->library, view->due.instrument);
	if (view->instrument == NULL)
		return at_fail(call->err, AT_NOT_FOUND, "This program does not know the form "
		    "\"%s\" any more.", view->due.instrument);
	view->form = at_instrument_form(view->instrument, view->due.form);
	if (view->form < 0)
		return at_fail(call->err, AT_CORRUPT, "This form has no version for \"%s\".",
		    view->due.form);
	view->answers = at_answers_blank(view->instrument);
	view->words = "";
	find_pages(view);
	return find_stand(call, view);
}

/* What this browser typed so far.  A draft of another version of the form is not shown:
 * its answers could stand under other questions. */
static enum at_status
read_draft(struct at_call *call, struct at_form_view *view)
{
	const struct at_device *device = &view->device;
	struct at_db *db = at_store_reader(call);
	struct at_answers answers;
	struct at_client client;
	enum at_status st;

	if (device->packed.n_bytes == 0)
		return AT_OK;
	st = at_answers_unpack(device->packed.bytes, device->packed.n_bytes, &answers, call->err);
	if (st != AT_OK || answers.n_items != view->instrument->n_items)
		return st;
	view->answers = answers;
	if (device->words.n_bytes == 0)
		return AT_OK;
	if (db == NULL)
		return call->err->status;
	st = at_client_load(call->arena, db, view->due.org, view->due.client, &client, call->err);
	return st != AT_OK ? st : at_act_unseal(call, &client, "draft.words", device->id,
	    device->words, &view->words);
}

enum at_status
at_form_find(struct at_call *call, at_id due, const unsigned char *cookie_hash,
    enum at_verb verb, struct at_form_view *out)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	*out = (struct at_form_view){ 0 };
	if (db == NULL)
		return call->err->status;
	if (cookie_hash == NULL)
		return at_fail(call->err, AT_NOT_FOUND, "This browser has not begun this form.");
	st = at_device_find(call->arena, db, cookie_hash, due, &out->device, &out->due, call->err);
	if (st == AT_OK)
		st = at_form_allow(call, &out->due, verb);
	if (st == AT_OK)
		st = at_form_fill(call, out->device.lang, out);
	if (st == AT_OK)
		st = read_draft(call, out);
	return st;
}

enum at_status
at_action_form(struct at_call *call, at_id due, const unsigned char *cookie_hash,
    struct at_form_view *out)
{
	enum at_status st = at_form_find(call, due, cookie_hash, AT_VIEW, out);

	if (st == AT_OK)
		st = at_form_word(call, out);
	return st == AT_OK ? at_form_agree(call, out) : st;
}
