/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windowed lagged cross-correlation: rMEA's numbers, the definition, and the edges. */
#include "check.h"
#include "base/random.h"
#include "signal/crosscorr.h"
#include "support/series_arena.h"
#include "support/two_series.h"

static const struct at_crosscorr_options usual = { .window = 1500, .lag = 125, .step = 750,
	.cells = true };

static struct at_crosscorr
run(struct at_pair pair, struct at_crosscorr_options options)
{
	struct at_crosscorr out;

	if (at_crosscorr(arena, &pair, &options, &out, &err) != AT_OK)
		fail_msg("%s", err.text);
	return out;
}

static double
sd(const double *x, size_t n)
{
	double mean = 0, squares = 0;

	for (size_t i = 0; i < n; i++)
		mean += x[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		squares += (x[i] - mean) * (x[i] - mean);
	return sqrt(squares / (double)(n - 1));
}

TEST(the_test_signal_is_the_one_the_numbers_are_for)
{
	struct at_pair pair = two_series(arena);

	(void)state_;
	CHECK_NEAR(4.97125314757, pair.s1[0], 1e-11);
	CHECK_NEAR(4.38422945439, pair.s1[4499], 1e-11);
	CHECK_NEAR(4.43720465116, pair.s2[25], 1e-11);
	CHECK_NEAR(0.898116827099, sd(pair.s1, pair.n), 1e-12);
	CHECK_NEAR(0.713780531463, sd(pair.s2, pair.n), 1e-12);
}

/* rMEA 1.3.0, MEAccf(lagSec = 5, winSec = 60, incSec = 30). */
TEST(the_numbers_are_those_of_rmea)
{
	static const double zero[] = { .00351997266, .00548990556, .0882314344, .0758995853 };
	static const double peak[] = { 1.5767708837, 1.46568806551, 1.46679046778, 1.55871089531 };
	struct at_crosscorr got = run(two_series(arena), usual);
	const struct at_lead *size = &got.over[AT_MAGNITUDE], *plain = &got.over[AT_SIGNED];

	(void)state_;
	CHECK_INT(4, got.n_windows);
	CHECK_INT(4 * 251, got.n_cells);
	CHECK_NEAR(.0870432303928, size->mean, 1e-12);
	CHECK_NEAR(.128200645475, size->s1_lead, 1e-12);
	CHECK_NEAR(.0462358793577, size->s2_lead, 1e-12);
	CHECK_NEAR(.0387071971423, plain->mean, 1e-12);
	CHECK_NEAR(.0755292252293, plain->s1_lead, 1e-12);
	CHECK_NEAR(.00186262472731, plain->s2_lead, 1e-12);
	for (int w = 0; w < 4; w++) {
		const struct at_lead *lead = &got.windows[w].lead[AT_MAGNITUDE];

		CHECK_NEAR(zero[w], lead->lag_zero, 1e-10);
		CHECK_NEAR(peak[w], lead->best, 1e-9);
		CHECK_INT(25, lead->best_lag);
		CHECK_INT(w * 750, got.windows[w].start);
	}
	CHECK_INT(25, size->best_lag);
}

/* ---- against the definition ---------------------------------------------------------- */

static void
check_cells(struct at_pair pair, struct at_crosscorr_options options, double tolerance)
{
	struct at_crosscorr got = run(pair, options);
	size_t n = got.n_windows * (size_t)got.n_lags;
	double *expected = AT_NEW(arena, double, n);

	at_crosscorr_naive(&pair, &options, expected);
	for (size_t i = 0; i < n; i++)
		if (!(fabs(got.cells[i] - expected[i]) <= tolerance)
		    && !(isnan(got.cells[i]) && isnan(expected[i])))
			fail_msg("window %zu, lag %d: %.17g, expected %.17g",
			    i / (size_t)got.n_lags, (int)(i % (size_t)got.n_lags) - got.lag,
			    got.cells[i], expected[i]);
}

/* n numbers from a few bursts in a quiet that is often zero, as motion energy is. */
static double *
motion(struct at_random *random, size_t n)
{
	double *x = AT_NEW(arena, double, n), level = 0;

	for (size_t i = 0; i < n; i++) {
		if (at_random_unit(random) < 0.01)
			level = at_random_unit(random) < 0.5 ? 0 : 3000 * at_random_unit(random);
		x[i] = floor(level * at_random_unit(random));
	}
	return x;
}

static struct at_pair
motion_pair(uint64_t seed, size_t n)
{
	struct at_random random = at_random_seeded(seed);
	double *s1 = motion(&random, n), *s2 = motion(&random, n);

	return (struct at_pair){ s1, s2, n };
}

TEST(every_cell_is_that_of_the_definition)
{
	static const struct at_crosscorr_options options[] = {
		{ .window = 200, .lag = 30, .step = 1, .cells = true },
		{ .window = 200, .lag = 30, .step = 7, .cells = true },
		{ .window = 201, .lag = 15, .step = 100, .cells = true },
		{ .window = 200, .lag = 16, .step = 200, .cells = true, .raw_r = true },
		{ .window = 100, .lag = 250, .step = 350, .cells = true },
		{ .window = 37, .lag = 0, .step = 1, .cells = true, .raw_r = true },
		{ .window = 3, .lag = 1, .step = 2, .cells = true, .raw_r = true },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(options); i++) {
		check_cells(two_series_seeded(arena, 7, 1500), options[i], 1e-11);
		check_cells(motion_pair(i, 1500), options[i], 1e-10);
	}
}

/* A step of one frame, 50 minutes at 25 Hz, seen far from zero and with a trend. */
TEST(nothing_has_drifted_after_75000_frames)
{
	struct at_random random = at_random_seeded(5);
	size_t n = 75000, n_lags = 31;
	struct at_pair pair = two_series_seeded(arena, 3, n);
	double *s1 = AT_NEW(arena, double, n), *s2 = AT_NEW(arena, double, n);
	struct at_crosscorr_options options = { .window = 1500, .lag = 15, .step = 1,
		.cells = true, .n_threads = 2 };
	struct at_crosscorr got;

	(void)state_;
	for (size_t t = 0; t < n; t++) {
		s1[t] = pair.s1[t] + 1e6 + (double)t / 100;
		s2[t] = pair.s2[t] - 3e6 + (t > 40000 ? 5e5 : 0);
	}
	pair = (struct at_pair){ s1, s2, n };
	got = run(pair, options);
	CHECK_INT(75000 - 1515 + 1, got.n_windows);
	for (int i = 0; i < 60; i++) {
		size_t w = i == 0 ? got.n_windows - 1
		    : (size_t)(at_random_unit(&random) * (double)got.n_windows);
		struct at_pair part = { s1 + w, s2 + w, 1515 };
		double expected[31];

		at_crosscorr_naive(&part, &options, expected);
		for (size_t k = 0; k < n_lags; k++)
			CHECK_NEAR(expected[k], got.cells[w * n_lags + k], 1e-10);
	}
}

/* Quiet on one level, then on another: what is far from where sums are seen from would lose
 * its digits. */
TEST(small_movements_on_far_levels_keep_their_digits)
{
	static const struct at_crosscorr_options options = { .window = 150, .lag = 20, .step = 1,
		.cells = true };
	struct at_pair pair = two_series_seeded(arena, 21, 900);
	double *s1 = AT_NEW(arena, double, 900), *s2 = AT_NEW(arena, double, 900);

	(void)state_;
	for (int t = 0; t < 900; t++) {
		double level = t < 400 ? 0 : t < 600 ? 30000 : -2000;

		s1[t] = pair.s1[t] * 0.01 + level;
		s2[t] = pair.s2[t] * 0.02 - level;
	}
	check_cells((struct at_pair){ s1, s2, 900 }, options, 1e-10);
	s1[450] = s2[770] = NAN;
	check_cells((struct at_pair){ s1, s2, 900 }, options, 1e-10);
}

/* ---- gaps ---------------------------------------------------------------------------- */

static struct at_pair
with_gaps(struct at_pair pair, const size_t (*gaps)[2], size_t n_gaps)
{
	double *s1 = AT_NEW(arena, double, pair.n);

	memcpy(s1, pair.s1, pair.n * sizeof *s1);
	for (size_t i = 0; i < n_gaps; i++)
		for (size_t t = gaps[i][0]; t < gaps[i][1]; t++)
			s1[t] = NAN;
	return (struct at_pair){ s1, pair.s2, pair.n };
}

TEST(gaps_are_left_out_pair_by_pair)
{
	static const struct at_crosscorr_options options[] = {
		{ .window = 200, .lag = 30, .step = 1, .cells = true },
		{ .window = 200, .lag = 30, .step = 70, .cells = true },
		{ .window = 200, .lag = 20, .step = 300, .cells = true, .raw_r = true },
	};
	/* at the very first and last sample, at the ends of windows, and in a row */
	static const size_t gaps[][2] = { { 0, 1 }, { 199, 201 }, { 229, 231 }, { 500, 620 },
		{ 850, 851 }, { 853, 854 }, { 1499, 1500 } };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(options); i++) {
		struct at_pair a = with_gaps(two_series_seeded(arena, 9, 1500), gaps,
		    AT_COUNT(gaps));
		struct at_pair b = with_gaps(motion_pair(10 + i, 1500), gaps, AT_COUNT(gaps));

		check_cells(a, options[i], 1e-11);
		check_cells((struct at_pair){ a.s2, a.s1, a.n }, options[i], 1e-11);
		check_cells(b, options[i], 1e-10);
		check_cells((struct at_pair){ b.s1, a.s1, a.n }, options[i], 1e-10);
	}
}

