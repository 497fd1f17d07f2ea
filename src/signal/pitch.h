/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/pitch.h - the pitch and the level of a voice, a hundred times a second.
 *
 *	pitch = at_pitch_open(arena, &options, rate_hz);
 *	at_pitch_add(pitch, samples, n);        any number of times, in pieces of any size
 *	voice = at_pitch_finish(pitch);
 *
 * Frame i is the sound around i / 100 s.  Each has candidates for its period
 * (signal/periods.h) and may have no pitch; of all ways through them the one is taken that
 * is strongest after the cost of every jump and every change between voiced and unvoiced
 * (Boersma 1993, with the costs that Praat has).  Sound of a high rate is first brought to
 * 11 kHz or a little more: a voice has its pitch far below. */
#ifndef AT_SIGNAL_PITCH_H
#define AT_SIGNAL_PITCH_H

#include <stdbool.h>

#include "base/arena.h"

enum { AT_VOICE_FRAMES_HZ = 100, AT_PITCH_LEAST_RATE = 4000, AT_PITCH_MOST_RATE = 768000 };

#define AT_VOICE_SILENT_DB (-120.0)     /* of digital silence, and the least there is */

struct at_pitch_options {
	double floor_hz, ceiling_hz;    /* 75 and 600; 20 <= floor, 2 * floor <= ceiling <= 1500 */
	double silence;                 /* .03: quieter than this part of the loudest: unvoiced */
	double voicing;                 /* .45: strength of being unvoiced */
	double octave_cost;             /* .01 an octave: of two equals the higher one */
	double octave_jump;             /* .35 an octave, from frame to frame */
	double voiced_unvoiced;         /* .14, each time */
};

extern const struct at_pitch_options at_pitch_usual;

struct at_voice {
	size_t n;                       /* frames */
	double *f0;                     /* Hz; NaN where unvoiced */
	double *db;                     /* level below full scale: 20 log10 of the RMS under a
	                                 * Hann window of three longest periods; NaN where
	                                 * nothing was recorded */
	bool *voiced;                   /* stays where f0 is taken out, as in overlaps */
};

struct at_pitch;

struct at_pitch *at_pitch_open(struct at_arena *arena, const struct at_pitch_options *options,
    int rate_hz);

void at_pitch_add(struct at_pitch *pitch, const float *samples, size_t n);

/* n samples that were not recorded. */
void at_pitch_skip(struct at_pitch *pitch, size_t n);

/* Where the loudest part is 0 nothing is voiced.  "Loudest" leaves out the loudest frame of
 * a thousand: one knock must not make a quiet voice silence. */
struct at_voice at_pitch_finish(struct at_pitch *pitch);

/* Semitones above 100 Hz: 12 log2(f0 / 100). */
double at_semitones(double f0_hz);

#endif
