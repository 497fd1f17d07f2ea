/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Local time, held against `date` and against rules and files made here. */
#include <unistd.h>

#include "check.h"
#include "base/tzrule.h"
#include "base/zone.h"

static struct at_arena *arena;
static struct at_error err;

static const struct at_zone *
load(const char *name)
{
	const struct at_zone *zone = NULL;

	if (access("/usr/share/zoneinfo/UTC", R_OK) != 0)
		SKIP("needs tzdata");
	if (arena == NULL)
		arena = at_arena_open();
	at_error_clear(&err);
	if (at_zone_load(arena, name, &zone, &err) != AT_OK)
		fail_msg("%s", err.text);
	return zone;
}

static void
done(void)
{
	at_arena_close(arena);
	arena = NULL;
}

/* Seconds since 1970 of a civil time as if it were UTC. */
static int64_t
civil_s(struct at_date date, int hour, int minute, int second)
{
	return at_date_days(date) * 86400 + hour * 3600 + minute * 60 + second;
}

static void
compare_with_date(const char *name)
{
	const struct at_zone *zone = load(name);
	char command[256];
	FILE *pipe;
	long long at;
	struct at_date d;
	int h, m, s, weekday, n = 0;

	snprintf(command, sizeof command, "seq -f '@%%.0f' 3601 1111111 3944678400 | "
	    "TZ='%s' date -f - '+%%s %%Y %%m %%d %%H %%M %%S %%u'", name);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	while (fscanf(pipe, "%lld %d %d %d %d %d %d %d", &at, &d.year, &d.month, &d.day, &h, &m,
	    &s, &weekday) == 8) {
		struct at_local got = at_zone_local(zone, at * AT_SECOND + 999);

		if (got.date.year != d.year || got.date.month != d.month || got.date.day != d.day
		    || got.hour != h || got.minute != m || got.second != s
		    || got.weekday != weekday - 1
		    || got.offset_s != civil_s(d, h, m, s) - at)
			fail_msg("%s at %lld: %04d-%02d-%02d %02d:%02d:%02d, date says "
			    "%04d-%02d-%02d %02d:%02d:%02d", name, at, got.date.year,
			    got.date.month, got.date.day, got.hour, got.minute, got.second,
			    d.year, d.month, d.day, h, m, s);
		n++;
	}
	pclose(pipe);
	CHECK(n > 3500);
}

TEST(local_time_is_what_date_says_from_1970_to_2094)
{
	static const char *const names[] = { "Europe/Oslo", "America/New_York",
		"Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata", "UTC",
		"Europe/Dublin", "Pacific/Apia", "Africa/Monrovia", "America/Nuuk",
		"Asia/Gaza", "America/Sao_Paulo", "Antarctica/Troll" };

	(void)state_;
	if (system("seq 1 >/dev/null 2>&1 && date -d @0 >/dev/null 2>&1") != 0)
		SKIP("needs GNU date");
	for (size_t i = 0; i < AT_COUNT(names); i++)
		compare_with_date(names[i]);
	done();
}

TEST(a_local_time_has_one_instant_even_in_gaps_and_doubled_hours)
{
	static const struct {
		const char *zone;
		struct at_date date;
		int hour, minute;
		at_ms instant_s;
	} cases[] = {
		{ "Europe/Oslo", { 2026, 3, 29 }, 1, 59, 1774745940 },
		{ "Europe/Oslo", { 2026, 3, 29 }, 2, 0, 1774746000 },   /* = 03:00 */
		{ "Europe/Oslo", { 2026, 3, 29 }, 2, 30, 1774747800 },  /* = 03:30 */
		{ "Europe/Oslo", { 2026, 3, 29 }, 3, 0, 1774746000 },
		{ "Europe/Oslo", { 2026, 10, 25 }, 1, 59, 1792886340 },
		{ "Europe/Oslo", { 2026, 10, 25 }, 2, 0, 1792886400 },  /* the first */
		{ "Europe/Oslo", { 2026, 10, 25 }, 2, 59, 1792889940 },
		{ "Europe/Oslo", { 2026, 10, 25 }, 3, 0, 1792893600 },
		{ "Europe/Oslo", { 2026, 10, 25 }, 24, 0, 1792969200 },
		{ "Europe/Oslo", { 2080, 7, 1 }, 12, 0, 3487053600 },   /* by the rule */
		{ "America/New_York", { 2026, 3, 8 }, 2, 30, 1772955000 },
		{ "America/New_York", { 2026, 11, 1 }, 1, 30, 1793511000 },
		{ "Australia/Lord_Howe", { 2026, 4, 5 }, 1, 45, 1775313900 },
		{ "Australia/Lord_Howe", { 2026, 10, 4 }, 2, 15, 1791042300 },
		{ "Pacific/Apia", { 2011, 12, 30 }, 12, 0, 1325282400 }, /* no such day */
		{ "Asia/Kolkata", { 2026, 11, 22 }, 17, 30, 1795348800 },
		{ "UTC", { 1970, 1, 1 }, 0, 0, 0 },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		at_ms got = at_zone_instant(load(cases[i].zone), cases[i].date, cases[i].hour,
		    cases[i].minute);

		if (got != cases[i].instant_s * AT_SECOND)
			fail_msg("case %zu, %s: %lld", i, cases[i].zone, (long long)got / 1000);
	}
	done();
}

