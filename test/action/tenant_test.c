/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two clinics in one folder: whoever asks in the one learns and changes nothing of the
 * other, though every id of it is known. */
#include "action/client_list.h"
#include "action/client_view.h"
#include "action/people.h"
#include "action/said.h"
#include "action/signin.h"
#include "support/world.h"

/* What the other clinic has. */
struct target {
	at_id client, staff, alert, form, own_card;
	struct world_browser browser;   /* that nobody has begun anything with */
};

static struct target
fill(struct world *w, const struct world_org *org)
{
	struct world_browser phone = world_browser(1);
	struct target t = { .client = org->client, .staff = org->staff[WORLD_NEXT],
		.browser = world_browser(9) };
	struct world_link link;
	struct at_form_result result;
	struct at_form_view view;
	struct at_alert_views seen;

	world_add_session(w, org, t.client, "2026-11-24 08:30", 60, "attended");
	link = world_link(w, org, t.client, "session", "client", 1);
	world_send(w, &link, &phone, "strain=clear wish=other words=help");
	link = world_link(w, org, t.client, "before", NULL, 0);
	world_begin(w, &link, &phone, &view);
	CHECK_OK(w->s, world_post(w, link.due, &phone, AT_FORM_SAVE, "agenda=safety", &result));
	t.form = link.due;
	t.own_card = world_link(w, org, t.client, "session", "therapist", 1).due;
	world_as(w, org, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_alerts(w->call, &seen));
	CHECK_INT(1, seen.n_views);
	t.alert = seen.views[0].alert.id;
	return t;
}

/* ---- every action that is given an id ------------------------------------------- */

typedef enum at_status attempt(struct at_call *call, const struct target *t);

static enum at_status
view_client(struct at_call *call, const struct target *t)
{
	struct at_client_view view;
	enum at_status st = at_action_view_client(call, t->client, &view);

	CHECK(view.name == NULL && view.sides.n_cards == 0 && view.alerts.n_views == 0);
	return st;
}

static enum at_status
ask_for_banner(struct at_call *call, const struct target *t)
{
	struct at_alert_views views;

	return at_action_banner(call, t->client, &views);
}

static enum at_status
open_alert(struct at_call *call, const struct target *t)
{
	struct at_alert_view view;

	return at_action_alert(call, t->alert, &view);
}

static enum at_status
acknowledge(struct at_call *call, const struct target *t)
{
	return at_action_acknowledge(call, t->alert, "words");
}

static enum at_status
begin_own(struct at_call *call, const struct target *t)
{
	struct at_form_view view;

	return at_action_begin_own(call, t->own_card, "en", t->browser.hash, &view);
}

static enum at_status
open_form(struct at_call *call, const struct target *t)
{
	struct at_form_view view;

	return at_action_form(call, t->form, t->browser.hash, &view);
}

static enum at_status
post_form(struct at_call *call, const struct target *t)
{
	struct at_form_input input = { "agenda", "safety" };
	struct at_form_post post = { .due = t->form, .cookie_hash = t->browser.hash, .page = 2,
		.verb = AT_FORM_NEXT, .inputs = &input, .n_inputs = 1 };
	struct at_form_result result;

	return at_action_form_post(call, &post, &result);
}

static enum at_status
ask_to_be_called(struct at_call *call, const struct target *t)
{
	struct at_calling calling = { "55512345", false };
	struct at_form_view view;

	return at_action_form_call_me(call, t->form, t->browser.hash, &calling, &view);
}

static enum at_status
read_row(struct at_call *call, const struct target *t)
{
	struct at_client_row row;

	return at_action_client_row(call, t->client, &row);
}

static enum at_status
add_session(struct at_call *call, const struct target *t)
{
	at_id id;

	return at_action_session_add(call, t->client, call->now, 60, "planned", &id);
}

static enum at_status
list_sessions(struct at_call *call, const struct target *t)
{
	const struct at_zone *zone;
	struct at_session *sessions;
	int n;

	return at_action_session_rows(call, t->client, &sessions, &n, &zone);
}

