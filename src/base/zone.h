/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/zone.h - local time of a place, from TZif files (version 2 or later, with footer). */
#ifndef AT_BASE_ZONE_H
#define AT_BASE_ZONE_H

#include "base/arena.h"
#include "base/status.h"
#include "base/time.h"

struct at_zone;                         /* read-only after loading; shared by threads */

struct at_local {
	struct at_date date;
	int hour, minute, second;
	int weekday;                    /* 0 = Monday */
	int offset_s;                   /* east of UTC */
};

/* "Europe/Oslo" from /usr/share/zoneinfo.  AT_NOT_FOUND for a name that is no zone
 * (".." and a leading '/' never are), AT_INVALID for a file that is not one. */
enum at_status at_zone_load(struct at_arena *arena, const char *name, const struct at_zone **out,
    struct at_error *err);

/* The same from bytes: for tests and fuzzing. */
enum at_status at_zone_parse(struct at_arena *arena, const char *name, const unsigned char *bytes,
    size_t n_bytes, const struct at_zone **out, struct at_error *err);

struct at_local at_zone_local(const struct at_zone *zone, at_ms at);

/* The local date alone, in the days of at_date_days. */
int64_t at_zone_day(const struct at_zone *zone, at_ms at);

/* The instant of a local time.  In the gap of spring the time counts from before the
 * gap (02:30 becomes 03:30); in the doubled hour of autumn the first is meant.
 * Hour 24 is the midnight that ends the day. */
at_ms at_zone_instant(const struct at_zone *zone, struct at_date date, int hour, int minute);

const char *at_zone_name(const struct at_zone *zone);

#endif
