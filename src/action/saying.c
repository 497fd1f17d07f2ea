/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/asking.h"
#include "action/saying.h"
#include "base/buffer.h"
#include "base/words.h"
#include "instrument/answers.h"

bool
at_saying_is_addressed(const struct at_answer *answer)
{
	return strstr(answer->told, "words=other") != NULL;
}

/* The options of a choice or ticks item that were chosen, in words, separated by "; ". */
static const char *
chosen_words(struct at_call *call, const struct at_asking *asking,
    const struct at_answers *answers, const char *item_id)
{
	const struct at_instrument *instrument = asking->instrument;
	struct at_buffer out = at_buffer_init(call->arena);
	int index = at_instrument_item(instrument, item_id);
	int code = index < 0 ? -1 : answers->codes[index];
	const struct at_item *item = index < 0 ? NULL : &instrument->items[index];

	for (int i = 0; code >= 0 && i < item->options->n_options; i++) {
		const struct at_option *option = &item->options->options[i];
		bool is = item->kind == AT_ITEM_TICKS ? (code >> option->code & 1) != 0
		    : option->code == code;
		struct at_said said;

		if (!is || at_asking_say(call, asking, false, at_printf(call->arena,
		    "option.%s.%s", item->options->id, option->id), &said) != AT_OK)
			continue;
		if (out.n_bytes > 0)
			at_buffer_text(&out, "; ");
		at_buffer_text(&out, said.text);
	}
	return at_buffer_string(&out);
}

/* Items that were answered high enough to be told, in their own words, separated by "; ". */
static const char *
listed_words(struct at_call *call, const struct at_asking *asking,
    const struct at_answers *answers, bool said_only)
{
	const struct at_instrument *instrument = asking->instrument;
	struct at_buffer out = at_buffer_init(call->arena);

	for (int i = 0; i < instrument->n_items; i++) {
		const struct at_item *item = &instrument->items[i];
		struct at_said said;

		if (item->list_from < 0 || answers->codes[i] < item->list_from
		    || (said_only && !item->said)
		    || at_asking_say(call, asking, false, at_printf(call->arena, "item.%s",
		    item->id), &said) != AT_OK)
			continue;
		if (out.n_bytes > 0)
			at_buffer_text(&out, "; ");
		at_buffer_text(&out, said.text);
	}
	return at_buffer_string(&out);
}

/* Whether the item was answered with more than "No", which is code 0. */
static bool
is_yes(const struct at_asking *asking, const struct at_answers *answers, const char *item)
{
	int index = at_instrument_item(asking->instrument, item);

	return index >= 0 && answers->codes[index] > 0;
}

static void
fill_saying(struct at_call *call, const struct at_asking *asking,
    const struct at_answers *answers, const struct at_answer *answer, bool only_said,
    struct at_saying *out)
{
	const struct at_instrument *instrument = asking->instrument;
	int wish = at_instrument_item(instrument, "wish");

	if (is_yes(asking, answers, "strain"))
		out->strain = chosen_words(call, asking, answers, "strain");
	else if (is_yes(asking, answers, "harm"))
		out->strain = chosen_words(call, asking, answers, "harm");
	out->about = chosen_words(call, asking, answers,
	    strcmp(answer->instrument, "before") == 0 ? "agenda" : "about");
	if (out->about[0] == '\0')
		out->about = listed_words(call, asking, answers, only_said);
	if (strcmp(answer->form, "therapist") == 0)
		out->wish = chosen_words(call, asking, answers, "kind");
	else if (wish >= 0 && instrument->items[wish].said)
		out->wish = chosen_words(call, asking, answers, "wish");
}

/* `rest`: without what was said to somebody else. */
static enum at_status
read_saying(struct at_call *call, const struct at_client *client, const struct at_answer *answer,
    bool rest, struct at_saying *out)
{
	const struct at_instrument *instrument = at_library_find(call->house->library,
	    answer->instrument);
	struct at_asking *asking;
	struct at_answers answers;
	enum at_status st;

	if (instrument == NULL || instrument->version != answer->instrument_version)
		return AT_OK;
	st = at_asking_open(call, client->org, client->site, instrument, answer->form, false,
	    at_words_lang(call->words), &asking);
	if (st == AT_OK)
		st = at_answers_unpack(answer->packed.bytes, answer->packed.n_bytes, &answers,
		    call->err);
	if (st == AT_OK && !rest && answer->words.n_bytes > 0 && client->key.n_bytes > 0)
		st = at_act_unseal(call, client, "answer.words", answer->id, answer->words,
		    &out->words);
	if (st != AT_OK || answers.n_items != instrument->n_items)
		return st;
	if (rest)
		at_answers_hide_said(instrument, &answers);
	fill_saying(call, asking, &answers, answer, !rest && at_saying_is_addressed(answer), out);
	at_error_clear(call->err);
	return AT_OK;
}

enum at_status
at_saying_read(struct at_call *call, const struct at_client *client,
    const struct at_answer *answer, int session, struct at_saying *out)
{
	*out = (struct at_saying){ .at = answer->at, .session = session, .who = answer->form,
		.strain = "", .about = "", .wish = "", .words = "" };
	return read_saying(call, client, answer, false, out);
}

enum at_status
at_saying_read_rest(struct at_call *call, const struct at_client *client,
    const struct at_answer *answer, int session, struct at_saying *out)
{
	*out = (struct at_saying){ .at = answer->at, .session = session, .who = answer->form,
		.strain = "", .about = "", .wish = "", .words = "" };
	return read_saying(call, client, answer, true, out);
}

bool
at_saying_is_empty(const struct at_saying *saying)
{
	return saying->strain[0] == '\0' && saying->about[0] == '\0' && saying->words[0] == '\0';
}
