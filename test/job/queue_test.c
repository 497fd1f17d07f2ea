/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue: one job at a time, what becomes of one that is stopped, left or broken off, and
 * what a night wants. */
#include <semaphore.h>
#include <string.h>

#include "base/buffer.h"
#include "job/queue.h"
#include "support/world.h"

/* ---- kinds of our own --------------------------------------------------------------- */

static int n_done;
static bool is_due;

static enum at_status
run_well(struct at_call *call, const char *argument, const struct at_job_watch *watch,
    const char **out_result)
{
	(void)call;
	(void)argument;
	n_done++;
	if (!watch->go_on(watch->cookie, 50))
		return at_fail(call->err, AT_GONE, "Stopped before the end.");
	*out_result = "done=1";
	return AT_OK;
}

static enum at_status
run_badly(struct at_call *call, const char *argument, const struct at_job_watch *watch,
    const char **out_result)
{
	(void)argument;
	(void)watch;
	(void)out_result;
	return at_fail(call->err, AT_IO, "The disk is full.");
}

/* Somebody cancels it while it is at it. */
static enum at_status
run_cancelled(struct at_call *call, const char *argument, const struct at_job_watch *watch,
    const char **out_result)
{
	struct at_job *jobs;
	int n;

	if (at_action_jobs(call, &jobs, &n) == AT_OK)
		(void)at_action_job_cancel(call, jobs[0].id);
	return run_well(call, argument, watch, out_result);
}

static sem_t begun, told;

/* Waits in the middle until the test lets it go on. */
static enum at_status
run_slowly(struct at_call *call, const char *argument, const struct at_job_watch *watch,
    const char **out_result)
{
	sem_post(&begun);
	while (sem_wait(&told) != 0)
		continue;
	return run_well(call, argument, watch, out_result);
}

/* Asks nobody whether to go on. */
static enum at_status
run_swiftly(struct at_call *call, const char *argument, const struct at_job_watch *watch,
    const char **out_result)
{
	(void)call;
	(void)argument;
	(void)watch;
	(void)out_result;
	sem_post(&begun);
	return AT_OK;
}

static enum at_status
ask(struct at_call *call, at_ms last, bool *out)
{
	(void)call;
	(void)last;
	*out = is_due;
	return AT_OK;
}

static const struct at_job_kind all[] = {
	{ "well", "", run_well, ask, false }, { "badly", "", run_badly, NULL, false },
	{ "cancelled", "", run_cancelled, NULL, false }, { "slowly", "", run_slowly, NULL, false },
	{ "swiftly", "", run_swiftly, NULL, false },
};
static const struct at_job_kinds kinds = { all, (int)AT_COUNT(all) };
static const struct at_queue_tools tools = { &kinds, NULL, NULL };

static struct world *
begin(void **state, bool serve)
{
	struct world *w = world_open(support_begin(state), serve);

	n_done = 0;
	is_due = false;
	world_as_operator(w, &w->a);
	return w;
}

static struct at_job
add(struct world *w, const char *kind, bool at_once)
{
	struct at_job job;

	CHECK_OK(w->s, at_action_job_add(w->call, kind, "", at_once, &job));
	return job;
}

static bool
turn(struct world *w)
{
	bool did;

	CHECK_OK(w->s, at_queue_turn(w->call, &tools, &did));
	return did;
}

/* "well done, badly failed": the newest first. */
static const char *
states(struct world *w)
{
	struct at_buffer out = at_buffer_init(w->s->arena);
	struct at_job *jobs;
	int n;

	CHECK_OK(w->s, at_action_jobs(w->call, &jobs, &n));
	for (int i = 0; i < n; i++)
		at_buffer_printf(&out, "%s%s %s", i > 0 ? ", " : "", jobs[i].kind,
		    jobs[i].state);
	return at_buffer_string(&out);
}

static struct at_job
newest(struct world *w)
{
	struct at_job *jobs;
	int n;

	CHECK_OK(w->s, at_action_jobs(w->call, &jobs, &n));
	CHECK(n > 0);
	return jobs[0];
}

/* ---- one after the other -------------------------------------------------------------- */

TEST(jobs_are_done_one_after_the_other_oldest_first)
{
	struct world *w = begin(state_, false);

	CHECK(!turn(w));
	add(w, "well", false);
	add(w, "badly", false);
	CHECK_TEXT("badly queued, well queued", states(w));
	CHECK(turn(w));
	CHECK_TEXT("badly queued, well done", states(w));
	CHECK(turn(w));
	CHECK_TEXT("badly failed, well done", states(w));
	CHECK_TEXT("The disk is full.", newest(w).message);
	CHECK(!turn(w));
	CHECK_INT(1, n_done);
	CHECK_INT(2, world_count(w, "SELECT count(*) FROM audit WHERE resource = 'job'"
	    " AND org = $1", w->a.org));
}

TEST(while_one_runs_another_waits)
{
	struct world *w = begin(state_, false);
	struct at_job first = add(w, "well", true), ended;

	CHECK_TEXT("running", first.state);
	CHECK_TEXT("queued", add(w, "well", true).state);
	CHECK_OK(w->s, at_queue_do(w->call, &tools, &first, &ended));
	CHECK_TEXT("done", ended.state);
	CHECK_TEXT("done=1", ended.result);
	CHECK_TEXT("well queued, well done", states(w));
	world_as_operator(w, &w->b);
	CHECK_TEXT("", states(w));                      /* another clinic's are its own */
	CHECK_TEXT("running", add(w, "well", true).state);
}

