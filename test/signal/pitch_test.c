/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pitch and level of sounds that are known. */
#include "base/random.h"
#include "check.h"
#include "signal/pitch.h"
#include "support/series_arena.h"

enum { MOST_RATE = 48000, MOST_SECONDS = 4 };

static float sound[MOST_RATE * MOST_SECONDS];
static const int rates[] = { 8000, 11025, 16000, 22050, 44100, 48000 };

/* In uneven pieces, as a decoder gives it. */
static struct at_voice
hear(int rate, size_t n)
{
	struct at_pitch *pitch = at_pitch_open(arena, &at_pitch_usual, rate);

	for (size_t at = 0, piece = 1; at < n; at += piece, piece = piece * 5 % 7919 + 1) {
		if (piece > n - at)
			piece = n - at;
		at_pitch_add(pitch, sound + at, piece);
	}
	return at_pitch_finish(pitch);
}

static size_t
count_voiced(const struct at_voice *voice)
{
	size_t n = 0;

	for (size_t i = 0; i < voice->n; i++)
		n += voice->voiced[i];
	return n;
}

static void
make_sine(int rate, double hz, double seconds)
{
	for (int i = 0; i < rate * seconds; i++)
		sound[i] = (float)(0.5 * sin(2 * acos(-1) * hz * i / rate));
}

TEST(a_sine_has_its_frequency)
{
	static const double tones[] = { 80, 120, 200, 333.3, 550 };

	(void)state_;
	for (size_t r = 0; r < AT_COUNT(rates); r++)
		for (size_t t = 0; t < AT_COUNT(tones); t++) {
			struct at_voice voice;

			make_sine(rates[r], tones[t], 1);
			voice = hear(rates[r], (size_t)rates[r]);
			CHECK_INT(100, voice.n);
			for (size_t i = 3; i < 97; i++) {
				CHECK(voice.voiced[i]);
				CHECK_NEAR(tones[t], voice.f0[i], 0.05);
				/* Half of full scale, a sine: 0.5 / sqrt(2). */
				CHECK_NEAR(20 * log10(0.5 / sqrt(2)), voice.db[i], 0.2);
			}
		}
}

/* Each octave below is as good a period but for the octave cost. */
TEST(a_pulse_train_does_not_jump_by_octaves)
{
	static const double pulses[] = { 100, 101.3, 140, 233 };

	(void)state_;
	for (size_t r = 0; r < AT_COUNT(rates); r++)
		for (size_t t = 0; t < AT_COUNT(pulses); t++) {
			struct at_voice voice;
			int rate = rates[r], n_off = 0, n = (int)(0.45 * rate / pulses[t]);

			/* Band-limited: harmonics below half the rate. */
			for (int i = 0; i < rate; i++) {
				double x = acos(-1) * pulses[t] * i / rate;
				double sum = fabs(sin(x)) < 1e-9 ? 2 * n + 1
				    : sin((2 * n + 1) * x) / sin(x);
				sound[i] = (float)(sum / (2 * n + 1));
			}
			voice = hear(rate, (size_t)rate);
			for (size_t i = 3; i < 97; i++)
				n_off += !(fabs(voice.f0[i] - pulses[t]) < 0.5);
			CHECK_INT(0, n_off);
		}
}

TEST(white_noise_is_unvoiced)
{
	struct at_random random = at_random_seeded(11);

	(void)state_;
	for (size_t r = 0; r < AT_COUNT(rates); r++) {
		size_t n = (size_t)rates[r] * MOST_SECONDS;
		struct at_voice voice;

		for (size_t i = 0; i < n; i++)
			sound[i] = (float)(0.1 * at_random_normal(&random));
		voice = hear(rates[r], n);
		CHECK_INT(100 * MOST_SECONDS, voice.n);
		CHECK(count_voiced(&voice) * 20 < voice.n);
	}
}

TEST(silence_and_a_constant_have_no_pitch)
{
	(void)state_;
	for (int constant = 0; constant < 2; constant++) {
		struct at_voice voice;

		for (int i = 0; i < 16000; i++)
			sound[i] = (float)constant / 2;
		voice = hear(16000, 16000);
		CHECK_INT(100, voice.n);
		CHECK_INT(0, constant ? 0 : count_voiced(&voice));
		for (size_t i = 4; i < 96; i++) {
			CHECK(isnan(voice.f0[i]));
			CHECK_NEAR(constant ? 20 * log10(0.5) : AT_VOICE_SILENT_DB, voice.db[i],
			    1e-5);
		}
	}
}

