/* SPDX-License-Identifier: GPL-3.0-or-later */
/* job/voice.h - the voices of one recording, decoded and measured as it is decoded. */
#ifndef AT_JOB_VOICE_H
#define AT_JOB_VOICE_H

#include "base/arena.h"
#include "base/status.h"
#include "signal/pitch.h"

enum { AT_HEARING_MOST = 2 };           /* voices measured */

struct at_hearing_task {
	const char *file;               /* "-" is standard input */
	int channels[AT_HEARING_MOST];  /* which to hear */
	int n_channels;                 /* 0: the first, and the second if there is one */
	struct at_pitch_options pitch;
	int n_threads;                  /* channels measured at a time */
	void (*progress)(void *to, double share);       /* from the calling thread; or NULL */
	void *to;
};

struct at_hearing {
	int rate_hz, n_in_file;         /* samples a second; channels */
	int n;
	struct at_voice voices[AT_HEARING_MOST];
	double missing_s;               /* time without sound between sound, or before it */
	long n_damaged;                 /* pieces that could not be decoded */
};

/* AT_INVALID, AT_CORRUPT, AT_IO: with the file's name; AT_NOT_FOUND: there is no such file,
 * or no attune-media, and then the message says what to install. */
enum at_status at_hearing(struct at_arena *arena, const struct at_hearing_task *task,
    struct at_hearing *out, struct at_error *err);

#endif
