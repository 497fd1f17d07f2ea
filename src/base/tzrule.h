/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/tzrule.h - the rule at the end of a TZif file: what a zone does after its table.
 *
 * "CET-1CEST,M3.5.0,M10.5.0/3" as POSIX writes TZ, with the times beyond a day and
 * below zero of RFC 8536.  For base/zone.c. */
#ifndef AT_BASE_TZRULE_H
#define AT_BASE_TZRULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum at_tzday {
	AT_TZDAY_JULIAN,                /* Jn: 1-365, 29 February is never counted */
	AT_TZDAY_ZERO,                  /* n: 0-365 */
	AT_TZDAY_MONTH                  /* Mm.w.d: week 5 is the last, day 0 is Sunday */
};

struct at_tzchange {
	enum at_tzday kind;
	int day, week, month;           /* week and month of AT_TZDAY_MONTH alone */
	int time_s;                     /* of the clock as it was before the change */
};

struct at_tzrule {
	int standard_s, summer_s;       /* east of UTC */
	bool has_summer;                /* otherwise standard time all year */
	struct at_tzchange start, end;  /* of summer time */
};

/* False for anything but a whole rule; a summer time must say when. */
bool at_tzrule_parse(const char *text, size_t n_bytes, struct at_tzrule *out);

/* East of UTC at so many seconds since 1970-01-01 UTC. */
int at_tzrule_offset(const struct at_tzrule *rule, int64_t at_s);

#endif
