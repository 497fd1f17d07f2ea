/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/timing.h - how long things took, counted by many threads into few classes. */
#ifndef AT_BASE_TIMING_H
#define AT_BASE_TIMING_H

#include <stdatomic.h>
#include <stdint.h>

enum { AT_TIMING_CLASSES = 12 };

/* All 0 at first. */
struct at_timing {
	_Atomic uint64_t counts[AT_TIMING_CLASSES];     /* each in one class */
	_Atomic uint64_t sum_us;
};

/* The longest time of a class in microseconds, 500 to 2,500,000; INT64_MAX of the last. */
int64_t at_timing_limit_us(int i);

void at_timing_add(struct at_timing *timing, int64_t us);

/* A clock that only goes forward, for differences. */
int64_t at_timing_now_us(void);

/* The thread does nothing for that long. */
void at_timing_rest_ms(int ms);

#endif
