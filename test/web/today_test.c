/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The day list through the door: what it shows, finding somebody, and days on which there is
 * nothing to show. */
#include "support/door.h"
#include "support/golden.h"

static const char high[] =
    "ease=7 understood=7 worth=7 real=7 bond=7 share=7 goal=7 way=7 step=7";
static const char middle[] =
    "ease=5 understood=5 worth=5 real=5 bond=5 share=5 goal=5 way=5 step=5";

/* An hour on `day` at 8:30, both sides answered; NULL: this side did not. */
static void
hold(struct world *w, at_id client, int number, const char *day, const char *says,
    const char *own)
{
	struct world_browser phone = world_browser(1), desk = world_browser(2);
	struct world_link link;

	world_clock(w, at_printf(w->s->arena, "%s 09:45", day));
	world_add_session(w, &w->a, client, at_printf(w->s->arena, "%s 08:30", day), 60,
	    "planned");
	link = world_link(w, &w->a, client, "session", NULL, number);
	if (says != NULL)
		world_send(w, &link, &phone, says);
	link = world_link(w, &w->a, client, "session", "therapist", number);
	world_as(w, &w->a, WORLD_THERAPIST);
	if (own != NULL)
		world_send(w, &link, &desk, own);
}

TEST(a_day_with_something_of_everything)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = w->a.client;
	struct door *d = door_open(w);

	hold(w, client, 1, "2026-11-10", high, high);
	hold(w, client, 2, "2026-11-17", middle, high);
	hold(w, client, 3, "2026-11-24", at_printf(w->s->arena, "%s strain=small", middle), NULL);
	world_add_session(w, &w->a, client, "2026-11-24 14:00", 50, "planned");
	world_clock(w, "2026-11-24 10:00");
	door_sign_in(d, &w->a, "ada");
	CHECK_INT(200, door_get(d, "/today"));
	golden_check("web/today.html", d->body);
	CHECK_HAS("Something was said", d->body);
	CHECK_HAS_NOT("small is still there", d->body);
	CHECK_HAS("Fill in your card for session 3", d->body);
	CHECK(strlen(d->body) < 20000);
}

/* The address a button or form of the page sends to: the first that begins so. */
static const char *
address(struct door *d, const char *begins)
{
	const char *at = strstr(d->body, begins);
	struct at_arena *arena = d->w->call->arena;
	char *path, *amp;

	if (at == NULL)
		fail_msg("there is no %s on the page", begins);
	at = strchr(at, '"') + 1;
	path = at_strndup(arena, at, strcspn(at, "\""));
	while ((amp = strstr(path, "&amp;")) != NULL)
		memmove(amp + 1, amp + 5, strlen(amp + 5) + 1);
	return path;
}

/* Post to such an address, then look at the list one is sent back to. */
static void
press(struct door *d, const char *begins, const char *body)
{
	CHECK_INT(303, door_post(d, address(d, begins), body));
	CHECK_INT(200, door_get(d, at_strndup(d->w->call->arena, d->location,
	    strcspn(d->location, "#"))));
}

static int64_t
n_in(struct door *d, at_id session, const char *state, const char *starts)
{
	return world_count(d->w, at_printf(d->w->call->arena, "SELECT count(*) FROM session"
	    " WHERE id = $1 AND state = '%s' AND starts = %lld", state,
	    (long long)world_at(d->w, starts)), session);
}

TEST(what_became_of_an_hour_is_said_on_the_list_and_can_be_undone)
{
	static const char mark[] = "formaction=\"/sessions/";
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	at_id session;

	world_clock(w, "2026-11-24 07:00");
	session = world_add_session(w, &w->a, w->a.client, "2026-11-24 08:00", 50, "planned");
	world_clock(w, "2026-11-24 08:30");
	door_sign_in(d, &w->a, "ada");
	CHECK_INT(200, door_get(d, "/today"));
	CHECK_HAS_NOT("Attended", d->body);     /* it has not ended */
	world_clock(w, "2026-11-24 09:00");
	CHECK_INT(200, door_get(d, "/today"));
	CHECK_HAS("Attended", d->body);
	press(d, mark, "state=missed");
	CHECK_INT(1, n_in(d, session, "missed", "2026-11-24 08:00"));
	CHECK_HAS("Session 1: missed.", d->body);
	CHECK_HAS_NOT("Attended", d->body);
	press(d, mark, "state=planned");        /* the way back */
	CHECK_INT(1, n_in(d, session, "planned", "2026-11-24 08:00"));
	CHECK_HAS("Session 1 is as it was before.", d->body);
	CHECK_HAS("Attended", d->body);
}

