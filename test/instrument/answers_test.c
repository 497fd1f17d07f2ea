/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers: what may be answered, what raises an alert, and the packed row. */
#include "check.h"
#include "base/arena.h"
#include "base/random.h"
#include "instrument/answers.h"
#include "instrument/library.h"

static struct at_arena *arena;
static struct at_library *library;
static struct at_error err;

static int
load(void **state)
{
	(void)state;
	arena = at_arena_open();
	at_error_clear(&err);
	return at_library_load(arena, &library, NULL) == AT_OK ? 0 : -1;
}

static int
unload(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

static void
set(const struct at_instrument *in, struct at_answers *answers, const char *item, int code)
{
	int i = at_instrument_item(in, item);

	CHECK(i >= 0);
	answers->codes[i] = code;
}

static enum at_status
check(const struct at_instrument *in, int form, const struct at_answers *answers)
{
	at_error_clear(&err);
	return at_answers_check(in, form, answers, &err);
}

static bool
same(const struct at_answers *a, const struct at_answers *b)
{
	if (a->n_items != b->n_items)
		return false;
	for (int i = 0; i < a->n_items; i++)
		if (a->codes[i] != b->codes[i])
			return false;
	return true;
}

/* ---- what may be answered ---- */

TEST(every_option_is_an_answer_and_nothing_else_is)
{
	const struct at_instrument *in = at_library_find(library, "phq-9");
	struct at_answers answers = at_answers_blank(in);

	(void)state_;
	CHECK_INT(AT_OK, check(in, 0, &answers));
	for (int code = -5; code < 300; code++) {
		set(in, &answers, "3", code);
		CHECK_INT(code >= AT_SKIPPED && code <= 3 ? AT_OK : AT_INVALID,
		    check(in, 0, &answers));
	}
	CHECK_TEXT("phq-9, item 3: 299 is not an answer to it", err.text);
	answers = at_answers_blank(in);
	answers.n_items = 9;
	CHECK_INT(AT_INVALID, check(in, 0, &answers));
	CHECK_TEXT("phq-9 has 10 items, 9 were given", err.text);
}

TEST(ticks_are_any_of_those_offered)
{
	const struct at_instrument *in = at_library_find(library, "before");
	struct at_answers answers = at_answers_blank(in);

	(void)state_;
	for (int code = 0; code < 256; code++) {
		set(in, &answers, "agenda", code);
		CHECK_INT(code < 128 ? AT_OK : AT_INVALID, check(in, 0, &answers));
	}
	set(in, &answers, "agenda", AT_SKIPPED);        /* nothing to skip there */
	CHECK_INT(AT_INVALID, check(in, 0, &answers));
	answers = at_answers_blank(in);
	set(in, &answers, "words", 0);
	CHECK_INT(AT_INVALID, check(in, 0, &answers));
}

/* What is asked after each answer to `strain`: about, wish, kind, in client and therapist. */
TEST(questions_follow_from_the_answer_before_them)
{
	static const struct { int strain, about, wish, kind; } cases[] = {
		{ AT_MISSING, 0, 0, 0 }, { AT_SKIPPED, 0, 0, 0 }, { 0, 0, 0, 0 }, { 1, 1, 0, 0 },
		{ 2, 1, 1, 1 }, { 3, 1, 1, 1 }, { 4, 0, 0, 0 }, { 200, 0, 0, 0 },
	};
	const struct at_instrument *in = at_library_find(library, "session");
	int about = at_instrument_item(in, "about"), wish = at_instrument_item(in, "wish");
	int kind = at_instrument_item(in, "kind"), words = at_instrument_item(in, "words");
	int therapist = at_instrument_form(in, "therapist");

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_answers answers = at_answers_blank(in);

		set(in, &answers, "strain", cases[i].strain);
		CHECK_INT(cases[i].about, at_answers_asked(in, 0, &answers, about));
		CHECK_INT(cases[i].wish, at_answers_asked(in, 0, &answers, wish));
		CHECK(!at_answers_asked(in, 0, &answers, kind));
		CHECK(at_answers_asked(in, 0, &answers, words));
		CHECK_INT(cases[i].about, at_answers_asked(in, therapist, &answers, about));
		CHECK_INT(cases[i].kind, at_answers_asked(in, therapist, &answers, kind));
		CHECK(!at_answers_asked(in, therapist, &answers, wish));
		CHECK(!at_answers_asked(in, therapist, &answers, words));
	}
}