TEST(a_window_is_missing_when_more_than_half_of_a_series_is)
{
	struct at_crosscorr_options options = { .window = 100, .lag = 20, .step = 120,
		.cells = true };
	struct at_pair pair = two_series_seeded(arena, 9, 240);
	struct at_crosscorr half = run(with_gaps(pair, (const size_t[][2]){ { 60, 120 } }, 1),
	    options);
	struct at_crosscorr more = run(with_gaps(pair, (const size_t[][2]){ { 59, 120 } }, 1),
	    options);

	(void)state_;
	CHECK_INT(2, half.n_windows);
	CHECK_INT(0, half.n_missing);
	CHECK_INT(1, more.n_missing);
	CHECK_INT(0, more.windows[0].n_cells);
	CHECK(isnan(more.windows[0].lead[AT_SIGNED].mean));
	CHECK_INT(AT_NO_LAG, more.windows[0].lead[AT_SIGNED].best_lag);
	CHECK_INT(41, more.n_cells);
	CHECK_NEAR(more.windows[1].lead[AT_SIGNED].mean, more.over[AT_SIGNED].mean, 1e-15);
}

/* ---- what has no correlation --------------------------------------------------------- */

TEST(a_series_that_does_not_move_has_no_cells)
{
	struct at_pair pair = two_series_seeded(arena, 9, 1000);
	struct at_crosscorr_options options = { .window = 100, .lag = 20, .step = 1,
		.cells = true };
	double *still = AT_NEW(arena, double, pair.n);
	struct at_crosscorr got;

	(void)state_;
	for (size_t t = 0; t < pair.n; t++)
		still[t] = 0.1;
	got = run((struct at_pair){ pair.s1, still, pair.n }, options);
	CHECK_INT(0, got.n_cells);
	CHECK_INT(got.n_windows, got.n_missing);
	CHECK(isnan(got.over[AT_MAGNITUDE].mean));
	CHECK(isnan(got.per_lag[AT_SIGNED][3]));
	CHECK_INT(AT_NO_LAG, got.over[AT_SIGNED].best_lag);

	for (size_t t = 400; t < 1000; t++)     /* and one that stops moving for a while */
		still[t] = t < 700 ? 0.1 : pair.s2[t];
	check_cells((struct at_pair){ pair.s1, still, pair.n }, options, 1e-10);
	check_cells((struct at_pair){ still, pair.s1, pair.n }, options, 1e-10);
	still[550] = NAN;
	check_cells((struct at_pair){ pair.s1, still, pair.n }, options, 1e-10);
}

