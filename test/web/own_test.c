/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client's own page as a browser meets it: made in the clinic, opened with a PIN, read,
 * changed, taken away, left.  Whole pages against golden files. */
#include "check.h"
#include "action/own_page.h"
#include "action/together.h"
#include "support/door.h"
#include "support/golden.h"

static void
golden(struct door *d, int status, int got, const char *name)
{
	CHECK_INT(status, got);
	golden_check(at_printf(d->w->call->arena, "web/%s.html", name), d->body);
}

static const char *
path_of(struct world *w, const char *before, at_id id, const char *after)
{
	char text[AT_ID_ROOM];

	at_id_format(id, text);
	return at_printf(w->call->arena, "%s%s%s", before, text, after);
}

/* The address between quotation marks on the therapist's page: its path. */
static const char *
address_on(struct door *d)
{
	const char *at = strstr(d->body, "/me/");

	CHECK(at != NULL);
	return at_strndup(d->w->call->arena, at, strcspn(at, "\""));
}

static const char *
token_of(const char *address)
{
	return address + strlen("/me/");
}

/* Come in; the form token is then the same each time, for the golden files. */
static void
come_in(struct door *d, const char *address)
{
	CHECK_INT(303, door_post(d, address, "pin=483917"));
	d->visit = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
}

/* Make the page of a client's (or the parent's) and choose the PIN; gives its address. */
static const char *
make_page(struct door *staff, at_id client, const char *more)
{
	struct world *w = staff->w;
	const char *path = path_of(w, "/clients/", client, "/own-page"), *address;

	CHECK_INT(200, door_post(staff, path, at_printf(w->call->arena, "do=make%s", more)));
	address = address_on(staff);
	CHECK_INT(200, door_post(staff, path, at_printf(w->call->arena,
	    "do=pin%s&pin=483917&again=483917&token=%s", more, token_of(address))));
	return address;
}

static const char ratings[] =
    "ease=%d understood=%d worth=%d real=%d bond=%d share=%d goal=%d way=%d step=%d %s";

static void
send_card(struct world *w, int session, int n, const char *rest)
{
	struct world_link link = world_link(w, &w->a, w->a.client, "session", "client", session);
	struct world_browser browser = world_browser(session);

	world_send(w, &link, &browser, at_printf(w->call->arena, ratings, n, n, n - 1, n, n, n,
	    n - 1, n, n, rest));
}

static void
send_own_card(struct world *w, int session)
{
	struct world_link link = world_link(w, &w->a, w->a.client, "session", "therapist",
	    session);
	struct world_browser browser = world_browser(40);
	struct at_form_view view;
	struct at_form_result result;

	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_begin_own(w->call, link.due, "en", browser.hash, &view));
	CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_NEXT, at_printf(w->call->arena,
	    ratings, 5, 4, 5, 5, 5, 5, 4, 5, 5, ""), &result));
}

static void
send_gad(struct world *w, int session, int n)
{
	struct world_link link = world_link(w, &w->a, w->a.client, "gad-7", "client", session);
	struct world_browser browser = world_browser(session + 20);

	world_send(w, &link, &browser, at_printf(w->call->arena,
	    "1=%d 2=%d 3=%d 4=%d 5=1 6=1 7=0", n, n, n, n));
}

/* Two sessions, both answered; the first one opened together. */
static void
two_sessions(struct world *w)
{
	at_id first;

	world_clock(w, "2026-11-17 08:30");
	first = world_add_session(w, &w->a, w->a.client, "2026-11-17 09:00", 50, "planned");
	send_gad(w, 1, 3);
	world_clock(w, "2026-11-17 10:00");
	send_card(w, 1, 5, "strain=small about=way words=slower");
	send_own_card(w, 1);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_open_together(w->call, w->a.client, first));
	world_clock(w, "2026-11-24 08:30");
	world_add_session(w, &w->a, w->a.client, "2026-11-24 09:00", 50, "planned");
	send_gad(w, 2, 1);
	world_clock(w, "2026-11-24 10:00");
	send_card(w, 2, 6, "strain=none ratings=therapist_supervisor words==SUM(A1)");
	send_own_card(w, 2);
	world_clock(w, "2026-11-24 12:00");
	world_add_session(w, &w->a, w->a.client, "2026-11-25 09:00", 50, "planned");
}

/* ---- in the clinic --------------------------------------------------------------- */

