/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The course of a relationship in one word; coefficients and BIC by R's lm(). */
#include "check.h"
#include "alliance/pattern.h"

static const double one_to[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };

static const struct {
	double sessions[10], values[10];
	int n;
	enum at_pattern_kind kind;
	double slope, bend, turn, residual_sd, bic[3];
} cases[] = {
	{ { 1, 2, 3, 5, 6, 7, 8, 10 }, { 6, 5.4, 5.1, 4.6, 4.7, 5.0, 5.5, 6.3 }, 8,
	    AT_PATTERN_U, .024444444444, .071581196581, 5.162587064677, .123851993280,
	    { -5.0984668217, -3.1483620539, -28.8609513292 } },
	{ { 1, 2, 3, 4, 5, 6, 7, 8 }, { 4, 4.3, 4.2, 4.6, 4.7, 5.1, 5.0, 5.4 }, 8,
	    AT_PATTERN_RISING, .191666666667, .004166666667, -18.5, .126381257401,
	    { -8.5251792013, -29.1583653677, -27.3261841257 } },
	{ { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 5, 5.2, 4.9, 5.1, 5.0, 4.8, 5.2, 5.1, 4.9 }, 9,
	    AT_PATTERN_STABLE, -.006666666667, .000216450216, 20.4, .139443337756,
	    { -32.1273431078, -30.0857420044, -27.8893669085 } },
	{ { 1, 2, 3, 4, 5, 6, 7, 8 }, { 3, 4, 4.8, 5.4, 5.8, 6.1, 6.2, 6.25 }, 8,
	    AT_PATTERN_INVERTED_U, .452976190476, -.081845238095, 7.267272727273,
	    .042292912836, { 5.7432837005, -9.3889727939, -46.0524349025 } },
	/* A dip is no U: methods D3's course. */
	{ { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 },
	    { 5.5, 5.7, 5.6, 5.8, 5.9, 4.2, 5.1, 5.8, 5.9, 6.0 }, 10,
	    AT_PATTERN_STABLE, .018787878788, .029166666667, 5.177922077922, .540061724867,
	    { -8.7698717835, -6.5788445922, -6.1761363009 } },
};

TEST(courses_have_the_shapes_r_gives_them)
{
	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_pattern got = at_pattern_of(cases[i].sessions, cases[i].values,
		    cases[i].n, NAN);

		CHECK_TEXT(at_pattern_id(cases[i].kind), at_pattern_id(got.kind));
		CHECK_INT(cases[i].n, got.n);
		CHECK_NEAR(cases[i].slope, got.slope, 1e-11);
		CHECK_NEAR(cases[i].bend, got.bend, 1e-11);
		CHECK_NEAR(cases[i].turn, got.turn, 1e-9);
		CHECK_NEAR(cases[i].residual_sd, got.residual_sd, 1e-11);
		for (int k = 0; k < 3; k++)
			CHECK_NEAR(cases[i].bic[k], got.bic[k], 1e-8);
		CHECK(!got.variable);
	}
}

TEST(a_curve_that_turns_outside_the_course_rises_or_falls)
{
	double values[10];

	(void)state_;
	for (int i = 0; i < 10; i++)
		values[i] = 6.5 - .05 * (one_to[i] - 12) * (one_to[i] - 12) + (i % 2) * .01;
	CHECK_INT(AT_PATTERN_RISING, at_pattern_of(one_to, values, 10, NAN).kind);
	for (int i = 0; i < 10; i++)
		values[i] = 8 - values[i];
	CHECK_INT(AT_PATTERN_FALLING, at_pattern_of(one_to, values, 10, NAN).kind);
}

TEST(below_eight_values_there_is_a_slope_alone)
{
	static const double values[] = { NAN, 4, 5, NAN, 4.5, 6, 5, 7, NAN };
	static const double sessions[] = { 1, 2, 3, 4, 5, 6, 8, 10, 11 };
	struct at_pattern got = at_pattern_of(sessions, values, 9, 1);

	(void)state_;
	CHECK_INT(AT_PATTERN_SHORT, got.kind);
	CHECK_INT(6, got.n);
	CHECK_NEAR(3 / 8.0, got.slope, 1e-15);
	CHECK(isnan(got.bend) && isnan(got.turn) && isnan(got.residual_sd) && isnan(got.bic[0]));
	CHECK(isnan(at_pattern_of(sessions, values, 2, 1).slope));
	CHECK(isnan(at_pattern_of(sessions, values, 0, 1).slope));
}

TEST(missing_values_change_nothing_about_the_others)
{
	static const double sessions[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12 };
	static const double values[] = { NAN, 6, 5.4, 5.1, NAN, 4.6, 4.7, 5.0, 5.5, 6.3, NAN };
	struct at_pattern got = at_pattern_of(sessions, values, 11, NAN);

	(void)state_;
	CHECK_INT(AT_PATTERN_U, got.kind);
	CHECK_NEAR(5.162587064677, got.turn, 1e-9);
}

TEST(a_constant_course_is_stable_and_a_perfect_line_rises)
{
	static const double flat[] = { 5, 5, 5, 5, 5, 5, 5, 5 };
	struct at_pattern got = at_pattern_of(one_to, flat, 8, .4);

	(void)state_;
	CHECK_INT(AT_PATTERN_STABLE, got.kind);
	CHECK_NEAR(0, got.slope, 0);
	CHECK_NEAR(0, got.residual_sd, 0);
	CHECK(isnan(got.turn) && !got.variable);
	CHECK_INT(AT_PATTERN_RISING, at_pattern_of(one_to, one_to, 8, NAN).kind);
}

TEST(twice_the_spread_of_the_clinic_is_variable)
{
	(void)state_;
	CHECK(at_pattern_of(cases[4].sessions, cases[4].values, 10, .26).variable);
	CHECK(!at_pattern_of(cases[4].sessions, cases[4].values, 10, .28).variable);
}

RUN_ALL(
    RUN(courses_have_the_shapes_r_gives_them),
    RUN(a_curve_that_turns_outside_the_course_rises_or_falls),
    RUN(below_eight_values_there_is_a_slope_alone),
    RUN(missing_values_change_nothing_about_the_others),
    RUN(a_constant_course_is_stable_and_a_perfect_line_rises),
    RUN(twice_the_spread_of_the_clinic_is_variable),
)
