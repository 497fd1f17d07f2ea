/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/embed.h"
#include "base/file.h"
#include "store/backup_made.h"
#include "store/migrate.h"
#include "store/org.h"

#define MIGRATION(version, name, frozen) { version, name, frozen },
static const struct at_migration migrations[] = {
#include "store/schema/schema.def"
};
#undef MIGRATION

enum { N_MIGRATIONS = (int)AT_COUNT(migrations) };

const struct at_migration *
at_migrations(int *out_n)
{
	*out_n = N_MIGRATIONS;
	return migrations;
}

static const struct at_embedded *
find_file(struct at_arena *arena, const struct at_migration *migration, const char *ending)
{
	return at_embed_find(at_printf(arena, "src/store/schema/%s%s", migration->name, ending));
}

const char *
at_migration_checksum(struct at_arena *arena, const struct at_migration *migration)
{
	const struct at_embedded *file = find_file(arena, migration, ".sql");
	const struct at_embedded *sibling = find_file(arena, migration, ".postgres.sql");

	if (file == NULL)
		return "missing";
	if (sibling == NULL)
		return file->hash;
	return at_printf(arena, "%s+%s", file->hash, sibling->hash);
}

static const char *
migration_text(struct at_arena *arena, enum at_engine engine,
    const struct at_migration *migration)
{
	const struct at_embedded *file = NULL;

	if (engine == AT_POSTGRES)
		file = find_file(arena, migration, ".postgres.sql");
	if (file == NULL)
		file = find_file(arena, migration, ".sql");
	return file->bytes;                     /* check_frozen has seen that it is there */
}

/* A shipped migration that was edited would make two databases of one version. */
static enum at_status
check_frozen(struct at_arena *arena, struct at_error *err)
{
	for (int i = 0; i < N_MIGRATIONS; i++) {
		const struct at_migration *migration = &migrations[i];
		const char *checksum = at_migration_checksum(arena, migration);

		if (strcmp(checksum, "missing") == 0
		    || (strcmp(migration->frozen, "-") != 0
		    && strcmp(migration->frozen, checksum) != 0))
			return at_fail(err, AT_CORRUPT,
			    "this program was built wrongly: migration %s is not what it was",
			    migration->name);
	}
	return AT_OK;
}

/* How many tables there are, and whether ours is among them. */
static enum at_status
look_around(struct at_arena *arena, struct at_db *db, int64_t *out_tables, bool *out_ours,
    struct at_error *err)
{
	static const char sql_sqlite[] =
	    "SELECT count(*), count(CASE WHEN name = 'schema_version' THEN 1 END)"
	    " FROM sqlite_schema WHERE type = 'table'";
	static const char sql_postgres[] =
	    "SELECT count(*), count(CASE WHEN tablename = 'schema_version' THEN 1 END)"
	    " FROM pg_catalog.pg_tables WHERE schemaname = current_schema()";
	struct at_rows rows;
	enum at_status status = at_db_query(arena, db,
	    at_db_engine(db) == AT_SQLITE ? sql_sqlite : sql_postgres, AT_NO_BIND, &rows, err);

	if (status != AT_OK)
		return status;
	*out_tables = at_cell_int(&rows, 0, 0);
	*out_ours = at_cell_int(&rows, 0, 1) > 0;
	return AT_OK;
}

/* Each row must be a migration we know, unchanged, and none may be missing. */
static enum at_status
check_history(struct at_arena *arena, const struct at_rows *rows, struct at_error *err)
{
	for (int i = 0; i < rows->n_rows; i++) {
		if (i >= N_MIGRATIONS)
			return at_fail(err, AT_CORRUPT, "the data was last opened by a newer"
			    " version (%s): this program is %s and must not touch it",
			    at_cell_text(rows, rows->n_rows - 1, 2), AT_VERSION);
		if (at_cell_int(rows, i, 0) != migrations[i].version
		    || strcmp(at_cell_text(rows, i, 1),
		    at_migration_checksum(arena, &migrations[i])) != 0)
			return at_fail(err, AT_CORRUPT, "the database was not made by this"
			    " program: its schema %lld is another",
			    (long long)at_cell_int(rows, i, 0));
	}
	return AT_OK;
}

/* 0 for an empty database. */
static enum at_status
read_version(struct at_arena *arena, struct at_db *db, int *out, struct at_error *err)
{
	static const char sql_history[] =
	    "SELECT version, checksum, program FROM schema_version ORDER BY version";
	struct at_rows rows;
	int64_t n_tables = 0;
	bool ours = false;
	enum at_status status = look_around(arena, db, &n_tables, &ours, err);

	if (status != AT_OK)
		return status;
	if (!ours && n_tables > 0)
		return at_fail(err, AT_CORRUPT, "the database holds something else than attune");
	*out = 0;
	if (!ours)
		return AT_OK;
	status = at_db_query(arena, db, sql_history, AT_NO_BIND, &rows, err);
	if (status != AT_OK)
		return status;
	*out = rows.n_rows;
	return check_history(arena, &rows, err);
}

/* Before anything is changed.  One of the same schema, of an upgrade that came to nothing, is
 * replaced when this one is whole; another program that has upgraded meanwhile has made its
 * own, and that stays. */
