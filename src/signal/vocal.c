/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "signal/cell.h"
#include "signal/vocal.h"

enum { MINUTE = 60 * AT_VOICE_FRAMES_HZ, SECOND = AT_VOICE_FRAMES_HZ };

const struct at_vocal_options at_vocal_usual = { .window_s = 60, .lag_s = 5, .step_s = 30,
	.surrogates = AT_SURROGATE_SEGMENTS, .n = 1000, .segment_s = 30, .seed = 1 };

/* ---- series ------------------------------------------------------------------------- */

double
at_vocal_mean(const struct at_voice *voice, struct at_span span)
{
	double sum = 0;
	int n = 0;

	for (size_t i = span.from; i < span.to && i < voice->n; i++)
		if (!isnan(voice->f0[i])) {
			sum += at_semitones(voice->f0[i]);
			n++;
		}
	return n < AT_VOCAL_LEAST_FRAMES ? NAN : sum / n;
}

/* Takes the least-squares line over `at` out of y and divides by what is left; values may
 * be missing.  Nothing is left of a line itself, and then all is missing. */
static void
standardise(const double *at, double *y, size_t n)
{
	double n_there = 0, mean_x = 0, mean_y = 0, xx = 0, xy = 0, yy = 0, rest = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(y[i])) {
			n_there++;
			mean_x += (at[i] - mean_x) / n_there;
			mean_y += (y[i] - mean_y) / n_there;
		}
	for (size_t i = 0; i < n; i++)
		if (!isnan(y[i])) {
			xx += (at[i] - mean_x) * (at[i] - mean_x);
			xy += (at[i] - mean_x) * (y[i] - mean_y);
			yy += (y[i] - mean_y) * (y[i] - mean_y);
		}
	for (size_t i = 0; i < n; i++)
		if (!isnan(y[i])) {
			y[i] -= mean_y + (xx > 0 ? xy / xx * (at[i] - mean_x) : 0);
			rest += y[i] * y[i];
		}
	/* Below that it is rounding. */
	rest = rest > 1e-20 * yy && n_there > 2 ? sqrt(rest / (n_there - 1)) : NAN;
	for (size_t i = 0; i < n; i++)
		y[i] /= rest;
}

static void
add_pair(double *s1, double *s2, size_t *n, double a, double b)
{
	if (isnan(a) || isnan(b))
		return;
	s1[*n] = a;
	s2[*n] = b;
	++*n;
}

/* Each turn with the one after it, whoever begins. */
static struct at_pair
pair_turns(struct at_arena *arena, const struct at_voice voices[2], const struct at_turns *turns)
{
	size_t n = (size_t)turns->n, n_pairs = 0;
	double *at = AT_NEW(arena, double, n), *pitch[2];
	double *s1 = AT_NEW(arena, double, n), *s2 = AT_NEW(arena, double, n);

	for (int who = 0; who < 2; who++) {
		pitch[who] = AT_NEW(arena, double, n);
		for (size_t i = 0; i < n; i++) {
			const struct at_turn *turn = &turns->turns[i];

			at[i] = 0.5 * (double)(turn->span.from + turn->span.to);
			pitch[who][i] = turn->who != who ? NAN
			    : at_vocal_mean(&voices[who], turn->span);
		}
		standardise(at, pitch[who], n);
	}
	for (size_t i = 0; i + 1 < n; i++) {
		int who = turns->turns[i].who;

		add_pair(s1, s2, &n_pairs, pitch[0][who == 0 ? i : i + 1],
		    pitch[1][who == 0 ? i + 1 : i]);
	}
	return (struct at_pair){ s1, s2, n_pairs };
}

/* Whole minutes. */
static struct at_pair
pair_minutes(struct at_arena *arena, const struct at_voice own[2])
{
	size_t longest = own[0].n < own[1].n ? own[0].n : own[1].n, n = longest / MINUTE;
	double *at = AT_NEW(arena, double, n), *pitch[2];
	double *s1 = AT_NEW(arena, double, n), *s2 = AT_NEW(arena, double, n);
	size_t n_pairs = 0;

	for (int who = 0; who < 2; who++) {
		pitch[who] = AT_NEW(arena, double, n);
		for (size_t i = 0; i < n; i++) {
			at[i] = (double)i;
			pitch[who][i] = at_vocal_mean(&own[who],
			    (struct at_span){ i * MINUTE, (i + 1) * MINUTE });
		}
		standardise(at, pitch[who], n);
	}
	for (size_t i = 0; i < n; i++)
		add_pair(s1, s2, &n_pairs, pitch[0][i], pitch[1][i]);
	return (struct at_pair){ s1, s2, n_pairs };
}

/* Straight lines between the values; before the first and behind the last there are none.
 * Adds one to `filled` where there was none. */
