/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hours of therapy: what can be done with them, by whom, and what makes no sense. */
#include "support/world.h"

/* It is Tuesday 24 November 2026, 10:00; ada has a client with sessions on Monday 23
 * (attended) and Friday 27 (planned), both at 9:00. */
struct scene {
	struct world *w;
	at_id client, past, next;
};

static struct scene
begin(void **state)
{
	struct scene s = { .w = world_open(support_begin(state), false) };

	s.client = world_add_client(s.w, &s.w->a, "Nora");
	s.past = world_add_session(s.w, &s.w->a, s.client, "2026-11-23 09:00", 50, "attended");
	s.next = world_add_session(s.w, &s.w->a, s.client, "2026-11-27 09:00", 50, "planned");
	world_as(s.w, &s.w->a, WORLD_THERAPIST);
	return s;
}

static struct at_session
load(const struct scene *s, at_id session)
{
	struct at_session got;

	CHECK_OK(s->w->s, at_session_load(s->w->call->arena, at_store_reader(s->w->call),
	    s->w->a.org, session, &got, s->w->call->err));
	return got;
}

/* Change a session as it is now; starts NULL: leave it there. */
static enum at_status
change(const struct scene *s, at_id session, const char *starts, int minutes, const char *state)
{
	const struct at_session_change to = { .session = session, .minutes = minutes,
		.version = load(s, session).version, .state = state,
		.starts = starts == NULL ? 0 : world_at(s->w, starts) };

	return at_action_session_change(s->w->call, &to);
}

TEST(a_therapist_plans_moves_and_marks_sessions)
{
	struct scene s = begin(state_);
	struct at_session got;
	at_id id;

	CHECK_OK(s.w->s, at_action_session_add(s.w->call, s.client,
	    world_at(s.w, "2026-12-04 09:00"), 50, "planned", &id));
	CHECK_INT(3, load(&s, id).number);
	CHECK_OK(s.w->s, change(&s, id, "2026-12-05 23:30", 0, NULL));
	got = load(&s, id);
	CHECK_INT(world_at(s.w, "2026-12-05 23:30"), got.starts);
	CHECK_INT(50 * AT_MINUTE, got.ends - got.starts);
	CHECK_INT(at_date_days((struct at_date){ 2026, 12, 5 }), got.day);
	CHECK_OK(s.w->s, change(&s, id, "2026-12-05 23:30", 90, NULL));
	got = load(&s, id);
	CHECK_INT(90 * AT_MINUTE, got.ends - got.starts);
	CHECK_OK(s.w->s, change(&s, id, NULL, 0, "cancelled"));
	CHECK_TEXT("cancelled", load(&s, id).state);
	/* plan it again, on another day */
	CHECK_OK(s.w->s, change(&s, id, "2026-12-07 09:00", 50, "planned"));
	CHECK_TEXT("planned", load(&s, id).state);
	CHECK_OK(s.w->s, change(&s, s.past, NULL, 0, "missed"));
	CHECK_TEXT("missed", load(&s, s.past).state);
}

TEST(somebody_elses_sessions_are_not_touched)
{
	struct scene s = begin(state_);
	at_id id;

	for (int role = 0; role < WORLD_ROLES; role++) {
		enum at_status expected = role == WORLD_THERAPIST ? AT_OK : AT_DENIED;

		world_as(s.w, &s.w->a, (enum world_role)role);
		CHECK_INT(expected, change(&s, s.next, "2026-11-27 10:00", 0, NULL));
		world_clear(s.w);
		CHECK_INT(expected, at_action_session_add(s.w->call, s.client,
		    world_at(s.w, "2026-12-04 09:00"), 50, "planned", &id));
		world_clear(s.w);
	}
	world_as(s.w, &s.w->b, WORLD_THERAPIST);
	CHECK_INT(AT_NOT_FOUND, at_action_session_change(s.w->call,
	    &(struct at_session_change){ .session = s.next, .version = 1, .state = "planned" }));
}

TEST(what_was_with_the_therapist_before_stays_theirs)
{
	struct scene s = begin(state_);

	world_as_operator(s.w, &s.w->a);
	CHECK_OK(s.w->s, at_action_change_therapist(s.w->call, s.client, "tor"));
	world_as(s.w, &s.w->a, WORLD_NEXT);
	CHECK_INT(AT_DENIED, change(&s, s.past, NULL, 0, "missed"));
	world_clear(s.w);
	CHECK_OK(s.w->s, change(&s, s.next, NULL, 0, "cancelled"));
	world_as(s.w, &s.w->a, WORLD_THERAPIST);
	CHECK_INT(AT_DENIED, change(&s, s.past, NULL, 0, "missed"));
}

