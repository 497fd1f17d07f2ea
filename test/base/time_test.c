/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instants and civil dates. */
#include "check.h"
#include "base/time.h"

static bool
leaps(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

TEST(days_and_dates_lead_back_to_each_other)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t day = -25567;                   /* 1900-01-01, a Monday */
	int weekday = 0;

	(void)state_;
	for (int year = 1900; year <= 2100; year++) {
		for (int month = 1; month <= 12; month++) {
			int n = lengths[month - 1] + (month == 2 && leaps(year));

			for (int d = 1; d <= n; d++) {
				struct at_date date = { year, month, d }, back;

				CHECK_INT(day, at_date_days(date));
				back = at_date_of_days(day);
				CHECK(back.year == year && back.month == month && back.day == d);
				CHECK_INT(weekday, at_date_weekday(date));
				day++;
				weekday = (weekday + 1) % 7;
			}
		}
	}
}

TEST(days_far_away_are_right_too)
{
	static const struct { struct at_date date; int64_t days; } cases[] = {
		{ { 1970, 1, 1 }, 0 }, { { 1, 1, 1 }, -719162 }, { { 0, 2, 29 }, -719469 },
		{ { 2000, 2, 29 }, 11016 }, { { 9999, 12, 31 }, 2932896 },
		{ { -400, 3, 1 }, -865565 },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_date back = at_date_of_days(cases[i].days);

		CHECK_INT(cases[i].days, at_date_days(cases[i].date));
		CHECK_INT(cases[i].date.year, back.year);
		CHECK_INT(cases[i].date.month, back.month);
		CHECK_INT(cases[i].date.day, back.day);
	}
}

TEST(dates_are_read_and_written)
{
	static const char *const good[] = { "2026-11-22", "0001-01-01", "9999-12-31",
		"2024-02-29", "2000-02-29" };
	static const char *const bad[] = { "", "2026-11-2", "2026-11-222", "2026/11/22",
		"22.11.2026", "2026-13-01", "2026-00-01", "2026-01-00", "2026-02-29", "2100-02-29",
		"2026-04-31", "0000-01-01", "-026-01-01", "2026--1-01", "2026-01--1", "2026-1--01",
		" 026-01-01", "2026-01- 1", "+026-01-01", "20261122--", "2026-11-22 " };
	struct at_date date = { 1, 2, 3 };
	char text[AT_DATE_ROOM];

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(bad); i++)
		if (at_date_parse(bad[i], &date))
			fail_msg("\"%s\" was taken", bad[i]);
	CHECK(date.year == 1 && date.month == 2 && date.day == 3);
	for (size_t i = 0; i < AT_COUNT(good); i++) {
		CHECK(at_date_parse(good[i], &date));
		at_date_format(date, text);
		CHECK_TEXT(good[i], text);
	}
}

TEST(instants_are_written_in_utc)
{
	static const struct { at_ms at; const char *iso; } cases[] = {
		{ 0, "1970-01-01T00:00:00.000Z" },
		{ -1, "1969-12-31T23:59:59.999Z" },
		{ -AT_DAY, "1969-12-31T00:00:00.000Z" },
		{ 1795348800123, "2026-11-22T12:00:00.123Z" },
		{ 3944678399999, "2094-12-31T23:59:59.999Z" },
	};
	char text[AT_ISO_ROOM];

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		at_time_iso(cases[i].at, text);
		CHECK_TEXT(cases[i].iso, text);
	}
}

TEST(the_clock_is_of_this_century)
{
	at_ms now = at_time_now();

	(void)state_;
	CHECK(now > 1735689600000 && now < 4102444800000);
	CHECK(at_time_now() >= now);
}

RUN_ALL(
    RUN(days_and_dates_lead_back_to_each_other),
    RUN(days_far_away_are_right_too),
    RUN(dates_are_read_and_written),
    RUN(instants_are_written_in_utc),
    RUN(the_clock_is_of_this_century),
)
