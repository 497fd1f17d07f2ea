/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "signal/fft.h"
#include "signal/periods.h"

enum { DEPTH = 30 };                    /* samples each way that a peak is made of */

struct at_periods {
	struct at_periods_options options;
	size_t n, half;                 /* samples of a stretch */
	size_t n_fft, most_lag;
	size_t reach;                   /* samples of the longest period */
	struct at_fft *fft;
	double *window;                 /* n */
	double *scale;                  /* by lag: 1 / autocorrelation of the window */
	double *re, *im;
	double *r;                      /* by lag from -DEPTH on */
	double kernel_cos[2 * DEPTH], kernel_sin[2 * DEPTH];
};

static void
make_window(struct at_periods *p)
{
	double turn = 2 * acos(-1) / (double)p->n;

	for (size_t i = 0; i < p->n; i++)
		p->window[i] = 0.5 - 0.5 * cos(turn * ((double)i + 0.5));
	for (size_t lag = 0; lag < p->most_lag; lag++) {
		double at_zero = 0, at_lag = 0;

		for (size_t i = 0; i + lag < p->n; i++)
			at_lag += p->window[i] * p->window[i + lag];
		for (size_t i = 0; i < p->n; i++)
			at_zero += p->window[i] * p->window[i];
		p->scale[lag] = at_zero / at_lag;
	}
}

struct at_periods *
at_periods_make(struct at_arena *arena, const struct at_periods_options *options)
{
	struct at_periods *p = AT_NEW(arena, struct at_periods, 1);

	p->options = *options;
	p->half = (size_t)(1.5 * options->rate_hz / options->floor_hz);
	p->n = 2 * p->half;
	p->reach = (size_t)(options->rate_hz / options->floor_hz);
	p->most_lag = p->reach + 4 + DEPTH;
	for (p->n_fft = 2; p->n_fft < p->n + p->most_lag; )
		p->n_fft *= 2;
	p->fft = at_fft_make(arena, p->n_fft);
	p->window = AT_NEW(arena, double, p->n);
	p->scale = AT_NEW(arena, double, p->most_lag);
	p->re = AT_NEW(arena, double, p->n_fft);
	p->im = AT_NEW(arena, double, p->n_fft);
	p->r = AT_NEW(arena, double, DEPTH + p->most_lag);
	make_window(p);
	for (int k = 0; k < 2 * DEPTH; k++) {
		double angle = acos(-1) * (k - DEPTH + 1) / (DEPTH + 0.5);

		p->kernel_cos[k] = cos(angle);
		p->kernel_sin[k] = sin(angle);
	}
	return p;
}

size_t
at_periods_length(const struct at_periods *p)
{
	return p->n;
}

/* ---- the autocorrelation ------------------------------------------------------------ */

/* The mean is that of two longest periods.  Returns the peak. */
static double
place(const struct at_periods *p, const double *x, double *to)
{
	size_t from = p->half > p->reach ? p->half - p->reach : 0, end = p->n - from;
	double mean = 0, peak = 0;

	memset(to, 0, p->n_fft * sizeof *to);
	if (x == NULL)
		return 0;
	for (size_t i = from; i < end; i++)
		mean += x[i];
	mean /= (double)(end - from);
	for (size_t i = p->half - p->reach / 2; i < p->half + p->reach / 2; i++)
		peak = fmax(peak, fabs(x[i] - mean));
	for (size_t i = 0; i < p->n; i++)
		to[i] = (x[i] - mean) * p->window[i];
	return peak;
}

/* Both power spectra out of the one spectrum of x + iy, for x and y are real. */
static void
square(const struct at_periods *p)
{
	size_t n = p->n_fft;

	for (size_t k = 0; k <= n / 2; k++) {
		size_t back = (n - k) % n;
		double xr = p->re[k] + p->re[back], xi = p->im[k] - p->im[back];
		double yr = p->im[k] + p->im[back], yi = p->re[back] - p->re[k];

		p->re[k] = p->re[back] = xr * xr + xi * xi;
		p->im[k] = p->im[back] = yr * yr + yi * yi;
	}
}

/* 1 at lag 0, even around it. */
static void
normalise(const struct at_periods *p, const double *sums)
{
	for (size_t lag = 0; lag < p->most_lag; lag++)
		p->r[DEPTH + lag] = sums[lag] / sums[0] * p->scale[lag];
	for (size_t lag = 1; lag <= DEPTH; lag++)
		p->r[DEPTH - lag] = p->r[DEPTH + lag];
}

