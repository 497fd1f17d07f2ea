/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "signal/prepare.h"

/* ---- SD over what is there ---------------------------------------------------------- */

struct sums {
	long double sum, squares;
	size_t n;
};

static void
add_values(struct sums *sums, const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isnan(x[i])) {
			sums->sum += x[i];
			sums->n++;
		}
}

static void
add_squares(struct sums *sums, const double *x, size_t n)
{
	long double mean = sums->sum / sums->n;

	for (size_t i = 0; i < n; i++)
		if (!isnan(x[i]))
			sums->squares += (x[i] - mean) * (x[i] - mean);
}

/* Of one series, or of two taken together.  NaN of fewer than two values. */
static double
sd(const double *a, const double *b, size_t n)
{
	struct sums sums = { 0 };

	add_values(&sums, a, n);
	if (b != NULL)
		add_values(&sums, b, n);
	add_squares(&sums, a, n);
	if (b != NULL)
		add_squares(&sums, b, n);
	return sums.n < 2 ? NAN : (double)sqrtl(sums.squares / (sums.n - 1));
}

static size_t
drop_above(double *x, size_t n, double limit)
{
	size_t n_dropped = 0;

	for (size_t i = 0; i < n; i++)
		if (x[i] > limit) {
			x[i] = NAN;
			n_dropped++;
		}
	return n_dropped;
}

/* ---- smoothing ---------------------------------------------------------------------- */

/* Windows are short: summed anew each time, no error can drift in. */
static void
smooth_centred(const double *x, size_t n, double samples, double *out)
{
	size_t half = (size_t)floor(samples + 0.5) / 2;

	for (size_t t = 0; t < n; t++) {
		size_t first = t > half ? t - half : 0, end = t + half + 1 < n ? t + half + 1 : n;
		double sum = 0, n_there = 0;

		for (size_t i = first; i < end; i++)
			if (!isnan(x[i])) {
				sum += x[i];
				n_there++;
			}
		out[t] = n_there > 0 ? sum / n_there : NAN;
	}
}

/* R cuts the fraction off an index, and a sequence from a to b ends at the last a + k that
 * is not above b.  t counts from 1 here, as there. */
static void
smooth_rmea(const double *x, size_t n, double samples, double *out)
{
	double half = (samples - 1) / 2;

	for (size_t t = 1; t <= n; t++) {
		double from = fmax((double)t - half, 1), to = (double)t + half, sum = 0;
		size_t first = (size_t)from, last = first + (size_t)(to - from + 1e-10);

		for (size_t i = first; i <= last; i++)
			sum += i <= n ? x[i - 1] : NAN;
		out[t - 1] = isnan(sum) ? 0 : sum / samples;
	}
}

static void
smooth(const double *x, size_t n, const struct at_prepare_options *options, double *out)
{
	switch (options->smooth) {
	case AT_SMOOTH_NONE:
		memcpy(out, x, n * sizeof *out);
		return;
	case AT_SMOOTH_CENTRED:
		smooth_centred(x, n, options->smooth_samples, out);
		return;
	case AT_SMOOTH_RMEA:
		smooth_rmea(x, n, options->smooth_samples, out);
		return;
	}
}

/* One that does not move has no SD to divide by, and stays. */
static void
scale(double *x, size_t n)
{
	double by = sd(x, NULL, n);

	for (size_t i = 0; i < n && by > 0; i++)
		x[i] /= by;
}

struct at_pair
at_prepare(struct at_arena *arena, const struct at_pair *pair,
    const struct at_prepare_options *options, size_t *out_outliers)
{
	size_t n = pair->n;
	const double *series[2] = { pair->s1, pair->s2 };
	double limit = options->outlier_sd * sd(pair->s1, pair->s2, n), *ready[2];

	*out_outliers = 0;
	for (int i = 0; i < 2; i++) {
		double *kept = AT_NEW(arena, double, n);

		memcpy(kept, series[i], n * sizeof *kept);
		if (options->outlier_sd > 0)
			*out_outliers += drop_above(kept, n, limit);
		ready[i] = AT_NEW(arena, double, n);
		smooth(kept, n, options, ready[i]);
		if (options->scale)
			scale(ready[i], n);
	}
	return (struct at_pair){ ready[0], ready[1], n };
}
