/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named numbers go to a text and come back to the last bit. */
#include <math.h>

#include "base/named.h"
#include "check.h"

TEST(numbers_come_back_as_they_were)
{
	struct at_arena *arena = at_arena_open();
	struct at_buffer text = at_buffer_init(arena);
	static const double values[] = { 0.1, -1.0 / 3, 1e-300, 6, 1.7976931348623157e308 };
	const char *at;
	struct at_named got;

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(values); i++)
		at_named_add(&text, at_printf(arena, "v%zu", i), values[i]);
	at_named_add(&text, "none", -NAN);
	CHECK_HAS(" none=nan", at_buffer_string(&text));
	at = at_buffer_string(&text);
	for (size_t i = 0; i < AT_COUNT(values); i++) {
		CHECK(at_named_next(&at, &got));
		CHECK(got.value == values[i] && got.n_name == 2 && got.name[1] == (char)('0' + i));
	}
	CHECK(at_named_next(&at, &got) && isnan(got.value));
	CHECK(!at_named_next(&at, &got));
	at_arena_close(arena);
}

TEST(a_number_is_found_by_its_whole_name)
{
	(void)state_;
	CHECK_NEAR(3, at_named_find("phq-9.client=12 phq-9=3 x=1", "phq-9"), 0);
	CHECK(isnan(at_named_find("value=1", "val")));
	CHECK(isnan(at_named_find("", "value")));
}

TEST(what_is_no_pair_ends_the_reading)
{
	static const char *const odd[] = { "", "  ", "name", "name=", "=4", "name =4", "name=x" };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(odd); i++) {
		struct at_named got;
		const char *at = odd[i];

		CHECK(!at_named_next(&at, &got));
	}
}

RUN_ALL(RUN(numbers_come_back_as_they_were), RUN(a_number_is_found_by_its_whole_name),
    RUN(what_is_no_pair_ends_the_reading))
