/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lmm [ROWS] - mixed models of simulated clients: slopes, three levels, crossed items; and how
 * the first grows.  Time is that of this process: at_lmm_fit() whole, the search included.
 * lmm ROWS FILE.csv - the rows of the three, for another program. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/random.h"
#include "stats/lmm.h"

enum { SESSIONS = 20, REPEATS = 3, CLIENTS_PER_THERAPIST = 25, ITEMS = 400 };

struct rows {
	int n;
	double *score, *answer, *x, *ones;      /* x: rows of 1 and session */
	int *client, *therapist, *item;
};

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double *
normals(struct at_arena *arena, struct at_random *random, int n, double sd)
{
	double *out = AT_NEW(arena, double, (size_t)n);

	for (int i = 0; i < n; i++)
		out[i] = sd * at_random_normal(random);
	return out;
}

static struct rows
make_rows(struct at_arena *arena, int n)
{
	struct at_random random = at_random_seeded(7);
	int clients = n / SESSIONS + 1, therapists = clients / CLIENTS_PER_THERAPIST + 2;
	const double *start = normals(arena, &random, clients, 2);
	const double *slope = normals(arena, &random, clients, 0.3);
	const double *their_start = normals(arena, &random, therapists, 1);
	const double *their_slope = normals(arena, &random, therapists, 0.1);
	const double *items = normals(arena, &random, ITEMS, 1);
	size_t m = (size_t)n;
	struct rows r = { n, AT_NEW(arena, double, m), AT_NEW(arena, double, m),
		AT_NEW(arena, double, 2 * m), AT_NEW(arena, double, m), AT_NEW(arena, int, m),
		AT_NEW(arena, int, m), AT_NEW(arena, int, m) };

	for (int i = 0; i < n; i++) {
		int c = i / SESSIONS, t = c % therapists, s = i % SESSIONS;

		r.client[i] = c;
		r.therapist[i] = t;
		r.item[i] = (int)(at_random_unit(&random) * ITEMS);
		r.ones[i] = r.x[2 * i] = 1;
		r.x[2 * i + 1] = s;
		r.score[i] = 20 + start[c] + their_start[t] + (slope[c] + their_slope[t] - 0.4) * s
		    + 3 * at_random_normal(&random);
		r.answer[i] = 5 + start[c] + items[r.item[i]] + 2 * at_random_normal(&random);
	}
	return r;
}

static int
groups_of(const int *group, int n)
{
	int most = 0;

	for (int i = 0; i < n; i++)
		if (group[i] > most)
			most = group[i];
	return most + 1;
}

static double
fit_ms(const char *what, const struct at_lmm_input *input)
{
	double best = INFINITY;
	struct at_lmm fit = { .n = 0 };
	struct at_error err = { .status = AT_OK };
	size_t bytes = 0;

	for (int i = 0; i < REPEATS; i++) {
		struct at_arena *arena = at_arena_open();
		double began = now_ms();

		if (at_lmm_fit(arena, input, &fit, NULL, &err) != AT_OK) {
			fprintf(stderr, "%s: %s\n", what, err.text);
			exit(1);
		}
		best = fmin(best, now_ms() - began);
		bytes = at_arena_used_bytes(arena);
		at_arena_close(arena);
	}
	printf("  %-28s %8.1f ms  %3d evaluations  %5.1f MB  criterion %.6f%s\n", what, best,
	    fit.evaluations, (double)bytes / 1e6, fit.criterion,
	    fit.converged ? "" : "  NOT CONVERGED");
	return best;
}

static double
slopes_ms(int n)
{
	struct at_arena *arena = at_arena_open();
	struct rows r = make_rows(arena, n);
	const struct at_lmm_term term = { r.x, 2, true, r.client, groups_of(r.client, n) };
	char what[40];
	double took;

	snprintf(what, sizeof what, "slopes, %d rows", n);
	took = fit_ms(what, &(struct at_lmm_input){ .y = r.score, .x = r.x, .n = n, .p = 2,
		.terms = &term, .n_terms = 1 });
	at_arena_close(arena);
	return took;
}

static void
print_csv(const struct rows *r, const char *file)
{
	FILE *out = fopen(file, "w");

	if (out == NULL)
		exit(1);
	fprintf(out, "client,therapist,item,session,score,answer\n");
	for (int i = 0; i < r->n; i++)
		fprintf(out, "%d,%d,%d,%g,%.17g,%.17g\n", r->client[i], r->therapist[i], r->item[i],
		    r->x[2 * i + 1], r->score[i], r->answer[i]);
	fclose(out);
}

int
main(int argc, char **argv)
{
	int n = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 200000;
	struct at_arena *arena = at_arena_open();
	struct rows r = make_rows(arena, n);
	int clients = groups_of(r.client, n);
	const struct at_lmm_term levels[] = { { r.x, 2, true, r.client, clients },
		{ r.x, 2, true, r.therapist, groups_of(r.therapist, n) } };
	const struct at_lmm_term crossed[] = { { r.ones, 1, true, r.client, clients },
		{ r.ones, 1, true, r.item, ITEMS } };
	double least;

	if (argc > 2) {
		print_csv(&r, argv[2]);
		return 0;
	}
	slopes_ms(n);
	fit_ms("three levels, slopes", &(struct at_lmm_input){ .y = r.score, .x = r.x, .n = n,
		.p = 2, .terms = levels, .n_terms = 2 });
	fit_ms("crossed with 400 items", &(struct at_lmm_input){ .y = r.answer, .x = r.x, .n = n,
		.p = 2, .terms = crossed, .n_terms = 2 });
	least = slopes_ms(10000);
	printf("  a hundred times the rows: %.0f times as long\n", slopes_ms(1000000) / least);
	at_arena_close(arena);
	return 0;
}
