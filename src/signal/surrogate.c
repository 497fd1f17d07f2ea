/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/crew.h"
#include "base/random.h"
#include "signal/surrogate.h"

/* The thread's own: a series to be put together, and the cells' memory. */
struct worker {
	struct at_grand_work *grand;
	double *series;
	int *order;
};

struct job {
	const struct at_pair *pairs;
	int n_pairs;
	const struct at_surrogate_options *options;
	const int *drawn;               /* of dyads: which pairs of recordings */
	struct worker *workers;
	double *pseudo, *real;
};

/* ---- one surrogate ------------------------------------------------------------------ */

/* Far apart in the sequence of seeds, as splitmix64 counts. */
static struct at_random
random_of(const struct job *job, size_t which)
{
	return at_random_seeded(job->options->seed + which * UINT64_C(0x9e3779b97f4a7c15));
}

/* 0 to n - 1, each as likely as the others to 1 in 2^53 / n. */
static size_t
below(struct at_random *random, size_t n)
{
	return (size_t)(at_random_unit(random) * (double)n);
}

static void
shuffle(struct at_random *random, int *order, int n)
{
	for (int i = n - 1; i > 0; i--) {
		int j = (int)below(random, (size_t)i + 1), kept = order[i];

		order[i] = order[j];
		order[j] = kept;
	}
}

static bool
one_at_home(const int *order, int n)
{
	for (int i = 0; i < n; i++)
		if (order[i] == i)
			return true;
	return false;
}

/* Shuffled until none is at its own place: e times on average. */
static void
leave_home(struct at_random *random, int *order, int n)
{
	for (int i = 0; i < n; i++)
		order[i] = i;
	do
		shuffle(random, order, n);
	while (one_at_home(order, n));
}

/* What is left behind the last whole segment is not used. */
static struct at_pair
cut_and_mix(const struct job *job, struct worker *worker, const struct at_pair *pair,
    struct at_random *random)
{
	size_t segment = (size_t)job->options->segment;
	int n = (int)(pair->n / segment);

	leave_home(random, worker->order, n);
	for (int i = 0; i < n; i++)
		memcpy(worker->series + (size_t)i * segment,
		    pair->s2 + (size_t)worker->order[i] * segment,
		    segment * sizeof *worker->series);
	return (struct at_pair){ pair->s1, worker->series, (size_t)n * segment };
}

/* By more than twice the lag, and by as much less than the whole circle. */
static struct at_pair
turn(const struct job *job, struct worker *worker, const struct at_pair *pair,
    struct at_random *random)
{
	size_t least = 2 * (size_t)job->options->crosscorr.lag + 1;
	size_t by = least + below(random, pair->n - 2 * least + 1);

	memcpy(worker->series, pair->s2 + by, (pair->n - by) * sizeof *worker->series);
	memcpy(worker->series + (pair->n - by), pair->s2, by * sizeof *worker->series);
	return (struct at_pair){ pair->s1, worker->series, pair->n };
}

/* The which-th of all pairs of different recordings; the longer one is cut. */
static struct at_pair
cross(const struct job *job, size_t which)
{
	size_t others = (size_t)job->n_pairs - 1, i = which / others, j = which % others;
	const struct at_pair *a = &job->pairs[i], *b = &job->pairs[j + (j >= i)];

	return (struct at_pair){ a->s1, b->s2, a->n < b->n ? a->n : b->n };
}

static struct at_pair
make_pair(const struct job *job, struct worker *worker, size_t which)
{
	struct at_random random = random_of(job, which);
	const struct at_pair *pair = &job->pairs[which / (size_t)job->options->n];

	switch (job->options->kind) {
	case AT_SURROGATE_DYADS:    return cross(job, (size_t)job->drawn[which]);
	case AT_SURROGATE_SEGMENTS: return cut_and_mix(job, worker, pair, &random);
	case AT_SURROGATE_SHIFT:    return turn(job, worker, pair, &random);
	}
	return *pair;
}

