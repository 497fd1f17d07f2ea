/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/backup.h - a copy of everything the clinic has, but for the key. */
#ifndef AT_ACTION_BACKUP_H
#define AT_ACTION_BACKUP_H

#include "base/call.h"
#include "store/backup.h"

/* While others go on writing.  The copy holds the audit line that says it was made. */
enum at_status at_action_backup(struct at_call *call, const char *path,
    const struct at_backup_watch *watch, struct at_backup *out);

/* A restored folder says so in its log: by whom, from a backup of which moment. */
enum at_status at_action_restored(struct at_call *call, const struct at_backup *backup);

#endif
