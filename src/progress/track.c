/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "progress/track.h"

static const char *const kind_ids[AT_TRACK_KINDS] = {
	[AT_TRACK_WORSE] = "worse", [AT_TRACK_OFF] = "off", [AT_TRACK_SLIPPING] = "slipping",
	[AT_TRACK_NEAR] = "near", [AT_TRACK_STALLED] = "stalled", [AT_TRACK_STABLE] = "stable",
	[AT_TRACK_AHEAD] = "ahead", [AT_TRACK_ON] = "on", [AT_TRACK_RECOVERED] = "recovered",
	[AT_TRACK_IMPROVED] = "improved", [AT_TRACK_NONE] = "none",
};

const char *
at_track_kind_id(enum at_track_kind kind)
{
	return kind_ids[kind];
}

enum at_track_kind
at_track_kind_parse(const char *id)
{
	int kind = 0;

	while (kind < AT_TRACK_KINDS && strcmp(id, kind_ids[kind]) != 0)
		kind++;
	return (enum at_track_kind)kind;
}

const char *
at_track_rule_id(enum at_track_rule rule)
{
	return rule == AT_TRACK_COURSE ? "course" : "house";
}

bool
at_track_looks(enum at_track_kind kind)
{
	return kind <= AT_TRACK_STALLED;
}

int
at_track_hour(bool in_session, int hours, int before)
{
	if (in_session || hours > before)
		return hours > 0 ? hours : 1;
	return before + 1;
}

/* ---- by the house rules ----------------------------------------------------- */

static enum at_track_kind
kind_of(enum at_signal_kind signal)
{
	switch (signal) {
	case AT_SIGNAL_NONE:      return AT_TRACK_NONE;
	case AT_SIGNAL_WORSE:     return AT_TRACK_WORSE;
	case AT_SIGNAL_SLIPPING:  return AT_TRACK_SLIPPING;
	case AT_SIGNAL_STALLED:   return AT_TRACK_STALLED;
	case AT_SIGNAL_IMPROVED:  return AT_TRACK_IMPROVED;
	case AT_SIGNAL_RECOVERED: return AT_TRACK_RECOVERED;
	}
	return AT_TRACK_NONE;
}

/* The rules need no more than the two ends. */
static enum at_track_kind
judge_by_house(const struct at_scale *scale, const struct at_track_inputs *in)
{
	const struct at_signal_point ends[] = { { (int)in->first_hour, in->first },
		{ (int)in->hour, in->value } };
	struct at_signal signal = at_signal_find(scale, ends, 2);

	return kind_of(signal.kind);
}

/* ---- by the expected course -------------------------------------------------- */

static void
add_expected(const struct at_course *course, struct at_track_inputs *in)
{
	struct at_course_expected e;
	int session = (int)in->session, at = session - AT_COURSE_VALIDATED_FROM;

	in->by_intake = course->by_intake;
	in->ppv_all = course->ppv;
	if (at >= 0 && at < (int)AT_COUNT(course->validation)) {
		const struct at_course_validation *v = &course->validation[at];

		in->sensitivity = v->sensitivity;
		in->specificity = v->specificity;
		in->ppv = v->ppv;
		in->n_worse = v->n_worse;
		in->n_signalled = v->n_signalled;
	}
	if (!at_course_expect(course, in->first, session, &e))
		return;
	in->mean = e.mean;
	in->sd = e.sd;
	in->limit84 = e.limit84;
	in->limit90 = e.limit90;
	in->ahead = e.ahead;
}

/* AT_TRACK_NONE: the course does not reach so far. */
static enum at_track_kind
judge_by_course(const struct at_course *course, const struct at_track_inputs *in)
{
	switch (at_course_signal(course, in->first, (int)in->session, in->value, in->previous,
	    in->cutoff)) {
	case AT_COURSE_SILENT:   return AT_TRACK_NONE;
	case AT_COURSE_RED:      return AT_TRACK_OFF;
	case AT_COURSE_YELLOW:   return AT_TRACK_NEAR;
	case AT_COURSE_ON_TRACK: return AT_TRACK_ON;
	case AT_COURSE_AHEAD:    return AT_TRACK_AHEAD;
	case AT_COURSE_STABLE:   return AT_TRACK_STABLE;
	}
	return AT_TRACK_NONE;
}

/* ---- both -------------------------------------------------------------------- */

static struct at_track_inputs
no_inputs(void)
{
	struct at_track_inputs in;
	double *numbers = &in.first;

	for (size_t i = 0; i < sizeof in / sizeof *numbers; i++)
		numbers[i] = NAN;
	return in;
}

static struct at_track_inputs
inputs_of(const struct at_scale *scale, const struct at_track_point *points, int n_points)
{
	struct at_track_inputs in = no_inputs();
	const struct at_track_point *last = &points[n_points - 1];

	in.reliable = scale->reliable;
	in.cutoff = scale->cutoff;
	in.value = last->value;
	in.hour = last->hour;
	for (int i = 0; i < n_points - 1; i++) {
		if (isnan(points[i].value))
			continue;
		if (isnan(in.first)) {
			in.first = points[i].value;
			in.first_hour = points[i].hour;
		}
		in.previous = points[i].value;
	}
	in.session = in.hour - in.first_hour + 1;
	return in;
}

struct at_track
at_track_find(const struct at_scale *scale, const struct at_course *course,
    const struct at_track_point *points, int n_points)
{
	struct at_track track = { .kind = AT_TRACK_NONE, .rule = AT_TRACK_HOUSE,
		.version = AT_SIGNAL_VERSION };
	enum at_track_kind by_course = AT_TRACK_NONE;

	assert(n_points > 0 && !isnan(points[n_points - 1].value));
	track.inputs = inputs_of(scale, points, n_points);
	if (isnan(track.inputs.first))
		return track;           /* the first score: nothing to compare it with */
	track.kind = judge_by_house(scale, &track.inputs);
	if (course != NULL) {
		add_expected(course, &track.inputs);
		by_course = judge_by_course(course, &track.inputs);
	}
	if (by_course == AT_TRACK_NONE
	    || (track.kind == AT_TRACK_WORSE && !at_track_looks(by_course)))
		return track;
	track.kind = by_course;
	track.rule = AT_TRACK_COURSE;
	track.version = AT_TRACK_COURSE_VERSION;
	return track;
}
