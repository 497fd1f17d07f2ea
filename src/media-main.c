/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune-media: decodes the recording on its standard input and writes what is asked of it
 * down its standard output (signal/wire.h).  The one program that is linked with FFmpeg;
 * attune starts it (job/media.h).
 *
 * It trusts the recording in nothing: before the first byte is read it gives up files,
 * ports, programs, threads and all but a few system calls, and the kernel bounds its
 * memory and its time. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <libavutil/log.h>

#include "guard/sandbox.h"
#include "media/out.h"
#include "media/picture.h"
#include "media/sound.h"
#include "signal/wire.h"

enum {
	FIRST_OTHER_FD = 3,
	MOST_BYTES = 1024 * 1024 * 1024,
	/* Ten times what the slowest recordings take, and a ceiling. */
	LEAST_CPU_S = 60, BYTES_OF_A_CPU_S = 10000, MOST_CPU_S = 6 * 60 * 60
};

static const char usage[] = "usage: attune-media sound < recording\n"
    "       attune-media motion THRESHOLD [REGION ...] < recording\n"
    "       attune-media still REGION < recording\n"
    "Decodes for attune, which starts it; its output is not for reading.\n";

/* `most`, or what is given already if that is less; for good.  A second behind the limit of
 * time the kernel stops asking politely, which the parent could not tell from others. */
static int
limit(int what, rlim_t most)
{
	rlim_t grace = what == RLIMIT_CPU ? 1 : 0;
	struct rlimit now;

	if (getrlimit(what, &now) != 0)
		return -1;
	if (now.rlim_max >= grace && now.rlim_max < most + grace)
		most = now.rlim_max - grace;
	return setrlimit(what, &(struct rlimit){ most, most + grace });
}

static rlim_t
cpu_seconds(int64_t n_bytes)
{
	int64_t seconds = LEAST_CPU_S + n_bytes / BYTES_OF_A_CPU_S;

	return (rlim_t)(seconds < MOST_CPU_S ? seconds : MOST_CPU_S);
}

/* No core with a client's face in it; one descriptor more, which the sandbox needs. */
static enum at_status
set_limits(int64_t n_bytes, struct at_error *err)
{
	bool set = limit(RLIMIT_CPU, cpu_seconds(n_bytes)) == 0 && limit(RLIMIT_CORE, 0) == 0
	    && limit(RLIMIT_NOFILE, FIRST_OTHER_FD + 1) == 0
	    && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;

#ifndef AT_SANITIZED                    /* a sanitizer maps terabytes */
	set = set && limit(RLIMIT_DATA, MOST_BYTES) == 0;
#endif
	return set ? AT_OK : at_fail(err, AT_IO, "the limits of attune-media: %s",
	    strerror(errno));
}

/* From here on there is the recording, the pipe and nothing else. */
static enum at_status
give_up_rights(int64_t n_bytes, struct at_error *err)
{
	struct at_sandbox_layers layers;
	enum at_status st;

	close_range(FIRST_OTHER_FD, ~0u, 0);
	/* Dates in a recording make libc ask for a zone: one that needs no file. */
	setenv("TZ", "UTC0", 1);
	tzset();
	st = set_limits(n_bytes, err);
	return st == AT_OK ? at_sandbox_enter_decoder(&layers, err) : st;
}

/* What the arguments ask for; false if they are wrong, with err if a region is. */
static bool
read_task(struct at_arena *arena, int argc, char **argv, struct at_picture_task *out,
    struct at_error *err)
{
	struct at_region *regions = AT_NEW(arena, struct at_region, AT_WIRE_MAX_REGIONS);
	int first = 2;

	*out = (struct at_picture_task){ .regions = regions };
	out->still = strcmp(argv[1], "still") == 0;
	if (!out->still) {
		char *end = NULL;

		first = 3;
		out->threshold = argc > 2 ? (int)strtol(argv[2], &end, 10) : -1;
		if (strcmp(argv[1], "motion") != 0 || out->threshold < 0 || out->threshold > 255
		    || *end != '\0')
			return false;
	}
	out->n_regions = argc - first;
	if (out->n_regions > AT_WIRE_MAX_REGIONS || (out->still && out->n_regions != 1))
		return false;
	for (int i = 0; i < out->n_regions; i++)
		if (at_region_parse(arena, argv[first + i], &regions[i], err) != AT_OK)
			return false;
	return true;
}

static enum at_status
run(struct at_arena *arena, const struct at_picture_task *task, struct at_out *out,
    struct at_error *err)
{
	struct at_source source;
	enum at_status st = at_source_of_file(STDIN_FILENO, &source, err);

	if (st == AT_OK)
		st = give_up_rights(source.n_bytes, err);
	if (st != AT_OK)
		return st;
	return task == NULL ? at_sound_decode(arena, &source, out, err)
	    : at_picture_decode(arena, &source, task, out, err);
}

int
main(int argc, char **argv)
{
	struct at_arena *arena = at_arena_open();
	bool sound = argc == 2 && strcmp(argv[1], "sound") == 0;
	struct at_error err = { .status = AT_OK };
	struct at_picture_task task;
	struct at_out out;
	enum at_status st;

	if (arena == NULL || argc < 2 || (!sound && !read_task(arena, argc, argv, &task, &err))) {
		fprintf(stderr, "%s%s%s", err.text, err.text[0] == '\0' ? "" : "\n", usage);
		return 2;
	}
	av_log_set_level(AV_LOG_QUIET);
	out = at_out_open(arena, STDOUT_FILENO);
	st = run(arena, sound ? NULL : &task, &out, &err);
	if (st != AT_OK)
		at_wire_put_error(&out.buffer, err.text);
	/* At once: what other libraries do at the end needs calls that are gone. */
	_exit(at_out_flush(&out, NULL) == AT_OK && st == AT_OK ? 0 : 1);
}
