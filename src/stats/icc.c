/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "stats/dist.h"
#include "stats/icc.h"
#include "stats/moments.h"
#include "stats/reliability.h"

/* Less than this share of what it came from is rounding. */
#define ROUNDING 1e-12

const char *
at_icc_name(enum at_icc_kind kind)
{
	switch (kind) {
	case AT_ICC_1_1: return "(1,1)";
	case AT_ICC_2_1: return "(2,1)";
	case AT_ICC_3_1: return "(3,1)";
	case AT_ICC_1_K: return "(1,k)";
	case AT_ICC_2_K: return "(2,k)";
	case AT_ICC_3_K: return "(3,k)";
	}
	return "";
}

static double
mean_of(const double *x, int n, int step)
{
	struct at_moments m = { .n = 0 };

	for (int i = 0; i < n; i++, x += step)
		at_moments_add(&m, *x);
	return at_moments_mean(&m);
}

/* Sums of squares from deviations, so that levels far from zero cost no digits. */
static void
find_squares(const double *x, const double *levels, double mean, struct at_icc *icc)
{
	int n = icc->n, k = icc->k;
	struct at_sum between = { 0, 0 }, within = { 0, 0 }, raters = { 0, 0 }, error = { 0, 0 };

	for (int j = 0; j < k; j++)
		at_sum_add(&raters, n * levels[j] * levels[j]);
	for (int i = 0; i < n; i++, x += k) {
		double own = mean_of(x, k, 1);

		at_sum_add(&between, k * (own - mean) * (own - mean));
		for (int j = 0; j < k; j++) {
			double d = x[j] - own;

			at_sum_add(&within, d * d);
			at_sum_add(&error, (d - levels[j]) * (d - levels[j]));
		}
	}
	icc->raters = at_sum_value(&raters) / (k - 1);
	icc->between = at_sum_value(&between) / (n - 1);
	icc->within = at_sum_value(&within) / ((double)n * (k - 1));
	icc->error = at_sum_value(&error) / ((n - 1.0) * (k - 1));
}

static struct at_icc_one
nothing(void)
{
	return (struct at_icc_one){ NAN, NAN, NAN, NAN, NAN, NAN, NAN };
}

/* The first and third kind: (between - noise) / (between + (k - 1) noise), and its limits the
 * same with the noise that F makes of it. */
static struct at_icc_one
simple(const struct at_icc *icc, double noise, double df2, double tail)
{
	double df1 = icc->n - 1, b = icc->between, more = icc->k - 1;
	double most = noise * at_f_q(1 - tail, df1, df2), least = noise * at_f_q(tail, df1, df2);
	double f = b / noise;

	return (struct at_icc_one){ (b - noise) / (b + more * noise),
		(b - most) / (b + more * most), (b - least) / (b + more * least),
		f, df1, df2, at_f_upper(f, df1, df2) };
}

/* The second kind; its limits through Satterthwaite's degrees of freedom (Shrout and
 * Fleiss, page 424). */
static struct at_icc_one
second(const struct at_icc *icc, double tail)
{
	double n = icc->n, k = icc->k, b = icc->between, j = icc->raters, e = icc->error;
	struct at_icc_one one = simple(icc, e, (n - 1) * (k - 1), tail);
	double whole = b + (k - 1) * e + k * (j - e) / n;
	double noise = k * j + (k * n - k - n) * e, r, u, v, df, upper, lower;

	if (!(whole > 0))
		return nothing();
	one.value = r = (b - e) / whole;
	u = k * r * j;
	v = (n * (1 + (k - 1) * r) - k * r) * e;
	/* u + v goes with the spread between targets: without it the limits meet.  Full
	 * agreement has no error to put round it either. */
	if (!(u + v > ROUNDING * (fabs(u) + fabs(v)))) {
		one.low = one.high = r;
		return one;
	}
	df = (k - 1) * (n - 1) * (u + v) * (u + v) / ((n - 1) * u * u + v * v);
	upper = at_f_q(1 - tail, n - 1, df);
	lower = at_f_q(1 - tail, df, n - 1);
	one.low = n * (b - upper * e) / (upper * noise + n * b);
	one.high = n * (lower * b - e) / (noise + n * lower * b);
	return one;
}

static struct at_icc_one
mean_of_all(struct at_icc_one one, int k)
{
	one.value = at_spearman_brown(one.value, k);
	one.low = at_spearman_brown(one.low, k);
	one.high = at_spearman_brown(one.high, k);
	return one;
}

static void
find_kinds(struct at_icc *icc, double tail)
{
	double n = icc->n, k = icc->k;

	for (int i = 0; i < AT_ICC_KINDS; i++)
		icc->kinds[i] = nothing();
	if (icc->between + icc->within > 0) {
		icc->kinds[AT_ICC_1_1] = simple(icc, icc->within, n * (k - 1), tail);
		icc->kinds[AT_ICC_3_1] = icc->between + icc->error > 0
		    ? simple(icc, icc->error, (n - 1) * (k - 1), tail) : nothing();
		icc->kinds[AT_ICC_2_1] = icc->between + icc->error > 0 ? second(icc, tail)
		    : nothing();
	}
	for (int i = 0; i < AT_ICC_1_K; i++)
		icc->kinds[AT_ICC_1_K + i] = mean_of_all(icc->kinds[i], icc->k);
}

enum at_status
at_icc_find(struct at_arena *arena, const double *x, int n, int k, double tail,
    struct at_icc *out, struct at_error *err)
{
	struct at_icc icc = { .n = n, .k = k };
	double *levels, mean;

	if (n < 2 || k < 2)
		return at_fail(err, AT_INVALID, "expected two raters or more who rate two targets"
		    " or more, found %d and %d", k, n);
	levels = AT_NEW(arena, double, (size_t)k);
	mean = mean_of(x, n * k, 1);
	for (int j = 0; j < k; j++)
		levels[j] = mean_of(x + j, n, k) - mean;
	find_squares(x, levels, mean, &icc);
	find_kinds(&icc, tail);
	*out = icc;
	return AT_OK;
}