/* A job of a program that has crashed: its node is free, or is ours by now. */
TEST(what_was_broken_off_has_failed_at_the_next_look)
{
	struct world *w = begin(state_, false);
	struct at_job job;

	add(w, "well", true);
	world_script(w, "UPDATE job SET node = 1000");
	CHECK(!turn(w));
	job = newest(w);
	CHECK_TEXT("failed", job.state);
	CHECK_HAS("ended while", job.message);
	CHECK(job.ended != 0);
	add(w, "well", true);
	world_restart(w, false);
	world_as_operator(w, &w->a);
	CHECK(!turn(w));
	CHECK_TEXT("well failed, well failed", states(w));
}

TEST(a_job_of_a_program_that_runs_is_left_alone)
{
	struct world *w = begin(state_, false);
	const struct at_store_options other = { .folder = w->s->folder,
		.db_url = w->s->db_url };
	struct at_store *store;

	add(w, "well", true);
	CHECK_OK(w->s, at_store_open(&other, &store, &w->s->err));
	world_script(w, at_printf(w->s->arena, "UPDATE job SET node = %d",
	    at_store_node(store)));
	CHECK(!turn(w));
	CHECK_TEXT("well running", states(w));
	at_store_close(store);
	CHECK(!turn(w));
	CHECK_TEXT("well failed", states(w));
}

/* ---- stopped ----------------------------------------------------------------------------- */

TEST(a_job_can_be_cancelled_before_and_while_it_runs)
{
	struct world *w = begin(state_, false);
	struct at_job job = add(w, "well", false);

	CHECK_OK(w->s, at_action_job_cancel(w->call, job.id));
	CHECK_TEXT("well cancelled", states(w));
	CHECK(!turn(w));
	CHECK_INT(AT_CONFLICT, at_action_job_cancel(w->call, job.id));
	world_clear(w);
	CHECK_INT(AT_NOT_FOUND, at_action_job_cancel(w->call, 12345));
	world_clear(w);
	add(w, "cancelled", false);
	CHECK(turn(w));
	CHECK_TEXT("cancelled cancelled, well cancelled", states(w));
	CHECK_INT(50, newest(w).progress);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_INT(AT_DENIED, at_action_job_cancel(w->call, job.id));
}

TEST(a_kind_that_nobody_knows_fails)
{
	struct world *w = begin(state_, false);

	add(w, "weeding", false);
	CHECK(turn(w));
	CHECK_TEXT("weeding failed", states(w));
	CHECK(at_job_kind_find(&at_job_kinds, "course") != NULL);
	CHECK(at_job_kind_find(&at_job_kinds, "well") == NULL);
}

/* ---- at night ------------------------------------------------------------------------------ */

TEST(a_night_wants_a_job_once_and_only_if_there_is_something_to_do)
{
	struct world *w = begin(state_, false);

	CHECK(!turn(w));
	is_due = true;
	CHECK(turn(w));
	CHECK(!turn(w));                                /* not twice that night */
	w->call->now += 12 * AT_HOUR;
	CHECK(!turn(w));
	w->call->now += 12 * AT_HOUR;
	CHECK(turn(w));
	CHECK_INT(2, n_done);
}

/* ---- the thread ------------------------------------------------------------------------------ */

static at_ms
noon(void)
{
	return support_noon;
}

static void
wait_until_begun(void)
{
	while (sem_wait(&begun) != 0)
		continue;
}

TEST(the_thread_works_while_others_write_and_leaves_a_job_when_it_ends)
{
	struct world *w = begin(state_, true);
	_Atomic int64_t beat = 0;
	const struct at_queue_options options = { w->call->store, &w->house, noon, &kinds, &beat };
	struct at_queue *queue;

	sem_init(&begun, 0, 0);
	sem_init(&told, 0, 0);
	add(w, "slowly", false);
	CHECK_OK(w->s, at_queue_start(w->s->arena, &options, &queue, &w->s->err));
	wait_until_begun();
	add(w, "swiftly", false);               /* a write goes through meanwhile */
	CHECK_TEXT("swiftly queued, slowly running", states(w));
	CHECK_INT(noon(), beat);
	sem_post(&told);
	wait_until_begun();
	at_queue_stop(queue);
	CHECK_TEXT("swiftly done, slowly done", states(w));

	add(w, "slowly", false);
	CHECK_OK(w->s, at_queue_start(w->s->arena, &options, &queue, &w->s->err));
	wait_until_begun();
	at_queue_leave(queue);
	sem_post(&told);
	at_queue_stop(queue);
	CHECK_TEXT("slowly queued, swiftly done, slowly done", states(w));
	CHECK(newest(w).ended == 0);
}

RUN_ALL(RUN_BOTH(jobs_are_done_one_after_the_other_oldest_first),
    RUN_BOTH(while_one_runs_another_waits),
    RUN_BOTH(what_was_broken_off_has_failed_at_the_next_look),
    RUN_BOTH(a_job_of_a_program_that_runs_is_left_alone),
    RUN_BOTH(a_job_can_be_cancelled_before_and_while_it_runs),
    RUN_BOTH(a_kind_that_nobody_knows_fails),
    RUN_BOTH(a_night_wants_a_job_once_and_only_if_there_is_something_to_do),
    RUN_BOTH(the_thread_works_while_others_write_and_leaves_a_job_when_it_ends))
