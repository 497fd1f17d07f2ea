/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outliers, smoothing, scale: rMEA's way where it is asked for, and the clean one. */
#include "check.h"
#include "signal/prepare.h"
#include "support/series_arena.h"
#include "support/two_series.h"

static struct at_pair
prepare(struct at_pair pair, struct at_prepare_options options, size_t n_expected)
{
	size_t n_outliers;
	struct at_pair got = at_prepare(arena, &pair, &options, &n_outliers);

	CHECK_INT(n_expected, n_outliers);
	CHECK_INT(pair.n, got.n);
	return got;
}

/* R 4.2: the sums of MEAsmooth (rMEA 1.3.0) over 40 samples at 25 and at 10 Hz. */
TEST(smoothing_as_rmea_does_it_ends_in_zeros)
{
	static const struct { size_t at; double value; } at_25[] = { { 1, 2.099471206991 },
		{ 5, 3.447909903884 }, { 6, 3.798757094629 }, { 7, 4.167491939761 },
		{ 8, 4.136333821107 }, { 20, 4.708425584020 }, { 34, 4.948293012971 },
		{ 35, 5.000669006873 }, { 36, 0 }, { 40, 0 } };
	static const struct { size_t at; double value; } at_10[] = { { 1, 2.863684901625 },
		{ 2, 3.729144125585 }, { 3, 4.496571855432 }, { 4, 4.254427387963 },
		{ 5, 4.132362645880 }, { 38, 5.691505428260 }, { 39, 0 }, { 40, 0 } };
	struct at_pair pair = two_series(arena), got;

	(void)state_;
	pair.n = 40;
	got = prepare(pair, (struct at_prepare_options){ .smooth = AT_SMOOTH_RMEA,
		.smooth_samples = 12.5 }, 0);
	for (size_t i = 0; i < AT_COUNT(at_25); i++)
		CHECK_NEAR(at_25[i].value, got.s1[at_25[i].at - 1], 1e-11);
	got = prepare(pair, (struct at_prepare_options){ .smooth = AT_SMOOTH_RMEA,
		.smooth_samples = 5 }, 0);
	for (size_t i = 0; i < AT_COUNT(at_10); i++)
		CHECK_NEAR(at_10[i].value, got.s1[at_10[i].at - 1], 1e-11);
}

TEST(smoothing_takes_the_mean_of_what_is_there)
{
	const double s1[] = { 1, 2, 6, NAN, 4, 0, 5 }, s2[] = { NAN, NAN, NAN, NAN, NAN, 1, 2 };
	struct at_pair got = prepare((struct at_pair){ s1, s2, 7 }, (struct at_prepare_options){
		.smooth = AT_SMOOTH_CENTRED, .smooth_samples = 2.5 }, 0);

	(void)state_;                   /* 2.5 is 3 around each */
	CHECK_NEAR(1.5, got.s1[0], 1e-15);
	CHECK_NEAR(3, got.s1[1], 1e-15);
	CHECK_NEAR(4, got.s1[2], 1e-15);
	CHECK_NEAR(5, got.s1[3], 1e-15);
	CHECK_NEAR(3, got.s1[5], 1e-15);
	CHECK_NEAR(2.5, got.s1[6], 1e-15);
	CHECK(isnan(got.s2[3]));
	CHECK_NEAR(1, got.s2[4], 1e-15);
}

TEST(outliers_of_both_series_together_become_missing)
{
	struct at_pair pair = two_series(arena), got;
	double *s1 = AT_NEW(arena, double, pair.n);

	(void)state_;
	memcpy(s1, pair.s1, pair.n * sizeof *s1);
	s1[70] = 50;                    /* SD with it: 1.1 */
	s1[80] = -50;
	got = prepare((struct at_pair){ s1, pair.s2, pair.n },
	    (struct at_prepare_options){ .outlier_sd = 10 }, 1);
	CHECK(isnan(got.s1[70]));
	CHECK_NEAR(-50, got.s1[80], 0);
	CHECK_NEAR(50, s1[70], 0);      /* what was given stays */
	prepare((struct at_pair){ s1, pair.s2, pair.n }, (struct at_prepare_options){ 0 }, 0);
}

TEST(scaling_divides_by_the_own_sd_and_does_not_centre)
{
	const double s1[] = { 1, 3, NAN, 5 }, s2[] = { 2, 2, 2, 2 };
	struct at_pair got = prepare((struct at_pair){ s1, s2, 4 },
	    (struct at_prepare_options){ .scale = true }, 0);

	(void)state_;
	CHECK_NEAR(0.5, got.s1[0], 1e-15);
	CHECK_NEAR(2.5, got.s1[3], 1e-15);
	CHECK(isnan(got.s1[2]));
	CHECK_NEAR(2, got.s2[1], 0);    /* nothing to divide by */
}

RUN_ALL(
	SERIES(smoothing_as_rmea_does_it_ends_in_zeros),
	SERIES(smoothing_takes_the_mean_of_what_is_there),
	SERIES(outliers_of_both_series_together_become_missing),
	SERIES(scaling_divides_by_the_own_sd_and_does_not_centre),
)
