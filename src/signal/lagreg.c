/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "signal/lagreg.h"

enum { MOST_ORDER = 8 };

/* One regression: y, then the columns that explain it, each made orthogonal to those
 * before it.  Column 0 is what is constant. */
struct fit {
	size_t n;
	int n_columns;
	double *y;
	double *columns[MOST_ORDER + 2];
	size_t *places;                 /* in the window, of the rows */
};

static double
dot(const double *a, const double *b, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

/* Takes from x what the first n_columns say about it; twice, so that what is left is
 * orthogonal to the last digit. */
static void
take_out(const struct fit *fit, double *x)
{
	for (int again = 0; again < 2; again++)
		for (int c = 0; c < fit->n_columns; c++) {
			double by = dot(fit->columns[c], x, fit->n);

			for (size_t i = 0; i < fit->n; i++)
				x[i] -= by * fit->columns[c][i];
		}
}

/* What is left of a sum of squares, unless that is but rounding. */
static bool
is_left(double after, double before)
{
	return after > 1e-20 * before;
}

/* The column in place n_columns becomes one of them, unless the others say it all. */
static void
add_column(struct fit *fit)
{
	double *x = fit->columns[fit->n_columns], before = dot(x, x, fit->n), length;

	take_out(fit, x);
	length = sqrt(dot(x, x, fit->n));
	if (!is_left(length * length, before))
		return;
	for (size_t i = 0; i < fit->n; i++)
		x[i] /= length;
	fit->n_columns++;
}

/* ---- one cell ----------------------------------------------------------------------- */

static bool
all_there(const double *y, const double *x, size_t t, int order, int lag)
{
	if (isnan(x[(ptrdiff_t)t - lag]))
		return false;
	for (int j = 0; j <= order; j++)
		if (isnan(y[(ptrdiff_t)t - j]))
			return false;
	return true;
}

/* The rows of a lag and what the own past explains.  Returns false if there are too few,
 * or nothing is to be explained. */
static bool
fit_own(struct fit *fit, const struct at_lagreg_options *options, const double *y,
    const double *x, int lag, double *out_total)
{
	size_t window = (size_t)options->window;

	double before;

	fit->n = 0;
	fit->n_columns = 0;
	for (size_t t = 0; t < window; t++)
		if (all_there(y, x, t, options->order, lag))
			fit->places[fit->n++] = t;
	if (2 * fit->n < window || fit->n < (size_t)options->order + 4)
		return false;

	for (size_t i = 0; i < fit->n; i++) {
		fit->columns[0][i] = 1;
		fit->y[i] = y[fit->places[i]];
	}
	add_column(fit);
	before = dot(fit->y, fit->y, fit->n);
	take_out(fit, fit->y);
	*out_total = dot(fit->y, fit->y, fit->n);

	for (int back = 1; back <= options->order; back++) {
		for (size_t i = 0; i < fit->n; i++)
			fit->columns[fit->n_columns][i] = y[(ptrdiff_t)fit->places[i] - back];
		add_column(fit);
	}
	take_out(fit, fit->y);
	return is_left(*out_total, before);
}

static double
gain_of(struct fit *fit, const double *x, int lag, double total)
{
	int before = fit->n_columns;
	double *column = fit->columns[before], by;

	for (size_t i = 0; i < fit->n; i++)
		column[i] = x[(ptrdiff_t)fit->places[i] - lag];
	add_column(fit);
	if (fit->n_columns == before)
		return 0;
	fit->n_columns = before;
	by = dot(column, fit->y, fit->n);
	return by * by / total;
}

static bool
has_gap(const double *x, int before, size_t n)
{
	for (ptrdiff_t i = -before; i < (ptrdiff_t)n; i++)
		if (isnan(x[i]))
			return true;
	return false;
}

/* The lags of one direction: y follows x by `first` to `last`.  Without gaps the rows and
 * the own past are the same for all of them. */
static void
run_side(struct fit *fit, const struct at_lagreg_options *options, const double *y,
    const double *x, int first, int direction, struct at_lagreg_window *best)
{
	size_t window = (size_t)options->window;
	bool gaps = has_gap(y, options->order, window) || has_gap(x, options->lag, window);
	bool fits = false;
	double total = 0;

	for (int lag = first; lag <= options->lag; lag++) {
		double gain;

		if (lag == first || gaps)
			fits = fit_own(fit, options, y, x, lag, &total);
		if (!fits)
			continue;
		gain = gain_of(fit, x, lag, total);
		if (isnan(best->gain) || gain > best->gain) {
			best->gain = gain;
			best->lag = direction * lag;
			best->own = 1 - dot(fit->y, fit->y, fit->n) / total;
		}
	}
}

/* ---- stretches ---------------------------------------------------------------------- */

static bool
is_peak(const struct at_lagreg_window *w, const struct at_lagreg_options *options)
{
	return w->gain >= options->least;
}

static bool
go_together(const struct at_lagreg_window *a, const struct at_lagreg_window *b,
    const struct at_lagreg_options *options)
{
	return is_peak(a, options) && is_peak(b, options)
	    && abs(a->lag - b->lag) <= options->stable;
}

static void
sum_up(struct at_lagreg *result, const struct at_lagreg_options *options)
{
	struct at_lagreg_window *w = result->windows;
	double n = 0, n_in = 0, n_s1 = 0, n_s2 = 0, sum = 0;

	for (size_t i = 0; i < result->n_windows; i++) {
		w[i].in_stretch = (i > 0 && go_together(&w[i - 1], &w[i], options))
		    || (i + 1 < result->n_windows && go_together(&w[i], &w[i + 1], options));
		n += !isnan(w[i].gain);
		if (!w[i].in_stretch)
			continue;
		n_in++;
		n_s1 += w[i].lag > 0;
		n_s2 += w[i].lag < 0;
		sum += w[i].gain;
	}
	result->share = n > 0 ? n_in / n : NAN;
	result->mean_gain = n_in > 0 ? sum / n_in : NAN;
	result->s1_share = n_in > 0 ? n_s1 / n_in : NAN;
	result->s2_share = n_in > 0 ? n_s2 / n_in : NAN;
}

static enum at_status
check(const struct at_lagreg_options *options, size_t n, size_t before, struct at_error *err)
{
	if (options->order < 1 || options->order > MOST_ORDER)
		return at_fail(err, AT_INVALID, "the own past is 1 to %d samples", MOST_ORDER);
	if (options->window < 2 * (options->order + 4) || options->lag < 0 || options->step < 1)
		return at_fail(err, AT_INVALID, "a window of %d samples is too short for %d of "
		    "the past", options->window, options->order);
	if (n < before + (size_t)options->window)
		return at_fail(err, AT_INVALID, "%zu samples are too few: a window and its lags "
		    "are %zu", n, before + (size_t)options->window);
	return AT_OK;
}

enum at_status
at_lagreg(struct at_arena *arena, const struct at_pair *pair,
    const struct at_lagreg_options *options, struct at_lagreg *out, struct at_error *err)
{
	size_t window = (size_t)options->window;
	size_t before = (size_t)(options->lag > options->order ? options->lag : options->order);
	struct at_lagreg result = { 0 };
	struct fit fit;
	enum at_status st = check(options, pair->n, before, err);

	if (st != AT_OK)
		return st;
	fit.y = AT_NEW(arena, double, window);
	fit.places = AT_NEW(arena, size_t, window);
	for (size_t c = 0; c < AT_COUNT(fit.columns); c++)
		fit.columns[c] = AT_NEW(arena, double, window);
	result.n_windows = (pair->n - before - window) / (size_t)options->step + 1;
	result.windows = AT_NEW(arena, struct at_lagreg_window, result.n_windows);
	for (size_t w = 0; w < result.n_windows; w++) {
		struct at_lagreg_window *best = &result.windows[w];
		size_t start = before + w * (size_t)options->step;

		*best = (struct at_lagreg_window){ .start = start, .own = NAN, .gain = NAN,
			.lag = AT_NO_LAG };
		run_side(&fit, options, pair->s2 + start, pair->s1 + start, 0, 1, best);
		run_side(&fit, options, pair->s1 + start, pair->s2 + start, 1, -1, best);
	}
	sum_up(&result, options);
	*out = result;
	return AT_OK;
}
