/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/backup_made.h - the list of backups that were made: where they lie, and what they hold.
 *
 * A backup holds the whole database, so the list is not cut by organisation: whoever asks
 * which files still hold somebody wants all of them.  A backup does not know itself. */
#ifndef AT_STORE_BACKUP_MADE_H
#define AT_STORE_BACKUP_MADE_H

#include "base/id.h"
#include "store/backup.h"

struct at_backup_made {
	at_id org, id;
	const char *kind;               /* nightly; hand; upgrade: before it; received: this
	                                 * clinic was restored from it */
	const char *path;               /* from the root */
	at_ms at;                       /* the moment it holds: whoever was erased before is not
	                                 * in it */
	int64_t n_bytes;
	int schema;
	const char *heads;              /* of the access log, a line each */
	bool with_key;                  /* the master key is in it, under a passphrase */
	at_ms checked;                  /* last restored on trial; 0: never */
	const char *problem;            /* what the trial found; "": nothing */
	at_ms removed;                  /* the file was taken away; 0: it should be there */
};

/* The row of a backup just written; id, kind, path and org are the caller's. */
struct at_backup_made at_backup_made_of(struct at_arena *arena, const struct at_backup *backup);

enum at_status at_backup_made_insert(struct at_db *db, const struct at_backup_made *made,
    struct at_error *err);

/* The newest first.  `all`: those whose file was taken away, too. */
enum at_status at_backup_made_list(struct at_arena *arena, struct at_db *db, bool all,
    struct at_backup_made **out, int *out_n, struct at_error *err);

/* It was restored on trial: `problem` is "" if it would do.  AT_CONFLICT: no such row. */
enum at_status at_backup_made_checked(struct at_db *db, at_id org, at_id id, at_ms at,
    const char *problem, struct at_error *err);

/* The files of that name gave way to a new one. */
enum at_status at_backup_made_replaced(struct at_db *db, const char *path, at_ms at,
    struct at_error *err);

/* Its file is gone.  AT_CONFLICT: no such row, or it was gone already. */
enum at_status at_backup_made_removed(struct at_db *db, at_id org, at_id id, at_ms at,
    struct at_error *err);

#endif
