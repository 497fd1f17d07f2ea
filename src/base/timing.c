/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <time.h>

#include "base/timing.h"

static const int64_t limits_us[AT_TIMING_CLASSES] = {
	500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 2500000, INT64_MAX,
};

int64_t
at_timing_limit_us(int i)
{
	return limits_us[i];
}

void
at_timing_add(struct at_timing *timing, int64_t us)
{
	int i = 0;

	if (us < 0)
		us = 0;
	while (us > limits_us[i])
		i++;
	atomic_fetch_add_explicit(&timing->counts[i], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&timing->sum_us, (uint64_t)us, memory_order_relaxed);
}

int64_t
at_timing_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void
at_timing_rest_ms(int ms)
{
	const struct timespec rest = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&rest, NULL);
}
