/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Falls by every rule, episodes and repair: the worked course of methods D3 first. */
#include "check.h"
#include "alliance/own_range.h"
#include "alliance/rupture.h"

enum { MAX = 40 };

static const double course[] = { 5.5, 5.7, 5.6, 5.8, 5.9, 4.2, 5.1, 5.8, 5.9, 6.0 };

static struct at_arena *arena;
static struct at_rupture_settings settings;
static struct at_rupture_row rows[MAX];

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

/* The flagged sessions as text, "6 7". */
static const char *
flags_of(enum at_rupture_rule rule, const double *values, int n)
{
	const char *text = "";

	at_rupture_find(arena, rule, &settings, values, n, rows);
	for (int i = 0; i < n; i++)
		if (rows[i].flagged)
			text = at_printf(arena, "%s%s%d", text, text[0] == '\0' ? "" : " ", i + 1);
	return text;
}

TEST(the_worked_course_by_every_rule)
{
	(void)state_;
	CHECK_TEXT("6", flags_of(AT_RUPTURE_CHART, course, 10));
	CHECK_TEXT("6 7", flags_of(AT_RUPTURE_PROSPECTIVE, course, 10));
	CHECK_TEXT("6", flags_of(AT_RUPTURE_DROP, course, 10));
	CHECK_TEXT("", flags_of(AT_RUPTURE_RUNS, course, 10));
	CHECK_TEXT("", flags_of(AT_RUPTURE_EWMA, course, 10));
	CHECK_TEXT("", flags_of(AT_RUPTURE_CUSUM, course, 10));
	CHECK_TEXT("", flags_of(AT_RUPTURE_CHANGE, course, 10));
	CHECK_TEXT("", flags_of(AT_RUPTURE_TOP_LOST, course, 10));
	CHECK_TEXT("6", flags_of(AT_RUPTURE_DEFAULT, course, 10));
	CHECK_NEAR(.5972416616, rows[5].probability, 1e-9);
	CHECK_NEAR(4.324537, rows[5].lower, 1e-6);
}

TEST(the_worked_course_mends_two_sessions_later)
{
	struct at_rupture got;

	(void)state_;
	got = at_rupture_find(arena, AT_RUPTURE_CHART, &settings, course, 10, rows);
	CHECK_INT(10, got.n);
	CHECK_NEAR(.455555556, got.mean_move, 1e-9);
	CHECK_INT(1, got.n_flagged);
	for (int i = 0; i < 10; i++) {
		CHECK_NEAR(5.55, rows[i].center, 1e-12);
		CHECK_NEAR(4.33841608, rows[i].lower, 1e-8);
		CHECK_NEAR((5.55 - 4.33841608) / 3, rows[i].sigma, 1e-8);
		CHECK_INT(i == 5, rows[i].moved);       /* 1.7 is more than 1.4883 */
		CHECK_INT(i >= 5 && i <= 7 ? 0 : -1, rows[i].episode);
	}
	CHECK_INT(1, got.n_episodes);
	CHECK_INT(5, got.episodes[0].onset);
	CHECK_NEAR(5.766666666667, got.episodes[0].baseline, 1e-12);
	CHECK_NEAR(4.2, got.episodes[0].lowest, 0);
	CHECK_NEAR(5.375, got.episodes[0].level, 1e-12);
	CHECK_INT(7, got.episodes[0].back);
	CHECK_INT(2, got.episodes[0].values_to_repair);
	CHECK_INT(AT_REPAIR_MADE, got.episodes[0].repair);
}

TEST(limits_of_the_sessions_before)
{
	(void)state_;
	at_rupture_find(arena, AT_RUPTURE_PROSPECTIVE, &settings, course, 10, rows);
	CHECK(isnan(rows[4].center) && isnan(rows[4].lower));
	CHECK_NEAR(5.70, rows[5].center, 1e-12);
	CHECK_NEAR(5.301, rows[5].lower, 5e-4);
	CHECK_NEAR(.15 / 1.128, rows[5].sigma, 1e-12);
	settings.sigmas = 2;
	settings.min_before = 3;
	at_rupture_find(arena, AT_RUPTURE_PROSPECTIVE, &settings, course, 10, rows);
	CHECK_NEAR(5.6, rows[3].center, 1e-12);
	CHECK_NEAR(5.6 - .3 / 1.128, rows[3].lower, 1e-12);
}

