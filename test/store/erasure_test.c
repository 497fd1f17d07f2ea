/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client who was erased: no key, no name, nothing brings them back; scores remain. */
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "check.h"
#include "action/act.h"
#include "base/file.h"
#include "store/answer.h"
#include "store/erasure.h"
#include "support/world.h"

struct erasing {
	at_id org, client;
};

static enum at_status
apply_erase(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct erasing *e = job;

	(void)scratch;
	return at_erasure_add(db, e->org, e->client, support_noon, 0, err);
}

static enum at_status
apply_replay(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	(void)scratch, (void)job;
	return at_erasure_replay(db, err);
}

static int64_t
count(struct world *w, const char *sql)
{
	return world_count(w, sql, w->a.client);
}

static struct at_client
load(struct world *w, at_id client)
{
	struct at_client got;

	CHECK_OK(w->s, at_client_load(w->call->arena, at_store_reader(w->call), w->a.org, client,
	    &got, w->call->err));
	return got;
}

/* An answer with words, a draft and a phone number: all of it sealed. */
static void
fill(struct world *w)
{
	struct at_form_view view;
	struct at_form_result result;
	struct world_browser one = world_browser(1), two = world_browser(2);
	struct world_link sent, draft;

	world_add_session(w, &w->a, w->a.client, "2026-11-24 09:00", 50, "attended");
	sent = world_link(w, &w->a, w->a.client, "session", "client", 1);
	draft = world_link(w, &w->a, w->a.client, "before", "client", 0);
	world_send(w, &sent, &one, "ease=5 words=canary");
	world_begin(w, &draft, &two, &view);
	CHECK_OK(w->s, world_post(w, draft.due, &two, AT_FORM_SAVE, "words=canary", &result));
	CHECK_OK(w->s, at_action_form_call_me(w->call, draft.due, two.hash,
	    &(struct at_calling){ .phone = "99999" }, &view));
}

TEST(an_erased_client_cannot_be_named_any_more)
{
	struct world *w = world_open(support_begin(state_), false);
	struct erasing job = { w->a.org, w->a.client };
	struct at_client client;
	const char *name;

	fill(w);
	client = load(w, w->a.client);
	CHECK_OK(w->s, at_act_name(w->call, &client, &name));
	CHECK_TEXT("Chris Client", name);
	CHECK_OK(w->s, at_store_write(w->call, apply_erase, &job));
	CHECK_OK(w->s, at_store_write(w->call, apply_erase, &job));     /* twice is once */

	client = load(w, w->a.client);
	CHECK_INT(0, client.key.n_bytes);
	CHECK_INT(0, client.name.n_bytes);
	CHECK_OK(w->s, at_act_name(w->call, &client, &name));
	CHECK_TEXT("Erased client", name);
	CHECK_INT(0, count(w, "SELECT count(*) FROM client_key WHERE client = $1"));
	CHECK_INT(0, count(w, "SELECT count(*) FROM call_me WHERE client = $1"));
	CHECK_INT(0, count(w, "SELECT count(*) FROM draft f JOIN due d ON d.id = f.due"
	    " WHERE d.client = $1"));
	CHECK_INT(1, count(w, "SELECT count(*) FROM erasure WHERE client = $1"));
	CHECK_INT(1, count(w, "SELECT count(*) FROM answer WHERE client = $1"));
	CHECK(load(w, w->a.teen).key.n_bytes > 0);      /* nobody else is touched */
}

/* The end of a course is not before its beginning, and what was planned for a day that is
 * past stays as it is. */
TEST(a_course_to_come_ends_as_it_begins_and_the_past_stays)
{
	struct world *w = world_open(support_begin(state_), false);
	struct erasing job = { w->a.org, w->a.client };
	long long client = w->a.client, later = support_noon + AT_DAY;

	world_add_session(w, &w->a, w->a.client, "2026-11-26 09:00", 50, "planned");
	world_add_session(w, &w->a, w->a.client, "2026-11-27 09:00", 50, "planned");
	world_script(w, at_printf(w->s->arena, "UPDATE session SET starts = %lld WHERE starts ="
	    " (SELECT min(starts) FROM session WHERE client = %lld);"
	    "UPDATE relationship SET from_ms = %lld WHERE client = %lld;"
	    "UPDATE episode SET opened = %lld WHERE client = %lld",
	    (long long)support_noon - AT_DAY, client, later, client, later, client));
	CHECK_OK(w->s, at_store_write(w->call, apply_erase, &job));
	CHECK_INT(1, count(w, "SELECT count(*) FROM relationship WHERE client = $1"
	    " AND to_ms = from_ms"));
	CHECK_INT(1, count(w, "SELECT count(*) FROM episode WHERE client = $1"
	    " AND closed = opened"));
	CHECK_INT(1, count(w, "SELECT count(*) FROM session WHERE client = $1"
	    " AND state = 'planned'"));
	CHECK_INT(1, count(w, "SELECT count(*) FROM session WHERE client = $1"
	    " AND state = 'cancelled'"));
}

