/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "stats/covariance.h"
#include "stats/dist.h"
#include "stats/reliability.h"

/* A sum that is less than this share of what went into it is rounding. */
#define ROUNDING 1e-12

/* The sum of one item's covariances, its variance among them. */
static double
row_sum(const double *covariance, int k, int item)
{
	double sum = 0;

	for (int j = 0; j < k; j++)
		sum += covariance[item * k + j];
	return sum;
}

double
at_sum_variance(const double *covariance, int k)
{
	double sum = 0;

	for (int i = 0; i < k; i++)
		sum += row_sum(covariance, k, i);
	return sum;
}

static double
trace(const double *covariance, int k)
{
	double sum = 0;

	for (int i = 0; i < k; i++)
		sum += covariance[i * k + i];
	return sum;
}

static double
alpha_of(double variances, double whole, int k)
{
	return k > 1 && whole > ROUNDING * variances ? k / (k - 1.0) * (1 - variances / whole)
	    : NAN;
}

double
at_alpha(const double *covariance, int k)
{
	return alpha_of(trace(covariance, k), at_sum_variance(covariance, k), k);
}

double
at_alpha_standardised(const double *covariance, int k)
{
	double whole = 0;

	for (int i = 0; i < k; i++) {
		if (!(covariance[i * k + i] > 0))
			return NAN;
		for (int j = 0; j < i; j++)
			whole += 2 * (covariance[i * k + j] / sqrt(covariance[i * k + i])
			    / sqrt(covariance[j * k + j]));
	}
	return alpha_of(k, whole + k, k);
}

void
at_alpha_interval(double alpha, double n, int k, double tail, double *out_low,
    double *out_high)
{
	double df1 = n - 1, df2 = (n - 1) * (k - 1);

	*out_low = 1 - (1 - alpha) * at_f_q(1 - tail, df1, df2);
	*out_high = 1 - (1 - alpha) * at_f_q(tail, df1, df2);
}

double
at_alpha_without(const double *covariance, int k, int item)
{
	double own = covariance[item * k + item], row = row_sum(covariance, k, item);

	return alpha_of(trace(covariance, k) - own,
	    at_sum_variance(covariance, k) - 2 * row + own, k - 1);
}

static double
correlation(double covariance, double one, double other)
{
	double r = covariance / (sqrt(one) * sqrt(other));

	if (!(one > 0 && other > 0))
		return NAN;
	return r > 1 ? 1 : r < -1 ? -1 : r;
}

double
at_item_rest(const double *covariance, int k, int item)
{
	double own = covariance[item * k + item], row = row_sum(covariance, k, item);
	double rest = at_sum_variance(covariance, k) - 2 * row + own;

	return correlation(row - own, own, rest);
}

double
at_spearman_brown(double r, double times)
{
	double whole = 1 + (times - 1) * r;

	return whole > ROUNDING ? times * r / whole : NAN;
}

double
at_error_of_measurement(double variance, double reliability)
{
	return sqrt(variance * (1 - reliability));
}

struct at_split_half
at_split_half(const double *covariance, int k)
{
	double halves[2] = { 0, 0 }, between = 0;
	struct at_split_half s;

	for (int i = 0; i < k; i++)
		for (int j = 0; j < k; j++) {
			if (i % 2 == j % 2)
				halves[i % 2] += covariance[i * k + j];
			else
				between += covariance[i * k + j] / 2;
		}
	s.r = correlation(between, halves[0], halves[1]);
	s.spearman_brown = at_spearman_brown(s.r, 2);
	s.guttman = alpha_of(halves[0] + halves[1], halves[0] + halves[1] + 2 * between, 2);
	return s;
}

/* ---- omega -------------------------------------------------------------------------- */

/* NULL if one of the items is constant. */
static const double *
correlations_of(struct at_arena *arena, const double *covariance, int k, struct at_error *err)
{
	double *r = AT_NEW(arena, double, (size_t)k * (size_t)k);

	if (at_covariance_correlations(covariance, k, r))
		return r;
	at_fail(err, AT_INVALID, "an item is constant");
	return NULL;
}

static double
omega_of(const struct at_factor *factor, const double *covariance)
{
	double common = 0, own = 0;

	for (int i = 0; i < factor->p; i++) {
		double variance = covariance == NULL ? 1 : covariance[i * factor->p + i];

		common += sqrt(variance) * factor->loadings[i];
		own += variance * factor->uniqueness[i];
	}
	return common * common / (common * common + own);
}

enum at_status
at_omega_fit(struct at_arena *arena, const double *covariance, int k, struct at_omega *out,
    struct at_error *err)
{
	const double *r = correlations_of(arena, covariance, k, err);
	struct at_omega omega;
	enum at_status st = r == NULL ? AT_INVALID
	    : at_factor_fit(arena, r, k, 1, &omega.factor, err);

	if (st != AT_OK)
		return st;
	omega.raw = omega_of(&omega.factor, covariance);
	omega.standardised = omega_of(&omega.factor, NULL);
	*out = omega;
	return AT_OK;
}

enum at_status
at_omega_hierarchical(struct at_arena *arena, const double *covariance, int k,
    struct at_omega_hierarchical *out, struct at_error *err)
{
	const double *r = correlations_of(arena, covariance, k, err);
	struct at_omega_hierarchical omega;
	double general = 0, own = 0, whole;
	enum at_status st = r == NULL ? AT_INVALID
	    : at_factor_schmid(arena, r, k, &omega.schmid, err);

	if (st != AT_OK)
		return st;
	for (int i = 0; i < k; i++) {
		general += omega.schmid.general[i];
		own += omega.schmid.three.uniqueness[i];
	}
	whole = at_sum_variance(r, k);
	omega.general = general * general / whole;
	omega.total = 1 - own / whole;
	*out = omega;
	return AT_OK;
}
