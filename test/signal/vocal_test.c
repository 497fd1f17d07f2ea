/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Voices that follow each other, and voices that only seem to. */
#include "base/random.h"
#include "check.h"
#include "signal/vocal.h"
#include "support/series_arena.h"

enum { TURN = 400, N_TURNS = 300, FRAMES = TURN * N_TURNS };

static struct at_voice voices[2];
static struct at_speech speech[2];

/* Turns of four seconds without a gap.  Who follows takes up `share` of the other's last
 * pitch; both rise by `drift` semitones over the whole. */
static struct at_vocal_series
talk(double share, double drift, uint64_t seed)
{
	struct at_random random = at_random_seeded(seed);
	struct at_turns turns;
	double last = 0;

	for (int v = 0; v < 2; v++) {
		voices[v] = (struct at_voice){ FRAMES, AT_NEW(arena, double, FRAMES),
			AT_NEW(arena, double, FRAMES), AT_NEW(arena, bool, FRAMES) };
		speech[v] = (struct at_speech){ .spans = AT_NEW(arena, struct at_span, N_TURNS) };
		for (int i = 0; i < FRAMES; i++)
			voices[v].f0[i] = NAN;
	}
	for (size_t t = 0; t < N_TURNS; t++) {
		struct at_speech *own = &speech[t % 2];

		last = share * last + sqrt(1 - share * share) * at_random_normal(&random);
		own->spans[own->n++] = (struct at_span){ t * TURN, (t + 1) * TURN };
		for (size_t i = t * TURN; i < (t + 1) * TURN; i++)
			voices[t % 2].f0[i] = (t % 2 == 0 ? 200 : 110)
			    * exp2((last + drift * (double)t / N_TURNS) / 12);
	}
	turns = at_turns_find(arena, speech, FRAMES);
	CHECK_INT(N_TURNS, turns.n);
	return at_vocal_series_make(arena, voices, speech, &turns);
}

static void
measure(const struct at_vocal_series *series, int n, enum at_surrogate_kind kind,
    struct at_vocal_result *out)
{
	struct at_vocal_options options = at_vocal_usual;

	options.surrogates = kind;
	options.n = kind == AT_SURROGATE_DYADS ? 0 : 200;
	CHECK_INT(AT_OK, at_vocal(arena, series, n, &options, out, &err));
}

TEST(the_mean_of_a_stretch_needs_ten_pitched_frames)
{
	double f0[20];
	struct at_voice voice = { .n = 20, .f0 = f0 };

	(void)state_;
	for (int i = 0; i < 20; i++)
		f0[i] = i < 9 ? 200 : NAN;
	CHECK(isnan(at_vocal_mean(&voice, (struct at_span){ 0, 20 })));
	f0[9] = 100;
	CHECK_NEAR(12 * 0.9, at_vocal_mean(&voice, (struct at_span){ 0, 20 }), 1e-12);
	CHECK_NEAR(12 * 0.9, at_vocal_mean(&voice, (struct at_span){ 0, 2000 }), 1e-12);
}

TEST(turns_that_follow_each_other_are_found)
{
	static const enum at_surrogate_kind kinds[] = { AT_SURROGATE_SEGMENTS,
		AT_SURROGATE_SHIFT };
	struct at_vocal_series series = talk(0.6, 0, 3);
	struct at_vocal_result got[AT_VOCAL_KINDS];

	(void)state_;
	CHECK_INT(N_TURNS - 1, series.pairs[AT_VOCAL_TURNS].n);
	CHECK_INT(20, series.pairs[AT_VOCAL_MINUTES].n);
	for (size_t k = 0; k < AT_COUNT(kinds); k++) {
		measure(&series, 1, kinds[k], got);
		CHECK_NEAR(0.6, got[AT_VOCAL_TURNS].value, 0.1);
		CHECK_NEAR(got[AT_VOCAL_TURNS].value, got[AT_VOCAL_TURNS].test.real, 1e-9);
		CHECK(got[AT_VOCAL_TURNS].test.p < 0.01);
		CHECK_INT(200, got[AT_VOCAL_TURNS].test.n);
		CHECK_NEAR(0, got[AT_VOCAL_TURNS].test.pseudo_mean, 0.05);
		CHECK(got[AT_VOCAL_MINUTES].value > 0.4);
		CHECK(got[AT_VOCAL_SECONDS].n > 30 && got[AT_VOCAL_SECONDS].magnitude > 0);
	}
}

