/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/clinic_file.h"
#include "base/buffer.h"
#include "base/words.h"
#include "store/people.h"
#include "support/world.h"

const char *const world_handles[WORLD_ROLES] = {
	"ada", "tor", "eva", "sol", "kai", "vera", "lea", "rik", "adi", "per",
};

static const struct {
	const char *name, *role;
} people[WORLD_ROLES] = {
	{ "Ada Berg", "therapist" }, { "Tor Dahl", "therapist" }, { "Eva Lie", "therapist" },
	{ "Sol Moe", "supervisor" }, { "Kai Nes", "contact" }, { "Vera Vik", "cover" },
	{ "Lea Rud", "lead" }, { "Rik Sand", "researcher" }, { "Adi Holt", "administrator" },
	{ "Per Lund", "privacy" },
};

enum { OPENS = 8 * 60, CLOSES = 16 * 60, HOURS_4 = 4 * 3600000, HOURS_1 = 3600000 };

/* ---- setting up ---------------------------------------------------------- */

static void
run(struct world *w, struct at_db *db, const char *sql, const struct at_value *binds, int n)
{
	CHECK_OK(w->s, at_db_run(db, sql, binds, n, NULL, &w->s->err));
}

static const char sql_org[] = "INSERT INTO org (org, name, made) VALUES ($1, $2, $3)";
static const char sql_site[] =
    "INSERT INTO site (org, id, handle, name, parent, zone, escalate_ms, escalate_high_ms)"
    " VALUES ($1, $2, $3, $4, $5, 'Europe/Oslo', $6, $7)";
static const char sql_span[] =
    "INSERT INTO site_span (org, site, weekday, from_min, to_min) VALUES ($1, $2, $3, $4, $5)";
static const char sql_closed[] = "INSERT INTO site_closed (org, site, day) VALUES ($1, $2, $3)";
static const char sql_cover[] =
    "INSERT INTO cover (org, site, place, staff, always, weekday, from_min, to_min)"
    " VALUES ($1, $2, $3, $4, 0, $5, $6, $7)";
static const char sql_contact[] =
    "INSERT INTO contact (org, site, staff, name) VALUES ($1, $2, $3, $4)";
static const char sql_setting[] =
    "INSERT INTO setting (org, site, name, value) VALUES ($1, 0, $2, $3)";

static void
add_sites(struct world *w, struct at_db *db, const struct world_org *org)
{
	static const struct at_date closed[] = { { 2026, 12, 24 }, { 2026, 12, 25 } };

	run(w, db, sql_site, AT_BIND(at_int(org->org), at_int(org->main), at_text("main"),
	    at_text("Main house"), at_null(AT_VALUE_INT), at_int(HOURS_4), at_int(HOURS_1)));
	run(w, db, sql_site, AT_BIND(at_int(org->org), at_int(org->sub), at_text("sub"),
	    at_text("Small house"), at_int(org->main), at_int(HOURS_4), at_int(HOURS_1)));
	for (int day = 0; day < 5; day++)
		run(w, db, sql_span, AT_BIND(at_int(org->org), at_int(org->main), at_int(day),
		    at_int(OPENS), at_int(CLOSES)));
	for (size_t i = 0; i < AT_COUNT(closed); i++)
		run(w, db, sql_closed, AT_BIND(at_int(org->org), at_int(org->main),
		    at_int(at_date_days(closed[i]))));
}

static void
add_people(struct world *w, struct at_db *db, struct world_org *org)
{
	for (int i = 0; i < WORLD_ROLES; i++) {
		struct at_staff staff = { .org = org->org, .id = at_store_id(w->call),
			.handle = world_handles[i], .name = people[i].name };

		org->staff[i] = staff.id;
		CHECK_OK(w->s, at_staff_insert(db, &staff, &w->s->err));
		CHECK_OK(w->s, at_staff_add_role(db, org->org, staff.id, people[i].role, 0,
		    &w->s->err));
	}
	CHECK_OK(w->s, at_supervision_insert(db, org->org, org->staff[WORLD_SUPERVISOR],
	    org->staff[WORLD_THERAPIST], 1, &w->s->err));
}

