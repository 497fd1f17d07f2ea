/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/backup.h - a copy of everything the clinic has; with its key only when asked to. */
#ifndef AT_ACTION_BACKUP_H
#define AT_ACTION_BACKUP_H

#include "action/backup_rule.h"
#include "base/call.h"
#include "store/backup_made.h"

struct at_backup_wish {
	const char *path;
	const char *passphrase;         /* locks the master key, which then goes along (the call
	                                 * needs its house); NULL: it stays out */
	const struct at_backup_watch *watch;
};

/* While others go on writing.  The copy holds the audit line that says it was made; it is
 * then on the list. */
enum at_status at_action_backup(struct at_call *call, const struct at_backup_wish *wish,
    struct at_backup *out);

/* What there is, the newest first; `all`: also those whose file was taken away. */
enum at_status at_action_backups(struct at_call *call, bool all, struct at_backup_made **out,
    int *out_n);

/* The backup at `path` was restored on trial; `problem` is "" if it would do.  Its line of
 * the list says so from now on, if it is on it. */
enum at_status at_action_backup_tried(struct at_call *call, const char *path,
    const char *problem);

/* A restored folder says so in its log: by whom, from which file, of which moment; and that
 * file is on its list. */
enum at_status at_action_restored(struct at_call *call, const char *path,
    const struct at_backup *backup);

/* How the nightly one is made: as this server was told, else as the last one noted. */
enum at_status at_backup_rule_of(struct at_call *call, struct at_backup_rule *out);

/* For the nightly one (backup_nightly.c): written, listed as `kind`, in *out. */
enum at_status at_backup_do(struct at_call *call, const struct at_backup_wish *wish,
    const char *kind, struct at_backup *out, struct at_backup_made *out_made);

#endif
