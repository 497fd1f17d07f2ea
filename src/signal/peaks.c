/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "signal/peaks.h"

/* Smoothing is the same sum for every row: n_lags weights a lag, 0 but from `first` to
 * before `end`. */
struct smoother {
	int n_lags;
	int *first, *end;
	double *weights;
	double *smooth, *bend, *pivot;  /* of one row */
	double *fine;                   /* 2 * n_lags - 1 values */
};

/* ---- local quadratics --------------------------------------------------------------- */

/* Places are counted from 1.  A quadratic is fitted at some of them, the vertices, and
 * between two of these goes the cubic that has their values and slopes. */
struct vertices {
	double *at;
	int n;
	int n_near;                     /* places that a quadratic sees */
	int n_cell;                     /* most places between two vertices */
};

static double
tricube(double distance, double reach)
{
	double u = distance / reach;

	if (u >= 0.999)
		return 0;
	return u <= 0.001 ? 1 : pow(1 - u * u * u, 3);
}

/* Halves the places until few are left, as loess does. */
static void
cut(struct vertices *v, int low, int high)
{
	int middle = (low + high) / 2;

	if (high - low + 1 <= v->n_cell || v->at[0] == middle)
		return;
	cut(v, low, middle);
	v->at[v->n++] = middle;
	cut(v, middle + 1, high);
}

/* Rows 1 and 2 of the inverse of the normal equations; sums[k] is that of w * d^k. */
static void
solve(const double sums[5], double value[3], double slope[3])
{
	double a = sums[0], b = sums[1], c = sums[2], d = sums[3], e = sums[4];
	double first = c * e - d * d, second = c * d - b * e, third = b * d - c * c;
	double det = a * first + b * second + c * third;

	value[0] = first / det;
	value[1] = slope[0] = second / det;
	value[2] = third / det;
	slope[1] = (a * e - c * c) / det;
	slope[2] = (b * c - a * d) / det;
}

/* Adds to the weights of a lag: what gives the value at a vertex, `by_value` times, and
 * the slope there, `by_slope` times. */
static void
add_vertex(const struct smoother *s, const struct vertices *v, int lag, double at,
    double by_value, double by_slope)
{
	double sums[5] = { 0 }, value[3], slope[3], reach, *w = s->weights + lag * s->n_lags;
	int first = (int)ceil(at - v->n_near / 2), last = s->n_lags - v->n_near + 1;

	first = first < 1 ? 1 : first > last ? last : first;
	reach = fmax(at - first, first + v->n_near - 1 - at);
	for (int i = first; i < first + v->n_near; i++) {
		double d = i - at, power = tricube(fabs(d), reach);

		for (int k = 0; k < 5; k++, power *= d)
			sums[k] += power;
	}
	solve(sums, value, slope);
	for (int i = first; i < first + v->n_near; i++) {
		double d = i - at;

		w[i - 1] += tricube(fabs(d), reach)
		    * (by_value * (value[0] + d * (value[1] + d * value[2]))
		    + by_slope * (slope[0] + d * (slope[1] + d * slope[2])));
	}
	s->first[lag] = first - 1 < s->first[lag] ? first - 1 : s->first[lag];
	s->end[lag] = first - 1 + v->n_near > s->end[lag] ? first - 1 + v->n_near : s->end[lag];
}

static void
weigh(const struct smoother *s, const struct vertices *v, int lag)
{
	double place = lag + 1, width, t, u;
	int k = 0;

	while (v->at[k + 1] < place)
		k++;
	width = v->at[k + 1] - v->at[k];
	t = (place - v->at[k]) / width;
	u = 1 - t;
	s->first[lag] = s->n_lags;
	add_vertex(s, v, lag, v->at[k], u * u * (1 + 2 * t), width * t * u * u);
	add_vertex(s, v, lag, v->at[k + 1], t * t * (1 + 2 * u), -width * t * t * u);
}

static struct smoother
make_smoother(struct at_arena *arena, int n_lags, double span)
{
	struct smoother s = { .n_lags = n_lags };
	size_t n = (size_t)n_lags;
	double margin = 0.005 * (n_lags - 1);
	struct vertices v = { .at = AT_NEW(arena, double, n + 2), .n = 1,
		.n_near = (int)(n_lags * span + 1e-5), .n_cell = (int)(n_lags * span * 0.2) };

	if (v.n_near < 5)               /* fewer do not make a quadratic */
		v.n_near = 5;
	v.at[0] = 1 - margin;
	cut(&v, 1, n_lags);
	v.at[v.n++] = n_lags + margin;
	s.first = AT_NEW(arena, int, n);
	s.end = AT_NEW(arena, int, n);
	s.weights = AT_NEW(arena, double, n * n);
	s.smooth = AT_NEW(arena, double, n);
	s.bend = AT_NEW(arena, double, n);
	s.pivot = AT_NEW(arena, double, n);
	s.fine = AT_NEW(arena, double, 2 * n - 1);
	for (int lag = 0; lag < n_lags; lag++)
		weigh(&s, &v, lag);
	return s;
}

