/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transform against its definition, and the low pass against what it must let through. */
#include "base/random.h"
#include "check.h"
#include "signal/decimate.h"
#include "signal/fft.h"
#include "support/series_arena.h"

enum { MOST = 512 };

static void
by_definition(const double *re, const double *im, size_t n, size_t k, double out[2])
{
	out[0] = out[1] = 0;
	for (size_t t = 0; t < n; t++) {
		double angle = -2 * acos(-1) * (double)(k * t % n) / (double)n;

		out[0] += re[t] * cos(angle) - im[t] * sin(angle);
		out[1] += re[t] * sin(angle) + im[t] * cos(angle);
	}
}

TEST(every_length_gives_what_the_definition_gives)
{
	struct at_random random = at_random_seeded(7);

	(void)state_;
	for (size_t n = 2; n <= MOST; n *= 2) {
		struct at_fft *fft = at_fft_make(arena, n);
		double re[MOST], im[MOST], got_re[MOST], got_im[MOST];

		for (size_t i = 0; i < n; i++) {
			re[i] = at_random_normal(&random);
			im[i] = at_random_normal(&random);
		}
		memcpy(got_re, re, sizeof re);
		memcpy(got_im, im, sizeof im);
		at_fft_run(fft, got_re, got_im);
		for (size_t k = 0; k < n; k++) {
			double expected[2];

			by_definition(re, im, n, k, expected);
			CHECK_NEAR(expected[0], got_re[k], 1e-11);
			CHECK_NEAR(expected[1], got_im[k], 1e-11);
		}
		at_fft_run(fft, got_im, got_re);
		for (size_t i = 0; i < n; i++) {
			CHECK_NEAR(re[i], got_re[i] / (double)n, 1e-13);
			CHECK_NEAR(im[i], got_im[i] / (double)n, 1e-13);
		}
	}
}

/* A sine of `part` of the new rate, given in uneven pieces; the greatest deviation from
 * `gain` times itself, the edges left out. */
static double
deviation(int factor, double part, double gain)
{
	enum { N = 20000 };
	struct at_decimate *d = at_decimate_make(arena, factor);
	double step = 2 * acos(-1) * part / factor, worst = 0;
	double *out = AT_NEW(arena, double, N / (size_t)factor + 40);
	float *in = AT_NEW(arena, float, N);
	size_t n = 0;

	for (size_t i = 0; i < N; i++)
		in[i] = (float)sin(step * (double)i);
	for (size_t at = 0, piece = 1; at < N; at += piece, piece = piece * 3 % 4999 + 1) {
		if (piece > N - at)
			piece = N - at;
		n += at_decimate_add(d, in + at, piece, out + n);
	}
	n += at_decimate_end(d, out + n);
	CHECK_INT((N + factor - 1) / factor, n);
	for (size_t i = 20; i + 20 < n; i++) {
		double here = sin(step * (double)i * factor);

		worst = fmax(worst, fabs(out[i] - gain * here));
	}
	return worst;
}

TEST(the_low_pass_keeps_what_is_low_at_its_place)
{
	(void)state_;
	for (int factor = 2; factor <= 8; factor += 3) {
		CHECK(deviation(factor, 0.05, 1) < 3e-4);
		CHECK(deviation(factor, 0.34, 1) < 3e-4);
		CHECK(deviation(factor, 0.51, 0) < 3e-4);
		CHECK(deviation(factor, 0.97, 0) < 3e-4);
	}
	CHECK(deviation(1, 0.3, 1) < 1e-7);
}

TEST(sound_shorter_than_the_low_pass_comes_out_whole)
{
	const float in[] = { 1, NAN, INFINITY, 1 };
	double out[40];

	(void)state_;
	for (size_t n = 0; n <= AT_COUNT(in); n++) {
		struct at_decimate *d = at_decimate_make(arena, 3);
		size_t got = at_decimate_add(d, in, n, out);

		got += at_decimate_end(d, out + got);
		CHECK_INT((n + 2) / 3, got);
		for (size_t i = 0; i < got; i++)
			CHECK(isfinite(out[i]));
	}
}

RUN_ALL(
	SERIES(every_length_gives_what_the_definition_gives),
	SERIES(the_low_pass_keeps_what_is_low_at_its_place),
	SERIES(sound_shorter_than_the_low_pass_comes_out_whole),
)
