/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every subject x relation x route of test/cases/access.txt, on both engines: requests go
 * through the door as a browser's would.  No row of routes.def may lack an answer. */
#include "check.h"
#include "action/episode.h"
#include "action/own_page.h"
#include "action/safety.h"
#include "html/asset.h"
#include "store/own.h"
#include "store/people.h"
#include "support/door.h"

enum { MAX_COLUMNS = 20, MAX_ROWS = 160 };

static const char name_of_client[] = "Nora Access";

/* Who stands in a column. */
struct column {
	const char *id;
	const char *handle;             /* NULL: nobody is signed in */
	bool tenant_b;
	int browser;                    /* 0: no form cookie; 1 began the form; 2 another one */
	enum { NO_PAGE, CLIENTS, PARENTS } own; /* whose own page is open */
};

static const struct column columns[] = {
	{ "pub", NULL, false, 0, NO_PAGE }, { "lnk", NULL, false, 1, NO_PAGE },
	{ "lno", NULL, false, 2, NO_PAGE }, { "own", "ada", false, 0, NO_PAGE },
	{ "frm", "eva", false, 0, NO_PAGE }, { "non", "tor", false, 0, NO_PAGE },
	{ "sup", "sol", false, 0, NO_PAGE }, { "sno", "sno", false, 0, NO_PAGE },
	{ "con", "kai", false, 0, NO_PAGE }, { "cno", "cno", false, 0, NO_PAGE },
	{ "cov", "vera", false, 0, NO_PAGE }, { "cof", "cof", false, 0, NO_PAGE },
	{ "led", "lea", false, 0, NO_PAGE }, { "res", "rik", false, 0, NO_PAGE },
	{ "adm", "adi", false, 0, NO_PAGE }, { "prv", "per", false, 0, NO_PAGE },
	{ "ten", "ada", true, 0, NO_PAGE }, { "cli", NULL, false, 0, CLIENTS },
	{ "par", NULL, false, 0, PARENTS },
};

struct scene {
	struct world *w;
	struct door *door;
	at_id client, session;
	struct world_link form, other_form, fresh, own_card;
	char form_cookie[3][AT_TOKEN_ROOM];     /* by browser number */
	unsigned char form_hash[3][AT_TOKEN_HASH];
	const char *address[3];         /* of own pages: the token, by whose they are */
};

/* ---- the clinic ------------------------------------------------------------------- */

struct extra {
	const char *handle, *role;
	at_id supervises;
};

struct hiring {
	struct world *w;
	const struct extra *who;
};

static enum at_status
apply_hire(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct hiring *h = job;
	const struct at_staff staff = { .org = h->w->a.org, .id = at_store_id(h->w->call),
		.handle = h->who->handle, .name = h->who->handle };
	enum at_status st = at_staff_insert(db, &staff, err);

	(void)scratch;
	if (st == AT_OK)
		st = at_staff_add_role(db, staff.org, staff.id, h->who->role, 0, err);
	if (st == AT_OK && h->who->supervises != 0)
		st = at_supervision_insert(db, staff.org, staff.id, h->who->supervises, 1, err);
	return st;
}

static void
hire(struct world *w, const char *handle, const char *role, at_id supervises)
{
	const struct extra who = { handle, role, supervises };
	struct hiring job = { w, &who };

	world_as_operator(w, &w->a);
	CHECK_INT(AT_OK, at_store_write(w->call, apply_hire, &job));
}

/* A risk answer of a day ago by a new browser: it has escalated by now. */
static at_id
raise_alert(struct scene *s)
{
	struct at_form_result result;
	struct world *w = s->w;
	struct world_link link;
	struct world_browser browser = world_browser(100 + (int)(at_store_id(w->call) & 0xffff));
	struct at_alert *alerts;
	int n;

	world_clock(w, "2026-11-23 09:00");
	link = world_link(w, &w->a, s->client, "phq-9", "client", 2);
	world_begin(w, &link, &browser, &(struct at_form_view){ 0 });
	CHECK_INT(AT_OK, world_post(w, link.due, &browser, AT_FORM_SAVE, "9=1", &result));
	world_clock(w, "2026-11-24 10:00");
	CHECK_INT(AT_OK, at_alert_list(w->call->arena, at_store_reader(w->call), w->a.org,
	    s->client, &alerts, &n, w->call->err));
	CHECK(n > 0);
	return alerts[0].id;
}

