/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>

#include "action/rota.h"

enum { WEEK_DAYS = 7 };

/* Spans of a day come in the order of preference, days in that of time: the place of a new
 * stretch is at the end, or nearly so. */
static void
insert(struct at_stretch *stretches, int n, struct at_stretch s)
{
	int i = n;

	for (; i > 0 && stretches[i - 1].from > s.from; i--)
		stretches[i] = stretches[i - 1];
	stretches[i] = s;
}

/* What overlaps or adjoins becomes one.  Returns how many are left. */
static int
join(struct at_stretch *stretches, int n)
{
	int kept = 0;

	for (int i = 0; i < n; i++) {
		struct at_stretch s = stretches[i], *last = &stretches[kept - (kept > 0)];

		if (kept == 0 || s.from > last->to)
			stretches[kept++] = s;
		else if (s.to > last->to)
			last->to = s.to;
	}
	return kept;
}

/* Adds what the covers are on one local day; returns how many stretches there are then. */
static int
add_day(const struct at_covers *covers, int64_t day, struct at_stretch *stretches, int n)
{
	int weekday = at_days_weekday(day);

	for (int i = 0; i < covers->n_covers; i++) {
		const struct at_hours *hours = &covers->covers[i].hours;

		for (int k = 0; k < hours->n_spans; k++) {
			struct at_stretch s;

			if (hours->spans[k].weekday != weekday)
				continue;
			s = at_hours_span_on(hours, &hours->spans[k], day);
			if (s.from < s.to)
				insert(stretches, n++, s);
		}
	}
	return n;
}

/* From one local day to another. */
static void
fill(struct at_arena *arena, const struct at_covers *covers, int64_t first, int64_t last,
    struct at_rota *rota)
{
	size_t n_weeks = (size_t)((last - first) / WEEK_DAYS + 1), n_spans = 0;
	struct at_stretch *stretches;
	int n = 0;

	for (int i = 0; i < covers->n_covers; i++)
		n_spans += (size_t)covers->covers[i].hours.n_spans;
	stretches = AT_NEW(arena, struct at_stretch, n_weeks * n_spans);
	for (int64_t day = first; day <= last; day++)
		n = add_day(covers, day, stretches, n);
	rota->stretches = stretches;
	rota->n_stretches = join(stretches, n);
}

static const struct at_stretch round_the_clock = { INT64_MIN, INT64_MAX };

struct at_rota
at_rota_make(struct at_arena *arena, const struct at_covers *covers, at_ms from, at_ms until)
{
	struct at_rota rota = { NULL, NULL, 0 };

	assert(from <= until);
	if (covers->n_covers == 0)
		return rota;
	rota.zone = covers->covers[0].hours.zone;
	for (int i = 0; i < covers->n_covers; i++) {
		if (covers->covers[i].hours.always) {
			rota.stretches = &round_the_clock;
			rota.n_stretches = 1;
			return rota;
		}
	}
	/* From the day before, whose last span may reach into this one, to where a stretch
	 * that began in time has become one without an end. */
	fill(arena, covers, at_zone_day(rota.zone, from) - 1,
	    at_zone_day(rota.zone, until) + AT_HOURS_STRETCH_DAYS + 1, &rota);
	return rota;
}

int
at_rota_first(const struct at_rota *rota, at_ms at)
{
	int low = 0, high = rota->n_stretches;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (rota->stretches[middle].to <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A day has 23 hours at least; the date is looked at where it may matter. */
static bool
is_never(const struct at_rota *rota, at_ms at, at_ms from)
{
	return from - at > AT_HOURS_AHEAD_DAYS * (AT_DAY - AT_HOUR)
	    && at_zone_day(rota->zone, from) - at_zone_day(rota->zone, at)
	    > AT_HOURS_AHEAD_DAYS;
}

struct at_stretch
at_rota_seen(const struct at_rota *rota, int i, at_ms at)
{
	const struct at_stretch never = { INT64_MAX, INT64_MAX };
	struct at_stretch s;

	if (i == rota->n_stretches)
		return never;
	s = rota->stretches[i];
	if (s.from < at)
		s.from = at;
	if (is_never(rota, at, s.from))
		return never;
	if (s.to != INT64_MAX && s.to - s.from >= AT_HOURS_STRETCH_DAYS * AT_DAY)
		s.to = INT64_MAX;
	return s;
}
