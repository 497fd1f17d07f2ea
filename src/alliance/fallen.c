/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>

#include "alliance/fallen.h"

enum { STATES = AT_FALLEN_STATES, DEEPEST = STATES - 1, LIMIT_STEPS = 60 };

static const double depths[STATES] = { 0, 1.5, 2.5, 3.5, 5 };
static const double begins = .03, lasts = .9, drift = .015;

/* Student's t without its constant: (1 + z^2 / df)^-((df + 1) / 2); df is even.  Never 0, so
 * that some state is left however far a value is.  All states at once: the steps of one do
 * not wait for those of another. */
static void
find_densities(double df, const double z[STATES], double out[STATES])
{
	double a[STATES], over_df = 1 / df;

	for (int k = 0; k < STATES; k++) {
		a[k] = 1 + z[k] * z[k] * over_df;
		out[k] = sqrt(a[k]);
	}
	for (int half = (int)df / 2; half > 0; half /= 2) {
		if (half % 2 == 1)
			for (int k = 0; k < STATES; k++)
				out[k] *= a[k];
		for (int k = 0; k < STATES; k++)
			a[k] *= a[k];
	}
	for (int k = 0; k < STATES; k++)
		out[k] = out[k] < 1e200 ? 1 / out[k] : 1e-200;
}

/* Distances from the levels of the states count up to the last one on either side. */
static double
counted(int state, double z)
{
	if (state == 0)
		return z < 0 ? z : 0;
	return state == DEEPEST && z < 0 ? 0 : z;
}

/* The states at the next value, before it is seen. */
static void
expect(const struct at_fallen *f, double out[STATES])
{
	double fallen = 1 - f->states[0];

	out[0] = (1 - begins) * f->states[0] + (1 - lasts) * fallen;
	for (int k = 1; k < STATES; k++)
		out[k] = lasts * f->states[k] + begins / DEEPEST * f->states[0];
}

struct at_fallen_usual
at_fallen_house(double range)
{
	return (struct at_fallen_usual){ .075 * range, 6 };
}

struct at_fallen
at_fallen_begin(const struct at_fallen_usual *usual)
{
	assert(usual->sd > 0 && usual->alike > 0);
	return (struct at_fallen){ .states = { 1 }, .weight = usual->alike,
		.squares = usual->alike * usual->sd * usual->sd,
		.df = 2 * round((usual->alike + 2) / 2) };
}

/* Learns level and spread from a value that lies `away` from the level. */
static void
learn(struct at_fallen *f, double away, double sd)
{
	double mean = 0, square = 0, gain = f->spare / (1 + f->spare);

	for (int k = 0; k < STATES; k++) {
		double e = away + depths[k] * sd;

		if (k == DEEPEST && e < 0)
			e = 0;
		mean += f->states[k] * e;
		square += f->states[k] * e * e;
	}
	f->squares += square / (1 + f->spare);
	f->weight++;
	f->level += gain * mean;
	f->spare = f->spare * (1 - gain) + drift;
}

static void
weigh(struct at_fallen *f, double away, double sd, double sigma)
{
	double prior[STATES], z[STATES], densities[STATES], total = 0, fallen = 0;
	double over_sigma = 1 / sigma;

	expect(f, prior);
	for (int k = 0; k < STATES; k++)
		z[k] = counted(k, (away + depths[k] * sd) * over_sigma);
	find_densities(f->df, z, densities);
	for (int k = 0; k < STATES; k++) {
		f->states[k] = prior[k] * densities[k];
		total += f->states[k];
	}
	total = 1 / total;
	for (int k = 1; k < STATES; k++) {
		f->states[k] *= total;
		fallen += f->states[k];
	}
	f->states[0] = fallen < 1 ? 1 - fallen : 0;
}

