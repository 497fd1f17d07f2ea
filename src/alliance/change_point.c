/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "alliance/change_point.h"
#include "stats/moments.h"

/* Squares below this part of all are rounding: a perfect split would gain without bound. */
#define PERFECT 1e-12

static struct at_moments
moments_of(const double *values, int n)
{
	struct at_moments m = { .n = 0 };

	for (int i = 0; i < n; i++)
		if (!isnan(values[i]))
			at_moments_add(&m, values[i]);
	return m;
}

struct at_change_point
at_change_point(const double *values, int n)
{
	struct at_change_point best = { .at = -1, .before = NAN, .after = NAN, .gain = NAN };
	struct at_moments all = moments_of(values, n);
	double mean = at_moments_mean(&all), total = at_sum_value(&all.squares);
	double sum = 0, between = -1, n_all = (double)all.n, n_before = 0;

	/* Squares within both parts = all squares - those between the two means, and these
	 * follow from the sum of what the first part lies off the mean. */
	for (int i = 0; i < n; i++) {
		double n_after = n_all - n_before, b = sum * sum * n_all / (n_before * n_after);

		if (isnan(values[i]))
			continue;
		if (n_before >= AT_CHANGE_LEAST && n_after >= AT_CHANGE_LEAST && b > between) {
			between = b;
			best.at = i;
			best.before = mean + sum / n_before;
			best.after = mean - sum / n_after;
		}
		sum += values[i] - mean;
		n_before++;
	}
	if (best.at < 0 || !(total > 0))
		return best;
	best.gain = n_all * log(total / fmax(total - between, PERFECT * total))
	    - 2 * log(n_all);
	best.found = best.gain > 0;
	return best;
}