TEST(an_hour_is_moved_cancelled_and_added_on_the_list)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	const char *plan, *stale;
	at_id session;

	session = world_add_session(w, &w->a, w->a.client, "2026-11-26 08:00", 50, "planned");
	door_sign_in(d, &w->a, "ada");
	CHECK_INT(200, door_get(d, "/today"));
	CHECK_HAS_NOT("type=\"date\"", d->body);
	plan = address(d, "href=\"/today?client");
	plan = at_strndup(w->call->arena, plan, strcspn(plan, "#"));
	CHECK_INT(200, door_get(d, plan));
	CHECK_HAS("value=\"2026-11-26\"", d->body);
	stale = address(d, "action=\"/sessions/");
	press(d, "action=\"/sessions/", "day=2026-11-27&time=09:30");
	CHECK_INT(1, n_in(d, session, "planned", "2026-11-27 09:30"));
	CHECK_HAS("Session 1 is now Friday 09:30.", d->body);
	CHECK_INT(409, door_post(d, stale, "state=cancelled"));
	CHECK_HAS("type=\"date\"", d->body);    /* what stood in the way, and the forms */
	CHECK_INT(200, door_get(d, plan));
	press(d, "action=\"/sessions/", "day=2026-11-27&time=09:30&state=cancelled");
	CHECK_INT(1, n_in(d, session, "cancelled", "2026-11-27 09:30"));
	CHECK_INT(200, door_get(d, plan));
	CHECK_INT(400, door_post(d, address(d, "action=\"/clients/"),
	    "day=soon&time=x&minutes=50"));
	CHECK_HAS("Please give a day and a time.", d->body);
	press(d, "action=\"/clients/", "day=2026-11-30&time=10:00&minutes=50");
	CHECK_HAS("Session 2 is planned: Monday 10:00.", d->body);
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM session WHERE client = $1"
	    " AND state = 'planned'", w->a.client));
}

TEST(a_move_can_be_undone)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	const char *back;
	at_id session;

	session = world_add_session(w, &w->a, w->a.client, "2026-11-26 08:00", 50, "planned");
	door_sign_in(d, &w->a, "ada");
	CHECK_INT(200, door_get(d, "/today"));
	back = address(d, "href=\"/today?client");
	CHECK_INT(200, door_get(d, at_strndup(w->call->arena, back, strcspn(back, "#"))));
	press(d, "action=\"/sessions/", "day=2026-11-27&time=09:30");
	press(d, "formaction=\"/sessions/", at_printf(w->call->arena, "starts=%lld",
	    (long long)world_at(w, "2026-11-26 08:00")));
	CHECK_INT(1, n_in(d, session, "planned", "2026-11-26 08:00"));
}

TEST(an_hour_of_somebody_else_is_not_reached_through_one_s_own_client)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	char session[AT_ID_ROOM], client[AT_ID_ROOM];

	at_id_format(world_add_session(w, &w->a, w->a.teen, "2026-11-26 08:00", 50, "planned"),
	    session);
	at_id_format(w->a.client, client);
	door_sign_in(d, &w->a, "ada");
	CHECK_INT(404, door_post(d, at_printf(w->call->arena, "/sessions/%s?client=%s&v=1",
	    session, client), "state=cancelled"));
	door_forget(d);
	door_sign_in(d, &w->a, "eva");
	CHECK_INT(403, door_post(d, at_printf(w->call->arena, "/sessions/%s?client=%s&v=1",
	    session, client), "state=cancelled"));
}

TEST(somebody_is_found_by_a_part_of_the_name)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);

	world_add_client(w, &w->a, "Åse Øvrebø");
	door_sign_in(d, &w->a, "ada");
	CHECK_INT(200, door_get(d, "/clients?q=%C3%B8VREB"));
	CHECK_HAS("Åse Øvrebø", d->body);
	CHECK_HAS_NOT("Chris Client", d->body);
	CHECK_INT(200, door_get(d, "/clients?q=%3Cb%3E"));
	CHECK_HAS("None of your clients has a name with &quot;&lt;b&gt;&quot; in it.", d->body);
	CHECK_HAS("value=\"&lt;b&gt;\"", d->body);
	CHECK_INT(200, door_get(d, "/clients"));
	CHECK_HAS("Chris Client", d->body);
	door_forget(d);
	door_sign_in(d, &w->a, "eva");
	CHECK_INT(200, door_get(d, "/clients?q=a"));
	CHECK_HAS_NOT("Åse", d->body);
}

TEST(a_first_day_says_what_will_stand_there)
{
	static const struct { const char *who, *first, *said; } days[] = {
		{ "eva", "/today", "You have no clients yet." },
		{ "sol", "/today", "Nobody needs you." },
		{ "kai", "/said", "Clients are not listed for you. What somebody" },
		{ "vera", "/today", "Nothing waits for you." },
		{ "adi", "/clinic", "Clients are not listed for you.<" },
		{ "lea", "/account", "Clients are not listed for you.<" },
	};
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);

	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
		door_forget(d);
		door_sign_in(d, &w->a, days[i].who);
		CHECK_INT(303, door_get(d, "/"));
		CHECK_TEXT(days[i].first, d->location);
		CHECK_INT(200, door_get(d, "/today"));
		CHECK_HAS(days[i].said, d->body);
	}
	CHECK_INT(200, door_get(d, "/account"));
	CHECK_HAS("There is no page for your part in the clinic yet.", d->body);
}

RUN_ALL(
    RUN_SQLITE(a_day_with_something_of_everything),
    RUN_BOTH(what_became_of_an_hour_is_said_on_the_list_and_can_be_undone),
    RUN_BOTH(an_hour_is_moved_cancelled_and_added_on_the_list),
    RUN_BOTH(a_move_can_be_undone),
    RUN_BOTH(an_hour_of_somebody_else_is_not_reached_through_one_s_own_client),
    RUN_BOTH(somebody_is_found_by_a_part_of_the_name),
    RUN_BOTH(a_first_day_says_what_will_stand_there))