TEST(a_restored_copy_is_erased_again)
{
	struct world *w = world_open(support_begin(state_), false);
	struct erasing job = { w->a.org, w->a.client };

	CHECK_OK(w->s, at_store_write(w->call, apply_erase, &job));
	world_script(w, at_printf(w->call->arena, "INSERT INTO client_key (org, client, sealed)"
	    " SELECT org, %lld, sealed FROM client_key WHERE client = %lld",
	    (long long)w->a.client, (long long)w->a.teen));
	CHECK_INT(1, count(w, "SELECT count(*) FROM client_key WHERE client = $1"));
	world_script(w, "UPDATE erasure SET scrubbed = at");
	CHECK_OK(w->s, at_store_write(w->call, apply_replay, NULL));
	CHECK_INT(1, count(w, "SELECT count(*) FROM erasure WHERE client = $1"
	    " AND scrubbed IS NULL"));      /* its bytes are here again */
	CHECK_INT(0, count(w, "SELECT count(*) FROM client_key WHERE client = $1"));
	CHECK(load(w, w->a.teen).key.n_bytes > 0);
}

/* The folder in use may be one of an older program, which knew no restrictions. */
TEST(a_list_without_restrictions_is_copied_too)
{
	struct world *w = world_open(support_begin(state_), false);
	struct erasing job = { w->a.org, w->a.client };
	struct at_db *from, *to;

	CHECK_OK(w->s, at_store_write(w->call, apply_erase, &job));
	at_store_rest(w->call);
	from = support_db(w->s);
	CHECK_OK(w->s, at_db_script(from, "DROP TABLE privacy", &w->s->err));
	to = support_db(w->s);
	CHECK_OK(w->s, at_erasure_copy(w->s->arena, from, to, &w->s->err));
	at_db_close(from);
	at_db_close(to);
}

/* ---- the bytes ------------------------------------------------------------------------------ */

enum { MANY = 400, STAYS = 10, STEP = 7, KEY = 72 };    /* every tenth stays */

static void
make_key(int number, unsigned char out[KEY])
{
	for (int i = 0; i < KEY; i++)
		out[i] = (unsigned char)(i < 4 ? number >> 8 * i : number * 31 + i * 7);
}

/* The number of the key that lies here whole; 0: none does. */
static int
key_at(const unsigned char *bytes)
{
	unsigned char key[KEY];
	int number = bytes[0] | bytes[1] << 8;

	if (number == 0 || number > MANY)
		return 0;
	make_key(number, key);
	return memcmp(bytes, key, KEY) == 0 ? number : 0;
}

/* How many of the keys lie somewhere in the database's files. */
static int
count_kept(struct support *s, bool erased)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	bool kept[MANY + 1] = { false };
	int n = 0;

	for (size_t e = 0; e < AT_COUNT(endings); e++) {
		const char *path = at_printf(s->arena, "%s%s", s->url + strlen("sqlite:"),
		    endings[e]), *text;
		size_t n_text;

		if (at_file_read(s->arena, path, 64 << 20, &text, &n_text, NULL) != AT_OK)
			continue;
		for (size_t i = 0; i + KEY <= n_text; i++)
			kept[key_at((const unsigned char *)text + i)] = true;
	}
	for (int i = 1; i <= MANY; i++)
		n += kept[i] && (i % STAYS != 0) == erased;
	return n;
}

/* Rows that come and go leave copies of themselves in gaps of pages, and pages that are
 * given back keep what was on them. */