TEST(instant_and_local_time_lead_back_to_each_other)
{
	static const char *const names[] = { "Europe/Oslo", "Australia/Lord_Howe",
		"Africa/Casablanca", "America/Sao_Paulo" };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(names); i++) {
		const struct at_zone *zone = load(names[i]);

		for (at_ms at = 0; at < 3944678400 * AT_SECOND;
		    at += 7 * AT_HOUR + 15 * AT_MINUTE) {
			struct at_local l = at_zone_local(zone, at);
			at_ms back = at_zone_instant(zone, l.date, l.hour, l.minute);

			CHECK(at_zone_day(zone, at) == at_date_days(l.date));
			/* in a doubled hour the first is meant */
			CHECK(back == at || (back < at && back >= at - AT_HOUR
			    && at_zone_local(zone, back).hour == l.hour));
		}
	}
	done();
}

TEST(times_before_1970_fall_on_the_right_second)
{
	struct at_local l = at_zone_local(load("UTC"), -1);

	(void)state_;
	CHECK_INT(1969, l.date.year);
	CHECK_INT(31, l.date.day);
	CHECK_INT(23, l.hour);
	CHECK_INT(59, l.second);
	CHECK_INT(2, l.weekday);                /* a Wednesday */
	CHECK_INT(-1, at_zone_day(load("UTC"), -1));
	done();
}

TEST(what_is_no_zone_is_refused_by_name)
{
	static const char *const bad[] = { "", "/etc/passwd", "../../../etc/passwd", "Europe",
		"Europe/Olso", "Europe/Oslo ", "tzdata.zi",
		"a_name_much_longer_than_any_zone_has_had_in_all_the_years_of_tzdata" };
	const struct at_zone *zone = NULL;

	(void)state_;
	load("UTC");
	for (size_t i = 0; i < AT_COUNT(bad); i++) {
		at_error_clear(&err);
		CHECK_INT(AT_NOT_FOUND, at_zone_load(arena, bad[i], &zone, &err));
		CHECK_HAS("expected one such as Europe/Oslo", err.text);
		CHECK(zone == NULL);
	}
	at_error_clear(&err);
	CHECK_INT(AT_INVALID, at_zone_load(arena, "leapseconds", &zone, &err));
	done();
}

/* Everything after the header of a small file: one change at 1000, two types. */
#define HEADER(version) "TZif" version "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define NONE            "\0\0\0\0"
#define ONE             "\0\0\0\1"
#define TWO             "\0\0\0\2"
#define EIGHT           "\0\0\0\10"
#define OLD             HEADER("2") NONE NONE NONE NONE NONE NONE
#define COUNTS          HEADER("2") NONE NONE NONE ONE TWO EIGHT
#define TIME            "\0\0\0\0\0\0\3\350"
#define TYPES           "\0\0\016\020\0\0" "\0\0\034\040\1\4"
#define NAMES           "AAA\0BBB\0"
#define WHOLE           OLD COUNTS TIME "\1" TYPES NAMES "\nAAA-1\n"

static enum at_status
parse(const char *bytes, size_t n_bytes, const struct at_zone **out)
{
	/* A copy of the exact size, so that the sanitizer sees a step too far. */
	unsigned char *copy = malloc(n_bytes + 1);
	enum at_status st;

	assert_non_null(copy);
	memcpy(copy, bytes, n_bytes);
	copy = realloc(copy, n_bytes > 0 ? n_bytes : 1);
	at_error_clear(&err);
	st = at_zone_parse(arena, "made", copy, n_bytes, out, &err);
	free(copy);
	return st;
}