struct at_fallen_row
at_fallen_next(struct at_fallen *f, double value)
{
	struct at_fallen_row row = { NAN, NAN, NAN, false };
	double sd = sqrt(f->squares / f->weight), sigma = sd * sqrt(1 + f->spare);
	double away = value - f->level;
	bool known = f->n >= AT_FALLEN_NEEDS;

	if (known) {
		row.expected = f->level;
		row.sigma = sigma;
	}
	if (isnan(value)) {
		f->spare += f->n > 0 ? drift : 0;
		return row;
	}
	if (f->n++ == 0) {
		f->level = value;
		f->spare = 1;
		return row;
	}
	weigh(f, away, sd, sigma);
	learn(f, away, sd);
	if (known) {
		row.probability = 1 - f->states[0];
		row.fallen = away < 0 && row.probability >= AT_FALLEN_LIKELY;
	}
	return row;
}

/* What the log odds of a fall at the next value depend on. */
struct odds {
	double prior[STATES];
	double narrow;                  /* own SD over that of the prediction */
	double df;
};

/* The log odds at a value z <= 0 sigmas from the level, and their slope. */
static double
log_odds(const struct odds *odds, double z, double *out_slope)
{
	double fallen = 0, slope = 0, df = odds->df, at[STATES], densities[STATES];

	for (int k = 0; k < STATES; k++)
		at[k] = counted(k, z + depths[k] * odds->narrow);
	find_densities(df, at, densities);
	for (int k = 1; k < STATES; k++) {
		double d = odds->prior[k] * densities[k];

		fallen += d;
		slope -= (df + 1) * at[k] / (df + at[k] * at[k]) * d;
	}
	*out_slope = slope / fallen + (df + 1) * z / (df + z * z);
	return log(fallen / (odds->prior[0] * densities[0]));
}

/* Newton's steps within a bracket, as odds rise where z falls; after a step of 1e-6 the next
 * one would be of 1e-12. */
double
at_fallen_limit(const struct at_fallen *f)
{
	struct odds odds = { .narrow = 1 / sqrt(1 + f->spare), .df = f->df };
	double low = -64, high = 0, z = -3, step = 1, slope;

	if (f->n < AT_FALLEN_NEEDS)
		return NAN;
	expect(f, odds.prior);
	if (log_odds(&odds, 0, &slope) >= 0)
		return f->level;
	for (int i = 0; i < LIMIT_STEPS && fabs(step) > 1e-6; i++) {
		double here = log_odds(&odds, z, &slope), next = z - here / slope;

		if (here > 0)
			low = z;
		else
			high = z;
		if (!(next > low && next < high))
			next = (low + high) / 2;
		step = next - z;
		z = next;
	}
	return f->level + z * sqrt(f->squares / f->weight * (1 + f->spare));
}

/* ---- many people -------------------------------------------------------------------- */

void
at_fallen_learn(struct at_fallen_pool *pool, double range, const double *values, int n)
{
	struct at_fallen_usual house = at_fallen_house(range);
	struct at_fallen f = at_fallen_begin(&house);
	double squares = f.squares, weight = f.weight;

	for (int i = 0; i < n; i++)
		at_fallen_next(&f, values[i]);
	squares = f.squares - squares;
	weight = f.weight - weight;
	if (weight < 3)
		return;
	pool->people++;
	at_sum_add(&pool->n, weight);
	at_sum_add(&pool->squares, squares);
	at_sum_add(&pool->ratios, squares * squares / weight);
}

struct at_fallen_usual
at_fallen_learned(const struct at_fallen_pool *pool, double range)
{
	struct at_fallen_usual usual = at_fallen_house(range);
	double n = at_sum_value(&pool->n), mean, varied, chance;

	if (pool->people < AT_FALLEN_PEOPLE)
		return usual;
	/* E (v - u^2)^2, weighed, is V + 2 (V + u^4) people / n for true variances with
	 * mean u^2 and variance V. */
	mean = at_sum_value(&pool->squares) / n;
	chance = 2 * pool->people / n;
	varied = (at_sum_value(&pool->ratios) / n / (mean * mean) - 1 - chance) / (1 + chance);
	usual.sd = fmax(sqrt(mean), range / 50);
	usual.alike = 60;
	if (mean > 0 && varied > 0)
		usual.alike = fmin(fmax(2 * (1 + varied) / varied, 3), 60);
	return usual;
}
