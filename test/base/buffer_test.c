/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that grow. */
#include "check.h"
#include "base/buffer.h"

TEST(an_empty_buffer_is_an_empty_text)
{
	struct at_arena *arena = at_arena_open();
	struct at_buffer buffer = at_buffer_init(arena);

	(void)state_;
	CHECK_TEXT("", at_buffer_string(&buffer));
	CHECK_INT(0, buffer.n_bytes);
	at_buffer_text(&buffer, "");
	at_buffer_add(&buffer, NULL, 0);
	CHECK_TEXT("", at_buffer_string(&buffer));
	at_arena_close(arena);
}

TEST(what_is_added_stands_in_order)
{
	struct at_arena *arena = at_arena_open();
	struct at_buffer buffer = at_buffer_init(arena);

	(void)state_;
	at_buffer_text(&buffer, "one");
	at_buffer_byte(&buffer, ',');
	at_buffer_printf(&buffer, "%d-%s", 2, "three");
	at_buffer_add(&buffer, "\0x", 2);
	CHECK_INT(13, buffer.n_bytes);
	CHECK(memcmp(buffer.bytes, "one,2-three\0x", 14) == 0);
	at_arena_close(arena);
}

TEST(a_buffer_grows_at_every_length)
{
	struct at_arena *arena = at_arena_open();
	struct at_buffer bytes = at_buffer_init(arena), printed = at_buffer_init(arena);

	(void)state_;
	for (int i = 0; i < 5000; i++) {
		at_buffer_byte(&bytes, (char)('a' + i % 26));
		at_buffer_printf(&printed, "%c", 'a' + i % 26);
		CHECK(bytes.bytes[bytes.n_bytes] == '\0');
		CHECK(printed.bytes[printed.n_bytes] == '\0');
	}
	CHECK_INT(5000, strlen(at_buffer_string(&bytes)));
	CHECK_TEXT(at_buffer_string(&bytes), at_buffer_string(&printed));
	for (size_t i = 0; i < 5000; i++)
		CHECK(bytes.bytes[i] == (char)('a' + i % 26));
	at_buffer_printf(&printed, "%10000d", 7);
	CHECK_INT(15000, printed.n_bytes);
	at_arena_close(arena);
}

TEST(a_length_that_cannot_be_leads_to_the_boundary)
{
	struct at_arena *volatile arena = at_arena_open();
	volatile bool reached = false;

	(void)state_;
	if (setjmp(*at_arena_boundary(arena)) == 0) {
		struct at_buffer buffer = at_buffer_init(arena);

		at_buffer_add(&buffer, "x", SIZE_MAX - 1);
	} else {
		reached = true;
	}
	CHECK(reached);
	at_arena_close(arena);
}

RUN_ALL(
    RUN(an_empty_buffer_is_an_empty_text),
    RUN(what_is_added_stands_in_order),
    RUN(a_buffer_grows_at_every_length),
    RUN(a_length_that_cannot_be_leads_to_the_boundary),
)
