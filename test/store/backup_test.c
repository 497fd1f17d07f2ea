/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A backup is of one moment, comes back in either engine, and is refused when it is not whole. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "action/consent.h"
#include "base/file.h"
#include "store/backup.h"
#include "store/blocks.h"
#include "store/copy.h"
#include "store/erasure.h"
#include "store/privacy.h"
#include "store/migrate.h"
#include "store/store.h"
#include "support/world.h"

static const char *
path_of(struct world *w, const char *name)
{
	return at_printf(w->s->arena, "%s/%s", w->s->folder, name);
}

static struct at_db *
open_file(struct world *w, const char *name)
{
	const struct at_db_options options = {
		.url = at_printf(w->s->arena, "sqlite:%s", path_of(w, name)) };
	struct at_db *db;

	CHECK_OK(w->s, at_db_open(&options, &db, &w->s->err));
	return db;
}

/* Clinics with answers, words, a draft; their database. */
static struct at_db *
lived_in(struct world *w)
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
	at_store_rest(w->call);
	return support_db(w->s);
}

static struct at_backup
write_backup(struct world *w, struct at_db *db, const char *name)
{
	struct at_backup backup;

	CHECK_OK(w->s, at_backup_write(w->s->arena, db, &(struct at_backup_order){
	    .path = path_of(w, name), .now = support_noon }, &backup, &w->s->err));
	return backup;
}

static enum at_status
restore(struct world *w, const char *name, struct at_db *db, struct at_db *living)
{
	struct at_backup backup;

	at_error_clear(&w->s->err);
	return at_backup_restore(w->s->arena, db, &(struct at_backup_source){
	    .path = path_of(w, name), .living = living, .now = support_noon }, &backup,
	    &w->s->err);
}

static const char *
bytes_of(struct world *w, const char *name, size_t *out_n)
{
	const char *bytes;

	CHECK_OK(w->s, at_file_read(w->s->arena, path_of(w, name), 64 << 20, &bytes, out_n,
	    &w->s->err));
	return bytes;
}

static void
put_bytes(struct world *w, const char *name, const char *bytes, size_t n)
{
	FILE *file = fopen(path_of(w, name), "wb");

	CHECK(file != NULL);
	CHECK(fwrite(bytes, 1, n, file) == n);
	fclose(file);
}

static void
check_same(struct world *w, const char *a, const char *b)
{
	size_t n_a, n_b;
	const char *bytes_a = bytes_of(w, a, &n_a), *bytes_b = bytes_of(w, b, &n_b);

	CHECK_INT(n_a, n_b);
	CHECK(memcmp(bytes_a, bytes_b, n_a) == 0);
}

/* What was restored has the same backup, to the last byte. */
TEST(everything_comes_back)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w), *copy = open_file(w, "copy.db");
	struct at_backup backup = write_backup(w, db, "first");

	CHECK(backup.n_rows > 100);
	CHECK_INT(1, backup.n_answers);
	CHECK_INT(2, backup.n_heads);
	CHECK_OK(w->s, restore(w, "first", copy, NULL));
	write_backup(w, copy, "second");
	check_same(w, "first", "second");
	at_db_close(copy);
	at_db_close(db);
}

/* ... and over into the other engine. */
TEST(a_clinic_moves_to_postgresql)
{
	struct support *there = support_begin(state_);
	void *state = (void *)(intptr_t)AT_SQLITE;
	struct at_db *db, *other;
	struct world *w;

	CHECK_INT(0, support_set_up(&state));
	w = world_open(support_begin(&state), false);
	db = lived_in(w);
	other = support_db(there);
	write_backup(w, db, "first");
	CHECK_OK(w->s, restore(w, "first", other, NULL));
	write_backup(w, other, "second");
	check_same(w, "first", "second");
	at_db_close(other);
	at_db_close(db);
	support_tear_down(&state);
}

