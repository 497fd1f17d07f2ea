/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client asks to be forgotten.  What was typed and said is found nowhere afterwards, and
 * the key that would open the sealed rest is in no file but the backups that are named. */
#include "action/client_view.h"
#include "action/own_page.h"
#include "action/privacy.h"
#include "action/safety.h"
#include "action/today.h"
#include "base/file.h"
#include "store/blocks.h"
#include "support/world.h"

/* In every text that says who somebody is or what they said. */
static const char canary[] = "Quetzalcoatlus";

struct scene {
	struct world *w;
	at_id client, alert;
	const char *own;                /* token of the own page */
	struct world_link open, begun;
	struct at_bytes key, name;      /* sealed, as they lie in the database */
};

static at_id
add_client(struct world *w)
{
	const struct at_new_client new = { .name = at_printf(w->call->arena, "%s Name", canary),
		.site = "main", .therapist = "ada", .form = "teen", .from = 1,
		.parent = at_printf(w->call->arena, "%s Parent", canary) };
	at_id id = 0;

	world_as_operator(w, &w->a);
	CHECK_OK(w->s, at_action_client_add(w->call, &new, &id));
	return id;
}

/* A card sent with words, another begun, a third not; a safety answer with a number to call
 * and the note of who called; a flag set aside; an own page; a hold that was lifted. */
static void
live(struct scene *s)
{
	struct world *w = s->w;
	struct world_browser one = world_browser(1), two = world_browser(2);
	struct at_form_view view;
	struct at_form_result result;
	struct at_alert_views alerts;
	struct at_own_address own;
	struct world_link sent, phq;
	const struct at_own_of of = { s->client, false };
	const char *words = at_printf(w->call->arena, "ease=1 words=%s", canary);

	world_add_session(w, &w->a, s->client, "2026-11-24 09:00", 50, "attended");
	world_add_session(w, &w->a, s->client, "2026-11-24 15:00", 50, "planned");
	sent = world_link(w, &w->a, s->client, "session", NULL, 1);
	phq = world_link(w, &w->a, s->client, "phq-9", NULL, 0);
	s->begun = world_link(w, &w->a, s->client, "before", NULL, 0);
	s->open = world_link(w, &w->a, s->client, "reaction", "therapist", 1);
	world_send(w, &sent, &one, words);
	world_begin(w, &phq, &one, &view);
	CHECK_OK(w->s, world_post(w, phq.due, &one, AT_FORM_SAVE, "9=2", &result));
	CHECK_OK(w->s, at_action_form_call_me(w->call, phq.due, one.hash,
	    &(struct at_calling){ .phone = canary }, &view));
	world_begin(w, &s->begun, &two, &view);
	CHECK_OK(w->s, world_post(w, s->begun.due, &two, AT_FORM_SAVE,
	    at_printf(w->call->arena, "words=%s", canary), &result));
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_own_make(w->call, &of, &own));
	CHECK_OK(w->s, at_action_own_pin(w->call, &of, "483 917", "483 917"));
	s->own = own.token;
	CHECK_OK(w->s, at_action_alerts(w->call, &alerts));
	CHECK_INT(1, alerts.n_views);
	s->alert = alerts.views[0].alert.id;
}

static void
acknowledge(struct scene *s)
{
	world_as(s->w, &s->w->a, WORLD_THERAPIST);
	CHECK_OK(s->w->s, at_action_acknowledge(s->w->call, s->alert, canary));
}

static enum at_status
ask_for(struct scene *s, enum at_privacy_kind kind, bool lift)
{
	const struct at_privacy_ask ask = { .client = s->client, .kind = kind, .lift = lift,
		.reason = canary };

	world_as(s->w, &s->w->a, WORLD_PRIVACY);
	world_clear(s->w);
	return at_action_privacy_set(s->w->call, &ask);
}

