/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>

#include "alliance/drop.h"

double
at_drop_step(double sem, double range)
{
	double least = range / 6;

	assert(range > 0 && !(sem < 0));
	return fmax(1.96 * sqrt(2) * sem, least);       /* fmax: a NaN gives way */
}

static void
remember(struct at_drop_past *past, double value)
{
	if (past->n == AT_DROP_LOOKS_BACK) {
		past->n--;
		for (int i = 0; i < past->n; i++)
			past->values[i] = past->values[i + 1];
	}
	past->values[past->n++] = value;
}

struct at_drop
at_drop_next(struct at_drop_past *past, double value, double step)
{
	struct at_drop drop = { .baseline = NAN, .n_baseline = past->n };

	assert(step > 0);
	if (past->n >= AT_DROP_NEEDS) {
		double sum = 0;

		for (int i = 0; i < past->n; i++)
			sum += past->values[i];
		drop.baseline = sum / past->n;
		drop.fell = value <= drop.baseline - step + AT_DROP_SLACK;
	}
	if (!isnan(value) && !drop.fell)
		remember(past, value);
	return drop;
}

void
at_drop_series(const double *values, int n, double step, struct at_drop *out)
{
	struct at_drop_past past = { .n = 0 };

	for (int i = 0; i < n; i++)
		out[i] = at_drop_next(&past, values[i], step);
}
