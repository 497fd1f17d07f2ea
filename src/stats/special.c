/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>

#include "base/macros.h"
#include "stats/special.h"

enum { MOST_TERMS = 100000 };

#define PI 3.14159265358979323846
#define HALF_LOG_2PI 0.91893853320467274178

/* Stirling's series, from DLMF 5.11.1: B(2k) / (2k (2k - 1)).  From 16 on the terms left
 * out are below 1e-18. */
static double
stirling_series(double x)
{
	static const double terms[] = { 1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188,
		-691.0 / 360360, 1.0 / 156, -3617.0 / 122400 };
	double sum = 0, square = x * x;

	for (int i = (int)AT_COUNT(terms) - 1; i >= 0; i--)
		sum = sum / square + terms[i];
	return sum / x;
}

/* The zeros of log Gamma at 1 and 2 need a series of their own, or nothing is left of
 * the digits: log Gamma(2 + d) = (1 - euler) d + sum of (-1)^k (zeta(k) - 1) d^k / k. */
static double
near_two(double d)
{
	/* zeta(k) - 1 from k = 2 on. */
	static const double zeta[] = {
		0.6449340668482264365, 0.2020569031595942854, 0.0823232337111381915,
		0.0369277551433699263, 0.0173430619844491397, 0.0083492773819228268,
		0.0040773561979443394, 0.0020083928260822144, 0.0009945751278180853,
		0.0004941886041194645, 0.0002460865533080483, 0.0001227133475784891,
		0.0000612481350587048, 0.0000305882363070205, 0.0000152822594086519,
		0.0000076371976378998, 0.0000038172932649998, 0.0000019082127165539,
		0.0000009539620338728, 0.0000004769329867878, 0.0000002384505027277,
		0.0000001192199259653, 0.0000000596081890513, 0.0000000298035035147,
		0.0000000149015548284, 0.0000000074507117898,
	};
	double sum = 0;

	for (int k = (int)AT_COUNT(zeta) + 1; k >= 2; k--)
		sum = sum * d + (k % 2 == 0 ? zeta[k - 2] : -zeta[k - 2]) / k;
	return (0.42278433509846713939 + sum * d) * d;
}

double
at_log_gamma(double x)
{
	double factor = 1;

	if (!(x > 0))
		return NAN;
	if (x < 0.5)
		return at_log_gamma(x + 1) - log(x);
	if (x < 1.5)
		return near_two(x - 1) - log1p(x - 1);
	if (x < 2.5)
		return near_two(x - 2);
	for (; x < 16; x++)
		factor *= x;
	return (x - 0.5) * log(x) - x + HALF_LOG_2PI + stirling_series(x) - log(factor);
}

double
at_stirling_error(double x)
{
	if (x >= 16)
		return stirling_series(x);
	return at_log_gamma(x) - ((x - 0.5) * log(x) - x + HALF_LOG_2PI);
}

/* a log(a / x) + x - a without its cancellation near x = a (Loader 2000, section 3):
 * with v = (a - x) / (a + x) it is (a - x) v + 2 a (v^3 / 3 + v^5 / 5 + ...). */
static double
deviance(double a, double x)
{
	double v, term, sum, k = 1;

	if (fabs(a - x) > 0.1 * (a + x))
		return a * log(a / x) + x - a;
	v = (a - x) / (a + x);
	sum = (a - x) * v;
	term = 2 * a * v;
	do {
		term *= v * v;
		k += 2;
		sum += term / k;
	} while (fabs(term) > DBL_EPSILON / 8 * fabs(sum));
	return sum;
}

double
at_gamma_slope(double a, double x)
{
	if (x == 0)
		return 0;
	if (a < 1)
		return exp(a * log(x) - x - at_log_gamma(a));
	return sqrt(a / (2 * PI)) * exp(-at_stirling_error(a) - deviance(a, x));
}

double
at_beta_slope(double a, double b, double x, double y)
{
	double n = a + b;

	if (x == 0 || y == 0)
		return 0;
	return sqrt(a / n * b / (2 * PI)) * exp(at_stirling_error(n) - at_stirling_error(a)
	    - at_stirling_error(b) - deviance(a, n * x) - deviance(b, n * y));
}

/* DLMF 8.11.4: P = slope / a (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...). */
static double
gamma_series(double a, double x)
{
	double term = 1 / a, sum = term;

	for (int k = 1; k < MOST_TERMS && term > DBL_EPSILON / 4 * sum; k++) {
		term *= x / (a + k);
		sum += term;
	}
	return sum * at_gamma_slope(a, x);
}

/* One step of Lentz's way through a continued fraction (Thompson and Barnett 1986);
 * *value is multiplied by what is returned. */
struct lentz {
	double c, d;
};

static double
lentz_step(struct lentz *l, double numerator, double denominator)
{
	static const double tiny = 1e-300;

	l->d = denominator + numerator * l->d;
	l->c = denominator + numerator / l->c;
	l->d = 1 / (fabs(l->d) < tiny ? tiny : l->d);
	l->c = fabs(l->c) < tiny ? tiny : l->c;
	return l->c * l->d;
}

/* DLMF 8.9.2, contracted: Q = slope / (x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - ...))). */
static double
gamma_fraction(double a, double x)
{
	double b = x + 1 - a, value = 1 / b, factor = 0;
	struct lentz l = { 1e300, 1 / b };

	for (int k = 1; k < MOST_TERMS && fabs(factor - 1) > DBL_EPSILON; k++) {
		factor = lentz_step(&l, -k * (k - a), b + 2 * k);
		value *= factor;
	}
	return value * at_gamma_slope(a, x);
}

struct at_tails
at_gamma_tails(double a, double x)
{
	double part;

	if (!(a > 0) || !(x >= 0) || isinf(a))
		return (struct at_tails){ NAN, NAN };
	if (isinf(x))
		return (struct at_tails){ 1, 0 };
	if (x < a + 1) {
		part = gamma_series(a, x);
		return (struct at_tails){ part, 1 - part };
	}
	part = gamma_fraction(a, x);
	return (struct at_tails){ 1 - part, part };
}

/* DLMF 8.17.22, every second step left out as by Didonato and Morris (1992, eq. 9), in whose
 * form nothing cancels; for x < (a + 1) / (a + b + 2). */
static double
beta_fraction(double a, double b, double x, double y)
{
	double value = a * (a * y - b * x + 1) / (a + 1), factor = 0;
	struct lentz l = { value, 0 };

	for (int k = 1; k < MOST_TERMS && fabs(factor - 1) > DBL_EPSILON; k++) {
		double odd = a + 2.0 * k - 1, turn = k * (b - k) * x / odd;

		factor = lentz_step(&l, (a + k - 1) * (a + b + k - 1) * turn * x / odd,
		    k + turn + (a + k) * (a * y - b * x + 1 + k * (1 + y)) / (odd + 2));
		value *= factor;
	}
	return at_beta_slope(a, b, x, y) / value;
}

struct at_tails
at_beta_tails(double a, double b, double x, double y)
{
	double part;

	if (!(a > 0) || !(b > 0) || !(x >= 0) || !(y >= 0) || isinf(a) || isinf(b))
		return (struct at_tails){ NAN, NAN };
	if (x <= (a + 1) / (a + b + 2)) {
		part = x == 0 ? 0 : beta_fraction(a, b, x, y);
		return (struct at_tails){ part, 1 - part };
	}
	part = y == 0 ? 0 : beta_fraction(b, a, y, x);
	return (struct at_tails){ 1 - part, part };
}