/* ---- its peaks ---------------------------------------------------------------------- */

/* The autocorrelation between the samples: a sinc under a Hann window of DEPTH each way. */
AT_CLONES static double
between(const struct at_periods *p, double lag)
{
	double whole = floor(lag), f = lag - whole, pi = 3.14159265358979323846;
	const double *r = p->r + DEPTH + (ptrdiff_t)whole - (DEPTH - 1);
	double c = cos(pi * f / (DEPTH + 0.5)), s = sin(pi * f / (DEPTH + 0.5));
	double even = 0, odd = 0;

	if (f < 1e-9)
		return r[DEPTH - 1];
	/* Sample k lies k - (DEPTH - 1) - f away; sines of neighbours differ in sign. */
	for (int k = 0; k < 2 * DEPTH; k += 2) {
		even += r[k] / (f + (DEPTH - 1 - k))
		    * (1 + c * p->kernel_cos[k] + s * p->kernel_sin[k]);
		odd += r[k + 1] / (f + (DEPTH - 2 - k))
		    * (1 + c * p->kernel_cos[k + 1] + s * p->kernel_sin[k + 1]);
	}
	return sin(pi * f) / pi * 0.5 * (DEPTH % 2 == 0 ? odd - even : even - odd);
}

/* The top of the parabola through three points one `step` apart, in steps from the middle;
 * 0 unless the middle is the highest. */
static double
top(double left, double middle, double right)
{
	double bend = 2 * middle - left - right;

	return bend > 0 ? fmin(fmax(0.5 * (right - left) / bend, -1), 1) : 0;
}

/* Finer and finer around the parabola's guess. */
static struct at_period
refine(const struct at_periods *p, size_t peak)
{
	static const double steps[] = { 0.3, 0.05, 0.01 };
	const double *r = p->r + DEPTH + peak;
	double lag = (double)peak + top(r[-1], r[0], r[1]), strength;

	for (size_t i = 0; i < AT_COUNT(steps); i++)
		lag += steps[i] * top(between(p, lag - steps[i]), between(p, lag),
		    between(p, lag + steps[i]));
	strength = between(p, lag);
	/* A short stretch can look more alike than it is. */
	return (struct at_period){ p->options.rate_hz / lag,
		strength > 1 ? 1 / strength : strength };
}

static double
worth(const struct at_periods *p, const struct at_period *period)
{
	return period->strength + p->options.octave_cost * log2(period->hz);
}

/* In the place of the weakest if there is no room. */
static void
keep(const struct at_periods *p, struct at_period period, struct at_stretch_periods *out)
{
	int weakest = 0;

	if (out->n < AT_PERIODS_MOST) {
		out->at[out->n++] = period;
		return;
	}
	for (int i = 1; i < out->n; i++)
		if (worth(p, &out->at[i]) < worth(p, &out->at[weakest]))
			weakest = i;
	if (worth(p, &period) > worth(p, &out->at[weakest]))
		out->at[weakest] = period;
}

static void
find_peaks(const struct at_periods *p, struct at_stretch_periods *out)
{
	const double *r = p->r + DEPTH;
	size_t first = (size_t)(p->options.rate_hz / p->options.ceiling_hz);

	for (size_t lag = first < 2 ? 2 : first; lag < p->reach + 2; lag++) {
		struct at_period period;

		if (r[lag] <= p->options.least || r[lag] <= r[lag - 1] || r[lag] < r[lag + 1])
			continue;
		period = refine(p, lag);
		if (period.hz >= p->options.floor_hz && period.hz <= p->options.ceiling_hz)
			keep(p, period, out);
	}
}

void
at_periods_find(struct at_periods *p, const double *const stretches[2],
    struct at_stretch_periods out[2])
{
	double *const sums[2] = { p->re, p->im };

	for (int i = 0; i < 2; i++) {
		out[i].n = 0;
		out[i].peak = place(p, stretches[i], sums[i]);
	}
	if (!(out[0].peak > 0) && !(out[1].peak > 0))
		return;
	at_fft_run(p->fft, p->re, p->im);
	square(p);
	at_fft_run(p->fft, p->im, p->re);
	for (int i = 0; i < 2; i++)
		if (out[i].peak > 0) {
			normalise(p, sums[i]);
			find_peaks(p, &out[i]);
		}
}
