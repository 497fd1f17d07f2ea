/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Early change, and sudden gains and losses; cases worked out by hand. */
#include "check.h"
#include "progress/sudden.h"

static const double gap = NAN;

TEST(a_step_that_stays_is_found_once)
{
	static const double scores[] = { 30, 31, 29, 30, 18, 17, 19, 18 };
	struct at_sudden got[8];

	(void)state_;
	CHECK_INT(1, at_sudden_find(scores, 8, -1, 7, got));
	CHECK(got[0].before == 3 && got[0].after == 4 && got[0].gain);
	CHECK_NEAR(-12, got[0].change, 0);
	CHECK_INT(1, at_sudden_find(scores, 8, 1, 7, got));
	CHECK(!got[0].gain);
}

TEST(each_criterion_can_refuse_it)
{
	static const struct { double scores[7]; const char *why; } cases[] = {
		{ { 30, 31, 30, 24, 23, 24, 25 }, "six points are not seven" },
		{ { 40, 41, 40, 31, 30, 31, 30 }, "nine of forty are not a quarter" },
		{ { 20, 40, 30, 20, 40, 12, 35 }, "the level swings more than it moves" },
		{ { 30, 30, 30, 20, gap, gap, gap }, "one score behind it" },
		{ { 5, 30, 30, 20, 20, 20, 20 }, "the third score before it is far off" },
		{ { 30, 30, 30, 20, 20, 45, 20 }, "the third score after it is far off" },
		{ { gap, gap, 30, 20, 20, 20, 20 }, "one score before it" },
		{ { 30, 30, gap, 20, 20, 20, 20 }, "no score right before it" },
		{ { 30, 30, 30, 30, 30, 30, 30 }, "no step" },
	};
	struct at_sudden got[8];

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++)
		if (at_sudden_find(cases[i].scores, 7, -1, 7, got) != 0)
			fail_msg("found although %s", cases[i].why);
}

/* Two before and two after: df 2, t 4.303; SD .5 each gives .7071 pooled to .5: the means
 * 30.5 and 22.5 differ by 8 > 4.303 x .7071. */
TEST(two_scores_on_each_side_are_enough)
{
	static const double steady[] = { 31, 30, 22, 23 }, unsteady[] = { 34, 30, 22, 26 };
	struct at_sudden got[3];

	(void)state_;
	CHECK_INT(1, at_sudden_find(steady, 4, -1, 7, got));
	/* SD 2.83 each: 8 < 4.303 x 2.83. */
	CHECK_INT(0, at_sudden_find(unsteady, 4, -1, 7, got));
	CHECK_INT(0, at_sudden_find(steady, 0, -1, 7, got));
	CHECK_INT(0, at_sudden_find(steady, 1, -1, 7, got));
}

TEST(early_change_looks_at_session_four_or_beside_it)
{
	static const struct at_scale scale = { .id = "total", .combine = AT_SUM, .better = -1,
		.cutoff = 10, .reliable = 6 };
	struct at_signal_point points[] = { { 1, NAN }, { 2, 20 }, { 3, 17 }, { 4, 13 }, { 5, 8 } };
	struct at_change_rule rule;
	struct at_early got;

	(void)state_;
	CHECK_INT(AT_OK, at_change_rule_published(&scale, &rule, NULL));
	CHECK(at_early_find(&rule, points, 5, &got));
	CHECK(got.first_session == 2 && got.session == 4 && got.responded);
	CHECK_NEAR(-7, got.change.change, 0);
	CHECK_NEAR(-0.35, got.share, 1e-15);
	points[3].value = NAN;
	CHECK(at_early_find(&rule, points, 5, &got));
	CHECK(got.session == 3 && !got.responded);
	points[2].value = NAN;
	CHECK(at_early_find(&rule, points, 5, &got));
	CHECK(got.session == 5 && got.responded);
	CHECK(!at_early_find(&rule, points, 4, &got));
	points[1].value = NAN;
	CHECK(!at_early_find(&rule, points, 5, &got));
}

RUN_ALL(
    RUN(a_step_that_stays_is_found_once),
    RUN(each_criterion_can_refuse_it),
    RUN(two_scores_on_each_side_are_enough),
    RUN(early_change_looks_at_session_four_or_beside_it),
)