TEST(an_answer_to_what_is_not_asked_is_refused_and_settled)
{
	const struct at_instrument *in = at_library_find(library, "session");
	int parent = at_instrument_form(in, "parent");
	struct at_answers answers = at_answers_blank(in), settled;

	(void)state_;
	set(in, &answers, "strain", 3);
	set(in, &answers, "about", 65);
	set(in, &answers, "wish", 2);
	CHECK_INT(AT_OK, check(in, 0, &answers));
	settled = answers;
	at_answers_settle(in, 0, &settled);
	CHECK(same(&answers, &settled));

	set(in, &answers, "strain", 0);
	CHECK_INT(AT_INVALID, check(in, 0, &answers));
	CHECK_TEXT("session, item about: answered, but not asked here", err.text);
	at_answers_settle(in, 0, &answers);
	CHECK_INT(AT_OK, check(in, 0, &answers));
	CHECK_INT(AT_MISSING, answers.codes[at_instrument_item(in, "about")]);
	CHECK_INT(AT_MISSING, answers.codes[at_instrument_item(in, "wish")]);
	CHECK_INT(0, answers.codes[at_instrument_item(in, "strain")]);

	set(in, &answers, "ratings", 0);
	CHECK_INT(AT_OK, check(in, 0, &answers));
	CHECK_INT(AT_INVALID, check(in, parent, &answers));
}

/* ---- raw triggers ---- */

/* Every risk item at every code a byte can hold, alone among blanks. */
static void
check_triggers(const struct at_instrument *in, int form, int item)
{
	const struct at_trigger *trigger = &in->items[item].trigger;
	bool ticks = in->items[item].kind == AT_ITEM_TICKS;

	for (int code = AT_SKIPPED; code <= 255; code++) {
		struct at_answers answers = at_answers_blank(in);
		struct at_raised raised[AT_MAX_ITEMS];
		bool met = trigger->kind != NULL && code >= 0
		    && (ticks ? (code & 1 << trigger->from) != 0 : code >= trigger->from);
		int n;

		answers.codes[item] = code;
		n = at_answers_raised(in, form, &answers, raised);
		CHECK_INT(met && (in->items[item].forms >> form & 1) != 0, n);
		if (n == 0)
			continue;
		CHECK_INT(item, raised[0].item);
		CHECK_INT(ticks ? trigger->from : code, raised[0].code);
		CHECK_TEXT(trigger->kind, raised[0].kind);
		CHECK(raised[0].high == (trigger->high_from >= 0 && code >= trigger->high_from));
	}
}

TEST(a_trigger_is_met_by_its_answers_and_by_no_others)
{
	(void)state_;
	for (int i = 0; i < at_library_count(library); i++) {
		const struct at_instrument *in = at_library_at(library, i);

		for (int form = 0; form < in->n_forms; form++)
			for (int item = 0; item < in->n_items; item++)
				check_triggers(in, form, item);
	}
}

TEST(phq_9_item_9_raises_from_1_and_high_from_2)
{
	const struct at_instrument *in = at_library_find(library, "phq-9");
	static const struct { int code, n; bool high; } cases[] = {
		{ AT_MISSING, 0, false }, { AT_SKIPPED, 0, false }, { 0, 0, false },
		{ 1, 1, false }, { 2, 1, true }, { 3, 1, true },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_answers answers = at_answers_blank(in);
		struct at_raised raised[AT_MAX_ITEMS];

		answers.codes[8] = cases[i].code;
		CHECK_INT(cases[i].n, at_answers_raised(in, 0, &answers, raised));
		if (cases[i].n == 0)
			continue;
		CHECK_INT(8, raised[0].item);
		CHECK_INT(cases[i].code, raised[0].code);
		CHECK_TEXT("self", raised[0].kind);
		CHECK(raised[0].high == cases[i].high);
	}
}

