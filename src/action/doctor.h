/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/doctor.h - what is wrong with a data folder, why it matters, and what to do: one table
 * of checks for the command, the administrator's page and the night.
 *
 * Reads and changes nothing: no upgrade, no lock, no line in the log.  It works on a folder
 * that nothing else will open. */
#ifndef AT_ACTION_DOCTOR_H
#define AT_ACTION_DOCTOR_H

#include "action/backup_rule.h"
#include "base/phrase.h"
#include "store/job.h"

enum at_verdict {
	AT_WELL,
	AT_NOTE,                        /* worth knowing; nothing has to be done at once */
	AT_WRONG
};

struct at_finding {
	const char *check;              /* "key", "backups": the name of what was looked at */
	const char *title;              /* the same for people, AT_TEXT() */
	enum at_verdict verdict;
	struct at_phrase what;
	const char *why;                /* AT_TEXT(); NULL when all is well, and nothing to do */
	struct at_phrase todo;
};

struct at_doctor_options {
	const char *folder;
	const char *db_url;             /* NULL: SQLite in the folder */
	const char *key_file, *credentials;     /* as struct at_key_source has them */
	at_id org;                      /* whose jobs are looked at; 0: everybody's */
	const struct at_backup_rule *backups;   /* NULL: as the last server was told */
	at_ms now;
};

struct at_findings {
	struct at_finding *all;
	int n, n_wrong, n_notes;
};

/* Every check there is, in an order in which the first thing wrong explains the others. */
void at_doctor_look(struct at_arena *arena, const struct at_doctor_options *options,
    struct at_findings *out);

/* ---- while a server is at work ------------------------------------------------------- */

struct at_doctor_view {
	struct at_findings now;         /* what can be seen at any time */
	struct at_findings night;       /* what was read in the night before; n 0: nothing yet */
	at_ms night_at;
};

/* AT_DENIED unless the asker may see how the program is. */
enum at_status at_action_doctor(struct at_call *call, struct at_doctor_view *out);

/* The kind of job that reads what takes long, once a night, for the first organisation: a
 * folder is everybody's. */
#define at_doctor_nightly_kind "check"
enum at_status at_doctor_nightly_is_due(struct at_call *call, at_ms last, bool *out);
enum at_status at_doctor_nightly(struct at_call *call, const char *argument,
    const struct at_job_watch *watch, const char **out_result);

/* "well", "note", "wrong". */
const char *at_verdict_name(enum at_verdict verdict);

#endif
