/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a measure is open and when the seal is lifted, in Oslo, Monday to Friday 8 to 16,
 * with Christmas closed. */
#include "action/window.h"
#include "check.h"

static struct at_arena *arena;
static struct at_open_span spans[5];
static const struct at_date closed[] = { { 2026, 12, 24 }, { 2026, 12, 25 } };
static struct at_hours hours;

static int
set_up(void **state)
{
	(void)state;
	arena = at_arena_open();
	for (int i = 0; i < 5; i++)
		spans[i] = (struct at_open_span){ i, 8 * 60, 16 * 60 };
	hours = (struct at_hours){ .spans = spans, .n_spans = 5, .closed = closed,
		.n_closed = AT_COUNT(closed) };
	return at_zone_load(arena, "Europe/Oslo", &hours.zone, NULL) == AT_OK ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

/* "2026-11-24 10:00" in Oslo */
static at_ms
local(const char *text)
{
	struct at_date d;
	int hour, minute;

	CHECK(sscanf(text, "%d-%d-%d %d:%d", &d.year, &d.month, &d.day, &hour, &minute) == 5);
	return at_zone_instant(hours.zone, d, hour, minute);
}

static const char *
shown(at_ms at)
{
	struct at_local l = at_zone_local(hours.zone, at);

	return at_printf(arena, "%04d-%02d-%02d %02d:%02d", l.date.year, l.date.month,
	    l.date.day, l.hour, l.minute);
}

/* A session of so many minutes. */
static struct at_session
session_at(const char *starts, int minutes)
{
	return (struct at_session){ .starts = local(starts),
		.ends = local(starts) + minutes * AT_MINUTE };
}

/* ---- windows --------------------------------------------------------------- */

struct case_of_window {
	const char *when, *form, *starts, *next;        /* next NULL: none */
	const char *opens, *closes;
};

static void
check_windows(const struct case_of_window *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct case_of_window *c = &cases[i];
		struct at_session session = session_at(c->starts, 60);
		struct at_session next = session_at(c->next == NULL ? c->starts : c->next, 60);
		struct at_window w = at_window_of(c->when, c->form, &session,
		    c->next == NULL ? NULL : &next, &hours, local("2026-01-01 00:00"));

		if (w.opens != local(c->opens) || w.closes != local(c->closes))
			fail_msg("%s, %s, session %s, next %s: %s to %s", c->when, c->form,
			    c->starts, c->next == NULL ? "none" : c->next, shown(w.opens),
			    shown(w.closes));
	}
}

TEST(before_a_session_it_is_open_from_the_day_before_until_a_quarter_past_its_start)
{
	static const struct case_of_window cases[] = {
		{ "before", "client", "2026-11-24 10:00", NULL,
		    "2026-11-23 10:00", "2026-11-24 10:15" },
		{ "before", "client", "2026-11-24 10:00", "2026-11-24 12:00",
		    "2026-11-23 10:00", "2026-11-24 10:15" },
		{ "before", "teen", "2026-11-24 00:10", NULL,
		    "2026-11-23 00:10", "2026-11-24 00:25" },
		/* 24 hours are 24 hours, also where the clocks change in between */
		{ "before", "client", "2026-03-29 10:00", NULL,
		    "2026-03-28 09:00", "2026-03-29 10:15" },
		{ "before", "client", "2026-10-25 10:00", NULL,
		    "2026-10-24 11:00", "2026-10-25 10:15" },
		{ "before", "client", "2028-03-01 10:00", NULL,
		    "2028-02-29 10:00", "2028-03-01 10:15" },
		{ "before", "client", "2027-03-01 10:00", NULL,
		    "2027-02-28 10:00", "2027-03-01 10:15" },
	};

	(void)state_;
	check_windows(cases, AT_COUNT(cases));
}

TEST(after_a_session_the_client_has_48_hours_or_until_two_hours_before_the_next)
{
	static const struct case_of_window cases[] = {
		{ "after", "client", "2026-11-24 10:00", NULL,
		    "2026-11-24 11:00", "2026-11-26 11:00" },
		{ "after", "teen", "2026-11-24 10:00", NULL,
		    "2026-11-24 11:00", "2026-11-26 11:00" },
		{ "after", "client", "2026-11-24 10:00", "2026-12-01 10:00",
		    "2026-11-24 11:00", "2026-11-26 11:00" },
		{ "after", "client", "2026-11-24 10:00", "2026-11-26 13:00",
		    "2026-11-24 11:00", "2026-11-26 11:00" },
		{ "after", "client", "2026-11-24 10:00", "2026-11-26 12:59",
		    "2026-11-24 11:00", "2026-11-26 10:59" },
		{ "after", "client", "2026-11-24 10:00", "2026-11-25 10:00",
		    "2026-11-24 11:00", "2026-11-25 08:00" },
		{ "after", "client", "2026-11-24 10:00", "2026-11-24 15:00",
		    "2026-11-24 11:00", "2026-11-24 13:00" },
		{ "after", "client", "2026-10-24 10:00", NULL,
		    "2026-10-24 11:00", "2026-10-26 10:00" },
		{ "after", "client", "2026-03-28 10:00", NULL,
		    "2026-03-28 11:00", "2026-03-30 12:00" },
		{ "after", "client", "2028-02-28 10:00", NULL,
		    "2028-02-28 11:00", "2028-03-01 11:00" },
	};

	(void)state_;
	check_windows(cases, AT_COUNT(cases));
}

