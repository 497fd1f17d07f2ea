/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "signal/moments.h"

struct chunk {
	double mean, around;            /* sum of squares around it */
	size_t n;
};

static struct chunk
chunk_of(const double *x, size_t n)
{
	struct chunk chunk = { 0 };

	for (size_t i = 0; i < n; i++)
		if (!isnan(x[i])) {
			chunk.mean += x[i];
			chunk.n++;
		}
	if (chunk.n > 0)
		chunk.mean /= (double)chunk.n;
	for (size_t i = 0; i < n; i++)
		if (!isnan(x[i]))
			chunk.around += (x[i] - chunk.mean) * (x[i] - chunk.mean);
	return chunk;
}

double
at_moments_centre(const double *x, size_t n, size_t window)
{
	size_t half = window / 2 + 1;
	double least = INFINITY, centre = 0;

	for (size_t at = 0; at + half <= n; at += half) {
		struct chunk chunk = chunk_of(x + at, half);

		if (chunk.around > 0 && chunk.around < least) {
			least = chunk.around;
			centre = chunk.mean;
		}
	}
	return least < INFINITY ? centre : chunk_of(x, n).mean;
}

static void
put(const struct at_window_scale *out, size_t at, size_t window, long double sum,
    long double squares)
{
	double n = (double)window, around = (double)(squares - sum * sum / n);
	double norm = sqrt(around > 0 ? around : 0);

	out->offset[at] = (double)sum / sqrt(n);
	out->inverse[at] = 1 / norm;
	out->spread[at] = sqrt((double)squares) / norm;
}

/* Where the last window starts. */
static size_t
last_of(const struct at_group *group, size_t lag)
{
	return (group->n - 1) * group->step + lag;
}

/* As at_rows_sum() does it: from every `window`-th place to the left and to the right. */
void
at_moments(const double *x, const struct at_group *group, size_t lag, long double *scratch,
    const struct at_window_scale *out)
{
	size_t window = group->window, last = last_of(group, lag);
	long double *left = scratch, *left_squares = scratch + window;

	for (size_t from = 0; from <= last; from += window) {
		long double sum = 0, squares = 0;

		for (size_t i = window; i-- > 0;) {
			long double value = x[from + i];

			left[i] = sum += value;
			left_squares[i] = squares += value * value;
		}
		sum = squares = 0;
		for (size_t i = 0; i < window && from + i <= last; i++) {
			size_t at = from + i;

			if (at % group->step <= lag)
				put(out, at, window, left[i] + sum, left_squares[i] + squares);
			if (at < last) {
				long double value = x[at + window];

				sum += value;
				squares += value * value;
			}
		}
	}
}

bool
at_moments_still(const double *x, const struct at_group *group, size_t lag,
    const struct at_window_scale *out)
{
	size_t n = last_of(group, lag) + group->window, known = n, still_from = 0;
	bool any = false;

	for (size_t t = 0; t < n; t++) {
		if (!isnan(x[t])) {
			if (known < n && x[t] != x[known])
				still_from = known + 1;
			known = t;
		}
		if (t + 1 >= group->window && still_from + group->window <= t + 1) {
			out->inverse[t + 1 - group->window] = NAN;
			out->spread[t + 1 - group->window] = 0;
			any = true;
		}
	}
	return any;
}
