/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>

#include "store/writer.h"

/* More would make the first of a batch wait for no gain: the disk is asked once anyway. */
enum { BATCH = 256 };

/* On the stack of the thread that waits for it. */
struct job {
	struct job *next;
	at_apply *apply;
	void *argument;
	enum at_status status;
	struct at_error *err;
	sem_t done;                     /* one each: nobody is woken for another's job */
};

struct at_writer {
	pthread_t thread;
	pthread_mutex_t lock;           /* first, last, closing, state */
	pthread_cond_t filled;
	struct job *first, **last;
	bool closing;
	struct at_db *db;
	struct at_arena *scratch;       /* of the one job that runs */
	struct at_writer_state state;
	struct at_timing batches;
};

/* Up to BATCH jobs, in the order they came; NULL when the queue is empty and closing. */
static struct job *
take_jobs(struct at_writer *writer)
{
	struct job *batch, **end = &batch;

	pthread_mutex_lock(&writer->lock);
	while (writer->first == NULL && !writer->closing)
		pthread_cond_wait(&writer->filled, &writer->lock);
	batch = writer->first;
	for (int i = 0; i < BATCH && *end != NULL; i++)
		end = &(*end)->next;
	writer->first = *end;
	if (writer->first == NULL)
		writer->last = &writer->first;
	*end = NULL;
	pthread_mutex_unlock(&writer->lock);
	return batch;
}

/* The job's own boundary: when its memory runs out, it alone fails. */
static enum at_status
call_apply(struct at_db *db, struct at_arena *scratch, at_apply *apply, void *argument,
    struct at_error *err)
{
	if (setjmp(*at_arena_boundary(scratch)) != 0)
		return at_fail(err, AT_BUSY,
		    "memory is short; nothing was saved. Try again in a moment");
	return apply(db, scratch, argument, err);
}

/* Fails only when the transaction as a whole is lost. */
static enum at_status
run_job(struct at_writer *writer, struct job *job, struct at_error *err)
{
	enum at_status status = at_db_savepoint(writer->db, err);

	if (status != AT_OK)
		return status;
	job->status = call_apply(writer->db, writer->scratch, job->apply, job->argument,
	    job->err);
	at_arena_clear(writer->scratch);
	if (job->status == AT_OK)
		return at_db_release(writer->db, err);
	at_db_rollback_to(writer->db);
	return at_db_inside(writer->db) ? AT_OK
	    : at_fail(err, AT_IO, "the database gave up in the middle of this;"
	    " nothing was saved");
}

static enum at_status
run_batch(struct at_writer *writer, struct job *batch, struct at_error *err)
{
	enum at_status status = at_db_begin(writer->db, err);

	if (status != AT_OK)
		return status;
	for (struct job *job = batch; job != NULL && status == AT_OK; job = job->next)
		status = run_job(writer, job, err);
	if (status == AT_OK)
		return at_db_commit(writer->db, err);
	at_db_rollback(writer->db);
	return status;
}

/* What would have been stored was not; a job that failed by itself keeps its reason. */
static void
fail_batch(struct job *batch, enum at_status status, const struct at_error *why)
{
	for (struct job *job = batch; job != NULL; job = job->next) {
		if (job->status != AT_OK)
			continue;
		job->status = status;
		if (job->err != NULL)
			*job->err = *why;
	}
}

static void
count(struct at_writer *writer, const struct job *batch, enum at_status status)
{
	pthread_mutex_lock(&writer->lock);
	for (; batch != NULL; batch = batch->next) {
		writer->state.waiting--;
		writer->state.done++;
	}
	writer->state.lost += status != AT_OK;
	pthread_mutex_unlock(&writer->lock);
}

static void
wake(struct job *batch)
{
	while (batch != NULL) {
		struct job *next = batch->next; /* gone with its owner's stack once posted */

		sem_post(&batch->done);
		batch = next;
	}
}

static void *
write_batches(void *argument)
{
	struct at_writer *writer = argument;
	struct job *batch;

	while ((batch = take_jobs(writer)) != NULL) {
		struct at_error why = { .status = AT_OK };
		int64_t began = at_timing_now_us();
		enum at_status status = run_batch(writer, batch, &why);

		if (status != AT_OK)
			fail_batch(batch, status, &why);
		at_timing_add(&writer->batches, at_timing_now_us() - began);
		count(writer, batch, status);
		wake(batch);
	}
	return NULL;
}

enum at_status
at_writer_open(struct at_arena *arena, struct at_db *db, struct at_writer **out,
    struct at_error *err)
{
	struct at_writer *writer = AT_NEW(arena, struct at_writer, 1);

	writer->db = db;
	writer->state.batches = &writer->batches;
	writer->last = &writer->first;
	writer->scratch = at_arena_open();
	if (writer->scratch == NULL)
		return at_fail(err, AT_BUSY, "memory is short; try again in a moment");
	pthread_mutex_init(&writer->lock, NULL);
	pthread_cond_init(&writer->filled, NULL);
	if (pthread_create(&writer->thread, NULL, write_batches, writer) != 0) {
		at_arena_close(writer->scratch);
		return at_fail(err, AT_BUSY, "no thread can be had; try again in a moment");
	}
	*out = writer;
	return AT_OK;
}

struct at_writer_state
at_writer_state(struct at_writer *writer)
{
	struct at_writer_state state;

	pthread_mutex_lock(&writer->lock);
	state = writer->state;
	pthread_mutex_unlock(&writer->lock);
	return state;
}

void
at_writer_close(struct at_writer *writer)
{
	pthread_mutex_lock(&writer->lock);
	writer->closing = true;
	pthread_cond_signal(&writer->filled);
	pthread_mutex_unlock(&writer->lock);
	pthread_join(writer->thread, NULL);
	pthread_cond_destroy(&writer->filled);
	pthread_mutex_destroy(&writer->lock);
	at_arena_close(writer->scratch);
}

enum at_status
at_writer_do(struct at_writer *writer, at_apply *apply, void *argument, struct at_error *err)
{
	struct job job = { .apply = apply, .argument = argument, .err = err };

	sem_init(&job.done, 0, 0);
	pthread_mutex_lock(&writer->lock);
	*writer->last = &job;
	writer->last = &job.next;
	writer->state.waiting++;
	pthread_cond_signal(&writer->filled);
	pthread_mutex_unlock(&writer->lock);
	while (sem_wait(&job.done) != 0 && errno == EINTR)
		continue;
	sem_destroy(&job.done);
	return job.status;
}

enum at_status
at_store_apply(struct at_db *db, at_apply *apply, void *job, struct at_error *err)
{
	struct at_arena *scratch = at_arena_open();
	enum at_status status;

	if (scratch == NULL)
		return at_fail(err, AT_BUSY, "memory is short; try again in a moment");
	status = at_db_begin(db, err);
	if (status == AT_OK) {
		status = call_apply(db, scratch, apply, job, err);
		if (status == AT_OK)
			status = at_db_commit(db, err);
		else
			at_db_rollback(db);
	}
	at_arena_close(scratch);
	return status;
}