TEST(no_window_is_shorter_than_half_an_hour)
{
	static const struct case_of_window cases[] = {
		{ "after", "client", "2026-11-24 10:00", "2026-11-24 13:31",
		    "2026-11-24 11:00", "2026-11-24 11:31" },
		{ "after", "client", "2026-11-24 10:00", "2026-11-24 13:30",
		    "2026-11-24 11:00", "2026-11-24 11:30" },
		{ "after", "client", "2026-11-24 10:00", "2026-11-24 13:10",
		    "2026-11-24 11:00", "2026-11-24 11:30" },
		{ "after", "client", "2026-11-24 10:00", "2026-11-24 11:00",
		    "2026-11-24 11:00", "2026-11-24 11:30" },
	};

	(void)state_;
	check_windows(cases, AT_COUNT(cases));
}

TEST(the_therapist_has_until_the_end_of_the_next_working_day)
{
	static const struct case_of_window cases[] = {
		{ "after", "therapist", "2026-11-24 10:00", NULL,
		    "2026-11-24 11:00", "2026-11-25 16:00" },
		/* the next session does not cut it short */
		{ "after", "therapist", "2026-11-24 10:00", "2026-11-25 08:00",
		    "2026-11-24 11:00", "2026-11-25 16:00" },
		{ "after", "therapist", "2026-11-27 10:00", NULL,
		    "2026-11-27 11:00", "2026-11-30 16:00" },
		{ "after", "therapist", "2026-11-28 10:00", NULL,
		    "2026-11-28 11:00", "2026-11-30 16:00" },
		{ "after", "therapist", "2026-12-23 10:00", NULL,
		    "2026-12-23 11:00", "2026-12-28 16:00" },
		/* a session over midnight ends on the later day */
		{ "after", "therapist", "2026-11-24 23:30", NULL,
		    "2026-11-25 00:30", "2026-11-26 16:00" },
		{ "after", "therapist", "2028-02-28 10:00", NULL,
		    "2028-02-28 11:00", "2028-02-29 16:00" },
		{ "after", "therapist", "2026-10-23 10:00", NULL,
		    "2026-10-23 11:00", "2026-10-26 16:00" },
	};

	(void)state_;
	check_windows(cases, AT_COUNT(cases));
}

TEST(a_parent_has_a_week)
{
	static const struct case_of_window cases[] = {
		{ "after", "parent", "2026-11-24 10:00", NULL,
		    "2026-11-24 11:00", "2026-12-01 11:00" },
		{ "after", "parent", "2026-11-24 10:00", "2026-11-25 10:00",
		    "2026-11-24 11:00", "2026-12-01 11:00" },
		{ "before", "parent", "2026-11-24 10:00", NULL,
		    "2026-11-23 10:00", "2026-11-30 10:00" },
	};

	(void)state_;
	check_windows(cases, AT_COUNT(cases));
}

TEST(a_clinic_that_never_opens_gives_its_therapists_48_hours)
{
	struct at_hours never = { .zone = hours.zone };
	struct at_session session = session_at("2026-11-24 10:00", 60);
	struct at_window w = at_window_of("after", "therapist", &session, NULL, &never, 0);

	(void)state_;
	CHECK_INT(local("2026-11-24 11:00"), w.opens);
	CHECK_INT(local("2026-11-26 11:00"), w.closes);
}

TEST(without_a_session_it_is_open_from_now_on)
{
	static const struct {
		const char *when, *form;
		int hours;
	} cases[] = {
		{ "before", "client", 48 }, { "after", "client", 48 }, { "before", "teen", 48 },
		{ "after", "therapist", 48 }, { "before", "parent", 7 * 24 },
	};
	at_ms now = local("2026-11-24 10:00");

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_window w = at_window_of(cases[i].when, cases[i].form, NULL, NULL,
		    &hours, now);

		CHECK_INT(now, w.opens);
		CHECK_INT(now + cases[i].hours * AT_HOUR, w.closes);
	}
}

