/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/periods.h - which periods a stretch of sound may have, by autocorrelation.
 *
 * The stretch is freed of its mean and multiplied by Hann's window; its autocorrelation
 * over that of the window is an estimate for the sound as if it went on.  The peaks of it
 * between the samples are found with a windowed sinc (Boersma 1993: Accurate short-term
 * analysis of the fundamental frequency). */
#ifndef AT_SIGNAL_PERIODS_H
#define AT_SIGNAL_PERIODS_H

#include "base/arena.h"

enum { AT_PERIODS_MOST = 14 };          /* the unvoiced one makes 15, as Praat has it */

struct at_period {
	double hz;
	double strength;                /* autocorrelation at its peak, up to 1 */
};

struct at_stretch_periods {
	int n;
	struct at_period at[AT_PERIODS_MOST];
	double peak;                    /* |sound| around the middle, half a longest period
	                                 * each way */
};

struct at_periods_options {
	double rate_hz, floor_hz, ceiling_hz;
	double least;                   /* weaker peaks are none */
	double octave_cost;             /* decides who stays when there are too many */
};

/* Tables and memory: of one thread. */
struct at_periods;
struct at_periods *at_periods_make(struct at_arena *arena,
    const struct at_periods_options *options);

/* Samples of a stretch: three of the longest periods, an even number. */
size_t at_periods_length(const struct at_periods *periods);

/* Two stretches at a time, as they share a transform; one may be NULL. */
void at_periods_find(struct at_periods *periods, const double *const stretches[2],
    struct at_stretch_periods out[2]);

#endif
