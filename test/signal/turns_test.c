/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dialogues whose turns are known to the frame; syllables that can be counted. */
#include "check.h"
#include "signal/rate.h"
#include "support/series_arena.h"

enum { FRAMES = 3000 };

static struct at_voice voices[2];

/* Quiet everywhere, a little uneven; voiced where it is loud. */
static void
begin(void)
{
	for (int v = 0; v < 2; v++) {
		voices[v] = (struct at_voice){ FRAMES, AT_NEW(arena, double, FRAMES),
			AT_NEW(arena, double, FRAMES), AT_NEW(arena, bool, FRAMES) };
		for (int i = 0; i < FRAMES; i++) {
			voices[v].db[i] = -60 - i % 3;
			voices[v].f0[i] = NAN;
		}
	}
}

static void
speak(int who, int from, int to)
{
	for (int i = from; i < to; i++) {
		voices[who].db[i] = -20 - i % 4;
		voices[who].f0[i] = who == 0 ? 200 : 100;
		voices[who].voiced[i] = true;
	}
}

static void
find_speech(struct at_speech out[2])
{
	for (int v = 0; v < 2; v++)
		out[v] = at_speech_find(arena, &voices[v], &voices[1 - v], &at_speech_usual);
}

TEST(a_dialogue_has_its_turns_gaps_and_overlaps)
{
	static const struct { int who; size_t from, to; double offset; } expected[] = {
		{ 0, 100, 500, NAN },   /* with a pause of half a second in it */
		{ 1, 540, 900, 0.40 },  /* a gap */
		{ 0, 850, 1400, -0.50 },        /* an interruption */
		{ 1, 1400, 2000, 0 },   /* with two words of the other inside */
		{ 0, 2100, 2900, 1 },
	};
	struct at_speech speech[2];
	struct at_turns turns;

	(void)state_;
	begin();
	speak(0, 100, 300), speak(0, 350, 500), speak(1, 540, 900), speak(0, 850, 1400);
	speak(1, 1400, 2000), speak(0, 1600, 1640), speak(0, 1800, 1815);
	speak(0, 2100, 2900);
	find_speech(speech);
	turns = at_turns_find(arena, speech, FRAMES);
	CHECK_INT(AT_COUNT(expected), turns.n);
	for (int i = 0; i < turns.n; i++) {
		CHECK_INT(expected[i].who, turns.turns[i].who);
		CHECK_INT(expected[i].from, turns.turns[i].span.from);
		CHECK_INT(expected[i].to, turns.turns[i].span.to);
		CHECK_NEAR(expected[i].offset, turns.turns[i].offset_s, 1e-12);
	}
	CHECK_INT(1, turns.sides[0].n_interruptions);
	CHECK_INT(0, turns.sides[1].n_interruptions);
	CHECK_INT(2, turns.sides[0].n_inside);
	CHECK_NEAR(17.55, turns.sides[0].speech_s, 1e-9);
	CHECK_NEAR(9.6, turns.sides[1].speech_s, 1e-9);
	CHECK_NEAR(17.55 / 27.15, turns.talk_ratio, 1e-12);
	CHECK_NEAR((4 + 5.5 + 8) / 3, turns.sides[0].mean_turn_s, 1e-12);
	CHECK_NEAR((0.5 + 0.4 + 0.15) / 30, turns.overlap_share, 1e-12);
	CHECK_NEAR(1 - (27.15 - 1.05) / 30, turns.silence_share, 1e-12);
	CHECK_INT(4, turns.n_transfers);
	CHECK_NEAR(0.9 / 4, turns.mean_offset_s, 1e-12);
	CHECK_NEAR(0.2, turns.median_offset_s, 1e-12);
}

TEST(pitch_is_taken_out_where_both_speak)
{
	struct at_speech speech[2];

	(void)state_;
	begin();
	speak(0, 100, 500), speak(1, 400, 900);
	find_speech(speech);
	at_speech_part(speech, voices);
	for (size_t i = 0; i < FRAMES; i++) {
		CHECK(isnan(voices[0].f0[i]) == !(i >= 100 && i < 400));
		CHECK(isnan(voices[1].f0[i]) == !(i >= 500 && i < 900));
	}
	CHECK(voices[0].voiced[450]);
}

/* 29 frames are a pause too short, 30 one; 9 frames speech too short, 10 some. */
TEST(pauses_and_speech_have_least_lengths)
{
	struct at_speech speech[2];

	(void)state_;
	begin();
	speak(0, 100, 200), speak(0, 229, 300), speak(0, 330, 500);
	speak(1, 600, 609), speak(1, 700, 710), speak(1, 800, 1400);
	find_speech(speech);
	CHECK_INT(2, speech[0].n);
	CHECK_INT(100, speech[0].spans[0].from);
	CHECK_INT(300, speech[0].spans[0].to);
	CHECK_INT(2, speech[1].n);
	CHECK_INT(700, speech[1].spans[0].from);
}