TEST(a_series_and_itself_have_no_cell_where_they_are_the_same)
{
	struct at_pair pair = two_series_seeded(arena, 9, 1000);
	struct at_crosscorr_options options = { .window = 100, .lag = 20, .step = 3,
		.cells = true };
	struct at_crosscorr got = run((struct at_pair){ pair.s1, pair.s1, pair.n }, options);
	double *one_off = AT_NEW(arena, double, pair.n), *twice = AT_NEW(arena, double, pair.n);

	(void)state_;
	CHECK(isnan(got.cells[20]) && !isnan(got.cells[19]) && !isnan(got.cells[21]));
	CHECK_INT(40 * got.n_windows, got.n_cells);
	CHECK(isnan(got.windows[0].lead[AT_SIGNED].lag_zero));

	memcpy(one_off, pair.s1, pair.n * sizeof *one_off);
	one_off[500] += 1;
	check_cells((struct at_pair){ pair.s1, one_off, pair.n }, options, 1e-10);
	one_off[510] += 1;
	check_cells((struct at_pair){ pair.s1, one_off, pair.n }, options, 1e-9);

	for (size_t t = 0; t < pair.n; t++)
		twice[t] = 2 * pair.s1[t] + 1;
	got = run((struct at_pair){ pair.s1, twice, pair.n }, options);
	CHECK_NEAR(10, got.cells[20], 0);       /* r = 1 */
}

