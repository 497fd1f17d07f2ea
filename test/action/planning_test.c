/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is due follows the plan, whatever happens to sessions, therapists and switches. */
#include "action/consent.h"
#include "action/planning.h"
#include "support/world.h"

struct course {
	struct world *w;
	at_id client, session;          /* of the session of Monday 30 November, 9:00 */
};

/* A client of ada's since Monday 23 November, 10:00, with one session planned. */
static struct course
begin(void **state)
{
	struct course c = { .w = world_open(support_begin(state), false) };
	struct at_new_client new = { .name = "Nora", .site = "sub", .therapist = "ada",
		.parent = "Per" };

	world_clock(c.w, "2026-11-23 10:00");
	world_as_operator(c.w, &c.w->a);
	CHECK_OK(c.w->s, at_action_client_add(c.w->call, &new, &c.client));
	c.session = world_add_session(c.w, &c.w->a, c.client, "2026-11-30 09:00", 50, "planned");
	return c;
}

static const char *
moment(const struct world *w, at_ms at)
{
	struct at_local l = at_zone_local(w->zone, at);

	return at_printf(w->s->arena, "%02d-%02d %02d:%02d", l.date.month, l.date.day, l.hour,
	    l.minute);
}

/* "key opens..closes state reminds", a line each as they were made: of one row, or of all
 * that begin with "key*". */
static const char *
dues(const struct course *c, const char *key)
{
	static const char *const states[] = { "open", "sent", "declined", "revoked" };
	size_t n_key = strcspn(key, "*"), whole = key[n_key] == '*' ? n_key : n_key + 1;
	struct world *w = c->w;
	struct at_due *all;
	char *text = at_strdup(w->s->arena, "");
	int n;

	CHECK_OK(w->s, at_due_list(w->call->arena, at_store_reader(w->call), w->a.org, c->client,
	    &all, &n, w->call->err));
	for (int i = 0; i < n; i++)
		if (strncmp(all[i].plan, key, whole) == 0)
			text = at_printf(w->s->arena, "%s%s %s..%s %s%s\n", text, all[i].plan,
			    moment(w, all[i].opens), moment(w, all[i].closes),
			    states[all[i].state], all[i].reminds == 0 ? ""
			    : at_printf(w->s->arena, " %s", moment(w, all[i].reminds)));
	return text;
}

static int64_t
count(const struct course *c, const char *sql)
{
	return world_count(c->w, sql, c->client);
}

static const char sql_open[] = "SELECT count(*) FROM due WHERE client = $1 AND state = 'open'";
static const char sql_lines[] = "SELECT count(*) FROM audit WHERE client = $1"
    " AND verb = 'settle' AND resource = 'plan'";

/* Change the one session: to a state, or to another time. */
static void
change(struct course *c, const char *starts, const char *state)
{
	struct at_session now;
	struct at_session_change to = { .session = c->session, .state = state,
		.starts = starts == NULL ? 0 : world_at(c->w, starts) };

	CHECK_OK(c->w->s, at_session_load(c->w->call->arena, at_store_reader(c->w->call),
	    c->w->a.org, c->session, &now, c->w->call->err));
	to.version = now.version;
	CHECK_OK(c->w->s, at_action_session_change(c->w->call, &to));
}

TEST(a_session_brings_its_cards_and_settling_again_changes_nothing)
{
	struct course c = begin(state_);
	int64_t open, lines;

	CHECK_TEXT("intake-readiness 11-23 10:00..11-30 09:15 open 11-26 10:00\n"
	    "intake-barriers 11-23 10:00..11-30 10:00 open 11-26 10:00\n"
	    "intake-phq-9 11-23 10:00..11-30 09:15 open 11-26 10:00\n"
	    "intake-barriers-parent 11-23 10:00..11-30 10:00 open 11-26 10:00\n"
	    "intake-gad-7 11-24 10:00..11-30 09:15 open 11-27 10:00\n",
	    dues(&c, "intake*"));
	CHECK_TEXT("before 11-29 09:00..11-30 09:15 open 11-30 06:00\n", dues(&c, "before"));
	/* a session takes the place of asking the parent in four weeks' time */
	CHECK_TEXT("session-parent-monthly 12-21 10:00..12-28 10:00 revoked 12-24 10:00\n"
	    "session 11-30 09:50..12-02 09:50 open 12-01 09:50\n"
	    "session-therapist 11-30 09:50..12-01 16:00 open\n"
	    "session-parent 11-30 09:50..12-07 09:50 open 12-03 09:50\n", dues(&c, "session*"));
	open = count(&c, sql_open);
	lines = count(&c, sql_lines);
	CHECK_OK(c.w->s, at_plan_settle(c.w->call, c.w->a.org, c.client));
	CHECK_INT(open, count(&c, sql_open));
	CHECK_INT(lines, count(&c, sql_lines));
}

