/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was said is opened by those it was said to, and that is kept. */
#include "action/client_view.h"
#include "action/said.h"
#include "store/said.h"
#include "support/world.h"

static const char sql_reads[] = "SELECT count(*) FROM said_read WHERE client = $1";
static const char sql_looks[] =
    "SELECT count(*) FROM audit WHERE client = $1 AND verb = 'view' AND resource = 'words'";
static const char sql_seen_first[] = "SELECT seen_first FROM answer WHERE due = $1";

struct hour {
	at_id client, session;
	struct world_link card, own;
};

/* An hour that is over, with both cards due. */
static struct hour
hour_of(struct world *w, const char *name)
{
	struct hour h = { .client = world_add_client(w, &w->a, name) };

	h.session = world_add_session(w, &w->a, h.client, "2026-11-24 09:00", 50, "attended");
	h.card = world_link(w, &w->a, h.client, "session", NULL, 1);
	h.own = world_link(w, &w->a, h.client, "session", "therapist", 1);
	return h;
}

static void
client_says(struct world *w, const struct hour *h, const char *inputs)
{
	struct world_browser phone = world_browser((int)(h->card.due & 0x3f));

	world_send(w, &h->card, &phone, inputs);
}

static void
therapist_sends(struct world *w, const struct hour *h)
{
	struct world_browser desk = world_browser(200);

	world_as(w, &w->a, WORLD_THERAPIST);
	world_send(w, &h->own, &desk, "ease=5 strain=none");
}

static enum at_status
open_said(struct world *w, enum world_role role, const struct hour *h)
{
	world_as(w, &w->a, role);
	return at_action_said_open(w->call, h->client, h->session);
}

TEST(a_card_sent_after_opening_what_was_said_is_marked)
{
	struct world *w = world_open(support_begin(state_), false);
	struct hour h = hour_of(w, "Said");

	client_says(w, &h, "ease=5 strain=small words=slower");
	CHECK_OK(w->s, open_said(w, WORLD_THERAPIST, &h));
	CHECK_OK(w->s, open_said(w, WORLD_THERAPIST, &h));
	CHECK_INT(1, world_count(w, sql_reads, h.client));
	CHECK_INT(2, world_count(w, sql_looks, h.client));
	therapist_sends(w, &h);
	CHECK_INT(1, world_count(w, sql_seen_first, h.own.due));
	CHECK_INT(0, world_count(w, sql_seen_first, h.card.due));
}

TEST(a_card_sent_before_is_not)
{
	struct world *w = world_open(support_begin(state_), false);
	struct hour h = hour_of(w, "Said");

	client_says(w, &h, "ease=5 strain=small words=slower");
	therapist_sends(w, &h);
	CHECK_OK(w->s, open_said(w, WORLD_THERAPIST, &h));
	CHECK_INT(1, world_count(w, sql_reads, h.client));
	CHECK_INT(0, world_count(w, sql_seen_first, h.own.due));
}

TEST(what_was_said_of_another_hour_marks_nothing)
{
	struct world *w = world_open(support_begin(state_), false);
	struct hour h = hour_of(w, "Said"), other = h;

	client_says(w, &h, "ease=5 strain=small");
	other.session = world_add_session(w, &w->a, h.client, "2026-11-24 08:00", 50, "attended");
	other.own = world_link(w, &w->a, h.client, "session", "therapist", 2);
	CHECK_OK(w->s, open_said(w, WORLD_THERAPIST, &h));
	therapist_sends(w, &other);
	CHECK_INT(0, world_count(w, sql_seen_first, other.own.due));
}

/* What the therapist may know of an hour about which nothing was said to them. */
static void
check_silent(struct world *w, const char *inputs)
{
	struct hour h = hour_of(w, inputs);
	struct at_client_view view;

	client_says(w, &h, inputs);
	CHECK_OK(w->s, open_said(w, WORLD_THERAPIST, &h));
	CHECK_INT(0, world_count(w, sql_reads, h.client));
	CHECK_INT(0, world_count(w, sql_looks, h.client));
	therapist_sends(w, &h);
	CHECK_INT(0, world_count(w, sql_seen_first, h.own.due));
	CHECK_OK(w->s, at_action_view_client(w->call, h.client, &view));
	for (int i = 0; i < view.n_sayings; i++)
		CHECK_TEXT("therapist", view.sayings[i].who);
}