TEST(what_is_too_short_is_refused)
{
	struct at_pair pair = two_series(arena);
	struct at_crosscorr_options options = usual;
	struct at_crosscorr out = { .n_lags = 77 };

	(void)state_;
	pair.n = 1624;
	CHECK(at_crosscorr(arena, &pair, &options, &out, &err) == AT_INVALID);
	CHECK_TEXT("1624 samples are too few: a window and its lags are 1625", err.text);
	CHECK_INT(77, out.n_lags);
	at_error_clear(&err);
	pair.n = 1625;
	CHECK_INT(1, run(pair, options).n_windows);
	options.window = 2;
	CHECK(at_crosscorr(arena, &pair, &options, &out, &err) == AT_INVALID);
	at_error_clear(&err);
}

/* ---- properties ---------------------------------------------------------------------- */

TEST(series_that_swap_places_mirror_the_lags)
{
	struct at_pair pair = motion_pair(4, 3000);
	struct at_crosscorr_options options = { .window = 300, .lag = 40, .step = 50,
		.cells = true };
	struct at_crosscorr there = run(pair, options);
	struct at_crosscorr back = run((struct at_pair){ pair.s2, pair.s1, pair.n }, options);

	(void)state_;
	for (size_t w = 0; w < there.n_windows; w++) {
		const struct at_lead *a = &there.windows[w].lead[AT_SIGNED];
		const struct at_lead *b = &back.windows[w].lead[AT_SIGNED];

		for (size_t k = 0; k < 81; k++)
			CHECK_NEAR(there.cells[w * 81 + k], back.cells[w * 81 + 80 - k], 1e-13);
		CHECK_NEAR(a->s1_lead, b->s2_lead, 1e-13);
		CHECK_NEAR(a->lag_zero, b->lag_zero, 1e-13);
		if (a->best_lag != AT_NO_LAG)
			CHECK_INT(-a->best_lag, b->best_lag);
	}
}

TEST(scale_and_place_of_a_series_do_not_matter)
{
	struct at_pair pair = motion_pair(5, 2000);
	struct at_crosscorr_options options = { .window = 300, .lag = 40, .step = 9 };
	double *s1 = AT_NEW(arena, double, pair.n);
	struct at_crosscorr plain = run(pair, options), moved;

	(void)state_;
	for (size_t t = 0; t < pair.n; t++)
		s1[t] = -7.5 * pair.s1[t] + 1e5;
	moved = run((struct at_pair){ s1, pair.s2, pair.n }, options);
	CHECK_NEAR(plain.over[AT_MAGNITUDE].mean, moved.over[AT_MAGNITUDE].mean, 1e-12);
	CHECK_NEAR(plain.over[AT_SIGNED].mean, -moved.over[AT_SIGNED].mean, 1e-12);
}

TEST(a_known_delay_is_found_to_the_sample)
{
	struct at_pair pair = two_series_seeded(arena, 11, 1500);
	double *twice = AT_NEW(arena, double, pair.n);

	(void)state_;
	for (size_t t = 0; t < pair.n; t++)
		twice[t] = 2 * pair.s1[t];
	for (int delay = -40; delay <= 40; delay += 8) {
		struct at_pair late = { pair.s1 + 40, twice + 40 - delay, 1400 };
		struct at_crosscorr got = run(late,
		    (struct at_crosscorr_options){ .window = 300, .lag = 41, .step = 1 });

		CHECK_INT(delay, got.over[AT_SIGNED].best_lag);
		for (size_t w = 0; w < got.n_windows; w++)
			CHECK_INT(delay, got.windows[w].lead[AT_MAGNITUDE].best_lag);
	}
}

