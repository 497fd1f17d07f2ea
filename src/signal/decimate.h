/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/decimate.h - sound at a whole fraction of its rate, in any pieces it comes in. */
#ifndef AT_SIGNAL_DECIMATE_H
#define AT_SIGNAL_DECIMATE_H

#include "base/arena.h"

struct at_decimate;

/* Keeps one sample of `factor` (1 or more) after a low pass, flat to 0.35 of the new rate
 * and 80 dB down at 0.5: next to nothing is folded back, for it would be out of step with a
 * voice.  No delay: sample k is sample k * factor of the sound, which is silence before and
 * behind, and where a sample is no number. */
struct at_decimate *at_decimate_make(struct at_arena *arena, int factor);

/* Samples that will come of n more, at most. */
size_t at_decimate_room(const struct at_decimate *decimate, size_t n);

/* Those that n more make certain; returns how many. */
size_t at_decimate_add(struct at_decimate *decimate, const float *samples, size_t n,
    double *out);

/* And the rest: at_decimate_room(decimate, 0) at most. */
size_t at_decimate_end(struct at_decimate *decimate, double *out);

#endif
