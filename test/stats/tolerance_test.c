/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-sided tolerance factors; figures of R's qt() with a noncentrality. */
#include "check.h"
#include "stats/tolerance.h"

TEST(factors_are_those_of_the_noncentral_t)
{
	static const struct { double p, confidence; int n; double k, tolerance; } cases[] = {
		{ .9, .95, 50, 1.645564856143, 1e-9 },
		{ .84, .95, 200, 1.1453499728, 1e-9 },
		{ .9, .95, 200, 1.449551178405, 1e-9 },
		{ .9, .95, 3, 6.155281103335, 1e-7 },
		{ .9, .05, 10, 0.7115709666562, 1e-9 },
		/* R's qt() says that it lost precision here; by its integrate(). */
		{ .84, .95, 800, 1.06759974681975, 1e-9 },
		{ .9, .95, 999, 1.35385472029001, 1e-9 },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++)
		CHECK_NEAR(cases[i].k, at_tolerance_factor(cases[i].p, cases[i].confidence,
		    cases[i].n), cases[i].tolerance);
}

TEST(a_large_sample_needs_little_more_than_the_normal_quantile)
{
	(void)state_;
	CHECK_NEAR(1.2815515655446004, at_tolerance_factor(.9, .95, 100000), 0.01);
	CHECK(at_tolerance_factor(.9, .95, 100000) > 1.2815515655446004);
	CHECK(at_tolerance_factor(.9, .95, 1000) > at_tolerance_factor(.9, .95, 10000));
}

TEST(what_makes_no_sense_has_no_factor)
{
	(void)state_;
	CHECK(isnan(at_tolerance_factor(1, .95, 50)));
	CHECK(isnan(at_tolerance_factor(.9, 0, 50)));
	CHECK(isnan(at_tolerance_factor(.9, NAN, 50)));
	CHECK(isnan(at_tolerance_factor(NAN, .95, 50)));
	CHECK(isnan(at_tolerance_factor(.9, .95, 2)));
}

RUN_ALL(
    RUN(factors_are_those_of_the_noncentral_t),
    RUN(a_large_sample_needs_little_more_than_the_normal_quantile),
    RUN(what_makes_no_sense_has_no_factor),
)
