/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/migrate.h - brings a database to this program's schema, never back. */
#ifndef AT_STORE_MIGRATE_H
#define AT_STORE_MIGRATE_H

#include "base/arena.h"
#include "base/time.h"
#include "store/db.h"

struct at_migration {
	int version;                    /* 1, 2, 3 ... */
	const char *name;               /* "0001_base": src/store/schema/NAME.sql */
	const char *frozen;             /* its checksum; "-" while it is being written */
};

/* The schema a database has: the number of its last migration. */
enum at_status at_schema_version(struct at_arena *arena, struct at_db *db, int *out,
    struct at_error *err);

/* The list of schema.def. */
const struct at_migration *at_migrations(int *out_n);

/* The checksum of the embedded files of a migration, in `arena`. */
const char *at_migration_checksum(struct at_arena *arena, const struct at_migration *migration);

struct at_migrate_options {
	bool create;                    /* an empty database may be filled */
	const char *folder;             /* of the data: a backup goes into its backups/ before an
	                                 * upgrade */
	int up_to;                      /* stop after this version; 0 = all (tests stop early) */
	at_ms now;
};

/* All that is missing in one transaction, and a backup before it, which stays and is on the
 * list of backups: backups/before-upgrade-from-12.attune.  AT_NOT_FOUND: empty, and not to be
 * created; AT_CORRUPT: not ours, newer than this program, or a migration is not what it
 * was. */
enum at_status at_migrate(struct at_arena *arena, struct at_db *db,
    const struct at_migrate_options *options, struct at_error *err);

/* The same in a transaction of the caller's, up to a version (0: all), from an empty database
 * or from where it is, and without a copy beside it. */
enum at_status at_migrate_within(struct at_arena *arena, struct at_db *db, int up_to, at_ms now,
    struct at_error *err);

/* How far it is, 0 when it is empty.  AT_CORRUPT: not ours, or newer than this program. */
enum at_status at_migrate_look(struct at_arena *arena, struct at_db *db, int *out_version,
    struct at_error *err);

/* Whether the database has this program's schema now: AT_CORRUPT if not, as when a newer
 * program has taken it over. */
enum at_status at_migrate_check(struct at_arena *arena, struct at_db *db, struct at_error *err);

#endif
