/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alpha, omega and their kin; figures from R (psych, factanal) and by hand. */
#include "check.h"
#include "stats/covariance.h"
#include "stats/reliability.h"

/* R's data set attitude: thirty departments rated on seven questions (Chatterjee and
 * Price). */
static const double attitude[30][7] = {
	{ 43, 51, 30, 39, 61, 92, 45 },
	{ 63, 64, 51, 54, 63, 73, 47 },
	{ 71, 70, 68, 69, 76, 86, 48 },
	{ 61, 63, 45, 47, 54, 84, 35 },
	{ 81, 78, 56, 66, 71, 83, 47 },
	{ 43, 55, 49, 44, 54, 49, 34 },
	{ 58, 67, 42, 56, 66, 68, 35 },
	{ 71, 75, 50, 55, 70, 66, 41 },
	{ 72, 82, 72, 67, 71, 83, 31 },
	{ 67, 61, 45, 47, 62, 80, 41 },
	{ 64, 53, 53, 58, 58, 67, 34 },
	{ 67, 60, 47, 39, 59, 74, 41 },
	{ 69, 62, 57, 42, 55, 63, 25 },
	{ 68, 83, 83, 45, 59, 77, 35 },
	{ 77, 77, 54, 72, 79, 77, 46 },
	{ 81, 90, 50, 72, 60, 54, 36 },
	{ 74, 85, 64, 69, 79, 79, 63 },
	{ 65, 60, 65, 75, 55, 80, 60 },
	{ 65, 70, 46, 57, 75, 85, 46 },
	{ 50, 58, 68, 54, 64, 78, 52 },
	{ 50, 40, 33, 34, 43, 64, 33 },
	{ 64, 61, 52, 62, 66, 80, 41 },
	{ 53, 66, 52, 50, 63, 80, 37 },
	{ 40, 37, 42, 58, 50, 57, 49 },
	{ 63, 54, 42, 48, 66, 75, 33 },
	{ 66, 77, 66, 63, 88, 76, 72 },
	{ 78, 75, 58, 74, 80, 78, 49 },
	{ 48, 57, 44, 45, 51, 83, 38 },
	{ 85, 85, 71, 71, 77, 74, 55 },
	{ 82, 82, 39, 59, 64, 78, 39 },
};

static struct at_arena *arena;
static struct at_error err;
static double s[49];

static int
open_attitude(void **state_)
{
	struct at_covariance c;

	(void)state_;
	arena = at_arena_open();
	at_error_clear(&err);
	c = at_covariance_make(arena, 7);
	for (int i = 0; i < 30; i++)
		at_covariance_add(&c, attitude[i]);
	at_covariance_matrix(&c, s);
	return 0;
}

static int
close_attitude(void **state_)
{
	(void)state_;
	at_arena_close(arena);
	return 0;
}

#define ATTITUDE(name) cmocka_unit_test_setup_teardown(name, open_attitude, close_attitude)

TEST(alpha_is_that_of_r)
{
	static const double dropped[] = { 0.809760206308921, 0.796917457274140,
		0.827847765938659, 0.803030975022574, 0.795386574198205, 0.863872311446437,
		0.840464868265457 };
	static const double rest[] = { 0.671262057223664, 0.742109710222238, 0.560711111480256,
		0.714445498133676, 0.786275593834400, 0.265034339196676, 0.460810549468496 };
	double low, high;

	(void)state_;
	CHECK_NEAR(0.84314277, at_alpha(s, 7), 1e-8);
	CHECK_NEAR(0.8390838, at_alpha_standardised(s, 7), 1e-7);
	for (int i = 0; i < 7; i++) {
		CHECK_NEAR(dropped[i], at_alpha_without(s, 7, i), 1e-13);
		CHECK_NEAR(rest[i], at_item_rest(s, 7, i), 1e-13);
	}
	at_alpha_interval(0.843142769566, 30, 7, 0.025, &low, &high);
	CHECK_NEAR(0.739375685645168, low, 1e-12);
	CHECK_NEAR(0.915773072160648, high, 1e-12);
}

TEST(halves_and_error_are_those_of_r)
{
	static const double cancels[] = { .5, -.49999999999999989, -.49999999999999989, .5 };
	struct at_split_half half = at_split_half(s, 7);
	double variance = at_sum_variance(s, 7);

	(void)state_;
	CHECK_NEAR(0.85620735022586, half.r, 1e-13);
	CHECK_NEAR(0.922534166370668, half.spearman_brown, 1e-13);
	CHECK_NEAR(0.905231898464029, half.guttman, 1e-13);
	CHECK_NEAR(57.7485233925768, sqrt(variance), 1e-12);
	CHECK_NEAR(22.8714213749127, at_error_of_measurement(variance, at_alpha(s, 7)), 1e-12);
	CHECK_NEAR(0.75, at_spearman_brown(0.5, 3), 1e-15);
	CHECK(isnan(at_spearman_brown(-1, 2)) && isnan(at_spearman_brown(-1, 3)));
	/* Two items that cancel out but for the last place of a number. */
	CHECK(isnan(at_alpha(cancels, 2)) && isnan(at_alpha_standardised(cancels, 2)));
}

