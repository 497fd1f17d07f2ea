/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Surrogates: that they are what they claim, find what is there and nothing else, and
 * depend on the seed alone. */
#include "check.h"
#include "signal/surrogate.h"
#include "support/series_arena.h"
#include "support/two_series.h"

static const struct at_surrogate_options usual = {
	.kind = AT_SURROGATE_SHIFT, .n = 99, .segment = 300, .seed = 1, .mean = AT_MAGNITUDE,
	.crosscorr = { .window = 300, .lag = 50, .step = 150 } };

static struct at_pair pairs[4];

static void
make_pairs(void)
{
	for (int i = 0; i < 4; i++)
		pairs[i] = two_series_seeded(arena, 100 + 17 * (unsigned long)i,
		    3000 + 100 * (size_t)i);
}

static struct at_surrogates
run(int n_pairs, struct at_surrogate_options options)
{
	struct at_surrogates got;

	if (at_surrogates(arena, pairs, n_pairs, &options, &got, &err) != AT_OK)
		fail_msg("%s", err.text);
	return got;
}

static double
grand(const double *s1, const double *s2, size_t n)
{
	struct at_crosscorr out;
	struct at_crosscorr_options options = usual.crosscorr;
	struct at_pair pair = { s1, s2, n };

	CHECK(at_crosscorr(arena, &pair, &options, &out, &err) == AT_OK);
	return out.over[AT_MAGNITUDE].mean;
}

TEST(between_dyads_everybody_meets_all_others)
{
	struct at_surrogate_options options = usual;
	struct at_surrogates got;
	double sum = 0, squares = 0;
	int n_above = 0, k = 0;

	(void)state_;
	make_pairs();
	options.kind = AT_SURROGATE_DYADS;
	options.n = 0;
	got = run(4, options);
	CHECK_INT(12, got.n_pseudo);
	for (int i = 0; i < 4; i++) {
		CHECK_NEAR(grand(pairs[i].s1, pairs[i].s2, pairs[i].n), got.real[i], 1e-14);
		for (int j = 0; j < 4; j++)
			if (i != j)     /* the longer one is cut */
				CHECK_NEAR(grand(pairs[i].s1, pairs[j].s2, pairs[i < j ? i : j].n),
				    got.pseudo[k++], 1e-14);
	}
	for (int i = 0; i < 12; i++) {
		sum += got.pseudo[i];
		n_above += got.pseudo[i] >= got.real_mean;
	}
	for (int i = 0; i < 12; i++)
		squares += (got.pseudo[i] - sum / 12) * (got.pseudo[i] - sum / 12);
	CHECK_NEAR(sum / 12, got.over.pseudo_mean, 1e-15);
	CHECK_NEAR(sqrt(squares / 11), got.over.pseudo_sd, 1e-15);
	CHECK_NEAR((got.real_mean - sum / 12) / sqrt(squares / 11), got.over.effect_size, 1e-12);
	CHECK_NEAR((1.0 + n_above) / 13, got.over.p, 1e-15);
	CHECK_NEAR(got.real[2], got.tests[2].real, 0);

	options.n = 5;                  /* some of them, each but once */
	got = run(4, options);
	CHECK_INT(5, got.n_pseudo);
	for (int i = 0; i < 5; i++)
		for (int j = 0; j < i; j++)
			CHECK(got.pseudo[i] != got.pseudo[j]);
}

TEST(what_is_there_is_found)
{
	static const enum at_surrogate_kind kinds[] = { AT_SURROGATE_SEGMENTS, AT_SURROGATE_SHIFT };

	(void)state_;
	make_pairs();
	for (size_t i = 0; i < AT_COUNT(kinds); i++) {
		struct at_surrogate_options options = usual;
		struct at_surrogates got;

		options.kind = kinds[i];
		got = run(2, options);
		CHECK_INT(198, got.n_pseudo);
		CHECK_INT(99, got.over.n);
		CHECK_NEAR(0.01, got.tests[0].p, 1e-15);
		CHECK_NEAR(0.01, got.tests[1].p, 1e-15);
		CHECK_NEAR(0.01, got.over.p, 1e-15);
		CHECK(got.over.effect_size > 3);
	}
}

