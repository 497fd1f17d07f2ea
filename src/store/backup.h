/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/backup.h - a whole database as one file, from one moment, for either engine.
 *
 * Rows are copied as they are: what is sealed stays sealed, and the master key is not among
 * them.  The file says which schema it has; a newer program reads an older one. */
#ifndef AT_STORE_BACKUP_H
#define AT_STORE_BACKUP_H

#include "base/time.h"
#include "store/audit.h"
#include "store/db.h"

struct at_backup {
	int schema;
	const char *program;            /* the version that wrote it */
	at_ms at;
	int n_tables;
	int64_t n_rows, n_answers;
	int64_t n_bytes;                /* of the file */
	const struct at_audit_head *heads;
	int n_heads;
	const char *broken;             /* the line at which the log was broken already; NULL: it
	                                 * was whole */
	int n_files;                    /* questionnaires of the clinic's own */
	bool with_key;                  /* the master key is in it, under a passphrase */
};

/* Called now and then with the rows done so far; false: stop.  NULL: nobody wants to know. */
struct at_backup_watch {
	bool (*go_on)(void *ptr, int64_t n_rows);
	void *ptr;
};

struct at_backup_order {
	const char *path;               /* of the file to be */
	const char *folder;             /* whose instruments/ go along; NULL: none */
	at_ms now;
	const struct at_backup_watch *watch;
	struct at_bytes key;            /* the master key, locked (guard/locked_key.h); none */
	bool replace;                   /* a file of that name goes when this one is whole */
	int schema;                     /* that it must be of; 0: whatever there is */
};

/* `db` is read as it is at one moment; others go on writing.  A file is there whole or not
 * at all.  AT_CONFLICT: it is there already, or the schema is another; AT_BUSY: another program
 * writes it; AT_GONE: `watch` said stop. */
enum at_status at_backup_write(struct at_arena *arena, struct at_db *db,
    const struct at_backup_order *order, struct at_backup *out, struct at_error *err);

struct at_backup_source {
	const char *path;
	struct at_db *living;           /* the database that was in use since; NULL: none is left */
	const char *folder;             /* instruments/ of the backup are put here; NULL: nowhere */
	at_ms now;
	const struct at_backup_watch *watch;
};

/* Into an empty database: its access log walked and compared with the heads, brought to this
 * program's schema, every login and link to sign in gone, and everybody erased again who is
 * on its list or on that of the living one.  All in one transaction.  AT_CONFLICT: somebody
 * lives in `db` already; AT_CORRUPT: the file is damaged, or newer than this program; AT_GONE:
 * `watch` said stop. */
enum at_status at_backup_restore(struct at_arena *arena, struct at_db *db,
    const struct at_backup_source *source, struct at_backup *out, struct at_error *err);

/* A rehearsal: restored into a file beside it, which is taken away again. */
enum at_status at_backup_check(struct at_arena *arena, const char *path, at_ms now,
    const struct at_backup_watch *watch, struct at_backup *out, struct at_error *err);

/* The locked master key of a backup; none if it has none.  Nothing else is looked at. */
enum at_status at_backup_key(struct at_arena *arena, const char *path, struct at_bytes *out,
    struct at_error *err);

#endif
