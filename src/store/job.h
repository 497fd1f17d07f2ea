/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/job.h - pieces of work that are done apart from requests, and what came of them. */
#ifndef AT_STORE_JOB_H
#define AT_STORE_JOB_H

#include "base/id.h"
#include "store/db.h"

struct at_job {
	at_id org, id;
	const char *kind;               /* "course" */
	const char *argument;           /* "": none */
	const char *state;              /* queued, running, done, failed, cancelled */
	at_ms queued, started, ended;   /* 0: not yet */
	int node;                       /* of the program that runs or ran it */
	bool stop;                      /* somebody wants it to end */
	int progress;                   /* per cent */
	const char *message;            /* one line for people */
	const char *result;             /* base/named.h */
};

/* Told now and then by whoever works how far it is, in per cent; false: stop as soon as it
 * is safe to. */
struct at_job_watch {
	bool (*go_on)(void *cookie, int progress);
	void *cookie;
};

enum at_status at_job_insert(struct at_db *db, const struct at_job *job, struct at_error *err);

/* The newest first, at most n_most. */
enum at_status at_job_list(struct at_arena *arena, struct at_db *db, at_id org, int n_most,
    struct at_job **out, int *out_n, struct at_error *err);
/* AT_NOT_FOUND. */
enum at_status at_job_load(struct at_arena *arena, struct at_db *db, at_id org, at_id job,
    struct at_job *out, struct at_error *err);
/* Those in a state, the oldest first. */
enum at_status at_job_in_state(struct at_arena *arena, struct at_db *db, at_id org,
    const char *state, struct at_job **out, int *out_n, struct at_error *err);
/* Which jobs are looked for. */
struct at_job_wanted {
	at_id org;
	const char *kind;
	bool done;                      /* else of any state */
	at_ms until;                    /* asked for no later; 0: whenever.  A clock that was ahead
	                                 * leaves jobs of the future behind */
};
/* The newest of them; id 0: none. */
enum at_status at_job_newest(struct at_arena *arena, struct at_db *db,
    const struct at_job_wanted *wanted, struct at_job *out, struct at_error *err);

/* A queued one becomes running.  AT_CONFLICT when it is not queued any more, or while
 * another one of the organisation runs. */
enum at_status at_job_begin(struct at_db *db, at_id org, at_id job, at_ms at, int node,
    struct at_error *err);
enum at_status at_job_report(struct at_db *db, at_id org, at_id job, int progress,
    struct at_error *err);
/* A running one ends, or ("queued") is to be done again.  AT_CONFLICT when it does not run. */
enum at_status at_job_end(struct at_db *db, at_id org, at_id job, const char *state, at_ms at,
    const char *message, const char *result, struct at_error *err);

/* A queued one is cancelled, a running one is asked to stop.  AT_CONFLICT when it has ended. */
enum at_status at_job_stop(struct at_db *db, at_id org, at_id job, at_ms at,
    struct at_error *err);

#endif
