/* SPDX-License-Identifier: GPL-3.0-or-later */
/* job/queue.h - the one thread of a server that does what is queued, and what each night wants.
 *
 * At most one job of an organisation runs at a time, here or in a command.  The reading is
 * done on a connection for reading, the work on none, and what comes of it is written like
 * everything else: a submit never waits for a job.  A job whose program ended in the middle
 * of it has failed; one that a server was told to leave is done again after its next start. */
#ifndef AT_JOB_QUEUE_H
#define AT_JOB_QUEUE_H

#include <stdint.h>

#include "job/kind.h"

struct at_house;
struct at_store;

struct at_queue_options {
	struct at_store *store;
	const struct at_house *house;
	at_ms (*now)(void);             /* the wall clock: the thread sleeps by it */
	const struct at_job_kinds *kinds;
	_Atomic int64_t *beat;          /* set to now whenever it gives a sign; NULL: to nothing */
};

struct at_queue;

/* Starts the thread; it looks for work at once and every few seconds.  Lives in `arena`.
 * AT_BUSY when no thread can be had. */
enum at_status at_queue_start(struct at_arena *arena, const struct at_queue_options *options,
    struct at_queue **out, struct at_error *err);

/* Tell the running job to stop, and the thread to end: does not wait. */
void at_queue_leave(struct at_queue *queue);

/* The same, and wait until it has.  NULL is fine. */
void at_queue_stop(struct at_queue *queue);

/* What whoever does jobs brings along. */
struct at_queue_tools {
	const struct at_job_kinds *kinds;
	const struct at_job_watch *tell;        /* hears how far it is, may stop it; or NULL */
	at_ms (*now)(void);             /* when it ends; NULL: call->now */
};

/* Do a job that has begun, as call->who, and write down what came of it: out->state is "done",
 * "failed", "cancelled" or, when `tell` stopped it, "queued".  A failed job is no failure of
 * this function. */
enum at_status at_queue_do(struct at_call *call, const struct at_queue_tools *tools,
    const struct at_job *job, struct at_job *out);

/* One look at one organisation, that of call->who: settle what was broken off, queue what this
 * night wants, do the oldest queued job.  *out_did: there was one. */
enum at_status at_queue_turn(struct at_call *call, const struct at_queue_tools *tools,
    bool *out_did);

#endif
