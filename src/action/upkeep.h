/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/upkeep.h - how the program itself is: backups, jobs, alerts nobody has taken.
 *
 * Counts and moments; of people nothing.  For the administrator's page; what is
 * wrong with any of it action/doctor.h says, and what collectors ask for action/health.h. */
#ifndef AT_ACTION_UPKEEP_H
#define AT_ACTION_UPKEEP_H

#include "action/backup.h"
#include "store/job.h"

struct at_upkeep {
	const char *program, *engine;   /* "0.4.0", "SQLite" */
	int schema;
	int64_t n_database_bytes;

	struct at_backup_rule rule;     /* folder and times of the nightly backup */
	at_ms next;                     /* when it is due; 0: never */
	struct at_backup_made newest;   /* id 0: there is none */
	struct at_backup_made tried;    /* the newest that was restored on trial, well; id 0 */

	int n_queued, n_running;        /* jobs */
	at_ms queued_since, running_since;      /* the oldest of them; 0 */
	int n_alerts;                   /* that nobody has acknowledged */
	at_ms alerts_since;
};

/* As of call->now, for call->who's organisation. */
enum at_status at_action_upkeep(struct at_call *call, struct at_upkeep *out);

#endif
