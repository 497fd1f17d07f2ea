/* SPDX-License-Identifier: GPL-3.0-or-later */
/* False alarms by chance, worked out once for each kind of course. */
#include "check.h"
#include "alliance/chance.h"

static struct at_arena *arena;
static struct at_rupture_settings settings;

static int
set_up(void **state)
{
	(void)state;
	arena = at_arena_open();
	settings = at_rupture_defaults(1, 7);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

/* 5.5 and .5 are on the grid of means and SDs, 5.4 and .45 are taken for them; the top is too
 * near for another mean to stand for them. */
TEST(it_is_the_figure_of_the_rule_itself)
{
	static const enum at_rupture_rule rules[] = { AT_RUPTURE_CHART, AT_RUPTURE_DROP,
		AT_RUPTURE_DEFAULT };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(rules); i++) {
		struct at_chance *chance = at_chance_make(arena, rules[i], &settings);
		double got = at_chance_of(chance, 40, 5.4, .45);

		CHECK(got > 0);
		CHECK_NEAR(at_rupture_by_chance(arena, rules[i], &settings, 40, 5.5, .5), got,
		    1e-12);
		CHECK_NEAR(got, at_chance_of(chance, 40, 5.5, .5), 0);
		CHECK_NEAR(0, at_chance_of(chance, 0, NAN, NAN), 0);
		CHECK(isnan(at_chance_of(chance, 3, 5, NAN)));
	}
}

TEST(longer_courses_have_more_of_them)
{
	struct at_chance *chance = at_chance_make(arena, AT_RUPTURE_DEFAULT, &settings);
	double last = 0;

	(void)state_;
	CHECK_NEAR(0, at_chance_of(chance, 2, 5, .5), 0);
	for (int n = 10; n <= 90; n += 20) {
		double got = at_chance_of(chance, n, 5, .5);

		CHECK(got > last);
		last = got;
	}
}

/* A rule that looks back judges early sessions of a long course otherwise than a short one. */
TEST(a_rule_that_looks_back_is_asked_for_each_length)
{
	struct at_chance *chance = at_chance_make(arena, AT_RUPTURE_CHART, &settings);

	(void)state_;
	at_chance_of(chance, 30, 5, .5);
	CHECK_NEAR(at_rupture_by_chance(arena, AT_RUPTURE_CHART, &settings, 8, 5.5, .5),
	    at_chance_of(chance, 8, 5.5, .5), 1e-12);
}

TEST(far_from_both_ends_the_mean_makes_no_difference)
{
	struct at_chance *chance = at_chance_make(arena, AT_RUPTURE_DEFAULT, &settings);

	(void)state_;
	CHECK_NEAR(at_chance_of(chance, 20, 4, .5), at_chance_of(chance, 20, 3.5, .5), 0);
	CHECK_NEAR(at_rupture_by_chance(arena, AT_RUPTURE_DEFAULT, &settings, 20, 3.5, .5),
	    at_chance_of(chance, 20, 3.5, .5), .003);
	CHECK(at_chance_of(chance, 20, 4, .5) > at_chance_of(chance, 20, 6.75, .5));
}

TEST(ratings_at_the_ends_of_the_scale_and_without_spread)
{
	struct at_chance *chance = at_chance_make(arena, AT_RUPTURE_DEFAULT, &settings);

	(void)state_;
	CHECK_NEAR(0, at_chance_of(chance, 20, 7, 0), 0);
	CHECK_NEAR(0, at_chance_of(chance, 20, 1, 0), 0);
	CHECK(at_chance_of(chance, 20, 7, 100) >= 0);
}

#define HERE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
RUN_ALL(
    HERE(it_is_the_figure_of_the_rule_itself),
    HERE(longer_courses_have_more_of_them),
    HERE(a_rule_that_looks_back_is_asked_for_each_length),
    HERE(far_from_both_ends_the_mean_makes_no_difference),
    HERE(ratings_at_the_ends_of_the_scale_and_without_spread),
)
