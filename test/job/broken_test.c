/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings that are damaged, cut, or lie: each ends, in time, with a result or one line. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "job/media.h"
#include "support/recording.h"

static const char *const motion_args[] = { "motion", "12", "a=0,0,40,40", "b=40,8;64,40;30,44",
	NULL };
static const char *const sound_args[] = { "sound", NULL };

static struct at_arena *arena;
static uint32_t seed = 20120601;

static uint32_t
chance(uint32_t below)
{
	seed = (uint32_t)((uint64_t)seed * 16807 % 2147483647);
	return seed % below;
}

static int
begin(void **state)
{
	(void)state;
	arena = at_arena_open();
	return 0;
}

static int
end(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

/* ---- a recording is given, and must end ------------------------------------------------- */

struct ending {
	enum at_status status;
	char text[400];
	long n_records;
};

static struct ending
play(struct at_arena *scope, const char *path, const char *const *args)
{
	struct ending e = { .n_records = 0 };
	struct at_error err = { .status = AT_OK };
	struct at_wire_record record = { .kind = AT_WIRE_STREAM };
	struct at_media *media = NULL;
	int fd;

	CHECK_INT(AT_OK, at_media_file(scope, path, &fd, NULL));
	e.status = at_media_open(scope, fd, args, &media, &err);
	if (e.status == AT_NOT_FOUND)
		SKIP("no attune-media");
	while (e.status == AT_OK && record.kind != AT_WIRE_END) {
		e.status = at_media_next(media, &record, &err);
		e.n_records++;
	}
	snprintf(e.text, sizeof e.text, "%s", err.text);
	return e;
}

/* Whatever it says is one line; and nothing but a damaged file is its reason. */
static void
check_ending(const char *name, const struct ending *e)
{
	bool one_line = strchr(e->text, '\n') == NULL && (e->status == AT_OK || e->text[0] != '\0');

	if (!one_line || (e->status != AT_OK && e->status != AT_INVALID))
		fail_msg("%s: %s: %s", name, at_status_name(e->status), e->text);
}

static void
play_bytes(const char *name, const unsigned char *bytes, size_t n)
{
	struct at_arena *scope = at_arena_open();
	const char *path = recording_of(scope, name, bytes, n);
	bool sound = chance(3) == 0 || strstr(name, ".wav") != NULL || strstr(name, ".ogg") != NULL
	    || strstr(name, ".mp3") != NULL;
	struct ending e = play(scope, path, sound ? sound_args : motion_args);

	check_ending(name, &e);
	at_arena_close(scope);
}

/* ---- what is done to them --------------------------------------------------------------- */

static const struct { const char *name, *args; } kinds[] = {
	{ "b.mp4", "-c:v libx264 -g 5 -c:a aac" }, { "b.webm", "-c:v libvpx -c:a libopus" },
	{ "b.mkv", "-c:v libvpx-vp9 -cpu-used 8 -deadline realtime -c:a libvorbis" },
	{ "b.mov", "-c:v libx264 -movflags faststart -c:a pcm_s16be" },
	{ "b.wav", "-vn" }, { "b.mp3", "-vn" }, { "b.ogg", "-vn -c:a libopus" },
	{ "b.m4a", "-vn -c:a aac" },
};

/* The good recordings, by one command. */
static void
make_good(const unsigned char *bytes[], size_t n[])
{
	struct at_buffer args = at_buffer_init(arena);
	const char *paths[AT_COUNT(kinds)];

	at_buffer_text(&args, "-f lavfi -i testsrc2=s=64x48:r=25:d=0.6 "
	    "-f lavfi -i sine=440:d=0.6:r=16000");
	for (size_t i = 0; i < AT_COUNT(kinds); i++) {
		paths[i] = recording_path(arena, kinds[i].name);
		at_buffer_printf(&args, " -pix_fmt yuv420p %s %s", kinds[i].args, paths[i]);
	}
	if (!recording_run(arena, at_buffer_string(&args)))
		SKIP("no ffmpeg");
	for (size_t i = 0; i < AT_COUNT(kinds); i++) {
		FILE *file = fopen(paths[i], "rb");
		unsigned char *all = AT_NEW(arena, unsigned char, 1 << 18);

		n[i] = fread(all, 1, 1 << 18, file);
		fclose(file);
		bytes[i] = all;
	}
}

/* Bits turned anywhere, or mostly in what describes the rest: the beginning and the end. */
static void
turn_bits(unsigned char *bytes, size_t n)
{
	uint32_t flips = 1 + chance(40);

	for (uint32_t i = 0; i < flips; i++) {
		size_t reach = chance(2) ? n : n < 600 ? n : 600;
		size_t at = chance((uint32_t)reach);

		if (reach < n && chance(2))
			at = n - 1 - at;
		bytes[at] ^= (unsigned char)(1u << chance(8));
	}
}

/* Sizes and counts become the largest there are. */
static void
lie(unsigned char *bytes, size_t n)
{
	for (uint32_t i = 0; i < 1 + chance(6); i++) {
		size_t reach = n < 600 ? n : 600, at = chance((uint32_t)reach);

		if (chance(2))
			at = n - 1 - at;
		memset(bytes + at, chance(2) ? 255 : 127, at + 4 < n ? 4 : n - at);
	}
}

TEST(damaged_recordings_end_in_one_line_or_a_result)
{
	const unsigned char *good[AT_COUNT(kinds)];
	size_t n[AT_COUNT(kinds)];
	const char *often = getenv("ATTUNE_TEST_BROKEN");
	int rounds = often == NULL ? 5 : atoi(often);

	(void)state_;
	make_good(good, n);
	for (int round = 0; round < rounds; round++)
		for (size_t i = 0; i < AT_COUNT(kinds); i++) {
			unsigned char *bytes = malloc(n[i] + 1);
			size_t left = n[i];

			memcpy(bytes, good[i], n[i]);
			switch (round % 5) {
			case 0: turn_bits(bytes, n[i]); break;
			case 1: left = chance((uint32_t)n[i]); break;
			case 2: lie(bytes, n[i]); break;
			case 3: turn_bits(bytes, n[i]); left = n[i] / 2; break;
			case 4:                                 /* a piece is gone */
				left = n[i] * 3 / 4;
				memmove(bytes + n[i] / 2, bytes + n[i] * 3 / 4, left - n[i] / 2);
				break;
			}
			play_bytes(kinds[i].name, bytes, left);
			free(bytes);
		}
}

/* ---- endless ones ----------------------------------------------------------------------- */

/* A file that claims to be this large and takes no room. */
static const char *
endless(const char *name, const void *head, size_t n_head, off_t n)
{
	const char *path = recording_of(arena, name, head, n_head);

	if (truncate(path, n) != 0)
		SKIP("no file may be that large here");
	return path;
}

TEST(endless_files_end)
{
	/* The heads of a sound file, of a Matroska file and of an mp4's media box, each with
	 * a size that says "all that follows". */
	static const unsigned char wav[] = "RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\1\0\1\0"
	    "\x80\xbb\0\0\0\x77\1\0\2\0\x10\0data\xff\xff\xff\xff";
	static const unsigned char mkv[] = "\x1a\x45\xdf\xa3\x84\x42\x82\x81m\x18\x53\x80\x67\x01"
	    "\xff\xff\xff\xff\xff\xff\xff";
	static const unsigned char mp4[] = "\0\0\0\x10" "ftypisom\0\0\0\0\0\0\0\1mdat"
	    "\0\0\0\x40\0\0\0\0";
	const off_t large = (off_t)1 << 40;
	struct ending e;

	(void)state_;
	e = play(arena, endless("e.mkv", mkv, sizeof mkv - 1, large), motion_args);
	CHECK_INT(AT_INVALID, e.status);
	e = play(arena, endless("e.mp4", mp4, sizeof mp4 - 1, large), motion_args);
	CHECK_INT(AT_INVALID, e.status);
	e = play(arena, endless("e", "", 0, large), motion_args);
	CHECK_INT(AT_INVALID, e.status);
	e = play(arena, endless("e.wav", wav, sizeof wav - 1, large), motion_args);
	CHECK_INT(AT_INVALID, e.status);
}

/* The limit of time is handed down. */
static int
play_for_a_moment(const char *path)
{
	const struct rlimit moment = { 2, 2 };
	struct ending e;

	if (setrlimit(RLIMIT_CPU, &moment) != 0)
		return 9;
	e = play(arena, path, sound_args);
	return e.status == AT_CORRUPT && strstr(e.text, "was given up") != NULL ? 0 : 1;
}

TEST(a_recording_that_takes_too_long_is_given_up)
{
	/* Hours of sound to decode, and a moment for them. */
	static const unsigned char wav[] = "RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\1\0\1\0"
	    "\x80\xbb\0\0\0\x77\1\0\2\0\x10\0data\xff\xff\xff\xff";
	const char *path = endless("long.wav", wav, sizeof wav - 1, (off_t)1 << 34);
	pid_t child;
	int state;

	(void)state_;
	fflush(NULL);
	child = fork();
	if (child == 0)
		_exit(play_for_a_moment(path));
	CHECK_INT(child, waitpid(child, &state, 0));
	/* Either of both may be the first whose time is over. */
	CHECK((WIFEXITED(state) && WEXITSTATUS(state) == 0)
	    || (WIFSIGNALED(state) && (WTERMSIG(state) == SIGXCPU || WTERMSIG(state) == SIGKILL)));
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ARENA(damaged_recordings_end_in_one_line_or_a_result),
		IN_ARENA(endless_files_end),
		IN_ARENA(a_recording_that_takes_too_long_is_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