static enum at_status
set_session(struct at_call *call, const struct target *t)
{
	return at_action_session_set(call, t->client, 1, "attended");
}

static enum at_status
change_therapist(struct at_call *call, const struct target *t)
{
	return at_action_change_therapist(call, t->client, "tor");
}

static enum at_status
make_link(struct at_call *call, const struct target *t)
{
	struct at_new_link new = { .client = t->client, .instrument = "before" };
	struct at_made_link made;

	return at_action_link_make(call, &new, &made);
}

static enum at_status
make_once(struct at_call *call, const struct target *t)
{
	const char *url;

	return at_action_make_once(call, t->staff, &url);
}

static const struct {
	const char *name;
	attempt *attempt;
} attempts[] = {
	{ "view a client", view_client }, { "ask for a banner", ask_for_banner },
	{ "open an alert", open_alert }, { "acknowledge", acknowledge },
	{ "begin an own card", begin_own }, { "open a form", open_form },
	{ "post a form", post_form }, { "ask to be called", ask_to_be_called },
	{ "read a client's row", read_row }, { "add a session", add_session },
	{ "list sessions", list_sessions }, { "set a session", set_session },
	{ "change the therapist", change_therapist }, { "make a link", make_link },
	{ "make a one-time link", make_once },
};

enum { OPERATOR = WORLD_ROLES, PUBLIC, ASKERS };

static void
ask_as(struct world *w, const struct world_org *org, int asker)
{
	if (asker == OPERATOR)
		world_as_operator(w, org);
	else if (asker == PUBLIC)
		world_as_public(w);
	else
		world_as(w, org, (enum world_role)asker);
}

/* Everything that an attempt could have left behind, in either clinic. */
static const char sql_rows[] =
    "SELECT (SELECT count(*) FROM audit WHERE org = $1) + (SELECT count(*) FROM alert)"
    " + (SELECT count(*) FROM alert_ack) + (SELECT count(*) FROM session)"
    " + (SELECT count(*) FROM due) + (SELECT count(*) FROM device)"
    " + (SELECT count(*) FROM once) + (SELECT count(*) FROM call_me)"
    " + (SELECT count(*) FROM relationship) + (SELECT count(*) FROM answer)";

TEST(no_id_of_another_clinic_opens_anything)
{
	struct world *w = world_open(support_begin(state_), false);
	struct target target = fill(w, &w->b);
	int64_t before = world_count(w, sql_rows, w->b.org);

	world_clock(w, "2026-11-24 15:00");     /* also for whoever has cover by now */
	for (int asker = 0; asker < ASKERS; asker++) {
		ask_as(w, &w->a, asker);
		for (size_t i = 0; i < AT_COUNT(attempts); i++) {
			enum at_status st = attempts[i].attempt(w->call, &target);

			if (st != AT_NOT_FOUND && st != AT_DENIED)
				fail_msg("%s could %s: %s", asker == OPERATOR ? "operator"
				    : asker == PUBLIC ? "public" : world_handles[asker],
				    attempts[i].name, at_status_name(st));
			world_clear(w);
		}
	}
	CHECK_INT(before, world_count(w, sql_rows, w->b.org));
}

/* The same attempts do succeed at home, for those who may: the table is no empty one. */
TEST(the_same_ids_do_open_at_home)
{
	struct world *w = world_open(support_begin(state_), false);
	struct target target = fill(w, &w->b);

	for (size_t i = 0; i < AT_COUNT(attempts); i++) {
		int n_ok = 0;

		target.browser = world_browser(attempts[i].attempt == open_form
		    || attempts[i].attempt == post_form
		    || attempts[i].attempt == ask_to_be_called ? 1 : 9);
		for (int asker = 0; asker < ASKERS; asker++) {
			struct at_call *call = w->call;

			ask_as(w, &w->b, asker);
			/* view_client looks at what it was refused: not of interest here */
			if (attempts[i].attempt == view_client) {
				struct at_client_view view;

				n_ok += at_action_view_client(call, target.client, &view)
				    == AT_OK;
			} else {
				n_ok += attempts[i].attempt(call, &target) == AT_OK;
			}
			world_clear(w);
		}
		if (n_ok == 0)
			fail_msg("nobody at home could %s", attempts[i].name);
	}
}

