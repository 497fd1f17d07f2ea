/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "stats/dist.h"
#include "stats/special.h"

#define SQRT_HALF 0.70710678118654752440
#define INVERSE_SQRT_2PI 0.39894228040143267794

double
at_normal_density(double z)
{
	return INVERSE_SQRT_2PI * exp(-0.5 * z * z);
}

double
at_normal_p(double z)
{
	return 0.5 * erfc(-z * SQRT_HALF);
}

double
at_normal_upper(double z)
{
	return 0.5 * erfc(z * SQRT_HALF);
}

/* How much too large the area above z is; near the middle what is beyond it counts. */
static double
upper_off(double z, double p)
{
	return p > 0.25 ? (0.5 - p) - 0.5 * erf(z * SQRT_HALF) : at_normal_upper(z) - p;
}

/* The point above which the area p <= 1/2 lies: a start good to 4.5e-4 (Hastings 1955,
 * sheet 67), then Halley's steps, each of which triples the digits. */
static double
normal_upper_q(double p)
{
	double t = sqrt(-2 * log(p));
	double z = t - (2.515517 + t * (0.802853 + t * 0.010328))
	    / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));

	for (int i = 0; i < 3; i++) {
		double off = upper_off(z, p) / at_normal_density(z);

		/* Beyond the smallest normal numbers the density has no digits left. */
		if (!isfinite(off))
			break;
		z += off / (1 - 0.5 * z * off);
	}
	return z;
}

double
at_normal_q(double p)
{
	if (!(p >= 0 && p <= 1))
		return NAN;
	if (p == 0 || p == 1)
		return p == 0 ? -INFINITY : INFINITY;
	return p < 0.5 ? -normal_upper_q(p) : p > 0.5 ? normal_upper_q(1 - p) : 0;
}

/* ---- points of gamma and F ---------------------------------------------------------- */

/* A distribution on 0..infinity: its areas, and the slope of the lower by log x. */
struct family {
	double a, b;                    /* b = 0: gamma; else F as a ratio of beta's parts */
};

static struct at_tails
areas(const struct family *f, double x)
{
	if (f->b == 0)
		return at_gamma_tails(f->a, x);
	return at_beta_tails(f->a, f->b, x / (1 + x), 1 / (1 + x));
}

static double
slope(const struct family *f, double x)
{
	if (f->b == 0)
		return at_gamma_slope(f->a, x);
	return at_beta_slope(f->a, f->b, x / (1 + x), 1 / (1 + x));
}

/* Where the areas are `want`: Newton's steps for the logarithm of the smaller area by
 * log x, which is concave; kept between what is known to be too low and too high. */
static double
point(const struct family *f, struct at_tails want)
{
	double x = f->b == 0 ? f->a : f->a / f->b, low = 0, high = INFINITY;
	bool lower = want.lower < want.upper;

	if (want.lower <= 0 || want.upper <= 0)
		return want.lower <= 0 ? 0 : INFINITY;
	for (int i = 0; i < 600; i++) {
		struct at_tails got = areas(f, x);
		double area = lower ? got.lower : got.upper;
		double off = log(area / (lower ? want.lower : want.upper));
		double step = off * area / slope(f, x) * (lower ? -1 : 1), next;

		if (off == 0)
			break;
		if (lower == (off > 0))
			high = x;
		else
			low = x;
		/* Far out the slope is nothing or all; steps of a few powers of e will do. */
		if (!(fabs(step) < 3))
			step = lower == (off > 0) ? -3 : 3;
		next = x * exp(step);
		if (next <= low || next >= high)
			next = isinf(high) ? 2 * x : 0.5 * (low + high);
		if (fabs(next - x) <= DBL_EPSILON * x || next == 0 || isinf(next))
			return next;
		x = next;
	}
	return x;
}

/* ---- chi-square, F, t --------------------------------------------------------------- */

double
at_chi2_p(double x, double df)
{
	return x <= 0 && df > 0 ? 0 : at_gamma_tails(df / 2, x / 2).lower;
}

double
at_chi2_upper(double x, double df)
{
	return x <= 0 && df > 0 ? 1 : at_gamma_tails(df / 2, x / 2).upper;
}

double
at_chi2_q(double p, double df)
{
	const struct family gamma = { df / 2, 0 };

	if (!(p >= 0 && p <= 1) || !(df > 0) || isinf(df))
		return NAN;
	return 2 * point(&gamma, (struct at_tails){ p, 1 - p });
}

static struct at_tails
f_tails(double f, double df1, double df2)
{
	double part = df1 * f;

	if (isnan(f) || !(df1 > 0) || !(df2 > 0))
		return (struct at_tails){ NAN, NAN };
	if (f <= 0)
		return (struct at_tails){ 0, 1 };
	if (isinf(part))
		return (struct at_tails){ 1, 0 };
	return at_beta_tails(df1 / 2, df2 / 2, part / (df2 + part), df2 / (df2 + part));
}

double
at_f_p(double f, double df1, double df2)
{
	return f_tails(f, df1, df2).lower;
}

double
at_f_upper(double f, double df1, double df2)
{
	return f_tails(f, df1, df2).upper;
}

static double
f_point(struct at_tails want, double df1, double df2)
{
	const struct family f = { df1 / 2, df2 / 2 };

	return point(&f, want) * df2 / df1;
}

double
at_f_q(double p, double df1, double df2)
{
	if (!(p >= 0 && p <= 1) || !(df1 > 0) || !(df2 > 0) || isinf(df1) || isinf(df2))
		return NAN;
	return f_point((struct at_tails){ p, 1 - p }, df1, df2);
}

double
at_t_two_sided(double t, double df)
{
	if (isinf(df))
		return 2 * at_normal_upper(fabs(t));
	return isinf(t) ? 0 : f_tails(t * t, 1, df).upper;
}

double
at_t_upper(double t, double df)
{
	double beyond = at_t_two_sided(t, df) / 2;

	return t > 0 ? beyond : 1 - beyond;
}

double
at_t_p(double t, double df)
{
	return at_t_upper(-t, df);
}

double
at_t_q(double p, double df)
{
	double size;

	if (!(p >= 0 && p <= 1) || !(df > 0))
		return NAN;
	if (isinf(df))
		return at_normal_q(p);
	size = p < 0.5 ? sqrt(f_point((struct at_tails){ 1 - 2 * p, 2 * p }, 1, df))
	    : sqrt(f_point((struct at_tails){ 2 * p - 1, 2 * (1 - p) }, 1, df));
	return p < 0.5 ? -size : size;
}
