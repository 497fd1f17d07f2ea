/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the nightly backup is due, and which ones stay. */
#include <string.h>

#include "check.h"
#include "action/backup_rule.h"

static const struct at_zone *
oslo(struct at_arena *arena)
{
	const struct at_zone *zone;

	CHECK_INT(AT_OK, at_zone_load(arena, "Europe/Oslo", &zone, NULL));
	return zone;
}

static at_ms
at(const struct at_zone *zone, const char *day, int hour, int minute)
{
	struct at_date date;

	CHECK(at_date_parse(day, &date));
	return at_zone_instant(zone, date, hour, minute);
}

TEST(a_rule_reads_back_as_it_was_written)
{
	static const char *const lines[] = { "02:30 7,5,12 ", "never 0,0,0 ",
		"23:59 10000,1,0 /mnt/a disk/of ours" };
	struct at_arena *arena = at_arena_open();

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(lines); i++) {
		struct at_backup_rule rule;

		CHECK(at_backup_rule_parse(lines[i], &rule));
		CHECK_TEXT(lines[i], at_backup_rule_format(arena, &rule));
	}
	CHECK_TEXT(lines[0], at_backup_rule_format(arena, &at_backup_rule_usual));
	at_arena_close(arena);
}

TEST(what_is_no_rule_is_refused)
{
	static const char *const times[] = { "", "2:30", "02:60", "24:00", "0230", "02:30 ",
		"-1:30", " 2:30", "always" };
	static const char *const keeps[] = { "", "7", "7,5", "7,5,12,1", "-1,5,12", "7,5,12 ",
		"7, 5,12",
		"7,5,10001", "a,b,c" };
	struct at_backup_rule rule;
	int minute;

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(times); i++)
		if (at_backup_rule_parse_time(times[i], &minute))
			fail_msg("\"%s\" is a time", times[i]);
	for (size_t i = 0; i < AT_COUNT(keeps); i++)
		if (at_backup_rule_parse_keep(keeps[i], &rule))
			fail_msg("\"%s\" says how many", keeps[i]);
	CHECK(!at_backup_rule_parse("02:30 7,5,12", &rule));
	CHECK(!at_backup_rule_parse("later", &rule));
}

/* In the zone of the clinic, also where the clock is put forward over half past two. */
TEST(it_is_due_once_a_night_by_the_clock_on_the_wall)
{
	struct at_arena *arena = at_arena_open();
	const struct at_zone *zone = oslo(arena);
	const struct at_backup_rule *rule = &at_backup_rule_usual;

	(void)state_;
	CHECK_INT(at(zone, "2026-11-24", 2, 30),
	    at_backup_rule_last(rule, zone, at(zone, "2026-11-24", 2, 30)));
	CHECK_INT(at(zone, "2026-11-23", 2, 30),
	    at_backup_rule_last(rule, zone, at(zone, "2026-11-24", 2, 29)));
	CHECK_INT(at(zone, "2026-11-25", 2, 30),
	    at_backup_rule_next(rule, zone, at(zone, "2026-11-24", 2, 30)));
	CHECK_INT(at(zone, "2026-11-24", 2, 30),
	    at_backup_rule_next(rule, zone, at(zone, "2026-11-24", 2, 29)));
	CHECK_INT(at(zone, "2026-03-29", 3, 30),
	    at_backup_rule_last(rule, zone, at(zone, "2026-03-29", 12, 0)));
	at_arena_close(arena);
}

/* One a night back from a Tuesday: "1110..." for those that stay. */
static const char *
kept(struct at_arena *arena, const struct at_backup_rule *rule, int n, int every_days)
{
	const struct at_zone *zone = oslo(arena);
	at_ms *when = AT_NEW(arena, at_ms, (size_t)n);
	bool *keep = AT_NEW(arena, bool, (size_t)n);
	char *out = AT_NEW(arena, char, (size_t)n + 1);

	for (int i = 0; i < n; i++)
		when[i] = at(zone, "2026-11-24", 2, 30) - i * every_days * AT_DAY;
	at_backup_rule_keep(rule, zone, when, n, keep);
	for (int i = 0; i < n; i++)
		out[i] = keep[i] ? '1' : '0';
	return out;
}

TEST(days_weeks_and_months_stay)
{
	static const struct at_backup_rule days = { .days = 3 }, weeks = { .weeks = 3 },
	    months = { .months = 2 }, none = { 0 },
	    all = { .days = 2, .weeks = 2, .months = 2 };
	struct at_arena *arena = at_arena_open();

	(void)state_;
	CHECK_TEXT("1110000", kept(arena, &days, 7, 1));
	/* Tuesday, the Sundays before: the 22nd and the 15th. */
	CHECK_TEXT("101000000100000", kept(arena, &weeks, 15, 1));
	/* November, and the last of October. */
	CHECK_TEXT("1000000000000000000000001000", kept(arena, &months, 28, 1));
	CHECK_TEXT("1000", kept(arena, &none, 4, 1));
	CHECK_TEXT("1110000000000000000000001000", kept(arena, &all, 28, 1));
	at_arena_close(arena);
}

TEST(nights_without_a_backup_push_nothing_out)
{
	static const struct at_backup_rule days = { .days = 3 };
	struct at_arena *arena = at_arena_open();

	(void)state_;
	CHECK_TEXT("11100", kept(arena, &days, 5, 40));
	at_arena_close(arena);
}

TEST(the_usual_rule_keeps_about_two_dozen_of_two_years)
{
	struct at_arena *arena = at_arena_open();
	const char *stay = kept(arena, &at_backup_rule_usual, 730, 1);
	int n = 0;

	(void)state_;
	for (const char *at_ = stay; *at_ != '\0'; at_++)
		n += *at_ == '1';
	CHECK(n >= 20 && n <= 24);
	at_arena_close(arena);
}

RUN_ALL(cmocka_unit_test(a_rule_reads_back_as_it_was_written),
    cmocka_unit_test(what_is_no_rule_is_refused),
    cmocka_unit_test(it_is_due_once_a_night_by_the_clock_on_the_wall),
    cmocka_unit_test(days_weeks_and_months_stay),
    cmocka_unit_test(nights_without_a_backup_push_nothing_out),
    cmocka_unit_test(the_usual_rule_keeps_about_two_dozen_of_two_years))
