/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regression by least squares, against certified figures and R. */
#include "check.h"
#include "stats/ols.h"

/* Longley (1967): almost collinear on purpose.  Columns: GNP deflator, GNP, unemployed,
 * armed forces, population, year; employed.  Figures: NIST's certified values. */
static const double longley[16][7] = {
	{ 83, 234.289, 235.6, 159, 107.608, 1947, 60.323 },
	{ 88.5, 259.426, 232.5, 145.6, 108.632, 1948, 61.122 },
	{ 88.2, 258.054, 368.2, 161.6, 109.773, 1949, 60.171 },
	{ 89.5, 284.599, 335.1, 165, 110.929, 1950, 61.187 },
	{ 96.2, 328.975, 209.9, 309.9, 112.075, 1951, 63.221 },
	{ 98.1, 346.999, 193.2, 359.4, 113.27, 1952, 63.639 },
	{ 99, 365.385, 187, 354.7, 115.094, 1953, 64.989 },
	{ 100, 363.112, 357.8, 335, 116.219, 1954, 63.761 },
	{ 101.2, 397.469, 290.4, 304.8, 117.388, 1955, 66.019 },
	{ 104.6, 419.18, 282.2, 285.7, 118.734, 1956, 67.857 },
	{ 108.4, 442.769, 293.6, 279.8, 120.445, 1957, 68.169 },
	{ 110.8, 444.546, 468.1, 263.7, 121.95, 1958, 66.513 },
	{ 112.6, 482.704, 381.3, 255.2, 123.366, 1959, 68.655 },
	{ 114.2, 502.601, 393.1, 251.4, 125.368, 1960, 69.564 },
	{ 115.7, 518.173, 480.6, 257.2, 127.852, 1961, 69.331 },
	{ 116.9, 554.894, 400.7, 282.7, 130.081, 1962, 70.551 },
};

TEST(a_nearly_collinear_problem_keeps_its_digits)
{
	static const double b[] = { -3482.25863459582, 0.0150618722713733, -0.0358191792925910,
		-0.0202022980381683, -0.0103322686717359, -0.0511041056535807, 1.82915146461355 };
	static const double se[] = { 890.420383607373, 0.0849149257747669, 0.0334910077722432,
		0.00488399681651699, 0.00214274163161675, 0.226073200069370, 0.455478499142212 };
	struct at_arena *arena = at_arena_open();
	struct at_ols fit;
	double x[16 * 7], y[16];
	const struct at_ols_input input = { .x = x, .y = y, .n = 16, .p = 7 };

	(void)state_;
	for (int i = 0; i < 16; i++) {
		x[i * 7] = 1;
		memcpy(x + i * 7 + 1, longley[i], 6 * sizeof *x);
		y[i] = longley[i][6];
	}
	CHECK_INT(AT_OK, at_ols_fit(arena, &input, &fit, NULL, NULL));
	for (int j = 0; j < 7; j++) {
		CHECK_NEAR(b[j], fit.b[j], 1e-9 * fabs(b[j]));
		CHECK_NEAR(se[j], fit.se[j], 1e-9 * se[j]);
	}
	CHECK_NEAR(0.836424055505915, fit.rss, 1e-10);
	CHECK_NEAR(0.304854073561965, fit.sigma, 1e-11);
	CHECK_NEAR(0.995479004577296, fit.r_squared, 1e-12);
	CHECK_NEAR(9, fit.df, 0);
	at_arena_close(arena);
}

/* R 4.2: lm(y ~ x, weights = 1:5). */
TEST(weights_count_as_in_r)
{
	static const double x[] = { 1, 1, 1, 2, 1, 4, 1, 7, 1, 11 }, y[] = { 2.5, 3, 4.75, 9, 14 };
	static const double weights[] = { 1, 2, 3, 4, 5 };
	const struct at_ols_input input = { x, y, weights, 5, 2 };
	struct at_arena *arena = at_arena_open();
	struct at_ols fit;

	(void)state_;
	CHECK_INT(AT_OK, at_ols_fit(arena, &input, &fit, NULL, NULL));
	CHECK_NEAR(0.3893728222996497, fit.b[0], 1e-13);
	CHECK_NEAR(1.2290940766550524, fit.b[1], 1e-13);
	CHECK_NEAR(0.42250852977529868, fit.se[0], 1e-13);
	CHECK_NEAR(0.05586469945931688, fit.se[1], 1e-14);
	CHECK_NEAR(0.77273891809592998, fit.sigma, 1e-13);
	CHECK_NEAR(0.9938405399199306, fit.r_squared, 1e-14);
	CHECK_NEAR(14 - fit.b[0] - 11 * fit.b[1], fit.residuals[4], 1e-14);
	at_arena_close(arena);
}

TEST(what_cannot_be_estimated_is_said)
{
	static const double x[] = { 1, 2, 5, 1, 3, 7, 1, 5, 11, 1, 4, 9 }, y[] = { 1, 2, 3, 5 };
	struct at_ols_input input = { x, y, NULL, 4, 3 };
	struct at_arena *arena = at_arena_open();
	struct at_error err = { .status = AT_OK };
	struct at_ols fit;
	int column = -1;

	(void)state_;
	CHECK_INT(AT_INVALID, at_ols_fit(arena, &input, &fit, &column, &err));
	CHECK_INT(2, column);
	CHECK_TEXT("column 3 of the regression depends on those before it", err.text);
	at_error_clear(&err);
	input.n = 2;
	CHECK_INT(AT_INVALID, at_ols_fit(arena, &input, &fit, NULL, &err));
	CHECK_TEXT("2 rows are too few for 3 coefficients", err.text);
	at_arena_close(arena);
}

TEST(as_many_rows_as_coefficients_leave_no_spread)
{
	static const double x[] = { 1, 2, 1, 4 }, y[] = { 1, 2 };
	const struct at_ols_input input = { x, y, NULL, 2, 2 };
	struct at_arena *arena = at_arena_open();
	struct at_ols fit;

	(void)state_;
	CHECK_INT(AT_OK, at_ols_fit(arena, &input, &fit, NULL, NULL));
	CHECK_NEAR(0.5, fit.b[1], 1e-15);
	CHECK(isnan(fit.sigma) && isnan(fit.se[0]));
	at_arena_close(arena);
}

RUN_ALL(
    RUN(a_nearly_collinear_problem_keeps_its_digits),
    RUN(weights_count_as_in_r),
    RUN(what_cannot_be_estimated_is_said),
    RUN(as_many_rows_as_coefficients_leave_no_spread),
)
