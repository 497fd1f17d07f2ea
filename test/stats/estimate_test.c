/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Estimates and their intervals: R's qt(), and contrasts by hand. */
#include "check.h"
#include "stats/estimate.h"

TEST(an_interval_is_as_wide_as_t_says)
{
	struct at_estimate e = at_estimate_of(2, .5, 5);

	(void)state_;
	CHECK_NEAR(2 - .5 * 2.570581835636, e.low, 1e-11);
	CHECK_NEAR(2 + .5 * 2.570581835636, e.high, 1e-11);
	e = at_estimate_of(2, .5, INFINITY);
	CHECK_NEAR(2 + .5 * 1.959963984540, e.high, 1e-11);
	e = at_estimate_none();
	CHECK(isnan(e.value) && isnan(e.se) && isnan(e.low) && isnan(e.high));
}

TEST(a_contrast_takes_the_covariance_along)
{
	static const double b[] = { 3, 1 }, covariance[] = { 4, 1.5, 1.5, 1 }, l[] = { 1, -2 };
	struct at_estimate e = at_estimate_contrast(b, covariance, 2, l, 10);

	(void)state_;
	CHECK_NEAR(1, e.value, 0);
	CHECK_NEAR(sqrt(4 - 6 + 4), e.se, 1e-15);
	CHECK_NEAR(10, e.df, 0);
}

/* Five groups of two with means 1 to 5: balanced, so that the mean has 4 degrees of
freedom. */
TEST(degrees_of_freedom_are_satterthwaite_s_or_what_is_said_otherwise)
{
	struct at_arena *arena = at_arena_open();
	static const double ones[10] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
	static const int group[10] = { 0, 0, 1, 1, 2, 2, 3, 3, 4, 4 };
	double y[10], contrasts[] = { 1, 2 };
	struct at_lmm_term term = { ones, 1, true, group, 5 };
	struct at_lmm_input in = { .y = y, .x = ones, .n = 10, .p = 1, .terms = &term,
		.n_terms = 1 };
	struct at_estimate e[2];
	struct at_lmm fit;
	struct at_error err = { .status = AT_OK };

	(void)state_;
	for (int i = 0; i < 10; i++)
		y[i] = group[i] + 1 + (i % 2 == 0 ? .1 : -.1);
	CHECK(at_lmm_fit(arena, &in, &fit, NULL, &err) == AT_OK);
	at_estimate_mixed(arena, &in, &fit, contrasts, 2, 7, e);
	CHECK_NEAR(3, e[0].value, 1e-12);
	CHECK_NEAR(6, e[1].value, 1e-12);
	CHECK_NEAR(4, e[0].df, 1e-4);
	CHECK_NEAR(2 * e[0].se, e[1].se, 1e-12);
	CHECK_NEAR(sqrt(2.5 / 5), e[0].se, 1e-6);       /* of five means with variance 2.5 */
	at_arena_close(arena);
}

RUN_ALL(
	RUN(an_interval_is_as_wide_as_t_says),
	RUN(a_contrast_takes_the_covariance_along),
	RUN(degrees_of_freedom_are_satterthwaite_s_or_what_is_said_otherwise)
)
