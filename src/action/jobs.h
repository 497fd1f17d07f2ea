/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/jobs.h - work that is done apart from requests: asked for, listed, stopped; and what
 * whoever does it has to write down (job/queue.h). */
#ifndef AT_ACTION_JOBS_H
#define AT_ACTION_JOBS_H

#include "base/call.h"
#include "store/job.h"

enum { AT_JOBS_SHOWN = 50 };

/* The organisation's, newest first. */
enum at_status at_action_jobs(struct at_call *call, struct at_job **out, int *out_n);

/* Put one into the queue, and begin it here and now if `begin` and nothing else runs:
 * out->state says which. */
enum at_status at_action_job_add(struct at_call *call, const char *kind, const char *argument,
    bool begin, struct at_job *out);

/* Cancel a queued one; ask a running one to stop.  AT_NOT_FOUND, AT_CONFLICT: it has ended. */
enum at_status at_action_job_cancel(struct at_call *call, at_id job);

/* ---- for the queue ------------------------------------------------------------------- */

enum { AT_JOBS_ORGS = 256 };

/* The organisations whose jobs there are to be done. */
enum at_status at_jobs_orgs(struct at_call *call, at_id out[AT_JOBS_ORGS], int *out_n);

/* Those that seem to run, but whose program has ended, or is this one, have failed. */
enum at_status at_jobs_settle(struct at_call *call);

/* Begin the oldest queued one; id 0: there is nothing to do, or another one runs. */
enum at_status at_jobs_take(struct at_call *call, struct at_job *out);

/* How far it is; *out_stop: somebody wants it to end. */
enum at_status at_jobs_report(struct at_call *call, at_id job, int progress, bool *out_stop);

/* "done", "failed", "cancelled", or "queued": to be done again. */
enum at_status at_jobs_end(struct at_call *call, at_id job, const char *state,
    const char *message, const char *result);

/* When a job of that kind was last asked for; 0: never. */
enum at_status at_jobs_last(struct at_call *call, const char *kind, at_ms *out);

#endif
