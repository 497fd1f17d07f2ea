/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "alliance/control.h"

static const double ewma_weight = .2, ewma_width = 2.86;
static const double cusum_slack = .5, cusum_limit = 4;

/* How many of the last `of` values up to `at` lie below `limit`; 0 unless this one does, or
 * where a missing value stands among them. */
static int
below(const double *values, int at, int of, double limit)
{
	int n = 0;

	if (!(values[at] < limit))
		return 0;
	for (int i = at; i >= 0 && i > at - of; i--) {
		if (isnan(values[i]))
			break;
		n += values[i] < limit;
	}
	return n;
}

static bool
falls(const double *values, int at, int in_a_row)
{
	if (at + 1 < in_a_row)
		return false;
	for (int i = at; i > at - in_a_row + 1; i--)
		if (!(values[i] < values[i - 1]))
			return false;
	return true;
}

void
at_runs_series(const double *values, int n, double mean, double sigma, int in_a_row,
    unsigned *out)
{
	for (int i = 0; i < n; i++) {
		out[i] = 0;
		if (!(sigma > 0))
			continue;
		if (below(values, i, 3, mean - 2 * sigma) >= 2)
			out[i] |= AT_RUN_TWO_OF_THREE;
		if (below(values, i, 5, mean - sigma) >= 4)
			out[i] |= AT_RUN_FOUR_OF_FIVE;
		if (below(values, i, in_a_row, mean) >= in_a_row)
			out[i] |= AT_RUN_BELOW;
		if (falls(values, i, 6))
			out[i] |= AT_RUN_FALLING;
	}
}

void
at_ewma_series(const double *values, int n, double mean, double sigma, struct at_control *out)
{
	double z = mean, left = 1;              /* left: .8^(2 j) */

	for (int i = 0; i < n; i++) {
		out[i] = (struct at_control){ .statistic = NAN, .limit = NAN };
		if (isnan(values[i]) || !(sigma > 0))
			continue;
		z = ewma_weight * values[i] + (1 - ewma_weight) * z;
		left *= (1 - ewma_weight) * (1 - ewma_weight);
		out[i].statistic = z;
		out[i].limit = mean - ewma_width * sigma
		    * sqrt(ewma_weight / (2 - ewma_weight) * (1 - left));
		out[i].out = z < out[i].limit;
	}
}

void
at_cusum_series(const double *values, int n, double mean, double sigma, struct at_control *out)
{
	double sum = 0;

	for (int i = 0; i < n; i++) {
		out[i] = (struct at_control){ .statistic = NAN, .limit = NAN };
		if (isnan(values[i]) || !(sigma > 0))
			continue;
		sum = fmax(0, sum + (mean - cusum_slack * sigma) - values[i]);
		out[i].statistic = sum;
		out[i].limit = cusum_limit * sigma;
		out[i].out = sum > out[i].limit;
	}
}