static void
add_client(struct scene *s)
{
	struct world *w = s->w;
	const struct at_new_client new = { .name = name_of_client, .site = "main",
		.therapist = "eva", .parent = "Ines Access",
		.from = world_at(w, "2026-11-02 08:00") };

	world_clock(w, "2026-11-16 10:00");
	world_as_operator(w, &w->a);
	CHECK_INT(AT_OK, at_action_client_add(w->call, &new, &s->client));
	CHECK_INT(AT_OK, at_action_change_therapist(w->call, s->client, "ada"));
	world_clock(w, "2026-11-20 10:00");
	s->session = world_add_session(w, &w->a, s->client, "2026-11-20 09:00", 50, "attended");
	world_add_session(w, &w->a, s->client, "2026-11-24 09:00", 50, "planned");
	world_clock(w, "2026-11-24 10:00");
}

/* The two forms in their browsers, the own card, and words for the contact person. */
static void
add_forms(struct scene *s)
{
	struct world *w = s->w;
	struct world_link said;
	struct at_form_view view;

	world_clock(w, "2026-11-20 12:00");
	said = world_link(w, &w->a, s->client, "session", "client", 1);
	world_send(w, &said, &(struct world_browser){ { 77 } }, "said=other words=psst");
	world_clock(w, "2026-11-24 10:00");
	s->form = world_link(w, &w->a, s->client, "session", "client", 2);
	s->other_form = world_link(w, &w->a, s->client, "session", "parent", 2);
	s->fresh = world_link(w, &w->a, s->client, "session", "teen", 2);
	s->own_card = world_link(w, &w->a, s->client, "session", "therapist", 2);
	for (int i = 1; i <= 2; i++) {
		struct world_browser browser;

		at_token_make(w->call->random, AT_COOKIE_BITS, s->form_cookie[i]);
		at_token_hash(s->form_cookie[i], AT_COOKIE_BITS, s->form_hash[i]);
		memcpy(browser.hash, s->form_hash[i], sizeof browser.hash);
		world_begin(w, i == 1 ? &s->form : &s->other_form, &browser, &view);
	}
}

/* A browser that has come in by address and PIN. */
struct opening {
	struct at_own_login login;
	unsigned char page_hash[AT_TOKEN_HASH], hash[AT_TOKEN_HASH];
};

static enum at_status
apply_open(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct opening *o = job;
	struct at_own_page page;
	enum at_status st = at_own_page_find(scratch, db, o->page_hash, &page, err);

	o->login.org = page.org;
	o->login.page = page.id;
	return st == AT_OK ? at_own_login_insert(db, &o->login, o->hash, err) : st;
}

static void
open_own(struct scene *s, const struct column *c)
{
	struct at_call *call = s->w->call;
	struct opening job = { .login = { .id = at_store_id(call), .made = call->now,
		.seen = call->now } };
	char cookie[AT_TOKEN_ROOM];

	at_token_make(call->random, AT_COOKIE_BITS, cookie);
	at_token_hash(cookie, AT_COOKIE_BITS, job.hash);
	at_token_hash(s->address[c->own], AT_LINK_BITS, job.page_hash);
	CHECK_INT(AT_OK, at_store_write(call, apply_open, &job));
	s->door->own = at_strdup(call->arena, cookie);
}

static void
add_own_pages(struct scene *s)
{
	struct at_own_address address;

	world_as_operator(s->w, &s->w->a);
	for (int own = CLIENTS; own <= PARENTS; own++) {
		const struct at_own_of of = { s->client, own == PARENTS };

		CHECK_INT(AT_OK, at_action_own_make(s->w->call, &of, &address));
		s->address[own] = address.token;
	}
}