TEST(what_nobody_has_begun_moves_with_its_session)
{
	struct course c = begin(state_);
	struct world_browser phone = world_browser(1);
	struct at_form_view view;
	struct world_link link;

	change(&c, "2026-11-30 13:00", NULL);
	CHECK_TEXT("before 11-29 13:00..11-30 13:15 open 11-30 10:00\n", dues(&c, "before"));
	CHECK_TEXT("session 11-30 13:50..12-02 13:50 open 12-01 13:50\n", dues(&c, "session"));
	world_clock(c.w, "2026-11-29 14:00");
	link = world_link(c.w, &c.w->a, c.client, "before", NULL, 1);
	world_begin(c.w, &link, &phone, &view);
	world_as_operator(c.w, &c.w->a);
	change(&c, "2026-12-01 09:00", NULL);
	/* what the client holds in the hand stays as it is */
	CHECK_TEXT("before 11-29 13:00..11-30 13:15 open 11-30 10:00\n", dues(&c, "before"));
	CHECK_TEXT("session-therapist 12-01 09:50..12-02 16:00 open\n",
	    dues(&c, "session-therapist"));
}

TEST(a_session_that_does_not_take_place_takes_its_cards_with_it)
{
	static const char *const states[] = { "cancelled", "missed" };

	for (size_t i = 0; i < AT_COUNT(states); i++) {
		struct course c = begin(state_);

		world_clock(c.w, i == 0 ? "2026-11-27 10:00" : "2026-11-30 11:00");
		change(&c, NULL, states[i]);
		CHECK_TEXT("session 11-30 09:50..12-02 09:50 revoked 12-01 09:50\n",
		    dues(&c, "session"));
		CHECK_TEXT("session-therapist 11-30 09:50..12-01 16:00 revoked\n",
		    dues(&c, "session-therapist"));
		CHECK_TEXT("session-parent 11-30 09:50..12-07 09:50 revoked 12-03 09:50\n",
		    dues(&c, "session-parent"));
		/* also what was over by then: nobody left it unanswered */
		CHECK_TEXT("before 11-29 09:00..11-30 09:15 revoked 11-30 06:00\n",
		    dues(&c, "before"));
		if (i == 1)
			break;
		change(&c, NULL, "planned");
		CHECK_TEXT("before 11-29 09:00..11-30 09:15 revoked 11-30 06:00\n"
		    "before 11-29 09:00..11-30 09:15 open 11-30 06:00\n",
		    dues(&c, "before"));
		support_tear_down(state_);
		support_set_up(state_);
	}
}

TEST(another_therapist_takes_the_sessions_to_come)
{
	struct course c = begin(state_);
	struct at_session *sessions;
	struct at_relationship *with;
	const struct at_zone *zone;
	int n;

	world_clock(c.w, "2026-11-24 12:00");
	world_as_operator(c.w, &c.w->a);
	CHECK_OK(c.w->s, at_action_change_therapist(c.w->call, c.client, "tor"));
	CHECK_TEXT("before 11-29 09:00..11-30 09:15 revoked 11-30 06:00\n"
	    "before 11-29 09:00..11-30 09:15 open 11-30 06:00\n", dues(&c, "before"));
	CHECK_OK(c.w->s, at_relationship_list(c.w->call->arena, at_store_reader(c.w->call),
	    c.w->a.org, c.client, &with, &n, c.w->call->err));
	CHECK_INT(2, n);
	CHECK_OK(c.w->s, at_action_session_rows(c.w->call, c.client, &sessions, &n, &zone));
	CHECK_INT(with[0].id, sessions[0].relationship);
	CHECK_INT(1, sessions[0].number);
	CHECK_INT(0, world_count(c.w, "SELECT count(*) FROM due WHERE relationship = $1"
	    " AND state = 'open' AND session IS NOT NULL", with[1].id));
}

