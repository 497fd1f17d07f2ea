/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The own range: worked numbers of methods D3, and what switches it off. */
#include "check.h"
#include "alliance/own_range.h"

static const struct at_own_range_scale scale = { 1, 7, 1 };
static const double course[] = { 5.5, 5.7, 5.6, 5.8, 5.9, 4.2, 5.1, 5.8, 5.9, 6.0 };

static struct at_own_range got[16];

TEST(the_spread_of_the_worked_course)
{
	struct at_spread all = at_spread_of(course, 10);

	(void)state_;
	CHECK_INT(10, all.n);
	CHECK_INT(9, all.n_moves);
	CHECK_NEAR(5.55, all.mean, 1e-12);
	CHECK_NEAR(.455555556, all.mean_move, 1e-9);
	CHECK_NEAR(4.33841608, all.mean - 3 * all.sigma, 1e-8);
	CHECK_NEAR(4.74227738, all.mean - 2 * all.sigma, 1e-8);
	CHECK_NEAR(1.4883, AT_OWN_RANGE_MOVE * all.mean_move, 1e-9);
}

TEST(a_missing_session_has_no_neighbours)
{
	static const double gaps[] = { 4, NAN, 6, 5, NAN, NAN, 3 };
	struct at_spread some = at_spread_of(gaps, 7), none = at_spread_of(gaps, 0),
	    apart = at_spread_of(gaps, 3);

	(void)state_;
	CHECK_INT(4, some.n);
	CHECK_INT(1, some.n_moves);
	CHECK_NEAR(4.5, some.mean, 0);
	CHECK_NEAR(1, some.mean_move, 0);
	CHECK(none.n == 0 && isnan(none.mean) && isnan(none.sigma));
	CHECK(apart.n == 2 && isnan(apart.mean_move) && isnan(apart.sigma));
}

/* Five sessions first; 4.2 and 5.1 lie below 5.301, and the range waits for them. */
TEST(the_worked_course_leaves_its_range_twice)
{
	(void)state_;
	at_own_range_series(course, 10, &scale, got);
	for (int i = 0; i < 5; i++) {
		CHECK(!got[i].known && !got[i].below && isnan(got[i].low));
		CHECK_INT(i, got[i].n);
	}
	for (int i = 5; i < 8; i++) {
		CHECK(got[i].known);
		CHECK_NEAR(5.70, got[i].mean, 1e-12);
		CHECK_NEAR(5.301, got[i].low, 5e-4);
		CHECK_NEAR(5.70 - .45 / 1.128, got[i].low, 1e-12);
		CHECK_NEAR(5.70 + .45 / 1.128, got[i].high, 1e-12);
		CHECK_NEAR(5.70 - .30 / 1.128, got[i].warning, 1e-12);
		CHECK_INT(i < 7, got[i].below);
	}
	/* 5.8 is back: it counts, and has no neighbour before it. */
	CHECK_INT(6, got[8].n);
	CHECK_NEAR(34.3 / 6, got[8].mean, 1e-12);
	CHECK_NEAR(34.3 / 6 - .45 / 1.128, got[8].low, 1e-12);
}

TEST(the_next_range_is_that_of_one_more_session)
{
	(void)state_;
	at_own_range_series(course, 10, &scale, got);
	for (int n = 0; n < 10; n++) {
		struct at_own_range next = at_own_range_next(course, n, &scale);

		CHECK_INT(got[n].known, next.known);
		CHECK_INT(got[n].n, next.n);
		CHECK_NEAR(got[n].mean, next.mean, 0);
		CHECK_NEAR(got[n].low, next.low, 0);
		CHECK_NEAR(got[n].high, next.high, 0);
	}
}

TEST(ratings_that_never_moved_get_the_step)
{
	static const double flat[] = { 5, 5, 5, 5, 5, 4.5, 4, 3.9, 5 };

	(void)state_;
	at_own_range_series(flat, 9, &scale, got);
	CHECK_NEAR(4, got[5].low, 0);
	CHECK_NEAR(6, got[5].high, 0);
	CHECK_NEAR(4, got[5].warning, 0);
	CHECK(!got[5].below);
	CHECK_INT(6, got[6].n);                 /* 4.5 moved, from now on it is sigma */
	CHECK_NEAR(29.5 / 6 - .3 / 1.128, got[6].low, 1e-12);
}

TEST(limits_beyond_the_scale_are_off)
{
	static const double high[] = { 6.5, 7, 6.5, 7, 6.5, 5 };
	static const double low[] = { 1.5, 1, 1.5, 1, 1.5, 1 };

	(void)state_;
	at_own_range_series(high, 6, &scale, got);
	CHECK(got[5].known && isnan(got[5].high));
	CHECK_NEAR(6.7 - 1.5 / 1.128, got[5].low, 1e-12);
	CHECK(got[5].below);

	at_own_range_series(low, 6, &scale, got);
	CHECK(got[5].known && isnan(got[5].low) && isnan(got[5].warning) && !got[5].below);
	CHECK_NEAR(1.3 + 1.5 / 1.128, got[5].high, 1e-12);
}

TEST(missing_values_have_a_range_and_are_not_below_it)
{
	static const double gaps[] = { 5, 5.2, NAN, 5, 5.2, 5, NAN, 3 };
	static const double apart[] = { 5, NAN, 5, NAN, 5, NAN, 5, NAN, 5, 1 };

	(void)state_;
	at_own_range_series(gaps, 8, &scale, got);
	CHECK(got[6].known && !got[6].below);
	CHECK_INT(5, got[6].n);
	CHECK_NEAR(5.08 - .6 / 1.128, got[6].low, 1e-12);
	CHECK(got[7].below);

	at_own_range_series(apart, 10, &scale, got);
	CHECK_INT(5, got[9].n);
	CHECK(!got[9].known);                   /* no two neighbours: no spread */
}

RUN_ALL(
    RUN(the_spread_of_the_worked_course),
    RUN(a_missing_session_has_no_neighbours),
    RUN(the_worked_course_leaves_its_range_twice),
    RUN(the_next_range_is_that_of_one_more_session),
    RUN(ratings_that_never_moved_get_the_step),
    RUN(limits_beyond_the_scale_are_off),
    RUN(missing_values_have_a_range_and_are_not_below_it),
)
