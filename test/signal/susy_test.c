/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Segments against segments: the numbers of SUSY. */
#include "check.h"
#include "signal/susy.h"
#include "support/series_arena.h"
#include "support/two_series.h"

/* susy(segment = 30, Hz = 25, maxlag = 3) on the test signal. */
TEST(the_numbers_are_those_of_susy)
{
	struct at_susy_options options = { .segment = 750, .lag = 75 };
	struct at_pair pair = two_series(arena);
	const struct at_susy_mean *size, *plain;
	struct at_susy got;

	(void)state_;
	CHECK(at_susy(arena, &pair, &options, &got, &err) == AT_OK);
	size = &got.over[AT_MAGNITUDE];
	plain = &got.over[AT_SIGNED];
	CHECK_INT(6, got.n_segments);
	CHECK_INT(6, got.n_real);
	CHECK_INT(30, got.n_pseudo);
	CHECK_NEAR(.134282953575, size->real, 1e-12);
	CHECK_NEAR(.074701627404, size->pseudo, 1e-12);
	CHECK_NEAR(.0109492225386, size->pseudo_sd, 1e-12);
	CHECK_NEAR(5.44160336144, size->effect_size, 1e-9);
	CHECK_NEAR(.193503365392, size->s1_lead, 1e-12);
	CHECK_NEAR(.0762555693764, size->s2_lead, 1e-12);
	CHECK_NEAR(.0704125904691, plain->real, 1e-12);
	CHECK_NEAR(-.00126845260549, plain->pseudo, 1e-12);
}

TEST(what_is_missing_is_taken_out_first)
{
	struct at_susy_options options = { .segment = 200, .lag = 30 };
	struct at_pair pair = two_series_seeded(arena, 8, 1000);
	double *s1 = AT_NEW(arena, double, 1020), *s2 = AT_NEW(arena, double, 1020);
	struct at_susy whole, gappy;

	(void)state_;
	memcpy(s1, pair.s1, 300 * sizeof *s1);
	memcpy(s2, pair.s2, 300 * sizeof *s2);
	for (size_t i = 300; i < 320; i++) {
		s1[i] = i < 310 ? NAN : 4;
		s2[i] = i < 310 ? 4 : NAN;
	}
	memcpy(s1 + 320, pair.s1 + 300, 700 * sizeof *s1);
	memcpy(s2 + 320, pair.s2 + 300, 700 * sizeof *s2);
	CHECK(at_susy(arena, &pair, &options, &whole, &err) == AT_OK);
	CHECK(at_susy(arena, &(struct at_pair){ s1, s2, 1020 }, &options, &gappy, &err) == AT_OK);
	CHECK_NEAR(whole.over[AT_SIGNED].real, gappy.over[AT_SIGNED].real, 0);
	CHECK_NEAR(whole.over[AT_MAGNITUDE].pseudo, gappy.over[AT_MAGNITUDE].pseudo, 0);
}

TEST(a_segment_that_does_not_move_takes_no_part)
{
	struct at_susy_options options = { .segment = 200, .lag = 30 };
	struct at_pair pair = two_series_seeded(arena, 8, 1000);
	double *s1 = AT_NEW(arena, double, 1000);
	struct at_susy got;

	(void)state_;
	memcpy(s1, pair.s1, 1000 * sizeof *s1);
	for (size_t i = 400; i < 600; i++)
		s1[i] = 0.1;
	pair.s1 = s1;
	CHECK(at_susy(arena, &pair, &options, &got, &err) == AT_OK);
	CHECK_INT(4, got.n_real);
	CHECK_INT(16, got.n_pseudo);
	CHECK(!isnan(got.over[AT_SIGNED].real));
	for (size_t i = 0; i < 1000; i++)
		s1[i] = 0.1;
	CHECK(at_susy(arena, &pair, &options, &got, &err) == AT_OK);
	CHECK_INT(0, got.n_real);
	CHECK(isnan(got.over[AT_SIGNED].real));
}

TEST(what_cannot_be_cut_is_refused)
{
	struct at_susy_options options = { .segment = 200, .lag = 101 };
	struct at_pair pair = two_series_seeded(arena, 8, 399);
	struct at_susy got = { .lag = 5 };

	(void)state_;
	CHECK(at_susy(arena, &pair, &options, &got, &err) == AT_INVALID);
	CHECK_TEXT("a segment is at least twice as long as the lag", err.text);
	at_error_clear(&err);
	options.lag = 100;
	CHECK(at_susy(arena, &pair, &options, &got, &err) == AT_INVALID);
	CHECK_TEXT("399 samples are too few: two segments are 400", err.text);
	CHECK_INT(5, got.lag);
}

RUN_ALL(
	SERIES(the_numbers_are_those_of_susy),
	SERIES(what_is_missing_is_taken_out_first),
	SERIES(a_segment_that_does_not_move_takes_no_part),
	SERIES(what_cannot_be_cut_is_refused),
)