static struct scene
scene_open(void **state)
{
	struct scene s = { .w = world_open(support_begin(state), true) };
	struct at_client row;

	s.client = add_client(s.w);
	live(&s);
	CHECK_OK(s.w->s, at_client_load(s.w->s->arena, at_store_reader(s.w->call), s.w->a.org,
	    s.client, &row, s.w->call->err));
	s.key = row.key;
	s.name = row.name;
	return s;
}

static enum at_status
erase(struct scene *s, struct at_erased *left)
{
	world_as(s->w, &s->w->a, WORLD_PRIVACY);
	world_clear(s->w);
	return at_action_erase(s->w->call, s->client, left);
}

/* ---- bytes in files ------------------------------------------------------------------------ */

static int
count_bytes(const char *text, size_t n_text, const void *bytes, size_t n)
{
	int found = 0;

	for (size_t i = 0; i + n <= n_text; i++)
		found += text[i] == *(const char *)bytes && memcmp(text + i, bytes, n) == 0;
	return found;
}

/* How often the bytes are in the files of a folder, as they lie there. */
static int
count_in(struct world *w, const char *folder, const void *bytes, size_t n)
{
	const char *const *names;
	int n_names, found = 0;

	CHECK_OK(w->s, at_file_names(w->s->arena, folder, "", &names, &n_names, &w->s->err));
	CHECK(n_names > 1);
	for (int i = 0; i < n_names; i++) {
		const char *path = at_printf(w->s->arena, "%s/%s", folder, names[i]), *text;
		size_t n_text;

		if (at_file_read(w->s->arena, path, 64 << 20, &text, &n_text, NULL) == AT_OK)
			found += count_bytes(text, n_text, bytes, n);   /* no folder */
	}
	return found;
}

/* In PostgreSQL's file of a table; -1 when the server does not let us look. */
static int64_t
count_in_table(struct support *s, const char *table, struct at_bytes bytes)
{
	static const char sql_checkpoint[] = "CHECKPOINT";
	const char *sql = at_printf(s->arena, "SELECT CAST(position($1 IN pg_read_binary_file("
	    "pg_relation_filepath('%s'))) AS BIGINT)", table);
	struct at_db *db = support_db(s);
	struct at_rows rows;
	int64_t found = -1;

	if (at_db_run(db, sql_checkpoint, AT_NO_BIND, NULL, NULL) == AT_OK
	    && at_db_query(s->arena, db, sql, AT_BIND(at_blob(bytes.bytes, bytes.n_bytes)),
	    &rows, NULL) == AT_OK)
		found = at_cell_int(&rows, 0, 0) > 0;
	at_db_close(db);
	return found;
}

static void
write_backup(struct world *w, const char *name)
{
	struct at_db *db = support_db(w->s);
	struct at_backup backup;

	CHECK_OK(w->s, at_backup_write(w->s->arena, db, &(struct at_backup_order){ .now =
	    w->call->now, .path = at_printf(w->s->arena, "%s/%s", w->s->folder, name) },
	    &backup, &w->s->err));
	at_db_close(db);
}

/* How often they are in what a backup holds, unpacked. */
static int
count_in_backup(struct world *w, const char *name, const void *bytes, size_t n)
{
	struct at_blocks *blocks;
	const unsigned char *block;
	size_t n_block;
	int64_t n_file;
	int kind = 0, found = 0;

	CHECK_OK(w->s, at_blocks_open(w->s->arena, at_printf(w->s->arena, "%s/%s", w->s->folder,
	    name), &blocks, &n_file, &w->s->err));
	while (kind != AT_BLOCK_END) {
		CHECK_OK(w->s, at_blocks_next(blocks, &kind, &block, &n_block, &w->s->err));
		found += count_bytes((const char *)block, n_block, bytes, n);
	}
	return found;
}

