/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cross-lagged regression: R's lm in the same windows, gaps, and what it must not find. */
#include "check.h"
#include "signal/lagreg.h"
#include "support/series_arena.h"
#include "support/two_series.h"

static const struct at_lagreg_options usual = { .window = 300, .lag = 100, .step = 150,
	.order = 3, .least = 0.05, .stable = 2 };

static struct at_lagreg
run(struct at_pair pair, struct at_lagreg_options options)
{
	struct at_lagreg got;

	if (at_lagreg(arena, &pair, &options, &got, &err) != AT_OK)
		fail_msg("%s", err.text);
	return got;
}

/* The window that R was given begins at sample 130. */
static struct at_pair
from_30(struct at_pair pair)
{
	return (struct at_pair){ pair.s1 + 30, pair.s2 + 30, pair.n - 30 };
}

/* R 4.2: summary(lm())$r.squared with and without x at t-k, order 3. */
TEST(the_gain_is_that_of_lm)
{
	struct at_lagreg got = run(from_30(two_series(arena)), usual);
	const struct at_lagreg_window *first = &got.windows[0];

	(void)state_;
	CHECK_INT(100, first->start);
	CHECK_INT(25, first->lag);
	CHECK_NEAR(.110213962990, first->gain, 1e-11);
	CHECK_NEAR(.816026757952, first->own, 1e-11);
	CHECK_INT((4470 - 100 - 300) / 150 + 1, got.n_windows);
}

TEST(far_from_zero_it_is_the_same)
{
	struct at_pair pair = two_series(arena);
	double *s1 = AT_NEW(arena, double, pair.n), *s2 = AT_NEW(arena, double, pair.n);
	struct at_lagreg near = run(pair, usual), far;

	(void)state_;
	for (size_t i = 0; i < pair.n; i++) {
		s1[i] = pair.s1[i] + 1e5;
		s2[i] = 3 * pair.s2[i] - 2e5;
	}
	far = run((struct at_pair){ s1, s2, pair.n }, usual);
	for (size_t w = 0; w < near.n_windows; w++)
		CHECK_NEAR(near.windows[w].gain, far.windows[w].gain, 1e-8);
}

TEST(only_whole_rows_count)
{
	struct at_pair pair = two_series(arena);
	double *s2 = AT_NEW(arena, double, pair.n);
	struct at_lagreg got;

	(void)state_;
	memcpy(s2, pair.s2, pair.n * sizeof *s2);
	s2[149] = s2[428] = s2[429] = NAN;
	for (int i = 159; i < 170; i++)
		s2[i] = NAN;
	got = run(from_30((struct at_pair){ pair.s1, s2, pair.n }), usual);
	CHECK_INT(25, got.windows[0].lag);
	CHECK_NEAR(.113021478228, got.windows[0].gain, 1e-11);
	CHECK_NEAR(.809965158955, got.windows[0].own, 1e-11);
}

TEST(who_leads_is_seen)
{
	struct at_pair pair = two_series(arena);
	struct at_lagreg there = run(pair, usual);
	struct at_lagreg back = run((struct at_pair){ pair.s2, pair.s1, pair.n }, usual);

	(void)state_;
	CHECK(there.share > 0.9);
	CHECK_NEAR(1, there.s1_share, 0);
	CHECK_NEAR(1, back.s2_share, 0);
	CHECK_NEAR(there.share, back.share, 0);
	CHECK_NEAR(there.mean_gain, back.mean_gain, 1e-12);
	for (size_t w = 0; w < there.n_windows; w++)
		CHECK_INT(there.windows[w].lag, -back.windows[w].lag);
}

/* Two slow series correlate by chance; neither says anything about the other. */
TEST(two_slow_series_are_not_taken_for_synchrony)
{
	struct at_pair a = two_series_seeded(arena, 5, 3000);
	struct at_pair b = two_series_seeded(arena, 77, 3000);
	struct at_lagreg got = run((struct at_pair){ a.s1, b.s1, 3000 }, usual);

	(void)state_;
	CHECK_NEAR(0, got.share, 0);
	CHECK(isnan(got.mean_gain));
}

TEST(what_does_not_move_or_is_missing_has_no_cell)
{
	struct at_pair pair = two_series_seeded(arena, 5, 1000);
	double *still = AT_NEW(arena, double, 1000), *gone = AT_NEW(arena, double, 1000);
	struct at_lagreg got;

	(void)state_;
	for (int i = 0; i < 1000; i++) {
		still[i] = 0.1;
		gone[i] = NAN;
	}
	got = run((struct at_pair){ still, still, 1000 }, usual);
	CHECK(isnan(got.share));
	CHECK_INT(AT_NO_LAG, got.windows[0].lag);
	got = run((struct at_pair){ pair.s1, gone, 1000 }, usual);
	CHECK(isnan(got.windows[0].gain));
	got = run((struct at_pair){ pair.s1, still, 1000 }, usual);
	CHECK_NEAR(0, got.windows[0].gain, 0);          /* says nothing about s1 */
}

TEST(options_are_looked_at)
{
	struct at_lagreg_options options = usual;
	struct at_pair pair = two_series_seeded(arena, 5, 399);
	struct at_lagreg got = { .share = 5 };

	(void)state_;
	CHECK(at_lagreg(arena, &pair, &options, &got, &err) == AT_INVALID);
	CHECK_TEXT("399 samples are too few: a window and its lags are 400", err.text);
	at_error_clear(&err);
	options.order = 9;
	CHECK(at_lagreg(arena, &pair, &options, &got, &err) == AT_INVALID);
	CHECK_NEAR(5, got.share, 0);
}

RUN_ALL(
	SERIES(the_gain_is_that_of_lm),
	SERIES(far_from_zero_it_is_the_same),
	SERIES(only_whole_rows_count),
	SERIES(who_leads_is_seen),
	SERIES(two_slow_series_are_not_taken_for_synchrony),
	SERIES(what_does_not_move_or_is_missing_has_no_cell),
	SERIES(options_are_looked_at),
)
