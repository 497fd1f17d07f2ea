/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mean, spread and correlation. */
#include "check.h"
#include "stats/moments.h"

/* R 4.2: mean, sd, cov, cor. */
TEST(a_few_values_give_the_figures_of_r)
{
	static const double x[] = { 2, 4, 4, 5, 9, 13.5 }, y[] = { 1, 0, 3, 2.5, 7, 4 };
	struct at_pairs p = { .x = { .n = 0 } };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(x); i++)
		at_pairs_add(&p, x[i], y[i]);
	CHECK_NEAR(6.25, at_moments_mean(&p.x), 1e-15);
	CHECK_NEAR(4.2396933851400149, at_moments_sd(&p.x), 1e-14);
	CHECK_NEAR(6.825, at_pairs_covariance(&p), 1e-14);
	CHECK_NEAR(0.65492237175908885, at_pairs_correlation(&p), 1e-15);
}

TEST(too_few_or_constant_values_have_no_spread_and_no_correlation)
{
	struct at_pairs p = { .x = { .n = 0 } };

	(void)state_;
	CHECK(isnan(at_moments_mean(&p.x)));
	at_pairs_add(&p, 3, 1);
	CHECK_NEAR(3, at_moments_mean(&p.x), 0);
	CHECK(isnan(at_moments_sd(&p.x)) && isnan(at_pairs_correlation(&p)));
	at_pairs_add(&p, 3, 2);
	CHECK_NEAR(0, at_moments_sd(&p.x), 0);
	CHECK(isnan(at_pairs_correlation(&p)));
	CHECK_NEAR(0, at_pairs_covariance(&p), 0);
}

/* A perfect line has r = 1 and never 1 + 2e-16. */
TEST(a_correlation_stays_within_its_bounds)
{
	(void)state_;
	for (int n = 2; n < 60; n++) {
		struct at_pairs p = { .x = { .n = 0 } };

		for (int i = 0; i < n; i++)
			at_pairs_add(&p, i / 7.0, 1 - i / 3.0);
		CHECK(at_pairs_correlation(&p) >= -1);
		CHECK_NEAR(-1, at_pairs_correlation(&p), 1e-14);
	}
}

/* A million numbers far from zero; forwards and backwards. */
TEST(order_and_offset_hardly_change_the_result)
{
	enum { N = 1000000 };
	struct at_moments up = { .n = 0 }, down = { .n = 0 };

	(void)state_;
	for (int i = 0; i < N; i++) {
		at_moments_add(&up, 1e9 + i % 1000 / 8.0);
		at_moments_add(&down, 1e9 + (N - 1 - i) % 1000 / 8.0);
	}
	CHECK_NEAR(1e9 + 999 / 16.0, at_moments_mean(&up), 1e-6);
	/* 0, 1 .. 999 in equal shares: (1000^2 - 1) / 12 / 64 n / (n - 1). */
	CHECK_NEAR(999999 / 768.0 * N / (N - 1.0), at_moments_variance(&up), 1e-9);
	CHECK_NEAR(at_moments_variance(&up), at_moments_variance(&down), 1e-9);
}

RUN_ALL(
    RUN(a_few_values_give_the_figures_of_r),
    RUN(too_few_or_constant_values_have_no_spread_and_no_correlation),
    RUN(a_correlation_stays_within_its_bounds),
    RUN(order_and_offset_hardly_change_the_result),
)
