/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/time.h - instants and civil dates.  Zones are in base/zone.h. */
#ifndef AT_BASE_TIME_H
#define AT_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

typedef int64_t at_ms;                  /* milliseconds since 1970-01-01 UTC */

#define AT_SECOND ((at_ms)1000)
#define AT_MINUTE (60 * AT_SECOND)
#define AT_HOUR   (60 * AT_MINUTE)
#define AT_DAY    (24 * AT_HOUR)

/* The wall clock.  Called by main, the server's front door and the log only. */
at_ms at_time_now(void);

/* A civil date of the proleptic Gregorian calendar. */
struct at_date {
	int year, month, day;           /* 2026, 1-12, 1-31 */
};

/* Days since 1970-01-01 and back. */
int64_t at_date_days(struct at_date date);
struct at_date at_date_of_days(int64_t days);

/* 0 = Monday ... 6 = Sunday. */
int at_date_weekday(struct at_date date);
int at_days_weekday(int64_t days);       /* of days since 1970-01-01 */

/* "2026-11-22"; false if it is anything else or no such day. */
bool at_date_parse(const char *text, struct at_date *out);

/* Room for "2026-11-22" and "2026-11-22T08:30:00.000Z" with their NULs. */
enum { AT_DATE_ROOM = 16, AT_ISO_ROOM = 32 };

void at_date_format(struct at_date date, char out[AT_DATE_ROOM]);
void at_time_iso(at_ms at, char out[AT_ISO_ROOM]);

#endif
