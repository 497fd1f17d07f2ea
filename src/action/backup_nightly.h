/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/backup_nightly.h - the backup that nobody has to think of: made at night, restored on
 * trial, and only then do older ones go (job/kind.h).
 *
 * A database has one, however many organisations are in it: the first one's.  It is due by the
 * clock of that clinic's first site, from the night after the clinic was made; one that failed
 * is tried again after four hours. */
#ifndef AT_ACTION_BACKUP_NIGHTLY_H
#define AT_ACTION_BACKUP_NIGHTLY_H

#include "base/call.h"
#include "store/job.h"

extern const char at_backup_nightly_kind[];     /* "backup" */

enum at_status at_backup_nightly_is_due(struct at_call *call, at_ms last, bool *out);

/* *out_result: rows, bytes, kept and removed.  AT_GONE: it was stopped, and what is whole
 * stays; else it failed, and none of the older ones was touched. */
enum at_status at_backup_nightly(struct at_call *call, const char *argument,
    const struct at_job_watch *watch, const char **out_result);

#endif