TEST(no_page_of_the_file_keeps_a_key)
{
	static const char sql_client[] = "INSERT INTO client (org, id, site, name, form, lang,"
	    " made, version) VALUES (1, $1, 1, $2, 'client', 'en', 1, 1)";
	static const char sql_key[] =
	    "INSERT INTO client_key (org, client, sealed) VALUES (1, $1, $2)";
	struct support *s = support_begin(state_);
	struct at_db *db;

	support_store(s, false);
	support_close(s);
	db = support_db(s);
	CHECK_OK(s, at_db_script(db, "PRAGMA secure_delete=OFF", &s->err));    /* once written so */
	for (int i = 1; i <= MANY; i++) {
		unsigned char key[KEY];

		make_key(i, key);
		CHECK_OK(s, at_db_run(db, sql_client, AT_BIND(at_int(i), at_blob("n", 1)), NULL,
		    &s->err));
		CHECK_OK(s, at_db_run(db, sql_key, AT_BIND(at_int(i), at_blob(key, KEY)), NULL,
		    &s->err));
	}
	CHECK(count_kept(s, true) >= MANY - MANY / STAYS);
	for (int i = 0; i < MANY; i++) {
		int client = i * STEP % MANY + 1;

		if (client % STAYS == 0)
			continue;
		CHECK_OK(s, at_db_begin(db, &s->err));
		CHECK_OK(s, at_erasure_add(db, 1, client, support_noon, 0, &s->err));
		CHECK_OK(s, at_db_commit(db, &s->err));
	}
	CHECK_OK(s, at_erasure_scrub(s->arena, db, support_noon, 300, &s->err));
	CHECK_INT(0, count_kept(s, true));
	CHECK(count_kept(s, false) >= MANY / STAYS);
	CHECK_INT(MANY - MANY / STAYS, support_number(s, db, "SELECT count(*) FROM erasure"
	    " WHERE scrubbed IS NOT NULL"));
	at_db_close(db);
}

/* A backup that reads is waited for, and then it is said that something is left. */
TEST(who_still_reads_is_named_and_it_can_be_done_again)
{
	struct world *w = world_open(support_begin(state_), false);
	struct erasing job = { w->a.org, w->a.client };
	struct at_db *reading = support_db(w->s), *db = support_db(w->s);
	static const char sql[] = "SELECT count(*) FROM org";

	CHECK_OK(w->s, at_db_begin_reading(reading, &w->s->err));
	support_number(w->s, reading, sql);
	CHECK_OK(w->s, at_store_write(w->call, apply_erase, &job));
	CHECK_INT(AT_BUSY, at_erasure_scrub(w->s->arena, db, support_noon, 300, &w->s->err));
	at_error_clear(&w->s->err);
	CHECK_INT(1, count(w, "SELECT count(*) FROM erasure WHERE client = $1"
	    " AND scrubbed IS NULL"));
	at_db_rollback(reading);
	/* Other tests, and PostgreSQL itself, read in this database for a moment, too. */
	CHECK_OK(w->s, at_erasure_scrub(w->s->arena, db, support_noon, 120000, &w->s->err));
	CHECK_INT(0, count(w, "SELECT count(*) FROM erasure WHERE client = $1"
	    " AND scrubbed IS NULL"));
	at_db_close(db);
	at_db_close(reading);
}

/* ---- two at once ---------------------------------------------------------------------------- */

struct scrubbing {
	struct at_db *db;
	const char *name;               /* as PostgreSQL's other sessions see it */
	enum at_status st;
	pthread_t thread;
};

static void *
scrub(void *cookie)
{
	struct scrubbing *of = cookie;
	struct at_arena *arena = at_arena_open();
	struct at_error err = { .status = AT_OK };

	of->st = at_erasure_scrub(arena, of->db, support_noon, 20000, &err);
	at_arena_close(arena);
	return NULL;
}

/* SQLite: nobody else may copy the journal back.  PostgreSQL: it looks who is older. */
static bool
waits(struct support *s, struct at_db *db, const char *name)
{
	static const char sql_copying[] = "PRAGMA wal_checkpoint(PASSIVE)";
	static const char sql_looking[] = "SELECT count(*) FROM pg_stat_activity WHERE"
	    " application_name = $1 AND query LIKE '%pg_sleep%'";
	struct at_rows rows;

	if (s->engine == AT_SQLITE)
		return support_number(s, db, sql_copying) == 1;
	CHECK_OK(s, at_db_query(s->arena, db, sql_looking, AT_BIND(at_text(name)), &rows,
	    &s->err));
	return at_cell_int(&rows, 0, 0) > 0;
}

TEST(who_is_erased_while_another_is_scrubbed_is_not_marked_along)
{
	struct world *w = world_open(support_begin(state_), false);
	struct erasing first = { w->a.org, w->a.client };
	struct at_db *second = support_db(w->s), *looking = support_db(w->s);
	struct scrubbing one = { .db = support_db(w->s),
		.name = at_printf(w->s->arena, "scrubbing %ld", (long)getpid()) };

	CHECK_OK(w->s, at_store_write(w->call, apply_erase, &first));
	at_store_rest(w->call);
	if (w->s->engine == AT_POSTGRES)
		CHECK_OK(w->s, at_db_script(one.db, at_printf(w->s->arena,
		    "SET application_name = '%s'", one.name), &w->s->err));
	CHECK_OK(w->s, at_db_begin(second, &w->s->err));
	CHECK_OK(w->s, at_erasure_add(second, w->a.org, w->a.teen, support_noon, 0, &w->s->err));
	CHECK_INT(0, pthread_create(&one.thread, NULL, scrub, &one));
	while (!waits(w->s, looking, one.name))
		sched_yield();
	CHECK_OK(w->s, at_db_commit(second, &w->s->err));
	CHECK_INT(0, pthread_join(one.thread, NULL));
	CHECK_INT(AT_OK, one.st);
	CHECK_INT(w->a.client, support_number(w->s, looking,
	    "SELECT client FROM erasure WHERE scrubbed IS NOT NULL"));
	CHECK_INT(w->a.teen, support_number(w->s, looking,
	    "SELECT client FROM erasure WHERE scrubbed IS NULL"));
	at_db_close(one.db);
	at_db_close(second);
	at_db_close(looking);
}

