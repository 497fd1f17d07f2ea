/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of an episode at a session, and what that says. */
#include <math.h>

#include "base/macros.h"
#include "progress/dropout_part.h"
#include "stats/logit.h"

enum { EARLY_SESSION = 4 };

/* Log odds that a feature must add to be a reason. */
#define LEAST_REASON 0.1

const char *
at_dropout_definition_id(enum at_dropout_definition definition)
{
	static const char *const ids[] = { "judged", "missed-last", "short", "unchanged" };

	return ids[definition];
}

const char *
at_dropout_band_id(enum at_dropout_band band)
{
	static const char *const ids[] = { "low", "middle", "high" };

	return ids[band];
}

const char *
at_dropout_reason(enum at_dropout_feature feature)
{
	static const char *const words[AT_DROPOUT_FEATURES] = {
		[AT_DROPOUT_SESSION] = "number of sessions",
		[AT_DROPOUT_INTAKE] = "first score",
		[AT_DROPOUT_MISSED] = "missed appointments",
		[AT_DROPOUT_ALLIANCE] = "alliance",
		[AT_DROPOUT_ALLIANCE_MOVED] = "alliance against its own mean",
		[AT_DROPOUT_EARLY] = "early change",
		[AT_DROPOUT_BARRIERS] = "barriers",
		[AT_DROPOUT_AGE] = "age",
	};

	return words[feature];
}

/* ---- features ----------------------------------------------------------------------- */

struct at_dropout_course
at_dropout_begin(void)
{
	return (struct at_dropout_course){ .first = NAN, .latest = NAN, .early = NAN,
		.alliance = NAN };
}

void
at_dropout_add(struct at_dropout_course *c, const struct at_dropout_row *row)
{
	int missed = c->missed_before + c->missed_last;

	c->missed_before = c->missed_last;
	c->missed_last = row->missed;
	if (row->missed)
		return;
	c->came++;
	c->missed = missed;
	if (!isnan(row->score)) {
		if (isnan(c->first))
			c->first = row->score;
		c->latest = row->score;
		if (c->came <= EARLY_SESSION)
			c->early = row->score;
	}
	if (!isnan(row->alliance)) {
		c->alliance = row->alliance;
		c->alliance_sum += row->alliance;
		c->n_alliance++;
	}
}

void
at_dropout_features(const struct at_dropout_plan *plan, const struct at_dropout_course *c,
    const struct at_dropout_episode *episode, double out[AT_DROPOUT_FEATURES])
{
	out[AT_DROPOUT_SESSION] = log(c->came);
	out[AT_DROPOUT_INTAKE] = -plan->better * c->first;
	out[AT_DROPOUT_MISSED] = c->missed;
	out[AT_DROPOUT_ALLIANCE] = c->alliance;
	out[AT_DROPOUT_ALLIANCE_MOVED] = c->alliance - c->alliance_sum / c->n_alliance;
	out[AT_DROPOUT_EARLY] = plan->better * (c->early - c->first);
	out[AT_DROPOUT_BARRIERS] = episode->barriers;
	out[AT_DROPOUT_AGE] = plan->age ? episode->age : NAN;
}

void
at_dropout_standardise(const struct at_dropout *model, double x[AT_DROPOUT_FEATURES])
{
	for (int i = 0; i < AT_DROPOUT_FEATURES; i++)
		x[i] = model->used[i] && !isnan(x[i]) ? (x[i] - model->mean[i]) / model->sd[i] : 0;
}

double
at_dropout_logit(const double b[1 + AT_DROPOUT_FEATURES], const double x[AT_DROPOUT_FEATURES])
{
	double logit = b[0];

	for (int i = 0; i < AT_DROPOUT_FEATURES; i++)
		logit += b[1 + i] * x[i];
	return logit;
}

/* ---- an open episode ---------------------------------------------------------------- */

enum at_dropout_band
at_dropout_band_of(const struct at_dropout *model, double hazard)
{
	return hazard >= 2 * model->hazard ? AT_DROPOUT_HIGH
	    : hazard >= model->hazard ? AT_DROPOUT_MIDDLE : AT_DROPOUT_LOW;
}

/* The features that add most, the first first. */
static void
find_reasons(const struct at_dropout *model, const double x[AT_DROPOUT_FEATURES],
    struct at_dropout_found *out)
{
	bool taken[AT_DROPOUT_FEATURES] = { false };

	for (out->n_reasons = 0; out->n_reasons < AT_DROPOUT_REASONS; out->n_reasons++) {
		double most = LEAST_REASON;
		int best = -1;

		for (int i = 0; i < AT_DROPOUT_FEATURES; i++)
			if (!taken[i] && model->b[1 + i] * x[i] > most) {
				most = model->b[1 + i] * x[i];
				best = i;
			}
		if (best < 0)
			return;
		taken[best] = true;
		out->reasons[out->n_reasons] = (enum at_dropout_feature)best;
	}
}

bool
at_dropout_find(const struct at_dropout *model, const struct at_dropout_row *rows, int n_rows,
    const struct at_dropout_episode *episode, struct at_dropout_found *out)
{
	struct at_dropout_course course = at_dropout_begin();
	double x[AT_DROPOUT_FEATURES];

	for (int i = 0; i < n_rows; i++)
		at_dropout_add(&course, &rows[i]);
	if (course.came == 0)
		return false;
	at_dropout_features(&model->plan, &course, episode, x);
	at_dropout_standardise(model, x);
	out->band = at_dropout_band_of(model, at_logistic(at_dropout_logit(model->b, x)));
	find_reasons(model, x, out);
	return true;
}
