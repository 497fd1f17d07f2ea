/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "progress/signal.h"

/* Scores with gaps filled are not whole; a change may then miss a limit it meets. */
#define SLACK 1e-9

bool
at_signal_clinical(const struct at_scale *scale, double value)
{
	return scale->better < 0 ? value >= scale->cutoff : value < scale->cutoff;
}

bool
at_signal_reliable(const struct at_scale *scale, double points)
{
	double reliable = scale->reliable;
	bool whole = scale->combine == AT_SUM && reliable == floor(reliable);

	if (whole)
		return fabs(points) >= reliable - SLACK;
	return fabs(points) > reliable + SLACK;
}

/* The first and the last score there is. */
static int
find_ends(struct at_signal *signal, const struct at_signal_point *points, int n_points)
{
	int n = 0;

	for (int i = 0; i < n_points; i++) {
		if (isnan(points[i].value))
			continue;
		if (n++ == 0) {
			signal->first = points[i].value;
			signal->first_session = points[i].session;
		}
		signal->last = points[i].value;
		signal->last_session = points[i].session;
	}
	return n;
}

static enum at_signal_kind
judge(const struct at_scale *scale, const struct at_signal *s)
{
	bool reliable = at_signal_reliable(scale, s->change);

	if (reliable && s->better > 0)
		return s->first_clinical && !s->last_clinical ? AT_SIGNAL_RECOVERED
		    : AT_SIGNAL_IMPROVED;
	if (s->last_session < AT_SIGNAL_FROM)
		return AT_SIGNAL_NONE;
	if (reliable)
		return AT_SIGNAL_WORSE;
	if (s->better <= -s->reliable / 2 + SLACK)
		return AT_SIGNAL_SLIPPING;
	if (s->last_session >= AT_SIGNAL_STALLED_FROM && s->last_clinical)
		return AT_SIGNAL_STALLED;
	return AT_SIGNAL_NONE;
}

struct at_signal
at_signal_find(const struct at_scale *scale, const struct at_signal_point *points, int n_points)
{
	struct at_signal signal = { .first = NAN, .last = NAN, .change = NAN, .better = NAN,
		.reliable = scale->reliable, .cutoff = scale->cutoff };
	int n = find_ends(&signal, points, n_points);

	signal.first_clinical = at_signal_clinical(scale, signal.first);
	signal.last_clinical = at_signal_clinical(scale, signal.last);
	if (n >= 2) {
		signal.change = signal.last - signal.first;
		signal.better = scale->better * signal.change;
	}
	if (isnan(scale->reliable)) {
		signal.why_not = AT_SIGNAL_NO_CONSTANTS;
	} else if (n < 2) {
		signal.why_not = AT_SIGNAL_TOO_EARLY;
	} else {
		signal.kind = judge(scale, &signal);
	}
	return signal;
}