TEST(what_was_said_to_someone_else_looks_like_nothing_said)
{
	struct world *w = world_open(support_begin(state_), false);

	check_silent(w, "ease=5 strain=none");
	check_silent(w, "ease=5");
	check_silent(w, "ease=5 strain=clear about=bond wish=other words=help");
	check_silent(w, "ease=5 strain=small said=other words=help");
}

TEST(nobody_but_the_therapist_opens_it)
{
	struct world *w = world_open(support_begin(state_), false);
	struct hour h = hour_of(w, "Said");

	client_says(w, &h, "ease=5 strain=small words=slower");
	for (int role = 0; role < WORLD_ROLES; role++) {
		if (role == WORLD_THERAPIST)
			continue;
		CHECK_INT(AT_DENIED, open_said(w, (enum world_role)role, &h));
		world_clear(w);
	}
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_INT(AT_NOT_FOUND, at_action_said_open(w->call, h.client, w->a.client));
	CHECK_INT(0, world_count(w, sql_reads, h.client));
}

TEST(a_therapist_who_took_over_opens_nothing_of_the_hour_before)
{
	struct world *w = world_open(support_begin(state_), false);
	struct hour h = hour_of(w, "Said");

	client_says(w, &h, "ease=5 strain=small words=slower");
	world_as_operator(w, &w->a);
	world_clock(w, "2026-11-24 11:00");
	CHECK_OK(w->s, at_action_change_therapist(w->call, h.client, "tor"));
	world_clock(w, "2026-11-24 12:00");
	CHECK_OK(w->s, open_said(w, WORLD_NEXT, &h));
	CHECK_INT(0, world_count(w, sql_reads, h.client));
	CHECK_OK(w->s, open_said(w, WORLD_THERAPIST, &h));
	CHECK_INT(1, world_count(w, sql_reads, h.client));
}

/* ---- the contact person ---------------------------------------------------- */

TEST(the_contact_person_opens_what_is_new_and_finds_it_first)
{
	struct world *w = world_open(support_begin(state_), false);
	struct hour one = hour_of(w, "One"), two = hour_of(w, "Two");
	struct at_said_row *rows;
	int n;

	client_says(w, &one, "strain=clear wish=other words=first");
	client_says(w, &two, "words=second said=other");
	world_as(w, &w->a, WORLD_CONTACT);
	CHECK_OK(w->s, at_action_said(w->call, &rows, &n));
	CHECK_INT(2, n);
	CHECK_TEXT("Two", rows[0].client_name);
	CHECK(!rows[0].read && !rows[1].read);
	CHECK_TEXT("", rows[0].saying.words);
	CHECK_TEXT("", rows[1].saying.strain);
	CHECK_OK(w->s, at_action_said_read(w->call, rows[0].answer));
	CHECK_OK(w->s, at_action_said(w->call, &rows, &n));
	CHECK_TEXT("One", rows[0].client_name);
	CHECK(!rows[0].read && rows[1].read);
	CHECK_TEXT("second", rows[1].saying.words);
}

TEST(only_what_was_said_to_the_contact_person_can_be_read)
{
	struct world *w = world_open(support_begin(state_), false);
	struct hour h = hour_of(w, "One");
	at_id answer;

	client_says(w, &h, "strain=clear words=for_ada");
	answer = world_count(w, "SELECT id FROM answer WHERE due = $1", h.card.due);
	world_as(w, &w->a, WORLD_CONTACT);
	CHECK_INT(AT_NOT_FOUND, at_action_said_read(w->call, answer));
	world_clear(w);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_INT(AT_DENIED, at_action_said_read(w->call, answer));
	CHECK_INT(0, world_count(w, sql_reads, h.client));
}

RUN_ALL(
    RUN_BOTH(a_card_sent_after_opening_what_was_said_is_marked),
    RUN_BOTH(a_card_sent_before_is_not),
    RUN_BOTH(what_was_said_of_another_hour_marks_nothing),
    RUN_BOTH(what_was_said_to_someone_else_looks_like_nothing_said),
    RUN_BOTH(nobody_but_the_therapist_opens_it),
    RUN_BOTH(a_therapist_who_took_over_opens_nothing_of_the_hour_before),
    RUN_BOTH(the_contact_person_opens_what_is_new_and_finds_it_first),
    RUN_BOTH(only_what_was_said_to_the_contact_person_can_be_read),
)