/* Links have random bytes for a key, and there are many of them. */
TEST(thousands_of_links_go_page_by_page)
{
	static const char sql[] = "INSERT INTO link (org, hash, due, made) VALUES ($1, $2, 1, 0)";
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w), *copy = open_file(w, "copy.db");
	struct at_copy_table *tables;
	int n, at = 0;

	CHECK_OK(w->s, at_copy_tables(w->s->arena, db, &tables, &n, &w->s->err));
	while (strcmp(tables[at].name, "link") != 0)
		at++;
	for (int i = 0; i < n; i++)     /* nobody stays signed in over a restore */
		CHECK(strstr(tables[i].name, "login") == NULL);
	CHECK(tables[at].paged);
	CHECK_OK(w->s, at_db_begin(db, &w->s->err));
	for (unsigned i = 0; i < 2500; i++) {
		unsigned char hash[] = { (unsigned char)(i * 89), (unsigned char)(i >> 8), 1 };

		CHECK_OK(w->s, at_db_run(db, sql, AT_BIND(at_int(w->a.org), at_blob(hash,
		    sizeof hash)), NULL, &w->s->err));
	}
	CHECK_OK(w->s, at_db_commit(db, &w->s->err));
	write_backup(w, db, "first");
	CHECK_OK(w->s, restore(w, "first", copy, NULL));
	write_backup(w, copy, "second");
	check_same(w, "first", "second");
	at_db_close(copy);
	at_db_close(db);
}

struct intruder {
	struct world *w;
	bool done;
};

static bool
intrude(void *ptr, int64_t n_rows)
{
	struct intruder *intruder = ptr;

	(void)n_rows;
	if (intruder->done)
		return true;
	intruder->done = true;
	world_add_client(intruder->w, &intruder->w->a, "Newcomer");
	at_store_rest(intruder->w->call);
	return true;
}

TEST(what_is_written_meanwhile_waits_for_the_next_one)
{
	struct world *w = world_open(support_begin(state_), true);
	struct intruder intruder = { w, false };
	struct at_backup_watch watch = { intrude, &intruder };
	struct at_db *db = lived_in(w), *copy = open_file(w, "copy.db");
	struct at_backup backup;
	int64_t before = support_number(w->s, db, "SELECT count(*) FROM client");

	CHECK_OK(w->s, at_backup_write(w->s->arena, db, &(struct at_backup_order){
	    .path = path_of(w, "first"), .now = support_noon, .watch = &watch }, &backup,
	    &w->s->err));
	CHECK_INT(before + 1, support_number(w->s, db, "SELECT count(*) FROM client"));
	CHECK_OK(w->s, restore(w, "first", copy, NULL));
	CHECK_INT(before, support_number(w->s, copy, "SELECT count(*) FROM client"));
	at_db_close(copy);
	at_db_close(db);
}

/* Follows the checksums to the end. */
static enum at_status
follow(struct world *w, const char *name)
{
	struct at_arena *arena = at_arena_open();
	struct at_blocks *blocks;
	const unsigned char *bytes;
	size_t n;
	int kind = 0;
	int64_t n_bytes;
	enum at_status st;

	at_error_clear(&w->s->err);
	st = at_blocks_open(arena, path_of(w, name), &blocks, &n_bytes, &w->s->err);
	while (st == AT_OK && kind != AT_BLOCK_END)
		st = at_blocks_next(blocks, &kind, &bytes, &n, &w->s->err);
	at_arena_close(arena);
	return st;
}

TEST(what_was_cut_off_is_refused_and_nothing_is_half_there)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w), *copy = open_file(w, "copy.db");
	const char *bytes;
	size_t n;

	write_backup(w, db, "whole");
	bytes = bytes_of(w, "whole", &n);
	CHECK_INT(AT_OK, follow(w, "whole"));
	for (size_t most = 0; most < n; most += most < 64 || most + 64 > n ? 1 : 389) {
		put_bytes(w, "cut", bytes, most);
		CHECK_INT(AT_CORRUPT, follow(w, "cut"));
	}
	put_bytes(w, "cut", bytes, n - 1);
	CHECK_INT(AT_CORRUPT, restore(w, "cut", copy, NULL));
	CHECK_HAS("is cut off in its block", w->s->err.text);
	CHECK_INT(0, support_number(w->s, copy, "SELECT count(*) FROM sqlite_schema"));
	CHECK_OK(w->s, restore(w, "whole", copy, NULL));        /* the way is still free */
	at_db_close(copy);
	at_db_close(db);
}

