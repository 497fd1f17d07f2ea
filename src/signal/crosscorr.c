/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/crew.h"
#include "signal/cell.h"
#include "signal/group.h"

/* Work is cut into the same pieces whatever the number of threads, as sums depend on
 * their order in the last digits. */
enum { PIECES = 64, LEAST_WINDOW = 3 };

/* A thread's own, and what a piece adds up. */
struct piece {
	struct at_lag_sums lags;
	size_t first, end;              /* windows */
};

struct job {
	const struct at_pair *pair;
	struct at_crosscorr *result;
	struct at_tally *tallies;       /* of a worker: at_stretch_most() each */
	struct at_stretch **stretches;  /* of a worker */
	struct piece *pieces;
	size_t most;
};

size_t
at_crosscorr_windows(const struct at_crosscorr_options *options, size_t n)
{
	size_t least = (size_t)options->window + (size_t)options->lag;

	return n < least ? 0 : (n - least) / (size_t)options->step + 1;
}

static enum at_status
check(const struct at_pair *pair, const struct at_crosscorr_options *options, struct at_error *err)
{
	if (options->window < LEAST_WINDOW)
		return at_fail(err, AT_INVALID, "a window of %d samples is too short: at least %d",
		    options->window, LEAST_WINDOW);
	if (options->lag < 0 || options->step < 1)
		return at_fail(err, AT_INVALID, "the lag is 0 samples or more, the step 1 or more");
	if (at_crosscorr_windows(options, pair->n) == 0)
		return at_fail(err, AT_INVALID, "%zu samples are too few: a window and its lags "
		    "are %lld", pair->n, (long long)options->window + options->lag);
	return AT_OK;
}

/* ---- from sums to means ------------------------------------------------------------- */

static double
mean_of(double sum, double n)
{
	return n > 0 ? sum / n : NAN;
}

static struct at_lead
lead_of(const struct at_tally *tally, enum at_crosscorr_kind kind)
{
	bool zero_there = !isnan(tally->zero);
	double zero = kind == AT_MAGNITUDE ? fabs(tally->zero) : tally->zero;
	const double *sum = tally->sum[kind], *n = tally->n;
	double all = (sum[AT_S2_LEADS] + (zero_there ? zero : 0)) + sum[AT_S1_LEADS];
	bool found = tally->best_lag[kind] != AT_NO_LAG;

	return (struct at_lead){ .mean = mean_of(all, n[0] + n[1] + zero_there),
		.s1_lead = mean_of(sum[AT_S1_LEADS], n[AT_S1_LEADS]),
		.s2_lead = mean_of(sum[AT_S2_LEADS], n[AT_S2_LEADS]), .lag_zero = zero,
		.best = found ? tally->best[kind] : NAN, .best_lag = tally->best_lag[kind] };
}

static void
put_window(const struct at_tally *tally, size_t start, struct at_crosscorr_window *out)
{
	*out = (struct at_crosscorr_window){ .start = start,
		.n_cells = (int)(tally->n[0] + tally->n[1]) + !isnan(tally->zero),
		.lead = { lead_of(tally, AT_MAGNITUDE), lead_of(tally, AT_SIGNED) } };
}

struct mean {
	double sum, n;
};

static void
add(struct mean *mean, double value)
{
	if (!isnan(value)) {
		mean->sum += value;
		mean->n++;
	}
}

static void
put_over(struct at_crosscorr *result, enum at_crosscorr_kind kind, double sum)
{
	struct at_lead *over = &result->over[kind];
	const double *per_lag = result->per_lag[kind];
	struct mean s1_lead = { 0 }, s2_lead = { 0 }, lag_zero = { 0 };

	for (size_t w = 0; w < result->n_windows; w++) {
		add(&s1_lead, result->windows[w].lead[kind].s1_lead);
		add(&s2_lead, result->windows[w].lead[kind].s2_lead);
		add(&lag_zero, result->windows[w].lead[kind].lag_zero);
	}
	*over = (struct at_lead){ .mean = mean_of(sum, (double)result->n_cells),
		.s1_lead = mean_of(s1_lead.sum, s1_lead.n),
		.s2_lead = mean_of(s2_lead.sum, s2_lead.n),
		.lag_zero = mean_of(lag_zero.sum, lag_zero.n),
		.best = NAN, .best_lag = AT_NO_LAG };
	for (int i = 0; i < result->n_lags; i++)
		if (!isnan(per_lag[i]) && !(per_lag[i] <= over->best)) {
			over->best = per_lag[i];
			over->best_lag = i - result->lag;
		}
}

