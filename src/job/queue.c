/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "action/house.h"
#include "base/log.h"
#include "guard/who.h"
#include "job/queue.h"

/* Jobs that commands leave behind are found so soon; a night begins at three, by UTC: which
 * hour it is matters less than that it comes once a day. */
enum { LOOKS_EVERY_SECONDS = 5 };
static const at_ms night_at = 3 * AT_HOUR;

/* ---- one job ------------------------------------------------------------------------ */

struct watching {
	struct at_call *call;
	const struct at_job_watch *tell;
	at_id job;
	int told;                       /* per cent */
	bool left, cancelled;           /* by whoever listens; by somebody else */
};

static bool
go_on(void *cookie, int progress)
{
	struct watching *w = cookie;

	if (w->tell != NULL && !w->tell->go_on(w->tell->cookie, progress))
		w->left = true;
	else if (progress != w->told
	    && at_jobs_report(w->call, w->job, progress, &w->cancelled) != AT_OK)
		at_error_clear(w->call->err);   /* how far it is was not written: it goes on */
	w->told = progress;
	return !w->left && !w->cancelled;
}

/* What came of it.  Left in the middle it is to be done again. */
static void
conclude(struct at_call *call, const struct watching *w, enum at_status st, const char *result,
    struct at_job *out)
{
	out->result = "";
	out->ended = call->now;
	if (st == AT_OK) {
		out->state = "done";
		out->message = "";
		out->result = result;
	} else if (w->cancelled) {
		out->state = "cancelled";
		out->message = "Somebody stopped it.";
	} else if (w->left) {
		out->state = "queued";
		out->message = "It was left to be done later.";
	} else {
		out->state = "failed";
		out->message = at_strdup(call->arena, call->err->text);
		at_log_failure(AT_WARNING, "job", call->err);
	}
	at_error_clear(call->err);
}

enum at_status
at_queue_do(struct at_call *call, const struct at_queue_tools *tools, const struct at_job *job,
    struct at_job *out)
{
	const struct at_job_kind *kind = at_job_kind_find(tools->kinds, job->kind);
	struct watching w = { .call = call, .tell = tools->tell, .job = job->id, .told = -1 };
	const struct at_job_watch watch = { go_on, &w };
	const char *result = "";
	enum at_status st;

	*out = *job;
	st = kind == NULL ? at_fail(call->err, AT_INVALID, "There is no kind of job \"%s\".",
	    job->kind) : kind->run(call, job->argument, &watch, &result);
	if (tools->now != NULL)
		call->now = tools->now();
	conclude(call, &w, st, result, out);
	return at_jobs_end(call, job->id, out->state, out->message, out->result);
}

/* ---- one look ------------------------------------------------------------------------- */

/* Once a night each kind is asked whether there is anything to do; more often, if it has times
 * of its own. */
static enum at_status
queue_nightly(struct at_call *call, const struct at_job_kinds *kinds)
{
	at_ms night = (call->now - night_at) / AT_DAY * AT_DAY + night_at;
	enum at_status st = AT_OK;

	for (int i = 0; i < kinds->n_kinds && st == AT_OK; i++) {
		const struct at_job_kind *kind = &kinds->kinds[i];
		bool due = false;
		struct at_job job;
		at_ms last;

		if (kind->is_due == NULL)
			continue;
		st = at_jobs_last(call, kind->id, &last);
		if (st == AT_OK && (last < night || kind->own_times))
			st = kind->is_due(call, last, &due);
		if (st == AT_OK && due)
			st = at_action_job_add(call, kind->id, "", false, &job);
	}
	return st;
}

enum at_status
at_queue_turn(struct at_call *call, const struct at_queue_tools *tools, bool *out_did)
{
	struct at_job job, ended;
	enum at_status st = at_jobs_settle(call);

	*out_did = false;
	if (st == AT_OK)
		st = queue_nightly(call, tools->kinds);
	if (st == AT_OK)
		st = at_jobs_take(call, &job);
	if (st != AT_OK || job.id == 0)
		return st;
	*out_did = true;
	return at_queue_do(call, tools, &job, &ended);
}

/* ---- the thread ------------------------------------------------------------------------ */

struct at_queue {
	struct at_queue_options options;
	struct at_arena *arena;         /* of one round */
	struct at_error err;
	struct at_random random;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t told;
	atomic_bool leave;              /* set under the lock; the job that runs looks at it */
};