TEST(a_changed_byte_is_found_wherever_it_is)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w);
	const char *whole;
	char *bytes;
	size_t n;

	write_backup(w, db, "whole");
	whole = bytes_of(w, "whole", &n);
	bytes = at_grow(w->s->arena, whole, n, n, 1);
	for (size_t at = 0; at < n; at += at < 64 || at + 64 > n ? 1 : 31) {
		bytes[at] ^= 0x10;
		put_bytes(w, "changed", bytes, n);
		if (follow(w, "changed") != AT_CORRUPT)
			fail_msg("byte %zu may be changed", at);
		bytes[at] ^= 0x10;
	}
	put_bytes(w, "longer", bytes, n);
	bytes = at_grow(w->s->arena, bytes, n, n + 1, 1);
	put_bytes(w, "longer", bytes, n + 1);
	CHECK_INT(AT_CORRUPT, follow(w, "longer"));
	CHECK_HAS("goes on behind its end", w->s->err.text);
	at_db_close(db);
}

/* The bytes with the first `old` in them turned into `new`. */
static struct at_bytes
turned(struct at_arena *arena, const unsigned char *bytes, size_t n, const char *old,
    const char *new)
{
	size_t n_old = strlen(old), at = 0;
	struct at_buffer out = at_buffer_init(arena);

	while (at + n_old <= n && memcmp(bytes + at, old, n_old) != 0)
		at++;
	if (at + n_old > n)
		return (struct at_bytes){ bytes, n };
	at_buffer_add(&out, bytes, at);
	at_buffer_text(&out, new);
	at_buffer_add(&out, bytes + at + n_old, n - at - n_old);
	return (struct at_bytes){ out.bytes, out.n_bytes };
}

/* A backup as whole as another, whose blocks of one kind say something else. */
static void
rewrite(struct world *w, const char *from, const char *to, int which, const char *old,
    const char *new)
{
	struct at_arena *arena = w->s->arena;
	struct at_blocks *in, *out;
	int64_t n_in, n_out;
	int kind = 0;

	CHECK_OK(w->s, at_blocks_open(arena, path_of(w, from), &in, &n_in, &w->s->err));
	CHECK_OK(w->s, at_blocks_make(arena, path_of(w, to), true, &out, &w->s->err));
	while (kind != AT_BLOCK_END) {
		const unsigned char *bytes;
		struct at_bytes block;

		CHECK_OK(w->s, at_blocks_next(in, &kind, &bytes, &block.n_bytes, &w->s->err));
		block.bytes = bytes;
		if (kind == which)
			block = turned(arena, bytes, block.n_bytes, old, new);
		CHECK_OK(w->s, at_blocks_put(out, kind, block.bytes, block.n_bytes, &w->s->err));
	}
	CHECK_OK(w->s, at_blocks_keep(out, &n_out, &w->s->err));
}

/* Checksums hold; what it says does not. */
TEST(what_is_whole_and_says_something_wrong_is_refused)
{
	static const struct { int kind; const char *old, *new, *says; } cases[] = {
		{ AT_BLOCK_HEAD, "schema ", "schema 9", "comes from a newer version" },
		{ AT_BLOCK_HEAD, "schema ", "schema -", "not as this program writes them" },
		{ AT_BLOCK_END, "rows ", "rows 9", "not as this program writes them" },
		{ AT_BLOCK_TABLE, "client\n", "customer\n", "not as this program writes them" },
		{ AT_BLOCK_ROWS, "submit", "remove", "access log of the backup is broken" },
	};
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w), *copy = open_file(w, "copy.db");

	write_backup(w, db, "whole");
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		rewrite(w, "whole", "wrong", cases[i].kind, cases[i].old, cases[i].new);
		CHECK_INT(AT_CORRUPT, restore(w, "wrong", copy, NULL));
		CHECK_HAS(cases[i].says, w->s->err.text);
		CHECK_INT(0, support_number(w->s, copy, "SELECT count(*) FROM sqlite_schema"));
	}
	/* Nor is a broken log the one that was said to be broken elsewhere. */
	world_script(w, "DROP TRIGGER audit_no_update");
	world_script(w, "UPDATE audit SET verb = 'nothing' WHERE seq = 2");
	write_backup(w, db, "broken");
	CHECK_INT(AT_OK, follow(w, "broken"));
	rewrite(w, "broken", "wrong", AT_BLOCK_END, "broken ", "broken 9");
	CHECK_INT(AT_CORRUPT, restore(w, "wrong", copy, NULL));
	CHECK_HAS("access log of the backup is broken", w->s->err.text);
	CHECK_OK(w->s, restore(w, "broken", copy, NULL));
	at_db_close(copy);
	at_db_close(db);
}