TEST(what_was_typed_and_the_key_are_in_no_file_any_more)
{
	struct scene s = scene_open(state_);
	struct world *w = s.w;
	bool lite = w->s->engine == AT_SQLITE;
	const char *folder = w->s->folder;
	struct at_erased left;

	acknowledge(&s);
	CHECK_OK(w->s, ask_for(&s, AT_HOLD, false));
	write_backup(w, "before");
	CHECK_INT(1, count_in_backup(w, "before", s.key.bytes, s.key.n_bytes));
	CHECK(lite ? count_in(w, folder, s.key.bytes, s.key.n_bytes) > 0
	    : count_in_table(w->s, "client_key", s.key) != 0);
	CHECK_OK(w->s, ask_for(&s, AT_HOLD, true));
	CHECK_OK(w->s, erase(&s, &left));
	CHECK_TEXT("", left.left);
	CHECK(left.elsewhere == !lite);
	write_backup(w, "after");

	CHECK_INT(0, count_in(w, folder, canary, strlen(canary)));
	CHECK_INT(0, count_in(w, folder, s.key.bytes, s.key.n_bytes));
	CHECK_INT(0, count_in(w, folder, s.name.bytes, s.name.n_bytes));
	CHECK_INT(0, count_in_backup(w, "before", canary, strlen(canary)));
	CHECK_INT(0, count_in_backup(w, "after", canary, strlen(canary)));
	CHECK_INT(0, count_in_backup(w, "after", s.key.bytes, s.key.n_bytes));
	CHECK_INT(0, count_in_backup(w, "after", s.name.bytes, s.name.n_bytes));
	if (lite)
		return;
	if (count_in_table(w->s, "client_key", s.key) < 0)
		SKIP("the server does not let its files be read");
	CHECK_INT(0, count_in_table(w->s, "client_key", s.key));
}

/* How many restrictions a restored folder knows. */
static int64_t
n_restricted(struct world *w, const char *folder)
{
	const struct at_db_options options = { .url = at_printf(w->s->arena,
	    "sqlite:%s/attune.db", folder), .read_only = true };
	struct at_db *db;
	int64_t n;

	CHECK_OK(w->s, at_db_open(&options, &db, &w->s->err));
	n = support_number(w->s, db, "SELECT count(*) FROM privacy WHERE kind = 'restrict'");
	at_db_close(db);
	return n;
}

/* The backup of before, put back where the erasure is known. */
TEST(a_restored_backup_has_the_client_erased_to_the_bytes)
{
	struct scene s = scene_open(state_);
	struct world *w = s.w;
	struct at_backup backup;
	struct at_store_restore from = { .out = &backup,
		.file = at_printf(w->s->arena, "%s/before", w->s->folder),
		.living = w->s->db_url != NULL ? w->s->db_url : w->s->folder };
	struct at_store_options options = { .create = true, .restore = &from,
		.folder = at_printf(w->s->arena, "%s/new", w->s->folder) };
	struct at_store *store;
	struct at_erased left;

	acknowledge(&s);
	write_backup(w, "before");
	CHECK_OK(w->s, erase(&s, &left));
	CHECK_OK(w->s, at_action_privacy_set(w->call, &(struct at_privacy_ask){
	    .client = w->a.client, .kind = AT_RESTRICT, .reason = "asked" }));
	CHECK_OK(w->s, at_store_open(&options, &store, &w->s->err));
	CHECK_INT(0, count_in(w, options.folder, s.key.bytes, s.key.n_bytes));
	at_store_close(store);
	CHECK_INT(0, count_in(w, options.folder, s.key.bytes, s.key.n_bytes));
	CHECK_INT(0, count_in(w, options.folder, canary, strlen(canary)));
	CHECK_INT(1, n_restricted(w, options.folder));  /* set since the backup: it holds */

	from.living = NULL;             /* to show that the test would find it */
	options.folder = at_printf(w->s->arena, "%s/other", w->s->folder);
	CHECK_OK(w->s, at_store_open(&options, &store, &w->s->err));
	at_store_close(store);
	CHECK_INT(1, count_in(w, options.folder, s.key.bytes, s.key.n_bytes));
	CHECK_INT(0, n_restricted(w, options.folder));
}

