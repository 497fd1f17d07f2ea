/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/rate.h - syllables by their nuclei, without words (de Jong, Wempe 2009).
 *
 * A nucleus is a peak of the level within speech: voiced, no more than 25 dB below the
 * loudest, with a dip of 2 dB or more on both sides. */
#ifndef AT_SIGNAL_RATE_H
#define AT_SIGNAL_RATE_H

#include "signal/turns.h"

struct at_nuclei {
	size_t *frames;                 /* in order */
	int n;
};

struct at_nuclei at_rate_nuclei(struct at_arena *arena, const struct at_voice *voice,
    const struct at_speech *speech);

#endif