/* ---- the spline --------------------------------------------------------------------- */

/* Third differences at both ends are those of the four points there (Forsythe, Malcolm,
 * Moler 1977).  bend is a sixth of the second derivative. */
static void
bend(const struct smoother *s)
{
	const double *y = s->smooth;
	double *c = s->bend, *b = s->pivot;
	int n = s->n_lags;

	for (int i = 1; i < n - 1; i++) {
		b[i] = 4;
		c[i] = y[i + 1] - 2 * y[i] + y[i - 1];
	}
	b[0] = b[n - 1] = -1;
	c[0] = (c[2] - c[1]) / 6;
	c[n - 1] = -(c[n - 2] - c[n - 3]) / 6;
	for (int i = 1; i < n; i++) {
		b[i] -= 1 / b[i - 1];
		c[i] -= c[i - 1] / b[i - 1];
	}
	c[n - 1] /= b[n - 1];
	for (int i = n - 1; i-- > 0;)
		c[i] = (c[i] - c[i + 1]) / b[i];
}

static void
smooth(const struct smoother *s, const double *row)
{
	for (int at = 0; at < s->n_lags; at++) {
		const double *w = s->weights + at * s->n_lags;
		double sum = 0;

		for (int i = s->first[at]; i < s->end[at]; i++)
			sum += w[i] * row[i];
		s->smooth[at] = sum;
	}
	bend(s);
	for (int i = 0; i < s->n_lags; i++) {
		s->fine[2 * i] = s->smooth[i];
		if (i + 1 < s->n_lags)
			s->fine[2 * i + 1] = (s->smooth[i] + s->smooth[i + 1]) / 2
			    - 0.375 * (s->bend[i] + s->bend[i + 1]);
	}
}

/* ---- the search --------------------------------------------------------------------- */

/* How far from the middle the search goes, and the greatest value on the way. */
static int
reach(const double *fine, int middle, int patience, double *out_most)
{
	int waited = 0, j = 1;

	*out_most = fmax(fine[middle], fmax(fine[middle - 1], fine[middle + 1]));
	while (++j <= middle) {
		double here = fmax(fine[middle - j], fine[middle + j]);

		if (here > *out_most) {
			*out_most = here;
			waited = 0;
		} else if (++waited >= patience)
			return j;
	}
	return middle;
}

static struct at_peak
search(const double *fine, int n_lags, int patience)
{
	int middle = n_lags - 1, at;
	double most;

	at = -reach(fine, middle, patience, &most);
	while (fine[middle + at] != most)
		at++;
	if (abs(at) > middle - patience)
		return (struct at_peak){ NAN, NAN };
	return (struct at_peak){ at / 2.0, most };
}

static bool
has_gap(const double *row, int n)
{
	for (int i = 0; i < n; i++)
		if (isnan(row[i]))
			return true;
	return false;
}

static void
sum_up(struct at_peaks *peaks)
{
	double squares = 0, n;

	for (size_t i = 0; i < peaks->n_rows; i++)
		if (!isnan(peaks->rows[i].lag)) {
			peaks->n_found++;
			peaks->mean_lag += peaks->rows[i].lag;
			peaks->mean_value += peaks->rows[i].value;
		}
	n = (double)peaks->n_found;
	peaks->mean_lag = n > 0 ? peaks->mean_lag / n : NAN;
	peaks->mean_value = n > 0 ? peaks->mean_value / n : NAN;
	for (size_t i = 0; i < peaks->n_rows; i++)
		if (!isnan(peaks->rows[i].lag))
			squares += pow(peaks->rows[i].lag - peaks->mean_lag, 2);
	peaks->sd_lag = n > 1 ? sqrt(squares / (n - 1)) : NAN;
}

enum at_status
at_peaks(struct at_arena *arena, const double *cells, size_t n_rows, int n_lags,
    const struct at_peaks_options *options, struct at_peaks *out, struct at_error *err)
{
	struct at_peaks peaks = { .n_rows = n_rows };
	struct smoother smoother;

	if (options->patience < 1 || n_lags < 9 || n_lags % 2 == 0
	    || options->patience > n_lags / 2)
		return at_fail(err, AT_INVALID, "%d lags are too few to look for peaks: at least "
		    "%d", n_lags, options->patience < 4 ? 9 : 2 * options->patience + 1);
	if (!(options->span > 0 && options->span <= 1))
		return at_fail(err, AT_INVALID, "the span of smoothing is above 0 and at most 1");
	smoother = make_smoother(arena, n_lags, options->span);
	peaks.rows = AT_NEW(arena, struct at_peak, n_rows);
	for (size_t i = 0; i < n_rows; i++) {
		const double *row = cells + i * (size_t)n_lags;

		peaks.rows[i] = (struct at_peak){ NAN, NAN };
		if (has_gap(row, n_lags))
			continue;
		smooth(&smoother, row);
		peaks.rows[i] = search(smoother.fine, n_lags, options->patience);
	}
	sum_up(&peaks);
	*out = peaks;
	return AT_OK;
}