static void
add_rest(struct world *w, struct at_db *db, const struct world_org *org)
{
	int n_names;
	const char *const *names = at_clinic_value_names(&n_names);

	for (int day = 0; day < 5; day++)
		run(w, db, sql_cover, AT_BIND(at_int(org->org), at_int(org->main),
		    at_int(day + 1), at_int(org->staff[WORLD_COVER]), at_int(day),
		    at_int(OPENS), at_int(CLOSES)));
	run(w, db, sql_contact, AT_BIND(at_int(org->org), at_int(org->main),
	    at_int(org->staff[WORLD_CONTACT]), at_text(people[WORLD_CONTACT].name)));
	for (int i = 0; i < n_names; i++)
		if (strcmp(names[i], "contact_person") != 0)
			run(w, db, sql_setting, AT_BIND(at_int(org->org), at_text(names[i]),
			    at_text(at_printf(w->s->arena, "the %s", names[i]))));
}

static void
add_org(struct world *w, struct at_db *db, struct world_org *org, const char *name)
{
	org->org = at_store_id(w->call);
	org->main = at_store_id(w->call);
	org->sub = at_store_id(w->call);
	CHECK_OK(w->s, at_db_begin(db, &w->s->err));
	run(w, db, sql_org, AT_BIND(at_int(org->org), at_text(name), at_int(w->call->now)));
	add_sites(w, db, org);
	add_people(w, db, org);
	add_rest(w, db, org);
	CHECK_OK(w->s, at_db_commit(db, &w->s->err));
}

static void
add_clients(struct world *w, struct world_org *org)
{
	struct at_new_client teen = { .name = "Kim Teen", .site = "sub", .therapist = "ada",
		.form = "teen", .parent = "Pat Parent", .from = 1 };

	org->client = world_add_client(w, org, "Chris Client");
	CHECK_OK(w->s, at_action_client_add(w->call, &teen, &org->teen));
}

static void
fill_call(struct world *w, bool serve)
{
	w->call = support_store(w->s, serve);
	w->call->house = &w->house;
	w->call->words = at_words_find("en");
	w->call->who = &w->who;
}

struct world *
world_open(struct support *s, bool serve)
{
	struct world *w = AT_NEW(s->arena, struct world, 1);
	struct at_key_source key = { .folder = s->folder, .make = true };
	struct at_db *db;

	w->s = s;
	CHECK_OK(s, at_library_load(s->arena, &w->library, &s->err));
	CHECK_OK(s, at_zone_load(s->arena, "Europe/Oslo", &w->zone, &s->err));
	w->house = (struct at_house){ .library = w->library,
		.public_url = "http://127.0.0.1:8080" };
	fill_call(w, serve);
	CHECK_OK(s, at_key_master(&key, &s->random, &w->house.master, &s->err));
	world_clock(w, "2026-11-24 10:00");
	db = support_db(s);
	add_org(w, db, &w->a, "Clinic A");
	add_org(w, db, &w->b, "Clinic B");
	at_db_close(db);
	add_clients(w, &w->b);
	add_clients(w, &w->a);
	return w;
}

void
world_restart(struct world *w, bool serve)
{
	at_ms now = w->call->now;

	support_close(w->s);
	fill_call(w, serve);
	w->call->now = now;
}

/* ---- time and people ----------------------------------------------------- */

at_ms
world_at(const struct world *w, const char *local)
{
	struct at_date d;
	int hour, minute;

	if (sscanf(local, "%d-%d-%d %d:%d", &d.year, &d.month, &d.day, &hour, &minute) != 5)
		fail_msg("%s is no time", local);
	return at_zone_instant(w->zone, d, hour, minute);
}

void
world_clock(struct world *w, const char *local)
{
	w->call->now = world_at(w, local);
}

