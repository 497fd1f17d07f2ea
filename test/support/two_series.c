/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "support/two_series.h"

/* Park, Miller 1988. */
static void
fill_random(uint64_t *state, double *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		*state = *state * 16807 % 2147483647;
		out[i] = (double)*state / 2147483647;
	}
}

/* The sum of the ten numbers up to t; what was before the first counts one half. */
static double
sum_of_ten(const double *u, size_t t)
{
	double sum = 0;

	for (size_t j = 0; j < 10; j++)
		sum += t >= j ? u[t - j] : 0.5;
	return sum;
}

struct at_pair
two_series_seeded(struct at_arena *arena, unsigned long seed, size_t n)
{
	double *a = AT_NEW(arena, double, n), *b = AT_NEW(arena, double, n);
	double *s1 = AT_NEW(arena, double, n), *s2 = AT_NEW(arena, double, n);
	uint64_t state = seed;

	fill_random(&state, a, n);
	fill_random(&state, b, n);
	for (size_t t = 0; t < n; t++) {
		s1[t] = sum_of_ten(a, t);
		s2[t] = 0.7 * (t >= TWO_SERIES_FPS ? s1[t - TWO_SERIES_FPS] : 5)
		    + 0.3 * sum_of_ten(b, t);
	}
	return (struct at_pair){ s1, s2, n };
}

struct at_pair
two_series(struct at_arena *arena)
{
	return two_series_seeded(arena, 20120601, TWO_SERIES_N);
}
