/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the plan wants of whom and when, in Oslo: from facts alone. */
#include "action/plan.h"
#include "check.h"

enum { ROOM = 64, PAIR = 7, COURSE = 5 };

static struct at_arena *arena;
static struct at_library *library;
static struct at_open_span spans[5];
static struct at_cover cover;
static const struct at_date closed[] = { { 2026, 12, 24 }, { 2026, 12, 25 } };

/* A client whose course began on Monday 2 November 2026, 10:00; cover round the clock. */
static struct {
	struct at_hours hours;
	struct at_covers covers;
	struct at_relationship relationships[2];
	struct at_session sessions[ROOM];
	struct at_due dues[ROOM];
	struct at_answer answers[ROOM];
	at_id strained[ROOM];
	struct at_plan_facts facts;
} c;

/* "2026-11-24 10:00" in Oslo */
static at_ms
local(const char *text)
{
	struct at_date d;
	int hour, minute;

	CHECK(sscanf(text, "%d-%d-%d %d:%d", &d.year, &d.month, &d.day, &hour, &minute) == 5);
	return at_zone_instant(c.hours.zone, d, hour, minute);
}

static const char *
shown(at_ms at)
{
	struct at_local l = at_zone_local(c.hours.zone, at);

	return at == 0 ? "-" : at_printf(arena, "%02d-%02d %02d:%02d", l.date.month, l.date.day,
	    l.hour, l.minute);
}

static void
begin(const char *opened, const char *zone)
{
	memset(&c, 0, sizeof c);
	CHECK(at_zone_load(arena, zone, &c.hours.zone, NULL) == AT_OK);
	for (int i = 0; i < 5; i++)
		spans[i] = (struct at_open_span){ i, 8 * 60, 16 * 60 };
	c.hours.spans = spans;
	c.hours.n_spans = 5;
	c.hours.closed = closed;
	c.hours.n_closed = AT_COUNT(closed);
	cover = (struct at_cover){ .hours = { .zone = c.hours.zone, .always = true } };
	c.covers = (struct at_covers){ &cover, 1 };
	c.relationships[0] = (struct at_relationship){ .id = PAIR, .episode = COURSE };
	c.facts = (struct at_plan_facts){ .library = library, .form = "client", .goes_on = true,
		.episode = { .id = COURSE, .opened = local(opened) },
		.relationships = c.relationships, .n_relationships = 1,
		.sessions = c.sessions, .dues = c.dues, .answers = c.answers,
		.strained = c.strained, .hours = &c.hours, .covers = &c.covers,
		.now = local(opened) };
}