void
world_as(struct world *w, const struct world_org *org, enum world_role role)
{
	struct at_db *db = at_store_reader(w->call);
	struct at_staff staff;

	CHECK_OK(w->s, at_staff_load(w->s->arena, db, org->org, org->staff[role], &staff,
	    &w->s->err));
	at_store_rest(w->call);
	w->who = (struct at_who){ .subjects = staff.subjects, .org = org->org,
		.staff = staff.id, .name = staff.name };
}

void
world_as_operator(struct world *w, const struct world_org *org)
{
	w->who = (struct at_who){ .subjects = AT_OPERATOR, .org = org->org, .name = "" };
}

void
world_as_public(struct world *w)
{
	w->who = (struct at_who){ .subjects = AT_PUBLIC, .name = "" };
}

/* ---- clients, sessions, links -------------------------------------------- */

at_id
world_add_client(struct world *w, const struct world_org *org, const char *name)
{
	struct at_new_client new = { .name = name, .site = "main", .therapist = "ada", .from = 1 };
	at_id id = 0;

	world_as_operator(w, org);
	CHECK_OK(w->s, at_action_client_add(w->call, &new, &id));
	return id;
}

at_id
world_add_session(struct world *w, const struct world_org *org, at_id client,
    const char *starts, int minutes, const char *state)
{
	at_id id = 0;

	world_as_operator(w, org);
	CHECK_OK(w->s, at_action_session_add(w->call, client, world_at(w, starts), minutes,
	    state, &id));
	return id;
}

struct world_link
world_link(struct world *w, const struct world_org *org, at_id client, const char *instrument,
    const char *form, int session)
{
	struct at_new_link new = { .client = client, .instrument = instrument, .form = form,
		.session = session };
	struct at_made_link made;

	world_as_operator(w, org);
	CHECK_OK(w->s, at_action_link_make(w->call, &new, &made));
	return (struct world_link){ made.due,
		made.url == NULL ? "" : strrchr(made.url, '/') + 1, made.opens, made.closes };
}

struct world_browser
world_browser(int number)
{
	struct world_browser browser = { { (unsigned char)(number + 1) } };

	return browser;
}

/* ---- forms --------------------------------------------------------------- */

void
world_begin(struct world *w, const struct world_link *link, const struct world_browser *browser,
    struct at_form_view *out)
{
	world_as_public(w);
	CHECK_OK(w->s, at_action_begin(w->call, link->token, NULL, browser->hash, out));
}

enum { MAX_INPUTS = 40 };