/* Two members of staff of one name: it is the database that says no, where rows are sent
 * ahead of its answers too. */
TEST(a_row_that_the_database_does_not_take_is_refused)
{
	struct world *w = world_open(support_begin(state_), false);
	void *state = (void *)(intptr_t)w->s->engine;
	struct at_db *db = lived_in(w), *other;

	CHECK_INT(0, support_set_up(&state));
	other = support_db(support_begin(&state));
	write_backup(w, db, "whole");
	rewrite(w, "whole", "wrong", AT_BLOCK_ROWS, world_handles[0], world_handles[1]);
	CHECK_INT(AT_CONFLICT, restore(w, "wrong", other, NULL));
	CHECK_HAS("does not fit", w->s->err.text);
	CHECK_OK(w->s, restore(w, "whole", other, NULL));
	at_db_close(other);
	at_db_close(db);
	support_tear_down(&state);
}

TEST(nothing_is_written_over)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w);
	struct at_backup backup;
	int64_t clients = support_number(w->s, db, "SELECT count(*) FROM client");

	write_backup(w, db, "first");
	CHECK_INT(AT_CONFLICT, at_backup_write(w->s->arena, db, &(struct at_backup_order){
	    .path = path_of(w, "first"), .now = support_noon }, &backup, &w->s->err));
	CHECK_HAS("is there already", w->s->err.text);
	CHECK_INT(AT_OK, follow(w, "first"));
	CHECK_INT(AT_CONFLICT, restore(w, "first", db, NULL));
	CHECK_HAS("Nothing was changed", w->s->err.text);
	CHECK_INT(clients, support_number(w->s, db, "SELECT count(*) FROM client"));
	at_db_close(db);
}

TEST(a_folder_that_cannot_be_written_keeps_no_half_backup)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w);
	struct at_backup backup;

	CHECK_INT(AT_IO, at_backup_write(w->s->arena, db, &(struct at_backup_order){
	    .path = path_of(w, "no/such/place"), .now = support_noon }, &backup, &w->s->err));
	CHECK_HAS("There is no backup; the data is as it was", w->s->err.text);
	at_db_close(db);
}

TEST(who_was_erased_since_stays_erased)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w), *copy = open_file(w, "copy.db");
	const char *keys = at_printf(w->s->arena, "SELECT count(*) FROM client_key"
	    " WHERE client = %lld", (long long)w->a.client);

	write_backup(w, db, "before");
	CHECK_OK(w->s, at_db_begin(db, &w->s->err));
	CHECK_OK(w->s, at_erasure_add(db, w->a.org, w->a.client, support_noon, 0, &w->s->err));
	CHECK_OK(w->s, at_db_commit(db, &w->s->err));
	CHECK_OK(w->s, restore(w, "before", copy, db));
	CHECK_INT(0, support_number(w->s, copy, keys));
	CHECK_INT(1, support_number(w->s, copy, "SELECT count(*) FROM erasure"));
	CHECK_INT(1, support_number(w->s, copy, "SELECT count(*) FROM answer"));
	at_db_close(copy);
	at_db_close(db);
}

/* Somebody used it since, or it was sent to the wrong one. */
TEST(a_link_to_sign_in_is_no_way_in_after_a_restore)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = support_db(w->s), *other;
	const struct at_once once = { .org = w->a.org, .id = 1,
		.staff = w->a.staff[WORLD_THERAPIST], .closes = support_noon + AT_DAY };
	static const unsigned char hash[AT_TOKEN_HASH] = { 7 };
	void *state = (void *)(intptr_t)w->s->engine;
	struct at_once found;

	CHECK_INT(0, support_set_up(&state));
	support_begin(&state);
	other = support_db(state);
	CHECK_OK(w->s, at_once_insert(db, &once, hash, support_noon, &w->s->err));
	write_backup(w, db, "before");
	CHECK_OK(w->s, restore(w, "before", other, NULL));
	CHECK_INT(AT_NOT_FOUND, at_once_find(w->s->arena, other, hash, &found, &w->s->err));
	at_error_clear(&w->s->err);
	CHECK_OK(w->s, at_once_find(w->s->arena, db, hash, &found, &w->s->err));
	at_db_close(other);
	at_db_close(db);
	support_tear_down(&state);
}