/* The same into the other engine, whose tables keep what a transaction took back. */
TEST(so_it_is_when_a_clinic_moves_to_postgresql)
{
	struct support *other = support_begin(state_);
	void *state = (void *)(intptr_t)AT_SQLITE;
	struct at_backup backup;
	struct at_store_restore from = { .out = &backup };
	struct at_store_options options = { .create = true, .restore = &from,
		.folder = other->folder, .db_url = other->db_url };
	struct at_store *store;
	struct at_erased left;
	struct scene s;
	struct world *w;

	CHECK_INT(0, support_set_up(&state));
	s = scene_open(&state);
	w = s.w;
	from.living = w->s->folder;
	from.file = at_printf(w->s->arena, "%s/before", w->s->folder);
	acknowledge(&s);
	write_backup(w, "before");
	CHECK_OK(w->s, erase(&s, &left));
	CHECK_OK(w->s, at_store_open(&options, &store, &w->s->err));
	at_store_close(store);
	CHECK(count_in_table(other, "client_key", s.key) <= 0);
	support_tear_down(&state);
}

/* ---- what is left -------------------------------------------------------------------------- */

TEST(scores_stay_and_nothing_leads_to_a_person)
{
	static const char *const none[] = {
		"SELECT count(*) FROM client_key WHERE client = $1",
		"SELECT count(*) FROM client WHERE id = $1 AND length(name) > 0",
		"SELECT count(*) FROM related WHERE client = $1",
		"SELECT count(*) FROM call_me WHERE client = $1",
		"SELECT count(*) FROM own_page WHERE client = $1",
		"SELECT count(*) FROM own_login l WHERE NOT EXISTS (SELECT 1 FROM own_page p"
		" WHERE p.id = l.page) AND $1 > 0",
		"SELECT count(*) FROM addressed WHERE client = $1",
		"SELECT count(*) FROM alert_open o JOIN alert a ON a.id = o.alert"
		" WHERE a.client = $1",
		"SELECT count(*) FROM privacy WHERE client = $1",
		"SELECT count(*) FROM day_line WHERE client = $1",
		"SELECT count(*) FROM draft f JOIN due d ON d.id = f.due WHERE d.client = $1",
		"SELECT count(*) FROM device v JOIN due d ON d.id = v.due WHERE d.client = $1",
		"SELECT count(*) FROM link l JOIN due d ON d.id = l.due WHERE d.client = $1",
		"SELECT count(*) FROM due WHERE client = $1 AND state = 'open'",
		"SELECT count(*) FROM relationship WHERE client = $1 AND to_ms IS NULL",
		"SELECT count(*) FROM episode WHERE client = $1 AND closed IS NULL",
		"SELECT count(*) FROM session WHERE client = $1 AND state = 'planned'",
		"SELECT count(*) FROM import_client WHERE client = $1 AND (length(code) > 0"
		" OR about IS NOT NULL)",
	};
	struct scene s = scene_open(state_);
	struct world *w = s.w;
	struct at_own_entered in;
	struct at_form_view view;
	struct at_today_view today;
	struct at_client_view page;
	struct at_erased left;

	world_script(w, at_printf(w->s->arena, "INSERT INTO import_client (org, client, hash, code,"
	    " about) SELECT org, client, sealed, sealed, sealed FROM client_key"
	    " WHERE client = %lld", (long long)s.client));
	acknowledge(&s);
	world_script(w, at_printf(w->s->arena, "INSERT INTO addressed (org, answer, client, site)"
	    " SELECT org, id, client, 1 FROM answer WHERE client = %lld; INSERT INTO alert_open"
	    " (org, alert) SELECT org, id FROM alert WHERE client = %lld", (long long)s.client,
	    (long long)s.client));
	world_as_public(w);
	CHECK_OK(w->s, at_action_own_enter(w->call, s.own, "483 917", "192.0.2.7", &in));
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_today(w->call, &today));
	CHECK_OK(w->s, erase(&s, &left));
	for (size_t i = 0; i < AT_COUNT(none); i++)
		if (world_count(w, none[i], s.client) != 0)
			fail_msg("something is left: %s", none[i]);
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM answer WHERE client = $1", s.client));
	CHECK_INT(2, world_count(w, "SELECT count(*) FROM session WHERE client = $1", s.client));
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM alert_ack k JOIN alert a"
	    " ON a.id = k.alert WHERE a.client = $1", s.client));
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM import_client WHERE client = $1",
	    s.client));
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM audit WHERE client = $1"
	    " AND verb = 'erase'", s.client));

	world_as_public(w);
	CHECK_INT(AT_NOT_FOUND, at_action_link(w->call, s.begun.token, NULL, &view));
	world_clear(w);
	CHECK_INT(AT_DENIED, at_action_own_enter(w->call, s.own, "483 917", "192.0.2.7", &in));
	world_clear(w);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_INT(AT_GONE, at_action_view_client(w->call, s.client, &page));
	world_clear(w);
	CHECK_OK(w->s, at_action_today(w->call, &today));
	for (int i = 0; i < today.n_rows; i++)
		CHECK(today.rows[i].client != s.client);
}

