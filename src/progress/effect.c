/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "progress/effect.h"
#include "stats/special.h"

#define Z95 1.959963984540054

/* Through what Stirling's formula leaves, because the logarithms of two gamma functions of
 * many cases are large and nearly the same. */
double
at_effect_correction(double m)
{
	double a = m / 2;

	if (!(m > 1))
		return NAN;
	return exp(-(a - 1) * log1p(-0.5 / a) - 0.5 + at_stirling_error(a)
	    - at_stirling_error(a - 0.5));
}

static struct at_effect
with_interval(double value, double variance)
{
	double half = Z95 * sqrt(variance);

	return (struct at_effect){ value, variance, value - half, value + half };
}

struct at_effect
at_effect_groups(const struct at_effect_group *one, const struct at_effect_group *two)
{
	double df = one->n + two->n - 2;
	double pooled = sqrt(((one->n - 1) * one->sd * one->sd + (two->n - 1) * two->sd * two->sd)
	    / df);
	double g = at_effect_correction(df) * (one->mean - two->mean) / pooled;

	if (!(pooled > 0))
		g = NAN;
	return with_interval(g, 1 / one->n + 1 / two->n + g * g / (2 * (one->n + two->n)));
}

struct at_effect
at_effect_smcr(const struct at_effect_course *c)
{
	double d = at_effect_correction(c->n - 1) * (c->mean_post - c->mean_pre) / c->sd_pre;

	if (!(c->sd_pre > 0))
		d = NAN;
	return with_interval(d, 2 * (1 - c->r) / c->n + d * d / (2 * c->n));
}

/* Without a spread there is no unit. */
static double
in_units(double difference, double square)
{
	return square > 0 ? difference / sqrt(square) : NAN;
}

double
at_effect_d_av(const struct at_effect_course *c)
{
	return in_units(c->mean_post - c->mean_pre,
	    (c->sd_pre * c->sd_pre + c->sd_post * c->sd_post) / 2);
}

double
at_effect_d_z(const struct at_effect_course *c)
{
	return in_units(c->mean_post - c->mean_pre, c->sd_pre * c->sd_pre
	    + c->sd_post * c->sd_post - 2 * c->r * c->sd_pre * c->sd_post);
}