/* The hold of the backup would have ended; it was made longer. */
TEST(a_hold_that_was_set_anew_since_holds)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w), *copy = open_file(w, "copy.db");
	struct at_privacy hold = { .org = w->a.org, .client = w->a.client, .kind = AT_HOLD,
		.at = support_noon, .until = support_noon + AT_DAY, .reason = { "sealed", 6 } };

	CHECK_OK(w->s, at_privacy_set(db, &hold, &w->s->err));
	write_backup(w, db, "before");
	hold.until = 0;
	CHECK_OK(w->s, at_privacy_set(db, &hold, &w->s->err));
	CHECK_OK(w->s, restore(w, "before", copy, db));
	CHECK_INT(1, support_number(w->s, copy,
	    "SELECT count(*) FROM privacy WHERE until IS NULL"));
	at_db_close(copy);
	at_db_close(db);
}

/* A schema later than the backup's is reached in the same transaction. */
TEST(a_backup_of_an_older_program_is_brought_up_to_date)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *old = open_file(w, "old.db"), *copy = open_file(w, "copy.db");
	struct at_migrate_options before = { .create = true, .now = support_noon };
	int n;

	at_migrations(&n);
	before.up_to = n - 1;
	CHECK_OK(w->s, at_migrate(w->s->arena, old, &before, &w->s->err));
	CHECK_INT(n - 1, write_backup(w, old, "older").schema);
	CHECK_OK(w->s, restore(w, "older", copy, NULL));
	CHECK_INT(n, support_number(w->s, copy, "SELECT count(*) FROM schema_version"));
	at_db_close(copy);
	at_db_close(old);
}

/* Better none than one with people in it who were erased. */
TEST(without_the_list_of_the_erased_nothing_comes_back)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w), *copy = open_file(w, "copy.db");
	struct at_db *none = open_file(w, "none.db");

	write_backup(w, db, "first");
	CHECK(restore(w, "first", copy, none) != AT_OK);
	CHECK_INT(0, support_number(w->s, copy, "SELECT count(*) FROM sqlite_schema"));
	CHECK_OK(w->s, restore(w, "first", copy, NULL));
	at_db_close(none);
	at_db_close(copy);
	at_db_close(db);
}

/* The clinic in use since may be on a server: it is told by its address. */
TEST(the_living_clinic_may_be_a_database)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w), *copy;
	struct at_backup backup;
	const struct at_store_restore from = { path_of(w, "before"), w->s->url, NULL, &backup };
	const struct at_store_options options = { .folder = path_of(w, "new"), .create = true,
		.restore = &from };
	struct at_store *store;

	write_backup(w, db, "before");
	CHECK_OK(w->s, at_db_begin(db, &w->s->err));
	CHECK_OK(w->s, at_erasure_add(db, w->a.org, w->a.client, support_noon, 0, &w->s->err));
	CHECK_OK(w->s, at_db_commit(db, &w->s->err));
	CHECK_OK(w->s, at_store_open(&options, &store, &w->s->err));
	at_store_close(store);
	copy = open_file(w, "new/attune.db");
	CHECK_INT(1, support_number(w->s, copy, "SELECT count(*) FROM erasure"));
	at_db_close(copy);
	at_db_close(db);
}

/* Whatever it failed of: the folder that it made is gone again, another's is not. */
TEST(a_restore_that_failed_takes_its_folder_back)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w);
	struct at_backup backup;
	struct at_store_restore from = { path_of(w, "nothing"), NULL, NULL, &backup };
	const struct at_store_options options = { .folder = path_of(w, "new"), .create = true,
		.restore = &from };
	struct at_store *store;

	write_backup(w, db, "before");
	at_db_close(db);
	CHECK(at_store_open(&options, &store, &w->s->err) != AT_OK);
	CHECK(access(options.folder, F_OK) != 0);
	world_clear(w);
	from = (struct at_store_restore){ path_of(w, "before"), path_of(w, "nowhere"), NULL,
		&backup };
	CHECK_INT(AT_NOT_FOUND, at_store_open(&options, &store, &w->s->err));
	CHECK_HAS("--erased-in: there is no database in", w->s->err.text);
	CHECK(access(options.folder, F_OK) != 0);
	world_clear(w);
	CHECK_INT(0, mkdir(options.folder, 0700));
	CHECK(at_store_open(&options, &store, &w->s->err) != AT_OK);
	CHECK(access(options.folder, F_OK) == 0);
	world_clear(w);
	from.living = NULL;
	CHECK_OK(w->s, at_store_open(&options, &store, &w->s->err));
	at_store_close(store);
}

