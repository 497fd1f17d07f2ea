/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schema: frozen, upgraded whole, never down, and the same on both engines. */
#include <dirent.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/backup_made.h"
#include "store/migrate.h"
#include "support/catalogue.h"

static const struct at_migrate_options fresh = { .create = true, .now = 1795348800000 };

static enum at_status
migrate(struct support *s, struct at_db *db, int up_to)
{
	struct at_migrate_options options = fresh;

	options.up_to = up_to;
	options.folder = s->folder;
	mkdir(at_printf(s->arena, "%s/backups", s->folder), 0700);
	return at_migrate(s->arena, db, &options, &s->err);
}

static int
latest(void)
{
	int n;

	at_migrations(&n);
	return n;
}

TEST(every_migration_is_frozen_and_in_order)
{
	struct support *s = support_begin(state_);
	int n;
	const struct at_migration *list = at_migrations(&n);

	for (int i = 0; i < n; i++) {
		CHECK_INT(i + 1, list[i].version);
		CHECK_INT(i + 1, atoi(list[i].name));
		if (strcmp(list[i].frozen, "-") == 0)
			fail_msg("%s is not frozen: run tools/freeze-schema", list[i].name);
		CHECK_TEXT(list[i].frozen, at_migration_checksum(s->arena, &list[i]));
	}
}

TEST(the_upgrade_is_recorded)
{
	static const char sql_versions[] =
	    "SELECT version, from_version, program, at FROM schema_version ORDER BY version";
	struct support *s = support_begin(state_);
	struct at_db *db = support_db(s);
	struct at_rows rows;

	CHECK_OK(s, migrate(s, db, 1));
	CHECK_OK(s, migrate(s, db, 0));
	CHECK_OK(s, migrate(s, db, 0));         /* nothing left to do */
	CHECK_OK(s, at_db_query(s->arena, db, sql_versions, AT_NO_BIND, &rows, &s->err));
	CHECK_INT(latest(), rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++) {
		CHECK_INT(i + 1, at_cell_int(&rows, i, 0));
		CHECK_INT(i == 0 ? 0 : 1, at_cell_int(&rows, i, 1));
		CHECK_TEXT(AT_VERSION, at_cell_text(&rows, i, 2));
		CHECK_INT(fresh.now, at_cell_int(&rows, i, 3));
	}
	at_db_close(db);
}

TEST(an_upgraded_database_equals_a_fresh_one)
{
	struct support *s = support_begin(state_);
	struct at_db *db = support_db(s);
	const char *want;

	CHECK_OK(s, migrate(s, db, 0));
	want = support_catalogue(s, db);
	CHECK_HAS("audit.org INTEGER NOT NULL key 1\n", want);
	CHECK_HAS("index audit(org,client,at)\n", want);
	CHECK_HAS("trigger on audit\n", want);
	at_db_close(db);
	for (int from = 1; from < latest(); from++) {
		struct support *other;
		void *state = (void *)(intptr_t)s->engine;

		CHECK_INT(0, support_set_up(&state));
		other = support_begin(&state);
		db = support_db(other);
		CHECK_OK(other, migrate(other, db, from));
		CHECK_OK(other, migrate(other, db, 0));
		CHECK_TEXT(want, support_catalogue(other, db));
		at_db_close(db);
		support_tear_down(&state);
	}
}

TEST(both_engines_hold_the_same)
{
	struct support *s = support_begin(state_), *other;
	void *state = (void *)(intptr_t)AT_SQLITE;
	struct at_db *db = support_db(s);
	const char *postgres;

	CHECK_OK(s, migrate(s, db, 0));
	postgres = support_catalogue(s, db);
	at_db_close(db);
	CHECK_INT(0, support_set_up(&state));
	other = support_begin(&state);
	db = support_db(other);
	CHECK_OK(other, migrate(other, db, 0));
	CHECK_TEXT(support_catalogue(other, db), postgres);
	at_db_close(db);
	support_tear_down(&state);
}

/* A dump of each shape of the database that was in use stands in test/schema, with an answer
 * in it. */
TEST(the_database_of_every_old_release_is_upgraded_to_the_same)
{
	static const char sql_answers[] = "SELECT count(*) FROM answer";
	struct support *s = support_begin(state_);
	DIR *dir = opendir("test/schema");
	struct at_db *db;
	struct dirent *entry;
	const char *want;

	if (dir == NULL)
		SKIP("no release has left a database in test/schema yet");
	db = support_db(s);
	CHECK_OK(s, migrate(s, db, 0));
	want = support_catalogue(s, db);
	at_db_close(db);
	while ((entry = readdir(dir)) != NULL) {
		void *state = (void *)(intptr_t)AT_SQLITE;
		const char *path = at_printf(s->arena, "test/schema/%s", entry->d_name);
		static char dump[1 << 20];
		int64_t had;
		FILE *file;

		if (strstr(entry->d_name, ".sql") == NULL)
			continue;
		file = fopen(path, "r");
		CHECK(file != NULL);
		dump[fread(dump, 1, sizeof dump - 1, file)] = '\0';
		fclose(file);
		CHECK_INT(0, support_set_up(&state));
		db = support_db(state);
		CHECK_OK(s, at_db_script(db, dump, &s->err));
		had = support_number(state, db, sql_answers);
		CHECK(had > 0);
		CHECK_OK((struct support *)state, migrate(state, db, 0));
		CHECK_TEXT(want, support_catalogue(state, db));
		CHECK_INT(had, support_number(state, db, sql_answers));
		at_db_close(db);
		support_tear_down(&state);
	}
	closedir(dir);
}

