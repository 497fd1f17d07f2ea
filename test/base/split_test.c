/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts cut into parts. */
#include "check.h"
#include "base/split.h"

TEST(parts_are_cut_at_separators_and_empty_ones_left_out)
{
	static const struct { const char *text, *separators; int n; const char *first, *last; }
	cases[] = {
		{ "", " ", 0, NULL, NULL },
		{ "  \t", " \t", 0, NULL, NULL },
		{ "one", ",", 1, "one", "one" },
		{ " one  two\tthree ", " \t", 3, "one", "three" },
		{ ",a, b,,c ,", ",", 3, "a", "c " },
		{ "1 2 3 4 5 6 7 8 9", " ", 9, "1", "9" },
	};
	struct at_arena *arena = at_arena_open();

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_parts parts = at_split(arena, cases[i].text, cases[i].separators);

		CHECK_INT(cases[i].n, parts.n);
		if (parts.n == 0)
			continue;
		CHECK_TEXT(cases[i].first, parts.at[0]);
		CHECK_TEXT(cases[i].last, parts.at[parts.n - 1]);
	}
	at_arena_close(arena);
}

RUN_ALL(
    RUN(parts_are_cut_at_separators_and_empty_ones_left_out),
)