/* The threshold to begin is above that to go on. */
TEST(speech_holds_on_until_it_is_quieter_than_it_began)
{
	struct at_speech speech[2];

	(void)state_;
	begin();
	speak(0, 100, 600), speak(0, 1000, 1100);
	find_speech(speech);
	for (size_t i = 1100; i < 1150; i++)
		voices[0].db[i] = (speech[0].on_db + speech[0].off_db) / 2;
	for (size_t i = 1300; i < 1400; i++)
		voices[0].db[i] = (speech[0].on_db + speech[0].off_db) / 2;
	find_speech(speech);
	CHECK_INT(2, speech[0].n);
	CHECK_INT(1150, speech[0].spans[1].to);
}

TEST(the_other_in_the_wrong_microphone_does_not_speak)
{
	struct at_speech speech[2];

	(void)state_;
	begin();
	speak(0, 100, 1000), speak(1, 1200, 2000);
	for (size_t i = 100; i < 1000; i++)
		voices[1].db[i] = voices[0].db[i] - 18;         /* above the threshold */
	find_speech(speech);
	CHECK(-40 > speech[1].on_db);
	CHECK_INT(1, speech[1].n);
	CHECK_INT(1200, speech[1].spans[0].from);
}

TEST(silence_and_steady_sound_have_no_speech)
{
	struct at_speech speech[2] = { { 0 }, { 0 } };
	struct at_turns turns;

	(void)state_;
	begin();
	for (int i = 0; i < FRAMES; i++) {
		voices[0].db[i] = AT_VOICE_SILENT_DB;
		voices[1].db[i] = -20 - i % 5;
	}
	find_speech(speech);
	CHECK(speech[0].n == 0 && speech[1].n == 0 && isnan(speech[0].on_db));
	turns = at_turns_find(arena, speech, FRAMES);
	CHECK(turns.n == 0 && isnan(turns.talk_ratio) && isnan(turns.mean_offset_s));
	CHECK_NEAR(1, turns.silence_share, 0);
	voices[0].n = voices[1].n = 0;
	find_speech(speech);
	CHECK(speech[0].n == 0 && isnan(speech[0].loud_db));
	turns = at_turns_find(arena, speech, 0);
	CHECK(isnan(turns.silence_share));
}

/* Four a second: peaks of 12 dB, a ripple of 1 dB on them, two of them unvoiced. */
TEST(syllables_are_peaks_with_dips_that_are_voiced)
{
	struct at_speech speech[2];
	struct at_nuclei nuclei;

	(void)state_;
	begin();
	speak(0, 100, 1100);
	for (int i = 100; i < 1100; i++) {
		voices[0].db[i] = -26 + 6 * cos(2 * acos(-1) * (i - 112) / 25)
		    + 0.5 * cos(2 * acos(-1) * (i - 112) / 6);
		voices[0].voiced[i] = i < 500 || i >= 550;
	}
	find_speech(speech);
	CHECK_INT(1, speech[0].n);
	nuclei = at_rate_nuclei(arena, &voices[0], &speech[0]);
	CHECK_INT(38, nuclei.n);
	for (int i = 0; i < 16; i++)
		CHECK(abs((int)nuclei.frames[i] - (112 + 25 * i)) <= 2);
}

TEST(what_is_far_below_the_loudest_is_no_syllable)
{
	struct at_speech speech = { .n = 1, .loud_db = -10 };
	struct at_span span = { 100, 290 };

	(void)state_;
	begin();
	speak(0, 100, 300);
	speech.spans = &span;
	for (int i = 100; i < 300; i++)
		voices[0].db[i] = (i < 200 ? -50 : -28) + 6 * cos(2 * acos(-1) * i / 25);
	CHECK_INT(4, at_rate_nuclei(arena, &voices[0], &speech).n);
}

RUN_ALL(
	SERIES(a_dialogue_has_its_turns_gaps_and_overlaps),
	SERIES(pitch_is_taken_out_where_both_speak),
	SERIES(pauses_and_speech_have_least_lengths),
	SERIES(speech_holds_on_until_it_is_quieter_than_it_began),
	SERIES(the_other_in_the_wrong_microphone_does_not_speak),
	SERIES(silence_and_steady_sound_have_no_speech),
	SERIES(syllables_are_peaks_with_dips_that_are_voiced),
	SERIES(what_is_far_below_the_loudest_is_no_syllable),
)
