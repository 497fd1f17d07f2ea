/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be expected by a known model, and the signals: limits worked out by hand and
 * those of methods C1.7. */
#include "check.h"
#include "progress/course.h"
#include "stats/dist.h"

static void
check_near(double expected, double got, double relative)
{
	CHECK_NEAR(expected, got, fabs(expected) * relative);
}

/* The published limits leave the uncertainty of b out, and have the quantiles of the normal
 * distribution. */
TEST(limits_of_a_known_model_are_the_published_ones)
{
	struct at_course c = { .better = -1, .b = { 238.0542543, 40.0238255 },
		.psi = { 477.3756533, -69.9515943, 492.1434826 }, .sigma2 = 853.6465675,
		.factor84 = at_normal_q(0.84), .factor90 = at_normal_q(0.90),
		.last_session = 10, .median_session = 5 };
	struct at_course_expected e;

	(void)state_;
	CHECK(at_course_expect(&c, NAN, 6, &e));
	check_near(309.767323, e.mean, 1e-6);
	check_near(51.5783654, e.sd, 1e-6);
	check_near(361.059835, e.limit84, 1e-6);
	check_near(375.867658, e.limit90, 1e-6);
	check_near(2 * 309.767323 - 375.867658, e.ahead, 1e-6);
	CHECK(e.beyond_median);
	c.better = 1;
	CHECK(at_course_expect(&c, NAN, 5, &e));
	CHECK(e.limit90 < e.limit84 && e.limit84 < e.mean && e.mean < e.ahead);
	CHECK(!e.beyond_median);
}

/* x'Cov(b)x with x = (1, ln 4, 2, 2 ln 4). */
TEST(what_is_not_known_of_the_curve_widens_it)
{
	struct at_course c = { .better = -1, .by_intake = true, .intake_mean = 18,
		.b = { 17, -2, 0.7, -0.1 }, .psi = { 4, 0.5, 1 }, .sigma2 = 6, .factor90 = 1,
		.last_session = 10 };
	double l = log(4), without = 4 + l + l * l + 6;
	struct at_course_expected e;

	(void)state_;
	for (int i = 0; i < 4; i++)
		c.b_covariance[5 * i] = 0.01;
	CHECK(at_course_expect(&c, 20, 4, &e));
	CHECK_NEAR(17 - 2 * l + 1.4 - 0.2 * l, e.mean, 1e-12);
	CHECK_NEAR(sqrt(without + 0.01 * (1 + l * l) * 5), e.sd, 1e-12);
	CHECK_NEAR(e.mean + e.sd, e.limit90, 1e-12);
}

TEST(there_is_no_band_where_none_was_fitted)
{
	struct at_course c = { .better = -1, .by_intake = true, .sigma2 = 1, .last_session = 7 };
	struct at_course_expected e = { .mean = 99 };

	(void)state_;
	CHECK(!at_course_expect(&c, 20, 1, &e) && !at_course_expect(&c, 20, 0, &e));
	CHECK(!at_course_expect(&c, 20, 8, &e) && !at_course_expect(&c, NAN, 4, &e));
	CHECK(e.mean == 99);
	CHECK(at_course_expect(&c, 20, 2, &e) && at_course_expect(&c, 20, 7, &e));
	c.by_intake = false;
	CHECK(at_course_expect(&c, NAN, 4, &e));
}

/* ---- signals -------------------------------------------------------------------------- */

/* Mean 10 at every session, SD 2: limits at 12 and 13 to the bad side, ahead under 7. */
static struct at_course
flat(int better)
{
	return (struct at_course){ .better = better, .b = { 10 }, .sigma2 = 4, .factor84 = 1,
		.factor90 = 1.5, .last_session = 20, .median_session = 8, .ppv = 0.5 };
}

TEST(signals_go_by_the_limits_in_both_directions)
{
	static const struct { double value, previous; enum at_course_signal signal; } cases[] = {
		{ 13.1, 10, AT_COURSE_RED }, { 13, 10, AT_COURSE_YELLOW },
		{ 12.1, 10, AT_COURSE_YELLOW }, { 12, 10, AT_COURSE_ON_TRACK },
		{ 9, 10, AT_COURSE_ON_TRACK }, { 7, 10, AT_COURSE_ON_TRACK },
		{ 6.9, 10, AT_COURSE_AHEAD }, { 6.9, NAN, AT_COURSE_AHEAD },
		{ 6.9, 7.9, AT_COURSE_STABLE }, { 7.5, 7.9, AT_COURSE_STABLE },
		{ 7.5, 8, AT_COURSE_ON_TRACK }, { NAN, 7, AT_COURSE_SILENT },
	};
	const struct at_course lower = flat(-1), higher = flat(1);

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		double value = cases[i].value, previous = cases[i].previous;

		CHECK_INT(cases[i].signal, at_course_signal(&lower, 15, 4, value, previous, 8));
		/* Mirrored at 10; there the cut-off is the first functional value. */
		CHECK_INT(cases[i].signal, at_course_signal(&higher, 5, 4, 20 - value,
		    20 - previous, 12.05));
	}
	CHECK_INT(AT_COURSE_SILENT, at_course_signal(&lower, 15, 1, 13.1, NAN, 8));
	CHECK_INT(AT_COURSE_SILENT, at_course_signal(&lower, 15, 21, 13.1, 12, 8));
	CHECK_INT(AT_COURSE_AHEAD, at_course_signal(&lower, 15, 4, 6.9, 6.9, NAN));
}

/* Functional, but far worse than those who began there. */
TEST(worse_than_expected_comes_before_well)
{
	const struct at_course c = flat(-1);

	(void)state_;
	CHECK_INT(AT_COURSE_RED, at_course_signal(&c, 5, 4, 14, 14, 15));
	CHECK_INT(AT_COURSE_YELLOW, at_course_signal(&c, 5, 4, 12.5, 14, 15));
}

TEST(red_must_be_earned)
{
	struct at_course c = flat(-1);

	(void)state_;
	c.ppv = 0.30;
	CHECK(at_course_earns_red(&c));
	CHECK_INT(AT_COURSE_RED, at_course_signal(&c, 15, 4, 14, 12, 8));
	c.ppv = 0.29;
	CHECK(!at_course_earns_red(&c));
	CHECK_INT(AT_COURSE_YELLOW, at_course_signal(&c, 15, 4, 14, 12, 8));
	c.ppv = NAN;
	CHECK(!at_course_earns_red(&c));
	CHECK_INT(AT_COURSE_YELLOW, at_course_signal(&c, 15, 4, 14, 12, 8));
}

TEST(ids_of_signals_are_a_contract)
{
	(void)state_;
	CHECK_TEXT("silent", at_course_signal_id(AT_COURSE_SILENT));
	CHECK_TEXT("red", at_course_signal_id(AT_COURSE_RED));
	CHECK_TEXT("yellow", at_course_signal_id(AT_COURSE_YELLOW));
	CHECK_TEXT("on-track", at_course_signal_id(AT_COURSE_ON_TRACK));
	CHECK_TEXT("ahead", at_course_signal_id(AT_COURSE_AHEAD));
	CHECK_TEXT("stable", at_course_signal_id(AT_COURSE_STABLE));
}

RUN_ALL(
    RUN(limits_of_a_known_model_are_the_published_ones),
    RUN(what_is_not_known_of_the_curve_widens_it),
    RUN(there_is_no_band_where_none_was_fitted),
    RUN(signals_go_by_the_limits_in_both_directions),
    RUN(worse_than_expected_comes_before_well),
    RUN(red_must_be_earned),
    RUN(ids_of_signals_are_a_contract),
)