static void
say_to_research(struct world *w, struct at_db *db, at_id client, at_id person, bool given)
{
	const struct at_consent consent = { .org = w->a.org, .id = at_store_id(w->call),
		.client = client, .person = person, .purpose = AT_CONSENT_RESEARCH,
		.given = given, .wording = AT_CONSENT_WORDING, .at = support_noon };

	CHECK_OK(w->s, at_consent_insert(db, &consent, &w->s->err));
}

/* A yes of before must not come back when it was taken back since. */
TEST(what_was_taken_back_since_stays_taken_back)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w), *copy;
	at_id *clients, *people;
	int n_clients, n_people;

	say_to_research(w, db, w->a.client, 0, true);
	say_to_research(w, db, 0, w->a.staff[WORLD_THERAPIST], true);
	write_backup(w, db, "before");
	say_to_research(w, db, w->a.client, 0, false);
	say_to_research(w, db, w->a.teen, 0, true);
	say_to_research(w, db, 0, w->a.staff[WORLD_THERAPIST], false);
	copy = open_file(w, "new.db");
	CHECK_OK(w->s, restore(w, "before", copy, db));
	CHECK_OK(w->s, at_consent_standing(w->s->arena, copy, w->a.org, AT_CONSENT_RESEARCH, true,
	    &clients, &n_clients, &w->s->err));
	CHECK_OK(w->s, at_consent_standing(w->s->arena, copy, w->a.org, AT_CONSENT_RESEARCH,
	    false, &people, &n_people, &w->s->err));
	CHECK_INT(1, n_clients);
	CHECK(clients[0] == w->a.teen);
	CHECK_INT(0, n_people);
	CHECK_INT(5, support_number(w->s, copy, "SELECT count(*) FROM consent"));
	at_db_close(copy);
	at_db_close(db);
}

static bool
look_at_rights(void *ptr, int64_t n_rows)
{
	struct world *w = ptr;
	struct stat rights;

	(void)n_rows;
	CHECK_INT(0, stat(path_of(w, "first.check"), &rights));
	CHECK_INT(0600, rights.st_mode & 0777);
	CHECK_INT(0, stat(path_of(w, "first.check-wal"), &rights));
	CHECK_INT(0600, rights.st_mode & 0777);
	return true;
}

TEST(a_rehearsal_is_private_and_leaves_nothing_behind)
{
	struct world *w = world_open(support_begin(state_), false);
	const struct at_backup_watch watch = { look_at_rights, w };
	struct at_db *db = lived_in(w);
	struct at_backup backup;

	write_backup(w, db, "first");
	CHECK_OK(w->s, at_backup_check(w->s->arena, path_of(w, "first"), support_noon, &watch,
	    &backup, &w->s->err));
	CHECK_INT(1, backup.n_answers);
	CHECK(access(path_of(w, "first.check"), F_OK) != 0);
	CHECK(access(path_of(w, "first.check-wal"), F_OK) != 0);
	CHECK(access(path_of(w, "first.check-turn"), F_OK) != 0);
	at_db_close(db);
}

/* The one from before an upgrade is not written over by who comes just after it. */
TEST(one_of_another_schema_is_not_made_and_takes_no_name)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w);
	struct at_backup first = write_backup(w, db, "before"), second;
	struct at_backup_order order = { .path = path_of(w, "before"), .now = support_noon + 1,
		.replace = true, .schema = first.schema - 1 };

	CHECK_INT(AT_CONFLICT, at_backup_write(w->s->arena, db, &order, &second, &w->s->err));
	at_error_clear(&w->s->err);
	order.path = path_of(w, "same");
	order.now = support_noon;
	order.schema = first.schema;
	CHECK_OK(w->s, at_backup_write(w->s->arena, db, &order, &second, &w->s->err));
	check_same(w, "before", "same");        /* which would say another moment */
	at_db_close(db);
}