TEST(the_nearest_switch_counts)
{
	static const struct {
		enum at_plan_turn clinic, site, episode;
		bool asked;
	} cases[] = {
		{ AT_PLAN_INHERIT, AT_PLAN_INHERIT, AT_PLAN_INHERIT, true },
		{ AT_PLAN_OFF, AT_PLAN_INHERIT, AT_PLAN_INHERIT, false },
		{ AT_PLAN_OFF, AT_PLAN_ON, AT_PLAN_INHERIT, true },
		{ AT_PLAN_OFF, AT_PLAN_ON, AT_PLAN_OFF, false },
		{ AT_PLAN_ON, AT_PLAN_OFF, AT_PLAN_INHERIT, false },
		{ AT_PLAN_ON, AT_PLAN_OFF, AT_PLAN_ON, true },
		{ AT_PLAN_INHERIT, AT_PLAN_OFF, AT_PLAN_INHERIT, false },
		{ AT_PLAN_INHERIT, AT_PLAN_INHERIT, AT_PLAN_OFF, false },
	};
	struct course c = begin(state_);
	struct at_call *call = c.w->call;

	/* the client's site is below "main", where it is switched */
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		CHECK_OK(c.w->s, at_action_plan_switch(call, 0, 0, "before", cases[i].clinic));
		CHECK_OK(c.w->s, at_action_plan_switch(call, c.w->a.main, 0, "before",
		    cases[i].site));
		CHECK_OK(c.w->s, at_action_plan_switch(call, 0, c.client, "before",
		    cases[i].episode));
		if ((count(&c, "SELECT count(*) FROM due WHERE client = $1"
		    " AND plan = 'before' AND state = 'open'") == 1) != cases[i].asked)
			fail_msg("case %zu", i);
	}
}

TEST(the_editor_says_what_holds_and_where_it_comes_from)
{
	struct course c = begin(state_);
	struct at_call *call = c.w->call;
	struct at_plan_view view;
	const struct at_plan_line *before = NULL;

	CHECK_OK(c.w->s, at_action_plan_switch(call, c.w->a.main, 0, "before", AT_PLAN_OFF));
	CHECK_OK(c.w->s, at_action_plan_switch(call, 0, c.client, "before", AT_PLAN_ON));
	world_as(c.w, &c.w->a, WORLD_THERAPIST);
	CHECK_OK(c.w->s, at_action_plan_view(call, 0, c.client, &view));
	for (int i = 0; i < view.n_lines; i++)
		if (strcmp(view.lines[i].row->key, "before") == 0)
			before = &view.lines[i];
		else
			CHECK(view.lines[i].on && view.lines[i].from == AT_PLAN_FROM_TABLE
			    && !view.lines[i].here);
	CHECK(before != NULL && before->on && before->here && !before->on_without);
	CHECK_INT(AT_PLAN_FROM_EPISODE, before->from);
	CHECK_TEXT("Nora", view.client_name);
	CHECK(view.running && view.goes_on);
	CHECK_OK(c.w->s, at_action_plan_switch(call, 0, c.client, "before", AT_PLAN_INHERIT));
	CHECK_OK(c.w->s, at_action_plan_view(call, 0, c.client, &view));
	for (int i = 0; i < view.n_lines; i++)
		if (strcmp(view.lines[i].row->key, "before") == 0)
			before = &view.lines[i];
	CHECK(!before->on && !before->here);
	CHECK_INT(AT_PLAN_FROM_ABOVE, before->from);
	CHECK(before->where[0] != '\0');
}

