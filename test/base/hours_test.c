/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening hours, as a week in Oslo sees them. */
#include <unistd.h>

#include "check.h"
#include "base/hours.h"

enum { ROOM = 16 };

static struct at_arena *arena;
static struct at_open_span spans[ROOM];
static struct at_hours hours;

/* Christmas Eve (Thursday) to St Stephen's Day, and New Year's Day (Friday) */
static const struct at_date closed[] = { { 2026, 12, 24 }, { 2026, 12, 25 }, { 2027, 1, 1 } };

static void
set(const char *zone, const char *text)
{
	struct at_error err = { .status = AT_OK };

	if (access("/usr/share/zoneinfo/UTC", R_OK) != 0)
		SKIP("needs tzdata");
	if (arena == NULL)
		arena = at_arena_open();
	hours = (struct at_hours){ .spans = spans, .closed = closed,
		.n_closed = AT_COUNT(closed) };
	CHECK_INT(AT_OK, at_zone_load(arena, zone, &hours.zone, &err));
	hours.n_spans = at_hours_parse(text, spans, ROOM, &hours.always);
	CHECK(hours.n_spans >= 0);
}

static void
done(void)
{
	at_arena_close(arena);
	arena = NULL;
}

/* "2026-11-20 16:00" local; "never" is INT64_MAX. */
static at_ms
local(const char *text)
{
	struct at_date d;
	int hour, minute;

	if (strcmp(text, "never") == 0)
		return INT64_MAX;
	CHECK(sscanf(text, "%d-%d-%d %d:%d", &d.year, &d.month, &d.day, &hour, &minute) == 5);
	return at_zone_instant(hours.zone, d, hour, minute);
}

static void
check_at(const char *what, const char *at, const char *expected, at_ms got)
{
	char iso[AT_ISO_ROOM] = "never";

	if (got == local(expected))
		return;
	if (got != INT64_MAX)
		at_time_iso(got, iso);
	fail_msg("%s %s is %s, expected %s local", what, at, iso, expected);
}

TEST(an_office_week_opens_and_closes)
{
	static const struct { const char *at; bool open; const char *until, *next; } cases[] = {
		/* Friday 20 November 2026 */
		{ "2026-11-20 07:59", false, "2026-11-20 07:59", "2026-11-20 08:00" },
		{ "2026-11-20 08:00", true, "2026-11-20 16:00", "2026-11-20 08:00" },
		{ "2026-11-20 15:59", true, "2026-11-20 16:00", "2026-11-20 15:59" },
		{ "2026-11-20 16:00", false, "2026-11-20 16:00", "2026-11-23 08:00" },
		{ "2026-11-21 12:00", false, "2026-11-21 12:00", "2026-11-23 08:00" },
		/* over the closed days: Thursday and Friday, then a weekend */
		{ "2026-12-23 16:00", false, "2026-12-23 16:00", "2026-12-28 08:00" },
		{ "2026-12-24 10:00", false, "2026-12-24 10:00", "2026-12-28 08:00" },
	};

	(void)state_;
	set("Europe/Oslo", "mon-fri 08:00-16:00");
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		at_ms at = local(cases[i].at);

		CHECK_INT(cases[i].open, at_hours_open(&hours, at));
		check_at("open until, from", cases[i].at, cases[i].until,
		    at_hours_open_until(&hours, at));
		check_at("next open, from", cases[i].at, cases[i].next,
		    at_hours_next_open(&hours, at));
	}
	done();
}

TEST(open_hours_are_added_over_nights_weekends_and_holidays)
{
	static const struct { const char *at; int minutes; const char *sum; } cases[] = {
		{ "2026-11-19 10:00", 0, "2026-11-19 10:00" },
		{ "2026-11-21 10:00", 0, "2026-11-21 10:00" },
		{ "2026-11-19 10:00", 240, "2026-11-19 14:00" },
		{ "2026-11-19 12:00", 240, "2026-11-19 16:00" },        /* not the next day */
		{ "2026-11-19 12:01", 240, "2026-11-20 08:01" },
		{ "2026-11-20 15:00", 240, "2026-11-23 11:00" },
		{ "2026-11-21 03:00", 60, "2026-11-23 09:00" },
		{ "2026-12-23 15:00", 240, "2026-12-28 11:00" },
		{ "2026-11-19 08:00", 480 * 4, "2026-11-24 16:00" },
		{ "2026-11-19 08:00", 480 * 400, "never" },
	};

	(void)state_;
	set("Europe/Oslo", "mon-fri 08:00-16:00");
	for (size_t i = 0; i < AT_COUNT(cases); i++)
		check_at("sum from", cases[i].at, cases[i].sum, at_hours_add(&hours,
		    local(cases[i].at), cases[i].minutes * AT_MINUTE));
	done();
}

