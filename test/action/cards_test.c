/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smaller cards from link to reader, and the therapist's own on one page. */
#include "action/client_view.h"
#include "action/said.h"
#include "action/saying.h"
#include "action/wording.h"
#include "support/door.h"

static struct world_link
card(struct world *w, const char *instrument, const char *form)
{
	world_as_operator(w, &w->a);
	return world_link(w, &w->a, w->a.client, instrument, form, 1);
}

static struct world *
open_with_session(void **state)
{
	struct world *w = world_open(support_begin(state), false);

	world_as_operator(w, &w->a);
	world_add_session(w, &w->a, w->a.client, "2026-11-24 10:00", 50, "attended");
	world_add_session(w, &w->a, w->a.client, "2026-12-01 10:00", 50, "planned");
	return w;
}

/* What the therapist and the contact person read of the one answer. */
static struct at_saying
told(struct world *w, enum world_role role)
{
	struct at_client_view view;
	struct at_said_row *rows;
	int n;

	world_as(w, &w->a, role);
	if (role == WORLD_CONTACT) {
		CHECK_OK(w->s, at_action_said(w->call, &rows, &n));
		for (int i = 0; i < n; i++)
			CHECK_OK(w->s, at_action_said_read(w->call, rows[i].answer));
		CHECK_OK(w->s, at_action_said(w->call, &rows, &n));
		return n == 0 ? (struct at_saying){ .strain = "", .about = "", .wish = "",
			.words = "" } : rows[0].saying;
	}
	CHECK_OK(w->s, at_action_view_client(w->call, w->a.client, &view));
	return view.n_sayings == 0 ? (struct at_saying){ .strain = "", .about = "", .wish = "",
		.words = "" } : view.sayings[0];
}

static double
course_value(struct world *w, const char *instrument)
{
	struct at_client_view view;

	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_view_client(w->call, w->a.client, &view));
	for (int i = 0; i < view.n_courses; i++)
		if (strcmp(view.courses[i].instrument->id, instrument) == 0)
			return view.courses[i].points[view.courses[i].n_points - 1].value;
	return NAN;
}

TEST(harm_is_heard_by_the_therapist_unless_it_is_told_to_someone_else)
{
	struct world *w = open_with_session(state_);
	struct world_browser one = world_browser(1), two = world_browser(2);
	struct world_link link;
	struct at_saying said;

	world_clock(w, "2026-11-24 11:00");
	link = card(w, "satisfaction", "client");
	world_send(w, &link, &one, "worth=3 frame=3 heard=3 life=4 harm=untold words=so_so");
	said = told(w, WORLD_THERAPIST);
	CHECK_TEXT("Yes, and we have not", said.strain);
	CHECK_TEXT("so_so", said.words);
	CHECK_TEXT("", told(w, WORLD_CONTACT).strain);
	CHECK_NEAR(3.25, course_value(w, "satisfaction"), 1e-12);

	world_clock(w, "2026-11-24 11:30");
	link = card(w, "satisfaction", "client");
	world_send(w, &link, &two, "worth=5 frame=5 heard=5 life=5 harm=other words=to_you");
	CHECK_TEXT("so_so", told(w, WORLD_THERAPIST).words);    /* the older one alone */
	said = told(w, WORLD_CONTACT);
	CHECK_TEXT("I would rather tell someone else here", said.strain);
	CHECK_TEXT("to_you", said.words);
	CHECK_NEAR(5, course_value(w, "satisfaction"), 1e-12);
}

static const char weighing[] = "time=leaving money=clearly way=no care=no strength=no eyes=no"
    " fit=no sense=no after=no us=clearly";

TEST(what_keeps_somebody_from_coming_is_told_in_words)
{
	struct world *w = open_with_session(state_);
	struct world_browser browser = world_browser(1);
	struct world_link link = card(w, "barriers", "client");
	struct at_saying said;

	world_send(w, &link, &browser, at_printf(w->call->arena, "%s wish=I words=evenings",
	    weighing));
	said = told(w, WORLD_THERAPIST);
	CHECK_TEXT("Finding the time: work, school, opening hours; "
	    "Something between the therapist and me", said.about);
	CHECK_TEXT("I want to bring it up myself", said.wish);
	CHECK_TEXT("evenings", said.words);
	CHECK_NEAR(3, course_value(w, "barriers"), 0);
	CHECK_TEXT("", told(w, WORLD_CONTACT).about);
}

TEST(what_is_between_them_stays_hidden_when_it_is_for_someone_else)
{
	struct world *w = open_with_session(state_);
	struct world_browser browser = world_browser(1);
	struct world_link link = card(w, "barriers", "client");
	struct at_saying said;

	world_send(w, &link, &browser, at_printf(w->call->arena, "%s wish=other words=evenings",
	    weighing));
	said = told(w, WORLD_THERAPIST);
	CHECK_TEXT("Finding the time: work, school, opening hours", said.about);
	CHECK_TEXT("", said.wish);
	CHECK_TEXT("", said.words);
	CHECK_NEAR(2, course_value(w, "barriers"), 0);          /* without the tenth */
	said = told(w, WORLD_CONTACT);
	CHECK_TEXT("Something between the therapist and me", said.about);
	CHECK_TEXT("I would rather talk with someone else here", said.wish);
	CHECK_TEXT("evenings", said.words);
}