TEST(repair_has_three_values_to_be_made)
{
	static const struct {
		double values[10];
		int n, back, taken;
		enum at_repair repair;
	} cases[] = {           /* baseline 6, fallen to 4: level 5.5 */
		{ { 6, 6, 4, 5.5 }, 4, 3, 1, AT_REPAIR_MADE },
		{ { 6, 6, 4, 5.4 }, 4, -1, 0, AT_REPAIR_OPEN },
		{ { 6, 6, 4, 5.4, 5.4, 5.5 }, 6, 5, 3, AT_REPAIR_MADE },
		{ { 6, 6, 4, 5.4, 5.4, 5.4 }, 6, -1, 0, AT_REPAIR_NOT },
		{ { 6, 6, 4, 5.4, 5.4, 5.4, 5.5 }, 7, 6, 0, AT_REPAIR_NOT },
		{ { 6, 6, 4, NAN, 5.4, NAN, 5.4, 5.6 }, 8, 7, 3, AT_REPAIR_MADE },
		{ { 6, 6, 4 }, 3, -1, 0, AT_REPAIR_OPEN },
		{ { 6, 6, 4, NAN, NAN, NAN }, 6, -1, 0, AT_REPAIR_OPEN },
		/* It falls on: the level goes by the lowest, 2: 5. */
		{ { 6, 6, 4, 2, 5 }, 5, 4, 2, AT_REPAIR_MADE },
		{ { 6, 6, 4, 2, 4.9 }, 5, -1, 0, AT_REPAIR_OPEN },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_rupture got = at_rupture_find(arena, AT_RUPTURE_DROP, &settings,
		    cases[i].values, cases[i].n, rows);

		CHECK_INT(1, got.n_episodes);
		CHECK_INT(2, got.episodes[0].onset);
		CHECK_NEAR(6, got.episodes[0].baseline, 0);
		if (got.episodes[0].back != cases[i].back
		    || got.episodes[0].values_to_repair != cases[i].taken
		    || got.episodes[0].repair != cases[i].repair)
			fail_msg("case %zu: back %d, taken %d, repair %d", i,
			    got.episodes[0].back, got.episodes[0].values_to_repair,
			    got.episodes[0].repair);
	}
}

TEST(a_second_fall_after_the_first_has_mended_is_another_episode)
{
	static const double values[] = { 6, 6, 4, 4.5, 6, 6, 4, 4.2 };
	struct at_rupture got = at_rupture_find(arena, AT_RUPTURE_DROP, &settings, values, 8,
	    rows);
	static const int episodes[] = { -1, -1, 0, 0, 0, -1, 1, 1 };

	(void)state_;
	CHECK_INT(2, got.n_episodes);
	CHECK_INT(4, got.n_flagged);
	CHECK_INT(6, got.episodes[1].onset);
	CHECK_INT(AT_REPAIR_OPEN, got.episodes[1].repair);
	for (int i = 0; i < 8; i++)
		CHECK_INT(episodes[i], rows[i].episode);
}

TEST(the_level_of_a_second_fall_does_not_go_by_the_first)
{
	static const double values[] = { 6, 6, 4, 6, 4, 5.5 };
	struct at_rupture got = at_rupture_find(arena, AT_RUPTURE_DROP, &settings, values, 6,
	    rows);

	(void)state_;
	CHECK_INT(2, got.n_episodes);
	CHECK_NEAR(6, got.episodes[1].baseline, 0);
	CHECK_INT(5, got.episodes[1].back);
}

TEST(a_lower_level_is_found_by_those_that_look_for_one)
{
	static const double values[] = { 6, 6.2, 5.9, 6.1, 6, 5.1, 4.9, 5.2, 5, 5.1, 5, 5.1 };
	struct at_rupture got;

	(void)state_;
	CHECK_TEXT("6", flags_of(AT_RUPTURE_CHANGE, values, 10));
	CHECK(isnan(rows[4].center));
	CHECK_NEAR(6.04, rows[5].center, 1e-12);
	CHECK(flags_of(AT_RUPTURE_CUSUM, values, 10)[0] != '\0');
	CHECK(flags_of(AT_RUPTURE_EWMA, values, 12)[0] != '\0');
	CHECK(flags_of(AT_RUPTURE_RUNS, values, 10)[0] != '\0');

	got = at_rupture_find(arena, AT_RUPTURE_CHANGE, &settings, values, 10, rows);
	CHECK_INT(1, got.n_episodes);
	CHECK_INT(AT_REPAIR_NOT, got.episodes[0].repair);
}

TEST(a_higher_level_is_no_rupture)
{
	static const double values[] = { 5.1, 4.9, 5.2, 5, 5.1, 6, 6.2, 5.9, 6.1, 6 };

	(void)state_;
	CHECK_TEXT("", flags_of(AT_RUPTURE_CHANGE, values, 10));
	CHECK_TEXT("", flags_of(AT_RUPTURE_PROSPECTIVE, values, 10));
	CHECK_TEXT("", flags_of(AT_RUPTURE_DROP, values, 10));
}

TEST(a_lost_top_needs_two_at_the_top)
{
	static const double values[] = { 7, 7, 61 / 9.0, 7, 62 / 9.0, NAN, 7, NAN, 7, 7, 5 };

	(void)state_;
	CHECK_TEXT("3 11", flags_of(AT_RUPTURE_TOP_LOST, values, 11));
	CHECK_NEAR(61 / 9.0, rows[2].lower, 1e-12);
	CHECK_NEAR(7, rows[2].center, 0);
	CHECK(isnan(rows[1].lower));
}