static struct scene *
scene_open(void **state)
{
	struct world *w = world_open(support_begin(state), false);
	struct scene *s = AT_NEW(w->call->arena, struct scene, 1);

	s->w = w;
	s->door = door_open(w);
	hire(w, "sno", "supervisor", w->a.staff[WORLD_OTHER]);
	hire(w, "cno", "contact", 0);
	hire(w, "cof", "cover", 0);
	add_client(s);
	add_forms(s);
	add_own_pages(s);
	return s;
}

/* ---- a request ---------------------------------------------------------------------- */

/* What follows the client in a path: "/said/:session" names the first session. */
static const char *
rest_of_client(struct scene *s, const char *rest)
{
	const char *place = strstr(rest, "/:session");
	char session[AT_ID_ROOM];

	if (place == NULL)
		return rest;
	at_id_format(s->session, session);
	return at_printf(s->w->call->arena, "%.*s/%s%s", (int)(place - rest), rest, session,
	    place + strlen("/:session"));
}

static const char sql_said[] = "SELECT answer FROM addressed WHERE client = $1";

static const char *
id_text(struct scene *s, at_id id)
{
	char *text = AT_NEW(s->w->call->arena, char, AT_ID_ROOM);

	at_id_format(id, text);
	return text;
}

static const char *
id_of(struct scene *s, const char *sql)
{
	return id_text(s, world_count(s->w, sql, s->client));
}

/* The path of a route with this scene's ids in its places. */
static const char *
real_path(struct scene *s, const char *pattern)
{
	struct at_arena *arena = s->w->call->arena;
	char due[AT_ID_ROOM], own[AT_ID_ROOM], client[AT_ID_ROOM], alert[AT_ID_ROOM];

	at_id_format(s->form.due, due);
	at_id_format(s->own_card.due, own);
	at_id_format(s->client, client);
	if (strcmp(pattern, "/banner?client") == 0)
		return at_printf(arena, "/banner?client=%s", client);
	if (strncmp(pattern, "/f/:due", 7) == 0)
		return at_printf(arena, "/f/%s%s", due, pattern + 7);
	if (strcmp(pattern, "/own/:due") == 0)
		return at_printf(arena, "/own/%s", own);
	if (strncmp(pattern, "/clients/:client", 16) == 0)
		return at_printf(arena, "/clients/%s%s", client, rest_of_client(s, pattern + 16));
	if (strcmp(pattern, "/sessions/:session") == 0)
		return at_printf(arena, "%s?client=%s&v=1", rest_of_client(s, pattern), client);
	if (strcmp(pattern, "/me/:token") == 0)
		return at_printf(arena, "/me/%s", s->address[CLIENTS]);
	if (strcmp(pattern, "/me/forms/:due") == 0)
		return at_printf(arena, "/me/forms/%s", due);
	if (strcmp(pattern, "/me/answers/:answer") == 0)
		return at_printf(arena, "/me/answers/%s", id_of(s, sql_said));
	if (strcmp(pattern, "/said/:answer") == 0)
		return at_printf(arena, "/said/%s", id_of(s, sql_said));
	if (strcmp(pattern, "/m/:token") == 0)
		return at_printf(arena, "/m/%s", s->fresh.token);
	if (strcmp(pattern, "/once/:token") == 0)
		return "/once/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	if (strcmp(pattern, "/assets/:hash/:name") == 0)
		return at_asset_url(arena, "style.css");
	if (strcmp(pattern, "/instruments/:instrument") == 0)
		return "/instruments/phq-9";
	if (strcmp(pattern, "/privacy/:client") == 0)
		return at_printf(arena, "/privacy/%s", client);
	if (strcmp(pattern, "/privacy/:client/:act") == 0)
		return at_printf(arena, "/privacy/%s/hold", client);
	if (strcmp(pattern, "/people/:person") == 0)
		return at_printf(arena, "/people/%s", id_text(s, s->w->a.staff[WORLD_OTHER]));
	if (strncmp(pattern, "/texts/:instrument", 18) == 0)
		return pattern[18] == '\0' ? "/texts/session" : "/texts/session/name";
	if (strncmp(pattern, "/sites/:site", 12) == 0)
		return at_printf(arena, "/sites/%s%s", id_text(s, s->w->a.main), pattern + 12);
	if (strcmp(pattern, "/alerts/:alert") == 0) {
		at_id_format(raise_alert(s), alert);
		return at_printf(arena, "/alerts/%s", alert);
	}
	return pattern;
}