/* "9=1 8=skip" */
static int
split(struct world *w, const char *text, struct at_form_input out[MAX_INPUTS])
{
	char *rest = at_strdup(w->s->arena, text), *word;
	int n = 0;

	for (word = strtok_r(rest, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
		char *is = strchr(word, '=');

		if (is == NULL || n == MAX_INPUTS)
			fail_msg("%s: expected ITEM=ANSWER", word);
		*is = '\0';
		out[n++] = (struct at_form_input){ word, is + 1 };
	}
	return n;
}

/* The page among those asked that holds an item. */
static int
page_of(const struct at_form_view *view, const char *item)
{
	const struct at_instrument *in = view->instrument;

	for (int p = 0; p < view->n_pages; p++)
		for (int i = view->pages[p].first; i < view->pages[p].last; i++)
			if (strcmp(in->items[i].id, item) == 0)
				return p;
	fail_msg("there is no item %s here", item);
	return 0;
}

enum at_status
world_post(struct world *w, at_id due, const struct world_browser *browser,
    enum at_form_verb verb, const char *inputs, struct at_form_result *out)
{
	struct at_form_input in[MAX_INPUTS];
	struct at_form_view view;
	struct at_form_post post = { .due = due,
		.cookie_hash = browser == NULL ? NULL : browser->hash, .verb = verb, .inputs = in,
		.n_inputs = split(w, inputs, in) };

	/* The page is known from the form itself, so that no view is needed to post. */
	if (at_action_form(w->call, due, post.cookie_hash, &view) == AT_OK)
		post.page = post.n_inputs > 0 ? page_of(&view, in[0].name) : view.n_pages - 1;
	world_clear(w);
	return at_action_form_post(w->call, &post, out);
}

void
world_send(struct world *w, const struct world_link *link, const struct world_browser *browser,
    const char *inputs)
{
	struct at_form_input all[MAX_INPUTS], some[MAX_INPUTS];
	struct at_form_view view;
	struct at_form_result result;
	int n = split(w, inputs, all);

	if (link->token[0] == '\0')
		CHECK_OK(w->s, at_action_begin_own(w->call, link->due, "en", browser->hash,
		    &view));
	else
		world_begin(w, link, browser, &view);
	CHECK_INT(AT_FORM_OPEN, view.stand);
	for (int p = 0; p < view.n_pages; p++) {
		struct at_form_post post = { .due = link->due, .cookie_hash = browser->hash,
			.page = p, .verb = AT_FORM_NEXT, .inputs = some };

		for (int i = 0; i < n; i++)
			if (page_of(&view, all[i].name) == p)
				some[post.n_inputs++] = all[i];
		CHECK_OK(w->s, at_action_form_post(w->call, &post, &result));
	}
	CHECK_INT(AT_FORM_SENT, result.view.stand);
}

/* ---- odds and ends ------------------------------------------------------- */

void
world_add_instrument(struct world *w, const char *id, const char *definition)
{
	struct at_buffer words = at_buffer_init(w->s->arena);
	const char *name = at_printf(w->s->arena, "%s.txt", id);
	const struct at_instrument *in;

	CHECK_OK(w->s, at_library_add(w->library, name, definition, strlen(definition),
	    &w->s->err));
	in = at_library_find(w->library, id);
	for (int i = 0; i < in->n_items; i++)
		at_buffer_printf(&words, "item.%s = %s\n", in->items[i].id, in->items[i].id);
	for (int i = 0; i < in->n_option_sets; i++)
		for (int k = 0; k < in->option_sets[i].n_options; k++)
			at_buffer_printf(&words, "option.%s.%s = %s\n", in->option_sets[i].id,
			    in->option_sets[i].options[k].id, in->option_sets[i].options[k].id);
	CHECK_OK(w->s, at_library_add(w->library, at_printf(w->s->arena, "%s.en.txt", id),
	    at_buffer_string(&words), words.n_bytes, &w->s->err));
}

void
world_clear(struct world *w)
{
	at_error_clear(&w->s->err);
}

int64_t
world_count(struct world *w, const char *sql, int64_t number)
{
	struct at_db *db = support_db(w->s);
	struct at_rows rows;

	CHECK_OK(w->s, at_db_query(w->s->arena, db, sql, AT_BIND(at_int(number)), &rows,
	    &w->s->err));
	at_db_close(db);
	CHECK_INT(1, rows.n_rows);
	return at_cell_int(&rows, 0, 0);
}

int64_t
world_logged(struct world *w, const char *verb, const char *resource, const char *detail)
{
	return world_count(w, at_printf(w->s->arena, "SELECT count(*) FROM audit WHERE seq > $1"
	    " AND verb = '%s' AND resource = '%s'%s", verb, resource, detail == NULL ? ""
	    : at_printf(w->s->arena, " AND detail = '%s'", detail)), 0);
}

void
world_script(struct world *w, const char *sql)
{
	struct at_db *db = support_db(w->s);

	CHECK_OK(w->s, at_db_script(db, sql, &w->s->err));
	at_db_close(db);
}

const char *
world_read_cases(struct world *w, const char *path)
{
	enum { MOST = 65536 };
	char *text = AT_NEW(w->s->arena, char, MOST);
	FILE *file = fopen(path, "rb");
	size_t n;

	if (file == NULL)
		fail_msg("%s cannot be read (tests run in the source folder)", path);
	n = fread(text, 1, MOST - 1, file);
	fclose(file);
	CHECK(n > 0 && n < MOST - 1);
	return text;
}
