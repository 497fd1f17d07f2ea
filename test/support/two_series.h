/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two series made by arithmetic alone: the second follows the first by a second. */
#ifndef TEST_SUPPORT_TWO_SERIES_H
#define TEST_SUPPORT_TWO_SERIES_H

#include "base/arena.h"
#include "signal/series.h"

enum { TWO_SERIES_N = 4500, TWO_SERIES_FPS = 25 };

/* The test signal of the numbers in crosscorr_test.c and segment_test.c: 4500 samples at
 * 25 Hz, moving sums of ten Park-Miller numbers; s2 is 0.7 of s1 a second before, and
 * 0.3 of something else. */
struct at_pair two_series(struct at_arena *arena);

/* Other recordings of the same kind: seed 20120601 gives the one above. */
struct at_pair two_series_seeded(struct at_arena *arena, unsigned long seed, size_t n);

#endif
