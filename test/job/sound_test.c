/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sound of recordings, through attune-media and its pipe. */
#include "check.h"
#include "job/media.h"
#include "support/recording.h"

/* Two tones, one on each side; the oracle reads them back. */
static const char tones[] = "-f lavfi -i 'aevalsrc=0.5*sin(2*PI*440*t)|0.25*sin(2*PI*660*t)"
    ":s=16000:d=1.5'";

static const char *const sound_args[] = { "sound", NULL };

/* All samples of a channel, and the stream they came in. */
struct heard {
	struct at_wire_stream stream;
	int64_t first, next;            /* ticks */
	int n_gaps;
	float *samples[2];
	int n;
};

static struct at_arena *arena;
static struct at_error err;

static int
begin(void **state)
{
	(void)state;
	arena = at_arena_open();
	at_error_clear(&err);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

static void
add(struct heard *h, const struct at_wire_sound *sound)
{
	if (h->n == 0)
		h->first = sound->tick;
	else if (sound->tick != h->next)
		h->n_gaps++;
	h->next = sound->tick + sound->n_samples;
	for (int c = 0; c < 2 && c < sound->n_channels; c++) {
		h->samples[c] = at_grow(arena, h->samples[c], (size_t)h->n,
		    (size_t)(h->n + sound->n_samples), sizeof(float));
		at_wire_samples(sound, c, h->samples[c] + h->n);
	}
	h->n += sound->n_samples;
}

static enum at_status
hear(const char *path, struct heard *out)
{
	struct at_wire_record record = { .kind = AT_WIRE_STREAM };
	struct at_media *media;
	int fd;
	enum at_status st = at_media_file(arena, path, &fd, &err);

	*out = (struct heard){ .n = 0 };
	if (st == AT_OK)
		st = at_media_open(arena, fd, sound_args, &media, &err);
	if (st == AT_NOT_FOUND && strstr(err.text, "attune-media") != NULL)
		SKIP("no attune-media");
	while (st == AT_OK && record.kind != AT_WIRE_END) {
		st = at_media_next(media, &record, &err);
		if (st == AT_OK && record.kind == AT_WIRE_SOUND)
			add(out, &record.sound);
	}
	if (st == AT_OK)
		out->stream = *at_media_stream(media);
	return st;
}

/* A coder of the ffmpeg command, and the file it writes to. */
struct coded {
	const char *name, *coder;
	double tolerance;               /* of a sample; 0: as the ffmpeg command reads it */
	int rate_hz;
	const char *path;
};

/* The tones in all these files, by one command. */
static void
make_tones(struct coded *all, size_t n)
{
	struct at_buffer args = at_buffer_init(arena);

	at_buffer_text(&args, tones);
	for (size_t i = 0; i < n; i++) {
		all[i].path = recording_path(arena, all[i].name);
		at_buffer_printf(&args, " -c:a %s %s", all[i].coder, all[i].path);
	}
	if (!recording_run(arena, at_buffer_string(&args)))
		SKIP("no ffmpeg");
}

static void
hear_tones(const struct coded *coded, struct heard *out)
{
	if (hear(coded->path, out) != AT_OK)
		fail_msg("%s: %s", coded->name, err.text);
	CHECK_INT(0, out->n_gaps);
	CHECK_INT(2, out->stream.n_channels);
	CHECK_INT(coded->rate_hz, out->stream.rate_hz);
}

TEST(pcm_comes_through_to_the_last_bit)
{
	struct coded cases[] = {
		{ "16.wav", "pcm_s16le", 1 / 32768.0, 16000, NULL },
		{ "24.wav", "pcm_s24le", 2e-7, 16000, NULL },
		{ "32.wav", "pcm_s32le", 1e-7, 16000, NULL },
		{ "f32.wav", "pcm_f32le", 1e-7, 16000, NULL },
		{ "f64.wav", "pcm_f64le", 1e-7, 16000, NULL },
		{ "8.wav", "pcm_u8", 1.5 / 128, 16000, NULL },
	};

	(void)state_;
	make_tones(cases, AT_COUNT(cases));
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct heard h;

		hear_tones(&cases[i], &h);
		CHECK_INT(24000, h.n);
		CHECK_INT(0, h.first);
		for (int s = 0; s < h.n; s++) {
			double t = 2 * acos(-1) * s / 16000;

			CHECK_NEAR(0.5 * sin(440 * t), h.samples[0][s], cases[i].tolerance);
			CHECK_NEAR(0.25 * sin(660 * t), h.samples[1][s], cases[i].tolerance);
		}
	}
}

