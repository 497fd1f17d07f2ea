/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole pages against golden files, and what the door lets through. */
#include "check.h"
#include "action/signin.h"
#include "action/wording.h"
#include "support/door.h"
#include "support/golden.h"

static void
golden(struct door *d, int status, int got, const char *name)
{
	CHECK_INT(status, got);
	golden_check(at_printf(d->w->call->arena, "web/%s.html", name), d->body);
}

static const char *
form_path(struct world *w, at_id due, const char *rest)
{
	char id[AT_ID_ROOM];

	at_id_format(due, id);
	return at_printf(w->call->arena, "/f/%s%s", id, rest);
}

static struct world_link
session_card(struct world *w)
{
	world_as_operator(w, &w->a);
	world_add_session(w, &w->a, w->a.client, "2026-11-24 09:00", 50, "attended");
	return world_link(w, &w->a, w->a.client, "session", "client", 1);
}

TEST(the_clients_way)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link link = session_card(w);
	struct door *d = door_open(w);
	const char *token = at_printf(w->call->arena, "/m/%s", link.token);

	golden(d, 200, door_get(d, at_printf(w->call->arena, "%s?lang=nb", token)), "link-nb");
	golden(d, 200, door_get(d, token), "link");
	CHECK_INT(303, door_post(d, token, "lang=en"));
	CHECK_TEXT(form_path(w, link.due, ""), d->location);
	golden(d, 200, door_get(d, d->location), "form-1");
	CHECK_INT(303, door_post(d, form_path(w, link.due, ""),
	    "page=0&do=next&ease=5&understood=skip&worth=7"));
	CHECK_TEXT(form_path(w, link.due, "?page=1"), d->location);
	CHECK_INT(303, door_post(d, form_path(w, link.due, ""), "page=1&do=back&real=6"));
	CHECK_TEXT(form_path(w, link.due, "?page=0"), d->location);
	golden(d, 200, door_get(d, d->location), "form-1-again");
	golden(d, 200, door_get(d, form_path(w, link.due, "?page=3")), "form-4-strain");
	golden(d, 200, door_get(d, form_path(w, link.due, "?page=4")), "form-5-words");
	CHECK_INT(204, door_post(d, form_path(w, link.due, "/draft"), "page=4&words=hm"));
	CHECK_INT(303, door_post(d, form_path(w, link.due, ""), "page=4&do=next&words=hm"));
	CHECK_TEXT(form_path(w, link.due, "/thanks"), d->location);
	golden(d, 200, door_get(d, d->location), "thanks");
	CHECK_INT(303, door_get(d, form_path(w, link.due, "")));
	d->form = NULL;
	golden(d, 200, door_get(d, token), "link-sent");
	CHECK_INT(200, door_post(d, token, "lang=en"));
	CHECK_HAS("It was sent from another device.", d->body);
	golden(d, 404, door_get(d, "/m/AAAAAAAAAAAAAAAAAAAAAA"), "link-unknown");
}

TEST(the_next_form_is_offered_and_may_wait)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link link = session_card(w), next;
	struct door *d = door_open(w);

	next = world_link(w, &w->a, w->a.client, "readiness", "client", 0);
	CHECK_INT(303, door_post(d, at_printf(w->call->arena, "/m/%s", link.token), "lang=en"));
	CHECK_INT(303, door_post(d, form_path(w, link.due, ""), "page=4&do=next&words=hm"));
	golden(d, 200, door_get(d, d->location), "thanks-next");
	CHECK_INT(303, door_post(d, form_path(w, link.due, "/next"), "do=later"));
	CHECK_TEXT(form_path(w, link.due, "/thanks?later=1"), d->location);
	CHECK_INT(200, door_get(d, d->location));
	CHECK_HAS("You can close this page now.", d->body);
	CHECK_HAS_NOT("/next", d->body);
	CHECK_INT(303, door_post(d, form_path(w, link.due, "/next"), ""));
	CHECK_TEXT(form_path(w, next.due, ""), d->location);
	CHECK_INT(200, door_get(d, d->location));
	CHECK_INT(303, door_post(d, form_path(w, next.due, ""), "page=0&do=decline"));
	CHECK_INT(200, door_get(d, d->location));
	CHECK_HAS_NOT("/next", d->body);
	CHECK_INT(303, door_post(d, form_path(w, link.due, "/next"), ""));
	CHECK_TEXT(form_path(w, link.due, "/thanks"), d->location);
}

