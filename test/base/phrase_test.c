/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sentence is kept apart from its language, and comes back as it was. */
#include "base/phrase.h"
#include "base/words.h"
#include "check.h"

TEST(names_and_numbers_stand_in_their_places)
{
	struct at_arena *arena = at_arena_open();
	const struct at_call call = { .arena = arena };
	const struct at_phrase phrase = at_phrase("%s has %s bytes, and had %s", "a%sb", "1", "2");
	const struct at_phrase plain = at_phrase("nothing here");

	(void)state_;
	CHECK_TEXT("a%sb has 1 bytes, and had 2", at_phrase_words(&call, &phrase));
	CHECK_TEXT("nothing here", at_phrase_words(&call, &plain));
	at_arena_close(arena);
}

TEST(what_was_kept_reads_back_and_no_more_is_taken)
{
	struct at_arena *arena = at_arena_open();
	const struct at_call call = { .arena = arena };
	const struct at_phrase one = at_phrase("%s: %s", "a\tb\nc", ""), two = at_phrase("well");
	struct at_buffer out = at_buffer_init(arena);
	const char *at;
	struct at_phrase got;

	(void)state_;
	at_phrase_put(&out, &one);
	at_phrase_put(&out, &two);
	at = at_buffer_string(&out);
	CHECK(at_phrase_take(arena, &at, &got));
	CHECK_TEXT("a b c: ", at_phrase_words(&call, &got));
	CHECK(at_phrase_take(arena, &at, &got));
	CHECK_TEXT("well", at_phrase_words(&call, &got));
	CHECK_TEXT("", at);
	CHECK(!at_phrase_take(arena, &at, &got));
	at_arena_close(arena);
}

TEST(nonsense_is_refused_or_words)
{
	struct at_arena *arena = at_arena_open();
	const struct at_call call = { .arena = arena };
	static const char *const bad[] = { "", "no end", "%s is missing\t",
	    "%s%s%s%s%s\t1\t2\t3\t4\t5\t" };
	const char *at = "%n %d\t";
	struct at_phrase got;

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(bad); i++) {
		const char *text = bad[i];

		CHECK(!at_phrase_take(arena, &text, &got));
	}
	CHECK(at_phrase_take(arena, &at, &got));
	CHECK_TEXT("%n %d", at_phrase_words(&call, &got));
	at_arena_close(arena);
}

RUN_ALL(RUN(names_and_numbers_stand_in_their_places),
    RUN(what_was_kept_reads_back_and_no_more_is_taken),
    RUN(nonsense_is_refused_or_words))