/* The first pieces are the real pairs. */
static void
run_piece(void *ptr, size_t piece, int which_worker)
{
	struct job *job = ptr;
	struct worker *worker = &job->workers[which_worker];
	const struct at_surrogate_options *options = job->options;
	size_t n_real = (size_t)job->n_pairs;
	struct at_pair pair = piece < n_real ? job->pairs[piece]
	    : make_pair(job, worker, piece - n_real);
	double mean = at_grand(worker->grand, &pair).mean[options->mean];

	*(piece < n_real ? &job->real[piece] : &job->pseudo[piece - n_real]) = mean;
	if (which_worker == 0 && options->progress != NULL)
		options->progress(options->to, piece);
}

/* ---- which there are ---------------------------------------------------------------- */

static size_t
crossings(int n_pairs)
{
	return (size_t)n_pairs * ((size_t)n_pairs - 1);
}

size_t
at_surrogates_count(const struct at_surrogate_options *options, int n_pairs)
{
	size_t n = (size_t)options->n;

	if (options->kind != AT_SURROGATE_DYADS)
		return n * (size_t)n_pairs;
	return n == 0 || n > crossings(n_pairs) ? crossings(n_pairs) : n;
}

/* All in order, or the first n of them shuffled. */
static int *
draw(struct at_arena *arena, const struct at_surrogate_options *options, int n_pairs, size_t n)
{
	size_t all = crossings(n_pairs);
	struct at_random random = at_random_seeded(options->seed);
	int *order = AT_NEW(arena, int, all);

	for (size_t i = 0; i < all; i++)
		order[i] = (int)i;
	if (n < all)
		shuffle(&random, order, (int)all);
	return order;
}

static enum at_status
check_pair(const struct at_pair *pair, const struct at_surrogate_options *options,
    struct at_error *err)
{
	size_t n = pair->n;

	if (options->kind == AT_SURROGATE_SEGMENTS) {
		n -= n % (size_t)options->segment;
		if (n / (size_t)options->segment < 2)
			return at_fail(err, AT_INVALID, "%zu samples are not two segments of %d",
			    pair->n, options->segment);
	}
	if (options->kind == AT_SURROGATE_SHIFT
	    && n < 4 * (size_t)options->crosscorr.lag + 2)
		return at_fail(err, AT_INVALID, "%zu samples are too few to be shifted by more "
		    "than twice the lag", n);
	if (at_crosscorr_windows(&options->crosscorr, n) == 0)
		return at_fail(err, AT_INVALID, "%zu samples are too few: a window and its lags "
		    "are %lld", n, (long long)options->crosscorr.window
		    + options->crosscorr.lag);
	return AT_OK;
}

static enum at_status
check(const struct at_pair *pairs, int n_pairs, const struct at_surrogate_options *options,
    struct at_error *err)
{
	if (options->crosscorr.window < 3 || options->crosscorr.lag < 0
	    || options->crosscorr.step < 1)
		return at_fail(err, AT_INVALID, "a window is at least 3 samples, the lag 0, the "
		    "step 1");
	if (options->kind == AT_SURROGATE_DYADS ? options->n < 0 : options->n < 1)
		return at_fail(err, AT_INVALID, "at least one surrogate is needed");
	if (options->kind == AT_SURROGATE_DYADS && (n_pairs < 2 || n_pairs > 30000))
		return at_fail(err, AT_INVALID, "surrogates between dyads need at least two "
		    "recordings");
	if (options->kind == AT_SURROGATE_SEGMENTS && options->segment < 1)
		return at_fail(err, AT_INVALID, "a segment is at least one sample");
	for (int i = 0; i < n_pairs; i++) {
		enum at_status st = check_pair(&pairs[i], options, err);

		if (st != AT_OK)
			return st;
	}
	return AT_OK;
}

/* ---- what they say ------------------------------------------------------------------ */

struct spread {
	double mean, sd;
	int n;
};

static struct spread
spread_of(const double *x, size_t n)
{
	struct spread s = { 0 };
	double squares = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(x[i])) {
			s.mean += x[i];
			s.n++;
		}
	s.mean = s.n > 0 ? s.mean / s.n : NAN;
	for (size_t i = 0; i < n; i++)
		if (!isnan(x[i]))
			squares += (x[i] - s.mean) * (x[i] - s.mean);
	s.sd = s.n > 1 ? sqrt(squares / (s.n - 1)) : NAN;
	return s;
}