TEST(a_client_s_plan_is_the_therapist_s_and_the_clinic_s_the_administrator_s)
{
	struct course c = begin(state_);
	struct at_plan_view view;

	for (int role = 0; role < WORLD_ROLES; role++) {
		bool own = role == WORLD_THERAPIST, clinic = role == WORLD_ADMINISTRATOR;

		world_as(c.w, &c.w->a, (enum world_role)role);
		CHECK_INT(own ? AT_OK : AT_DENIED,
		    at_action_plan_view(c.w->call, 0, c.client, &view));
		world_clear(c.w);
		CHECK_INT(own ? AT_OK : AT_DENIED, at_action_plan_switch(c.w->call, 0, c.client,
		    "before", AT_PLAN_ON));
		world_clear(c.w);
		CHECK_INT(own ? AT_OK : AT_DENIED,
		    at_action_measuring(c.w->call, c.client, true));
		world_clear(c.w);
		CHECK_INT(clinic ? AT_OK : AT_DENIED,
		    at_action_plan_view(c.w->call, c.w->a.main, 0, &view));
		world_clear(c.w);
		CHECK_INT(clinic ? AT_OK : AT_DENIED, at_action_plan_switch(c.w->call, 0, 0,
		    "before", AT_PLAN_ON));
		world_clear(c.w);
	}
}

TEST(a_row_that_is_none_is_not_found)
{
	struct course c = begin(state_);

	CHECK_INT(AT_NOT_FOUND, at_action_plan_switch(c.w->call, 0, 0, "x", AT_PLAN_OFF));
}

TEST(who_asks_for_no_more_cards_gets_none_until_it_is_taken_up_again)
{
	struct course c = begin(state_);
	struct world *w = c.w;
	struct world_browser phone = world_browser(1);
	struct at_new_link new = { .client = c.client, .instrument = "session" };
	struct at_form_result result;
	struct at_form_view view;
	struct world_link link;
	struct at_made_link made;

	link = world_link(w, &w->a, c.client, "phq-9", NULL, 0);
	world_begin(w, &link, &phone, &view);
	CHECK_OK(w->s, world_post(w, link.due, &phone, AT_FORM_SAVE, "1=1", &result));
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_measuring(w->call, c.client, false));
	CHECK_INT(0, count(&c, sql_open));
	CHECK_INT(0, count(&c, "SELECT count(*) FROM draft f JOIN due d ON d.org = f.org"
	    " AND d.id = f.due WHERE d.client = $1"));
	CHECK_OK(w->s, world_post(w, link.due, &phone, AT_FORM_SAVE, "2=1", &result));
	CHECK_INT(AT_FORM_REVOKED, result.view.stand);
	world_as_operator(w, &w->a);
	CHECK_INT(AT_INVALID, at_action_link_make(w->call, &new, &made));
	world_clear(w);
	CHECK_OK(w->s, at_action_measuring(w->call, c.client, true));
	CHECK_TEXT("before 11-29 09:00..11-30 09:15 revoked 11-30 06:00\n"
	    "before 11-29 09:00..11-30 09:15 open 11-30 06:00\n", dues(&c, "before"));
	/* saying so twice is said once */
	CHECK_OK(w->s, at_action_measuring(w->call, c.client, true));
	CHECK_INT(2, count(&c, "SELECT count(*) FROM consent WHERE client = $1"));
}

TEST(the_end_cancels_what_was_to_come_and_asks_once_more)
{
	struct course c = begin(state_);
	struct at_session *sessions;
	const struct at_zone *zone;
	struct at_client_row row;
	at_id id;
	int n;

	world_clock(c.w, "2026-11-25 12:00");
	world_as_operator(c.w, &c.w->a);
	CHECK_OK(c.w->s, at_action_client_end(c.w->call, c.client));
	CHECK_OK(c.w->s, at_action_session_rows(c.w->call, c.client, &sessions, &n, &zone));
	CHECK_TEXT("cancelled", sessions[0].state);
	CHECK_TEXT("ending-phq-9 11-25 12:00..12-02 12:00 open 11-28 12:00\n"
	    "ending-gad-7 11-25 12:00..12-02 12:00 open 11-28 12:00\n"
	    "ending-satisfaction 11-25 12:00..12-02 12:00 open 11-28 12:00\n",
	    dues(&c, "ending*"));
	CHECK_INT(3, count(&c, sql_open));
	CHECK_INT(AT_INVALID, at_action_client_end(c.w->call, c.client));
	world_clear(c.w);
	CHECK_INT(AT_INVALID, at_action_session_add(c.w->call, c.client,
	    world_at(c.w, "2026-12-01 10:00"), 50, "planned", &id));
	world_clear(c.w);
	CHECK_INT(AT_INVALID, at_action_change_therapist(c.w->call, c.client, "tor"));
	world_clear(c.w);
	/* for two weeks the therapist still has the client in view */
	CHECK_OK(c.w->s, at_action_client_row(c.w->call, c.client, &row));
	CHECK_TEXT("Ada Berg", row.therapist);
	world_clock(c.w, "2026-12-09 12:01");
	CHECK_OK(c.w->s, at_action_client_row(c.w->call, c.client, &row));
	CHECK_TEXT("", row.therapist);
}

