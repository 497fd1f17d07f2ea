/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "alliance/change_point.h"
#include "alliance/control.h"
#include "alliance/drop.h"
#include "alliance/own_range.h"
#include "alliance/rupture.h"
#include "base/random.h"

enum { TOO_EARLY = 4 };

/* A series and what a rule makes of it. */
struct series {
	const struct at_rupture_settings *settings;
	const double *values;
	int n;
	struct at_spread spread;        /* of all values */
	struct at_rupture_row *rows;
	bool limits;                    /* `lower` is wanted, where it takes time */
	struct at_own_range *ranges;    /* one a value: where rules put what they compute */
	struct at_control *controls;
	unsigned *runs;
};

static void
find_chart(const struct series *s)
{
	double sigma = s->spread.sigma, last = NAN;
	double width = sigma > 0 ? s->settings->sigmas * sigma : s->settings->step;

	for (int i = 0; i < s->n; i++) {
		struct at_rupture_row *row = &s->rows[i];

		row->center = s->spread.mean;
		row->sigma = sigma;
		row->lower = s->spread.mean - width;
		row->flagged = s->values[i] < row->lower;
		row->moved = last - s->values[i] > AT_OWN_RANGE_MOVE * s->spread.mean_move;
		last = s->values[i];
	}
}

static void
find_prospective(const struct series *s)
{
	struct at_own_range_scale scale = { s->settings->lowest, s->settings->highest,
		s->settings->step };

	at_own_range_by(s->values, s->n, &scale, s->settings->sigmas, s->settings->min_before,
	    s->ranges);
	for (int i = 0; i < s->n; i++) {
		if (!s->ranges[i].known)
			continue;
		s->rows[i].center = s->ranges[i].mean;
		s->rows[i].sigma = s->ranges[i].sigma;
		s->rows[i].lower = s->ranges[i].low;
		s->rows[i].flagged = s->ranges[i].below;
	}
}

static void
find_drop(const struct series *s)
{
	struct at_drop_past past = { .n = 0 };

	for (int i = 0; i < s->n; i++) {
		struct at_drop drop = at_drop_next(&past, s->values[i], s->settings->step);

		s->rows[i].center = drop.baseline;
		s->rows[i].lower = drop.baseline - s->settings->step;
		s->rows[i].flagged = drop.fell;
	}
}

static void
find_runs(const struct series *s)
{
	at_runs_series(s->values, s->n, s->spread.mean, s->spread.sigma, s->settings->in_a_row,
	    s->runs);
	for (int i = 0; i < s->n; i++) {
		s->rows[i].center = s->spread.mean;
		s->rows[i].sigma = s->spread.sigma;
		s->rows[i].flagged = s->runs[i] != 0;
	}
}

static void
put_controls(const struct series *s, bool limits)
{
	for (int i = 0; i < s->n; i++) {
		s->rows[i].center = s->spread.mean;
		s->rows[i].sigma = s->spread.sigma;
		if (limits)
			s->rows[i].lower = s->controls[i].limit;
		s->rows[i].flagged = s->controls[i].out;
	}
}

static void
find_ewma(const struct series *s)
{
	at_ewma_series(s->values, s->n, s->spread.mean, s->spread.sigma, s->controls);
	put_controls(s, true);
}

static void
find_cusum(const struct series *s)
{
	at_cusum_series(s->values, s->n, s->spread.mean, s->spread.sigma, s->controls);
	put_controls(s, false);
}

static void
find_change(const struct series *s)
{
	struct at_change_point change = at_change_point(s->values, s->n);

	if (!change.found || change.after >= change.before)
		return;
	for (int i = 0; i < s->n; i++)
		s->rows[i].center = i < change.at ? NAN : change.before;
	s->rows[change.at].flagged = true;
}

/* Two of nine statements one step lower, or one by two, take two ninths of a step off a
 * mean from 1 to 7: one 27th of its range. */
static void
find_top_lost(const struct series *s)
{
	double top = s->settings->highest;
	double lower = top - (top - s->settings->lowest) / 27;
	int at_top = 0;

	for (int i = 0; i < s->n; i++) {
		if (isnan(s->values[i]))
			continue;
		if (at_top >= 2) {
			s->rows[i].center = top;
			s->rows[i].lower = lower;
			s->rows[i].flagged = s->values[i] <= lower + AT_DROP_SLACK;
		}
		at_top = s->values[i] >= top - AT_DROP_SLACK ? at_top + 1 : 0;
	}
}

