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
	int64_t n_bytes;                /* of the file; 0 when it was read */
	const struct at_audit_head *heads;
	int n_heads;
};

/* Called now and then with the rows done so far; NULL: nobody wants to know. */
struct at_backup_watch {
	void (*tell)(void *ptr, int64_t n_rows);
	void *ptr;
};

/* `db` is read as it is at one moment; others go on writing.  AT_CONFLICT: the file is there
 * already.  A file is there whole or not at all. */
enum at_status at_backup_write(struct at_arena *arena, struct at_db *db, const char *path,
    at_ms now, const struct at_backup_watch *watch, struct at_backup *out,
    struct at_error *err);

/* Into an empty database: its access log walked and compared with the heads, brought to this
 * program's schema, and everybody erased again who is on its list or on that of `living`, the
 * database that was in use since (NULL: none is left).  All in one transaction.
 * AT_CONFLICT: somebody lives in `db` already; AT_CORRUPT: the file is damaged, or newer
 * than this program. */
enum at_status at_backup_restore(struct at_arena *arena, const char *path, struct at_db *db,
    struct at_db *living, at_ms now, const struct at_backup_watch *watch,
    struct at_backup *out, struct at_error *err);

/* A rehearsal: restored into a file beside it, which is taken away again. */
enum at_status at_backup_check(struct at_arena *arena, const char *path, at_ms now,
    const struct at_backup_watch *watch, struct at_backup *out, struct at_error *err);

#endif
