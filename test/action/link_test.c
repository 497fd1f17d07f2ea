/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An address handed out by the therapist: for what is open now, and for nobody else. */
#include <string.h>

#include "action/link.h"
#include "support/world.h"

static const char sql_links[] =
    "SELECT count(*) FROM link l JOIN due d ON d.org = l.org AND d.id = l.due"
    " WHERE d.client = $1";
static const char sql_made[] =
    "SELECT count(*) FROM audit WHERE client = $1 AND verb = 'make' AND resource = 'link'"
    " AND staff <> 0";

static at_id
client_with(struct world *w, const char *one, const char *two)
{
	at_id client = world_add_client(w, &w->a, "Linked");

	world_add_session(w, &w->a, client, "2026-11-24 08:00", 50, "attended");
	world_add_session(w, &w->a, client, "2026-11-26 08:00", 50, "planned");
	world_link(w, &w->a, client, "session", "therapist", 1);
	world_link(w, &w->a, client, one, NULL, 0);
	world_link(w, &w->a, client, two, NULL, 0);
	return client;
}

TEST(one_address_opens_everything_that_is_open_now)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_with(w, "session", "before");
	struct at_handed_link link;
	struct at_form_view view;

	world_link(w, &w->a, client, "session", "parent", 0);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_link_for(w->call, client, AT_PARTY_CLIENT, &link));
	CHECK_INT(1, link.n_forms);
	CHECK_TEXT("Session card", link.forms[0].title);
	CHECK_TEXT("Linked", link.client_name);
	CHECK_INT(world_at(w, "2026-11-25 08:00"), link.opens);
	world_as_public(w);
	CHECK_OK(w->s, at_action_link(w->call, strrchr(link.url, '/') + 1, NULL, &view));
	CHECK_TEXT("session", view.due.instrument);
	CHECK_TEXT("client", view.due.form);
	CHECK_INT(link.forms[0].closes, view.due.closes);

	world_clock(w, "2026-11-25 08:00");
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_link_for(w->call, client, AT_PARTY_CLIENT, &link));
	CHECK(link.n_forms >= 2);               /* and what the plan has for the day before */
	CHECK_TEXT("Session card", link.forms[0].title);
	CHECK_TEXT("Before card", link.forms[1].title);
	world_as_public(w);
	CHECK_OK(w->s, at_action_link(w->call, strrchr(link.url, '/') + 1, NULL, &view));
	CHECK_TEXT("session", view.due.instrument);
}

TEST(a_parents_address_is_a_parents)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_with(w, "session", "before");
	struct at_handed_link link;
	struct at_form_view view;

	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_link_for(w->call, client, AT_PARTY_PARENT, &link));
	CHECK(link.url == NULL);
	CHECK_INT(0, link.opens);
	world_link(w, &w->a, client, "session", "parent", 0);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_link_for(w->call, client, AT_PARTY_PARENT, &link));
	CHECK_INT(1, link.n_forms);
	world_as_public(w);
	CHECK_OK(w->s, at_action_link(w->call, strrchr(link.url, '/') + 1, NULL, &view));
	CHECK_TEXT("parent", view.due.form);
}

TEST(older_addresses_stay_good_and_each_is_on_record)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_with(w, "session", "before");
	struct at_handed_link one, two;
	struct at_form_view view;

	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_link_for(w->call, client, AT_PARTY_CLIENT, &one));
	CHECK_OK(w->s, at_action_link_for(w->call, client, AT_PARTY_CLIENT, &two));
	CHECK(strcmp(one.url, two.url) != 0);
	CHECK_INT(4, world_count(w, sql_links, client));
	CHECK_INT(2, world_count(w, sql_made, client));
	world_as_public(w);
	CHECK_OK(w->s, at_action_link(w->call, strrchr(one.url, '/') + 1, NULL, &view));
	CHECK_INT(AT_FORM_OPEN, view.stand);
}

TEST(without_cover_nothing_that_asks_about_safety_is_handed_out)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = world_add_client(w, &w->a, "Linked");
	struct at_handed_link link;

	world_link(w, &w->a, client, "phq-9", NULL, 0);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_link_for(w->call, client, AT_PARTY_CLIENT, &link));
	CHECK(link.url != NULL);
	world_clock(w, "2026-11-24 19:00");
	CHECK_OK(w->s, at_action_link_for(w->call, client, AT_PARTY_CLIENT, &link));
	CHECK(link.url == NULL);
}

TEST(nobody_but_the_therapist_hands_out_links)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_with(w, "session", "before");
	int64_t before = world_count(w, sql_links, client);
	struct at_handed_link link;

	for (int role = 0; role < WORLD_ROLES; role++) {
		if (role == WORLD_THERAPIST)
			continue;
		world_as(w, &w->a, (enum world_role)role);
		CHECK_INT(AT_DENIED, at_action_link_for(w->call, client, AT_PARTY_CLIENT, &link));
		world_clear(w);
	}
	world_as(w, &w->b, WORLD_THERAPIST);
	CHECK_INT(AT_NOT_FOUND, at_action_link_for(w->call, client, AT_PARTY_CLIENT, &link));
	CHECK_INT(before, world_count(w, sql_links, client));
}

RUN_ALL(
    RUN_BOTH(one_address_opens_everything_that_is_open_now),
    RUN_BOTH(a_parents_address_is_a_parents),
    RUN_BOTH(older_addresses_stay_good_and_each_is_on_record),
    RUN_BOTH(without_cover_nothing_that_asks_about_safety_is_handed_out),
    RUN_BOTH(nobody_but_the_therapist_hands_out_links),
)
