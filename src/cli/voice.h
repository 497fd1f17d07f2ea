/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/voice.h - what attune voice finds in its recordings, between finding and telling. */
#ifndef AT_CLI_VOICE_H
#define AT_CLI_VOICE_H

#include "cli/lab.h"
#include "job/voice.h"
#include "signal/rate.h"
#include "signal/vocal.h"
#include "signal/wire.h"

struct at_voice_options {
	const char *channels, *surrogates, *out, *format;
	struct at_flag_real floor, ceiling, bleed;
	int n, seed;
	bool turns, synchrony;
};

/* Of one speaker in one recording, over the frames in which this speaker alone speaks. */
struct at_speaker {
	const char *name;
	struct at_speech speech;
	double f0_st, f0_sd_st;         /* semitones; NaN without a voiced frame */
	double voiced_share;            /* of the speaker's frames */
	double db, db_sd;
	int n_syllables;
	double rate;                    /* syllables a second of speech */
};

/* What a turn sounds like: NaN where nothing can be said. */
struct at_turn_sound {
	double f0_st, f0_z, db_z, rate; /* z: by the speaker's own mean and SD */
};

struct at_heard {
	const char *file;
	struct at_arena *arena;         /* keeps what follows */
	struct at_error err;            /* why there is no more */
	struct at_hearing hearing;      /* its voices only while there is one recording */
	struct at_speaker speakers[AT_HEARING_MOST];
	struct at_turns turns;
	struct at_turn_sound *sounds;   /* of each turn */
	double level_r;                 /* of the levels of both channels; NaN of one */
	struct at_vocal_series series;
};

struct at_voice_run {
	struct at_cli *cli;
	const struct at_voice_options *options;
	const char *names[AT_HEARING_MOST];     /* NULL: not told */
	struct at_hearing_task task;
	struct at_speech_options speech;
	struct at_vocal_options vocal;
	struct at_lab lab;
	struct at_heard *heard;         /* of each recording */
	int n, n_failed;
	struct at_vocal_result *results;        /* AT_VOCAL_KINDS each; NULL: not asked for */
};

/* Speakers, turns and what they sound like, out of heard->hearing. */
void at_voice_describe(const struct at_voice_run *run, struct at_arena *scratch,
    struct at_heard *heard);

/* All rows of a recording as CSV; `cli`, unless NULL, is flushed now and then. */
enum at_status at_voice_csv(const struct at_heard *heard, struct at_buffer *out,
    struct at_cli *cli);

/* The whole result. */
enum at_status at_voice_put(struct at_voice_run *run);

#endif