static struct at_surrogate_test
test_of(double real, const double *pseudo, size_t n)
{
	struct spread s = spread_of(pseudo, n);
	int n_above = 0;

	for (size_t i = 0; i < n; i++)
		n_above += pseudo[i] >= real;
	return (struct at_surrogate_test){ .real = real, .n = s.n, .pseudo_mean = s.mean,
		.pseudo_sd = s.sd, .effect_size = (real - s.mean) / s.sd,
		.p = isnan(real) || s.n == 0 ? NAN : (1.0 + n_above) / (1.0 + s.n) };
}

/* The mean over recordings of the i-th surrogate of each. */
static double *
means_over(struct at_arena *arena, const struct at_surrogates *s, int n)
{
	double *means = AT_NEW(arena, double, (size_t)n);
	double *column = AT_NEW(arena, double, (size_t)s->n_pairs);

	for (int i = 0; i < n; i++) {
		for (int pair = 0; pair < s->n_pairs; pair++)
			column[pair] = s->pseudo[pair * n + i];
		means[i] = spread_of(column, (size_t)s->n_pairs).mean;
	}
	return means;
}

static void
sum_up(struct at_arena *arena, const struct at_surrogate_options *options,
    struct at_surrogates *s)
{
	struct spread real = spread_of(s->real, (size_t)s->n_pairs);
	bool between = options->kind == AT_SURROGATE_DYADS;
	size_t n = (size_t)(between ? s->n_pseudo : options->n);
	const double *means = between ? s->pseudo : means_over(arena, s, options->n);

	s->real_mean = real.mean;
	s->real_sd = real.sd;
	s->over = test_of(real.mean, means, n);
	s->tests = AT_NEW(arena, struct at_surrogate_test, (size_t)s->n_pairs);
	for (int i = 0; i < s->n_pairs; i++)
		s->tests[i] = test_of(s->real[i], s->pseudo + (between ? 0 : (size_t)i * n), n);
}

static struct worker *
make_workers(struct at_arena *arena, const struct at_surrogate_options *options,
    const struct at_pair *pairs, int n_pairs, int n_workers)
{
	struct worker *workers = AT_NEW(arena, struct worker, (size_t)n_workers);
	size_t longest = 0;

	for (int i = 0; i < n_pairs; i++)
		longest = pairs[i].n > longest ? pairs[i].n : longest;
	for (int i = 0; i < n_workers; i++) {
		workers[i].grand = at_grand_make(arena, &options->crosscorr);
		workers[i].series = AT_NEW(arena, double, longest);
		workers[i].order = AT_NEW(arena, int, longest);
	}
	return workers;
}

enum at_status
at_surrogates(struct at_arena *arena, const struct at_pair *pairs, int n_pairs,
    const struct at_surrogate_options *options, struct at_surrogates *out, struct at_error *err)
{
	int n_workers = options->crosscorr.n_threads > 1 ? options->crosscorr.n_threads : 1;
	struct at_surrogates s = { .n_pairs = n_pairs };
	struct at_surrogate_options all = *options;
	struct job job = { .pairs = pairs, .n_pairs = n_pairs, .options = &all };
	enum at_status st = check(pairs, n_pairs, options, err);
	size_t n;

	if (st != AT_OK)
		return st;
	n = at_surrogates_count(options, n_pairs);
	all.n = options->kind == AT_SURROGATE_DYADS ? (int)n : options->n;
	s.n_pseudo = (int)n;
	s.pseudo = job.pseudo = AT_NEW(arena, double, n);
	s.real = job.real = AT_NEW(arena, double, (size_t)n_pairs);
	if (options->kind == AT_SURROGATE_DYADS)
		job.drawn = draw(arena, options, n_pairs, n);
	job.workers = make_workers(arena, options, pairs, n_pairs, n_workers);
	at_crew_run(n_workers, n + (size_t)n_pairs, run_piece, &job);
	sum_up(arena, &all, &s);
	*out = s;
	return AT_OK;
}