TEST(a_quiet_stretch_is_unvoiced_by_the_silence_threshold)
{
	struct at_voice voice;

	(void)state_;
	make_sine(16000, 150, 2);
	for (int i = 16000; i < 32000; i++)
		sound[i] *= 0.002f;
	voice = hear(16000, 32000);
	CHECK(voice.voiced[50] && !voice.voiced[150]);
}

/* 200 Hz and a whole tone each way, five times a second; then a glide over an octave. */
TEST(vibrato_and_glide_are_followed)
{
	double phase = 0, worst = 0;
	struct at_voice voice;

	(void)state_;
	for (int i = 0; i < 32000; i++) {
		double t = i / 16000.0;

		phase += 200 * exp2(2 / 12.0 * sin(2 * acos(-1) * 5 * t)) / 16000;
		sound[i] = (float)(0.5 * sin(2 * acos(-1) * phase)
		    + 0.3 * sin(4 * acos(-1) * phase));
	}
	voice = hear(16000, 32000);
	for (size_t i = 4; i < 196; i++)
		worst = fmax(worst, fabs(at_semitones(voice.f0[i]) - at_semitones(200)
		    - 2 * sin(2 * acos(-1) * 5 * (double)i / 100)));
	CHECK(worst < 0.15);            /* a window smooths */
	phase = worst = 0;
	for (int i = 0; i < 32000; i++) {
		phase += 120 * exp2(i / 32000.0) / 16000;
		sound[i] = (float)(0.5 * sin(2 * acos(-1) * phase));
	}
	voice = hear(16000, 32000);
	for (size_t i = 4; i < 196; i++)
		worst = fmax(worst, fabs(at_semitones(voice.f0[i]) - at_semitones(120)
		    - 12 * (double)i / 200));
	CHECK(worst < 0.02);
}

TEST(the_shortest_sounds_have_their_frames)
{
	static const struct { size_t n, frames; } cases[] = { { 0, 0 }, { 1, 1 }, { 160, 1 },
		{ 161, 2 }, { 700, 5 } };

	(void)state_;
	make_sine(16000, 200, 1);
	for (size_t i = 0; i < AT_COUNT(cases); i++)
		CHECK_INT(cases[i].frames, hear(16000, cases[i].n).n);
}

TEST(what_was_not_recorded_is_missing_and_keeps_its_place)
{
	struct at_pitch *pitch = at_pitch_open(arena, &at_pitch_usual, 16000);
	struct at_voice voice;

	(void)state_;
	make_sine(16000, 200, 1);
	at_pitch_add(pitch, sound, 8000);
	at_pitch_skip(pitch, 24000);
	at_pitch_add(pitch, sound, 8000);
	voice = at_pitch_finish(pitch);
	CHECK_INT(250, voice.n);
	for (size_t i = 0; i < 250; i++)
		CHECK(isnan(voice.db[i]) == (i >= 50 && i < 200));
	CHECK(voice.voiced[25] && !voice.voiced[125] && voice.voiced[225]);
	CHECK_NEAR(200, voice.f0[225], 0.05);
}

/* A knock as loud as can be must not make the rest silence. */
TEST(one_knock_does_not_hide_a_quiet_voice)
{
	struct at_voice voice;

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(sound); i++)
		sound[i] = (float)(0.02 * sin(2 * acos(-1) * 150 * (double)i / 16000));
	sound[160 * 500] = 1;
	voice = hear(16000, 16000 * 12);
	CHECK_INT(1200, voice.n);
	CHECK(count_voiced(&voice) > 1180);
}

RUN_ALL(
	SERIES(a_sine_has_its_frequency),
	SERIES(a_pulse_train_does_not_jump_by_octaves),
	SERIES(white_noise_is_unvoiced),
	SERIES(silence_and_a_constant_have_no_pitch),
	SERIES(a_quiet_stretch_is_unvoiced_by_the_silence_threshold),
	SERIES(vibrato_and_glide_are_followed),
	SERIES(the_shortest_sounds_have_their_frames),
	SERIES(what_was_not_recorded_is_missing_and_keeps_its_place),
	SERIES(one_knock_does_not_hide_a_quiet_voice),
)
