/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One change of level, looking back; gains by R. */
#include "check.h"
#include "alliance/change_point.h"

TEST(a_lower_second_half_is_found_where_it_begins)
{
	static const double values[] = { 6, 6.2, 5.9, 6.1, 6, 5.1, 4.9, 5.2, 5, 5.1 };
	struct at_change_point got = at_change_point(values, 10);

	(void)state_;
	CHECK(got.found);
	CHECK_INT(5, got.at);
	CHECK_NEAR(6.04, got.before, 1e-12);
	CHECK_NEAR(5.06, got.after, 1e-12);
	CHECK_NEAR(27.211360957788, got.gain, 1e-9);
}

TEST(a_dip_is_no_change_of_level)
{
	static const double values[] = { 5.5, 5.7, 5.6, 5.8, 5.9, 4.2, 5.1, 5.8, 5.9, 6.0 };
	struct at_change_point got = at_change_point(values, 10);

	(void)state_;
	CHECK(!got.found);
	CHECK_INT(7, got.at);
	CHECK_NEAR(-2.373735, got.gain, 1e-6);
}

TEST(missing_values_are_passed_over)
{
	static const double values[] = { 6, NAN, 6.2, 5.9, 6.1, 6, NAN, 5.1, 4.9, 5.2, 5, NAN,
		5.1 };
	struct at_change_point got = at_change_point(values, 13);

	(void)state_;
	CHECK_INT(7, got.at);
	CHECK_NEAR(27.211360957788, got.gain, 1e-9);
}

TEST(three_values_on_either_side_are_needed)
{
	static const double values[] = { 6, 6.1, 4, 4.1, 4, 4.2 };

	(void)state_;
	CHECK_INT(-1, at_change_point(values, 5).at);
	CHECK(!at_change_point(values, 5).found && isnan(at_change_point(values, 5).before));
	CHECK_INT(3, at_change_point(values, 6).at);
	CHECK_INT(-1, at_change_point(values, 0).at);
}

TEST(a_perfect_split_has_a_bound_and_a_constant_series_has_none)
{
	static const double perfect[] = { 6, 6, 6, 4, 4, 4 }, flat[] = { 5, 5, 5, 5, 5, 5 };
	struct at_change_point got = at_change_point(perfect, 6);

	(void)state_;
	CHECK(got.found && isfinite(got.gain));
	CHECK_INT(3, got.at);
	got = at_change_point(flat, 6);
	CHECK(!got.found);
}

RUN_ALL(
    RUN(a_lower_second_half_is_found_where_it_begins),
    RUN(a_dip_is_no_change_of_level),
    RUN(missing_values_are_passed_over),
    RUN(three_values_on_either_side_are_needed),
    RUN(a_perfect_split_has_a_bound_and_a_constant_series_has_none),
)
