/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/doctor_part.h - what the checks of doctor.h have in common.  For them alone. */
#ifndef AT_ACTION_DOCTOR_PART_H
#define AT_ACTION_DOCTOR_PART_H

#include <stdbool.h>
#include <sys/stat.h>

#include "action/doctor.h"
#include "store/db.h"

struct at_doctor {
	struct at_arena *arena;
	const struct at_doctor_options *options;
	struct at_findings found;
	struct at_finding *all;
	const char *check;              /* the one that looks now */
	/* What later checks build on; an earlier one filled it in. */
	bool folder_is_there;
	struct stat folder;
	struct at_db *db;               /* NULL: it cannot be opened, or read */
	int schema;                     /* 0: not known */
	bool current;                   /* the schema is this program's: every table is there */
	int n_programs;                 /* that use the folder now */
	bool has_key;
	struct at_key key;
};

void at_doctor_well(struct at_doctor *d, const char *format, ...) AT_PRINTF(2, 3);

/* `why` and `todo` are whole sentences. */
void at_doctor_say(struct at_doctor *d, enum at_verdict verdict, const char *why,
    const char *todo, const char *format, ...) AT_PRINTF(5, 6);

/* "attune", or "user 1000". */
const char *at_doctor_user(struct at_doctor *d, uid_t user);

/* A path in the folder. */
const char *at_doctor_path(struct at_doctor *d, const char *name);

/* doctor_files.c */
void at_doctor_folder(struct at_doctor *d);
void at_doctor_owners(struct at_doctor *d);
void at_doctor_rights(struct at_doctor *d);
void at_doctor_disk(struct at_doctor *d);
void at_doctor_key(struct at_doctor *d);
void at_doctor_instruments(struct at_doctor *d);
void at_doctor_leftovers(struct at_doctor *d);

/* doctor_data.c */
void at_doctor_programs(struct at_doctor *d);
void at_doctor_database(struct at_doctor *d);
void at_doctor_schema(struct at_doctor *d);
void at_doctor_pages(struct at_doctor *d);
void at_doctor_key_fits(struct at_doctor *d);
void at_doctor_log(struct at_doctor *d);
void at_doctor_clock(struct at_doctor *d);
void at_doctor_backups(struct at_doctor *d);
void at_doctor_jobs(struct at_doctor *d);

#endif