/* A program that was killed leaves its draft; one that runs has it locked. */
TEST(a_draft_is_taken_over_unless_somebody_is_at_it)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w);
	struct at_backup backup;
	const struct at_backup_order order = { .path = path_of(w, "first"), .now = support_noon };
	int ready[2], done[2];
	pid_t other;
	char byte;

	put_bytes(w, "first.part", "half of something", 17);
	CHECK_INT(0, pipe(ready) + pipe(done));
	other = fork();
	if (other == 0) {
		struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
		int fd = open(path_of(w, "first.part"), O_WRONLY);

		_exit(fcntl(fd, F_SETLK, &whole) != 0 || write(ready[1], "x", 1) != 1
		    || read(done[0], &byte, 1) != 1);
	}
	CHECK_INT(1, read(ready[0], &byte, 1));
	CHECK_INT(AT_BUSY, at_backup_write(w->s->arena, db, &order, &backup, &w->s->err));
	CHECK_HAS("another program writes", w->s->err.text);
	CHECK_INT(1, write(done[1], "x", 1));
	CHECK_INT(other, waitpid(other, NULL, 0));
	at_error_clear(&w->s->err);
	write_backup(w, db, "first");
	CHECK_INT(AT_OK, follow(w, "first"));
	CHECK(access(path_of(w, "first.part"), F_OK) != 0);
	at_db_close(db);
}

static bool
stop_at_once(void *ptr, int64_t n_rows)
{
	(void)ptr, (void)n_rows;
	return false;
}

TEST(one_that_is_stopped_leaves_nothing)
{
	struct world *w = world_open(support_begin(state_), false);
	const struct at_backup_watch watch = { stop_at_once, NULL };
	struct at_arena *arena = at_arena_open();
	struct at_db *db = lived_in(w), *copy = open_file(w, "copy.db");
	struct at_backup backup;

	CHECK_INT(AT_GONE, at_backup_write(arena, db, &(struct at_backup_order){
	    .path = path_of(w, "first"), .now = support_noon, .watch = &watch }, &backup,
	    &w->s->err));
	at_arena_close(arena);
	CHECK(access(path_of(w, "first"), F_OK) != 0);
	CHECK(access(path_of(w, "first.part"), F_OK) != 0);
	write_backup(w, db, "first");
	at_error_clear(&w->s->err);
	CHECK_INT(AT_GONE, at_backup_restore(w->s->arena, copy, &(struct at_backup_source){
	    .path = path_of(w, "first"), .now = support_noon, .watch = &watch }, &backup,
	    &w->s->err));
	CHECK_INT(0, support_number(w->s, copy, "SELECT count(*) FROM sqlite_schema"));
	at_db_close(copy);
	at_db_close(db);
}

/* Somebody wrote in the log: the rest is worth a backup all the same, and is not hidden. */
TEST(a_log_that_was_broken_comes_back_as_broken)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w), *copy = open_file(w, "copy.db");
	struct at_backup made, back;

	world_script(w, "DROP TRIGGER audit_no_update");
	world_script(w, "UPDATE audit SET verb = 'nothing' WHERE seq = 2");
	made = write_backup(w, db, "first");
	CHECK_HAS(" 2:", made.broken);
	CHECK_OK(w->s, at_backup_restore(w->s->arena, copy, &(struct at_backup_source){
	    .path = path_of(w, "first"), .now = support_noon }, &back, &w->s->err));
	CHECK_TEXT(made.broken, back.broken);
	CHECK_INT(1, support_number(w->s, copy, "SELECT count(*) FROM answer"));
	at_db_close(copy);
	at_db_close(db);
}

