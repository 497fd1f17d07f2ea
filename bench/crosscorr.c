/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crosscorr - cross-correlation and surrogates against the loop of their definition, and how
 * they grow.  The loop is measured on a part and counted up: it takes the better part of a
 * minute.
 *
 * Motion energy is made here: bursts and stillness, in whole numbers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/crew.h"
#include "base/random.h"
#include "signal/surrogate.h"

enum { FPS = 25, LONGEST = 100 * 60 * FPS, REPEATS = 3 };

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double *
motion(struct at_arena *arena, struct at_random *random)
{
	double *x = AT_NEW(arena, double, LONGEST), level = 0;

	for (int i = 0; i < LONGEST; i++) {
		if (at_random_unit(random) < 0.005)
			level = at_random_unit(random) < 0.5 ? 0 : 3000 * at_random_unit(random);
		x[i] = floor(level * at_random_unit(random));
	}
	return x;
}

/* ---- one measurement ---------------------------------------------------------------- */

struct bench {
	const double *s1, *s2;
	int minutes, lag_s, n_threads;
};

static struct at_crosscorr_options
options_of(const struct bench *b, double step_s)
{
	return (struct at_crosscorr_options){ .window = 60 * FPS, .lag = b->lag_s * FPS,
		.step = step_s > 0 ? (int)(step_s * FPS) : 1, .n_threads = b->n_threads };
}

/* The best of a few: what disturbs makes it slower, never faster. */
static double
dense_ms(const struct bench *b)
{
	struct at_crosscorr_options options = options_of(b, 0);
	struct at_pair pair = { b->s1, b->s2, (size_t)(b->minutes * 60 * FPS) };
	double best = INFINITY;

	for (int i = 0; i < REPEATS; i++) {
		struct at_arena *arena = at_arena_open();
		struct at_crosscorr out;
		double began = now_ms();

		if (at_crosscorr(arena, &pair, &options, &out, NULL) != AT_OK)
			exit(1);
		best = fmin(best, now_ms() - began);
		at_arena_close(arena);
	}
	return best;
}

static double
surrogates_ms(const struct bench *b, int n)
{
	struct at_surrogate_options options = { .kind = AT_SURROGATE_SHIFT, .n = n, .seed = 1,
		.crosscorr = options_of(b, 30) };
	struct at_pair pair = { b->s1, b->s2, (size_t)(b->minutes * 60 * FPS) };
	double best = INFINITY;

	for (int i = 0; i < REPEATS; i++) {
		struct at_arena *arena = at_arena_open();
		struct at_surrogates out;
		double began = now_ms();

		if (at_surrogates(arena, &pair, 1, &options, &out, NULL) != AT_OK)
			exit(1);
		best = fmin(best, now_ms() - began);
		at_arena_close(arena);
	}
	return best;
}

/* As most programs have it: two passes in doubles. */
static double
plain_r(const double *x, const double *y, int n)
{
	double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;

	for (int i = 0; i < n; i++) {
		mx += x[i];
		my += y[i];
	}
	mx /= n;
	my /= n;
	for (int i = 0; i < n; i++) {
		xx += (x[i] - mx) * (x[i] - mx);
		yy += (y[i] - my) * (y[i] - my);
		xy += (x[i] - mx) * (y[i] - my);
	}
	return xy / sqrt(xx * yy);
}

/* Milliseconds for a window and all its lags, by the loop. */
static double
loop_ms(const struct bench *b)
{
	int window = 60 * FPS, lag = b->lag_s * FPS, n_windows = 10;
	volatile double sum = 0;
	double began = now_ms();

	for (int w = 0; w < n_windows; w++)
		for (int k = -lag; k <= lag; k++) {
			const double *x = b->s1 + w * 997 + (k < 0 ? -k : 0);
			const double *y = b->s2 + w * 997 + (k > 0 ? k : 0);

			sum += fabs(atanh(plain_r(x, y, window)));
		}
	(void)sum;
	return (now_ms() - began) / n_windows;
}

/* ---- what is printed ---------------------------------------------------------------- */

static void
print_dense(struct bench b)
{
	double windows = b.minutes * 60.0 * FPS - (60 + b.lag_s) * FPS + 1, loop = loop_ms(&b);
	double one, all = dense_ms(&b);

	b.n_threads = 1;
	one = dense_ms(&b);
	printf("cross-correlation, 50 min, lag 5 s, window 60 s, every frame (goal 60 ms)\n"
	    "  %.0f ms, loop %.0f ms (counted up), ratio %.0f; one thread %.0f ms\n", all,
	    loop * windows, loop * windows / all, one);
	b.minutes *= 2;
	printf("  growth: twice as long %.2f", dense_ms(&b) / one);
	b.minutes /= 2;
	b.lag_s *= 2;
	printf(", twice the lags %.2f\n", dense_ms(&b) / one);
}

static void
print_surrogates(struct bench b)
{
	double loop = loop_ms(&b) * 18 * 100, all = surrogates_ms(&b, 100), one;

	b.n_threads = 1;
	one = surrogates_ms(&b, 100);
	printf("100 surrogates of 10 min, step 30 s (goal 100 ms)\n"
	    "  %.0f ms, loop %.0f ms (counted up), ratio %.0f; one thread %.0f ms\n"
	    "  growth: twice as many %.2f\n", all, loop, loop / all, one,
	    surrogates_ms(&b, 200) / one);
}

int
main(void)
{
	struct at_arena *arena = at_arena_open();
	struct at_random random = at_random_seeded(1);
	struct bench b = { .minutes = 50, .lag_s = 5, .n_threads = at_crew_size() };

	b.s1 = motion(arena, &random);
	b.s2 = motion(arena, &random);
	printf("%d processors\n", b.n_threads);
	print_dense(b);
	b.minutes = 10;
	print_surrogates(b);
	at_arena_close(arena);
	return 0;
}
