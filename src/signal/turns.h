/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/turns.h - who speaks when, and how the floor goes from one to the other.
 *
 * Frames are those of signal/pitch.h, a hundred a second.  A speaker is one channel.
 *
 * Speech begins where the level comes above one threshold and ends where it falls below
 * another; both lie between the quiet of the channel (its 10th percentile) and its loud
 * (the 99th).  Who is far below the other's speech at the same moment, each seen from the
 * own loud, is the other's voice in the wrong microphone. */
#ifndef AT_SIGNAL_TURNS_H
#define AT_SIGNAL_TURNS_H

#include "signal/pitch.h"

struct at_span {
	size_t from, to;                /* frames; `to` is the first behind it */
};

struct at_speech_options {
	double pause_s;                 /* .3: shorter pauses are speech */
	double speech_s;                /* .1: shorter speech is none */
	double bleed_db;                /* 15: so far below the other is the other's voice */
};

extern const struct at_speech_options at_speech_usual;

struct at_speech {
	struct at_span *spans;          /* in order, apart by pauses */
	int n;
	double loud_db;                 /* NaN without a frame */
	double on_db, off_db;           /* thresholds; NaN where loud and quiet are too near
	                                 * to each other to be told apart: nobody speaks */
};

/* Of one speaker; `other` is NULL or the voice on the other channel. */
struct at_speech at_speech_find(struct at_arena *arena, const struct at_voice *voice,
    const struct at_voice *other, const struct at_speech_options *options);

/* Takes the pitch out of frames in which both speak: it may be of either. */
void at_speech_part(const struct at_speech speech[2], struct at_voice voices[2]);

/* A turn is speech of one speaker, pauses included, until the other has the floor.  Who
 * speaks only while the other does has no turn. */
struct at_turn {
	int who;                        /* 0 or 1 */
	struct at_span span;
	double offset_s;                /* from the end of the other's turn: a gap is above 0,
	                                 * an overlap below; NaN of the first */
};

struct at_turns_side {
	double speech_s;
	int n_turns;
	double mean_turn_s;             /* NaN without a turn */
	int n_interruptions;            /* turns taken while the other spoke */
	int n_inside;                   /* speech that began and ended in the other's */
};

struct at_turns {
	struct at_turn *turns;
	int n;
	struct at_turns_side sides[2];
	double length_s;                /* of the recording */
	double talk_ratio;              /* speech of 0 over that of both; NaN without any */
	double silence_share, overlap_share;    /* of the time; NaN if there is none */
	int n_transfers;                /* turns but the first */
	double mean_offset_s, median_offset_s;  /* of transfers; NaN without one */
};

/* n_frames: of the longer channel.  One speaker: the second has no span. */
struct at_turns at_turns_find(struct at_arena *arena, const struct at_speech speech[2],
    size_t n_frames);

#endif