/* ---- the log ------------------------------------------------------------------------------- */

static bool
is_whole(struct world *w, struct at_db *db)
{
	struct at_audit_report report;

	CHECK_OK(w->s, at_audit_verify(w->s->arena, db, NULL, 0, &report, &w->s->err));
	return !report.broken;
}

/* Line by line and column by column: whoever opens the file could do this. */
static int
tamper_all(struct world *w, struct at_db *db, const char *column, const char *change)
{
	const char *select = at_printf(w->s->arena, "SELECT org, node, seq FROM audit WHERE %s"
	    " IS NOT %s", column, change), *update = at_printf(w->s->arena, "UPDATE audit SET"
	    " %s = %s WHERE org = $1 AND node = $2 AND seq = $3", column, change);
	struct at_rows rows;

	CHECK_OK(w->s, at_db_query(w->s->arena, db, select, AT_NO_BIND, &rows, &w->s->err));
	for (int i = 0; i < rows.n_rows; i++) {
		CHECK_OK(w->s, at_db_begin(db, &w->s->err));
		CHECK_OK(w->s, at_db_run(db, update, AT_BIND(*at_cell(&rows, i, 0),
		    *at_cell(&rows, i, 1), *at_cell(&rows, i, 2)), NULL, &w->s->err));
		if (is_whole(w, db))
			fail_msg("%s = %s of line %d was not found", column, change, i);
		at_db_rollback(db);
	}
	return rows.n_rows;
}

TEST(the_log_is_whole_after_an_erasure_and_every_change_of_it_is_found)
{
	static const char *const changes[][2] = {
		{ "client", "client + 1" }, { "client", "0" }, { "at", "at + 1" },
		{ "at", "at - 1" }, { "staff", "staff + 1" }, { "staff", "0" },
		{ "row_id", "row_id + 1" }, { "row_id", "0" }, { "verb", "'view'" },
		{ "verb", "verb || ' '" }, { "resource", "'client'" },
		{ "resource", "resource || 'x'" }, { "subject", "'operator'" },
		{ "subject", "subject || 's'" }, { "detail", "detail || '.'" },
		{ "detail", "''" }, { "hash", "zeroblob(32)" },
		{ "hash", "CAST(substr(hash, 2) || substr(hash, 1, 1) AS BLOB)" },
		{ "seq", "seq + 1000" }, { "seq", "-seq" }, { "node", "node + 1" },
		{ "org", "org + 1" },
	};
	struct scene s = scene_open(state_);
	struct world *w = s.w;
	struct at_erased left;
	struct at_db *db;
	int n = 0;

	acknowledge(&s);
	for (int i = 0; i < 50; i++)
		CHECK_OK(w->s, ask_for(&s, AT_RESTRICT, i % 2 == 1));
	CHECK_OK(w->s, erase(&s, &left));
	at_store_rest(w->call);
	db = support_db(w->s);
	CHECK(is_whole(w, db));
	CHECK_INT(AT_IO, at_db_script(db, "DELETE FROM audit", NULL));
	CHECK_INT(AT_IO, at_db_script(db, "UPDATE answer SET words = NULL", NULL));
	CHECK_OK(w->s, at_db_script(db, "DROP TRIGGER audit_no_update", &w->s->err));
	for (size_t i = 0; i < AT_COUNT(changes); i++)
		n += tamper_all(w, db, changes[i][0], changes[i][1]);
	CHECK(n >= 1000);
	at_db_close(db);
}

