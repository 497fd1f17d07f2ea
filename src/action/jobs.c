/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/jobs.h"
#include "store/org.h"

/* ---- asked for by people -------------------------------------------------------------- */

enum at_status
at_action_jobs(struct at_call *call, struct at_job **out, int *out_n)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st = at_act_allow(call, 0, AT_RES_JOB, AT_VIEW);

	if (st == AT_OK && db == NULL)
		st = call->err->status;
	return st == AT_OK ? at_job_list(call->arena, db, call->who->org, AT_JOBS_SHOWN, out,
	    out_n, call->err) : st;
}

struct adding {
	struct at_job job;
	bool begin;
	int node;
	struct at_audit_line line;
};

/* That another one runs is no failure: this one waits. */
static enum at_status
apply_adding(struct at_db *db, struct at_arena *scratch, void *argument, struct at_error *err)
{
	struct adding *a = argument;
	struct at_error busy = { .status = AT_OK };
	enum at_status st = at_job_insert(db, &a->job, err);

	if (st == AT_OK && a->begin) {
		st = at_job_begin(db, a->job.org, a->job.id, a->job.queued, a->node, &busy);
		if (st == AT_OK)
			a->job.state = "running";
		else if (st == AT_CONFLICT)
			st = AT_OK;
		else
			*err = busy;
	}
	return st == AT_OK ? at_act_append(db, scratch, &a->line, err) : st;
}

enum at_status
at_action_job_add(struct at_call *call, const char *kind, const char *argument, bool begin,
    struct at_job *out)
{
	struct adding a = { .begin = begin, .node = at_store_node(call->store) };
	enum at_status st = at_act_allow(call, 0, AT_RES_JOB, AT_WRITE);

	if (st != AT_OK)
		return st;
	a.job = (struct at_job){ .org = call->who->org, .id = at_store_id(call), .kind = kind,
		.argument = argument, .state = "queued", .queued = call->now, .message = "",
		.result = "" };
	a.line = at_act_line(call, "queue", "job", a.job.id, 0);
	a.line.detail = kind;
	st = at_store_write(call, apply_adding, &a);
	if (st == AT_OK)
		*out = a.job;
	return st;
}

struct stopping {
	at_id job;
	struct at_audit_line line;
};

static enum at_status
apply_stopping(struct at_db *db, struct at_arena *scratch, void *argument, struct at_error *err)
{
	struct stopping *s = argument;
	enum at_status st = at_job_stop(db, s->line.org, s->job, s->line.at, err);

	return st == AT_OK ? at_act_append(db, scratch, &s->line, err) : st;
}

enum at_status
at_action_job_cancel(struct at_call *call, at_id job)
{
	struct stopping s = { job, at_act_line(call, "cancel", "job", job, 0) };
	struct at_db *db = at_store_reader(call);
	struct at_job found;
	enum at_status st = at_act_allow(call, 0, AT_RES_JOB, AT_WRITE);

	if (st == AT_OK && db == NULL)
		st = call->err->status;
	if (st == AT_OK)
		st = at_job_load(call->arena, db, call->who->org, job, &found, call->err);
	return st == AT_OK ? at_store_write(call, apply_stopping, &s) : st;
}

/* ---- for the queue -------------------------------------------------------------------- */

enum at_status
at_jobs_orgs(struct at_call *call, at_id out[AT_JOBS_ORGS], int *out_n)
{
	struct at_db *db = at_store_reader(call);

	return db == NULL ? call->err->status : at_org_list(call->arena, db, out, AT_JOBS_ORGS,
	    out_n, call->err);
}

/* One change of a running job's, which is no act of a person's: no audit line. */
struct change {
	at_id org, job;
	const char *state, *message, *result;   /* state NULL: only how far it is */
	int progress, node;
	at_ms at;
	bool stop;
};

static enum at_status
apply_end(struct at_db *db, struct at_arena *scratch, void *argument, struct at_error *err)
{
	const struct change *c = argument;

	(void)scratch;
	return at_job_end(db, c->org, c->job, c->state, c->at, c->message, c->result, err);
}

static enum at_status
apply_begin(struct at_db *db, struct at_arena *scratch, void *argument, struct at_error *err)
{
	const struct change *c = argument;

	(void)scratch;
	return at_job_begin(db, c->org, c->job, c->at, c->node, err);
}

static enum at_status
apply_report(struct at_db *db, struct at_arena *scratch, void *argument, struct at_error *err)
{
	struct change *c = argument;
	struct at_job job;
	enum at_status st = at_job_report(db, c->org, c->job, c->progress, err);

	if (st == AT_OK)
		st = at_job_load(scratch, db, c->org, c->job, &job, err);
	if (st == AT_OK)
		c->stop = job.stop;
	return st;
}

static enum at_status
in_state(struct at_call *call, const char *state, struct at_job **out, int *out_n)
{
	struct at_db *db = at_store_reader(call);

	return db == NULL ? call->err->status : at_job_in_state(call->arena, db, call->who->org,
	    state, out, out_n, call->err);
}

enum at_status
at_jobs_settle(struct at_call *call)
{
	struct at_job *jobs;
	int n;
	enum at_status st = in_state(call, "running", &jobs, &n);

	for (int i = 0; i < n && st == AT_OK; i++) {
		if (jobs[i].node != at_store_node(call->store)
		    && at_store_node_runs(call->store, jobs[i].node))
			continue;
		st = at_jobs_end(call, jobs[i].id, "failed", "The program ended while it was at "
		    "it.", "");
		if (st == AT_CONFLICT) {
			at_error_clear(call->err);
			st = AT_OK;
		}
	}
	return st;
}

enum at_status
at_jobs_take(struct at_call *call, struct at_job *out)
{
	struct change c = { .org = call->who->org, .node = at_store_node(call->store),
		.at = call->now };
	struct at_job *jobs;
	int n;
	enum at_status st = in_state(call, "queued", &jobs, &n);

	*out = (struct at_job){ .id = 0 };
	if (st != AT_OK || n == 0)
		return st;
	c.job = jobs[0].id;
	st = at_store_write(call, apply_begin, &c);
	if (st == AT_CONFLICT) {
		at_error_clear(call->err);
		return AT_OK;
	}
	if (st == AT_OK)
		*out = jobs[0];
	return st;
}

enum at_status
at_jobs_report(struct at_call *call, at_id job, int progress, bool *out_stop)
{
	struct change c = { .org = call->who->org, .job = job, .progress = progress };
	enum at_status st = at_store_write(call, apply_report, &c);

	*out_stop = c.stop;
	return st;
}

enum at_status
at_jobs_end(struct at_call *call, at_id job, const char *state, const char *message,
    const char *result)
{
	struct change c = { .org = call->who->org, .job = job, .state = state,
		.message = message, .result = result,
		.at = strcmp(state, "queued") == 0 ? 0 : call->now };

	return at_store_write(call, apply_end, &c);
}

enum at_status
at_jobs_last(struct at_call *call, const char *kind, at_ms *out)
{
	const struct at_job_wanted any = { .org = call->who->org, .kind = kind,
		.until = call->now };
	struct at_db *db = at_store_reader(call);
	struct at_job job;
	enum at_status st = db == NULL ? call->err->status : at_job_newest(call->arena, db, &any,
	    &job, call->err);

	*out = st == AT_OK ? job.queued : 0;
	return st;
}