static void
interpolate(double *y, size_t n, double *filled)
{
	size_t last = n;

	for (size_t i = 0; i < n; i++) {
		filled[i] += isnan(y[i]);
		if (isnan(y[i]))
			continue;
		for (size_t k = last + 1; last < n && k < i; k++)
			y[k] = y[last] + (y[i] - y[last]) * (double)(k - last)
			    / (double)(i - last);
		last = i;
	}
}

/* From the first second to the last in which both are there. */
static struct at_pair
pair_seconds(struct at_arena *arena, const struct at_voice own[2], double *out_interpolated)
{
	size_t n = (own[0].n < own[1].n ? own[0].n : own[1].n) / SECOND, from = 0;
	double *pitch[2], *filled = AT_NEW(arena, double, n), n_filled = 0;

	for (int who = 0; who < 2; who++) {
		pitch[who] = AT_NEW(arena, double, n);
		for (size_t i = 0; i < n; i++)
			pitch[who][i] = at_vocal_mean(&own[who],
			    (struct at_span){ i * SECOND, (i + 1) * SECOND });
		interpolate(pitch[who], n, filled);
	}
	while (from < n && (isnan(pitch[0][from]) || isnan(pitch[1][from])))
		from++;
	while (n > from && (isnan(pitch[0][n - 1]) || isnan(pitch[1][n - 1])))
		n--;
	for (size_t i = from; i < n; i++)
		n_filled += filled[i];
	*out_interpolated = n > from ? n_filled / (2 * (double)(n - from)) : NAN;
	return (struct at_pair){ pitch[0] + from, pitch[1] + from, n - from };
}

/* The voice while its speaker speaks. */
static struct at_voice
own_voice(struct at_arena *arena, const struct at_voice *voice, const struct at_speech *speech)
{
	struct at_voice own = { .n = voice->n, .f0 = AT_NEW(arena, double, voice->n) };

	for (size_t i = 0; i < voice->n; i++)
		own.f0[i] = NAN;
	for (int s = 0; s < speech->n; s++)
		for (size_t i = speech->spans[s].from; i < speech->spans[s].to; i++)
			own.f0[i] = voice->f0[i];
	return own;
}

struct at_vocal_series
at_vocal_series_make(struct at_arena *arena, const struct at_voice voices[2],
    const struct at_speech speech[2], const struct at_turns *turns)
{
	struct at_voice own[2] = { own_voice(arena, &voices[0], &speech[0]),
		own_voice(arena, &voices[1], &speech[1]) };
	struct at_vocal_series series;

	series.pairs[AT_VOCAL_TURNS] = pair_turns(arena, own, turns);
	series.pairs[AT_VOCAL_MINUTES] = pair_minutes(arena, own);
	series.pairs[AT_VOCAL_SECONDS] = pair_seconds(arena, own, &series.interpolated);
	return series;
}

/* ---- synchrony ---------------------------------------------------------------------- */

static const struct at_vocal_result nothing = { .value = NAN, .magnitude = NAN,
	.test = { .real = NAN, .pseudo_mean = NAN, .pseudo_sd = NAN, .effect_size = NAN,
	    .p = NAN } };

/* Windows of a pair: of turns and minutes all of it is one. */
static struct at_crosscorr_options
windows_of(const struct at_vocal_options *o, enum at_vocal_kind kind, size_t n)
{
	if (kind == AT_VOCAL_SECONDS)
		return (struct at_crosscorr_options){ .window = o->window_s, .lag = o->lag_s,
			.step = o->step_s };
	return (struct at_crosscorr_options){ .window = (int)n, .step = 1, .raw_r = true };
}

static bool
is_enough(const struct at_vocal_options *o, enum at_vocal_kind kind, size_t n)
{
	struct at_crosscorr_options windows = windows_of(o, kind, n);

	return kind == AT_VOCAL_SECONDS ? at_crosscorr_windows(&windows, n) > 0
	    : n >= AT_VOCAL_LEAST_PAIRS;
}

static enum at_status
measure(struct at_arena *arena, const struct at_pair *pair, const struct at_vocal_options *o,
    enum at_vocal_kind kind, struct at_vocal_result *out, struct at_error *err)
{
	struct at_crosscorr_options windows = windows_of(o, kind, pair->n);
	struct at_crosscorr all;
	enum at_status st;

	if (kind != AT_VOCAL_SECONDS) {
		out->n = (int)pair->n;
		out->value = at_cell_r(pair->s1, pair->s2, pair->n);
		return AT_OK;
	}
	st = at_crosscorr(arena, pair, &windows, &all, err);
	if (st != AT_OK)
		return st;
	out->n = (int)all.n_windows;
	out->value = all.over[AT_SIGNED].mean;
	out->magnitude = all.over[AT_MAGNITUDE].mean;
	return AT_OK;
}