/* ---- reminders, cover, late cards ------------------------------------------ */

TEST(one_reminder_is_due_if_it_fits)
{
	static const struct {
		const char *when, *form, *starts, *next, *reminds;      /* "" = none */
	} cases[] = {
		{ "before", "client", "2026-11-24 10:00", NULL, "2026-11-24 07:00" },
		/* three hours are three hours, also where the clocks change in between */
		{ "before", "client", "2026-03-29 04:00", NULL, "2026-03-29 00:00" },
		{ "before", "client", "2026-10-25 04:00", NULL, "2026-10-25 02:00" },
		{ "after", "client", "2026-11-24 10:00", NULL, "2026-11-25 11:00" },
		/* the next day is the same time on the wall */
		{ "after", "client", "2026-03-28 10:00", NULL, "2026-03-29 11:00" },
		{ "after", "client", "2026-10-24 10:00", NULL, "2026-10-25 11:00" },
		{ "after", "teen", "2028-02-28 10:00", NULL, "2028-02-29 11:00" },
		{ "after", "client", "2026-12-31 10:00", NULL, "2027-01-01 11:00" },
		{ "after", "client", "2026-11-24 10:00", "2026-11-25 13:00", "" },
		{ "after", "client", "2026-11-24 10:00", "2026-11-25 13:01", "2026-11-25 11:00" },
		{ "after", "therapist", "2026-11-24 10:00", NULL, "" },
		{ "after", "parent", "2026-11-24 10:00", NULL, "2026-11-27 11:00" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_session session = session_at(cases[i].starts, 60);
		struct at_session next = session_at(cases[i].next == NULL ? cases[i].starts
		    : cases[i].next, 60);
		struct at_window w = at_window_of(cases[i].when, cases[i].form, &session,
		    cases[i].next == NULL ? NULL : &next, &hours, 0);
		at_ms at = at_window_reminds(cases[i].when, cases[i].form, &w, &session,
		    hours.zone);

		if (at != (cases[i].reminds[0] == '\0' ? 0 : local(cases[i].reminds)))
			fail_msg("case %zu: %s", i, shown(at));
	}
}

/* Cuts the window, unless nothing is left of it. */
static bool
is_covered(const struct at_covers *covers, struct at_window *w)
{
	struct at_rota rota = at_rota_make(arena, covers, w->opens, w->closes);

	return at_window_covered(w, &rota, w);
}

TEST(a_window_is_cut_to_where_somebody_has_cover_for_two_more_hours)
{
	static const struct {
		const char *opens, *closes, *from, *to;         /* from NULL: nothing is left */
	} cases[] = {
		{ "2026-11-23 10:00", "2026-11-24 10:15", "2026-11-23 10:00", "2026-11-24 10:15" },
		{ "2026-11-23 13:59", "2026-11-24 08:20", "2026-11-23 13:59", "2026-11-24 08:20" },
		{ "2026-11-23 14:00", "2026-11-24 08:29", NULL, NULL },
		{ "2026-11-23 14:00", "2026-11-24 08:30", "2026-11-24 08:00", "2026-11-24 08:30" },
		{ "2026-11-23 18:00", "2026-11-24 18:15", "2026-11-24 08:00", "2026-11-24 14:00" },
		{ "2026-11-28 10:00", "2026-11-29 10:15", NULL, NULL },
		{ "2026-12-23 12:00", "2026-12-26 12:00", "2026-12-23 12:00", "2026-12-23 14:00" },
		{ "2026-12-24 08:00", "2026-12-27 12:00", NULL, NULL },
	};
	struct at_cover cover = { .hours = hours };
	struct at_covers covers = { &cover, 1 };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_window w = { local(cases[i].opens), local(cases[i].closes) };
		bool any = is_covered(&covers, &w);

		if (any != (cases[i].from != NULL) || (any && (w.opens != local(cases[i].from)
		    || w.closes != local(cases[i].to))))
			fail_msg("case %zu: %s to %s", i, shown(w.opens), shown(w.closes));
	}
	covers.n_covers = 0;
	CHECK(!is_covered(&covers, &(struct at_window){ 0, AT_DAY }));
	cover.hours.always = true;
	covers.n_covers = 1;
	{
		struct at_window w = { local("2026-12-24 03:00"), local("2026-12-26 12:00") };

		CHECK(is_covered(&covers, &w));
		CHECK_INT(local("2026-12-24 03:00"), w.opens);
		CHECK_INT(local("2026-12-26 12:00"), w.closes);
	}
}