TEST(a_failed_upgrade_leaves_the_old_version)
{
	static const char sql_count[] = "SELECT count(*) FROM schema_version";
	struct support *s = support_begin(state_);
	struct at_db *db = support_db(s);
	const char *before;

	CHECK_OK(s, migrate(s, db, 1));
	/* The last thing of the next migration is there already. */
	CHECK_OK(s, at_db_script(db, s->engine == AT_SQLITE
	    ? "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT 1; END"
	    : "CREATE TRIGGER audit_no_truncate BEFORE UPDATE ON audit FOR EACH ROW"
	    " EXECUTE FUNCTION suppress_redundant_updates_trigger()", &s->err));
	before = support_catalogue(s, db);
	CHECK_INT(AT_IO, migrate(s, db, 0));
	CHECK_INT(1, support_number(s, db, sql_count));
	CHECK_TEXT(before, support_catalogue(s, db));
	CHECK(!at_db_inside(db));
	at_db_close(db);
}

TEST(a_newer_schema_is_refused)
{
	struct support *s = support_begin(state_);
	struct at_db *db = support_db(s);

	CHECK_OK(s, migrate(s, db, 0));
	CHECK_OK(s, at_db_script(db, at_printf(s->arena, "INSERT INTO schema_version"
	    " VALUES (%d, 'future', 'x', 0, '9.9.9', 0)", latest() + 1), &s->err));
	CHECK_INT(AT_CORRUPT, migrate(s, db, 0));
	CHECK_HAS("newer version (9.9.9)", s->err.text);
	at_db_close(db);
}

TEST(a_database_of_another_program_is_refused)
{
	struct support *s = support_begin(state_);
	struct at_db *db = support_db(s);

	CHECK_OK(s, at_db_script(db, "CREATE TABLE theirs (a INTEGER)", &s->err));
	CHECK_INT(AT_CORRUPT, migrate(s, db, 0));
	CHECK_HAS("something else", s->err.text);
	at_db_close(db);
}

TEST(a_migration_that_was_another_is_refused)
{
	struct support *s = support_begin(state_);
	struct at_db *db = support_db(s);

	CHECK_OK(s, migrate(s, db, 0));
	CHECK_OK(s, at_db_script(db,
	    "UPDATE schema_version SET checksum = 'x' WHERE version = 2", &s->err));
	CHECK_INT(AT_CORRUPT, migrate(s, db, 0));
	CHECK_HAS("schema 2 is another", s->err.text);
	at_db_close(db);
}

/* It goes back into either engine, is for the owner alone, and is listed. */
TEST(an_upgrade_keeps_a_backup_of_what_was)
{
	static const char sql_org[] = "INSERT INTO org (org, name, made) VALUES (1, 'a', 0)";
	struct support *s = support_begin(state_), *other;
	const char *path = at_printf(s->arena, "%s/backups/before-upgrade-from-5.attune",
	    s->folder);
	void *state = (void *)(intptr_t)AT_SQLITE;
	struct at_db *db = support_db(s), *copy;
	struct at_backup_made *made;
	struct at_backup backup;
	struct stat rights;
	int n;

	CHECK_OK(s, migrate(s, db, 5));
	CHECK_OK(s, at_db_script(db, sql_org, &s->err));
	CHECK(access(path, F_OK) != 0);
	CHECK_OK(s, migrate(s, db, 0));
	CHECK_INT(0, stat(path, &rights));
	CHECK_INT(0600, rights.st_mode & 0777);
	CHECK_OK(s, at_backup_made_list(s->arena, db, false, &made, &n, &s->err));
	CHECK_INT(1, n);
	CHECK_TEXT("upgrade", made[0].kind);
	CHECK_HAS("/backups/before-upgrade-from-5.attune", made[0].path);
	CHECK_INT(5, made[0].schema);
	CHECK_INT(rights.st_size, made[0].n_bytes);
	at_db_close(db);
	CHECK_INT(0, support_set_up(&state));
	other = support_begin(&state);
	copy = support_db(other);
	CHECK_OK(s, at_backup_restore(s->arena, copy, &(struct at_backup_source){ .path = path,
	    .now = fresh.now }, &backup, &s->err));
	CHECK_INT(5, backup.schema);
	CHECK_INT(1, support_number(other, copy, "SELECT count(*) FROM org"));
	at_db_close(copy);
	support_tear_down(&state);
}

