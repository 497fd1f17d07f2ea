/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may see a card: what was agreed holds until something else is chosen on a card. */
#include <string.h>

#include "store/agreed.h"
#include "support/world.h"

static const char sql_told[] = "SELECT told FROM answer WHERE due = $1";
static const char sql_agreed[] = "SELECT count(*) FROM agreed WHERE client = $1";

static void
agree(struct world *w, const char *ratings, const char *seen, const char *said)
{
	const struct at_agreed agreed = { .org = w->a.org, .id = at_store_id(w->call),
		.client = w->a.client, .ratings = ratings, .seen = seen, .said = said,
		.at = w->call->now };
	struct at_db *db = support_db(w->s);

	CHECK_OK(w->s, at_agreed_insert(db, &agreed, &w->s->err));
	at_db_close(db);
}

static struct world_link
card(struct world *w)
{
	world_add_session(w, &w->a, w->a.client, "2026-11-24 09:00", 50, "attended");
	return world_link(w, &w->a, w->a.client, "session", "client", 1);
}

static const char *
told(struct world *w, at_id due)
{
	struct at_rows rows;

	CHECK_OK(w->s, at_db_query(w->s->arena, at_store_reader(w->call), sql_told,
	    AT_BIND(at_int(due)), &rows, &w->s->err));
	at_store_rest(w->call);
	CHECK_INT(1, rows.n_rows);
	return at_cell_text(&rows, 0, 0);
}

/* The card sent with these answers says who was told they could see it. */
static void
check_told(struct world *w, const char *inputs, const char *expected)
{
	struct world_link link = world_link(w, &w->a, w->a.client, "session", "client", 1);
	struct world_browser a = world_browser(1);

	world_send(w, &link, &a, inputs);
	CHECK_TEXT(expected, told(w, link.due));
}

TEST(what_was_agreed_holds_where_nothing_is_chosen)
{
	struct world *w = world_open(support_begin(state_), false);

	card(w);
	check_told(w, "ease=5", "ratings=therapist when=now words=therapist");
	agree(w, "numbers", "next", "other");
	check_told(w, "ease=5", "ratings=numbers when=next words=other");
	check_told(w, "ratings=therapist said=therapist",
	    "ratings=therapist when=next words=therapist");
	agree(w, "therapist_supervisor", "now", "therapist");
	check_told(w, "ease=5", "ratings=therapist_supervisor when=now words=therapist");
}

TEST(what_was_agreed_is_shown_as_chosen)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link link = card(w);
	struct world_browser a = world_browser(1);
	struct at_form_result result;
	struct at_form_view view;
	int ratings;

	agree(w, "numbers", "now", "other");
	world_begin(w, &link, &a, &view);
	ratings = at_instrument_item(view.instrument, "ratings");
	CHECK_INT(2, view.answers.codes[ratings]);
	CHECK_INT(1, view.answers.codes[at_instrument_item(view.instrument, "said")]);
	CHECK_OK(w->s, world_post(w, link.due, &a, AT_FORM_SAVE, "ratings=therapist", &result));
	CHECK_OK(w->s, at_action_form(w->call, link.due, a.hash, &view));
	CHECK_INT(0, view.answers.codes[ratings]);
}

TEST(what_was_agreed_for_somebody_who_is_gone_is_said_to_be_so)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link link = card(w);
	struct world_browser a = world_browser(1);
	struct at_form_view view;

	agree(w, "therapist", "now", "other");
	world_begin(w, &link, &a, &view);
	CHECK(!view.unaddressed);
	world_script(w, "UPDATE contact SET staff = NULL");
	CHECK_OK(w->s, at_action_form(w->call, link.due, a.hash, &view));
	CHECK(view.unaddressed);
	CHECK_INT(AT_MISSING, view.answers.codes[at_instrument_item(view.instrument, "said")]);
	world_send(w, &link, &a, "ease=5");
	CHECK_TEXT("ratings=therapist when=now words=therapist", told(w, link.due));
}

TEST(a_choice_is_kept_for_the_cards_to_come_when_that_is_ticked)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link link = card(w);
	struct world_browser a = world_browser(1), b = world_browser(2);
	struct at_form_input inputs[] = { { "ratings", "numbers" }, { "when", "next" },
		{ "agree", "" }, { "agree", "on" } };
	struct at_form_post post = { .due = link.due, .cookie_hash = a.hash, .page = 4,
		.verb = AT_FORM_SAVE, .inputs = inputs, .n_inputs = 4 };
	struct at_form_result result;
	struct at_form_view view;

	world_send(w, &link, &b, "ratings=numbers");
	CHECK_INT(0, world_count(w, sql_agreed, w->a.client));
	link = world_link(w, &w->a, w->a.client, "session", "client", 1);
	post.due = link.due;
	world_begin(w, &link, &a, &view);
	CHECK_OK(w->s, at_action_form_post(w->call, &post, &result));
	CHECK_INT(0, world_count(w, sql_agreed, w->a.client));
	post.verb = AT_FORM_NEXT;
	CHECK_OK(w->s, at_action_form_post(w->call, &post, &result));
	CHECK_INT(AT_FORM_SENT, result.view.stand);
	CHECK_INT(1, world_count(w, sql_agreed, w->a.client));
	check_told(w, "ease=5", "ratings=numbers when=next words=therapist");
}

/* Who wants to talk with somebody else is read by them, and is told so. */
TEST(a_wish_for_someone_else_is_followed_by_the_words)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link link = card(w);
	struct world_browser a = world_browser(1);
	struct at_form_result result;
	struct at_form_view view;
	const char *reader = "";

	world_begin(w, &link, &a, &view);
	CHECK_OK(w->s, world_post(w, link.due, &a, AT_FORM_SAVE, "strain=clear wish=other",
	    &result));
	CHECK_OK(w->s, at_action_form(w->call, link.due, a.hash, &view));
	CHECK_INT(1, view.answers.codes[at_instrument_item(view.instrument, "said")]);
	for (int i = 0; i < view.asking->n_fills; i++)
		if (strcmp(view.asking->fills[i].name, "reader") == 0)
			reader = view.asking->fills[i].value;
	CHECK_TEXT("Kai Nes", reader);
}

/* A parent's card asks nothing of the kind: the client's agreement is not the parent's. */
TEST(a_parent_is_asked_nothing_of_it)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_browser a = world_browser(1);
	struct world_link link;

	agree(w, "numbers", "next", "other");
	link = world_link(w, &w->a, w->a.client, "session", "parent", 0);
	world_send(w, &link, &a, "ease=5");
	CHECK_TEXT("therapist", told(w, link.due));
}

RUN_ALL(
    RUN_BOTH(what_was_agreed_holds_where_nothing_is_chosen),
    RUN_BOTH(what_was_agreed_is_shown_as_chosen),
    RUN_BOTH(what_was_agreed_for_somebody_who_is_gone_is_said_to_be_so),
    RUN_BOTH(a_choice_is_kept_for_the_cards_to_come_when_that_is_ticked),
    RUN_BOTH(a_wish_for_someone_else_is_followed_by_the_words),
    RUN_BOTH(a_parent_is_asked_nothing_of_it),
)