TEST(a_tick_for_safety_raises_among_other_ticks)
{
	const struct at_instrument *in = at_library_find(library, "before");
	struct at_answers answers = at_answers_blank(in);
	struct at_raised raised[AT_MAX_ITEMS];

	(void)state_;
	set(in, &answers, "agenda", 127 & ~(1 << 5));
	CHECK_INT(0, at_answers_raised(in, 0, &answers, raised));
	set(in, &answers, "agenda", 1 << 5 | 1 << 0);
	CHECK_INT(1, at_answers_raised(in, 0, &answers, raised));
	CHECK_TEXT("asks", raised[0].kind);
	CHECK_INT(5, raised[0].code);
	CHECK(!raised[0].high);
}

/* ---- packed ---- */

TEST(the_packed_row_is_what_the_contract_says)
{
	const struct at_instrument *in = at_library_find(library, "phq-9");
	struct at_answers answers = at_answers_blank(in);
	unsigned char row[AT_PACKED_ROOM];
	static const unsigned char expected[] = { 1, 10, 0x05, 0x02,
		3, 1, 0, 0, 0, 0, 0, 0, 0, 2 };

	(void)state_;
	answers.codes[0] = 3;
	answers.codes[1] = AT_SKIPPED;
	answers.codes[2] = 0;
	answers.codes[9] = 2;
	CHECK_INT(sizeof expected, at_answers_pack(&answers, row));
	CHECK(memcmp(expected, row, sizeof expected) == 0);
}

static struct at_answers
random_answers(const struct at_instrument *in, struct at_random *random)
{
	struct at_answers answers = at_answers_blank(in);

	for (int i = 0; i < in->n_items; i++) {
		const struct at_item *item = &in->items[i];
		uint64_t draw = at_random_next(random);

		if (draw % 4 == 0 || item->kind == AT_ITEM_WORDS)
			continue;
		if (draw % 4 == 1 && item->skip)
			answers.codes[i] = AT_SKIPPED;
		else if (item->kind == AT_ITEM_LINE)
			answers.codes[i] = (int)((draw >> 8) % (AT_LINE_STEPS + 1));
		else if (item->kind == AT_ITEM_TICKS)
			answers.codes[i] = (int)(draw >> 8) & ((1 << item->options->n_options) - 1);
		else
			answers.codes[i] = item->options->options[(draw >> 8)
			    % (unsigned)item->options->n_options].code;
	}
	return answers;
}

TEST(random_answers_come_back_from_their_row)
{
	struct at_random random = at_random_seeded(20261122);

	(void)state_;
	for (int i = 0; i < at_library_count(library); i++)
		for (int n = 0; at_library_at(library, i)->n_items > 0 && n < 500; n++) {
			const struct at_instrument *in = at_library_at(library, i);
			struct at_answers answers = random_answers(in, &random), back;
			unsigned char row[AT_PACKED_ROOM];
			size_t n_bytes;

			at_answers_settle(in, 0, &answers);
			CHECK_INT(AT_OK, check(in, 0, &answers));
			n_bytes = at_answers_pack(&answers, row);
			CHECK_INT(2 + (in->n_items + 7) / 8 + in->n_items, n_bytes);
			CHECK_INT(AT_OK, at_answers_unpack(row, n_bytes, &back, NULL));
			CHECK(same(&answers, &back));
		}
}

TEST(every_number_of_items_and_every_byte_comes_back)
{
	struct at_answers answers = { .n_items = 0 }, back;
	unsigned char row[AT_PACKED_ROOM];
	size_t n_bytes;

	(void)state_;
	for (answers.n_items = 1; answers.n_items <= AT_MAX_ITEMS; answers.n_items++)
		for (int code = AT_SKIPPED; code <= 255; code++) {
			for (int i = 0; i < answers.n_items; i++)
				answers.codes[i] = i % 3 == 0 ? code : AT_MISSING;
			n_bytes = at_answers_pack(&answers, row);
			CHECK_INT(AT_OK, at_answers_unpack(row, n_bytes, &back, NULL));
			CHECK(same(&answers, &back));
		}
}

