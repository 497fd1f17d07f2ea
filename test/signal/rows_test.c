/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sixteen lags at a time: Fisher's z to the last digits, sums over what is there. */
#include "check.h"
#include "signal/rows.h"
#include "stats/moments.h"    /* both in one file: no name is taken twice */

static double zeros[2 * AT_ROW], ones[2 * AT_ROW];

static bool
correlate(const double row[AT_ROW], bool raw_r, double out[AT_ROW])
{
	const struct at_window_scale plain = { zeros, ones, ones };

	for (int i = 0; i < 2 * AT_ROW; i++)
		ones[i] = 1;
	return at_rows_correlate(row, 1, 1, &plain, &plain, raw_r, out);
}

TEST(z_is_that_of_the_library)
{
	double r = -0.99999, row[AT_ROW], z[AT_ROW];

	(void)state_;
	while (r < 0.99999) {
		for (int j = 0; j < AT_ROW; j++)
			row[j] = r += 0.000731;
		if (r > 0.99999)
			break;
		CHECK(!correlate(row, false, z));
		for (int j = 0; j < AT_ROW; j++)
			CHECK_NEAR(atanh(row[j]), z[j], 3e-16 * (1 + fabs(z[j]))
			    + 3e-17 / (1 - row[j] * row[j]));
	}
}

TEST(small_r_is_its_own_z)
{
	double row[AT_ROW] = { 0, 1e-300, -1e-20, 1e-9, NAN }, z[AT_ROW];

	(void)state_;
	CHECK(!correlate(row, false, z));
	CHECK_NEAR(0, z[0], 0);
	CHECK_NEAR(1e-300, z[1], 0);
	CHECK_NEAR(-1e-20, z[2], 0);
	CHECK_NEAR(1e-9, z[3], 1e-24);
	CHECK(isnan(z[4]));
}

TEST(what_is_near_one_is_said)
{
	double row[AT_ROW] = { 0 }, out[AT_ROW];

	(void)state_;
	row[13] = -0.9999999;
	CHECK(correlate(row, false, out));
	CHECK(correlate(row, true, out));
	CHECK_NEAR(-0.9999999, out[13], 0);
	row[13] = 0.999998;
	CHECK(!correlate(row, true, out));
}

TEST(sums_leave_out_what_is_missing)
{
	double rows[2][AT_ROW];
	struct at_columns columns = { { 0 }, { 0 }, { 0 } }, whole = { { 0 }, { 0 }, { 0 } };
	struct at_row out[2];

	(void)state_;
	for (int j = 0; j < AT_ROW; j++) {
		rows[0][j] = j - 4;
		rows[1][j] = j < 14 ? NAN : -j;
	}
	at_rows_tally(rows[0], 2, false, &columns, out);
	CHECK_NEAR(56, out[0].sum, 0);
	CHECK_NEAR(76, out[0].magnitude, 0);
	CHECK_NEAR(16, out[0].n, 0);
	CHECK_NEAR(11, out[0].top, 0);
	CHECK_NEAR(-29, out[1].sum, 0);
	CHECK_NEAR(2, out[1].n, 0);
	CHECK_NEAR(-14, out[1].top, 0);
	CHECK_NEAR(15, out[1].top_magnitude, 0);
	CHECK_NEAR(-4, columns.sum[15], 0);
	CHECK_NEAR(26, columns.magnitude[15], 0);
	CHECK_NEAR(1, columns.n[0], 0);
	CHECK_NEAR(2, columns.n[15], 0);

	at_rows_tally(rows[0], 1, true, &whole, out);
	CHECK_NEAR(56, out[0].sum, 0);
	CHECK_NEAR(11, out[0].top_magnitude, 0);
	CHECK_NEAR(16, out[0].n, 0);
}

TEST(the_first_and_the_last_of_equals_are_found)
{
	double row[AT_ROW];
	int last;

	(void)state_;
	for (int from = 0; from < AT_ROW; from++)
		for (int to = from; to < AT_ROW; to++) {
			for (int j = 0; j < AT_ROW; j++)
				row[j] = j == 5 ? NAN : -0.25;
			row[from] = row[to] = -0.5;
			CHECK_INT(from, at_row_find(row, -0.5, false, &last));
			CHECK_INT(to, last);
			CHECK_INT(from, at_row_find(row, 0.5, true, &last));
			CHECK_INT(to, last);
		}
}

RUN_ALL(
	RUN(z_is_that_of_the_library),
	RUN(small_r_is_its_own_z),
	RUN(what_is_near_one_is_said),
	RUN(sums_leave_out_what_is_missing),
	RUN(the_first_and_the_last_of_equals_are_found),
)
