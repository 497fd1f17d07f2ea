/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs, EWMA and CUSUM; the numbers of the worked course are R's. */
#include "check.h"
#include "alliance/control.h"
#include "alliance/own_range.h"

static const double course[] = { 5.5, 5.7, 5.6, 5.8, 5.9, 4.2, 5.1, 5.8, 5.9, 6.0 };
static struct at_control got[16];
static unsigned runs[16];

TEST(ewma_of_the_worked_course)
{
	static const double z[] = { 5.54, 5.572, 5.5776, 5.62208, 5.677664, 5.3821312,
		5.32570496, 5.420563968, 5.5164511744, 5.61316093952 };
	static const double limit[] = { 5.318991331757, 5.254164559464, 5.219278192668,
		5.198764708971, 5.186242674592, 5.178449982442, 5.173547306088, 5.170442825801,
		5.168469215090, 5.167211444402 };
	struct at_spread s = at_spread_of(course, 10);

	(void)state_;
	at_ewma_series(course, 10, s.mean, s.sigma, got);
	for (int i = 0; i < 10; i++) {
		CHECK_NEAR(z[i], got[i].statistic, 1e-12);
		CHECK_NEAR(limit[i], got[i].limit, 1e-11);
		CHECK(!got[i].out);
	}
}

TEST(cusum_of_the_worked_course)
{
	static const double sums[] = { 0, 0, 0, 0, 0, 1.148069345942, 1.396138691883,
		.944208037825, .392277383767, 0 };
	struct at_spread s = at_spread_of(course, 10);

	(void)state_;
	at_cusum_series(course, 10, s.mean, s.sigma, got);
	for (int i = 0; i < 10; i++) {
		CHECK_NEAR(sums[i], got[i].statistic, 1e-11);
		CHECK_NEAR(1.615445232467, got[i].limit, 1e-11);
		CHECK(!got[i].out);
	}
}

/* Mean 5, sigma .5: a lasting fall by one sigma. */
TEST(a_small_lasting_fall_is_found_by_both_sums)
{
	static const double values[] = { 5, NAN, 4.5, 4.5, 4.5, 4.5, NAN, 4.5, 4.5, 4.5, 4.5,
		4.5, 4.5 };
	int first = -1;

	(void)state_;
	at_cusum_series(values, 13, 5, .5, got);
	for (int i = 12; i >= 0; i--)
		if (got[i].out)
			first = i;
	/* .25 a session: above 2 with the ninth, and exactly 2 is not above. */
	CHECK_INT(11, first);
	CHECK(isnan(got[1].statistic) && !got[1].out);
	CHECK_NEAR(1, got[5].statistic, 1e-12);
	CHECK_NEAR(1.25, got[7].statistic, 1e-12);

	at_ewma_series(values, 13, 5, .2, got);
	CHECK(isnan(got[6].statistic));
	CHECK(got[12].out);
	CHECK(!got[0].out);
}

TEST(runs_are_counted_below_their_lines)
{
	static const struct {
		double values[12];
		int n;
		unsigned last;
	} cases[] = {           /* mean 0, sigma 1 */
		{ { -2.1, 0, -2.1 }, 3, AT_RUN_TWO_OF_THREE },
		{ { -2.1, -2.1 }, 2, AT_RUN_TWO_OF_THREE },
		{ { -2.1, 0, 0, -2.1 }, 4, 0 },
		{ { -2.1, -2.1, 0 }, 3, 0 },            /* this one must be beyond, too */
		{ { -2.0, -2.0 }, 2, 0 },               /* on the line is not beyond it */
		{ { -2.1, NAN, -2.1 }, 3, 0 },
		{ { 2.1, 2.1 }, 2, 0 },
		{ { -1.1, -1.2, 0, -1.1, -1.2 }, 5, AT_RUN_FOUR_OF_FIVE },
		{ { -1.1, -1.2, -1.3, -1.1 }, 4, AT_RUN_FOUR_OF_FIVE },
		{ { -1.1, 0, -1.1, 0, -1.1, -1.1 }, 6, 0 },
		{ { -1.1, -1.2, NAN, -1.1, -1.2 }, 5, 0 },
		{ { -.1, -.2, -.1, -.2, -.1, -.2, -.1, -.2 }, 8, AT_RUN_BELOW },
		{ { -.1, -.2, -.1, -.2, -.1, -.2, -.1 }, 7, 0 },
		{ { -.1, -.2, -.1, 0, -.1, -.2, -.1, -.2 }, 8, 0 },
		{ { -.1, -.2, -.1, NAN, -.1, -.2, -.1, -.2, -.1 }, 9, 0 },
		{ { 6, 5, 4, 3, 2, 1 }, 6, AT_RUN_FALLING },
		{ { 5, 4, 3, 2, 1 }, 5, 0 },
		{ { 6, 5, 4, 4, 2, 1 }, 6, 0 },
		{ { 6, 5, NAN, 3, 2, 1, 0 }, 7, 0 },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		at_runs_series(cases[i].values, cases[i].n, 0, 1, 8, runs);
		if (runs[cases[i].n - 1] != cases[i].last)
			fail_msg("case %zu: %x, expected %x", i, runs[cases[i].n - 1],
			    cases[i].last);
	}
}

TEST(nine_in_a_row_when_nine_are_asked_for)
{
	static const double low[] = { -.1, -.2, -.1, -.2, -.1, -.2, -.1, -.2, -.1 };

	(void)state_;
	at_runs_series(low, 9, 0, 1, 9, runs);
	CHECK_INT(0, runs[7]);
	CHECK_INT(AT_RUN_BELOW, runs[8]);
}

TEST(without_sigma_nothing_is_said)
{
	static const double values[] = { 5, 1, 1, 1, 1, 1, 1, 1, 1, 1 };

	(void)state_;
	for (int k = 0; k < 2; k++) {
		double sigma = k == 0 ? 0 : NAN;

		at_runs_series(values, 10, 5, sigma, 8, runs);
		at_ewma_series(values, 10, 5, sigma, got);
		for (int i = 0; i < 10; i++)
			CHECK(runs[i] == 0 && !got[i].out && isnan(got[i].limit));
		at_cusum_series(values, 10, 5, sigma, got);
		for (int i = 0; i < 10; i++)
			CHECK(!got[i].out && isnan(got[i].statistic));
	}
}

RUN_ALL(
    RUN(ewma_of_the_worked_course),
    RUN(cusum_of_the_worked_course),
    RUN(a_small_lasting_fall_is_found_by_both_sums),
    RUN(runs_are_counted_below_their_lines),
    RUN(nine_in_a_row_when_nine_are_asked_for),
    RUN(without_sigma_nothing_is_said),
)