TEST(the_therapists_way)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	struct world_link card, reaction;
	char client[AT_ID_ROOM], due[AT_ID_ROOM];

	session_card(w);
	card = world_link(w, &w->a, w->a.client, "session", "therapist", 1);
	reaction = world_link(w, &w->a, w->a.client, "reaction", "therapist", 1);
	at_id_format(w->a.client, client);
	at_id_format(card.due, due);
	door_sign_in(d, &w->a, "ada");
	CHECK_INT(303, door_post(d, at_printf(w->call->arena, "/own/%s", due), ""));
	golden(d, 200, door_get(d, d->location), "own-card");
	CHECK_INT(303, door_post(d, form_path(w, card.due, ""), "page=0&do=next&strain=none"));
	golden(d, 200, door_get(d, d->location), "own-card-sent");
	CHECK_INT(303, door_post(d, form_path(w, card.due, "/next"), ""));
	CHECK_TEXT(form_path(w, reaction.due, ""), d->location);
	golden(d, 200, door_get(d, d->location), "own-reaction");
	CHECK_INT(303, door_post(d, form_path(w, reaction.due, ""), "page=0&do=next&self=6"));
	CHECK_TEXT(at_printf(w->call->arena, "/clients/%s", client), d->location);
}

TEST(a_late_card_says_so)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	struct world_link card;
	char due[AT_ID_ROOM], client[AT_ID_ROOM];

	session_card(w);
	card = world_link(w, &w->a, w->a.client, "session", "therapist", 1);
	at_id_format(card.due, due);
	world_clock(w, "2026-11-27 10:00");
	door_sign_in(d, &w->a, "ada");
	at_id_format(w->a.client, client);
	CHECK_INT(200, door_get(d, at_printf(w->call->arena, "/clients/%s", client)));
	CHECK_HAS("late since", d->body);
	CHECK_HAS(at_printf(w->call->arena, "action=\"/own/%s\"", due), d->body);
	CHECK_INT(303, door_post(d, at_printf(w->call->arena, "/own/%s", due), ""));
	CHECK_INT(200, door_get(d, d->location));
	CHECK_HAS("left out of comparisons", d->body);
	CHECK_INT(303, door_post(d, form_path(w, card.due, ""), "page=0&do=decline"));
	CHECK_INT(200, door_get(d, d->location));
	CHECK_HAS("data-leave", d->body);
}

TEST(a_therapy_is_turned_once_it_was_said_what_that_means)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	char client[AT_ID_ROOM];
	const char *path;

	at_id_format(w->a.client, client);
	path = at_printf(w->call->arena, "/clients/%s/episode", client);
	door_sign_in(d, &w->a, "ada");
	CHECK_INT(400, door_post(d, path, "do=hand-over"));
	CHECK_INT(400, door_post(d, path, "do=hand-over&to=nobody&sure=yes"));
	CHECK_INT(200, door_post(d, path, "do=end"));
	CHECK_HAS("name=\"sure\"", d->body);
	CHECK_INT(200, door_post(d, path, "do=hand-over&to=tor"));
	CHECK_INT(200, door_get(d, path));
	CHECK_INT(303, door_post(d, path, "do=hand-over&to=tor&sure=yes"));
	CHECK_INT(200, door_get(d, d->location));
	CHECK_INT(403, door_get(d, path));
	door_forget(d);
	door_sign_in(d, &w->a, "tor");
	CHECK_INT(303, door_post(d, path, "do=end&sure=yes"));
	CHECK_INT(200, door_get(d, path));
	CHECK_HAS("has ended", d->body);
	CHECK_INT(400, door_post(d, path, "do=end&sure=yes"));
}

TEST(what_was_agreed_stands_on_the_last_page)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link link = session_card(w);
	struct door *d = door_open(w);

	world_script(w, "INSERT INTO agreed (org, id, client, ratings, seen, said, at)"
	    " SELECT org, id, id, 'numbers', 'now', 'other', 1 FROM client");
	CHECK_INT(303, door_post(d, at_printf(w->call->arena, "/m/%s", link.token), "lang=en"));
	CHECK_INT(200, door_get(d, form_path(w, link.due, "?page=4")));
	CHECK_HAS("<dt>Who may see my ratings?</dt><dd>in anonymous totals only</dd>", d->body);
	CHECK_HAS("<dd>Kai Nes</dd>", d->body);
	CHECK_HAS("Kai Nes can see it at once", d->body);
	CHECK_HAS("value=\"numbers\" checked", d->body);
	world_script(w, "UPDATE contact SET staff = NULL");
	CHECK_INT(200, door_get(d, form_path(w, link.due, "?page=4")));
	CHECK_HAS("Nobody else can just now", d->body);
	CHECK_HAS("Ada Berg can see it at once", d->body);
}

