/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings, made by the ffmpeg command for the time of a test. */
#ifndef AT_TEST_RECORDING_H
#define AT_TEST_RECORDING_H

#include <stdbool.h>

#include "base/arena.h"

/* A name for a new file, ending in `name`; the file goes away with the arena. */
const char *recording_path(struct at_arena *arena, const char *name);

/* The command "ffmpeg ARGS", which names its outputs.  False where there is no ffmpeg. */
bool recording_run(struct at_arena *arena, const char *args);

/* "ffmpeg ARGS PATH" with one new path, which is returned; NULL where there is no ffmpeg. */
const char *recording_make(struct at_arena *arena, const char *name, const char *args);

/* A new file of these bytes. */
const char *recording_of(struct at_arena *arena, const char *name, const void *bytes,
    size_t n_bytes);

/* What `ffmpeg -v error ARGS -` writes: all of it. */
const unsigned char *recording_dump(struct at_arena *arena, const char *args, size_t *out_n);

#endif
