/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/vocal.h - do two voices come to each other in pitch?
 *
 * Three answers, each with what chance would give.  Turns: the mean pitch of a turn and of
 * the other's turn after it.  Minutes: the mean pitch of each speaker minute by minute.
 * Seconds: that of each second, straight lines between, by windowed cross-correlation
 * (signal/crosscorr.h).  Pitch is in semitones, of frames in which its speaker speaks and
 * no other; of turns and minutes the straight line over the recording is taken out for each
 * speaker and the rest divided by its SD: two voices that both sink over an hour are not in
 * synchrony for that. */
#ifndef AT_SIGNAL_VOCAL_H
#define AT_SIGNAL_VOCAL_H

#include "signal/surrogate.h"
#include "signal/turns.h"

/* Fewer pitched frames give no mean; fewer pairs no correlation. */
enum { AT_VOCAL_LEAST_FRAMES = 10, AT_VOCAL_LEAST_PAIRS = 5 };

enum at_vocal_kind { AT_VOCAL_TURNS, AT_VOCAL_MINUTES, AT_VOCAL_SECONDS, AT_VOCAL_KINDS };

/* What there is to compare in one recording; s1 is speaker 0. */
struct at_vocal_series {
	struct at_pair pairs[AT_VOCAL_KINDS];   /* turns, minutes: without a gap */
	double interpolated;            /* share of the seconds that lie between others; NaN
	                                 * without any */
};

/* Mean pitch in semitones over the frames of a span; NaN with fewer than
 * AT_VOCAL_LEAST_FRAMES. */
double at_vocal_mean(const struct at_voice *voice, struct at_span span);

/* voices: after at_speech_part(). */
struct at_vocal_series at_vocal_series_make(struct at_arena *arena,
    const struct at_voice voices[2], const struct at_speech speech[2],
    const struct at_turns *turns);

struct at_vocal_options {
	int window_s, lag_s, step_s;    /* of the seconds: 60, 5, 30 */
	enum at_surrogate_kind surrogates;      /* of turns and minutes segments are single */
	int n;                          /* of dyads: 0 is all there are */
	int segment_s;                  /* 30 */
	uint64_t seed;
	int n_threads;
};

extern const struct at_vocal_options at_vocal_usual;

struct at_vocal_result {
	int n;                          /* pairs, or windows; 0: too few to say anything */
	double value;                   /* Pearson's r; of seconds the mean of z */
	double magnitude;               /* of seconds the mean of |z|; else NaN */
	struct at_surrogate_test test;  /* of value, of seconds of magnitude; NaN if none */
};

/* Of n_series recordings, out[i * AT_VOCAL_KINDS + kind].  Surrogates between dyads cut
 * turns and minutes to those of the shortest recording, test.real too.
 * AT_INVALID: dyads of one recording. */
enum at_status at_vocal(struct at_arena *arena, const struct at_vocal_series *series,
    int n_series, const struct at_vocal_options *options, struct at_vocal_result *out,
    struct at_error *err);

#endif