/* Coders that lose something: as much of it, at the same place, as the ffmpeg command has. */
TEST(every_format_gives_what_the_ffmpeg_command_gives)
{
	struct coded cases[] = {
		{ "a.m4a", "aac", 0, 16000, NULL }, { "a.mp3", "libmp3lame", 0, 16000, NULL },
		{ "a.ogg", "libopus", 0, 48000, NULL }, { "a.webm", "libopus", 0, 48000, NULL },
		{ "a.mkv", "libvorbis", 0, 16000, NULL }, { "a.mov", "pcm_s16be", 0, 16000, NULL },
		{ "a.flac", "flac", 0, 16000, NULL },
	};

	(void)state_;
	make_tones(cases, AT_COUNT(cases));
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct heard h;
		size_t n;
		const unsigned char *dump;

		hear_tones(&cases[i], &h);
		dump = recording_dump(arena, at_printf(arena, "-i %s -f f32le", cases[i].path), &n);
		CHECK_INT(n / 8, h.n);
		for (int s = 0; s < h.n; s++) {
			float both[2];

			memcpy(both, dump + (size_t)s * 8, 8);
			CHECK_NEAR(both[0], h.samples[0][s], 1e-6);
			CHECK_NEAR(both[1], h.samples[1][s], 1e-6);
		}
	}
}

TEST(a_gap_in_the_sound_is_a_jump_of_the_clock)
{
	struct heard h;
	const char *path = recording_make(arena, "gap.mkv", "-f lavfi -i sine=440:r=16000:d=2 "
	    "-af \"aselect='lt(t,0.5)+gte(t,1.25)'\" -c:a pcm_s16le");

	(void)state_;
	if (path == NULL)
		SKIP("no ffmpeg");
	CHECK_INT(AT_OK, hear(path, &h));
	CHECK_INT(1, h.n_gaps);
	CHECK_NEAR(2.0 * 16000, (double)h.next, 1024);
	CHECK_NEAR(1.25 * 16000, h.n, 1024);
}

TEST(what_is_no_recording_ends_in_one_line)
{
	static const char words[] = "These are my notes of Monday, nothing to listen to.\n";
	struct heard h;
	const char *mute = recording_make(arena, "mute.mp4",
	    "-f lavfi -i color=s=64x64:d=0.2 -c:v libx264");

	(void)state_;
	CHECK_INT(AT_INVALID, hear(recording_of(arena, "notes.txt", words, sizeof words), &h));
	CHECK_HAS("is not a recording that can be read", err.text);
	at_error_clear(&err);
	CHECK_INT(AT_INVALID, hear(recording_of(arena, "empty.wav", words, 0), &h));
	CHECK_HAS("is not a recording that can be read", err.text);
	at_error_clear(&err);
	CHECK_INT(AT_INVALID, hear("/dev/zero", &h));
	CHECK_TEXT("/dev/zero is not a file", err.text);
	at_error_clear(&err);
	CHECK_INT(AT_NOT_FOUND, hear("/nonexistent.wav", &h));
	at_error_clear(&err);
	if (mute == NULL)
		SKIP("no ffmpeg");
	CHECK_INT(AT_INVALID, hear(mute, &h));
	CHECK_TEXT("has no sound", err.text);
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ARENA(pcm_comes_through_to_the_last_bit),
		IN_ARENA(every_format_gives_what_the_ffmpeg_command_gives),
		IN_ARENA(a_gap_in_the_sound_is_a_jump_of_the_clock),
		IN_ARENA(what_is_no_recording_ends_in_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