/* ---- after an answer ------------------------------------------------------------------- */

/* Sends a card about the second session, of which the plan asks for no reaction. */
static void
send(struct course *c, const char *form, int browser, const char *inputs)
{
	struct world_browser b = world_browser(browser);
	struct world_link link = world_link(c->w, &c->w->a, c->client, "session", form, 2);

	world_as(c->w, &c->w->a, WORLD_THERAPIST);
	world_send(c->w, &link, &b, inputs);
}

#define RATED(n) "ease=" n " understood=" n " worth=" n " real=" n " bond=" n " share=" n \
	" goal=" n " way=" n " step=" n

TEST(a_reaction_is_asked_for_when_both_cards_say_so)
{
	static const struct {
		const char *client, *therapist;
		int wanted;
	} cases[] = {
		{ RATED("6") " strain=none", RATED("6") " strain=none", 0 },
		{ RATED("6") " strain=settled", RATED("6") " strain=none", 0 },
		{ RATED("6") " strain=small wish=I", RATED("6") " strain=none", 1 },
		{ RATED("6") " strain=later", RATED("6") " strain=none", 1 },
		{ RATED("6") " strain=none", RATED("6") " strain=small", 1 },
		{ RATED("7") " strain=none", RATED("6") " strain=none", 0 },
		{ RATED("4") " strain=none", RATED("6") " strain=none", 1 },
		/* what the therapist may not see tells nothing */
		{ RATED("4") " strain=none ratings=numbers", RATED("6") " strain=none", 0 },
		{ RATED("4") " strain=none when=next", RATED("6") " strain=none", 0 },
		{ RATED("6") " strain=clear wish=other", RATED("6") " strain=none", 0 },
		{ RATED("6") " strain=clear said=other", RATED("6") " strain=none", 0 },
	};
	struct course c = begin(state_);

	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_new_client new = { .name = "Somebody", .site = "main",
			.therapist = "ada" };

		world_clock(c.w, "2026-11-23 10:00");
		world_as_operator(c.w, &c.w->a);
		CHECK_OK(c.w->s, at_action_client_add(c.w->call, &new, &c.client));
		world_add_session(c.w, &c.w->a, c.client, "2026-11-30 09:00", 50, "planned");
		world_add_session(c.w, &c.w->a, c.client, "2026-12-07 09:00", 50, "planned");
		world_clock(c.w, "2026-12-07 10:00");
		send(&c, NULL, 1, cases[i].client);
		/* before the own card is in it would tell of the client's */
		CHECK_INT(1, count(&c, "SELECT count(*) FROM due WHERE client = $1"
		    " AND plan = 'reaction'"));
		send(&c, "therapist", 2, cases[i].therapist);
		if (count(&c, "SELECT count(*) FROM due WHERE client = $1"
		    " AND plan = 'reaction'") != 1 + cases[i].wanted)
			fail_msg("case %zu", i);
	}
}

TEST(a_link_opens_what_the_plan_has_asked_for_already)
{
	struct course c = begin(state_);
	int64_t open = count(&c, sql_open);
	struct world_browser phone = world_browser(1);
	struct world_link first, second;

	world_clock(c.w, "2026-11-30 10:00");
	first = world_link(c.w, &c.w->a, c.client, "session", NULL, 1);
	second = world_link(c.w, &c.w->a, c.client, "session", NULL, 1);
	CHECK_INT(first.due, second.due);
	CHECK_INT(open, count(&c, sql_open));
	world_send(c.w, &first, &phone, RATED("5"));
	/* once it is sent, another one is made by hand */
	second = world_link(c.w, &c.w->a, c.client, "session", NULL, 1);
	CHECK(second.due != first.due);
}