static void
must_be_corrupt(const unsigned char *row, size_t n_bytes)
{
	struct at_answers out = { .n_items = 99 };

	at_error_clear(&err);
	CHECK_INT(AT_CORRUPT, at_answers_unpack(row, n_bytes, &out, &err));
	CHECK(err.text[0] != '\0');
	CHECK_INT(99, out.n_items);
}

TEST(a_row_that_is_cut_or_too_long_is_corrupt)
{
	const struct at_instrument *in = at_library_find(library, "session");
	struct at_random random = at_random_seeded(4);
	struct at_answers answers = random_answers(in, &random);
	unsigned char row[AT_PACKED_ROOM * 2] = { 0 };
	size_t n_bytes = at_answers_pack(&answers, row);

	(void)state_;
	for (size_t n = 0; n < sizeof row; n++)
		if (n != n_bytes)
			must_be_corrupt(row, n);
}

TEST(a_row_that_contradicts_itself_is_corrupt)
{
	/* Three items: answered 2, missing, skipped. */
	static const unsigned char good[] = { 1, 3, 0x01, 2, 0, 1 };
	static const struct { int at; unsigned char byte; } bad[] = {
		{ 0, 0 }, { 0, 2 }, { 0, 255 },         /* version */
		{ 1, 0 }, { 1, 2 }, { 1, 4 }, { 1, 65 }, { 1, 255 },
		{ 2, 0x00 },                            /* a code without its bit */
		{ 2, 0x09 }, { 2, 0x81 },               /* a bit without its item */
		{ 4, 2 }, { 5, 2 }, { 5, 255 },         /* neither missing nor skipped */
	};
	struct at_answers out;

	(void)state_;
	CHECK_INT(AT_OK, at_answers_unpack(good, sizeof good, &out, NULL));
	CHECK_INT(AT_SKIPPED, out.codes[2]);
	for (size_t i = 0; i < AT_COUNT(bad); i++) {
		unsigned char row[sizeof good];

		memcpy(row, good, sizeof row);
		row[bad[i].at] = bad[i].byte;
		must_be_corrupt(row, sizeof row);
	}
}

/* Bytes that unpack pack to themselves: there is one row for one set of answers. */
TEST(one_set_of_answers_has_one_row)
{
	struct at_random random = at_random_seeded(5);
	int n_good = 0;

	(void)state_;
	for (int n = 0; n < 20000; n++) {
		unsigned char row[] = { 1, 2, 0, 0, 0 }, again[AT_PACKED_ROOM];
		struct at_answers out;

		for (size_t i = 2; i < sizeof row; i++)
			row[i] = (unsigned char)(at_random_next(&random) % 5);
		if (at_answers_unpack(row, sizeof row, &out, NULL) != AT_OK)
			continue;
		n_good++;
		CHECK_INT(sizeof row, at_answers_pack(&out, again));
		CHECK(memcmp(row, again, sizeof row) == 0);
	}
	CHECK(n_good > 1000);
}

#define LOADED(name) cmocka_unit_test_setup_teardown(name, load, unload)

RUN_ALL(
    LOADED(every_option_is_an_answer_and_nothing_else_is),
    LOADED(ticks_are_any_of_those_offered),
    LOADED(questions_follow_from_the_answer_before_them),
    LOADED(an_answer_to_what_is_not_asked_is_refused_and_settled),
    LOADED(a_trigger_is_met_by_its_answers_and_by_no_others),
    LOADED(phq_9_item_9_raises_from_1_and_high_from_2),
    LOADED(a_tick_for_safety_raises_among_other_ticks),
    LOADED(the_packed_row_is_what_the_contract_says),
    LOADED(random_answers_come_back_from_their_row),
    LOADED(every_number_of_items_and_every_byte_comes_back),
    LOADED(a_row_that_is_cut_or_too_long_is_corrupt),
    LOADED(a_row_that_contradicts_itself_is_corrupt),
    LOADED(one_set_of_answers_has_one_row),
)
