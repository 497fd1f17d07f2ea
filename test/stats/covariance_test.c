/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covariance matrices, whole and in parts; expected figures from R's analysis of
 * variance. */
#include "check.h"
#include "stats/covariance.h"

/* Persons 0 1 0 2 1 2 2 3, two items. */
static const int who[8] = { 0, 1, 0, 2, 1, 2, 2, 3 };
static const double rows[8][2] = { { 1, 2 }, { 4, 3 }, { 2, 5 }, { 7, 8 }, { 6, 6 }, { 5, 4 },
	{ 9, 7 }, { 3, 1 } };

TEST(a_matrix_is_found_row_by_row)
{
	struct at_arena *arena = at_arena_open();
	struct at_covariance c = at_covariance_make(arena, 2);
	double s[4], r[4];

	(void)state_;
	CHECK(isnan(at_covariance_mean(&c, 0)));
	at_covariance_add(&c, rows[0]);
	at_covariance_matrix(&c, s);
	CHECK(isnan(s[0]) && isnan(s[1]));
	for (int i = 1; i < 8; i++)
		at_covariance_add(&c, rows[i]);
	at_covariance_matrix(&c, s);
	CHECK_NEAR(37.0 / 8, at_covariance_mean(&c, 0), 1e-15);
	CHECK_NEAR(4.5, at_covariance_mean(&c, 1), 1e-15);
	/* Sums of squares 49.875 and 42, of products 35.5. */
	CHECK_NEAR(49.875 / 7, s[0], 1e-14);
	CHECK_NEAR(35.5 / 7, s[1], 1e-14);
	CHECK_NEAR(s[1], s[2], 0);
	CHECK_NEAR(42.0 / 7, s[3], 1e-14);
	CHECK(at_covariance_correlations(s, 2, r));
	CHECK_NEAR(35.5 / sqrt(49.875 * 42), r[2], 1e-15);
	CHECK_NEAR(1, r[3], 0);
	s[0] = 0;
	CHECK(!at_covariance_correlations(s, 2, r));
	at_arena_close(arena);
}

TEST(variance_within_and_between_persons_is_told_apart)
{
	static const double within[] = { 2.625, 2.625, 2.625, 4.416666666666669 };
	static const double between[] = { 5.478260869565217, 2.978260869565217,
		2.978260869565217, 1.927536231884056 };
	struct at_arena *arena = at_arena_open();
	struct at_grouped g = at_grouped_make(arena, 2);
	double got[4], size;

	(void)state_;
	for (int i = 0; i < 8; i++)
		at_grouped_add(&g, who[i], rows[i]);
	CHECK_INT(4, g.n_groups);
	at_grouped_within(&g, got);
	for (int i = 0; i < 4; i++)
		CHECK_NEAR(within[i], got[i], 1e-14);
	at_grouped_between(&g, got, &size);
	CHECK_NEAR(23.0 / 12, size, 1e-14);
	for (int i = 0; i < 4; i++)
		CHECK_NEAR(between[i], got[i], 1e-13);
	at_arena_close(arena);
}

TEST(one_row_a_person_or_one_person_has_one_part_only)
{
	struct at_arena *arena = at_arena_open();
	struct at_grouped alone = at_grouped_make(arena, 2), single = at_grouped_make(arena, 2);
	double got[4];

	(void)state_;
	for (int i = 0; i < 4; i++) {
		at_grouped_add(&alone, i, rows[i]);
		at_grouped_add(&single, 0, rows[i]);
	}
	at_grouped_within(&alone, got);
	CHECK(isnan(got[0]));
	at_grouped_between(&alone, got, NULL);
	CHECK(isnan(got[0]));
	at_grouped_within(&single, got);
	CHECK_NEAR(7, got[0], 1e-14);
	at_grouped_between(&single, got, NULL);
	CHECK(isnan(got[0]));
	at_arena_close(arena);
}

/* A million added to all, and the rows backwards: the same to the last digits. */
TEST(level_and_order_cost_no_digits)
{
	struct at_arena *arena = at_arena_open();
	struct at_grouped near_zero = at_grouped_make(arena, 2), far = at_grouped_make(arena, 2);
	double a[4], b[4];
	int number[4] = { -1, -1, -1, -1 };

	(void)state_;
	for (int i = 0; i < 4000; i++) {
		const double *x = rows[i % 8], *y = rows[7 - i % 8];
		const double shifted[2] = { y[0] + 1e6 , y[1] - 1e6 };
		int group = who[7 - i % 8];

		at_grouped_add(&near_zero, who[i % 8], x);
		if (number[group] < 0)
			number[group] = far.n_groups;
		at_grouped_add(&far, number[group], shifted);
	}
	at_covariance_matrix(&near_zero.all, a);
	at_covariance_matrix(&far.all, b);
	for (int i = 0; i < 4; i++)
		CHECK_NEAR(1, b[i] / a[i], 1e-14);
	at_grouped_within(&near_zero, a);
	at_grouped_within(&far, b);
	for (int i = 0; i < 4; i++)
		CHECK_NEAR(1, b[i] / a[i], 1e-14);
	at_grouped_between(&near_zero, a, NULL);
	at_grouped_between(&far, b, NULL);
	for (int i = 0; i < 4; i++)
		CHECK_NEAR(1, b[i] / a[i], 1e-13);
	at_arena_close(arena);
}

RUN_ALL(
    RUN(a_matrix_is_found_row_by_row),
    RUN(variance_within_and_between_persons_is_told_apart),
    RUN(one_row_a_person_or_one_person_has_one_part_only),
    RUN(level_and_order_cost_no_digits),
)