TEST(the_next_working_day_ends_with_its_last_span)
{
	static const struct { const char *at, *end; } cases[] = {
		{ "2026-11-19 10:00", "2026-11-20 14:00" },
		{ "2026-11-19 00:00", "2026-11-20 14:00" },
		{ "2026-11-19 23:59", "2026-11-20 14:00" },
		{ "2026-11-20 10:00", "2026-11-23 16:00" },
		{ "2026-12-23 10:00", "2026-12-28 16:00" },
	};

	(void)state_;
	set("Europe/Oslo", "mon-thu 08:00-11:30, mon-thu 12:00-16:00, fri 08:00-14:00");
	for (size_t i = 0; i < AT_COUNT(cases); i++)
		check_at("end of the day after", cases[i].at, cases[i].end,
		    at_hours_end_of_next_day(&hours, local(cases[i].at)));
	done();
}

TEST(adjoining_spans_are_one_stretch)
{
	(void)state_;
	set("Europe/Oslo", "mon 08:00-12:00, mon 12:00-16:00, mon 17:00-18:00");
	check_at("until from", "monday", "2026-11-23 16:00",
	    at_hours_open_until(&hours, local("2026-11-23 09:00")));

	/* a night duty from Friday to Saturday, and the whole of Sunday after it */
	set("Europe/Oslo", "fri 22:00-06:00, sat 06:00-24:00, sun 00:00-24:00");
	check_at("until from", "friday", "2026-11-23 00:00",
	    at_hours_open_until(&hours, local("2026-11-20 23:00")));
	CHECK(!at_hours_open(&hours, local("2026-11-20 21:59")));
	CHECK(at_hours_open(&hours, local("2026-11-21 00:00")));
	done();
}

TEST(a_week_without_an_end_is_said_to_have_none)
{
	(void)state_;
	set("Europe/Oslo", "mon-sun 00:00-24:00");
	CHECK(at_hours_open_until(&hours, local("2026-11-20 23:00")) == INT64_MAX);
	check_at("until from", "december", "2026-12-24 00:00",
	    at_hours_open_until(&hours, local("2026-12-20 23:00")));
	/* 20 days on end, one of them closed */
	check_at("sum from", "december", "2027-01-12 00:00", at_hours_add(&hours,
	    local("2026-12-20 00:00"), 20 * AT_DAY));
	done();
}

TEST(always_knows_no_spans_and_no_holidays)
{
	at_ms at;

	(void)state_;
	set("Europe/Oslo", "always");
	CHECK(hours.always && hours.n_spans == 0);
	at = local("2026-12-24 03:00");
	CHECK(at_hours_open(&hours, at));
	CHECK(at_hours_open_until(&hours, at) == INT64_MAX);
	CHECK(at_hours_next_open(&hours, at) == at);
	CHECK(at_hours_add(&hours, at, AT_HOUR) == at + AT_HOUR);
	CHECK(at_hours_add(&hours, at, 400 * AT_DAY) == INT64_MAX);
	check_at("end of the day after", "24", "2026-12-26 00:00",
	    at_hours_end_of_next_day(&hours, at));
	done();
}

TEST(never_open_is_never)
{
	at_ms at;

	(void)state_;
	set("Europe/Oslo", "mon 08:00-16:00");
	hours.n_spans = 0;
	at = local("2026-11-20 12:00");
	CHECK(!at_hours_open(&hours, at));
	CHECK(at_hours_open_until(&hours, at) == at);
	CHECK(at_hours_next_open(&hours, at) == INT64_MAX);
	CHECK(at_hours_add(&hours, at, 1) == INT64_MAX);
	CHECK(at_hours_end_of_next_day(&hours, at) == INT64_MAX);
	done();
}