TEST(guards_say_nothing_too_much)
{
	static const double flat[] = { 5, 5, 5, 5, 5, 5, 5, 5, 5, 5 };
	static const double gaps[] = { 6, NAN, 6, NAN, 6, NAN, 1 };
	static const double three[] = { 6, NAN, 6, NAN, 1 };

	(void)state_;
	for (int rule = 0; rule < AT_RUPTURE_RULES; rule++) {
		struct at_rupture got = at_rupture_find(arena, (enum at_rupture_rule)rule,
		    &settings, flat, 10, rows);

		CHECK(got.n_flagged == 0 && got.n_episodes == 0);
		got = at_rupture_find(arena, (enum at_rupture_rule)rule, &settings, three, 5, rows);
		CHECK_INT(rule == AT_RUPTURE_DROP || rule == AT_RUPTURE_DEFAULT, got.n_flagged);
		got = at_rupture_find(arena, (enum at_rupture_rule)rule, &settings, flat, 0, rows);
		CHECK(got.n == 0 && isnan(got.mean_move));
	}
	/* Ratings that never moved: the step instead of sigma. */
	at_rupture_find(arena, AT_RUPTURE_CHART, &settings, flat, 10, rows);
	CHECK_NEAR(4, rows[0].lower, 1e-12);
	/* No neighbours, no sigma: a fall of 5 is one for the drop, and for the step. */
	CHECK_TEXT("7", flags_of(AT_RUPTURE_DROP, gaps, 7));
	CHECK_TEXT("7", flags_of(AT_RUPTURE_CHART, gaps, 7));
	CHECK_TEXT("", flags_of(AT_RUPTURE_CUSUM, gaps, 7));
}

/* A control chart of all sessions alarms about as often as the normal says, .135 %; one with
 * limits from five values on, ten times as often. */
TEST(false_alarms_by_chance_are_stated)
{
	double chart, prospective, drop;

	(void)state_;
	chart = at_rupture_by_chance(arena, AT_RUPTURE_CHART, &settings, 20, 5, .4);
	prospective = at_rupture_by_chance(arena, AT_RUPTURE_PROSPECTIVE, &settings, 20, 5, .4);
	drop = at_rupture_by_chance(arena, AT_RUPTURE_DROP, &settings, 20, 5, .6);
	CHECK_NEAR(20 * .00135, chart, .015);
	CHECK_NEAR(.29, prospective, .08);
	CHECK_NEAR(18 * .10, drop, .25);
	CHECK_NEAR(drop, at_rupture_by_chance(arena, AT_RUPTURE_DROP, &settings, 20, 5, .6), 0);
	CHECK_NEAR(0, at_rupture_by_chance(arena, AT_RUPTURE_CHART, &settings, 3, 5, .4), 0);
	CHECK_NEAR(0, at_rupture_by_chance(arena, AT_RUPTURE_DROP, &settings, 0, 5, .4), 0);
}

TEST(rules_say_whether_they_look_back)
{
	static const double before[] = { 5, 5.2, 4.9, 5.1, 5, 4.4, 4.8 };
	struct at_rupture_row early[7];

	(void)state_;
	for (int rule = 0; rule < AT_RUPTURE_RULES; rule++) {
		bool same = true;

		if (at_rupture_looks_back((enum at_rupture_rule)rule))
			continue;
		at_rupture_find(arena, (enum at_rupture_rule)rule, &settings, before, 6, early);
		at_rupture_find(arena, (enum at_rupture_rule)rule, &settings, before, 7, rows);
		for (int i = 0; i < 6; i++)
			same = same && early[i].flagged == rows[i].flagged
			    && (isnan(early[i].center) || early[i].center == rows[i].center);
		CHECK(same);
	}
	CHECK(at_rupture_looks_back(AT_RUPTURE_CHART) && at_rupture_looks_back(AT_RUPTURE_CUSUM));
	CHECK(!at_rupture_looks_back(AT_RUPTURE_DEFAULT));
}

TEST(rules_have_names)
{
	(void)state_;
	for (int rule = 0; rule < AT_RUPTURE_RULES; rule++)
		CHECK_INT(rule, at_rupture_by_id(at_rupture_id((enum at_rupture_rule)rule)));
	CHECK_INT(AT_RUPTURE_RULES, at_rupture_by_id("stiles"));
}

#define HERE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
RUN_ALL(
    HERE(the_worked_course_by_every_rule),
    HERE(the_worked_course_mends_two_sessions_later),
    HERE(limits_of_the_sessions_before),
    HERE(repair_has_three_values_to_be_made),
    HERE(a_second_fall_after_the_first_has_mended_is_another_episode),
    HERE(the_level_of_a_second_fall_does_not_go_by_the_first),
    HERE(a_lower_level_is_found_by_those_that_look_for_one),
    HERE(a_higher_level_is_no_rupture),
    HERE(a_lost_top_needs_two_at_the_top),
    HERE(guards_say_nothing_too_much),
    HERE(false_alarms_by_chance_are_stated),
    HERE(rules_say_whether_they_look_back),
    HERE(rules_have_names),
)
