/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "stats/dist.h"
#include "stats/special.h"
#include "stats/tolerance.h"

enum { STEPS = 1000, HALVINGS = 60 };   /* of the integral (even), of the search */

/* Of s = chi / sqrt(df), the SD of a normal sample in units of the population's.  Gamma
 * comes in through Stirling's formula, as it would overflow. */
static double
density(double s, double df)
{
	double h = df / 2, power = df > 1 ? (df - 1) * log(s) : 0;

	return 2 * sqrt(h) * at_normal_density(0)
	    * exp(power + h * (1 - s * s) - at_stirling_error(h));
}

/* P(t' <= t) of the noncentral t: the normal area over all s, by Simpson's rule.  Sums of
 * the usual kind lose all digits where delta is large, as it is here. */
static double
noncentral_t(double t, double df, double delta)
{
	double half = 12 / sqrt(2 * df), from = half < 1 ? 1 - half : 0;
	double step = (1 + half - from) / STEPS, sum = 0;

	for (int i = 0; i <= STEPS; i++) {
		double s = from + i * step, f = at_normal_p(t * s - delta) * density(s, df);

		sum += i == 0 || i == STEPS ? f : i % 2 == 1 ? 4 * f : 2 * f;
	}
	return sum * step / 3;
}

double
at_tolerance_factor(double p, double confidence, int n)
{
	double root = sqrt(n), delta = at_normal_q(p) * root, low = delta, high = delta, width = 1;

	if (!(p > 0 && p < 1) || !(confidence > 0 && confidence < 1) || n < 3)
		return NAN;
	for (; noncentral_t(low, n - 1, delta) > confidence; width *= 2)
		low -= width;
	for (width = 1; noncentral_t(high, n - 1, delta) < confidence; width *= 2)
		high += width;
	for (int i = 0; i < HALVINGS; i++) {
		double middle = (low + high) / 2;

		if (noncentral_t(middle, n - 1, delta) < confidence)
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2 / root;
}