/* What all pieces came to. */
static void
finish(struct at_crosscorr *result, const struct piece *pieces, int n_pieces)
{
	double all[AT_CROSSCORR_KINDS] = { 0 };

	for (int i = 0; i < result->n_lags; i++) {
		double sum[AT_CROSSCORR_KINDS] = { 0 }, n = 0;

		for (int p = 0; p < n_pieces; p++) {
			n += pieces[p].lags.n[i];
			for (int kind = 0; kind < AT_CROSSCORR_KINDS; kind++)
				sum[kind] += pieces[p].lags.sum[kind][i];
		}
		result->n_cells += (size_t)n;
		for (int kind = 0; kind < AT_CROSSCORR_KINDS; kind++) {
			all[kind] += sum[kind];
			result->per_lag[kind][i] = mean_of(sum[kind], n);
		}
	}
	for (int kind = 0; kind < AT_CROSSCORR_KINDS; kind++)
		put_over(result, (enum at_crosscorr_kind)kind, all[kind]);
	for (size_t w = 0; w < result->n_windows; w++)
		result->n_missing += result->windows[w].n_cells == 0;
}

/* ---- the pieces --------------------------------------------------------------------- */

static void
run_piece(void *ptr, size_t which, int worker)
{
	struct job *job = ptr;
	const struct piece *piece = &job->pieces[which];
	struct at_crosscorr *result = job->result;
	struct at_tally *tallies = job->tallies + (size_t)worker * job->most;

	for (size_t first = piece->first; first < piece->end; first += job->most) {
		size_t rest = piece->end - first, n = rest < job->most ? rest : job->most;

		at_stretch_run(job->stretches[worker], job->pair, first, n, tallies, &piece->lags,
		    result->cells == NULL ? NULL
		    : result->cells + first * (size_t)result->n_lags);
		for (size_t i = 0; i < n; i++)
			put_window(&tallies[i], result->windows[first + i].start,
			    &result->windows[first + i]);
	}
}

static struct at_lag_sums
make_lags(struct at_arena *arena, int n_lags)
{
	return (struct at_lag_sums){ .n = AT_NEW(arena, double, (size_t)n_lags),
		.sum = { AT_NEW(arena, double, (size_t)n_lags),
		    AT_NEW(arena, double, (size_t)n_lags) } };
}

/* Whole groups, about as many in each piece. */
static int
cut_pieces(struct at_arena *arena, struct job *job)
{
	size_t n_windows = job->result->n_windows;
	size_t n_groups = (n_windows + job->most - 1) / job->most;
	int n = n_groups < PIECES ? (int)n_groups : PIECES;

	job->pieces = AT_NEW(arena, struct piece, (size_t)n);
	for (int p = 0; p < n; p++) {
		size_t end = n_groups * (size_t)(p + 1) / (size_t)n * job->most;

		job->pieces[p].first = p > 0 ? job->pieces[p - 1].end : 0;
		job->pieces[p].end = end < n_windows ? end : n_windows;
		job->pieces[p].lags = make_lags(arena, job->result->n_lags);
	}
	return n;
}

static void
make_result(struct at_arena *arena, const struct at_crosscorr_options *options, size_t n,
    struct at_crosscorr *out)
{
	*out = (struct at_crosscorr){ .lag = options->lag, .n_lags = 2 * options->lag + 1,
		.n_windows = at_crosscorr_windows(options, n) };
	out->windows = AT_NEW(arena, struct at_crosscorr_window, out->n_windows);
	for (size_t w = 0; w < out->n_windows; w++)
		out->windows[w].start = w * (size_t)options->step;
	for (int kind = 0; kind < AT_CROSSCORR_KINDS; kind++)
		out->per_lag[kind] = AT_NEW(arena, double, (size_t)out->n_lags);
	if (options->cells)
		out->cells = at_alloc(arena, out->n_windows,
		    (size_t)out->n_lags * sizeof *out->cells);
}