TEST(a_safety_answer)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link link = world_link(w, &w->a, w->a.client, "phq-9", "client", 0);
	struct door *d = door_open(w);

	CHECK_INT(303, door_post(d, at_printf(w->call->arena, "/m/%s", link.token), "lang=en"));
	golden(d, 200, door_get(d, form_path(w, link.due, "?page=2")), "phq-9-3");
	golden(d, 200, door_post(d, form_path(w, link.due, ""), "page=2&do=next&9=1"), "crisis");
	CHECK_INT(200, door_post(d, form_path(w, link.due, "/draft"), "page=2&9=3"));
	CHECK_HAS("Vera", d->body);             /* who has been told */
	CHECK_INT(204, door_post(d, form_path(w, link.due, "/draft"), "page=2&9=3"));
	CHECK_INT(303, door_post(d, form_path(w, link.due, "/call"), "page=3&call_me_on=5"));
	CHECK_TEXT(form_path(w, link.due, "?page=3"), d->location);
	CHECK_INT(303, door_post(d, form_path(w, link.due, ""), "page=3&do=next&10=0"));
	golden(d, 200, door_get(d, d->location), "thanks-after-safety");
	golden(d, 200, door_get(d, "/help?site=main"), "help");

	door_sign_in(d, &w->a, "ada");
	golden(d, 200, door_get(d, "/clients"), "clients");
	CHECK_INT(200, door_get(d, "/banner"));
	CHECK_HAS("Several days", d->body);
	CHECK_HAS("May be called on 5.", d->body);
}

TEST(the_banner_tells_a_number_that_came_after_the_answer)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link link = world_link(w, &w->a, w->a.client, "phq-9", "client", 0);
	struct door *client = door_open(w), *staff = door_open(w);
	const char *etag;

	CHECK_INT(303, door_post(client, at_printf(w->call->arena, "/m/%s", link.token),
	    "lang=en"));
	CHECK_INT(200, door_post(client, form_path(w, link.due, "/draft"), "page=2&9=1"));
	door_sign_in(staff, &w->a, "ada");
	CHECK_INT(200, door_get(staff, "/banner"));
	etag = staff->etag;
	CHECK_INT(200, door_get(staff, "/banner"));
	CHECK_TEXT(etag, staff->etag);
	CHECK_INT(303, door_post(client, form_path(w, link.due, "/call"), "page=3&call_me_on=5"));
	CHECK_INT(200, door_get(staff, "/banner"));
	CHECK_HAS("May be called on 5.", staff->body);
	CHECK(strcmp(etag, staff->etag) != 0);
}

TEST(a_safety_answer_stands_on_every_page_of_the_client)
{
	static const char *const pages[] = { "", "/plan", "/consents", "/episode", "/own-page" };
	struct world *w = world_open(support_begin(state_), false);
	struct world_link link = world_link(w, &w->a, w->a.client, "phq-9", "client", 0);
	struct door *client = door_open(w), *staff = door_open(w);
	char id[AT_ID_ROOM];

	CHECK_INT(303, door_post(client, at_printf(w->call->arena, "/m/%s", link.token),
	    "lang=en"));
	CHECK_INT(200, door_post(client, form_path(w, link.due, "/draft"), "page=2&9=1"));
	door_sign_in(staff, &w->a, "ada");
	at_id_format(w->a.client, id);
	for (size_t i = 0; i < AT_COUNT(pages); i++) {
		CHECK_INT(200, door_get(staff, at_printf(w->call->arena, "/clients/%s%s", id,
		    pages[i])));
		CHECK_HAS("Several days", staff->body);
		CHECK_HAS(at_printf(w->call->arena, "/banner?client=%s", id), staff->body);
		CHECK_HAS("staff.js", staff->body);
	}
}