/* Without its questionnaires a clinic's answers mean nothing. */
TEST(questionnaires_of_the_clinics_own_go_along)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = lived_in(w), *copy = open_file(w, "copy.db");
	struct at_backup_order order = { .path = path_of(w, "first"), .folder = path_of(w, "old"),
		.now = support_noon };
	struct at_backup_source source = { .path = order.path, .folder = path_of(w, "new"),
		.now = support_noon };
	struct at_backup backup;

	CHECK_INT(0, mkdir(order.folder, 0700) + mkdir(path_of(w, "old/instruments"), 0700)
	    + mkdir(source.folder, 0700));
	put_bytes(w, "old/instruments/own.txt", "a form\n", 7);
	put_bytes(w, "old/instruments/own.nb.txt", "et skjema\n", 10);
	put_bytes(w, "old/instruments/thesis.doc", "no form", 7);
	CHECK_OK(w->s, at_backup_write(w->s->arena, db, &order, &backup, &w->s->err));
	CHECK_INT(2, backup.n_files);
	CHECK_OK(w->s, at_backup_restore(w->s->arena, copy, &source, &backup, &w->s->err));
	check_same(w, "old/instruments/own.txt", "new/instruments/own.txt");
	check_same(w, "old/instruments/own.nb.txt", "new/instruments/own.nb.txt");
	CHECK(access(path_of(w, "new/instruments/thesis.doc"), F_OK) != 0);
	at_db_close(copy);

	put_bytes(w, "new/instruments/own.txt", "another\n", 8);
	copy = open_file(w, "again.db");
	CHECK_INT(AT_CONFLICT, at_backup_restore(w->s->arena, copy, &source, &backup,
	    &w->s->err));
	CHECK_HAS("is another than in the backup", w->s->err.text);
	CHECK_INT(0, support_number(w->s, copy, "SELECT count(*) FROM sqlite_schema"));
	at_db_close(copy);
	at_db_close(db);
}

/* What could not be read again is not written either. */
TEST(a_row_that_no_restore_would_take_is_refused)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_arena *arena = at_arena_open();
	size_t n = 5 << 20;
	struct at_blocks *blocks;

	CHECK_OK(w->s, at_blocks_make(arena, path_of(w, "large"), false, &blocks, &w->s->err));
	CHECK_INT(AT_INVALID, at_blocks_put(blocks, AT_BLOCK_ROWS, AT_NEW(arena, char, n), n,
	    &w->s->err));
	CHECK_HAS("a row of 5.2 MB is more than a backup takes", w->s->err.text);
	at_arena_close(arena);
}

RUN_ALL(
    RUN_BOTH(everything_comes_back),
    RUN_POSTGRES(a_clinic_moves_to_postgresql),
    RUN_BOTH(what_is_written_meanwhile_waits_for_the_next_one),
    RUN_SQLITE(what_was_cut_off_is_refused_and_nothing_is_half_there),
    RUN_SQLITE(a_changed_byte_is_found_wherever_it_is),
    RUN_SQLITE(what_is_whole_and_says_something_wrong_is_refused),
    RUN_BOTH(a_row_that_the_database_does_not_take_is_refused),
    RUN_BOTH(nothing_is_written_over),
    RUN_SQLITE(a_folder_that_cannot_be_written_keeps_no_half_backup),
    RUN_BOTH(who_was_erased_since_stays_erased),
    RUN_BOTH(a_link_to_sign_in_is_no_way_in_after_a_restore),
    RUN_BOTH(a_hold_that_was_set_anew_since_holds),
    RUN_BOTH(thousands_of_links_go_page_by_page),
    RUN_SQLITE(a_backup_of_an_older_program_is_brought_up_to_date),
    RUN_SQLITE(without_the_list_of_the_erased_nothing_comes_back),
    RUN_BOTH(the_living_clinic_may_be_a_database),
    RUN_SQLITE(a_restore_that_failed_takes_its_folder_back),
    RUN_BOTH(what_was_taken_back_since_stays_taken_back),
    RUN_SQLITE(a_rehearsal_is_private_and_leaves_nothing_behind),
    RUN_SQLITE(one_of_another_schema_is_not_made_and_takes_no_name),
    RUN_SQLITE(a_draft_is_taken_over_unless_somebody_is_at_it),
    RUN_SQLITE(one_that_is_stopped_leaves_nothing),
    RUN_SQLITE(a_log_that_was_broken_comes_back_as_broken),
    RUN_SQLITE(questionnaires_of_the_clinics_own_go_along),
    RUN_SQLITE(a_row_that_no_restore_would_take_is_refused),
)
