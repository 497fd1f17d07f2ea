/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Peak picking: what the R package wcc picks, and what has no peak. */
#include "check.h"
#include "signal/cell.h"
#include "signal/peaks.h"
#include "support/series_arena.h"
#include "support/two_series.h"

static const struct at_peaks_options usual = { .patience = 8, .span = 0.25 };

/* As wcc has it: the later window stands still, and at negative lags s1 is earlier. */
static double *
wcc(const struct at_pair *pair, size_t n_rows, int lag, size_t window, size_t step)
{
	double *cells = AT_NEW(arena, double, n_rows * (size_t)(2 * lag + 1));

	for (size_t row = 0; row < n_rows; row++) {
		const double *s1 = pair->s1 + lag + row * step, *s2 = pair->s2 + lag + row * step;
		double *middle = cells + row * (size_t)(2 * lag + 1) + lag;

		for (int m = 0; m <= lag; m++) {
			middle[-m] = at_cell_r(s1 - m, s2, window);
			middle[m] = at_cell_r(s2 - m, s1, window);
		}
	}
	return cells;
}

/* wMax 500, tMax 75, wInc 250, tInc 1 on the test signal; picked in R 4.2 with loess and
 * spline as wccPeakPick has them (lags in halves there). */
TEST(the_peaks_are_those_of_wcc)
{
	static const struct at_peak expected[] = { { -25, .5872227605 }, { -24.5, .6509950850 },
		{ -24.5, .7250738710 }, { -.5, .0960499609 }, { .5, .0113834312 },
		{ 4.5, -.0295267902 }, { 3, .0678359365 }, { 5.5, .0549701672 },
		{ 5.5, .1263520732 }, { 4.5, .1509499205 }, { -4, .0806317643 },
		{ -4.5, .0927234887 }, { -25, .6164160753 }, { -1, .1011672751 },
		{ -25, .6731403968 } };
	struct at_pair pair = two_series(arena);
	double *cells = wcc(&pair, 15, 75, 500, 250);
	struct at_peaks got;

	(void)state_;
	CHECK_NEAR(-.254265844578, cells[75], 1e-12);
	CHECK_NEAR(.908810528809, cells[50], 1e-12);
	CHECK(at_peaks(arena, cells, 15, 151, &usual, &got, &err) == AT_OK);
	for (size_t i = 0; i < AT_COUNT(expected); i++) {
		CHECK_NEAR(expected[i].lag, got.rows[i].lag, 0);
		CHECK_NEAR(expected[i].value, got.rows[i].value, 1e-9);
	}
	CHECK_INT(15, got.n_found);     /* but only 5 of the 15 are the true lag */
}

/* One row of ups and downs, with a peak at `lag` of 41. */
static void
hill(double *row, double lag)
{
	for (int i = 0; i < 41; i++)
		row[i] = exp(-pow((i - 20 - lag) / 4, 2));
}

TEST(a_row_without_a_peak_has_none)
{
	double rows[4][41];
	struct at_peaks got;

	(void)state_;
	hill(rows[0], 3);
	for (int i = 0; i < 41; i++)
		rows[1][i] = i;         /* rises to the edge */
	hill(rows[2], -6);
	hill(rows[3], 0);
	rows[3][17] = NAN;
	CHECK(at_peaks(arena, rows[0], 4, 41, &usual, &got, &err) == AT_OK);
	CHECK_NEAR(3, got.rows[0].lag, 0);
	CHECK(isnan(got.rows[1].lag) && isnan(got.rows[1].value));
	CHECK_NEAR(-6, got.rows[2].lag, 0);
	CHECK(isnan(got.rows[3].lag));
	CHECK_INT(2, got.n_found);
	CHECK_NEAR(-1.5, got.mean_lag, 1e-15);
	CHECK_NEAR(sqrt(40.5), got.sd_lag, 1e-12);
}

TEST(a_mirrored_row_has_a_mirrored_peak)
{
	double rows[2][41];
	struct at_peaks got;

	(void)state_;
	hill(rows[0], 4.6);
	for (int i = 0; i < 41; i++)
		rows[1][i] = rows[0][40 - i];
	CHECK(at_peaks(arena, rows[0], 2, 41, &usual, &got, &err) == AT_OK);
	CHECK_NEAR(4.5, fabs(got.rows[0].lag), 0.5);
	CHECK_NEAR(got.rows[0].lag, -got.rows[1].lag, 0.5);
}

TEST(too_few_lags_are_refused)
{
	double row[41] = { 0 };
	struct at_peaks got = { .n_rows = 7 };

	(void)state_;
	CHECK(at_peaks(arena, row, 1, 15, &usual, &got, &err) == AT_INVALID);
	CHECK_TEXT("15 lags are too few to look for peaks: at least 17", err.text);
	CHECK_INT(7, got.n_rows);
}

RUN_ALL(
	SERIES(the_peaks_are_those_of_wcc),
	SERIES(a_row_without_a_peak_has_none),
	SERIES(a_mirrored_row_has_a_mirrored_peak),
	SERIES(too_few_lags_are_refused),
)