/* What a browser of this column gets: "200n", "303", "in". */
static const char *
ask(struct scene *s, const struct column *c, const char *method, const char *pattern)
{
	struct at_arena *arena = s->w->call->arena;
	struct door *d = s->door;
	const char *path = real_path(s, pattern);
	int status;

	door_forget(d);
	d->form = c->browser > 0 ? s->form_cookie[c->browser] : NULL;
	if (c->own != NO_PAGE)
		open_own(s, c);
	if (c->handle != NULL)
		door_sign_in(d, c->tenant_b ? &s->w->b : &s->w->a, c->handle);
	if (strcmp(method, "GET") == 0)
		status = door_get(d, path);
	else
		status = door_post(d, path, at_printf(arena, "page=0&note=rang+her&new=short"
		    "&password=wrong&login=nobody-%s", c->id));
	if (status == 303 && strcmp(method, "GET") == 0 && strcmp(d->location, "/sign-in") == 0)
		return "in";
	return at_printf(arena, "%d%s", status,
	    strstr(d->body, name_of_client) != NULL ? "n" : "");
}

/* ---- the table ------------------------------------------------------------------------ */

struct table {
	const char *method[MAX_ROWS], *pattern[MAX_ROWS], *answer[MAX_ROWS][MAX_COLUMNS];
	int n_rows;
};

static struct table *
read_table(struct world *w)
{
	char *text = at_strdup(w->call->arena, world_read_cases(w, "test/cases/access.txt"));
	char *line, *rest;
	struct table *t = AT_NEW(w->call->arena, struct table, 1);

	for (line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
		char *word, *more;
		int n = 0;

		if (line[0] == '#')
			continue;
		CHECK(t->n_rows < MAX_ROWS);
		for (word = strtok_r(line, " ", &more); word != NULL;
		    word = strtok_r(NULL, " ", &more), n++) {
			CHECK(n - 2 < (int)AT_COUNT(columns));
			if (n == 0)
				t->method[t->n_rows] = word;
			else if (n == 1)
				t->pattern[t->n_rows] = word;
			else
				t->answer[t->n_rows][n - 2] = word;
		}
		if (n - 2 != (int)AT_COUNT(columns))
			fail_msg("%s: a cell is missing", t->pattern[t->n_rows]);
		t->n_rows++;
	}
	return t;
}

TEST(no_route_lacks_an_answer)
{
	struct scene *s = scene_open(state_);
	struct table *t = read_table(s->w);

	for (int i = 0; i < at_web_n_routes(); i++) {
		uint32_t subjects;
		const struct at_route *route = at_web_route(i, &subjects);
		int found = 0;

		for (int k = 0; k < t->n_rows; k++)
			if (strcmp(t->pattern[k], route->pattern) == 0
			    && (strcmp(t->method[k], "POST") == 0) == (route->method == AT_POST))
				found++;
		if (found != 1)
			fail_msg("%s stands %d times in access.txt", route->pattern, found);
	}
}

TEST(every_answer_is_as_written)
{
	struct scene *s = scene_open(state_);
	struct table *t = read_table(s->w);
	int wrong = 0;

	raise_alert(s);
	for (int r = 0; r < t->n_rows; r++)
		for (size_t c = 0; c < AT_COUNT(columns); c++) {
			const char *got = ask(s, &columns[c], t->method[r], t->pattern[r]);

			if (strcmp(got, t->answer[r][c]) == 0)
				continue;
			print_error("%s %s for %s: %s, written: %s\n", t->method[r],
			    t->pattern[r], columns[c].id, got, t->answer[r][c]);
			wrong++;
		}
	CHECK_INT(0, wrong);
}

RUN_ALL(
    RUN_BOTH(no_route_lacks_an_answer),
    RUN_BOTH(every_answer_is_as_written),
)