TEST(somebody_who_settles_at_the_same_time_is_noticed)
{
	struct course c = begin(state_);
	struct at_client client;
	struct at_db *db;

	db = support_db(c.w->s);
	CHECK_OK(c.w->s, at_client_load(c.w->s->arena, db, c.w->a.org, c.client, &client,
	    &c.w->s->err));
	CHECK_OK(c.w->s, at_client_touch(db, c.w->a.org, c.client, client.version,
	    &c.w->s->err));
	CHECK_INT(AT_CONFLICT, at_client_touch(db, c.w->a.org, c.client, client.version,
	    &c.w->s->err));
	at_db_close(db);
}

TEST(what_was_begun_meanwhile_is_neither_moved_nor_taken_back)
{
	struct course c = begin(state_);
	struct world *w = c.w;
	struct world_browser phone = world_browser(1);
	struct at_form_view view;
	struct world_link link;
	struct at_due due;
	struct at_db *db;

	world_clock(w, "2026-11-29 14:00");
	link = world_link(w, &w->a, c.client, "before", NULL, 1);
	world_begin(w, &link, &phone, &view);
	due = view.due;
	due.closes += AT_DAY;
	db = support_db(w->s);
	CHECK_OK(w->s, at_due_move(db, &due, &w->s->err));
	CHECK_OK(w->s, at_due_revoke(db, due.org, due.id, false, &w->s->err));
	CHECK_TEXT("before 11-29 09:00..11-30 09:15 open 11-30 06:00\n", dues(&c, "before"));
	CHECK_OK(w->s, at_due_revoke(db, due.org, due.id, true, &w->s->err));
	CHECK_TEXT("before 11-29 09:00..11-30 09:15 revoked 11-30 06:00\n", dues(&c, "before"));
	at_db_close(db);
}

TEST(under_12_a_parent_is_asked)
{
	struct course c = begin(state_);
	struct world *w = c.w;
	struct at_new_client new = { .name = "Ea", .site = "main", .therapist = "ada",
		.parent = "Per", .form = "child" };
	struct world_link link;

	world_as_operator(w, &w->a);
	CHECK_OK(w->s, at_action_client_add(w->call, &new, &c.client));
	world_add_session(w, &w->a, c.client, "2026-11-30 09:00", 50, "planned");
	CHECK_INT(0, count(&c, "SELECT count(*) FROM due WHERE client = $1"
	    " AND form IN ('client', 'teen')"));
	CHECK(count(&c, sql_open) >= 3);
	link = world_link(w, &w->a, c.client, "session", NULL, 1);
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM due WHERE id = $1"
	    " AND form = 'parent'", link.due));
}

RUN_ALL(
    RUN_BOTH(a_session_brings_its_cards_and_settling_again_changes_nothing),
    RUN_BOTH(what_nobody_has_begun_moves_with_its_session),
    RUN_BOTH(a_session_that_does_not_take_place_takes_its_cards_with_it),
    RUN_BOTH(another_therapist_takes_the_sessions_to_come),
    RUN_BOTH(the_nearest_switch_counts),
    RUN_BOTH(the_editor_says_what_holds_and_where_it_comes_from),
    RUN_BOTH(a_client_s_plan_is_the_therapist_s_and_the_clinic_s_the_administrator_s),
    RUN_BOTH(a_row_that_is_none_is_not_found),
    RUN_BOTH(who_asks_for_no_more_cards_gets_none_until_it_is_taken_up_again),
    RUN_BOTH(the_end_cancels_what_was_to_come_and_asks_once_more),
    RUN_BOTH(a_reaction_is_asked_for_when_both_cards_say_so),
    RUN_BOTH(a_link_opens_what_the_plan_has_asked_for_already),
    RUN_BOTH(somebody_who_settles_at_the_same_time_is_noticed),
    RUN_BOTH(what_was_begun_meanwhile_is_neither_moved_nor_taken_back),
    RUN_BOTH(under_12_a_parent_is_asked),
)