/* ---- when it must not be ------------------------------------------------------------------- */

TEST(a_hold_keeps_the_record_until_its_day)
{
	struct scene s = scene_open(state_);
	struct world *w = s.w;
	struct at_privacy_ask ask = { .client = s.client, .kind = AT_HOLD, .reason = "law",
		.until = "2026-11-25" };
	struct at_erased left;

	acknowledge(&s);
	world_as(w, &w->a, WORLD_PRIVACY);
	CHECK_OK(w->s, at_action_privacy_set(w->call, &ask));
	CHECK_INT(AT_CONFLICT, erase(&s, &left));
	CHECK_HAS("hold", w->call->err->text);
	world_clock(w, "2026-11-25 23:59");
	CHECK_INT(AT_CONFLICT, erase(&s, &left));
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM client_key WHERE client = $1",
	    s.client));
	world_clock(w, "2026-11-26 00:00");
	CHECK_OK(w->s, erase(&s, &left));
}

TEST(a_safety_answer_is_looked_at_first)
{
	struct scene s = scene_open(state_);
	struct at_erased left;

	CHECK_INT(AT_CONFLICT, erase(&s, &left));
	CHECK_HAS("safety answer", s.w->call->err->text);
	CHECK_INT(AT_CONFLICT, ask_for(&s, AT_RESTRICT, false));
	acknowledge(&s);
	CHECK_OK(s.w->s, erase(&s, &left));
	CHECK_OK(s.w->s, erase(&s, &left));     /* once more does no more */
	CHECK_INT(AT_GONE, ask_for(&s, AT_HOLD, false));
	CHECK_INT(AT_GONE, ask_for(&s, AT_HOLD, true));
	CHECK_INT(1, world_count(s.w, "SELECT count(*) FROM audit WHERE client = $1"
	    " AND verb = 'erase'", s.client));
}

TEST(only_the_privacy_officer_and_the_operator_erase)
{
	struct scene s = scene_open(state_);
	struct world *w = s.w;
	struct at_record_view record;
	struct at_privacy_view all;
	struct at_erased left;

	acknowledge(&s);
	for (int role = 0; role < WORLD_ROLES; role++) {
		if (role == WORLD_PRIVACY)
			continue;
		world_as(w, &w->a, (enum world_role)role);
		CHECK_INT(AT_DENIED, at_action_erase(w->call, s.client, &left));
		world_clear(w);
		CHECK_INT(AT_DENIED, at_action_record_state(w->call, s.client, &record));
		world_clear(w);
		CHECK_INT(AT_DENIED, at_action_privacy(w->call, &all));
		world_clear(w);
	}
	world_as(w, &w->b, WORLD_PRIVACY);
	CHECK_INT(AT_NOT_FOUND, at_action_erase(w->call, s.client, &left));
	world_clear(w);
	world_as_operator(w, &w->a);
	CHECK_OK(w->s, at_action_erase(w->call, s.client, &left));
}