/* Series that never met: the p of a test that is none spreads over 0 to 1. */
TEST(what_is_not_there_is_not_found)
{
	struct at_pair kept[4];
	int n_low = 0, n_high = 0;

	(void)state_;
	make_pairs();
	memcpy(kept, pairs, sizeof kept);
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++) {
			struct at_surrogate_options options = usual;
			double p;

			if (i == j)
				continue;
			options.n = 19;
			pairs[0] = (struct at_pair){ kept[i].s1, kept[j].s2, 3000 };
			p = run(1, options).over.p;
			n_low += p <= 0.5;
			n_high += p > 0.5;
		}
	CHECK(n_low >= 2 && n_high >= 2);
}

/* With a window and a lag that see one sample's worth, sums over the whole series tell
 * that the samples are the same ones in another order. */
TEST(a_surrogate_has_the_same_samples)
{
	struct at_surrogate_options options = usual;
	struct at_surrogates got;
	double *ramp = AT_NEW(arena, double, 900), *own = AT_NEW(arena, double, 900);

	(void)state_;
	for (int i = 0; i < 900; i++) {
		own[i] = i / 300;               /* 0, 1, 2: a level a segment */
		ramp[i] = own[i];
	}
	pairs[0] = (struct at_pair){ own, ramp, 900 };
	own[0] = 0.5;                           /* or they are the same, and have no cell */
	own[1] = 0.25;
	options.kind = AT_SURROGATE_SEGMENTS;
	options.crosscorr = (struct at_crosscorr_options){ .window = 900, .lag = 0, .step = 1,
		.raw_r = true };
	options.mean = AT_SIGNED;
	got = run(1, options);
	/* Two orders leave nobody at home, 1 2 0 and 2 0 1: both have r near -1/2. */
	for (int i = 0; i < 99; i++)
		CHECK_NEAR(-0.5, got.pseudo[i], 0.01);
}

TEST(the_seed_alone_decides)
{
	static const enum at_surrogate_kind kinds[] = { AT_SURROGATE_DYADS,
		AT_SURROGATE_SEGMENTS, AT_SURROGATE_SHIFT };

	(void)state_;
	make_pairs();
	for (size_t i = 0; i < AT_COUNT(kinds); i++) {
		struct at_surrogate_options options = usual;
		struct at_surrogates one, many, other;

		options.kind = kinds[i];
		options.n = 7;
		one = run(3, options);
		options.crosscorr.n_threads = 4;
		many = run(3, options);
		options.seed = 2;
		other = run(3, options);
		CHECK_INT(one.n_pseudo, many.n_pseudo);
		CHECK(memcmp(one.pseudo, many.pseudo,
		    (size_t)one.n_pseudo * sizeof(double)) == 0);
		CHECK(kinds[i] == AT_SURROGATE_DYADS || one.pseudo[0] != other.pseudo[0]);
		CHECK_NEAR(one.over.p, many.over.p, 0);
	}
}

TEST(what_cannot_be_made_is_refused)
{
	struct at_surrogate_options options = usual;
	struct at_surrogates got = { .n_pairs = 9 };

	(void)state_;
	make_pairs();
	options.kind = AT_SURROGATE_DYADS;
	CHECK(at_surrogates(arena, pairs, 1, &options, &got, &err) == AT_INVALID);
	CHECK_TEXT("surrogates between dyads need at least two recordings", err.text);
	at_error_clear(&err);
	options.kind = AT_SURROGATE_SEGMENTS;
	options.segment = 1600;
	CHECK(at_surrogates(arena, pairs, 1, &options, &got, &err) == AT_INVALID);
	at_error_clear(&err);
	options.kind = AT_SURROGATE_SHIFT;
	options.n = 0;
	CHECK(at_surrogates(arena, pairs, 1, &options, &got, &err) == AT_INVALID);
	at_error_clear(&err);
	options.n = 1;
	pairs[0].n = 201;
	options.crosscorr.window = 100;
	CHECK(at_surrogates(arena, pairs, 1, &options, &got, &err) == AT_INVALID);
	CHECK_INT(9, got.n_pairs);
}

RUN_ALL(
	SERIES(between_dyads_everybody_meets_all_others),
	SERIES(what_is_there_is_found),
	SERIES(what_is_not_there_is_not_found),
	SERIES(a_surrogate_has_the_same_samples),
	SERIES(the_seed_alone_decides),
	SERIES(what_cannot_be_made_is_refused),
)