/* ---- every action that lists --------------------------------------------------------- */

TEST(no_list_holds_anything_of_another_clinic)
{
	struct world *w = world_open(support_begin(state_), false);

	fill(w, &w->b);
	world_clock(w, "2026-11-24 15:00");
	for (int asker = 0; asker < ASKERS; asker++) {
		struct at_list_view list = { .n_rows = 0 };
		struct at_alert_views alerts;
		struct at_said_row *said;
		struct at_client_row *clients;
		struct at_person_row *people;
		int n_said = 0, n_clients = 0, n_people = 0;

		ask_as(w, &w->a, asker);
		if (at_action_list(w->call, "", &list) == AT_OK)
			CHECK_INT(0, list.alerts.n_views);
		for (int i = 0; i < list.n_rows; i++)
			CHECK(list.rows[i].client == w->a.client
			    || list.rows[i].client == w->a.teen);
		if (at_action_alerts(w->call, &alerts) == AT_OK)
			CHECK_INT(0, alerts.n_views);
		if (at_action_said(w->call, &said, &n_said) == AT_OK)
			CHECK_INT(0, n_said);
		if (at_action_client_rows(w->call, &clients, &n_clients) == AT_OK)
			for (int i = 0; i < n_clients; i++)
				CHECK(clients[i].client.org == w->a.org);
		if (at_action_person_rows(w->call, &people, &n_people) == AT_OK)
			for (int i = 0; i < n_people; i++)
				CHECK(people[i].staff.org == w->a.org);
		world_clear(w);
	}
}

/* ---- what a client of either clinic is shown ----------------------------------------- */

static const char *
help_address(const struct at_asking *asking)
{
	for (int i = 0; i < asking->n_fills; i++)
		if (strcmp(asking->fills[i].name, "crisis_link") == 0)
			return asking->fills[i].href;
	fail_msg("there is no crisis_link");
	return "";
}

TEST(help_at_once_is_that_of_the_client_s_own_clinic)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_browser phone = world_browser(1);
	const struct world_org *orgs[] = { &w->a, &w->b };

	world_script(w, at_printf(w->s->arena, "UPDATE setting SET value = 'ring B' WHERE org ="
	    " %lld AND name = 'emergency_number'", (long long)w->b.org));
	for (int i = 0; i < 2; i++) {
		struct world_link link = world_link(w, orgs[i], orgs[i]->client, "before", NULL,
		    0);
		struct at_crisis_view help;
		struct at_asking *asking;
		struct at_form_view view;
		const char *address;

		world_begin(w, &link, &phone, &view);
		address = help_address(view.asking);
		CHECK_HAS("/help?site=main", address);
		CHECK_OK(w->s, at_action_help(w->call, strchr(address, '=') + 1, &asking, &help));
		CHECK_INT(orgs[i]->org, asking->site.org);
		CHECK_HAS(i == 0 ? "the emergency_number" : "ring B", help.lines[0].text);
	}
}

TEST(help_at_once_never_fails_for_an_unknown_place)
{
	static const char *const places[] = { NULL, "", "nowhere", "main@", "main@nonsense",
		"@0000000000001", "main@0000000000001" };
	struct world *w = world_open(support_begin(state_), false);

	for (size_t i = 0; i < AT_COUNT(places); i++) {
		struct at_crisis_view help;
		struct at_asking *asking;

		CHECK_OK(w->s, at_action_help(w->call, places[i], &asking, &help));
		CHECK_INT(w->a.org, asking->site.org);
		CHECK_INT(5, help.n_lines);
	}
}

RUN_ALL(
    RUN_BOTH(no_id_of_another_clinic_opens_anything),
    RUN_BOTH(the_same_ids_do_open_at_home),
    RUN_BOTH(no_list_holds_anything_of_another_clinic),
    RUN_BOTH(help_at_once_is_that_of_the_client_s_own_clinic),
    RUN_SQLITE(help_at_once_never_fails_for_an_unknown_place),
)
