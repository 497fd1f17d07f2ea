/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>

#include "alliance/own_range.h"

/* What is known so far; `last` is the neighbour of the next value, NaN after a gap. */
struct sums {
	int n, n_moves;
	double total, moves;
	double last;
};

static const struct sums nothing = { .last = NAN };

static void
add(struct sums *sums, double value)
{
	if (isnan(value)) {
		sums->last = NAN;
		return;
	}
	sums->n++;
	sums->total += value;
	if (!isnan(sums->last)) {
		sums->n_moves++;
		sums->moves += fabs(value - sums->last);
	}
	sums->last = value;
}

static struct at_spread
spread(const struct sums *sums)
{
	struct at_spread out = { .n = sums->n, .n_moves = sums->n_moves,
		.mean = NAN, .mean_move = NAN, .sigma = NAN };

	if (sums->n > 0)
		out.mean = sums->total / sums->n;
	if (sums->n_moves > 0) {
		out.mean_move = sums->moves / sums->n_moves;
		out.sigma = out.mean_move / AT_OWN_RANGE_SIGMA;
	}
	return out;
}

struct at_spread
at_spread_of(const double *values, int n)
{
	struct sums sums = nothing;

	for (int i = 0; i < n; i++)
		add(&sums, values[i]);
	return spread(&sums);
}

static struct at_own_range
range_from(const struct sums *sums, const struct at_own_range_scale *scale)
{
	struct at_spread before = spread(sums);
	struct at_own_range range = { .n = before.n, .mean = before.mean,
		.low = NAN, .high = NAN, .warning = NAN };
	double low, warning;

	range.known = before.n >= AT_OWN_RANGE_NEEDS && before.n_moves > 0;
	if (!range.known)
		return range;

	/* Ratings that never moved say nothing about how far they may move. */
	low = before.mean - (before.sigma > 0 ? 3 * before.sigma : scale->step);
	warning = before.mean - (before.sigma > 0 ? 2 * before.sigma : scale->step);
	range.low = low >= scale->lowest ? low : NAN;
	range.warning = warning >= scale->lowest ? warning : NAN;
	range.high = 2 * before.mean - low;
	if (range.high > scale->highest)
		range.high = NAN;
	return range;
}

static struct at_own_range
next(struct sums *sums, double value, const struct at_own_range_scale *scale)
{
	struct at_own_range range = range_from(sums, scale);

	range.below = value < range.low;        /* false when either is NaN */
	add(sums, range.below ? NAN : value);
	return range;
}

void
at_own_range_series(const double *values, int n, const struct at_own_range_scale *scale,
    struct at_own_range *out)
{
	struct sums sums = nothing;

	assert(scale->step > 0);
	for (int i = 0; i < n; i++)
		out[i] = next(&sums, values[i], scale);
}

struct at_own_range
at_own_range_next(const double *values, int n, const struct at_own_range_scale *scale)
{
	struct sums sums = nothing;

	assert(scale->step > 0);
	for (int i = 0; i < n; i++)
		next(&sums, values[i], scale);
	return range_from(&sums, scale);
}
