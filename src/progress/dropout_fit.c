/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who dropped out, the hazard's model, and how it does on episodes left out of it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "progress/dropout_part.h"
#include "stats/logit.h"
#include "stats/moments.h"

enum { FOLDS = 5, P = AT_DROPOUT_FEATURES };

/* Ridges that are tried. */
static const double lambdas[] = { 1, 10, 100, 1000 };

/* Sessions clients came to, of closed episodes. */
struct design {
	double *x;                      /* n rows of P */
	bool *y;                        /* the last of one that dropped out */
	int *fold;
	double *logits;                 /* predicted while left out */
	int n;
};

/* ---- who dropped out ---------------------------------------------------------------- */

static bool
dropped_out(const struct at_dropout_plan *plan, const struct at_dropout_row *rows, int n,
    const struct at_dropout_episode *episode, const struct at_dropout_course *end)
{
	switch (plan->definition) {
	case AT_DROPOUT_JUDGED:
		return episode->judged;
	case AT_DROPOUT_MISSED_LAST:
		return rows[n - 1].missed;
	case AT_DROPOUT_SHORT:
		return end->came < plan->sessions;
	case AT_DROPOUT_UNCHANGED:
		/* Without two scores nothing shows that it was not. */
		return !(plan->better * (end->latest - end->first) >= plan->reliable);
	}
	return false;
}

/* The same fifth whatever the order of episodes in the table. */
static int
fold_of(int episode)
{
	struct at_random dice = at_random_seeded((uint64_t)episode);

	return (int)(at_random_next(&dice) % FOLDS);
}

/* Adds an episode: a row for each session the client came to. */
static void
add_episode(const struct at_dropout_plan *plan, const struct at_dropout_row *rows, int n,
    const struct at_dropout_episode *episode, struct design *d, struct at_dropout *out)
{
	struct at_dropout_course course = at_dropout_begin();
	bool dropped;

	for (int i = 0; i < n; i++) {
		at_dropout_add(&course, &rows[i]);
		if (rows[i].missed)
			continue;
		at_dropout_features(plan, &course, episode, d->x + (size_t)d->n * P);
		d->fold[d->n++] = fold_of(rows[0].episode);
	}
	out->n_episodes++;
	dropped = course.came > 0 && dropped_out(plan, rows, n, episode, &course);
	if (dropped)
		d->y[d->n - 1] = true;
	out->n_dropped += dropped;
}

static struct design
collect(struct at_arena *arena, const struct at_dropout_plan *plan,
    const struct at_dropout_input *in, struct at_dropout *out)
{
	size_t room = (size_t)in->n_rows;
	struct design d = { AT_NEW(arena, double, room * P), AT_NEW(arena, bool, room),
		AT_NEW(arena, int, room), AT_NEW(arena, double, room), 0 };

	for (int i = 0, n; i < in->n_rows; i += n) {
		const struct at_dropout_row *rows = in->rows + i;

		for (n = 1; i + n < in->n_rows && rows[n].episode == rows[0].episode;)
			n++;
		if (in->episodes[rows[0].episode].closed)
			add_episode(plan, rows, n, &in->episodes[rows[0].episode], &d, out);
	}
	out->n_rows = d.n;
	return d;
}

/* ---- the model ---------------------------------------------------------------------- */

static int
standardise(struct design *d, struct at_dropout *out)
{
	int n_used = 0;

	for (int j = 0; j < P; j++) {
		struct at_moments m = { .n = 0 };

		for (int i = 0; i < d->n; i++)
			if (!isnan(d->x[i * P + j]))
				at_moments_add(&m, d->x[i * P + j]);
		out->mean[j] = m.n > 0 ? at_moments_mean(&m) : 0;
		out->sd[j] = m.n > 1 ? at_moments_sd(&m) : 0;
		out->used[j] = out->sd[j] > 0;
		n_used += out->used[j];
	}
	for (int i = 0; i < d->n; i++)
		at_dropout_standardise(out, d->x + (size_t)i * P);
	return n_used;
}

/* A model of the rows outside `fold` (-1: of all).  Columns not in use are all 0 and get
 * nothing from the ridge. */
static enum at_status
fit_without(struct at_arena *arena, const struct design *d, int fold, double lambda,
    double out[1 + P], struct at_error *err)
{
	double *x = AT_NEW(arena, double, (size_t)d->n * P);
	bool *y = AT_NEW(arena, bool, (size_t)d->n);
	struct at_logit_input input = { .x = x, .y = y, .p = P, .lambda = lambda };
	struct at_logit fit;
	enum at_status st;

	for (int i = 0; i < d->n; i++) {
		if (d->fold[i] == fold)
			continue;
		memcpy(x + (size_t)input.n * P, d->x + (size_t)i * P, P * sizeof *x);
		y[input.n++] = d->y[i];
	}
	st = at_logit_fit(arena, &input, &fit, err);
	if (st == AT_OK)
		memcpy(out, fit.b, (1 + P) * sizeof *out);
	return st;
}

/* Predicts every row by a model of the other folds; the log likelihood of that. */
static enum at_status
cross_validate(struct at_arena *arena, struct design *d, double lambda, double *out_likelihood,
    struct at_error *err)
{
	struct at_sum sum = { 0, 0 };
	double b[1 + P];