TEST(a_small_file_is_read_and_none_of_its_beginnings)
{
	static const char whole[] = WHOLE;
	const struct at_zone *zone = NULL;

	(void)state_;
	arena = at_arena_open();
	CHECK_INT(AT_OK, parse(whole, sizeof whole - 1, &zone));
	CHECK_TEXT("made", at_zone_name(zone));
	CHECK_INT(3600, at_zone_local(zone, 999 * AT_SECOND).offset_s);
	CHECK_INT(3600, at_zone_local(zone, 1000 * AT_SECOND).offset_s);        /* the rule */
	zone = NULL;
	for (size_t n = 0; n < sizeof whole - 1; n++)
		CHECK_INT(AT_INVALID, parse(whole, n, &zone));
	CHECK(zone == NULL);
	done();
}

TEST(a_file_without_a_rule_keeps_its_last_offset)
{
	static const char text[] = OLD COUNTS TIME "\1" TYPES NAMES "\n\n";
	const struct at_zone *zone = NULL;

	(void)state_;
	arena = at_arena_open();
	CHECK_INT(AT_OK, parse(text, sizeof text - 1, &zone));
	CHECK_INT(3600, at_zone_local(zone, 999 * AT_SECOND).offset_s);
	CHECK_INT(7200, at_zone_local(zone, 1000 * AT_SECOND).offset_s);
	CHECK_INT(7200, at_zone_local(zone, 4000000000 * AT_SECOND).offset_s);
	done();
}

TEST(a_broken_file_is_refused)
{
#define BAD(text) { text, sizeof(text) - 1 }
	static const struct { const char *bytes; size_t n_bytes; } bad[] = {
		BAD("TZif" "\0"),
		BAD(HEADER("\0") NONE NONE NONE NONE NONE NONE COUNTS TIME "\1" TYPES NAMES
		    "\nAAA-1\n"),                                       /* version 1 */
		BAD(OLD COUNTS TIME "\2" TYPES NAMES "\nAAA-1\n"),       /* no such type */
		BAD(OLD COUNTS TIME "\2" TYPES NONE NONE "\nAAA-1\n"),
		BAD(OLD COUNTS TIME "\1" "\0\1\225\200\0\0\0\0\034\040\1\4" NAMES "\nAAA-1\n"),
		BAD(OLD COUNTS TIME "\1" TYPES NAMES "\nAA-1\n"),        /* no such rule */
		BAD(OLD COUNTS TIME "\1" TYPES NAMES "\nAAA-1"),
		BAD(OLD HEADER("2") NONE NONE NONE "\377\377\377\377" TWO EIGHT TIME TYPES),
		BAD(OLD HEADER("2") NONE NONE NONE "\177\377\377\377" TWO EIGHT TIME TYPES),
		BAD(OLD HEADER("2") NONE NONE NONE NONE NONE NONE "\n\n"),       /* no type */
		BAD(OLD HEADER("2") NONE NONE NONE TWO TWO EIGHT TIME TIME "\1\1" TYPES NAMES
		    "\n\n"),                                            /* the same time twice */
		BAD(OLD HEADER("2") NONE NONE ONE NONE TWO EIGHT TYPES NAMES TIME NONE "\n\n"),
	};
	const struct at_zone *zone = NULL;

	(void)state_;
	arena = at_arena_open();
	for (size_t i = 0; i < AT_COUNT(bad); i++)
		if (parse(bad[i].bytes, bad[i].n_bytes, &zone) != AT_INVALID)
			fail_msg("case %zu was taken", i);
	CHECK_HAS("made: expected a time zone file", err.text);
	done();
}

static bool
rule(const char *text, struct at_tzrule *out)
{
	return at_tzrule_parse(text, strlen(text), out);
}