TEST(strangers_and_a_common_rise_are_chance)
{
	struct at_vocal_result got[AT_VOCAL_KINDS];
	struct at_vocal_series series = talk(0, 6, 4);

	(void)state_;
	measure(&series, 1, AT_SURROGATE_SEGMENTS, got);
	CHECK_NEAR(0, got[AT_VOCAL_TURNS].value, 0.12);
	CHECK(got[AT_VOCAL_TURNS].test.p > 0.05);
	CHECK_NEAR(0, got[AT_VOCAL_MINUTES].value, 0.45);
}

/* z by speaker: mean 0, SD 1, and nothing left of a straight line. */
TEST(turns_are_standardised_by_speaker)
{
	struct at_vocal_series series = talk(0.3, 8, 5);
	const struct at_pair *pair = &series.pairs[AT_VOCAL_TURNS];
	double sum = 0, squares = 0, slope = 0, n = (double)pair->n;

	(void)state_;
	for (size_t i = 0; i < pair->n; i++) {
		sum += pair->s1[i];
		squares += pair->s1[i] * pair->s1[i];
		slope += pair->s1[i] * ((double)i - n / 2);
	}
	CHECK_NEAR(0, sum / n, 0.02);
	CHECK_NEAR(1, squares / n, 0.03);
	CHECK_NEAR(0, slope / (n * n * n / 12), 1e-3);
}

TEST(seconds_between_are_on_a_straight_line)
{
	struct at_vocal_series series = talk(0.5, 0, 6);
	const struct at_pair *pair = &series.pairs[AT_VOCAL_SECONDS];

	(void)state_;
	/* From second 4, when the second speaker begins; seconds 8 to 11 are the first's. */
	CHECK_INT(FRAMES / 100 - 8, pair->n);
	CHECK_NEAR(at_semitones(voices[0].f0[800]), pair->s1[8 - 4], 1e-9);
	CHECK_NEAR(at_semitones(voices[1].f0[400]), pair->s2[0], 1e-9);
	CHECK_NEAR(0.5 * (at_semitones(voices[1].f0[400]) + at_semitones(voices[1].f0[1200])),
	    0.5 * (pair->s2[5] + pair->s2[6]), 1e-9);
	CHECK_NEAR(0.5, series.interpolated, 0.01);
}

TEST(dyads_are_compared_with_those_who_never_met)
{
	struct at_vocal_series series[6];
	struct at_vocal_result got[AT_COUNT(series) * AT_VOCAL_KINDS];

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(series); i++)
		series[i] = talk(0.6, 0, 20 + i);
	measure(series, AT_COUNT(series), AT_SURROGATE_DYADS, got);
	for (size_t i = 0; i < AT_COUNT(series); i++) {
		CHECK_INT(30, got[i * AT_VOCAL_KINDS].test.n);
		CHECK_NEAR(1 / 31.0, got[i * AT_VOCAL_KINDS].test.p, 1e-12);
	}
	CHECK_INT(AT_INVALID, at_vocal(arena, series, 1, &(struct at_vocal_options){
		.surrogates = AT_SURROGATE_DYADS }, got, &err));
}

TEST(too_little_gives_no_answer)
{
	struct at_vocal_series series = talk(0.6, 0, 9);
	struct at_vocal_result got[AT_VOCAL_KINDS];

	(void)state_;
	for (int kind = 0; kind < AT_VOCAL_KINDS; kind++)
		series.pairs[kind].n = 4;
	for (int kind = AT_SURROGATE_SEGMENTS; kind <= AT_SURROGATE_SHIFT; kind++) {
		measure(&series, 1, (enum at_surrogate_kind)kind, got);
		for (int k = 0; k < AT_VOCAL_KINDS; k++)
			CHECK(got[k].n == 0 && isnan(got[k].value) && isnan(got[k].test.p));
	}
	/* Enough for a value, not for surrogates. */
	series.pairs[AT_VOCAL_SECONDS].n = 65;
	measure(&series, 1, AT_SURROGATE_SEGMENTS, got);
	CHECK(got[AT_VOCAL_SECONDS].n == 1 && isnan(got[AT_VOCAL_SECONDS].test.p));
}

RUN_ALL(
	SERIES(the_mean_of_a_stretch_needs_ten_pitched_frames),
	SERIES(turns_that_follow_each_other_are_found),
	SERIES(strangers_and_a_common_rise_are_chance),
	SERIES(turns_are_standardised_by_speaker),
	SERIES(seconds_between_are_on_a_straight_line),
	SERIES(dyads_are_compared_with_those_who_never_met),
	SERIES(too_little_gives_no_answer),
)
