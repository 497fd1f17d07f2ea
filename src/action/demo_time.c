/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "action/demo_time.h"
#include "base/macros.h"

/* Hours of a therapist's day. */
static const int hours[] = { 9, 11, 13, 14, 10, 15, 8 };

at_ms
at_demo_days_later(const struct at_zone *zone, at_ms at, int days)
{
	struct at_local local = at_zone_local(zone, at);
	struct at_date date = at_date_of_days(at_date_days(local.date) + days);

	return at_zone_instant(zone, date, local.hour, local.minute);
}

/* Today at that hour. */
static at_ms
today_at(const struct at_zone *zone, at_ms now, int hour)
{
	return at_zone_instant(zone, at_zone_local(zone, now).date, hour, 0);
}

at_ms
at_demo_yesterday(const struct at_zone *zone, at_ms now)
{
	return at_demo_days_later(zone, today_at(zone, now, 15), -1);
}

at_ms
at_demo_soon(const struct at_zone *zone, at_ms now)
{
	struct at_local later = at_zone_local(zone, now + 2 * AT_HOUR);

	if (later.hour > 17 || at_date_days(later.date) != at_date_days(at_zone_local(zone,
	    now).date))
		return at_demo_days_later(zone, today_at(zone, now, 10), 1);
	return today_at(zone, now, later.hour < 8 ? 8 : later.hour);
}

static bool
is_weekend(const struct at_zone *zone, at_ms at)
{
	return at_zone_local(zone, at).weekday > 4;
}

/* The last working day at ten, with time for both sides' cards since. */
static at_ms
lately(const struct at_zone *zone, at_ms now)
{
	at_ms at = today_at(zone, now, 10);

	while (at + 2 * AT_HOUR > now || is_weekend(zone, at))
		at = at_demo_days_later(zone, at, -1);
	return at;
}

/* The hour of a slot on the working day that many back from today, or a week before that
 * while it has not been yet: so a therapist has sessions today whatever day it is. */
static at_ms
in_the_week(const struct at_zone *zone, at_ms now, int slot)
{
	at_ms at = today_at(zone, now, hours[slot / 5 % (int)AT_COUNT(hours)]);
	int back = slot % 5;

	while (is_weekend(zone, at))
		at = at_demo_days_later(zone, at, -1);
	while (back > 0) {
		at = at_demo_days_later(zone, at, -1);
		back -= !is_weekend(zone, at);
	}
	return at + 2 * AT_HOUR > now ? at_demo_days_later(zone, at, -7) : at;
}

at_ms
at_demo_newest(const struct at_zone *zone, at_ms now, const struct at_demo_story *story)
{
	switch (story->when) {
	case AT_DEMO_WEEK:
		return in_the_week(zone, now, story->slot);
	case AT_DEMO_YESTERDAY:
		return at_demo_yesterday(zone, now);
	case AT_DEMO_LATELY:
		return lately(zone, now);
	case AT_DEMO_SOON:
		break;
	}
	return at_demo_days_later(zone, at_demo_soon(zone, now), -7);
}