static void
find_fallen(const struct series *s)
{
	struct at_fallen fallen = at_fallen_begin(&s->settings->usual);

	for (int i = 0; i < s->n; i++) {
		struct at_rupture_row *row = &s->rows[i];
		struct at_fallen_row found;

		row->lower = s->limits ? at_fallen_limit(&fallen) : NAN;
		found = at_fallen_next(&fallen, s->values[i]);
		row->center = found.expected;
		row->sigma = found.sigma;
		row->probability = found.probability;
		row->flagged = found.fallen;
	}
}

static const struct {
	const char *id;
	void (*find)(const struct series *s);
	int needs;                      /* values; those of a chart: four at least */
	bool looks_back;
} rules[AT_RUPTURE_RULES] = {
	[AT_RUPTURE_CHART] = { "xmr", find_chart, TOO_EARLY, true },
	[AT_RUPTURE_PROSPECTIVE] = { "prospective", find_prospective, TOO_EARLY, false },
	[AT_RUPTURE_DROP] = { "drop", find_drop, AT_DROP_NEEDS + 1, false },
	[AT_RUPTURE_RUNS] = { "runs", find_runs, TOO_EARLY, true },
	[AT_RUPTURE_EWMA] = { "ewma", find_ewma, TOO_EARLY, true },
	[AT_RUPTURE_CUSUM] = { "cusum", find_cusum, TOO_EARLY, true },
	[AT_RUPTURE_CHANGE] = { "changepoint", find_change, 2 * AT_CHANGE_LEAST, true },
	[AT_RUPTURE_TOP_LOST] = { "alltop", find_top_lost, 3, false },
	[AT_RUPTURE_DEFAULT] = { "default", find_fallen, AT_FALLEN_NEEDS + 1, false },
};

const char *
at_rupture_id(enum at_rupture_rule rule)
{
	assert(rule < AT_RUPTURE_RULES);
	return rules[rule].id;
}

bool
at_rupture_looks_back(enum at_rupture_rule rule)
{
	assert(rule < AT_RUPTURE_RULES);
	return rules[rule].looks_back;
}

int
at_rupture_needs(enum at_rupture_rule rule, const struct at_rupture_settings *settings)
{
	int needs = rules[rule].needs;

	assert(rule < AT_RUPTURE_RULES);
	if (rule == AT_RUPTURE_PROSPECTIVE && needs <= settings->min_before)
		needs = settings->min_before + 1;
	return needs;
}

enum at_rupture_rule
at_rupture_by_id(const char *id)
{
	int rule = 0;

	while (rule < AT_RUPTURE_RULES && strcmp(rules[rule].id, id) != 0)
		rule++;
	return (enum at_rupture_rule)rule;
}

struct at_rupture_settings
at_rupture_defaults(double lowest, double highest)
{
	return (struct at_rupture_settings){ .lowest = lowest, .highest = highest,
		.step = at_drop_step(NAN, highest - lowest), .sigmas = AT_OWN_RANGE_SIGMAS,
		.min_before = AT_OWN_RANGE_NEEDS, .in_a_row = 8,
		.usual = at_fallen_house(highest - lowest) };
}

/* ---- Episodes. ---- */

/* The mean of up to three values before `onset` that no flag is on. */
static double
baseline_of(const struct series *s, int onset)
{
	double sum = 0;
	int n = 0;

	for (int i = onset - 1; i >= 0 && n < AT_DROP_LOOKS_BACK; i--) {
		if (isnan(s->values[i]) || s->rows[i].flagged)
			continue;
		sum += s->values[i];
		n++;
	}
	return n > 0 ? sum / n : s->rows[onset].center;
}

static double
level_of(const struct at_episode *e)
{
	return e->baseline - AT_REPAIR_PART * (e->baseline - fmin(e->lowest, e->baseline));
}

/* Follows an episode to its end; returns the index of the last value that belongs to it. */
static int
follow(const struct series *s, struct at_episode *e, int index)
{
	int since = 0, i;

	e->lowest = s->values[e->onset];
	e->level = level_of(e);
	s->rows[e->onset].episode = index;
	for (i = e->onset + 1; i < s->n && e->back < 0; i++) {
		if (isnan(s->values[i]))
			continue;
		since++;
		s->rows[i].episode = index;
		if (s->values[i] >= e->level - AT_DROP_SLACK)
			e->back = i;
		e->lowest = fmin(e->lowest, s->values[i]);
		e->level = level_of(e);
	}
	if (e->back >= 0 && since <= AT_REPAIR_WITHIN) {
		e->repair = AT_REPAIR_MADE;
		e->values_to_repair = since;
	} else if (e->back >= 0 || since >= AT_REPAIR_WITHIN) {
		e->repair = AT_REPAIR_NOT;
	}
	return i - 1;
}