/* ---- every table ---------------------------------------------------------------------------- */

/* What erasing does about each table.  Whoever makes a table says so here: rows that tell who
 * a client is or was, in words, go in at_erasure_add(). */
static const struct {
	const char *table, *why;
} tables[] = {
#define GOES "rows go"
#define PART "what says who goes"
#define ENDS "ends, and stays"
#define SCORES "pseudonymous: numbers, constants, ids"
#define SEALED "append-only; words stay sealed, with no key"
#define HOUSE "not of clients"
	{ "addressed", GOES }, { "alert_open", GOES }, { "call_me", GOES },
	{ "client_key", GOES }, { "day_line", GOES }, { "device", GOES }, { "draft", GOES },
	{ "link", GOES }, { "own_login", GOES }, { "own_page", GOES }, { "privacy", GOES },
	{ "related", GOES },
	{ "client", PART }, { "import_client", PART },
	{ "due", ENDS }, { "episode", ENDS }, { "relationship", ENDS }, { "session", ENDS },
	{ "agreed", SCORES }, { "alert", SCORES }, { "answer_replaced", SCORES },
	{ "audit", SCORES }, { "erasure", SCORES }, { "flag", SCORES },
	{ "flag_judged", SCORES }, { "consent", SCORES }, { "opened", SCORES },
	{ "plan_switch", SCORES }, { "released", SCORES }, { "said_read", SCORES },
	{ "signal", SCORES },
	{ "alert_ack", SEALED }, { "answer", SEALED }, { "flag_handled", SEALED },
	{ "attempt", HOUSE }, { "backup_made", HOUSE }, { "contact", HOUSE },
	{ "course_model", HOUSE }, { "cover", HOUSE }, { "definition", HOUSE },
	{ "failed_sign_in", HOUSE }, { "half_login", HOUSE }, { "recovery_code", HOUSE },
	{ "second_factor", HOUSE },
	{ "import_name", HOUSE }, { "job", HOUSE }, { "login", HOUSE }, { "node_last", HOUSE },
	{ "once", HOUSE }, { "org", HOUSE }, { "schema_version", HOUSE }, { "setting", HOUSE },
	{ "site", HOUSE }, { "site_closed", HOUSE }, { "site_span", HOUSE }, { "staff", HOUSE },
	{ "staff_role", HOUSE }, { "supervision", HOUSE }, { "wording", HOUSE },
};

TEST(every_table_has_its_answer)
{
	static const char sql[] = "SELECT name FROM sqlite_schema WHERE type = 'table'"
	    " AND name NOT LIKE 'sqlite_%' ORDER BY name";
	struct support *s = support_begin(state_);
	struct at_db *db;
	struct at_rows rows;

	support_store(s, false);
	support_close(s);
	db = support_db(s);
	CHECK_OK(s, at_db_query(s->arena, db, sql, AT_NO_BIND, &rows, &s->err));
	for (int i = 0; i < rows.n_rows; i++) {
		const char *why = NULL;

		for (size_t k = 0; k < AT_COUNT(tables); k++)
			if (strcmp(tables[k].table, at_cell_text(&rows, i, 0)) == 0)
				why = tables[k].why;
		if (why == NULL)
			fail_msg("what does erasing a client do about the table %s? Say so in"
			    " test/store/erasure_test.c", at_cell_text(&rows, i, 0));
	}
	CHECK_INT(AT_COUNT(tables), rows.n_rows);
	at_db_close(db);
}

RUN_ALL(
    RUN_BOTH(an_erased_client_cannot_be_named_any_more),
    RUN_BOTH(a_course_to_come_ends_as_it_begins_and_the_past_stays),
    RUN_BOTH(a_restored_copy_is_erased_again),
    RUN_SQLITE(a_list_without_restrictions_is_copied_too),
    RUN_SQLITE(no_page_of_the_file_keeps_a_key),
    RUN_BOTH(who_still_reads_is_named_and_it_can_be_done_again),
    RUN_BOTH(who_is_erased_while_another_is_scrubbed_is_not_marked_along),
    RUN_SQLITE(every_table_has_its_answer),
)