TEST(the_therapist_makes_it_and_the_client_chooses_the_pin)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	const char *path = path_of(w, "/clients/", w->a.teen, "/own-page"), *address, *token;

	door_sign_in(d, &w->a, "ada");
	CHECK_INT(200, door_get(d, path_of(w, "/clients/", w->a.teen, "")));
	CHECK_HAS(path, d->body);
	golden(d, 200, door_get(d, path), "own-page-none");
	CHECK_INT(200, door_post(d, path, "do=make"));
	address = address_on(d);
	token = token_of(address);
	CHECK_INT(400, door_post(d, path, at_printf(w->call->arena,
	    "do=pin&pin=123456&again=123456&token=%s", token)));
	CHECK_HAS("guessed first", d->body);
	CHECK_HAS(address, d->body);            /* still there to be written down */
	CHECK_INT(400, door_post(d, path, at_printf(w->call->arena,
	    "do=pin&pin=483917&again=483918&token=%s", token)));
	CHECK_HAS("not the same", d->body);
	CHECK_HAS_NOT("483917", d->body);
	CHECK_INT(200, door_post(d, path, at_printf(w->call->arena,
	    "do=pin&pin=483917&again=483917&token=%s", token)));
	CHECK_HAS("The page is ready", d->body);
	CHECK_HAS(address, d->body);
	CHECK_INT(200, door_get(d, path));
	CHECK_HAS_NOT(address, d->body);        /* shown once */
	CHECK_HAS("with a PIN", d->body);
	CHECK_INT(200, door_get(d, at_printf(w->call->arena, "%s?who=parent", path)));
	CHECK_HAS("There is no own page yet", d->body);
	CHECK_INT(303, door_post(d, path, "do=end"));
	door_forget(d);
	CHECK_INT(403, door_post(d, address, "pin=483917"));
}

/* ---- the way in -------------------------------------------------------------------- */

TEST(every_address_asks_in_the_same_words)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	const char *address, *nobody = "/me/AAAAAAAAAAAAAAAAAAAAAA";
	const char *body;

	door_sign_in(d, &w->a, "ada");
	address = make_page(d, w->a.client, "");
	door_forget(d);
	golden(d, 200, door_get(d, nobody), "own-door");
	CHECK_INT(200, door_get(d, address));
	CHECK_HAS("name=\"pin\"", d->body);
	CHECK_INT(403, door_post(d, nobody, "pin=483917"));
	body = d->body;
	CHECK_INT(403, door_post(d, address, "pin=111111"));
	CHECK_INT(strlen(body), strlen(d->body));       /* but for the address itself */
	CHECK(d->own == NULL);
	CHECK_INT(400, door_post(d, address, "pin="));
	CHECK_INT(403, door_get(d, "/me"));
	d->origin = "http://evil.example";
	CHECK_INT(403, door_post(d, address, "pin=483917"));
	CHECK(d->own == NULL);
	d->origin = w->house.public_url;
	CHECK_INT(303, door_post(d, address, "pin=483+917"));
	CHECK_TEXT("/me", d->location);
	CHECK(d->own != NULL);
	CHECK_INT(200, door_get(d, "/me"));
	CHECK_INT(200, door_get(d, at_printf(w->call->arena, "%s?lang=nb", address)));
	CHECK_TEXT("nb", d->lang);
	CHECK_HAS("lang=\"nb\"", d->body);
}

TEST(an_idle_page_closes_and_signing_out_closes_it_at_once)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	const char *address, *cookie;

	door_sign_in(d, &w->a, "ada");
	address = make_page(d, w->a.client, "");
	door_forget(d);
	CHECK_INT(303, door_post(d, address, "pin=483917"));
	w->call->now += 14 * AT_MINUTE;
	CHECK_INT(200, door_get(d, "/me"));
	w->call->now += 15 * AT_MINUTE + 1;
	CHECK_INT(403, door_get(d, "/me"));
	CHECK_HAS("closes by itself", d->body);
	CHECK_INT(303, door_post(d, address, "pin=483917"));
	cookie = d->own;
	CHECK_INT(200, door_post(d, "/me/sign-out", ""));
	CHECK(d->own == NULL && d->form == NULL);
	d->own = cookie;
	CHECK_INT(403, door_get(d, "/me"));
	CHECK_INT(403, door_post(d, "/me/consents", "purpose=measuring&answer=no"));
}

/* One browser in the clinic may be a therapist's and have an own page open. */
TEST(being_signed_in_as_staff_opens_no_own_page_and_the_other_way_round)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	const char *address;

	door_sign_in(d, &w->a, "ada");
	address = make_page(d, w->a.client, "");
	CHECK_INT(403, door_get(d, "/me"));
	CHECK_INT(303, door_post(d, address, "pin=483917"));
	CHECK_INT(200, door_get(d, "/me"));
	CHECK_INT(200, door_get(d, path_of(w, "/clients/", w->a.client, "")));
	d->login = NULL;
	CHECK_INT(303, door_get(d, path_of(w, "/clients/", w->a.client, "")));
	CHECK_TEXT("/sign-in", d->location);
}

/* ---- the page ----------------------------------------------------------------------- */