TEST(rules_say_when_summer_time_holds)
{
	static const struct {
		const char *rule;
		struct at_date date;
		int hour, offset_s;
	} cases[] = {
		{ "UTC0", { 2040, 7, 1 }, 12, 0 },
		{ "<+0330>-3:30", { 2040, 7, 1 }, 12, 12600 },
		{ "<-01>+1:00:30", { 2040, 7, 1 }, 12, -3630 },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", { 2026, 3, 29 }, 0, 3600 },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", { 2026, 3, 29 }, 1, 7200 },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", { 2026, 10, 25 }, 0, 7200 },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", { 2026, 10, 25 }, 1, 3600 },
		{ "AAA0BBB,M2.5.0/0,M12.1.6/0", { 2026, 2, 22 }, 0, 3600 },     /* 5 = the 4th */
		{ "AAA0BBB,M2.5.0/0,M12.1.6/0", { 2026, 2, 21 }, 23, 0 },
		/* 1 March, whether the year leaps or not; the zero-based day moves */
		{ "AAA0BBB,J60/0,J300/0", { 2028, 2, 29 }, 23, 0 },
		{ "AAA0BBB,J60/0,J300/0", { 2028, 3, 1 }, 0, 3600 },
		{ "AAA0BBB,J60/0,J300/0", { 2027, 3, 1 }, 0, 3600 },
		{ "AAA0BBB,59/0,300/0", { 2028, 2, 28 }, 23, 0 },
		{ "AAA0BBB,59/0,300/0", { 2028, 2, 29 }, 0, 3600 },
		{ "AAA0BBB,59/0,300/0", { 2027, 3, 1 }, 0, 3600 },
		{ "AAA0BBB,J59/0,J300/0", { 2028, 2, 28 }, 0, 3600 },
		/* the south: summer goes over new year */
		{ "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", { 2026, 1, 1 }, 0, 39600 },
		{ "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", { 2026, 7, 1 }, 0, 37800 },
		/* winter time that is less than standard */
		{ "IST-1GMT0,M10.5.0,M3.5.0/1", { 2026, 1, 1 }, 0, 0 },
		{ "IST-1GMT0,M10.5.0,M3.5.0/1", { 2026, 7, 1 }, 0, 3600 },
		/* beyond a day and below zero */
		{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", { 2026, 3, 29 }, 0, -7200 },
		{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", { 2026, 3, 29 }, 1, -3600 },
		{ "EET-2EEST,M3.4.4/50,M10.4.4/50", { 2026, 3, 27 }, 23, 7200 },
		{ "EET-2EEST,M3.4.4/50,M10.4.4/50", { 2026, 3, 28 }, 0, 10800 },
		/* summer all year */
		{ "EST5EDT,0/0,J365/25", { 2030, 1, 1 }, 5, -14400 },
		{ "EST5EDT,0/0,J365/25", { 2030, 12, 31 }, 23, -14400 },
		{ "EST5EDT,0/0,J365/25", { 2031, 1, 1 }, 4, -14400 },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_tzrule r;
		int got;

		CHECK(rule(cases[i].rule, &r));
		got = at_tzrule_offset(&r, civil_s(cases[i].date, cases[i].hour, 0, 0));
		if (got != cases[i].offset_s)
			fail_msg("case %zu, %s: %d", i, cases[i].rule, got);
	}
}

TEST(what_is_no_rule_is_refused)
{
	static const char *const bad[] = { "", "CE-1", "CET", "CET-25", "<CET-1", "<+1>-1",
		"CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,", "CET-1CEST,M13.5.0,M10.5.0",
		"CET-1CEST,M0.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.0.0,M10.5.0",
		"CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J10", "CET-1CEST,J366,J10",
		"CET-1CEST,366,10", "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/3 ",
		"CET-1:60", "CET-1CEST,M3.5,M10.5.0", "C T-1" };
	struct at_tzrule r;

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(bad); i++)
		if (rule(bad[i], &r))
			fail_msg("%s was taken", bad[i]);
}

RUN_ALL(
    RUN(local_time_is_what_date_says_from_1970_to_2094),
    RUN(a_local_time_has_one_instant_even_in_gaps_and_doubled_hours),
    RUN(instant_and_local_time_lead_back_to_each_other),
    RUN(times_before_1970_fall_on_the_right_second),
    RUN(what_is_no_zone_is_refused_by_name),
    RUN(a_small_file_is_read_and_none_of_its_beginnings),
    RUN(a_file_without_a_rule_keeps_its_last_offset),
    RUN(a_broken_file_is_refused),
    RUN(rules_say_when_summer_time_holds),
    RUN(what_is_no_rule_is_refused),
)