/* One that came to nothing left its backup behind: the next try is not kept from anything. */
TEST(an_upgrade_that_is_tried_again_replaces_its_backup)
{
	struct support *s = support_begin(state_);
	struct at_db *db = support_db(s);
	struct at_backup_made *made;
	int n;

	CHECK_OK(s, migrate(s, db, 5));
	CHECK_OK(s, at_db_script(db, "INSERT INTO org (org, name, made) VALUES (1, 'a', 0)",
	    &s->err));
	CHECK_OK(s, at_db_script(db, "CREATE TABLE own_login (a INTEGER)", &s->err));
	CHECK_INT(AT_IO, migrate(s, db, 0));
	CHECK_INT(0, access(at_printf(s->arena, "%s/backups/before-upgrade-from-5.attune",
	    s->folder), F_OK));
	at_error_clear(&s->err);
	CHECK_OK(s, at_db_script(db, "DROP TABLE own_login", &s->err));
	CHECK_OK(s, migrate(s, db, 0));
	CHECK_OK(s, at_backup_made_list(s->arena, db, true, &made, &n, &s->err));
	CHECK_INT(1, n);
	at_db_close(db);
}

/* No backup, no upgrade. */
TEST(without_room_for_the_backup_nothing_is_upgraded)
{
	struct support *s = support_begin(state_);
	struct at_migrate_options options = { .now = fresh.now,
		.folder = at_printf(s->arena, "%s/none", s->folder) };
	struct at_db *db = support_db(s);

	CHECK_OK(s, migrate(s, db, 5));
	CHECK_INT(AT_IO, at_migrate(s->arena, db, &options, &s->err));
	CHECK_HAS("There is no backup; the data is as it was", s->err.text);
	CHECK_INT(5, support_number(s, db, "SELECT count(*) FROM schema_version"));
	at_db_close(db);
}

struct migrator {
	pthread_t thread;
	struct support *s;
	struct at_db *db;
	struct at_error err;
	enum at_status status;
};

static void *
migrate_alone(void *argument)
{
	struct migrator *one = argument;
	struct at_arena *arena = at_arena_open();

	one->status = at_migrate(arena, one->db, &fresh, &one->err);
	at_arena_close(arena);
	return NULL;
}

TEST(programs_that_start_at_once_upgrade_once)
{
	static const char sql_count[] = "SELECT count(*) FROM schema_version";
	struct support *s = support_begin(state_);
	struct migrator all[4] = { { .s = s } };

	for (size_t i = 0; i < AT_COUNT(all); i++) {
		all[i].db = support_db(s);
		CHECK_OK(s, at_db_script(all[i].db, s->engine == AT_SQLITE
		    ? "PRAGMA busy_timeout = 120000" : "SET lock_timeout = '120s'", &s->err));
	}
	for (size_t i = 0; i < AT_COUNT(all); i++)
		CHECK_INT(0, pthread_create(&all[i].thread, NULL, migrate_alone, &all[i]));
	for (size_t i = 0; i < AT_COUNT(all); i++) {
		pthread_join(all[i].thread, NULL);
		support_ok(all[i].status, &all[i].err, __FILE__, __LINE__);
	}
	CHECK_INT(latest(), support_number(s, all[0].db, sql_count));
	for (size_t i = 0; i < AT_COUNT(all); i++)
		at_db_close(all[i].db);
}

TEST(an_upgrade_does_not_wait_for_another_clinics)
{
	struct support *s = support_begin(state_);
	struct at_db *db = support_db(s), *other = support_db(s);
	const char *name = strrchr(s->folder, '.') + 1;

	CHECK_OK(s, at_db_begin(other, &s->err));
	CHECK_OK(s, at_db_script(other, at_printf(s->arena, "CREATE SCHEMA \"%s\";"
	    " SET LOCAL search_path TO \"%s\"", name, name), &s->err));
	CHECK_OK(s, at_migrate_within(s->arena, other, 1, fresh.now, &s->err));
	CHECK_OK(s, at_migrate(s->arena, db, &fresh, &s->err));
	at_db_rollback(other);
	at_db_close(other);
	at_db_close(db);
}

RUN_ALL(
    RUN_SQLITE(every_migration_is_frozen_and_in_order),
    RUN_BOTH(the_upgrade_is_recorded),
    RUN_BOTH(an_upgraded_database_equals_a_fresh_one),
    RUN_POSTGRES(both_engines_hold_the_same),
    RUN_SQLITE(the_database_of_every_old_release_is_upgraded_to_the_same),
    RUN_BOTH(a_failed_upgrade_leaves_the_old_version),
    RUN_BOTH(a_newer_schema_is_refused),
    RUN_BOTH(a_database_of_another_program_is_refused),
    RUN_BOTH(a_migration_that_was_another_is_refused),
    RUN_BOTH(an_upgrade_keeps_a_backup_of_what_was),
    RUN_BOTH(an_upgrade_that_is_tried_again_replaces_its_backup),
    RUN_BOTH(without_room_for_the_backup_nothing_is_upgraded),
    RUN_BOTH(programs_that_start_at_once_upgrade_once),
    RUN_POSTGRES(an_upgrade_does_not_wait_for_another_clinics),
)
