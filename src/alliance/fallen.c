/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>

#include "alliance/fallen.h"

enum { STATES = AT_FALLEN_STATES, DEEPEST = STATES - 1, LIMIT_STEPS = 60 };

static const double depths[STATES] = { 0, 1.5, 2.5, 3.5, 5 };
static const double begins = .03, lasts = .9;
static const double usual_weight = 6, drift = .015;
static const double t_df = 8;

/* Student's t with 8 degrees of freedom without its constant: (1 + z^2 / 8)^-4.5. */
static double
density(double z)
{
	double a = 1 + z * z / t_df, a2 = a * a;

	return 1 / (a2 * a2 * sqrt(a));
}

/* Distances from the levels of the states count up to the last one on either side. */
static double
counted(int state, double z)
{
	if (state == 0)
		return fmin(z, 0);
	return state == DEEPEST ? fmax(z, 0) : z;
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

struct at_fallen
at_fallen_begin(double usual_sd)
{
	assert(usual_sd > 0);
	return (struct at_fallen){ .weight = usual_weight, .states = { 1 },
		.squares = usual_weight * usual_sd * usual_sd };
}

/* Learns level and spread from a value that lies `away` from the level. */
static void
learn(struct at_fallen *f, double away, double sd)
{
	double mean = 0, square = 0, gain = f->spare / (1 + f->spare);

	for (int k = 0; k < STATES; k++) {
		double e = away + depths[k] * sd;

		if (k == DEEPEST)
			e = fmax(e, 0);
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
	double prior[STATES], total = 0, fallen = 0;

	expect(f, prior);
	for (int k = 0; k < STATES; k++) {
		f->states[k] = prior[k] * density(counted(k, (away + depths[k] * sd) / sigma));
		total += f->states[k];
	}
	for (int k = 1; k < STATES; k++) {
		f->states[k] /= total;
		fallen += f->states[k];
	}
	f->states[0] = fmax(0, 1 - fallen);
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

/* Log odds of a fall at a value z <= 0 sigmas from the level, and their slope. */
static double
log_odds(const double prior[STATES], double narrow, double z, double *out_slope)
{
	double fallen = 0, slope = 0;

	for (int k = 1; k < STATES; k++) {
		double at = counted(k, z + depths[k] * narrow), d = prior[k] * density(at);

		fallen += d;
		slope -= (t_df + 1) * at / (t_df + at * at) * d;
	}
	*out_slope = slope / fallen + (t_df + 1) * z / (t_df + z * z);
	return log(fallen / (prior[0] * density(z)));
}

/* Newton's steps within a bracket, as odds rise where z falls; after a step of 1e-6 the next
 * one would be of 1e-12. */
double
at_fallen_limit(const struct at_fallen *f)
{
	double prior[STATES], low = -64, high = 0, z = -3, step = 1, slope;
	double sigma = sqrt(f->squares / f->weight * (1 + f->spare));
	double narrow = 1 / sqrt(1 + f->spare);

	if (f->n < AT_FALLEN_NEEDS)
		return NAN;
	expect(f, prior);
	if (log_odds(prior, narrow, 0, &slope) >= 0)
		return f->level;
	for (int i = 0; i < LIMIT_STEPS && fabs(step) > 1e-6; i++) {
		double odds = log_odds(prior, narrow, z, &slope), next = z - odds / slope;

		if (odds > 0)
			low = z;
		else
			high = z;
		if (!(next > low && next < high))
			next = (low + high) / 2;
		step = next - z;
		z = next;
	}
	return f->level + z * sigma;
}
