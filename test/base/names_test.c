/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names get numbers in the order in which they come, and keep them. */
#include "check.h"
#include "base/names.h"

static struct at_arena *arena;
static struct at_names names;

static void
begin(void)
{
	arena = at_arena_open();
	names = at_names_init(arena);
}

TEST(numbers_follow_the_order_of_first_occurrence)
{
	char typed[] = "therapist";

	(void)state_;
	begin();
	CHECK_INT(-1, at_names_find(&names, "client"));
	CHECK_INT(0, at_names_number(&names, "client"));
	CHECK_INT(1, at_names_number(&names, typed));
	CHECK_INT(2, at_names_number(&names, ""));
	CHECK_INT(0, at_names_number(&names, "client"));
	CHECK_INT(3, names.n);
	typed[0] = 'x';                 /* the name is a copy */
	CHECK_TEXT("therapist", names.at[1]);
	CHECK_INT(1, at_names_find(&names, "therapist"));
	CHECK_INT(-1, at_names_find(&names, typed));
	at_arena_close(arena);
}

TEST(sorted_they_are_the_same_whatever_came_first)
{
	const int *order;

	(void)state_;
	begin();
	at_names_number(&names, "b");
	at_names_number(&names, "Åse");
	at_names_number(&names, "10");
	at_names_number(&names, "9");
	order = at_names_sorted(&names);
	CHECK_INT(2, order[0]);
	CHECK_INT(3, order[1]);
	CHECK_INT(0, order[2]);
	CHECK_INT(1, order[3]);
	at_arena_close(arena);
}

TEST(a_number_lasts_while_the_table_grows)
{
	char text[16];

	(void)state_;
	begin();
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 5000; i++) {
			snprintf(text, sizeof text, "%d", i * 7919);
			CHECK_INT(i, at_names_number(&names, text));
		}
	CHECK_INT(5000, names.n);
	at_arena_close(arena);
}

RUN_ALL(
	RUN(numbers_follow_the_order_of_first_occurrence),
	RUN(sorted_they_are_the_same_whatever_came_first),
	RUN(a_number_lasts_while_the_table_grows)
)
