/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/doctor_part.h - what the checks of doctor.h have in common.  For them alone. */
#ifndef AT_ACTION_DOCTOR_PART_H
#define AT_ACTION_DOCTOR_PART_H

#include <stdbool.h>
#include <sys/stat.h>

#include "action/doctor.h"
#include "guard/seal.h"
#include "store/job.h"

struct at_doctor {
	struct at_arena *arena;
	const struct at_doctor_options *options;
	struct at_findings found;
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
	bool serving;                   /* in a server: no other file may be opened */
	/* Who reads it on a page, and the clinic's clock; a NULL zone says UTC. */
	const struct at_call *call;
	const struct at_zone *zone;
};

void at_doctor_well(struct at_doctor *d, struct at_phrase what);

/* `why` and `todo` are whole sentences.  What a page can show is marked by AT_TEXT(); the
 * command speaks English. */
void at_doctor_say(struct at_doctor *d, enum at_verdict verdict, const char *why,
    struct at_phrase todo, struct at_phrase what);

/* One more of those found; the title of a check. */
void at_doctor_add(struct at_arena *arena, struct at_findings *found,
    const struct at_finding *one);
const char *at_doctor_title(const char *check);

/* When a check can be made while a server is at work. */
enum at_doctor_when {
	AT_DOCTOR_APART,                /* never: the server is the proof, or would be in the way */
	AT_DOCTOR_NOW,                  /* whenever a page is asked for */
	AT_DOCTOR_NIGHT                 /* it reads much */
};

/* Makes the checks of that time; `watch` (may be NULL) is told in between.  False: it said
 * stop. */
bool at_doctor_run(struct at_doctor *d, enum at_doctor_when when,
    const struct at_job_watch *watch);

/* "attune", or "uid 1000". */
const char *at_doctor_user(struct at_doctor *d, uid_t user);

/* A number, and the line of an error, as at_phrase() takes them. */
const char *at_doctor_count(struct at_doctor *d, long long n);
struct at_phrase at_doctor_problem(struct at_doctor *d, const struct at_error *err);

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