	for (int fold = 0; fold < FOLDS; fold++) {
		enum at_status st;

		at_arena_clear(arena);
		st = fit_without(arena, d, fold, lambda, b, err);
		if (st != AT_OK)
			return st;
		for (int i = 0; i < d->n; i++) {
			double logit;

			if (d->fold[i] != fold)
				continue;
			logit = at_dropout_logit(b, d->x + (size_t)i * P);
			d->logits[i] = logit;
			at_sum_add(&sum, log(at_logistic(d->y[i] ? logit : -logit)));
		}
	}
	*out_likelihood = at_sum_value(&sum);
	return AT_OK;
}

static enum at_status
choose_ridge(struct at_arena *arena, struct design *d, struct at_dropout *out,
    struct at_error *err)
{
	double best = -INFINITY, likelihood;
	enum at_status st = AT_OK;

	for (size_t i = 0; i < sizeof lambdas / sizeof *lambdas && st == AT_OK; i++) {
		st = cross_validate(arena, d, lambdas[i], &likelihood, err);
		if (st == AT_OK && likelihood > best) {
			best = likelihood;
			out->lambda = lambdas[i];
		}
	}
	if (st == AT_OK)        /* once more: the logits are those of the ridge chosen */
		st = cross_validate(arena, d, out->lambda, &likelihood, err);
	if (st != AT_OK)
		return st;
	at_arena_clear(arena);
	return fit_without(arena, d, -1, out->lambda, out->b, err);
}

/* ---- calibration -------------------------------------------------------------------- */

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
count_share(struct at_dropout_share *share, double hazard, bool y)
{
	share->n++;
	share->predicted += hazard;
	share->observed += y;
}

static void
finish_shares(struct at_dropout_share *shares, int n)
{
	for (int i = 0; i < n; i++) {
		shares[i].predicted = shares[i].n > 0 ? shares[i].predicted / shares[i].n : NAN;
		shares[i].observed = shares[i].n > 0 ? shares[i].observed / shares[i].n : NAN;
	}
}

/* By the values that separate tenths: equal predictions stay together. */
static void
count_tenths(struct at_arena *arena, const struct design *d, struct at_dropout *out)
{
	double *sorted = AT_NEW(arena, double, (size_t)d->n);

	memcpy(sorted, d->logits, (size_t)d->n * sizeof *sorted);
	qsort(sorted, (size_t)d->n, sizeof *sorted, by_value);
	for (int i = 0; i < d->n; i++) {
		double hazard = at_logistic(d->logits[i]);
		int tenth = 0;

		while (tenth + 1 < AT_DROPOUT_TENTHS
		    && d->logits[i] >= sorted[(int64_t)(tenth + 1) * d->n / AT_DROPOUT_TENTHS])
			tenth++;
		count_share(&out->tenths[tenth], hazard, d->y[i]);
		count_share(&out->bands[at_dropout_band_of(out, hazard)], hazard, d->y[i]);
	}
	finish_shares(out->tenths, AT_DROPOUT_TENTHS);
	finish_shares(out->bands, AT_DROPOUT_BANDS);
}

static bool
in_order(const struct at_dropout_share bands[AT_DROPOUT_BANDS])
{
	for (int i = 1; i < AT_DROPOUT_BANDS; i++)
		if (!(bands[i].observed > bands[i - 1].observed))
			return false;
	return true;
}

static void
calibrate(struct at_arena *arena, const struct design *d, struct at_dropout *out)
{
	const struct at_logit_input input = { d->logits, d->y, d->n, 1, 0 };
	struct at_logit fit;

	count_tenths(arena, d, out);
	out->slope = at_logit_fit(arena, &input, &fit, NULL) == AT_OK ? fit.b[1] : NAN;
	out->calibrated = out->slope >= 0.7 && out->slope <= 1.3 && in_order(out->bands);
}

static void
close_scratch(void *arena)
{
	at_arena_close(arena);
}

enum at_status
at_dropout_fit(struct at_arena *arena, const struct at_dropout_plan *plan,
    const struct at_dropout_input *input, struct at_dropout *out, struct at_error *err)
{
	struct at_dropout model = { .plan = *plan };
	struct design d = collect(arena, plan, input, &model);
	struct at_arena *scratch;
	int n_used;
	enum at_status st;

	if (model.n_episodes < AT_DROPOUT_NEEDS)
		return at_fail(err, AT_INVALID, "%d closed episodes are needed, there are %d",
		    AT_DROPOUT_NEEDS, model.n_episodes);
	n_used = standardise(&d, &model);
	if (model.n_dropped < AT_DROPOUT_EVENTS * n_used || model.n_dropped == 0)
		return at_fail(err, AT_INVALID, "%d dropouts are needed for %d features, there are"
		    " %d in %d episodes", AT_DROPOUT_EVENTS * n_used, n_used, model.n_dropped,
		    model.n_episodes);
	scratch = at_arena_open();
	if (scratch == NULL)
		at_oom(arena);
	at_arena_defer(arena, close_scratch, scratch);
	model.hazard = (double)model.n_dropped / model.n_rows;
	st = choose_ridge(scratch, &d, &model, err);
	if (st != AT_OK)
		return st;
	calibrate(scratch, &d, &model);
	*out = model;
	return AT_OK;
}
