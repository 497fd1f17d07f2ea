/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/time.h"

at_ms
at_time_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (at_ms)ts.tv_sec * AT_SECOND + ts.tv_nsec / 1000000;
}

/* Days from civil and back, after H. Hinnant's description ("chrono-compatible
 * low-level date algorithms", 2013): the year starts in March, so that the
 * leap day comes last, and 400 years are one era of 146,097 days. */
int64_t
at_date_days(struct at_date date)
{
	int64_t y = date.month <= 2 ? date.year - 1 : date.year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5
	    + date.day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

struct at_date
at_date_of_days(int64_t days)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t day_of_era = z - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524
	    - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4
	    - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153;    /* 0 = March */
	struct at_date date;

	date.day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
	date.month = (int)(month < 10 ? month + 3 : month - 9);
	date.year = (int)(year_of_era + era * 400 + (date.month <= 2 ? 1 : 0));
	return date;
}

int
at_days_weekday(int64_t days)
{
	return (int)(((days + 3) % 7 + 7) % 7);         /* 1970-01-01 was a Thursday (3) */
}

int
at_date_weekday(struct at_date date)
{
	return at_days_weekday(at_date_days(date));
}

bool
at_date_parse(const char *text, struct at_date *out)
{
	struct at_date d, back;

	if (strlen(text) != 10 || strspn(text, "0123456789-") != 10
	    || sscanf(text, "%4d-%2d-%2d", &d.year, &d.month, &d.day) != 3
	    || text[4] != '-' || text[7] != '-')
		return false;
	if (d.year < 1 || d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31)
		return false;
	back = at_date_of_days(at_date_days(d));
	if (back.month != d.month || back.day != d.day)
		return false;                   /* 30 February and its like */
	*out = d;
	return true;
}

void
at_date_format(struct at_date date, char out[AT_DATE_ROOM])
{
	snprintf(out, AT_DATE_ROOM, "%04d-%02d-%02d", date.year, date.month, date.day);
}

void
at_time_iso(at_ms at, char out[AT_ISO_ROOM])
{
	int64_t days = at >= 0 ? at / AT_DAY : -((-at + AT_DAY - 1) / AT_DAY);
	int rest = (int)(at - days * AT_DAY);
	struct at_date d = at_date_of_days(days);

	snprintf(out, AT_ISO_ROOM, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", d.year, d.month, d.day,
	    rest / 3600000, rest / 60000 % 60, rest / 1000 % 60, rest % 1000);
}