TEST(someone_else_is_offered_where_there_is_somebody)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link link = session_card(w);
	struct door *d = door_open(w);

	CHECK_INT(303, door_post(d, at_printf(w->call->arena, "/m/%s", link.token), "lang=en"));
	CHECK_INT(200, door_get(d, form_path(w, link.due, "?page=4")));
	CHECK_HAS("name=\"said\"", d->body);
	CHECK_HAS_NOT("rather talk with someone else:", d->body);
	world_script(w, "UPDATE contact SET staff = NULL, name = 'the Ombud'");
	CHECK_INT(200, door_get(d, form_path(w, link.due, "?page=4")));
	CHECK_HAS_NOT("name=\"said\"", d->body);
	CHECK_HAS("name=\"words\"", d->body);
	CHECK_HAS("If you would rather talk with someone else: the Ombud.", d->body);
	CHECK_INT(200, door_get(d, form_path(w, link.due, "?page=3")));
	CHECK_HAS("value=\"know\"", d->body);
	CHECK_HAS_NOT("value=\"other\"", d->body);
	CHECK_HAS("If you would rather talk with someone else: the Ombud.", d->body);
}

TEST(one_client)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	struct world_browser client = world_browser(1);
	struct world_link card = session_card(w), phq;
	char id[AT_ID_ROOM];

	world_link(w, &w->a, w->a.client, "session", "therapist", 1);
	world_clock(w, "2026-11-24 09:05");
	phq = world_link(w, &w->a, w->a.client, "phq-9", "client", 1);
	world_send(w, &phq, &client, "1=3 2=2 3=1 4=2 5=0 6=1 7=1 8=0 9=0");
	world_clock(w, "2026-11-24 10:00");
	world_send(w, &card, &client,
	    "ease=6 understood=5 worth=6 real=6 bond=5 share=6 goal=5 way=5 step=6 "
	    "strain=small about=way wish=you words=slower");
	door_sign_in(d, &w->a, "ada");
	at_id_format(w->a.client, id);
	golden(d, 200, door_get(d, at_printf(w->call->arena, "/clients/%s", id)), "client");
	CHECK_HAS_NOT("5.6", d->body);          /* sealed: only one side is in */
	golden(d, 200, door_get(d, "/password"), "password");
	d->login = NULL;
	golden(d, 200, door_get(d, "/sign-in"), "sign-in");
	golden(d, 404, door_get(d, "/nowhere"), "nowhere");
}

static const char sql_unread[] = "SELECT a.answer FROM addressed a WHERE a.client = $1 AND"
    " NOT EXISTS (SELECT 1 FROM said_read r WHERE r.org = a.org AND r.answer = a.answer)"
    " ORDER BY a.answer LIMIT 1";

TEST(the_catalogue_shows_what_is_behind_an_instrument)
{
	static const char own[] = "name = WAI-SR\nitem.1 = Our licensed words\n";
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	int n;

	door_sign_in(d, &w->a, "adi");
	golden(d, 200, door_get(d, "/instruments"), "instruments");
	golden(d, 200, door_get(d, "/instruments/phq-9"), "instrument-phq-9");
	golden(d, 200, door_get(d, "/instruments/core-10?lang=nb"), "instrument-core-10-nb");
	CHECK_INT(404, door_get(d, "/instruments/phq9"));
	CHECK_INT(200, door_get(d, "/instruments/wai-sr"));
	CHECK_HAS("The words are not loaded.", d->body);
	CHECK_HAS("<code>attune instrument text wai-sr wai-sr.en.txt</code>", d->body);
	world_as_operator(w, &w->a);
	CHECK_INT(AT_OK, at_action_wording_load(w->call, "wai-sr", "wai-sr.en.txt", own,
	    sizeof own - 1, &n));
	CHECK_INT(200, door_get(d, "/instruments/wai-sr"));
	CHECK_HAS("Our licensed words", d->body);
	CHECK_HAS("The words are not loaded.", d->body);
}