/* Twelve taps: open it, nine statements, the question about strain, send. */
TEST(the_therapists_own_cards_are_one_page)
{
	static const char *const ids[] = { "session", "reaction" };
	struct world *w = open_with_session(state_);
	struct world_browser browser = world_browser(1);

	world_clock(w, "2026-11-24 11:00");
	for (size_t i = 0; i < AT_COUNT(ids); i++) {
		struct world_link link = card(w, ids[i], "therapist");
		struct at_form_view view;
		struct at_form_result result;

		world_as(w, &w->a, WORLD_THERAPIST);
		CHECK_OK(w->s, at_action_begin_own(w->call, link.due, "en", browser.hash, &view));
		CHECK_INT(1, view.n_pages);
		CHECK_INT(AT_OK, world_post(w, link.due, &browser, AT_FORM_NEXT, i == 0
		    ? "ease=5 understood=5 worth=5 real=5 bond=5 share=5 goal=5 way=5 step=5"
		    " strain=none"
		    : "present=5 away=1 role=3 roles=judge roles=rival standin=1 self=5 outside=2",
		    &result));
		CHECK_INT(AT_FORM_SENT, result.view.stand);
	}
	CHECK_INT(0, world_count(w, "SELECT count(*) FROM draft WHERE $1 = $1", 0));
}

TEST(the_reaction_card_says_that_it_is_for_the_author_alone)
{
	struct world *w = open_with_session(state_);
	struct door *d = door_open(w);
	struct world_link link;
	char id[AT_ID_ROOM];

	world_clock(w, "2026-11-24 11:00");
	link = card(w, "reaction", "therapist");
	at_id_format(link.due, id);
	door_sign_in(d, &w->a, "ada");
	CHECK_INT(303, door_post(d, at_printf(w->call->arena, "/own/%s", id), ""));
	CHECK_INT(200, door_get(d, d->location));
	CHECK_HAS("Nobody else sees this unless you release it. In some places the law", d->body);
	CHECK_HAS("name=\"outside\"", d->body);
	CHECK_HAS("the one who fails", d->body);
	CHECK_HAS("data-after=\"role\" data-values=\"2 3 4 5 6 7\"", d->body);
	CHECK_HAS_NOT("Page 1 of 1", d->body);
}

/* ---- instruments that come without their wording ---- */

static enum at_status
try_link(struct world *w, const char *instrument)
{
	const struct at_new_link new = { .client = w->a.client, .instrument = instrument,
		.session = 2 };
	struct at_made_link made;

	world_as_operator(w, &w->a);
	return at_action_link_make(w->call, &new, &made);
}

TEST(a_form_without_wording_is_not_sent)
{
	struct world *w = open_with_session(state_);
	int n;

	CHECK_INT(AT_INVALID, try_link(w, "ors"));
	CHECK_TEXT("ors has no wording here (item.1): load the text the clinic has a licence for "
	    "with: attune instrument text ors ors.en.txt", w->call->err->text);
	world_clear(w);
	CHECK_OK(w->s, at_action_wording_load(w->call, "ors", "ors.en.txt",
	    "item.1 = One\nitem.2 = Two\nitem.3 = Three", 39, &n));
	CHECK_INT(AT_INVALID, try_link(w, "ors"));
	CHECK_HAS("(item.4)", w->call->err->text);
	world_clear(w);
	CHECK_INT(AT_INVALID, try_link(w, "sai"));
	CHECK_HAS("sai has no wording here", w->call->err->text);
	world_clear(w);
}

TEST(a_line_is_answered_in_tenths)
{
	static const char words[] = "item.1 = One\nitem.2 = Two\nitem.3 = Three\n"
	    "item.4 = Four\nitem.1.low = bad\nitem.1.high = good\n";
	struct world *w = open_with_session(state_);
	struct door *d = door_open(w);
	struct world_link link;
	char id[AT_ID_ROOM];
	const char *path;
	int n;

	world_as_operator(w, &w->a);
	CHECK_OK(w->s, at_action_wording_load(w->call, "ors", "ors.en.txt", words,
	    sizeof words - 1, &n));
	link = world_link(w, &w->a, w->a.client, "ors", "client", 2);
	world_clock(w, "2026-12-01 09:00");
	at_id_format(link.due, id);
	path = at_printf(w->call->arena, "/f/%s", id);
	CHECK_INT(303, door_post(d, at_printf(w->call->arena, "/m/%s", link.token), "lang=en"));
	CHECK_INT(200, door_get(d, path));
	CHECK_HAS("From 0 (bad) to 10 (good)", d->body);
	CHECK_HAS("inputmode=\"decimal\"", d->body);
	CHECK_INT(400, door_post(d, path, "page=0&do=next&1=10.1&2=5"));
	CHECK_HAS("Please give a number from 0 to 10", d->body);
	CHECK_INT(400, door_post(d, path, "page=0&do=next&1=7.55"));
	CHECK_INT(400, door_post(d, path, "page=0&do=next&1=."));
	CHECK_INT(303, door_post(d, path, "page=0&do=next&1=7.5&2=10&3=0,1&4=6"));
	CHECK_NEAR(23.6, course_value(w, "ors"), 1e-12);
}

RUN_ALL(
    RUN_BOTH(harm_is_heard_by_the_therapist_unless_it_is_told_to_someone_else),
    RUN_BOTH(what_keeps_somebody_from_coming_is_told_in_words),
    RUN_BOTH(what_is_between_them_stays_hidden_when_it_is_for_someone_else),
    RUN_BOTH(the_therapists_own_cards_are_one_page),
    RUN_BOTH(a_form_without_wording_is_not_sent),
    RUN_BOTH(a_line_is_answered_in_tenths),
    RUN_BOTH(the_reaction_card_says_that_it_is_for_the_author_alone),
)
