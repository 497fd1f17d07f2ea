/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "stats/moments.h"
#include "stats/ols.h"

/* A column of which less than this is new beside those before it depends on them. */
#define LEAST_NEW 1e-10

/* X column by column, so that the inner loops run through memory; y behind it. */
static double *
columns_of(struct at_arena *arena, const struct at_ols_input *in)
{
	size_t n = (size_t)in->n, p = (size_t)in->p;
	double *a = AT_NEW(arena, double, n * (p + 1));

	for (size_t i = 0; i < n; i++) {
		double root = in->weights != NULL ? sqrt(in->weights[i]) : 1;

		for (size_t j = 0; j < p; j++)
			a[j * n + i] = root * in->x[i * p + j];
		a[p * n + i] = root * in->y[i];
	}
	return a;
}

static double
dot(const double *a, const double *b, int n)
{
	struct at_sum sum = { 0, 0 };

	for (int i = 0; i < n; i++)
		at_sum_add(&sum, a[i] * b[i]);
	return at_sum_value(&sum);
}

/* Mirrors what is right of column j so that the column becomes (.., r, 0, 0, ..).  The
 * mirror's vector stays where the zeros would be. */
static void
reflect(double *a, int n, int p, int j, double norm)
{
	double *v = a + (size_t)j * (size_t)n + j, scale;

	/* The sign without cancellation. */
	if (v[0] > 0)
		norm = -norm;
	v[0] -= norm;
	scale = -1 / (norm * v[0]);
	for (int k = j + 1; k <= p; k++) {
		double *c = a + (size_t)k * (size_t)n + j;
		double t = scale * dot(v, c, n - j);

		for (int i = 0; i < n - j; i++)
			c[i] -= t * v[i];
	}
	v[0] = norm;
}

/* The inverse of the triangle, p x p, row by row. */
static void
invert_triangle(const double *a, int n, int p, double *out)
{
	for (int j = 0; j < p; j++) {
		const double *r = a + (size_t)j * (size_t)n;

		out[j * p + j] = 1 / r[j];
		for (int i = 0; i < j; i++) {
			double sum = 0;

			for (int k = i; k < j; k++)
				sum += out[i * p + k] * r[k];
			out[i * p + j] = -sum / r[j];
		}
	}
}

static enum at_status
factor(double *a, int n, int p, int *out_column, struct at_error *err)
{
	for (int j = 0; j < p; j++) {
		const double *c = a + (size_t)j * (size_t)n;
		double whole = dot(c, c, n), below = dot(c + j, c + j, n - j);

		if (!(below > LEAST_NEW * LEAST_NEW * whole)) {
			if (out_column != NULL)
				*out_column = j;
			return at_fail(err, AT_INVALID, "column %d of the regression depends on"
			    " those before it", j + 1);
		}
		reflect(a, n, p, j, sqrt(below));
	}
	return AT_OK;
}

/* Around the weighted mean of y. */
static double
total_squares(const struct at_ols_input *in)
{
	struct at_sum sum = { 0, 0 }, weights = { 0, 0 }, squares = { 0, 0 };
	double mean;

	for (int i = 0; i < in->n; i++) {
		double w = in->weights != NULL ? in->weights[i] : 1;

		at_sum_add(&sum, w * in->y[i]);
		at_sum_add(&weights, w);
	}
	mean = at_sum_value(&sum) / at_sum_value(&weights);
	for (int i = 0; i < in->n; i++) {
		double w = in->weights != NULL ? in->weights[i] : 1, d = in->y[i] - mean;

		at_sum_add(&squares, w * d * d);
	}
	return at_sum_value(&squares);
}

/* b = R^-1 Q'y, (X'X)^-1 = R^-1 R^-T. */
static void
solve(struct at_ols *fit, const double *inverse, const double *qty)
{
	int p = fit->p;

	for (int i = 0; i < p; i++) {
		for (int k = i; k < p; k++)
			fit->b[i] += inverse[i * p + k] * qty[k];
		for (int j = 0; j <= i; j++) {
			double sum = 0;

			for (int k = i; k < p; k++)
				sum += inverse[i * p + k] * inverse[j * p + k];
			fit->unscaled[i * p + j] = fit->unscaled[j * p + i] = sum;
		}
	}
}

static void
look_back(struct at_ols *fit, const struct at_ols_input *in)
{
	struct at_sum rss = { 0, 0 };

	for (int i = 0; i < in->n; i++) {
		const double *x = in->x + (size_t)i * (size_t)in->p;
		double fitted = 0, w = in->weights != NULL ? in->weights[i] : 1;

		for (int j = 0; j < in->p; j++)
			fitted += x[j] * fit->b[j];
		fit->residuals[i] = in->y[i] - fitted;
		at_sum_add(&rss, w * fit->residuals[i] * fit->residuals[i]);
	}
	fit->rss = at_sum_value(&rss);
}

static struct at_ols
make_fit(struct at_arena *arena, int n, int p)
{
	return (struct at_ols){ .n = n, .p = p, .b = AT_NEW(arena, double, (size_t)p),
		.se = AT_NEW(arena, double, (size_t)p),
		.unscaled = AT_NEW(arena, double, (size_t)p * (size_t)p),
		.residuals = AT_NEW(arena, double, (size_t)n), .df = n - p };
}

enum at_status
at_ols_fit(struct at_arena *arena, const struct at_ols_input *input, struct at_ols *out,
    int *out_column, struct at_error *err)
{
	int n = input->n, p = input->p;
	struct at_ols fit = make_fit(arena, n, p);
	double *a, *inverse, total;
	enum at_status st;

	if (n < p)
		return at_fail(err, AT_INVALID, "%d rows are too few for %d coefficients", n, p);
	a = columns_of(arena, input);
	st = factor(a, n, p, out_column, err);
	if (st != AT_OK)
		return st;
	inverse = AT_NEW(arena, double, (size_t)p * (size_t)p);
	invert_triangle(a, n, p, inverse);
	solve(&fit, inverse, a + (size_t)p * (size_t)n);
	look_back(&fit, input);
	total = total_squares(input);
	fit.r_squared = total > 0 ? 1 - fit.rss / total : NAN;
	fit.sigma = fit.df > 0 ? sqrt(fit.rss / fit.df) : NAN;
	for (int j = 0; j < p; j++)
		fit.se[j] = fit.sigma * sqrt(fit.unscaled[j * p + j]);
	*out = fit;
	return AT_OK;
}