enum at_status
at_crosscorr(struct at_arena *arena, const struct at_pair *pair,
    const struct at_crosscorr_options *options, struct at_crosscorr *out, struct at_error *err)
{
	int n_workers = options->n_threads > 1 ? options->n_threads : 1, n_pieces;
	struct job job = { .pair = pair, .most = at_stretch_most(options) };
	struct at_crosscorr result;
	enum at_status st = check(pair, options, err);

	if (st != AT_OK)
		return st;
	make_result(arena, options, pair->n, &result);
	job.result = &result;
	n_pieces = cut_pieces(arena, &job);
	if (n_workers > n_pieces)
		n_workers = n_pieces;
	job.tallies = AT_NEW(arena, struct at_tally, (size_t)n_workers * job.most);
	job.stretches = AT_NEW(arena, struct at_stretch *, (size_t)n_workers);
	for (int i = 0; i < n_workers; i++)
		job.stretches[i] = at_stretch_make(arena, options);
	at_crew_run(n_workers, (size_t)n_pieces, run_piece, &job);
	finish(&result, job.pieces, n_pieces);
	*out = result;
	return AT_OK;
}

/* ---- the mean alone ----------------------------------------------------------------- */

struct at_grand_work {
	struct at_crosscorr_options options;
	struct at_stretch *stretch;
	struct at_tally *tallies;
	struct at_lag_sums lags;
};

struct at_grand_work *
at_grand_make(struct at_arena *arena, const struct at_crosscorr_options *options)
{
	struct at_grand_work *work = AT_NEW(arena, struct at_grand_work, 1);

	work->options = *options;
	work->stretch = at_stretch_make(arena, options);
	work->tallies = AT_NEW(arena, struct at_tally, at_stretch_most(options));
	work->lags = make_lags(arena, 2 * options->lag + 1);
	return work;
}

struct at_grand
at_grand(struct at_grand_work *work, const struct at_pair *pair)
{
	size_t n_windows = at_crosscorr_windows(&work->options, pair->n);
	size_t most = at_stretch_most(&work->options);
	int n_lags = 2 * work->options.lag + 1;
	double n = 0, sum[AT_CROSSCORR_KINDS] = { 0 };

	for (int i = 0; i < n_lags; i++)
		work->lags.n[i] = work->lags.sum[0][i] = work->lags.sum[1][i] = 0;
	for (size_t first = 0; first < n_windows; first += most) {
		size_t rest = n_windows - first;

		at_stretch_run(work->stretch, pair, first, rest < most ? rest : most,
		    work->tallies, &work->lags, NULL);
	}
	for (int i = 0; i < n_lags; i++) {
		n += work->lags.n[i];
		for (int kind = 0; kind < AT_CROSSCORR_KINDS; kind++)
			sum[kind] += work->lags.sum[kind][i];
	}
	return (struct at_grand){ { mean_of(sum[AT_MAGNITUDE], n), mean_of(sum[AT_SIGNED], n) } };
}

/* ---- by the definition -------------------------------------------------------------- */

static size_t
missing_in(const double *x, size_t n)
{
	size_t n_missing = 0;

	for (size_t i = 0; i < n; i++)
		n_missing += isnan(x[i]);
	return n_missing;
}

void
at_crosscorr_naive(const struct at_pair *pair, const struct at_crosscorr_options *options,
    double *cells)
{
	size_t n_windows = at_crosscorr_windows(options, pair->n), window = (size_t)options->window;
	size_t length = window + (size_t)options->lag;

	for (size_t w = 0; w < n_windows; w++) {
		const double *s1 = pair->s1 + w * (size_t)options->step;
		const double *s2 = pair->s2 + w * (size_t)options->step;
		bool missing = 2 * missing_in(s1, length) > length
		    || 2 * missing_in(s2, length) > length;

		for (int k = -options->lag; k <= options->lag; k++) {
			double r = k >= 0 ? at_cell_r(s1, s2 + k, window)
			    : at_cell_r(s1 - k, s2, window);

			*cells++ = missing ? NAN : options->raw_r ? r : at_cell_z(r);
		}
	}
}