TEST(whoever_is_second_is_told_so)
{
	struct scene s = begin(state_);
	const struct at_session_change to = { .session = s.next,
		.version = load(&s, s.next).version, .state = "cancelled" };

	CHECK_OK(s.w->s, at_action_session_change(s.w->call, &to));
	CHECK_INT(AT_CONFLICT, at_action_session_change(s.w->call, &to));
	CHECK_TEXT("Somebody changed this session meanwhile.", s.w->call->err->text);
}

TEST(a_session_is_not_added_where_it_makes_no_sense)
{
	static const struct {
		const char *starts;
		int minutes;
		const char *state, *why;        /* NULL: it makes sense */
	} cases[] = {
		{ "2026-11-27 08:10", 50, "planned", NULL },
		{ "2026-11-27 08:11", 50, "planned", "another session at that time" },
		{ "2026-11-27 09:49", 50, "planned", "another session at that time" },
		{ "2026-11-27 09:50", 50, "planned", NULL },
		{ "2026-11-27 09:10", 10, "cancelled", NULL },
		{ "2026-12-01 09:00", 4, "planned", "5 to 600 minutes" },
		{ "2026-12-01 09:00", 601, "planned", "5 to 600 minutes" },
		{ "2026-12-01 09:00", -50, "planned", "5 to 600 minutes" },
		{ "2025-11-23 09:00", 50, "attended", "more than a year ago" },
		{ "2025-11-24 09:00", 50, "attended", NULL },
		{ "2028-11-27 09:00", 50, "planned", "more than two years ahead" },
		{ "2026-11-24 10:01", 50, "attended", "has not begun yet" },
		{ "2026-11-24 10:01", 50, "missed", "has not begun yet" },
		{ "2026-11-24 10:00", 50, "missed", NULL },
		{ "2026-12-01 09:00", 50, "done", "not \"done\"" },
	};
	struct scene s = begin(state_);

	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		at_id id;
		enum at_status st = at_action_session_add(s.w->call, s.client,
		    world_at(s.w, cases[i].starts), cases[i].minutes, cases[i].state, &id);

		if (st != (cases[i].why == NULL ? AT_OK : AT_INVALID))
			fail_msg("case %zu: %s %s", i, at_status_name(st), s.w->call->err->text);
		if (cases[i].why != NULL)
			CHECK_HAS(cases[i].why, s.w->call->err->text);
		world_clear(s.w);
	}
}

TEST(what_a_card_tells_of_stays_where_it_is)
{
	struct scene s = begin(state_);
	struct world_browser phone = world_browser(1);
	struct world_link link = world_link(s.w, &s.w->a, s.client, "session", NULL, 1);

	world_send(s.w, &link, &phone, "ease=5");
	world_as(s.w, &s.w->a, WORLD_THERAPIST);
	CHECK_INT(AT_INVALID, change(&s, s.past, "2026-11-22 09:00", 0, NULL));
	CHECK_HAS("There is a card about this session", s.w->call->err->text);
	world_clear(s.w);
	CHECK_INT(AT_INVALID, change(&s, s.past, NULL, 0, "missed"));
	world_clear(s.w);
	CHECK_OK(s.w->s, change(&s, s.past, NULL, 0, "attended"));
	/* one given before it does not say that it took place */
	world_clock(s.w, "2026-11-26 12:00");
	link = world_link(s.w, &s.w->a, s.client, "before", NULL, 2);
	world_send(s.w, &link, &phone, "days=3");
	world_as(s.w, &s.w->a, WORLD_THERAPIST);
	CHECK_OK(s.w->s, change(&s, s.next, "2026-11-27 12:00", 0, NULL));
	CHECK_OK(s.w->s, change(&s, s.next, NULL, 0, "cancelled"));
}

TEST(what_was_cancelled_is_planned_again_before_it_is_moved)
{
	struct scene s = begin(state_);
	at_id id;

	CHECK_OK(s.w->s, change(&s, s.next, NULL, 0, "cancelled"));
	CHECK_INT(AT_INVALID, change(&s, s.next, "2026-11-28 09:00", 0, NULL));
	CHECK_HAS("plan it again", s.w->call->err->text);
	world_clear(s.w);
	/* its place may be taken meanwhile */
	CHECK_OK(s.w->s, at_action_session_add(s.w->call, s.client,
	    world_at(s.w, "2026-11-27 09:30"), 50, "planned", &id));
	CHECK_INT(AT_INVALID, change(&s, s.next, NULL, 0, "planned"));
	CHECK_HAS("another session at that time", s.w->call->err->text);
}

RUN_ALL(
    RUN_BOTH(a_therapist_plans_moves_and_marks_sessions),
    RUN_BOTH(somebody_elses_sessions_are_not_touched),
    RUN_BOTH(what_was_with_the_therapist_before_stays_theirs),
    RUN_BOTH(whoever_is_second_is_told_so),
    RUN_BOTH(a_session_is_not_added_where_it_makes_no_sense),
    RUN_BOTH(what_a_card_tells_of_stays_where_it_is),
    RUN_BOTH(what_was_cancelled_is_planned_again_before_it_is_moved),
)
