/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "signal/fft.h"

/* Stockham's way (Van Loan 1992): four parts at a time, each pass from one memory to the
 * other, so that the order comes out right by itself. */
struct at_fft {
	size_t n;
	double *cos, *sin;              /* of 2 pi k / n, negative: k from 0 on, 3/4 of a turn */
	double *re, *im;                /* the other memory */
};

struct part {
	double *re, *im;
};

struct at_fft *
at_fft_make(struct at_arena *arena, size_t n)
{
	struct at_fft *fft = AT_NEW(arena, struct at_fft, 1);

	assert(n >= 2 && (n & (n - 1)) == 0);
	*fft = (struct at_fft){ n, AT_NEW(arena, double, n), AT_NEW(arena, double, n),
		AT_NEW(arena, double, n), AT_NEW(arena, double, n) };
	for (size_t k = 0; k < n; k++) {
		double angle = -2 * acos(-1) * (double)k / (double)n;

		fft->cos[k] = cos(angle);
		fft->sin[k] = sin(angle);
	}
	return fft;
}

/* n points in four rows of n / 4, each point `s` long. */
AT_CLONES static void
pass_of_four(const struct at_fft *fft, size_t n, size_t s, struct part x, struct part y)
{
	size_t m = n / 4, turn = fft->n / n;

	for (size_t p = 0; p < m; p++) {
		double c1 = fft->cos[p * turn], s1 = fft->sin[p * turn];
		double c2 = fft->cos[2 * p * turn], s2 = fft->sin[2 * p * turn];
		double c3 = fft->cos[3 * p * turn], s3 = fft->sin[3 * p * turn];
		const double *restrict xr = x.re + s * p, *restrict xi = x.im + s * p;
		double *restrict yr = y.re + 4 * s * p, *restrict yi = y.im + 4 * s * p;

		for (size_t q = 0; q < s; q++) {
			double ar = xr[q] + xr[q + 2 * s * m], ai = xi[q] + xi[q + 2 * s * m];
			double br = xr[q] - xr[q + 2 * s * m], bi = xi[q] - xi[q + 2 * s * m];
			double cr = xr[q + s * m] + xr[q + 3 * s * m];
			double ci = xi[q + s * m] + xi[q + 3 * s * m];
			double dr = xi[q + s * m] - xi[q + 3 * s * m];
			double di = xr[q + 3 * s * m] - xr[q + s * m];
			double er = br + dr, ei = bi + di, gr = br - dr, gi = bi - di;
			double fr = ar - cr, fi = ai - ci;

			yr[q] = ar + cr;
			yi[q] = ai + ci;
			yr[q + s] = c1 * er - s1 * ei;
			yi[q + s] = c1 * ei + s1 * er;
			yr[q + 2 * s] = c2 * fr - s2 * fi;
			yi[q + 2 * s] = c2 * fi + s2 * fr;
			yr[q + 3 * s] = c3 * gr - s3 * gi;
			yi[q + 3 * s] = c3 * gi + s3 * gr;
		}
	}
}

/* The last pass where n is no power of four. */
AT_CLONES static void
pass_of_two(size_t s, struct part x, struct part y)
{
	for (size_t q = 0; q < s; q++) {
		double ar = x.re[q], ai = x.im[q], br = x.re[q + s], bi = x.im[q + s];

		y.re[q] = ar + br;
		y.im[q] = ai + bi;
		y.re[q + s] = ar - br;
		y.im[q + s] = ai - bi;
	}
}

void
at_fft_run(struct at_fft *fft, double *re, double *im)
{
	struct part from = { re, im }, to = { fft->re, fft->im };
	size_t n = fft->n, s = 1;

	while (n > 1) {
		struct part kept = from;

		if (n >= 4)
			pass_of_four(fft, n, s, from, to);
		else
			pass_of_two(s, from, to);
		s *= n >= 4 ? 4 : 2;
		n /= n >= 4 ? 4 : 2;
		from = to;
		to = kept;
	}
	if (from.re == re)
		return;
	memcpy(re, from.re, fft->n * sizeof *re);
	memcpy(im, from.im, fft->n * sizeof *im);
}