TEST(the_clients_own_page)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w), *staff = door_open(w);
	const char *address, *answer;

	two_sessions(w);
	door_sign_in(staff, &w->a, "ada");
	CHECK_INT(200, door_get(staff, path_of(w, "/clients/", w->a.client, "")));
	address = make_page(staff, w->a.client, "");
	come_in(d, address);
	golden(d, 200, door_get(d, "/me"), "me");
	CHECK_HAS("Ada Berg, your therapist", d->body);
	CHECK_HAS_NOT("Nora", d->body);         /* no name on a page over a shoulder */
	CHECK_HAS_NOT("cut-off", d->body);
	CHECK_HAS_NOT("on track", d->body);
	golden(d, 200, door_get(d, "/me?lang=nb"), "me-nb");
	golden(d, 200, door_get(d, "/me/choices?lang=en"), "me-choices");
	golden(d, 200, door_get(d, "/me/consents"), "me-consents");

	CHECK_INT(200, door_get(d, "/me"));
	answer = strstr(strstr(d->body, ">Session 1<") - 40, "/me/answers/");
	answer = at_strndup(w->call->arena, answer, strcspn(answer, "\""));
	golden(d, 200, door_get(d, answer), "me-answer");
	CHECK_HAS("slower", d->body);
	golden(d, 200, door_get(d, "/me/print"), "me-print");
	CHECK_INT(200, door_get(d, "/me/answers.csv"));
	CHECK_TEXT("answers.csv", d->filename);
	CHECK_HAS("slower", d->body);
	CHECK_HAS("2026-11-24 10:00,2,", d->body);
	CHECK_HAS_NOT("Nora", d->body);
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM audit WHERE client = $1"
	    " AND verb = 'export'", w->a.client));
}

TEST(what_is_chosen_there_is_kept)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w), *staff = door_open(w);
	const char *address, *form;

	two_sessions(w);
	door_sign_in(staff, &w->a, "ada");
	address = make_page(staff, w->a.client, "");
	CHECK_INT(303, door_post(d, address, "pin=483917"));
	CHECK_INT(400, door_post(d, "/me/choices", "ratings=numbers"));
	CHECK_INT(303, door_post(d, "/me/choices", "ratings=numbers&when=next&said=other"));
	CHECK_INT(200, door_get(d, "/me"));
	CHECK_HAS("Nobody sees how you answered", d->body);
	CHECK_HAS("goes to Kai", d->body);

	form = strstr(d->body, "/me/forms/");
	CHECK(form != NULL);
	form = at_strndup(w->call->arena, form, strcspn(form, "\""));
	CHECK_INT(303, door_post(d, form, ""));
	CHECK_HAS("/f/", d->location);
	CHECK_INT(200, door_get(d, d->location));
	CHECK(d->form != NULL);

	CHECK_INT(400, door_post(d, "/me/consents", "purpose=measuring&answer=what"));
	CHECK_INT(400, door_post(d, "/me/consents", "purpose=what&answer=no"));
	CHECK_INT(303, door_post(d, "/me/consents", "purpose=measuring&answer=no"));
	CHECK_TEXT("/me/consents#measuring", d->location);
	CHECK_INT(200, door_get(d, "/me"));
	CHECK_HAS("you asked for no more cards", d->body);
	CHECK_INT(200, door_get(d, "/me/consents"));
	CHECK_HAS("Ask me again", d->body);
	CHECK_INT(303, door_post(d, "/me/consents", "purpose=measuring&answer=yes"));
	CHECK_INT(200, door_get(d, "/me"));
	CHECK_HAS("/me/forms/", d->body);
}

TEST(the_parents_own_page)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w), *staff = door_open(w);
	struct world_link link;
	struct world_browser browser = world_browser(3);
	const char *address;

	world_clock(w, "2026-11-24 08:30");
	world_add_session(w, &w->a, w->a.teen, "2026-11-24 09:00", 50, "planned");
	world_clock(w, "2026-11-24 10:00");
	link = world_link(w, &w->a, w->a.teen, "session", "teen", 1);
	world_send(w, &link, &browser, "ease=2 words=secret");
	link = world_link(w, &w->a, w->a.teen, "session", "parent", 1);
	world_send(w, &link, &browser, "ease=6 words=ours");
	door_sign_in(staff, &w->a, "ada");
	address = make_page(staff, w->a.teen, "&who=parent");
	come_in(d, address);
	golden(d, 200, door_get(d, "/me"), "me-parent");
	CHECK_INT(200, door_get(d, "/me/print"));
	CHECK_HAS("ours", d->body);
	CHECK_HAS_NOT("secret", d->body);
	CHECK_INT(200, door_get(d, "/me/answers.csv"));
	CHECK_HAS_NOT("secret", d->body);
	CHECK_INT(403, door_get(d, "/me/choices"));
}

RUN_ALL(
    RUN_BOTH(the_therapist_makes_it_and_the_client_chooses_the_pin),
    RUN_SQLITE(every_address_asks_in_the_same_words),
    RUN_SQLITE(an_idle_page_closes_and_signing_out_closes_it_at_once),
    RUN_SQLITE(being_signed_in_as_staff_opens_no_own_page_and_the_other_way_round),
    RUN_SQLITE(the_clients_own_page),
    RUN_BOTH(what_is_chosen_there_is_kept),
    RUN_SQLITE(the_parents_own_page),
)
