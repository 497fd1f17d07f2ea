/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/backup_work.h - a backup on its way, out (backup.c) or in (restore.c). */
#ifndef AT_STORE_BACKUP_WORK_H
#define AT_STORE_BACKUP_WORK_H

#include "store/backup.h"
#include "store/blocks.h"
#include "store/cells.h"

struct at_backup_work {
	struct at_arena *arena;         /* of the whole */
	struct at_arena *page;          /* of a few rows */
	struct at_db *db;
	struct at_blocks *blocks;
	const struct at_backup_watch *watch;
	const char *folder;             /* of instruments/; NULL: none */
	struct at_copy_table *tables;
	int n_tables;
	struct at_backup sum;
};

/* The page, until the end of the arena. */
enum at_status at_backup_start(struct at_backup_work *work, struct at_error *err);

/* As many rows more are done.  AT_GONE: it is to stop. */
enum at_status at_backup_count(struct at_backup_work *work, const struct at_copy_table *table,
    int n, struct at_error *err);

/* The clinic's own questionnaires, files of instruments/, into the backup and out again. */
enum at_status at_backup_put_files(struct at_backup_work *work, struct at_error *err);
enum at_status at_backup_take_file(struct at_backup_work *work, const unsigned char *bytes,
    size_t n_bytes, struct at_error *err);

#endif