/* r is 1 every eight samples: z is 10 at all these lags. */
TEST(of_equal_lags_the_first_is_the_best)
{
	double *s1 = AT_NEW(arena, double, 400), *s2 = AT_NEW(arena, double, 400);
	struct at_crosscorr got;

	(void)state_;
	for (int t = 0; t < 400; t++) {
		s1[t] = t % 8 * (t % 8);
		s2[t] = 2 * s1[t] + 1;
	}
	got = run((struct at_pair){ s1, s2, 400 },
	    (struct at_crosscorr_options){ .window = 80, .lag = 37, .step = 1 });
	CHECK_INT(-32, got.windows[3].lead[AT_MAGNITUDE].best_lag);
	CHECK_INT(-32, got.windows[9].lead[AT_SIGNED].best_lag);
	CHECK_INT(-32, got.over[AT_SIGNED].best_lag);
}

TEST(threads_do_not_change_a_bit)
{
	struct at_pair pair = motion_pair(6, 8000);
	struct at_crosscorr_options options = { .window = 250, .lag = 33, .step = 3 };
	struct at_crosscorr one = run(pair, options), many;

	(void)state_;
	options.n_threads = 5;
	many = run(pair, options);
	CHECK_NEAR(one.over[AT_MAGNITUDE].mean, many.over[AT_MAGNITUDE].mean, 0);
	CHECK_NEAR(one.over[AT_SIGNED].s1_lead, many.over[AT_SIGNED].s1_lead, 0);
	CHECK(memcmp(one.per_lag[1], many.per_lag[1], 67 * sizeof(double)) == 0);
	for (size_t w = 0; w < one.n_windows; w++) {
		const struct at_lead *a = one.windows[w].lead, *b = many.windows[w].lead;

		CHECK_NEAR(a[AT_MAGNITUDE].mean, b[AT_MAGNITUDE].mean, 0);
		CHECK_NEAR(a[AT_SIGNED].best, b[AT_SIGNED].best, 0);
	}
}

TEST(the_mean_alone_is_the_mean)
{
	static const size_t gaps[][2] = { { 700, 720 } };
	struct at_crosscorr_options options = { .window = 250, .lag = 33, .step = 60 };
	struct at_grand_work *work = at_grand_make(arena, &options);

	(void)state_;
	for (uint64_t seed = 0; seed < 3; seed++) {
		struct at_pair pair = with_gaps(motion_pair(seed, 3000), gaps, seed == 1);
		struct at_crosscorr whole = run(pair, options);
		struct at_grand grand = at_grand(work, &pair);

		CHECK_NEAR(whole.over[AT_MAGNITUDE].mean, grand.mean[AT_MAGNITUDE], 1e-14);
		CHECK_NEAR(whole.over[AT_SIGNED].mean, grand.mean[AT_SIGNED], 1e-14);
	}
}

RUN_ALL(
	SERIES(the_test_signal_is_the_one_the_numbers_are_for),
	SERIES(the_numbers_are_those_of_rmea),
	SERIES(every_cell_is_that_of_the_definition),
	SERIES(nothing_has_drifted_after_75000_frames),
	SERIES(small_movements_on_far_levels_keep_their_digits),
	SERIES(gaps_are_left_out_pair_by_pair),
	SERIES(a_window_is_missing_when_more_than_half_of_a_series_is),
	SERIES(a_series_that_does_not_move_has_no_cells),
	SERIES(a_series_and_itself_have_no_cell_where_they_are_the_same),
	SERIES(what_is_too_short_is_refused),
	SERIES(series_that_swap_places_mirror_the_lags),
	SERIES(scale_and_place_of_a_series_do_not_matter),
	SERIES(a_known_delay_is_found_to_the_sample),
	SERIES(of_equal_lags_the_first_is_the_best),
	SERIES(threads_do_not_change_a_bit),
	SERIES(the_mean_alone_is_the_mean),
)
