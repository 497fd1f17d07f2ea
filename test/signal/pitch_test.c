/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pitch and level of sounds that are known. */
#include <unistd.h>

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

/* ---- Praat as a second opinion ------------------------------------------------------- */

static const char praat_script[] = "form x\n text path\nendform\n"
    "sound = Read from file: path$\n"
    "pitch = noprogress To Pitch (ac): 0.01, 75, 15, \"no\", 0.03, 0.45, 0.01, 0.35, 0.14, 600\n"
    "n = Get number of frames\n"
    "for i to n\n"
    " selectObject: pitch\n"
    " t = Get time from frame number: i\n"
    " f = Get value in frame: i, \"Hertz\"\n"
    " if f = undefined\n  f = 0\n endif\n"
    " appendInfoLine: t, \" \", f\n"
    "endfor\n";

static void
put_word(FILE *file, uint32_t word, int n_bytes)
{
	for (int i = 0; i < n_bytes; i++)
		fputc((int)(word >> (8 * i) & 255), file);
}

/* 16 bits, 16 kHz, one channel. */
static void
save_wav(const char *path, uint32_t n)
{
	FILE *file = fopen(path, "wb");

	CHECK(file != NULL);
	fputs("RIFF", file);
	put_word(file, 36 + 2 * n, 4);
	fputs("WAVEfmt ", file);
	put_word(file, 16, 4);
	put_word(file, 1 | 1 << 16, 4);
	put_word(file, 16000, 4);
	put_word(file, 32000, 4);
	put_word(file, 2 | 16 << 16, 4);
	fputs("data", file);
	put_word(file, 2 * n, 4);
	for (uint32_t i = 0; i < n; i++)
		put_word(file, (uint32_t)lrint((double)sound[i] * 32767) & 0xffff, 2);
	CHECK(fclose(file) == 0);
}

/* Twelve harmonics of falling strength, now and then a pause, in some noise. */
static void
make_voice(uint32_t n, double base, uint64_t seed)
{
	struct at_random random = at_random_seeded(seed);
	double phase = 0;

	for (uint32_t i = 0; i < n; i++) {
		double t = i / 16000.0, sum = 0;
		bool pause = fmod(t, 1.3) > 1.05;

		phase += base * exp2((3 * sin(2 * acos(-1) * 0.7 * t)
		    + 0.3 * sin(2 * acos(-1) * 5 * t)) / 12) / 16000;
		for (int k = 1; k <= 12; k++)
			sum += sin(2 * acos(-1) * k * phase + k * k) / (k + 1);
		sound[i] = (float)(0.002 * at_random_normal(&random) + (pause ? 0
		    : 0.15 * sum * (0.6 + 0.4 * sin(2 * acos(-1) * 4 * t))));
	}
}

static int
praat_agrees(FILE *lines, const struct at_voice *voice, int *out_n)
{
	double t, f0;
	int n_agree = 0;

	for (*out_n = 0; fscanf(lines, "%lf %lf", &t, &f0) == 2; ++*out_n) {
		size_t i = (size_t)lround(t * AT_VOICE_FRAMES_HZ);

		/* Its frames are the same to a millisecond, or the test would compare others. */
		CHECK_NEAR((double)i / AT_VOICE_FRAMES_HZ, t, 1e-3);
		CHECK(i < voice->n);
		n_agree += f0 == 0 ? !voice->voiced[i] : fabs(voice->f0[i] / f0 - 1) < 0.001;
	}
	return n_agree;
}

TEST(praat_hears_the_same)
{
	static const double bases[] = { 95, 140, 210, 320 };
	const uint32_t n = 16000 * 8;
	char name[] = "/tmp/attune-test-praat-XXXXXX", command[200];
	int fd;

	(void)state_;
	if (system("command -v praat > /dev/null") != 0)
		SKIP("no praat");
	fd = mkstemp(name);
	CHECK(fd >= 0 && write(fd, praat_script, sizeof praat_script - 1)
	    == sizeof praat_script - 1);
	close(fd);
	for (size_t b = 0; b < AT_COUNT(bases); b++) {
		char wav[sizeof name + 4];
		struct at_voice voice;
		FILE *lines;
		int n_frames, n_agree;

		snprintf(wav, sizeof wav, "%s.wav", name);
		make_voice(n, bases[b], b);
		save_wav(wav, n);
		voice = hear(16000, n);
		snprintf(command, sizeof command, "praat --run %s %s", name, wav);
		lines = popen(command, "r");
		n_agree = praat_agrees(lines, &voice, &n_frames);
		CHECK_INT(0, pclose(lines));
		unlink(wav);
		CHECK(n_frames > 780 && n_agree >= n_frames * 99 / 100);
	}
	unlink(name);
}

RUN_ALL(
	SERIES(praat_hears_the_same),
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
