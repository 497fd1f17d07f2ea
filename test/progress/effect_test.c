/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Effect sizes: methods H 6 and 7. */
#include "check.h"
#include "progress/effect.h"

TEST(the_correction_for_small_samples)
{
	(void)state_;
	CHECK_NEAR(0.9227456081, at_effect_correction(10), 1e-10);
	CHECK_NEAR(0.9849119423, at_effect_correction(50), 1e-10);
	CHECK_NEAR(1 - 0.75e-9, at_effect_correction(1e9), 1e-15);
	/* Gamma(1) / Gamma(1/2). */
	CHECK_NEAR(1 / sqrt(acos(-1)), at_effect_correction(2), 1e-15);
	CHECK(isnan(at_effect_correction(1)));
}

TEST(two_groups)
{
	static const struct at_effect_group one = { 105, 14, 25 }, two = { 100, 16, 30 };
	static const struct at_effect_group flat = { 100, 0, 25 };
	struct at_effect g = at_effect_groups(&one, &two);

	(void)state_;
	CHECK_NEAR(0.325828641, g.value, 1e-9);
	CHECK_NEAR(0.074298463, g.variance, 1e-9);
	CHECK_NEAR(g.value - 1.959963984540054 * sqrt(g.variance), g.low, 1e-15);
	CHECK_NEAR(2 * g.value, g.low + g.high, 1e-15);
	CHECK_NEAR(-g.value, at_effect_groups(&two, &one).value, 1e-15);
	CHECK(isnan(at_effect_groups(&flat, &flat).value));
}

/* Morris (2008), the treatment groups. */
TEST(one_group_before_and_after)
{
	static const struct { struct at_effect_course course; double value, variance; } cases[] = {
		{ { 30.6, 15, 38.5, 1, 0.47, 20 }, 0.505552786, 0.05938959 },
		{ { 23.5, 3.1, 26.8, 1, 0.64, 50 }, 1.048124898, 0.02538566 },
		{ { 0.5, 0.1, 0.7, 1, 0.77, 9 }, 1.805406667, 0.23219407 },
		{ { 53.4, 14.5, 75.9, 1, 0.89, 10 }, 1.418081729, 0.12254779 },
		{ { 35.6, 4.7, 36.0, 1, 0.44, 14 }, 0.080083614, 0.08022905 },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_effect got = at_effect_smcr(&cases[i].course);

		CHECK_NEAR(cases[i].value, got.value, 1e-9);
		CHECK_NEAR(cases[i].variance, got.variance, 1e-8);
	}
}

/* By hand: SDs 3 and 4, r .5: differences vary by 9 + 16 - 12 = 13. */
TEST(the_other_units)
{
	static const struct at_effect_course course = { 10, 3, 15, 4, 0.5, 20 };
	static const struct at_effect_course shifted = { 10, 3, 15, 3, 1, 20 };

	(void)state_;
	CHECK_NEAR(5 / sqrt(12.5), at_effect_d_av(&course), 1e-15);
	CHECK_NEAR(5 / sqrt(13), at_effect_d_z(&course), 1e-15);
	CHECK(isnan(at_effect_d_z(&shifted)));
}

RUN_ALL(
    RUN(the_correction_for_small_samples),
    RUN(two_groups),
    RUN(one_group_before_and_after),
    RUN(the_other_units),
)