TEST(the_plan_of_a_client_and_of_the_clinic)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	char id[AT_ID_ROOM], site[AT_ID_ROOM];
	const char *path;

	at_id_format(w->a.client, id);
	at_id_format(w->a.main, site);
	path = at_printf(w->call->arena, "/clients/%s/plan", id);
	door_sign_in(d, &w->a, "adi");
	golden(d, 200, door_get(d, "/plan"), "plan");
	CHECK_INT(303, door_post(d, at_printf(w->call->arena, "/plan?site=%s", site),
	    "plan=before&do=off"));
	CHECK_HAS("#row-before", d->location);
	CHECK_INT(200, door_get(d, at_printf(w->call->arena, "/plan?site=%s", site)));
	CHECK_HAS("Switched off for ", d->body);
	door_forget(d);
	door_sign_in(d, &w->a, "ada");
	CHECK_INT(303, door_post(d, path, "plan=before&do=on"));
	golden(d, 200, door_get(d, path), "plan-client");
	CHECK_INT(404, door_post(d, path, "plan=before&do=perhaps"));
	CHECK_INT(303, door_post(d, path, "do=stop"));
	CHECK_INT(200, door_get(d, path));
	CHECK_HAS("asks for no more cards", d->body);
	CHECK_INT(303, door_post(d, path, "do=go-on"));
}

TEST(what_a_client_said_on_paper_is_recorded)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	char id[AT_ID_ROOM];
	const char *path;

	at_id_format(w->a.client, id);
	path = at_printf(w->call->arena, "/clients/%s/consents", id);
	door_sign_in(d, &w->a, "ada");
	CHECK_INT(200, door_get(d, path));
	CHECK_HAS_NOT("checked", d->body);      /* nothing is chosen beforehand */
	CHECK_INT(303, door_post(d, path, "purpose=research&version=2026-02&answer=yes"));
	CHECK_INT(303, door_post(d, path, "purpose=measuring&version=&answer=no"));
	CHECK_INT(400, door_post(d, path, "purpose=research&version=of%20Nora&answer=yes"));
	CHECK_HAS("That did not work", d->body);
	CHECK_INT(400, door_post(d, path, "answer=yes"));
	golden(d, 200, door_get(d, path), "consents");
	CHECK_INT(200, door_get(d, at_printf(w->call->arena, "/clients/%s/plan", id)));
	CHECK_HAS("asks for no more cards", d->body);
	CHECK_INT(303, door_post(d, "/account", "do=research-yes"));
	CHECK_TEXT("/account#research", d->location);
	CHECK_INT(200, door_get(d, "/account"));
	CHECK_HAS("You said yes on", d->body);
	CHECK_INT(303, door_post(d, "/account", "do=research-no"));
	CHECK_INT(200, door_get(d, "/account"));
	CHECK_HAS("You said no on", d->body);
	door_forget(d);
	door_sign_in(d, &w->a, "adi");
	CHECK_INT(200, door_get(d, "/account"));
	CHECK_HAS_NOT("research", d->body);
	CHECK_INT(403, door_post(d, "/account", "do=research-yes"));
}

TEST(said_to_the_contact_person)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	struct world_browser client = world_browser(1);
	struct world_link card = session_card(w);
	char id[AT_ID_ROOM];

	world_send(w, &card, &client, "strain=clear about=bond wish=other words=psst");
	card = world_link(w, &w->a, w->a.client, "session", "client", 1);
	world_send(w, &card, &client, "said=other words=hush");
	door_sign_in(d, &w->a, "kai");
	CHECK_INT(200, door_get(d, "/said"));
	CHECK_HAS_NOT("psst", d->body);
	at_id_format(world_count(w, sql_unread, w->a.client), id);
	CHECK_INT(303, door_post(d, at_printf(w->call->arena, "/said/%s", id), ""));
	CHECK_TEXT("/said", d->location);
	golden(d, 200, door_get(d, "/said"), "said");
	CHECK_HAS("psst", d->body);
	CHECK_HAS_NOT("hush", d->body);
}

TEST(an_address_is_handed_out)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	char id[AT_ID_ROOM];
	const char *path;

	session_card(w);
	at_id_format(w->a.client, id);
	path = at_printf(w->call->arena, "/clients/%s/link", id);
	door_sign_in(d, &w->a, "ada");
	CHECK_INT(200, door_post(d, path, "party=client"));    /* its address is random */
	CHECK_HAS("A link for Chris Client", d->body);
	CHECK_HAS("<svg class=\"qr\"", d->body);
	CHECK_HAS(at_printf(w->call->arena, "value=\"%s/m/", w->house.public_url), d->body);
	CHECK_HAS("<dt>Session card</dt><dd>open until Thursday 09:50</dd>", d->body);
	CHECK_INT(200, door_post(d, path, "party=parent"));
	CHECK_HAS("Nothing is open to be filled in just now.", d->body);
}

