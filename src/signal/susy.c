/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "signal/cell.h"
#include "signal/rows.h"
#include "signal/susy.h"

/* Segments around their mean and with a length of one, each followed by zeros for what
 * the lags would take from beyond its end. */
struct segments {
	double *values;
	bool *still;
	size_t stride;
};

static enum at_status
check(const struct at_susy_options *options, size_t n, struct at_error *err)
{
	if (options->segment < 2 || options->lag < 0 || options->lag > options->segment / 2)
		return at_fail(err, AT_INVALID, "a segment is at least twice as long as the lag");
	if (n / (size_t)options->segment < 2)
		return at_fail(err, AT_INVALID, "%zu samples are too few: two segments are %lld", n,
		    2 * (long long)options->segment);
	return AT_OK;
}

/* The places where both are there. */
static struct at_pair
complete(struct at_arena *arena, const struct at_pair *pair)
{
	double *s1 = AT_NEW(arena, double, pair->n), *s2 = AT_NEW(arena, double, pair->n);
	size_t n = 0;

	for (size_t i = 0; i < pair->n; i++)
		if (!isnan(pair->s1[i]) && !isnan(pair->s2[i])) {
			s1[n] = pair->s1[i];
			s2[n++] = pair->s2[i];
		}
	return (struct at_pair){ s1, s2, n };
}

static bool
standardise(const double *x, size_t n, double *out)
{
	long double mean = 0, squares = 0;
	bool moves = false;

	for (size_t i = 0; i < n; i++) {
		mean += x[i];
		moves |= x[i] != x[0];
	}
	mean /= n;
	for (size_t i = 0; i < n; i++)
		squares += (x[i] - mean) * (x[i] - mean);
	for (size_t i = 0; i < n && moves; i++)
		out[i] = (double)((x[i] - mean) / sqrtl(squares));
	return moves;
}

static struct segments
cut(struct at_arena *arena, const double *x, const struct at_susy *susy, int segment)
{
	struct segments cut = { .stride = (size_t)(segment + susy->lag + 1 + AT_ROW) };
	size_t n = (size_t)susy->n_segments;

	cut.values = AT_NEW(arena, double, n * cut.stride);
	cut.still = AT_NEW(arena, bool, n);
	for (size_t i = 0; i < n; i++)
		cut.still[i] = !standardise(x + i * (size_t)segment, (size_t)segment,
		    cut.values + i * cut.stride);
	return cut;
}

static void
add_cell(double *const sums[], int at, double r)
{
	double z = at_cell_z(r);

	sums[AT_SIGNED][at] += z;
	sums[AT_MAGNITUDE][at] += fabs(z);
}

/* x earlier by 0 to `lag` places; `direction` is that of the lags, 1 or -1. */
static void
add_side(const struct at_susy *susy, const struct at_group *group, const double *x,
    const double *y, int direction, double *const sums[])
{
	int first = direction > 0 ? 0 : 1;

	for (int from = first; from <= susy->lag; from += AT_ROW) {
		double row[AT_ROW];

		at_rows_left(group, x, y + from, row);
		for (int j = 0; j < AT_ROW && from + j <= susy->lag; j++)
			add_cell(sums, susy->lag + direction * (from + j), row[j]);
	}
}

static void
add_pairs(struct at_susy *susy, int segment, const struct segments *s1, const struct segments *s2)
{
	const struct at_group group = { .window = (size_t)segment, .step = 1, .n = 1 };

	for (int i = 0; i < susy->n_segments; i++)
		for (int h = 0; h < susy->n_segments; h++) {
			const double *x = s1->values + (size_t)i * s1->stride;
			const double *y = s2->values + (size_t)h * s2->stride;
			double *const *sums = i == h ? susy->real : susy->pseudo;

			if (s1->still[i] || s2->still[h])
				continue;
			susy->n_real += i == h;
			susy->n_pseudo += i != h;
			add_side(susy, &group, x, y, 1, sums);
			add_side(susy, &group, y, x, -1, sums);
		}
}

/* ---- means -------------------------------------------------------------------------- */

static double
mean(const double *x, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += x[i];
	return n > 0 ? sum / n : NAN;
}

static double
sd(const double *x, int n)
{
	double middle = mean(x, n), squares = 0;

	for (int i = 0; i < n; i++)
		squares += (x[i] - middle) * (x[i] - middle);
	return n > 1 ? sqrt(squares / (n - 1)) : NAN;
}

static struct at_susy_mean
mean_of(const struct at_susy *susy, enum at_crosscorr_kind kind)
{
	const double *real = susy->real[kind], *pseudo = susy->pseudo[kind];
	struct at_susy_mean m = { .real = mean(real, susy->n_lags),
		.pseudo = mean(pseudo, susy->n_lags), .real_sd = sd(real, susy->n_lags),
		.pseudo_sd = sd(pseudo, susy->n_lags),
		.s1_lead = mean(real + susy->lag + 1, susy->lag),
		.s2_lead = mean(real, susy->lag) };

	m.effect_size = (m.real - m.pseudo) / m.pseudo_sd;
	return m;
}

static void
finish(struct at_susy *susy)
{
	for (int kind = 0; kind < AT_CROSSCORR_KINDS; kind++) {
		for (int i = 0; i < susy->n_lags; i++) {
			susy->real[kind][i] /= susy->n_real;
			susy->pseudo[kind][i] /= susy->n_pseudo;
		}
		susy->over[kind] = mean_of(susy, (enum at_crosscorr_kind)kind);
	}
}

enum at_status
at_susy(struct at_arena *arena, const struct at_pair *pair, const struct at_susy_options *options,
    struct at_susy *out, struct at_error *err)
{
	struct at_pair both = complete(arena, pair);
	struct at_susy susy = { .lag = options->lag, .n_lags = 2 * options->lag + 1 };
	enum at_status st = check(options, both.n, err);
	struct segments s1, s2;

	if (st != AT_OK)
		return st;
	susy.n_segments = (int)(both.n / (size_t)options->segment);
	for (int kind = 0; kind < AT_CROSSCORR_KINDS; kind++) {
		susy.real[kind] = AT_NEW(arena, double, (size_t)susy.n_lags);
		susy.pseudo[kind] = AT_NEW(arena, double, (size_t)susy.n_lags);
	}
	s1 = cut(arena, both.s1, &susy, options->segment);
	s2 = cut(arena, both.s2, &susy, options->segment);
	add_pairs(&susy, options->segment, &s1, &s2);
	finish(&susy);
	*out = susy;
	return AT_OK;
}
