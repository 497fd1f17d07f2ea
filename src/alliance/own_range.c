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

/* How the limits are drawn. */
struct rule {
	const struct at_own_range_scale *scale;
	double sigmas;
	int needs;
};

static struct at_own_range
range_from(const struct sums *sums, const struct rule *rule)
{
	struct at_spread before = spread(sums);
	struct at_own_range range = { .n = before.n, .mean = before.mean,
		.sigma = before.sigma, .low = NAN, .high = NAN, .warning = NAN };
	double width = rule->sigmas * before.sigma, warn = 2 * before.sigma;

	range.known = before.n >= rule->needs && before.n_moves > 0;
	if (!range.known)
		return range;

	/* Ratings that never moved say nothing about how far they may move. */
	if (!(before.sigma > 0))
		width = warn = rule->scale->step;
	range.low = before.mean - width;
	range.high = before.mean + width;
	range.warning = before.mean - warn;
	if (range.low < rule->scale->lowest)
		range.low = NAN;
	if (range.warning < rule->scale->lowest)
		range.warning = NAN;
	if (range.high > rule->scale->highest)
		range.high = NAN;
	return range;
}

static struct at_own_range
next(struct sums *sums, double value, const struct rule *rule)
{
	struct at_own_range range = range_from(sums, rule);

	range.below = value < range.low;        /* false when either is NaN */
	add(sums, range.below ? NAN : value);
	return range;
}

void
at_own_range_by(const double *values, int n, const struct at_own_range_scale *scale,
    double sigmas, int needs, struct at_own_range *out)
{
	struct rule rule = { scale, sigmas, needs };
	struct sums sums = nothing;

	assert(scale->step > 0 && sigmas > 0 && needs >= 2);
	for (int i = 0; i < n; i++)
		out[i] = next(&sums, values[i], &rule);
}

void
at_own_range_series(const double *values, int n, const struct at_own_range_scale *scale,
    struct at_own_range *out)
{
	at_own_range_by(values, n, scale, AT_OWN_RANGE_SIGMAS, AT_OWN_RANGE_NEEDS, out);
}

struct at_own_range
at_own_range_next(const double *values, int n, const struct at_own_range_scale *scale)
{
	struct rule rule = { scale, AT_OWN_RANGE_SIGMAS, AT_OWN_RANGE_NEEDS };
	struct sums sums = nothing;

	assert(scale->step > 0);
	for (int i = 0; i < n; i++)
		next(&sums, values[i], &rule);
	return range_from(&sums, &rule);
}