/* ---- what is said before and after --------------------------------------------------------- */

static void
add_backup(struct world *w, int id, at_ms at)
{
	const struct at_backup_made made = { .org = w->a.org, .id = id, .kind = "hand",
		.path = at_printf(w->s->arena, "/backup/%d", id), .at = at, .heads = "",
		.problem = "" };
	struct at_db *db = support_db(w->s);

	CHECK_OK(w->s, at_backup_made_insert(db, &made, &w->s->err));
	at_db_close(db);
}

TEST(a_record_says_what_goes_and_what_stays_and_where_a_copy_is)
{
	struct scene s = scene_open(state_);
	struct world *w = s.w;
	struct at_record_view record;
	struct at_privacy_view all;
	struct at_erased left;
	at_ms made;

	acknowledge(&s);
	CHECK_OK(w->s, ask_for(&s, AT_HOLD, false));
	CHECK_OK(w->s, at_action_record_state(w->call, s.client, &record));
	CHECK_HAS(canary, record.name);
	CHECK_TEXT(canary, record.hold_reason);
	CHECK(record.held && record.restriction.at == 0);
	CHECK_INT(1, record.count.n_related);
	CHECK_INT(1, record.count.n_calls);
	CHECK_INT(2, record.count.n_drafts);
	CHECK_INT(1, record.count.n_own_pages);
	CHECK_INT(1, record.count.n_answers);
	CHECK_INT(1, record.count.n_words);
	CHECK_INT(2, record.count.n_sessions);
	CHECK_INT(1, record.count.n_alerts);
	CHECK_INT(0, record.count.n_alerts_open);
	made = record.made;

	add_backup(w, 1, made - 1);             /* came later: is not in it */
	add_backup(w, 2, made);
	add_backup(w, 3, w->call->now);
	w->call->now += AT_MINUTE;
	CHECK_OK(w->s, ask_for(&s, AT_HOLD, true));
	CHECK_OK(w->s, erase(&s, &left));
	w->call->now += AT_MINUTE;
	add_backup(w, 4, w->call->now);
	CHECK_OK(w->s, at_action_record_state(w->call, s.client, &record));
	CHECK_TEXT("Erased client", record.name);
	CHECK_INT(2, record.n_backups);
	CHECK_TEXT("/backup/3", record.backups[0].path);
	CHECK_TEXT("/backup/2", record.backups[1].path);
	CHECK_INT(w->call->now - AT_MINUTE, record.erased.at);
	CHECK_INT(w->call->now - AT_MINUTE, record.erased.scrubbed);
	CHECK_INT(2, world_count(w, "SELECT count(*) FROM audit WHERE client = $1"
	    " AND verb = 'view' AND resource = 'privacy'", s.client));

	CHECK_OK(w->s, at_action_privacy(w->call, &all));
	CHECK_INT(0, all.n_set);
	CHECK_INT(1, all.n_erased);
	CHECK_INT(s.client, all.erased[0].client);
	CHECK_TEXT("Per Lund", all.erased[0].staff_name);
}

RUN_ALL(
    RUN_BOTH(what_was_typed_and_the_key_are_in_no_file_any_more),
    RUN_SQLITE(a_restored_backup_has_the_client_erased_to_the_bytes),
    RUN_POSTGRES(so_it_is_when_a_clinic_moves_to_postgresql),
    RUN_BOTH(scores_stay_and_nothing_leads_to_a_person),
    RUN_SQLITE(the_log_is_whole_after_an_erasure_and_every_change_of_it_is_found),
    RUN_BOTH(a_hold_keeps_the_record_until_its_day),
    RUN_BOTH(a_safety_answer_is_looked_at_first),
    RUN_BOTH(only_the_privacy_officer_and_the_operator_erase),
    RUN_BOTH(a_record_says_what_goes_and_what_stays_and_where_a_copy_is),
)
