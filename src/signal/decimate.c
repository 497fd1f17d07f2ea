/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "signal/decimate.h"

enum { PIECE = 4096, SIDE = 17 };       /* of input; taps on each side, times the factor */

struct at_decimate {
	size_t factor, side, n_taps;
	double *taps;
	double *held;                   /* the first `side` stand before the sound */
	size_t n_held;
	size_t n_in, n_out;             /* so far */
};

/* Modified Bessel function of order 0, by its series. */
static double
bessel_0(double x)
{
	double sum = 1, term = 1;

	for (int k = 1; term > 1e-17 * sum; k++) {
		term *= (x / (2 * k)) * (x / (2 * k));
		sum += term;
	}
	return sum;
}

/* A sinc that cuts at 0.425 of the new rate, under Kaiser's window (Kaiser 1974) for 80 dB. */
static void
make_taps(struct at_decimate *d)
{
	static const double beta = 7.857;
	double sum = 0;

	for (size_t i = 0; i < d->n_taps; i++) {
		double at = (double)i - (double)d->side, part = at / (double)(d->side + 1);
		double x = acos(-1) * 0.85 * at / (double)d->factor;

		d->taps[i] = (i == d->side ? 1 : sin(x) / x)
		    * bessel_0(beta * sqrt(1 - part * part)) / bessel_0(beta);
		sum += d->taps[i];
	}
	for (size_t i = 0; i < d->n_taps; i++)
		d->taps[i] /= sum;
}

struct at_decimate *
at_decimate_make(struct at_arena *arena, int factor)
{
	struct at_decimate *d = AT_NEW(arena, struct at_decimate, 1);

	d->factor = (size_t)factor;
	d->side = factor == 1 ? 0 : SIDE * d->factor;
	d->n_taps = 2 * d->side + 1;
	d->taps = AT_NEW(arena, double, d->n_taps);
	d->held = AT_NEW(arena, double, d->n_taps + d->factor + PIECE);
	d->n_held = d->side;
	make_taps(d);
	return d;
}

size_t
at_decimate_room(const struct at_decimate *d, size_t n)
{
	return (n + d->n_taps) / d->factor + 2;
}

AT_CLONES static double
weigh(const double *restrict taps, const double *restrict x, size_t n)
{
	double sum[4] = { 0 };
	size_t i = 0;

	for (; i + 4 <= n; i += 4)
		for (size_t k = 0; k < 4; k++)
			sum[k] += taps[i + k] * x[i + k];
	for (; i < n; i++)
		sum[0] += taps[i] * x[i];
	return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static size_t
take(struct at_decimate *d, double *out)
{
	size_t at = 0, n = 0;

	for (; at + d->n_taps <= d->n_held; at += d->factor)
		out[n++] = weigh(d->taps, d->held + at, d->n_taps);
	d->n_held -= at;
	memmove(d->held, d->held + at, d->n_held * sizeof *d->held);
	d->n_out += n;
	return n;
}

size_t
at_decimate_add(struct at_decimate *d, const float *samples, size_t n, double *out)
{
	size_t n_out = 0;

	d->n_in += n;
	while (n > 0) {
		size_t part = n < PIECE ? n : PIECE;

		for (size_t i = 0; i < part; i++)
			d->held[d->n_held++] = isfinite(samples[i]) ? (double)samples[i] : 0;
		n_out += take(d, out + n_out);
		samples += part;
		n -= part;
	}
	return n_out;
}

size_t
at_decimate_end(struct at_decimate *d, double *out)
{
	size_t all = (d->n_in + d->factor - 1) / d->factor, n = 0;

	while (d->n_out < all) {
		memset(d->held + d->n_held, 0, (d->n_taps - d->n_held) * sizeof *d->held);
		d->n_held = d->n_taps;
		n += take(d, out + n);
	}
	return n;
}