static void
beat(struct at_queue *queue)
{
	if (queue->options.beat != NULL)
		atomic_store(queue->options.beat, queue->options.now());
}

static bool
is_staying(void *cookie, int progress)
{
	struct at_queue *queue = cookie;

	(void)progress;
	beat(queue);
	return !atomic_load(&queue->leave);
}

static enum at_status
look(struct at_queue *queue, at_id org, bool *out_did)
{
	const struct at_who who = { .subjects = AT_OPERATOR, .org = org, .name = "" };
	const struct at_job_watch tell = { is_staying, queue };
	const struct at_queue_tools tools = { queue->options.kinds, &tell, queue->options.now };
	struct at_call call = { .arena = queue->arena, .err = &queue->err, .who = &who,
		.store = queue->options.store, .house = queue->options.house,
		.now = queue->options.now(), .random = &queue->random };
	enum at_status st = at_queue_turn(&call, &tools, out_did);

	at_action_rest(&call);
	return st;
}

/* All organisations in turn. */
static enum at_status
look_at_all(struct at_queue *queue, bool *out_did)
{
	const struct at_who who = { .subjects = AT_OPERATOR, .name = "" };
	struct at_call call = { .arena = queue->arena, .err = &queue->err, .who = &who,
		.store = queue->options.store, .now = queue->options.now() };
	at_id orgs[AT_JOBS_ORGS];
	int n = 0;
	enum at_status st = at_jobs_orgs(&call, orgs, &n);

	at_action_rest(&call);
	for (int i = 0; i < n && st == AT_OK && !atomic_load(&queue->leave); i++) {
		bool did;

		st = look(queue, orgs[i], &did);
		*out_did = *out_did || did;
	}
	return st;
}

/* A round's own boundary: when its memory runs out, its job has failed by the next one. */
static bool
round_once(struct at_queue *queue)
{
	bool did = false;

	beat(queue);
	if (setjmp(*at_arena_boundary(queue->arena)) != 0)
		at_log(AT_ERROR, "job", "out of memory");
	else if (look_at_all(queue, &did) != AT_OK)
		at_log_failure(AT_WARNING, "job", &queue->err);
	at_error_clear(&queue->err);
	at_arena_clear(queue->arena);
	return did;
}

/* Sleep until the next look; false: the end. */
static bool
wait_for_next(struct at_queue *queue, bool at_once)
{
	const struct timespec until = { (time_t)(queue->options.now() / AT_SECOND)
	    + LOOKS_EVERY_SECONDS, 0 };

	pthread_mutex_lock(&queue->lock);
	if (!atomic_load(&queue->leave) && !at_once)
		pthread_cond_timedwait(&queue->told, &queue->lock, &until);
	pthread_mutex_unlock(&queue->lock);
	return !atomic_load(&queue->leave);
}

static void *
work(void *argument)
{
	struct at_queue *queue = argument;
	bool did;

	do
		did = round_once(queue);
	while (wait_for_next(queue, did));
	return NULL;
}

enum at_status
at_queue_start(struct at_arena *arena, const struct at_queue_options *options,
    struct at_queue **out, struct at_error *err)
{
	struct at_queue *queue = AT_NEW(arena, struct at_queue, 1);

	queue->options = *options;
	queue->random = at_random_kernel();
	queue->arena = at_arena_open();
	if (queue->arena == NULL)
		return at_fail(err, AT_BUSY, "memory is short; try again in a moment");
	pthread_mutex_init(&queue->lock, NULL);
	pthread_cond_init(&queue->told, NULL);
	if (pthread_create(&queue->thread, NULL, work, queue) != 0) {
		at_arena_close(queue->arena);
		return at_fail(err, AT_BUSY, "no thread can be had; try again in a moment");
	}
	*out = queue;
	return AT_OK;
}

void
at_queue_leave(struct at_queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	atomic_store(&queue->leave, true);
	pthread_cond_signal(&queue->told);
	pthread_mutex_unlock(&queue->lock);
}

void
at_queue_stop(struct at_queue *queue)
{
	if (queue == NULL)
		return;
	at_queue_leave(queue);
	pthread_join(queue->thread, NULL);
	pthread_cond_destroy(&queue->told);
	pthread_mutex_destroy(&queue->lock);
	at_arena_close(queue->arena);
}