TEST(a_therapists_card_is_taken_late_until_the_next_session)
{
	at_ms closes = local("2026-11-25 16:00");
	struct at_session next = session_at("2026-12-01 10:00", 60);
	struct at_session early = session_at("2026-11-25 09:00", 60);

	(void)state_;
	CHECK_INT(local("2026-12-01 10:00"), at_window_taken_until("therapist", closes, &next));
	CHECK_INT(local("2026-12-09 16:00"), at_window_taken_until("therapist", closes, NULL));
	CHECK_INT(closes, at_window_taken_until("therapist", closes, &early));
	CHECK_INT(closes, at_window_taken_until("client", closes, &next));
	CHECK_INT(closes, at_window_taken_until("parent", closes, NULL));
}

/* ---- the seal -------------------------------------------------------------- */

enum given { NOT_ASKED, OUT, IN };

static struct at_side
side(enum given given, const char *closes)
{
	return (struct at_side){ .due = given != NOT_ASKED, .in = given == IN,
		.closes = local(closes) };
}

TEST(the_seal_is_lifted_when_nobody_can_be_swayed_any_more)
{
	static const struct {
		enum given client, therapist;
		const char *now;
		bool lifted;
	} cases[] = {
		{ OUT, OUT, "2026-11-24 12:00", false },
		{ IN, OUT, "2026-11-24 12:00", false },
		{ OUT, IN, "2026-11-24 12:00", false },
		{ IN, IN, "2026-11-24 11:00", true },
		{ IN, OUT, "2026-11-25 15:59", false },
		{ IN, OUT, "2026-11-25 16:00", true },
		{ OUT, IN, "2026-11-25 16:00", false },
		{ OUT, IN, "2026-11-26 10:59", false },
		{ OUT, IN, "2026-11-26 11:00", true },
		{ OUT, OUT, "2026-11-26 10:59", false },
		{ OUT, OUT, "2026-11-26 11:00", true },
		{ IN, NOT_ASKED, "2026-11-24 12:00", true },
		{ NOT_ASKED, IN, "2026-11-24 12:00", true },
		{ OUT, NOT_ASKED, "2026-11-24 12:00", false },
	};
	struct at_session session = session_at("2026-11-24 10:00", 60);

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_side client = side(cases[i].client, "2026-11-26 11:00");
		struct at_side therapist = side(cases[i].therapist, "2026-11-25 16:00");
		bool lifted = at_seal_lifted(&client, &therapist, &session, NULL,
		    local(cases[i].now));

		if (lifted != cases[i].lifted)
			fail_msg("case %zu at %s: lifted %d", i, cases[i].now, lifted);
	}
}

TEST(the_next_session_lifts_the_seal_two_hours_before_if_a_window_was_left)
{
	static const struct {
		const char *next, *now;
		bool lifted;
	} cases[] = {
		{ "2026-11-25 10:00", "2026-11-25 07:59", false },
		{ "2026-11-25 10:00", "2026-11-25 08:00", true },
		{ "2026-11-24 13:30", "2026-11-24 11:29", false },
		{ "2026-11-24 13:30", "2026-11-24 11:30", true },
		{ "2026-11-24 13:29", "2026-11-24 11:30", false },
		{ "2026-11-24 13:29", "2026-11-24 14:00", false },
	};
	struct at_session session = session_at("2026-11-24 10:00", 60);
	struct at_side client = side(IN, "2026-11-24 11:30");
	struct at_side therapist = side(OUT, "2026-11-25 16:00");

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_session next = session_at(cases[i].next, 60);
		bool lifted = at_seal_lifted(&client, &therapist, &session, &next,
		    local(cases[i].now));

		if (lifted != cases[i].lifted)
			fail_msg("next %s, at %s: lifted %d", cases[i].next, cases[i].now,
			    lifted);
	}
}

#define IN_OSLO(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

RUN_ALL(
    IN_OSLO(before_a_session_it_is_open_from_the_day_before_until_a_quarter_past_its_start),
    IN_OSLO(after_a_session_the_client_has_48_hours_or_until_two_hours_before_the_next),
    IN_OSLO(no_window_is_shorter_than_half_an_hour),
    IN_OSLO(the_therapist_has_until_the_end_of_the_next_working_day),
    IN_OSLO(a_parent_has_a_week),
    IN_OSLO(a_clinic_that_never_opens_gives_its_therapists_48_hours),
    IN_OSLO(without_a_session_it_is_open_from_now_on),
    IN_OSLO(one_reminder_is_due_if_it_fits),
    IN_OSLO(a_window_is_cut_to_where_somebody_has_cover_for_two_more_hours),
    IN_OSLO(a_therapists_card_is_taken_late_until_the_next_session),
    IN_OSLO(the_seal_is_lifted_when_nobody_can_be_swayed_any_more),
    IN_OSLO(the_next_session_lifts_the_seal_two_hours_before_if_a_window_was_left),
)