TEST(omega_is_that_of_r)
{
	struct at_omega omega;
	double p;

	(void)state_;
	CHECK_INT(AT_OK, at_omega_fit(arena, s, 7, &omega, &err));
	CHECK(omega.factor.converged);
	CHECK_NEAR(0.84054467, omega.standardised, 8e-7);
	CHECK_NEAR(0.8563268, omega.raw, 1e-7);
	CHECK_NEAR(24.69163, at_factor_chi2(&omega.factor, 30, &p), 1e-4);
	CHECK_NEAR(0.03773658, p, 1e-6);
}

/* Standardised by hand, the raw omega becomes the standardised one. */
TEST(omega_of_correlations_is_standardised)
{
	struct at_omega omega, of_r;
	double r[49];

	(void)state_;
	CHECK(at_covariance_correlations(s, 7, r));
	CHECK_INT(AT_OK, at_omega_fit(arena, s, 7, &omega, &err));
	CHECK_INT(AT_OK, at_omega_fit(arena, r, 7, &of_r, &err));
	CHECK_NEAR(omega.standardised, of_r.raw, 1e-13);
	CHECK_NEAR(at_alpha_standardised(s, 7), at_alpha(r, 7), 1e-14);
}

/* Nine items in three threes, loadings 0.8, 0.6, 0.5 in each, correlations of the factors
 * 0.36: the general factor has 0.6 of the loadings.  Sums: general 0.6 x 5.7; the whole
 * 3 x (3 + 2 x 1.18) + 0.36 x 6 x 1.9 x 1.9. */
TEST(a_hierarchical_omega_is_that_by_hand)
{
	static const double own[3] = { 0.8, 0.6, 0.5 };
	struct at_omega_hierarchical omega;
	double r[81], whole = 16.08 + 0.36 * 6 * 3.61;

	(void)state_;
	for (int i = 0; i < 9; i++)
		for (int j = 0; j < 9; j++) {
			double product = own[i % 3] * own[j % 3];

			r[i * 9 + j] = i == j ? 1 : i / 3 == j / 3 ? product : 0.36 * product;
		}
	CHECK_INT(AT_OK, at_omega_hierarchical(arena, r, 9, &omega, &err));
	CHECK(omega.schmid.converged);
	CHECK(omega.schmid.three.steps < 20);
	CHECK_NEAR(3.42 * 3.42 / whole, omega.general, 1e-10);
	CHECK_NEAR(1 - 3 * (0.36 + 0.64 + 0.75) / whole, omega.total, 1e-10);
}

TEST(an_item_turned_the_wrong_way_makes_alpha_negative)
{
	static const double turned[4] = { 1, -0.6, -0.6, 1 };
	struct at_split_half half = at_split_half(turned, 2);

	(void)state_;
	CHECK_NEAR(2 * (1 - 2 / 0.8), at_alpha(turned, 2), 1e-14);
	CHECK_NEAR(-0.6, at_item_rest(turned, 2, 0), 1e-15);
	CHECK_NEAR(-0.6, half.r, 1e-15);
	CHECK(isnan(at_alpha_without(turned, 2, 0)));
}

TEST(a_constant_item_leaves_alpha_alone)
{
	static const double constant[9] = { 1, 0.5, 0, 0.5, 1, 0, 0, 0, 0 };
	static const double nothing[4] = { 0, 0, 0, 0 };
	struct at_omega omega;

	(void)state_;
	CHECK_NEAR(1.5 * (1 - 2.0 / 3), at_alpha(constant, 3), 1e-15);
	CHECK(isnan(at_alpha_standardised(constant, 3)));
	CHECK(isnan(at_item_rest(constant, 3, 2)));
	CHECK(isnan(at_alpha(nothing, 2)));
	CHECK(isnan(at_split_half(nothing, 2).guttman));
	CHECK_INT(AT_INVALID, at_omega_fit(arena, constant, 3, &omega, &err));
	CHECK_TEXT("an item is constant", err.text);
}

TEST(two_items_have_no_omega_and_five_no_hierarchy)
{
	static const double two[4] = { 1, 0.5, 0.5, 1 };
	struct at_omega omega;
	struct at_omega_hierarchical hierarchical;
	double five[25];

	(void)state_;
	CHECK_INT(AT_INVALID, at_omega_fit(arena, two, 2, &omega, &err));
	for (int i = 0; i < 25; i++)
		five[i] = s[i / 5 * 7 + i % 5];
	CHECK_INT(AT_INVALID, at_omega_hierarchical(arena, five, 5, &hierarchical, &err));
	CHECK_TEXT("1 factor needs more than 2 items", err.text);
}

RUN_ALL(
    ATTITUDE(alpha_is_that_of_r),
    ATTITUDE(halves_and_error_are_those_of_r),
    ATTITUDE(omega_is_that_of_r),
    ATTITUDE(omega_of_correlations_is_standardised),
    ATTITUDE(a_hierarchical_omega_is_that_by_hand),
    ATTITUDE(an_item_turned_the_wrong_way_makes_alpha_negative),
    ATTITUDE(a_constant_item_leaves_alpha_alone),
    ATTITUDE(two_items_have_no_omega_and_five_no_hierarchy),
)
