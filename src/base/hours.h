/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/hours.h - weekly opening hours with closed days, and arithmetic in them. */
#ifndef AT_BASE_HOURS_H
#define AT_BASE_HOURS_H

#include <stdbool.h>

#include "base/time.h"
#include "base/zone.h"

struct at_open_span {
	int weekday;                    /* 0 = Monday */
	int from_min, to_min;           /* minutes of the local day, 0-1440, from < to */
};

struct at_hours {
	const struct at_zone *zone;
	const struct at_open_span *spans;
	int n_spans;
	const struct at_date *closed;   /* holidays: the whole local day */
	int n_closed;
	bool always;                    /* round the clock; spans and closed do not count */
};

/* A stretch of time; empty unless from < to. */
struct at_stretch {
	at_ms from, to;
};

/* What one of the spans is on that local day, in the days of at_date_days: empty on other
 * weekdays, on closed days, and where the clocks leap over it. */
struct at_stretch at_hours_span_on(const struct at_hours *hours, const struct at_open_span *span,
    int64_t day);

bool at_hours_open(const struct at_hours *hours, at_ms at);

/* How far ahead hours are looked at: what lasts longer than the one has no end, what does
 * not come within the other never comes. */
enum { AT_HOURS_STRETCH_DAYS = 14, AT_HOURS_AHEAD_DAYS = 60 };

/* When the open stretch that holds `at` ends (adjoining spans count as one, also over
 * midnight); `at` itself when closed; INT64_MAX when it does not end within 14 days. */
at_ms at_hours_open_until(const struct at_hours *hours, at_ms at);

/* The first open instant at or after `at`; INT64_MAX if none within 60 days. */
at_ms at_hours_next_open(const struct at_hours *hours, at_ms at);

/* `at` plus so many open milliseconds; INT64_MAX if that is more than a year away. */
at_ms at_hours_add(const struct at_hours *hours, at_ms at, at_ms open_ms);

/* The end of the last span of the next local day (after the day of `at`) that has one;
 * INT64_MAX if none within 60 days.  Always open: the midnight that ends that day. */
at_ms at_hours_end_of_next_day(const struct at_hours *hours, at_ms at);

/* "mon-fri 08:00-16:00, sat 10:00-12:00", "sun 22:00-06:00" (cut at midnight), "always":
 * up to n_room spans, 16 for a week of nights.  Returns how many, 0 with *always set for
 * "always", -1 if it is none of these or has more. */
int at_hours_parse(const char *text, struct at_open_span *out, int n_room, bool *always);

/* Two spans of one weekday that share a minute would be stored, and counted, twice. */
bool at_hours_overlap(const struct at_open_span *spans, int n);

#endif
