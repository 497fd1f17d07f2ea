/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/doctor.h - what is wrong with a data folder, why it matters, and what to do.
 *
 * Reads and changes nothing: no upgrade, no lock, no line in the log.  It works on a folder
 * that nothing else will open. */
#ifndef AT_ACTION_DOCTOR_H
#define AT_ACTION_DOCTOR_H

#include "base/arena.h"
#include "base/time.h"
#include "guard/seal.h"

enum at_verdict {
	AT_WELL,
	AT_NOTE,                        /* worth knowing; nothing has to be done at once */
	AT_WRONG
};

struct at_finding {
	const char *check;              /* "key", "backups": the name of what was looked at */
	enum at_verdict verdict;
	const char *what;
	const char *why, *todo;         /* NULL when all is well */
};

struct at_doctor_options {
	const char *folder;
	const char *db_url;             /* NULL: SQLite in the folder */
	const char *key_file, *credentials;     /* as struct at_key_source has them */
	at_ms now;
};

struct at_findings {
	const struct at_finding *all;
	int n, n_wrong, n_notes;
};

/* Every check there is, in an order in which the first thing wrong explains the others. */
void at_doctor_look(struct at_arena *arena, const struct at_doctor_options *options,
    struct at_findings *out);

/* "well", "note", "wrong". */
const char *at_verdict_name(enum at_verdict verdict);

#endif