TEST(opening_what_was_said_leads_back_to_the_client)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	char id[AT_ID_ROOM];

	at_id_format(w->a.client, id);
	door_sign_in(d, &w->a, "ada");
	CHECK_INT(303, door_post(d, at_printf(w->call->arena, "/clients/%s/said/0", id), ""));
	CHECK_TEXT(at_printf(w->call->arena, "/clients/%s#said", id), d->location);
}

TEST(opening_an_address_changes_nothing)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link link = session_card(w);
	struct door *d = door_open(w);
	int64_t audit = world_count(w, "SELECT count(*) FROM audit WHERE org <> $1", 0);

	CHECK_INT(200, door_get(d, at_printf(w->call->arena, "/m/%s", link.token)));
	CHECK_INT(200, door_get(d, "/once/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
	CHECK(d->form == NULL && d->login == NULL);
	CHECK_INT(0, world_count(w, "SELECT count(*) FROM device WHERE due = $1", link.due));
	CHECK_INT(audit, world_count(w, "SELECT count(*) FROM audit WHERE org <> $1", 0));
}

TEST(a_change_must_come_from_a_page_of_ours)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link link = session_card(w);
	struct door *d = door_open(w);
	const char *path = at_printf(w->call->arena, "/m/%s", link.token);

	d->origin = "http://evil.example";
	CHECK_INT(403, door_post(d, path, "lang=en"));
	d->origin = NULL;
	CHECK_INT(403, door_post(d, path, "lang=en"));
	d->origin = w->house.public_url;
	d->token = "AAAAAAAAAAAAAAAAAAAAAA";
	CHECK_INT(403, door_post(d, path, "lang=en"));
	d->token = "";
	CHECK_INT(403, door_post(d, path, "lang=en"));
	CHECK(d->form == NULL);
	CHECK_INT(0, world_count(w, "SELECT count(*) FROM device WHERE due = $1", link.due));
	d->token = NULL;
	CHECK_INT(303, door_post(d, path, "lang=en"));
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM device WHERE due = $1", link.due));
}

TEST(signing_in_and_out_renews_what_the_browser_holds)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	const char *before = d->visit, *url;

	world_as_operator(w, &w->a);
	CHECK_INT(AT_OK, at_action_make_once(w->call, w->a.staff[WORLD_THERAPIST], &url));
	CHECK_INT(303, door_post(d, strchr(url + 8, '/'), ""));
	CHECK_TEXT("/password", d->location);
	CHECK(d->login != NULL && strcmp(before, d->visit) != 0);
	before = d->visit;
	CHECK_INT(200, door_get(d, "/clients"));
	CHECK_INT(410, door_post(d, strchr(url + 8, '/'), ""));
	CHECK_INT(303, door_post(d, "/sign-out", ""));
	CHECK(d->login == NULL);
	CHECK_INT(303, door_get(d, "/clients"));
	CHECK_TEXT("/sign-in", d->location);
	CHECK(strcmp(before, d->visit) != 0);
}

RUN_ALL(
    RUN_SQLITE(the_clients_way),
    RUN_SQLITE(the_next_form_is_offered_and_may_wait),
    RUN_SQLITE(the_therapists_way),
    RUN_BOTH(a_late_card_says_so),
    RUN_BOTH(a_therapy_is_turned_once_it_was_said_what_that_means),
    RUN_BOTH(what_was_agreed_stands_on_the_last_page),
    RUN_SQLITE(a_safety_answer),
    RUN_SQLITE(the_banner_tells_a_number_that_came_after_the_answer),
    RUN_SQLITE(a_safety_answer_stands_on_every_page_of_the_client),
    RUN_SQLITE(someone_else_is_offered_where_there_is_somebody),
    RUN_SQLITE(one_client),
    RUN_BOTH(an_address_is_handed_out),
    RUN_SQLITE(the_catalogue_shows_what_is_behind_an_instrument),
    RUN_SQLITE(the_plan_of_a_client_and_of_the_clinic),
    RUN_SQLITE(what_a_client_said_on_paper_is_recorded),
    RUN_SQLITE(said_to_the_contact_person),
    RUN_BOTH(opening_what_was_said_leads_back_to_the_client),
    RUN_BOTH(opening_an_address_changes_nothing),
    RUN_BOTH(a_change_must_come_from_a_page_of_ours),
    RUN_BOTH(signing_in_and_out_renews_what_the_browser_holds),
)