static int
set_up(void **state)
{
	(void)state;
	arena = at_arena_open();
	if (at_library_load(arena, &library, NULL) != AT_OK)
		return -1;
	begin("2026-11-02 10:00", "Europe/Oslo");
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

/* A session of fifty minutes; its id is its place, from 1. */
static struct at_session *
meet(const char *starts, const char *state)
{
	struct at_session *s = &c.sessions[c.facts.n_sessions++];

	*s = (struct at_session){ .id = c.facts.n_sessions, .relationship = PAIR,
		.number = c.facts.n_sessions, .starts = local(starts),
		.ends = local(starts) + 50 * AT_MINUTE, .state = state };
	return s;
}

/* n weekly sessions from 3 November 09:00 on, each with that state. */
static void
meet_weekly(int n, const char *state)
{
	for (int i = 0; i < n; i++) {
		struct at_date day = at_date_of_days(at_date_days(
		    (struct at_date){ 2026, 11, 3 }) + 7 * i);

		meet(at_printf(arena, "%d-%02d-%02d 09:00", day.year, day.month, day.day), state);
	}
}

static void
answered(const char *instrument, const char *form, const char *at)
{
	c.answers[c.facts.n_answers++] = (struct at_answer){ .instrument = instrument,
		.form = form, .at = local(at) };
}

static struct at_due *
due(const char *plan, at_id session, enum at_due_state state)
{
	struct at_due *d = &c.dues[c.facts.n_dues++];
	const struct at_plan_row *row = at_plan_row(plan);

	*d = (struct at_due){ .id = c.facts.n_dues, .relationship = PAIR, .session = session,
		.plan = plan, .state = state, .instrument = row->instrument,
		.form = row->who == AT_PLAN_THERAPIST ? "therapist" : "client" };
	return d;
}

/* "key session opens..closes reminds", a line each. */
static const char *
plan_at(const char *now, const char *only)
{
	struct at_planned *planned;
	char *text = at_strdup(arena, "");
	int n;

	c.facts.now = local(now);
	n = at_plan_of(arena, &c.facts, &planned);
	for (int i = 0; i < n; i++)
		if (only == NULL || strcmp(planned[i].row->key, only) == 0)
			text = at_printf(arena, "%s%s %d %s..%s %s%s\n", text,
			    planned[i].row->key, (int)planned[i].session,
			    shown(planned[i].window.opens), shown(planned[i].window.closes),
			    shown(planned[i].reminds), planned[i].in_person ? " in person" : "");
	return text;
}

/* The sessions at which a row asks: "1 3 5". */
static const char *
asked_at(const char *now, const char *key)
{
	struct at_planned *planned;
	char *text = at_strdup(arena, "");
	int n;

	c.facts.now = local(now);
	n = at_plan_of(arena, &c.facts, &planned);
	for (int i = 0; i < n; i++)
		if (strcmp(planned[i].row->key, key) == 0)
			text = at_printf(arena, "%s%s%d", text, text[0] == '\0' ? "" : " ",
			    (int)planned[i].session);
	return text;
}

/* ---- the first weeks ------------------------------------------------------------------ */

TEST(the_first_week_asks_what_the_table_says)
{
	(void)state_;
	meet("2026-11-09 09:00", "planned");
	CHECK_TEXT("intake-readiness 0 11-02 10:00..11-09 09:15 11-05 10:00\n"
	    "intake-barriers 0 11-02 10:00..11-09 10:00 11-05 10:00\n"
	    "intake-phq-9 0 11-02 10:00..11-09 09:15 11-05 10:00\n"
	    "intake-gad-7 0 11-03 10:00..11-09 09:15 11-06 10:00\n"
	    "before 1 11-08 09:00..11-09 09:15 11-09 06:00\n"
	    "session 1 11-09 09:50..11-11 09:50 11-10 09:50\n"
	    "session-therapist 1 11-09 09:50..11-10 16:00 -\n"
	    "reaction 1 11-09 09:50..11-10 16:00 -\n", plan_at("2026-11-02 10:00", NULL));
}

TEST(what_would_be_too_much_at_once_waits_a_day_and_goes_on_waiting)
{
	struct at_due *d;

	(void)state_;
	meet("2026-11-09 09:00", "planned");
	d = due("intake-phq-9", 0, AT_DUE_SENT);
	d->opens = local("2026-11-02 10:00");
	d->closes = local("2026-11-09 09:15");
	answered("phq-9", "client", "2026-11-02 12:00");
	CHECK_TEXT("intake-gad-7 0 11-03 10:00..11-09 09:15 11-06 10:00\n",
	    plan_at("2026-11-02 12:00", "intake-gad-7"));
	CHECK_TEXT("", plan_at("2026-11-02 12:00", "intake-phq-9"));
}

TEST(what_finds_no_day_before_the_first_session_comes_with_the_next)
{
	(void)state_;
	meet("2026-11-03 09:00", "planned");
	meet("2026-11-10 09:00", "planned");
	begin("2026-11-02 11:00", "Europe/Oslo");
	meet("2026-11-03 10:00", "planned");
	meet("2026-11-10 10:00", "planned");
	/* 5 + 10 + 7 before the session, 5 of readiness: barriers wait until after it */
	CHECK_TEXT("intake-barriers 0 11-03 11:00..11-10 11:00 11-06 11:00\n",
	    plan_at("2026-11-02 11:00", "intake-barriers"));
	CHECK_TEXT("", plan_at("2026-11-02 11:00", "intake-gad-7"));
	CHECK_TEXT("1", asked_at("2026-11-02 11:00", "gad-7"));
}

TEST(thirty_at_once_are_not_too_much)
{
	static const char *const off[] = { "phq-9", "gad-7", "intake-gad-7" };

	(void)state_;
	begin("2026-11-02 11:00", "Europe/Oslo");
	meet("2026-11-03 10:00", "planned");
	for (size_t i = 0; i < AT_COUNT(off); i++)
		c.facts.off[at_plan_row(off[i]) - at_plan_rows] = true;
	/* before 5, readiness 5, barriers 10, PHQ-9 10 */
	CHECK_TEXT("intake-phq-9 0 11-02 11:00..11-03 10:15 -\n",
	    plan_at("2026-11-02 11:00", "intake-phq-9"));
}

/* ---- which session --------------------------------------------------------------------- */

TEST(each_4th_8th_and_10th_are_multiples)
{
	(void)state_;
	meet_weekly(24, "planned");
	CHECK_TEXT("1 3 5 8 12 16 20 24", asked_at("2026-11-02 10:00", "reaction"));
	CHECK_TEXT("5 10 20", asked_at("2026-11-02 10:00", "satisfaction"));
	CHECK_TEXT("5", asked_at("2026-11-02 10:00", "readiness"));
	CHECK_TEXT("5", asked_at("2026-11-02 10:00", "barriers"));
}

TEST(only_sessions_that_are_kept_count)
{
	(void)state_;
	meet_weekly(7, "planned");
	c.sessions[1].state = "cancelled";
	c.sessions[2].state = "missed";
	CHECK_TEXT("1 4 5 6 7", asked_at("2026-11-02 10:00", "session"));
	CHECK_TEXT("1 5 7", asked_at("2026-11-02 10:00", "reaction"));
	CHECK_TEXT("7", asked_at("2026-11-02 10:00", "satisfaction"));
}

TEST(with_another_therapist_the_reaction_counts_anew)
{
	(void)state_;
	meet_weekly(8, "planned");
	c.facts.n_relationships = 2;
	c.relationships[1] = c.relationships[0];
	c.relationships[1].to = local("2026-11-18 12:00");
	c.relationships[0] = (struct at_relationship){ .id = 9, .episode = COURSE,
		.from = local("2026-11-18 12:00") };
	for (int i = 3; i < 8; i++)
		c.sessions[i].relationship = 9;
	CHECK_TEXT("1 3 4 6 8", asked_at("2026-11-02 10:00", "reaction"));
	CHECK_TEXT("5", asked_at("2026-11-02 10:00", "satisfaction"));
	/* one that was left with the former therapist will not take place */
	c.sessions[4].relationship = PAIR;
	CHECK_TEXT("1 2 3 4 6 7 8", asked_at("2026-11-02 10:00", "session"));
}

TEST(a_strain_asks_for_the_reaction_card)
{
	(void)state_;
	meet_weekly(3, "attended");
	c.strained[c.facts.n_strained++] = 2;
	CHECK_TEXT("2 3", asked_at("2026-11-10 12:00", "reaction"));
	c.facts.n_strained = 0;
	CHECK_TEXT("3", asked_at("2026-11-12 12:00", "reaction"));
}

TEST(a_missed_session_asks_about_barriers_but_not_among_the_first_five)
{
	(void)state_;
	meet_weekly(7, "attended");
	c.sessions[3].state = "missed";
	CHECK_TEXT("", plan_at("2026-11-24 12:00", "barriers-missed"));
	c.sessions[3].state = "attended";
	c.sessions[4].state = "missed";
	CHECK_TEXT("", plan_at("2026-12-01 12:00", "barriers-missed"));
	c.sessions[4].state = "attended";
	c.sessions[5].state = "missed";
	CHECK_TEXT("barriers-missed 6 12-08 09:50..12-15 09:50 12-11 09:50\n",
	    plan_at("2026-12-08 12:00", "barriers-missed"));
	c.sessions[5].state = "cancelled";
	CHECK_TEXT("", plan_at("2026-12-08 12:00", "barriers-missed"));
}

/* ---- two-week questions ------------------------------------------------------------------ */

TEST(two_week_questions_are_not_asked_weekly)
{
	(void)state_;
	meet_weekly(6, "planned");
	CHECK_TEXT("1 3 5", asked_at("2026-11-02 10:00", "phq-9"));
	/* answered before the first, left before the third: the fourth asks */
	answered("phq-9", "client", "2026-11-03 08:00");
	CHECK_TEXT("3 5", asked_at("2026-11-03 12:00", "phq-9"));
	CHECK_TEXT("4 6", asked_at("2026-11-17 12:00", "phq-9"));
	/* somebody else's answer is not the client's */
	answered("phq-9", "parent", "2026-11-23 08:00");
	CHECK_TEXT("4 6", asked_at("2026-11-17 12:00", "phq-9"));
}

TEST(thirteen_days_are_enough_and_twelve_are_not)
{
	(void)state_;
	meet("2026-11-30 09:00", "planned");
	answered("gad-7", "client", "2026-11-17 09:00");
	CHECK_TEXT("1", asked_at("2026-11-29 10:00", "gad-7"));
	c.answers[0].at += 1;
	CHECK_TEXT("", asked_at("2026-11-29 10:00", "gad-7"));
}

TEST(what_somebody_has_begun_will_be_sent)
{
	struct at_due *d;

	(void)state_;
	meet_weekly(3, "planned");
	d = due("phq-9", 1, AT_DUE_OPEN);
	d->opens = local("2026-11-02 09:00");
	d->closes = local("2026-11-03 09:15");
	d->begun = true;
	CHECK_TEXT("3", asked_at("2026-11-03 08:00", "phq-9"));
	CHECK_TEXT("2", asked_at("2026-11-03 10:00", "phq-9"));
}

/* ---- who is asked -------------------------------------------------------------------------- */

TEST(under_12_only_a_parent_and_the_therapist_are_asked)
{
	(void)state_;
	meet("2026-11-03 09:00", "planned");
	c.facts.form = "child";
	c.facts.parent = true;
	CHECK_TEXT("intake-barriers-parent 0 11-02 10:00..11-09 10:00 11-05 10:00\n"
	    "session-therapist 1 11-03 09:50..11-04 16:00 -\n"
	    "session-parent 1 11-03 09:50..11-10 09:50 11-06 09:50\n"
	    "reaction 1 11-03 09:50..11-04 16:00 -\n", plan_at("2026-11-02 10:00", NULL));
}

TEST(a_teenager_is_asked_in_the_own_form_where_there_is_one)
{
	struct at_planned *planned;
	int n, n_teen = 0;

	(void)state_;
	meet("2026-11-03 09:00", "planned");
	c.facts.form = "teen";
	n = at_plan_of(arena, &c.facts, &planned);
	for (int i = 0; i < n; i++) {
		bool session = strcmp(planned[i].row->key, "session") == 0;

		n_teen += strcmp(planned[i].form, "teen") == 0;
		if (session)
			CHECK_TEXT("teen", planned[i].form);
		if (strcmp(planned[i].row->key, "phq-9") == 0)
			CHECK_TEXT("client", planned[i].form);
	}
	CHECK(n_teen > 0 && n_teen < n);
}

TEST(a_parent_is_asked_every_four_weeks_when_nobody_meets)
{
	(void)state_;
	c.facts.parent = true;
	CHECK_TEXT("session-parent-monthly 0 11-30 10:00..12-07 10:00 12-03 10:00\n",
	    plan_at("2026-11-02 10:00", "session-parent-monthly"));
	CHECK_TEXT("session-parent-monthly 0 11-30 10:00..12-07 10:00 12-03 10:00\n",
	    plan_at("2026-12-07 09:59", "session-parent-monthly"));
	CHECK_TEXT("session-parent-monthly 0 12-28 10:00..01-04 10:00 12-31 10:00\n",
	    plan_at("2026-12-07 10:00", "session-parent-monthly"));
	/* over the change of the clocks it stays ten o'clock */
	CHECK_TEXT("session-parent-monthly 0 04-19 10:00..04-26 10:00 04-22 10:00\n",
	    plan_at("2027-03-29 11:00", "session-parent-monthly"));
	meet("2026-11-24 09:00", "planned");
	CHECK_TEXT("", plan_at("2026-11-02 10:00", "session-parent-monthly"));
	CHECK_TEXT("session-parent-monthly 0 12-22 09:50..12-29 09:50 12-25 09:50\n",
	    plan_at("2026-11-24 10:00", "session-parent-monthly"));
}

TEST(who_asks_for_no_more_cards_gets_none)
{
	(void)state_;
	meet_weekly(6, "planned");
	c.facts.goes_on = false;
	CHECK_TEXT("", plan_at("2026-11-02 10:00", NULL));
}

TEST(a_row_that_is_switched_off_asks_nothing)
{
	(void)state_;
	meet_weekly(6, "planned");
	c.facts.off[at_plan_row("before") - at_plan_rows] = true;
	CHECK_TEXT("", plan_at("2026-11-02 10:00", "before"));
	CHECK_TEXT("1 2 3 4 5 6", asked_at("2026-11-02 10:00", "session"));
}

TEST(every_row_names_an_instrument_and_has_a_key_of_its_own)
{
	(void)state_;
	for (int i = 0; i < AT_PLAN_ROWS; i++) {
		CHECK(at_plan_row(at_plan_rows[i].key) == &at_plan_rows[i]);
		CHECK(at_library_find(library, at_plan_rows[i].instrument) != NULL);
	}
	CHECK(at_plan_row("nothing") == NULL);
}

TEST(a_row_without_its_instrument_is_left_out)
{
	(void)state_;
	meet_weekly(6, "planned");
	at_library_load(arena, &library, NULL);
	c.facts.library = library;
	for (int i = 0; i < at_library_count(library); i++)
		if (strcmp(at_library_at(library, i)->id, "reaction") == 0)
			((struct at_instrument *)(uintptr_t)at_library_at(library, i))->id = "x";
	CHECK_TEXT("", plan_at("2026-11-02 10:00", "reaction"));
	CHECK_TEXT("1 2 3 4 5 6", asked_at("2026-11-02 10:00", "session"));
}

/* ---- the end -------------------------------------------------------------------------------- */

TEST(the_end_asks_once_more_unless_it_was_asked_within_the_week)
{
	(void)state_;
	meet_weekly(2, "attended");
	c.facts.episode.closed = local("2026-11-10 11:00");
	answered("phq-9", "client", "2026-11-09 20:00");
	answered("gad-7", "client", "2026-11-03 08:00");
	CHECK_TEXT("session 2 11-10 09:50..11-12 09:50 11-11 09:50\n"
	    "session-therapist 2 11-10 09:50..11-11 16:00 -\n"
	    "ending-gad-7 0 11-10 11:00..11-17 11:00 11-13 11:00\n"
	    "ending-satisfaction 0 11-10 11:00..11-17 11:00 11-13 11:00\n",
	    plan_at("2026-11-10 11:00", NULL));
}

/* ---- cover ---------------------------------------------------------------------------------- */

TEST(risk_questions_are_open_only_as_far_as_somebody_has_cover)
{
	(void)state_;
	cover.hours = c.hours;
	c.facts.off[at_plan_row("intake-phq-9") - at_plan_rows] = true;
	c.facts.off[at_plan_row("intake-gad-7") - at_plan_rows] = true;
	meet("2026-11-10 10:00", "planned");
	meet("2026-11-30 09:00", "planned");
	CHECK_TEXT("phq-9 1 11-09 10:00..11-10 10:15 11-10 07:00\n"
	    "phq-9 2 11-30 08:00..11-30 09:15 -\n", plan_at("2026-11-03 10:00", "phq-9"));
	/* the last two hours of cover are too late to begin, 14:00 is the end */
	c.sessions[0].starts = local("2026-11-10 15:30");
	CHECK_TEXT("phq-9 1 11-10 08:00..11-10 14:00 11-10 12:30\n"
	    "phq-9 2 11-30 08:00..11-30 09:15 -\n", plan_at("2026-11-03 10:00", "phq-9"));
	/* on a holiday nobody has: it is asked in the clinic; the card itself is open */
	c.sessions[1].starts = local("2026-12-26 10:00");
	CHECK_TEXT("2", asked_at("2026-12-25 10:00", "before"));
	CHECK_TEXT("", asked_at("2026-12-25 10:00", "phq-9"));
	CHECK_TEXT("2", asked_at("2026-12-25 10:00", "gad-7"));
}

TEST(without_any_cover_no_risk_question_is_asked_from_afar)
{
	(void)state_;
	c.covers.n_covers = 0;
	meet_weekly(3, "planned");
	CHECK_TEXT("", plan_at("2026-11-02 10:00", "phq-9"));
	CHECK_TEXT("", plan_at("2026-11-02 10:00", "intake-phq-9"));
	CHECK_TEXT("1 3", asked_at("2026-11-02 10:00", "gad-7"));
}

/* ---- left unanswered ---------------------------------------------------------------------- */

static void
left(const char *plan, at_id session, enum at_due_state state, const char *opens,
    const char *closes)
{
	struct at_due *d = due(plan, session, state);

	d->opens = local(opens);
	d->closes = local(closes);
}

TEST(after_two_in_a_row_a_person_asks)
{
	(void)state_;
	meet_weekly(4, "planned");
	left("session", 1, AT_DUE_OPEN, "2026-11-03 09:50", "2026-11-05 09:50");
	left("session", 2, AT_DUE_OPEN, "2026-11-10 09:50", "2026-11-12 09:50");
	CHECK_TEXT("session 3 11-17 09:50..11-19 09:50 11-18 09:50\n"
	    "session 4 11-24 09:50..11-26 09:50 11-25 09:50\n",
	    plan_at("2026-11-12 09:49", "session") + strlen("session 2 11-10 09:50..11-12 09:50 "
	    "11-11 09:50\n"));
	CHECK_TEXT("session 3 11-17 09:50..11-19 09:50 - in person\n"
	    "session 4 11-24 09:50..11-26 09:50 - in person\n",
	    plan_at("2026-11-12 09:50", "session"));
	CHECK_INT(2, at_plan_unanswered(c.dues, c.facts.n_dues, "session", "client",
	    local("2026-11-12 09:50")));
	/* another card is another matter */
	CHECK_INT(0, at_plan_unanswered(c.dues, c.facts.n_dues, "before", "client",
	    local("2026-11-12 09:50")));
	/* "Not today" is an answer; what was taken back never was a question */
	c.dues[1].state = AT_DUE_DECLINED;
	CHECK_INT(0, at_plan_unanswered(c.dues, c.facts.n_dues, "session", "client",
	    local("2026-11-12 09:50")));
	c.dues[1].state = AT_DUE_REVOKED;
	CHECK_INT(1, at_plan_unanswered(c.dues, c.facts.n_dues, "session", "client",
	    local("2026-11-12 09:50")));
}

TEST(a_reminder_goes_out_when_its_time_has_come)
{
	struct at_due *d;

	(void)state_;
	left("session", 3, AT_DUE_OPEN, "2026-11-17 09:50", "2026-11-19 09:50");
	d = &c.dues[0];
	CHECK(!at_plan_reminds(c.dues, 1, d, local("2026-11-18 10:00")));
	d->reminds = local("2026-11-18 09:50");
	CHECK(!at_plan_reminds(c.dues, 1, d, local("2026-11-18 09:49")));
	CHECK(at_plan_reminds(c.dues, 1, d, local("2026-11-18 09:50")));
	CHECK(!at_plan_reminds(c.dues, 1, d, local("2026-11-19 09:50")));
	left("session", 1, AT_DUE_OPEN, "2026-11-03 09:50", "2026-11-05 09:50");
	left("session", 2, AT_DUE_OPEN, "2026-11-10 09:50", "2026-11-12 09:50");
	CHECK(!at_plan_reminds(c.dues, 3, d, local("2026-11-18 09:50")));
	d->state = AT_DUE_SENT;
	CHECK(!at_plan_reminds(c.dues, 1, d, local("2026-11-18 09:50")));
}

/* ---- what is settled -------------------------------------------------------------------- */

TEST(what_was_sent_or_asked_by_hand_is_not_asked_again)
{
	struct at_due *d;

	(void)state_;
	meet_weekly(2, "planned");
	due("session", 1, AT_DUE_SENT);
	d = due("session", 2, AT_DUE_OPEN);
	d->plan = "";
	CHECK_TEXT("", plan_at("2026-11-02 10:00", "session"));
	d->state = AT_DUE_REVOKED;
	CHECK_TEXT("2", asked_at("2026-11-02 10:00", "session"));
	/* what waits unbegun is still wanted */
	d->plan = "session";
	d->state = AT_DUE_OPEN;
	CHECK_TEXT("2", asked_at("2026-11-02 10:00", "session"));
}

TEST(a_year_and_a_zone_later_it_is_the_same_hour_on_the_wall)
{
	(void)state_;
	begin("2028-02-27 10:00", "America/New_York");
	meet("2028-02-29 09:00", "planned");
	meet("2028-03-11 14:00", "planned");
	CHECK_TEXT("before 1 02-28 09:00..02-29 09:15 02-29 06:00\n"
	    "before 2 03-10 14:00..03-11 14:15 03-11 11:00\n",
	    plan_at("2028-02-27 10:00", "before"));
	/* the clocks leap on the 12th: the next day at the same time, 48 hours are 49 */
	CHECK_TEXT("session 1 02-29 09:50..03-02 09:50 03-01 09:50\n"
	    "session 2 03-11 14:50..03-13 15:50 03-12 14:50\n",
	    plan_at("2028-02-27 10:00", "session"));
	begin("2026-12-30 10:00", "Pacific/Auckland");
	meet("2026-12-31 09:00", "planned");
	CHECK_TEXT("session 1 12-31 09:50..01-02 09:50 01-01 09:50\n",
	    plan_at("2026-12-30 10:00", "session"));
}

#define WITH_ARENA(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

RUN_ALL(
    WITH_ARENA(the_first_week_asks_what_the_table_says),
    WITH_ARENA(what_would_be_too_much_at_once_waits_a_day_and_goes_on_waiting),
    WITH_ARENA(what_finds_no_day_before_the_first_session_comes_with_the_next),
    WITH_ARENA(thirty_at_once_are_not_too_much),
    WITH_ARENA(each_4th_8th_and_10th_are_multiples),
    WITH_ARENA(only_sessions_that_are_kept_count),
    WITH_ARENA(with_another_therapist_the_reaction_counts_anew),
    WITH_ARENA(a_strain_asks_for_the_reaction_card),
    WITH_ARENA(a_missed_session_asks_about_barriers_but_not_among_the_first_five),
    WITH_ARENA(two_week_questions_are_not_asked_weekly),
    WITH_ARENA(thirteen_days_are_enough_and_twelve_are_not),
    WITH_ARENA(what_somebody_has_begun_will_be_sent),
    WITH_ARENA(under_12_only_a_parent_and_the_therapist_are_asked),
    WITH_ARENA(a_teenager_is_asked_in_the_own_form_where_there_is_one),
    WITH_ARENA(a_parent_is_asked_every_four_weeks_when_nobody_meets),
    WITH_ARENA(who_asks_for_no_more_cards_gets_none),
    WITH_ARENA(a_row_that_is_switched_off_asks_nothing),
    WITH_ARENA(every_row_names_an_instrument_and_has_a_key_of_its_own),
    WITH_ARENA(a_row_without_its_instrument_is_left_out),
    WITH_ARENA(the_end_asks_once_more_unless_it_was_asked_within_the_week),
    WITH_ARENA(risk_questions_are_open_only_as_far_as_somebody_has_cover),
    WITH_ARENA(without_any_cover_no_risk_question_is_asked_from_afar),
    WITH_ARENA(after_two_in_a_row_a_person_asks),
    WITH_ARENA(a_reminder_goes_out_when_its_time_has_come),
    WITH_ARENA(what_was_sent_or_asked_by_hand_is_not_asked_again),
    WITH_ARENA(a_year_and_a_zone_later_it_is_the_same_hour_on_the_wall),
)
