/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The therapist's own card: about whom, until when, and what comes after it. */
#include <string.h>

#include "action/client_view.h"
#include "action/sitting.h"
#include "support/world.h"

static const char sql_late[] =
    "SELECT count(*) FROM answer a JOIN due d ON d.org = a.org AND d.id = a.due"
    " WHERE a.due = $1 AND a.at >= d.closes";

/* A Tuesday's hour; the therapist's window closes on Wednesday at 16:00. */
static struct world_link
own_card(struct world *w, const char *next)
{
	world_add_session(w, &w->a, w->a.client, "2026-11-24 08:00", 50, "attended");
	if (next != NULL)
		world_add_session(w, &w->a, w->a.client, next, 50, "planned");
	return world_link(w, &w->a, w->a.client, "session", "therapist", 1);
}

static struct at_form_view
begin(struct world *w, const struct world_link *card, const char *when)
{
	struct world_browser desk = world_browser(7);
	struct at_form_view view;

	world_clock(w, when);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_begin_own(w->call, card->due, "en", desk.hash, &view));
	return view;
}

TEST(it_says_whose_hour_it_is_about)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link card = own_card(w, NULL);
	struct at_form_view view = begin(w, &card, "2026-11-24 10:00");

	CHECK(view.own.is && !view.own.late);
	CHECK_TEXT("Chris Client", view.own.client_name);
	CHECK_INT(1, view.own.session);
	CHECK_INT(world_at(w, "2026-11-24 08:00"), view.own.starts);
}

TEST(after_its_window_it_is_taken_as_late_until_the_next_session)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link card = own_card(w, "2026-12-01 08:00");
	struct world_browser desk = world_browser(7);
	struct at_form_result result;
	struct at_form_view view;

	CHECK(!begin(w, &card, "2026-11-25 15:59").own.late);
	view = begin(w, &card, "2026-11-25 16:00");
	CHECK_INT(AT_FORM_OPEN, view.stand);
	CHECK(view.own.late);
	view = begin(w, &card, "2026-12-01 08:00");
	CHECK_INT(AT_FORM_CLOSED, view.stand);
	CHECK(!view.own.late);
	world_clock(w, "2026-12-01 07:59");
	CHECK_OK(w->s, world_post(w, card.due, &desk, AT_FORM_NEXT, "ease=5", &result));
	CHECK_INT(AT_FORM_SENT, result.view.stand);
	CHECK_INT(1, world_count(w, sql_late, card.due));
}

/* The one card of the session, as the client's page offers it. */
static const struct at_own_card *
offered(struct world *w, at_id due, const char *when)
{
	struct at_client_view view;

	world_clock(w, when);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_view_client(w->call, w->a.client, &view));
	for (int i = 0; i < view.n_own_cards; i++)
		if (view.own_cards[i].due == due)
			return &view.own_cards[i];
	return NULL;
}

TEST(a_late_card_is_offered_as_long_as_it_is_taken)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link card = own_card(w, "2026-12-01 08:00");

	CHECK(!offered(w, card.due, "2026-11-25 15:59")->late);
	CHECK(offered(w, card.due, "2026-11-25 16:00")->late);
	CHECK(offered(w, card.due, "2026-12-01 08:00") == NULL);
}

TEST(without_a_next_session_it_is_taken_for_two_weeks)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link card = own_card(w, NULL);

	CHECK_INT(AT_FORM_OPEN, begin(w, &card, "2026-12-09 15:59").stand);
	CHECK_INT(AT_FORM_CLOSED, begin(w, &card, "2026-12-09 16:00").stand);
}

TEST(a_clients_card_is_never_late)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_browser phone = world_browser(1);
	struct world_link card;
	struct at_form_view view;

	own_card(w, NULL);
	card = world_link(w, &w->a, w->a.client, "session", "client", 1);
	w->call->now = card.closes;
	world_begin(w, &card, &phone, &view);
	CHECK_INT(AT_FORM_CLOSED, view.stand);
	CHECK(!view.own.is && !view.own.late);
}

static const char *
closes(const struct at_form_view *view)
{
	for (int i = 0; i < view->asking->n_fills; i++)
		if (strcmp(view->asking->fills[i].name, "closes") == 0)
			return view->asking->fills[i].value;
	return "";
}

/* Once it is sent, only the client's card is waited for. */
TEST(it_says_when_both_sides_can_be_seen_at_the_latest)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link card = own_card(w, NULL), other;
	struct at_form_view view = begin(w, &card, "2026-11-24 10:00");
	struct world_browser phone = world_browser(1);

	CHECK_TEXT("Thursday 08:50", closes(&view));
	world_script(w, "UPDATE due SET state = 'revoked' WHERE form = 'client'");
	view = begin(w, &card, "2026-11-24 10:00");
	CHECK_TEXT("today 10:00", closes(&view));
	other = world_link(w, &w->a, w->a.client, "session", "client", 1);
	view = begin(w, &card, "2026-11-24 10:00");
	CHECK_TEXT("Thursday 08:50", closes(&view));
	world_add_session(w, &w->a, w->a.client, "2026-11-25 15:00", 50, "planned");
	view = begin(w, &card, "2026-11-24 10:00");
	CHECK_TEXT("tomorrow 13:00", closes(&view));
	world_send(w, &other, &phone, "ease=5");
	view = begin(w, &card, "2026-11-24 10:00");
	CHECK_TEXT("today 10:00", closes(&view));
}

/* The reaction card of Monday's hour is planned and open; it is not Tuesday's. */
TEST(after_it_the_reaction_card_of_that_hour_is_offered_and_no_other)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_browser desk = world_browser(7);
	struct world_link card, reaction;
	struct at_sitting sitting;
	struct at_form_view view;

	world_add_session(w, &w->a, w->a.client, "2026-11-23 15:00", 50, "attended");
	world_link(w, &w->a, w->a.client, "reaction", "therapist", 1);
	world_add_session(w, &w->a, w->a.client, "2026-11-24 08:00", 50, "attended");
	world_link(w, &w->a, w->a.client, "session", "client", 2);
	card = world_link(w, &w->a, w->a.client, "session", "therapist", 2);
	world_as(w, &w->a, WORLD_THERAPIST);
	world_send(w, &card, &desk, "ease=5 strain=none");
	CHECK_OK(w->s, at_action_form(w->call, card.due, desk.hash, &view));
	CHECK_OK(w->s, at_action_sitting(w->call, &view, &sitting));
	CHECK_INT(0, sitting.n_left);
	reaction = world_link(w, &w->a, w->a.client, "reaction", "therapist", 2);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_form(w->call, card.due, desk.hash, &view));
	CHECK_OK(w->s, at_action_sitting(w->call, &view, &sitting));
	CHECK_INT(1, sitting.n_left);
	CHECK_INT(reaction.due, sitting.next.due.id);
	world_as(w, &w->a, WORLD_SUPERVISOR);
	CHECK_INT(AT_DENIED, at_action_sitting_next(w->call, card.due, desk.hash, &view));
}

RUN_ALL(
    RUN_BOTH(it_says_whose_hour_it_is_about),
    RUN_BOTH(after_its_window_it_is_taken_as_late_until_the_next_session),
    RUN_BOTH(a_late_card_is_offered_as_long_as_it_is_taken),
    RUN_BOTH(without_a_next_session_it_is_taken_for_two_weeks),
    RUN_BOTH(a_clients_card_is_never_late),
    RUN_BOTH(it_says_when_both_sides_can_be_seen_at_the_latest),
    RUN_BOTH(after_it_the_reaction_card_of_that_hour_is_offered_and_no_other),
)
