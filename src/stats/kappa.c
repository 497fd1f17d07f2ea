/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "stats/dist.h"
#include "stats/kappa.h"

#define Z95 1.959963984540054

static void
test_it(struct at_kappa *kappa, double se)
{
	kappa->z = kappa->value / se;
	kappa->p = 2 * at_normal_upper(fabs(kappa->z));
}

/* ---- two raters --------------------------------------------------------------------- */

struct two {
	int c;
	const double *table, *values;
	enum at_kappa_weights weights;
	double n, widest;
	double *rows, *columns;         /* shares of the categories, of either rater */
	double *row_weights, *column_weights;   /* what a category may expect of the other */
};

static double
place_of(const struct two *t, int i)
{
	return t->values == NULL ? i : t->values[i];
}

static double
weight(const struct two *t, int i, int j)
{
	double d = fabs(place_of(t, i) - place_of(t, j)) / t->widest;

	switch (t->weights) {
	case AT_KAPPA_PLAIN:
		return i == j;
	case AT_KAPPA_LINEAR:
		return 1 - d;
	case AT_KAPPA_QUADRATIC:
		return 1 - d * d;
	}
	return 0;
}

static void
find_margins(struct two *t)
{
	for (int i = 0; i < t->c; i++)
		for (int j = 0; j < t->c; j++) {
			t->n += t->table[i * t->c + j];
			t->widest = fmax(t->widest, fabs(place_of(t, i) - place_of(t, j)));
		}
	for (int i = 0; i < t->c; i++)
		for (int j = 0; j < t->c; j++) {
			t->rows[i] += t->table[i * t->c + j] / t->n;
			t->columns[j] += t->table[i * t->c + j] / t->n;
		}
	for (int i = 0; i < t->c; i++)
		for (int j = 0; j < t->c; j++) {
			t->row_weights[i] += t->columns[j] * weight(t, i, j);
			t->column_weights[j] += t->rows[i] * weight(t, i, j);
		}
}

/* The large-sample variance, and that where the raters do not agree. */
static void
find_errors(const struct two *t, struct at_kappa *kappa)
{
	double o = kappa->agreement, e = kappa->expected, left = 1 - e;
	double sum = 0, null = 0, mean = o * e - 2 * e + o;

	for (int i = 0; i < t->c; i++)
		for (int j = 0; j < t->c; j++) {
			double margin = t->row_weights[i] + t->column_weights[j];
			double w = weight(t, i, j), a = w * left - margin * (1 - o);

			sum += t->table[i * t->c + j] / t->n * a * a;
			null += t->rows[i] * t->columns[j] * (w - margin) * (w - margin);
		}
	kappa->se = sqrt(fmax(sum - mean * mean, 0) / t->n) / (left * left);
	test_it(kappa, sqrt(fmax(null - e * e, 0) / t->n) / left);
}

struct at_kappa
at_kappa_cohen(struct at_arena *arena, const double *table, int c,
    enum at_kappa_weights weights, const double *values)
{
	struct two t = { .c = c, .table = table, .values = values, .weights = weights };
	struct at_kappa kappa = { NAN, 0, 0, NAN, NAN, NAN, NAN, NAN };

	t.rows = AT_NEW(arena, double, (size_t)c);
	t.columns = AT_NEW(arena, double, (size_t)c);
	t.row_weights = AT_NEW(arena, double, (size_t)c);
	t.column_weights = AT_NEW(arena, double, (size_t)c);
	find_margins(&t);
	for (int i = 0; i < c; i++) {
		kappa.expected += t.rows[i] * t.row_weights[i];
		for (int j = 0; j < c; j++)
			kappa.agreement += table[i * c + j] / t.n * weight(&t, i, j);
	}
	if (!(kappa.expected < 1))
		return kappa;
	kappa.value = (kappa.agreement - kappa.expected) / (1 - kappa.expected);
	find_errors(&t, &kappa);
	kappa.low = fmax(kappa.value - Z95 * kappa.se, -1);
	kappa.high = fmin(kappa.value + Z95 * kappa.se, 1);
	return kappa;
}

/* ---- several ------------------------------------------------------------------------ */

struct at_kappa
at_kappa_fleiss(const double *sums, const double *squares, int c, int raters, double n)
{
	double pairs = n * raters * (raters - 1), spread = 0, skew = 0;
	struct at_kappa kappa = { NAN, 0, 0, NAN, NAN, NAN, NAN, NAN };

	for (int j = 0; j < c; j++) {
		double p = sums[j] / (n * raters), q = 1 - p;

		kappa.agreement += (squares[j] - sums[j]) / pairs;
		kappa.expected += p * p;
		spread += p * q;
		skew += p * q * (q - p);
	}
	/* That is 1 - expected, and exactly 0 where one category has all. */
	if (!(spread > 0))
		return kappa;
	kappa.value = (kappa.agreement - kappa.expected) / spread;
	test_it(&kappa, sqrt(2 / pairs) * sqrt(spread * spread - skew) / spread);
	return kappa;
}

struct at_kappa
at_kappa_fleiss_one(double sum, double square, int raters, double n)
{
	/* The others: raters - x of them each time. */
	const double sums[] = { sum, n * raters - sum };
	const double squares[] = { square, n * raters * raters - 2 * raters * sum + square };

	return at_kappa_fleiss(sums, squares, 2, raters, n);
}
