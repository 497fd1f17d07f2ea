/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <string.h>

#include "instrument/answers.h"

/* Where things are in a packed row of n items. */
enum { VERSION_AT, COUNT_AT, MASK_AT };

static size_t
mask_bytes(int n_items)
{
	return ((size_t)n_items + 7) / 8;
}

struct at_answers
at_answers_blank(const struct at_instrument *instrument)
{
	struct at_answers answers = { .n_items = instrument->n_items };

	for (int i = 0; i < AT_MAX_ITEMS; i++)
		answers.codes[i] = AT_MISSING;
	return answers;
}

/* Whether the item can be answered with this code at all. */
static bool
code_fits(const struct at_item *item, int code)
{
	int offered = 0;

	if (code == AT_MISSING)
		return true;
	if (code == AT_SKIPPED)
		return item->skip;
	switch (item->kind) {
	case AT_ITEM_CHOICE:
		return at_options_code(item->options, code) != NULL;
	case AT_ITEM_TICKS:
		for (int i = 0; i < item->options->n_options; i++)
			offered |= 1 << item->options->options[i].code;
		return code >= 0 && (code & ~offered) == 0;
	case AT_ITEM_LINE:
		return code >= 0 && code <= AT_LINE_STEPS;
	case AT_ITEM_WORDS:
		return false;
	}
	return false;
}

enum at_status
at_answers_check(const struct at_instrument *instrument, int form,
    const struct at_answers *answers, struct at_error *err)
{
	if (answers->n_items != instrument->n_items)
		return at_fail(err, AT_INVALID, "%s has %d items, %d were given", instrument->id,
		    instrument->n_items, answers->n_items);
	for (int i = 0; i < instrument->n_items; i++) {
		const struct at_item *item = &instrument->items[i];
		int code = answers->codes[i];

		if (code != AT_MISSING && !at_answers_asked(instrument, form, answers, i))
			return at_fail(err, AT_INVALID, "%s, item %s: answered, but not asked here",
			    instrument->id, item->id);
		if (!code_fits(item, code))
			return at_fail(err, AT_INVALID, "%s, item %s: %d is not an answer to it",
			    instrument->id, item->id, code);
	}
	return AT_OK;
}

void
at_answers_settle(const struct at_instrument *instrument, int form, struct at_answers *answers)
{
	assert(answers->n_items == instrument->n_items);
	for (int i = 0; i < instrument->n_items; i++)
		if (!at_answers_asked(instrument, form, answers, i))
			answers->codes[i] = AT_MISSING;
}

size_t
at_answers_pack(const struct at_answers *answers, unsigned char out[AT_PACKED_ROOM])
{
	unsigned char *bytes = out + MASK_AT + mask_bytes(answers->n_items);

	assert(answers->n_items > 0 && answers->n_items <= AT_MAX_ITEMS);
	memset(out, 0, AT_PACKED_ROOM);
	out[VERSION_AT] = AT_PACKED_VERSION;
	out[COUNT_AT] = (unsigned char)answers->n_items;
	for (int i = 0; i < answers->n_items; i++) {
		int code = answers->codes[i];

		assert(code >= AT_SKIPPED && code <= 255);
		if (code >= 0)
			out[MASK_AT + i / 8] |= (unsigned char)(1 << i % 8);
		bytes[i] = (unsigned char)(code >= 0 ? code : code == AT_SKIPPED);
	}
	return MASK_AT + mask_bytes(answers->n_items) + (size_t)answers->n_items;
}

enum at_status
at_answers_unpack(const unsigned char *bytes, size_t n_bytes, struct at_answers *out,
    struct at_error *err)
{
	const unsigned char *mask = bytes + MASK_AT, *codes;
	int n_mask;
	struct at_answers answers = { .n_items = 0 };

	if (n_bytes < MASK_AT || bytes[VERSION_AT] != AT_PACKED_VERSION)
		return at_fail(err, AT_CORRUPT, "stored answers are of an unknown kind");
	answers.n_items = bytes[COUNT_AT];
	if (answers.n_items < 1 || answers.n_items > AT_MAX_ITEMS
	    || n_bytes != MASK_AT + mask_bytes(answers.n_items) + (size_t)answers.n_items)
		return at_fail(err, AT_CORRUPT, "stored answers have a wrong length");

	n_mask = (int)mask_bytes(answers.n_items);
	codes = mask + n_mask;
	for (int i = 0; i < AT_MAX_ITEMS; i++) {
		bool given = i / 8 < n_mask && (mask[i / 8] >> i % 8 & 1) != 0;
		int code = i < answers.n_items ? codes[i] : 0;

		if (given ? i >= answers.n_items : code > 1)
			return at_fail(err, AT_CORRUPT, "stored answers contradict themselves");
		answers.codes[i] = given ? code : code == 1 ? AT_SKIPPED : AT_MISSING;
	}
	*out = answers;
	return AT_OK;
}

bool
at_answers_asked(const struct at_instrument *instrument, int form,
    const struct at_answers *answers, int item)
{
	const struct at_item *it = &instrument->items[item];
	int code;

	if ((it->forms >> form & 1) == 0)
		return false;
	if (it->after < 0)
		return true;
	code = answers->codes[it->after];
	return code >= 0 && code < 64 && (it->after_codes >> code & 1) != 0;
}

bool
at_answers_to_contact(const struct at_instrument *instrument, int form,
    const struct at_answers *answers)
{
	for (int i = 0; i < instrument->n_items; i++) {
		const struct at_item *item = &instrument->items[i];
		const struct at_option *option;

		if (item->kind != AT_ITEM_CHOICE || answers->codes[i] < 0
		    || !at_answers_asked(instrument, form, answers, i))
			continue;
		option = at_options_code(item->options, answers->codes[i]);
		if (option != NULL && option->to_contact)
			return true;
	}
	return false;
}

void
at_answers_hide_said(const struct at_instrument *instrument, struct at_answers *answers)
{
	for (int i = 0; i < instrument->n_items && i < answers->n_items; i++)
		if (instrument->items[i].said)
			answers->codes[i] = AT_MISSING;
}

static bool
is_met(const struct at_item *item, int code)
{
	if (item->trigger.kind == NULL || code < 0)
		return false;
	if (item->kind == AT_ITEM_TICKS)
		return (code >> item->trigger.from & 1) != 0;
	return code >= item->trigger.from;
}

int
at_answers_raised(const struct at_instrument *instrument, int form,
    const struct at_answers *answers, struct at_raised out[AT_MAX_ITEMS])
{
	int n = 0;

	for (int i = 0; i < instrument->n_items && i < answers->n_items; i++) {
		const struct at_item *item = &instrument->items[i];
		int code = answers->codes[i], high = item->trigger.high_from;

		if ((item->forms >> form & 1) == 0 || !is_met(item, code))
			continue;
		out[n++] = (struct at_raised){
			.item = i,
			.code = item->kind == AT_ITEM_TICKS ? item->trigger.from : code,
			.high = high >= 0 && code >= high,
			.kind = item->trigger.kind,
		};
	}
	return n;
}
