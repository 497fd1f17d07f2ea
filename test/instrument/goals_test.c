/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goals: the worked numbers, and what has no number. */
#include "check.h"
#include "instrument/goals.h"

TEST(goal_attainment_gives_the_worked_t_scores)
{
	static const double ones[] = { 1, 1, 1 }, weights[] = { 2, 1, 3 };

	(void)state_;
	CHECK_NEAR(59.1287093, at_goals_t((const double[]){ 1, 1, 0 }, ones, 3), 1e-7);
	CHECK_NEAR(47.7967368, at_goals_t((const double[]){ 1, 0, -1 }, weights, 3), 1e-7);
	CHECK_NEAR(36.3069361, at_goals_t((const double[]){ -2, -1, 0 }, NULL, 3), 1e-7);
	CHECK_NEAR(50, at_goals_t((const double[]){ 0, 0, 0 }, NULL, 3), 0);
}

TEST(a_goal_without_weight_is_dropped_and_no_goal_has_no_score)
{
	static const double none[] = { 0, 0 }, first[] = { 1, 0 };

	(void)state_;
	CHECK_NEAR(60, at_goals_t((const double[]){ 1, -2 }, first, 2), 1e-12);
	CHECK(isnan(at_goals_t((const double[]){ 1, -2 }, none, 2)));
	CHECK(isnan(at_goals_t(NULL, NULL, 0)));
}

TEST(goals_are_compared_with_themselves)
{
	static const struct at_goal goals[] = { { 2, 6, false }, { 5, 4, false }, { 1, 9, true },
		{ NAN, 7, false }, { 3, NAN, true } };
	struct at_goals_change change = at_goals_change(goals, 5);

	(void)state_;
	CHECK_NEAR(1.5, change.mean, 1e-12);
	CHECK_INT(2, change.n_goals);
	CHECK_INT(1, change.n_edited);
	change = at_goals_change(goals + 2, 3);
	CHECK(isnan(change.mean));
	CHECK_INT(0, change.n_goals);
}

RUN_ALL(
    cmocka_unit_test(goal_attainment_gives_the_worked_t_scores),
    cmocka_unit_test(a_goal_without_weight_is_dropped_and_no_goal_has_no_score),
    cmocka_unit_test(goals_are_compared_with_themselves),
)