static struct at_surrogate_options
surrogates_of(const struct at_vocal_options *o, enum at_vocal_kind kind, size_t n)
{
	return (struct at_surrogate_options){ .kind = o->surrogates,
		.crosscorr = windows_of(o, kind, n), .n = o->n, .seed = o->seed,
		.segment = kind == AT_VOCAL_SECONDS ? o->segment_s : 1,
		.mean = kind == AT_VOCAL_SECONDS ? AT_MAGNITUDE : AT_SIGNED };
}

/* Two segments, which together still hold a window; or room to turn. */
static bool
can_be_moved(size_t n, const struct at_surrogate_options *options)
{
	size_t segment = (size_t)options->segment, cut = n - n % segment;

	if (options->kind == AT_SURROGATE_SEGMENTS)
		return cut >= 2 * segment && at_crosscorr_windows(&options->crosscorr, cut) > 0;
	return n >= 4 * (size_t)options->crosscorr.lag + 2;
}

/* Against itself put together otherwise. */
static enum at_status
test_within(struct at_arena *arena, const struct at_pair *pair, const struct at_vocal_options *o,
    enum at_vocal_kind kind, struct at_vocal_result *out, struct at_error *err)
{
	struct at_surrogate_options options = surrogates_of(o, kind, pair->n);
	struct at_surrogates got;
	enum at_status st;

	if (!can_be_moved(pair->n, &options))
		return AT_OK;
	options.crosscorr.n_threads = o->n_threads;
	st = at_surrogates(arena, pair, 1, &options, &got, err);
	if (st == AT_OK)
		out->test = got.tests[0];
	return st;
}

/* Against those of all other recordings.  The recordings that have enough are `used`. */
static enum at_status
test_between(struct at_arena *arena, const struct at_pair *used, int n_used,
    const struct at_vocal_options *o, enum at_vocal_kind kind,
    struct at_vocal_result *const *out, struct at_error *err)
{
	struct at_pair *cut = AT_NEW(arena, struct at_pair, (size_t)n_used);
	struct at_surrogate_options options;
	struct at_surrogates got;
	size_t shortest = n_used > 0 ? used[0].n : 0;
	enum at_status st;

	if (n_used < 2)
		return AT_OK;
	for (int i = 1; i < n_used; i++)
		shortest = used[i].n < shortest ? used[i].n : shortest;
	for (int i = 0; i < n_used; i++) {
		cut[i] = used[i];
		if (kind != AT_VOCAL_SECONDS)
			cut[i].n = shortest;
	}
	options = surrogates_of(o, kind, shortest);
	options.crosscorr.n_threads = o->n_threads;
	st = at_surrogates(arena, cut, n_used, &options, &got, err);
	for (int i = 0; st == AT_OK && i < n_used; i++)
		out[i]->test = got.tests[i];
	return st;
}

static enum at_status
run_kind(struct at_arena *arena, const struct at_vocal_series *series, int n_series,
    const struct at_vocal_options *o, enum at_vocal_kind kind, struct at_vocal_result *out,
    struct at_error *err)
{
	struct at_pair *used = AT_NEW(arena, struct at_pair, (size_t)n_series);
	struct at_vocal_result **results = AT_NEW(arena, struct at_vocal_result *,
	    (size_t)n_series);
	enum at_status st = AT_OK;
	int n = 0;

	for (int i = 0; i < n_series && st == AT_OK; i++) {
		const struct at_pair *pair = &series[i].pairs[kind];
		struct at_vocal_result *result = &out[i * AT_VOCAL_KINDS + (int)kind];

		*result = nothing;
		if (!is_enough(o, kind, pair->n))
			continue;
		st = measure(arena, pair, o, kind, result, err);
		used[n] = *pair;
		results[n++] = result;
		if (st == AT_OK && o->surrogates != AT_SURROGATE_DYADS)
			st = test_within(arena, pair, o, kind, result, err);
	}
	if (st == AT_OK && o->surrogates == AT_SURROGATE_DYADS)
		st = test_between(arena, used, n, o, kind, results, err);
	return st;
}

enum at_status
at_vocal(struct at_arena *arena, const struct at_vocal_series *series, int n_series,
    const struct at_vocal_options *options, struct at_vocal_result *out, struct at_error *err)
{
	enum at_status st = AT_OK;

	if (options->surrogates == AT_SURROGATE_DYADS && n_series < 2)
		return at_fail(err, AT_INVALID, "surrogates between dyads need at least two "
		    "recordings");
	for (int kind = 0; kind < AT_VOCAL_KINDS && st == AT_OK; kind++)
		st = run_kind(arena, series, n_series, options, (enum at_vocal_kind)kind, out, err);
	return st;
}