static void
find_episodes(struct at_arena *arena, const struct series *s, struct at_rupture *out)
{
	for (int i = 0; i < s->n; i++) {
		struct at_episode *e;

		if (!s->rows[i].flagged)
			continue;
		out->episodes = at_one_more(arena, out->episodes, out->n_episodes,
		    sizeof *out->episodes);
		e = &out->episodes[out->n_episodes];
		*e = (struct at_episode){ .onset = i, .back = -1,
			.baseline = baseline_of(s, i) };
		i = follow(s, e, out->n_episodes++);
	}
}

static struct series
series_of(struct at_arena *arena, const struct at_rupture_settings *settings,
    const double *values, int n, struct at_rupture_row *rows)
{
	return (struct series){ .settings = settings, .values = values, .n = n, .rows = rows,
		.ranges = AT_NEW(arena, struct at_own_range, (size_t)n),
		.controls = AT_NEW(arena, struct at_control, (size_t)n),
		.runs = AT_NEW(arena, unsigned, (size_t)n) };
}

static struct at_rupture
find_flags(struct series *s, enum at_rupture_rule rule)
{
	struct at_rupture out = { .n = 0 };

	s->spread = at_spread_of(s->values, s->n);
	out.n = s->spread.n;
	out.mean_move = s->spread.mean_move;
	for (int i = 0; i < s->n; i++)
		s->rows[i] = (struct at_rupture_row){ .center = NAN, .sigma = NAN, .lower = NAN,
			.probability = NAN, .episode = -1 };
	if (s->spread.n >= at_rupture_needs(rule, s->settings))
		rules[rule].find(s);
	for (int i = 0; i < s->n; i++)
		out.n_flagged += s->rows[i].flagged;
	return out;
}

struct at_rupture
at_rupture_find(struct at_arena *arena, enum at_rupture_rule rule,
    const struct at_rupture_settings *settings, const double *values, int n,
    struct at_rupture_row *rows)
{
	struct series s = series_of(arena, settings, values, n, rows);
	struct at_rupture out;

	assert(rule < AT_RUPTURE_RULES);
	s.limits = !settings->no_limits;
	out = find_flags(&s, rule);
	find_episodes(arena, &s, &out);
	return out;
}

const double *
at_rupture_normals(struct at_arena *arena, int n)
{
	struct at_random random = at_random_seeded(1);
	size_t count = AT_RUPTURE_COURSES * (size_t)n;
	double *normals = AT_NEW(arena, double, count);

	for (size_t i = 0; i < count; i++)
		normals[i] = at_random_normal(&random);
	return normals;
}

/* Kept to the scale. */
static double
kept(const struct at_rupture_settings *settings, double value)
{
	if (value < settings->lowest)
		return settings->lowest;
	return value > settings->highest ? settings->highest : value;
}

void
at_rupture_chances(struct at_arena *arena, enum at_rupture_rule rule,
    const struct at_rupture_settings *settings, const double *normals, int n, double mean,
    double sd, double *out)
{
	double *values = AT_NEW(arena, double, (size_t)n);
	struct series s = series_of(arena, settings, values, n,
	    AT_NEW(arena, struct at_rupture_row, (size_t)n));

	assert(rule < AT_RUPTURE_RULES);
	for (int i = 0; i < n; i++)
		out[i] = 0;
	for (int course = 0; course < AT_RUPTURE_COURSES; course++, normals += n) {
		for (int i = 0; i < n; i++)
			values[i] = kept(settings, mean + sd * normals[i]);
		find_flags(&s, rule);
		for (int i = 0; i < n; i++)
			out[i] += s.rows[i].flagged;
	}
	for (int i = 0; i < n; i++)
		out[i] /= AT_RUPTURE_COURSES;
}

double
at_rupture_by_chance(struct at_arena *arena, enum at_rupture_rule rule,
    const struct at_rupture_settings *settings, int n, double mean, double sd)
{
	double *chances = AT_NEW(arena, double, (size_t)n), flagged = 0;

	at_rupture_chances(arena, rule, settings, at_rupture_normals(arena, n), n, mean, sd,
	    chances);
	for (int i = 0; i < n; i++)
		flagged += chances[i];
	return flagged;
}