TEST(clocks_that_change_make_a_duty_longer_or_shorter)
{
	at_ms from;

	(void)state_;
	set("Europe/Oslo", "sat 22:00-06:00, sun 06:00-08:00");
	from = local("2026-03-28 22:00");               /* 23-hour Sunday: nine hours */
	CHECK_INT(9 * AT_HOUR, at_hours_open_until(&hours, from) - from);
	check_at("sum from", "spring", "2026-03-29 07:00", at_hours_add(&hours, from, 8 * AT_HOUR));
	from = local("2026-10-24 22:00");               /* 25-hour Sunday: eleven */
	CHECK_INT(11 * AT_HOUR, at_hours_open_until(&hours, from) - from);
	check_at("sum from", "autumn", "2026-10-25 05:00", at_hours_add(&hours, from, 8 * AT_HOUR));

	/* a span inside the hour that is leapt over does not exist that day */
	set("Europe/Oslo", "sun 02:00-03:00");
	check_at("next open", "spring", "2026-04-05 02:00",
	    at_hours_next_open(&hours, local("2026-03-28 12:00")));

	/* clocks that go back at midnight: Havana, 1 November 2026, 01:00 -> 00:00 */
	set("America/Havana", "sat 20:00-24:00, sun 00:00-02:00");
	from = local("2026-10-31 20:00");
	CHECK_INT(7 * AT_HOUR, at_hours_open_until(&hours, from) - from);

	/* and at a minute past it, into the day before: Newfoundland, until 2011 */
	set("America/St_Johns", "sat 20:00-24:00, sun 00:00-02:00");
	from = local("2010-11-06 20:00");
	CHECK_INT(7 * AT_HOUR, at_hours_open_until(&hours, from) - from);
	CHECK(at_hours_open(&hours, local("2010-11-07 00:00") + 31 * AT_MINUTE));
	done();
}

TEST(hours_are_read_from_words)
{
	static const struct { const char *text; int n; } good[] = {
		{ "mon-fri 08:00-16:00", 5 },
		{ "sat 10:00-12:00", 1 },
		{ "Mon-Thu 08:00-16:00,  Fri\t08:00-14:00 ", 5 },
		{ "sat-mon 00:00-24:00", 3 },
		{ "mon-sun 22:00-06:00", 14 },
		{ "mon-sun 22:00-00:00", 7 },
		{ "mon-sun 16:00-08:00, sat 08:00-16:00, sun 08:00-16:00", 16 },
	};
	static const char *const bad[] = { "", "mon", "mon-fri", "mon-fri 8-16", "mon 08:00",
		"mon 08:00-08:00", "mon 24:00-06:00", "mon 08:60-09:00", "mon 08:00-24:01",
		"mon 08:00-25:00", "mon08:00-09:00", "moon 08:00-09:00", "mon-  fri 08:00-09:00",
		"mon 08:00-09:00,", "mon 08:00-09:00 tue 08:00-09:00", "always 08:00-09:00",
		"mon 008:00-09:00", "mon-sun 16:00-08:00, mon-wed 08:00-16:00" };
	struct at_open_span out[ROOM];
	bool always;

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(good); i++) {
		CHECK_INT(good[i].n, at_hours_parse(good[i].text, out, ROOM, &always));
		CHECK(!always);
	}
	for (size_t i = 0; i < AT_COUNT(bad); i++)
		if (at_hours_parse(bad[i], out, ROOM, &always) != -1 || always)
			fail_msg("\"%s\" was taken", bad[i]);
	CHECK_INT(3, at_hours_parse("sat-mon 22:00-00:00", out, 3, &always));
	CHECK_INT(0, out[2].weekday);
	CHECK_INT(1440, out[2].to_min);
	CHECK_INT(2, at_hours_parse("sun 22:00-06:30", out, 2, &always));
	CHECK_INT(6, out[0].weekday);
	CHECK_INT(1320, out[0].from_min);
	CHECK_INT(1440, out[0].to_min);
	CHECK_INT(0, out[1].weekday);
	CHECK_INT(0, out[1].from_min);
	CHECK_INT(390, out[1].to_min);
	CHECK_INT(-1, at_hours_parse("sun 22:00-06:30", out, 1, &always));
	CHECK_INT(0, at_hours_parse(" always ", out, 0, &always));
	CHECK(always);
}

RUN_ALL(
    RUN(an_office_week_opens_and_closes),
    RUN(open_hours_are_added_over_nights_weekends_and_holidays),
    RUN(the_next_working_day_ends_with_its_last_span),
    RUN(adjoining_spans_are_one_stretch),
    RUN(a_week_without_an_end_is_said_to_have_none),
    RUN(always_knows_no_spans_and_no_holidays),
    RUN(never_open_is_never),
    RUN(clocks_that_change_make_a_duty_longer_or_shorter),
    RUN(hours_are_read_from_words),
)
