/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words at line ends: cut, written and kept apart. */
#include "check.h"
#include "chart/label.h"

static struct at_arena *arena;

static void
begin(void)
{
	at_arena_close(arena);
	arena = at_arena_open();
}

TEST(a_long_name_is_cut_between_letters)
{
	(void)state_;
	begin();
	CHECK_TEXT("Marit", at_label_cut(arena, "Marit", 5));
	CHECK_TEXT("Maxi\xe2\x80\xa6", at_label_cut(arena, "Maximiliane", 5));
	CHECK_TEXT("Øyvi\xe2\x80\xa6", at_label_cut(arena, "Øyvindur", 5));
	CHECK_TEXT("ØØØØ\xe2\x80\xa6", at_label_cut(arena, "ØØØØØØ", 5));
	CHECK_TEXT("Per\xe2\x80\xa6", at_label_cut(arena, "Per Olav", 5));
	CHECK_TEXT("", at_label_cut(arena, "", 5));
}

TEST(of_a_name_too_long_the_first_word_is_left)
{
	(void)state_;
	begin();
	CHECK_TEXT("Per Olav", at_label_name(arena, "Per Olav", 8));
	CHECK_TEXT("Per", at_label_name(arena, "Per Olav", 7));
	CHECK_TEXT("Maxi\xe2\x80\xa6", at_label_name(arena, "Maximiliane Holt", 5));
}

TEST(values_are_written_in_the_readers_way)
{
	(void)state_;
	begin();
	CHECK_TEXT("4.4", at_label_value(arena, 4.4, 1, 0));
	CHECK_TEXT("4,4", at_label_value(arena, 4.4, 1, ','));
	CHECK_TEXT("15", at_label_value(arena, 15, 0, ','));
	CHECK_TEXT("0,0", at_label_value(arena, -0.01, 1, ','));
	CHECK_TEXT("-0,1", at_label_value(arena, -0.05, 1, ','));
}

TEST(width_counts_letters_not_bytes)
{
	(void)state_;
	CHECK_NEAR(at_label_width("Oyvind", 14), at_label_width("Øyvind", 14), 1e-9);
	CHECK(at_label_width("Marit", 14) > at_label_width("you", 14));
}

static double
distance(const struct at_label *labels, int a, int b)
{
	return labels[b].y - labels[a].y;
}

TEST(labels_of_one_column_are_kept_apart_and_inside)
{
	struct at_label labels[] = { { .text = "a", .y = 10, .width = 50 },
		{ .text = "b", .y = 10, .width = 50 }, { .text = "c", .y = 11, .width = 50 } };

	(void)state_;
	at_label_spread(labels, 3, 10, 200, 17);
	CHECK_TEXT("a", labels[0].text);
	CHECK_TEXT("c", labels[2].text);
	CHECK(labels[0].y >= 10);
	CHECK(distance(labels, 0, 1) > 16.9 && distance(labels, 1, 2) > 16.9);
	CHECK(labels[2].y < 50);
}

TEST(labels_that_do_not_touch_stay_where_they_are)
{
	struct at_label labels[] = { { .x = 100, .y = 50, .width = 50 },
		{ .x = 200, .y = 51, .width = 50 }, { .x = 100, .y = 90, .width = 50 } };

	(void)state_;
	at_label_spread(labels, 3, 0, 200, 17);
	CHECK_NEAR(50, labels[0].y, 0);
	CHECK_NEAR(51, labels[1].y, 0);
	CHECK_NEAR(90, labels[2].y, 0);
}

TEST(others_give_way_to_the_name_of_a_line)
{
	struct at_label labels[] = { { .text = "cut-off", .y = 100, .width = 50, .fixed = true },
		{ .text = "above", .y = 98, .width = 50 },
		{ .text = "below", .y = 105, .width = 50 } };

	(void)state_;
	at_label_spread(labels, 3, 0, 200, 17);
	CHECK_TEXT("above", labels[0].text);
	CHECK_NEAR(83, labels[0].y, 0.2);
	CHECK_NEAR(100, labels[1].y, 0);
	CHECK_NEAR(117, labels[2].y, 0.2);
}

RUN_ALL(
    RUN(a_long_name_is_cut_between_letters),
    RUN(of_a_name_too_long_the_first_word_is_left),
    RUN(values_are_written_in_the_readers_way),
    RUN(width_counts_letters_not_bytes),
    RUN(labels_of_one_column_are_kept_apart_and_inside),
    RUN(labels_that_do_not_touch_stay_where_they_are),
    RUN(others_give_way_to_the_name_of_a_line),
)