static enum at_status
back_up(struct at_arena *arena, struct at_db *db, const struct at_migrate_options *options,
    int version, struct at_backup_made *out, struct at_error *err)
{
	const struct at_backup_order order = { .folder = options->folder, .now = options->now,
		.replace = true, .schema = version,
		.path = at_printf(arena, "%s/backups/before-upgrade-from-%d.attune",
		options->folder, version) };
	struct at_backup backup;
	enum at_status status = at_backup_write(arena, db, &order, &backup, err);

	if (status == AT_CONFLICT) {
		at_error_clear(err);
		return AT_OK;
	}
	if (status != AT_OK)
		return status;
	*out = at_backup_made_of(arena, &backup);
	out->kind = "upgrade";
	return at_file_absolute(arena, order.path, &out->path, err);
}

/* On the list, once there is one.  It belongs to the first organisation; the last node makes
 * its id, since this process has none yet. */
static enum at_status
note_backup(struct at_arena *arena, struct at_db *db, struct at_backup_made *made, at_ms now,
    struct at_error *err)
{
	struct at_ids ids;
	int n = 0;
	enum at_status status = at_org_list(arena, db, &made->org, 1, &n, err);

	if (status != AT_OK || n == 0)
		return status;
	at_ids_init(&ids, AT_NODES - 1, 0);
	made->id = at_ids_next(&ids, now);
	status = at_backup_made_replaced(db, made->path, now, err);
	return status == AT_OK ? at_backup_made_insert(db, made, err) : status;
}

static enum at_status
apply_one(struct at_arena *arena, struct at_db *db, const struct at_migration *migration,
    int from, at_ms now, struct at_error *err)
{
	static const char sql_record[] =
	    "INSERT INTO schema_version (version, name, checksum, from_version, program, at)"
	    " VALUES ($1, $2, $3, $4, $5, $6)";
	enum at_status status = at_db_script(db,
	    migration_text(arena, at_db_engine(db), migration), err);

	if (status != AT_OK)
		return status;
	return at_db_run(db, sql_record, AT_BIND(at_int(migration->version),
	    at_text(migration->name), at_text(at_migration_checksum(arena, migration)),
	    at_int(from), at_text(AT_VERSION), at_int(now)), NULL, err);
}

/* Two programs may start at once: the second waits here and finds the work done.  Other clinics
 * of the same PostgreSQL have nothing to do with it. */
static enum at_status
lock_schema(struct at_arena *arena, struct at_db *db, struct at_error *err)
{
	static const char sql_lock[] =
	    "SELECT 1 FROM (SELECT pg_advisory_xact_lock(47110000,"
	    " hashtext(coalesce(current_schema(), '')))) AS locked";
	struct at_rows rows;

	if (at_db_engine(db) == AT_SQLITE)
		return AT_OK;                   /* BEGIN IMMEDIATE did it */
	return at_db_query(arena, db, sql_lock, AT_NO_BIND, &rows, err);
}

static enum at_status
upgrade(struct at_arena *arena, struct at_db *db, const struct at_migrate_options *options,
    bool *out_done, struct at_error *err)
{
	int last = options->up_to == 0 ? N_MIGRATIONS : options->up_to, from = 0;
	enum at_status status = lock_schema(arena, db, err);

	if (status == AT_OK)
		status = read_version(arena, db, &from, err);
	*out_done = from < last;
	for (int i = from; i < last && status == AT_OK; i++)
		status = apply_one(arena, db, &migrations[i], from, options->now, err);
	return status;
}

enum at_status
at_migrate_within(struct at_arena *arena, struct at_db *db, int up_to, at_ms now,
    struct at_error *err)
{
	const struct at_migrate_options options = { .up_to = up_to, .now = now };
	enum at_status status = check_frozen(arena, err);
	bool done;

	return status == AT_OK ? upgrade(arena, db, &options, &done, err) : status;
}

enum at_status
at_migrate(struct at_arena *arena, struct at_db *db, const struct at_migrate_options *options,
    struct at_error *err)
{
	struct at_backup_made made = { .path = NULL };
	int version = 0;
	bool done = false;
	enum at_status status = check_frozen(arena, err);

	if (status == AT_OK)
		status = read_version(arena, db, &version, err);
	if (status != AT_OK)
		return status;
	if (version == N_MIGRATIONS)
		return AT_OK;
	if (version == 0 && !options->create)
		return at_fail(err, AT_NOT_FOUND, "the database is empty: attune init fills it");
	if (version > 0 && options->folder != NULL)
		status = back_up(arena, db, options, version, &made, err);
	if (status == AT_OK)
		status = at_db_begin(db, err);
	if (status != AT_OK)
		return status;
	status = upgrade(arena, db, options, &done, err);
	if (status == AT_OK && done && made.path != NULL && options->up_to == 0)
		status = note_backup(arena, db, &made, options->now, err);
	if (status == AT_OK)
		return at_db_commit(db, err);
	at_db_rollback(db);
	return status;
}

enum at_status
at_schema_version(struct at_arena *arena, struct at_db *db, int *out, struct at_error *err)
{
	static const char sql[] = "SELECT count(*) FROM schema_version";
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql, AT_NO_BIND, &rows, err);

	if (st == AT_OK)
		*out = (int)at_cell_int(&rows, 0, 0);
	return st;
}

enum at_status
at_migrate_look(struct at_arena *arena, struct at_db *db, int *out_version, struct at_error *err)
{
	return read_version(arena, db, out_version, err);
}

enum at_status
at_migrate_check(struct at_arena *arena, struct at_db *db, struct at_error *err)
{
	int version = 0;
	enum at_status status = read_version(arena, db, &version, err);

	if (status == AT_OK && version != (int)AT_COUNT(migrations))
		status = at_fail(err, AT_CORRUPT, "the database has schema %d, this program %d",
		    version, (int)AT_COUNT(migrations));
	return status;
}
