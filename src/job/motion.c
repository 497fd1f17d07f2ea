/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "job/media.h"
#include "job/motion.h"
#include "signal/motion.h"

/* One recording under way. */
struct run {
	int file;
	struct at_arena *arena;         /* its own */
	struct at_error err;
	struct at_media *media;
	int fd;
	int threshold;
	bool looking;                   /* for the threshold, before it is measured */
	bool over;
	struct at_energy energy;
	struct at_wire_end counts;
	double share;                   /* of it is behind us */
};

struct pool {
	struct at_arena *arena;
	const struct at_motion_task *task;
	const struct at_motion_watch *watch;
	struct run **active;
	struct pollfd *polls;
	int n_active, n_started;
	double behind;                  /* recordings, whole ones */
};

/* ---- one recording -------------------------------------------------------------------- */

static enum at_status
start(struct run *r, const struct at_motion_task *task, struct at_error *err)
{
	const char **args = AT_NEW(r->arena, const char *, (size_t)task->n_regions + 3);

	r->looking = r->threshold == AT_MOTION_AUTO;
	args[0] = r->looking ? "still" : "motion";
	args[1] = r->looking ? task->still : at_printf(r->arena, "%d", r->threshold);
	for (int i = 0; i < task->n_regions && !r->looking; i++)
		args[i + 2] = task->regions[i];
	return at_media_open(r->arena, r->fd, args, &r->media, err);
}

/* How far a time stamp is, of the two passes or the one. */
static double
share_of(const struct run *r, const struct at_motion_task *task, int64_t tick)
{
	const struct at_wire_stream *stream = at_media_stream(r->media);
	double share = at_wire_seconds(stream, tick) / stream->duration_s;

	if (!(share > 0))
		return r->share;
	share = share < 1 ? share : 1;
	if (task->threshold != AT_MOTION_AUTO)
		return share;
	return r->looking ? share / 2 : 0.5 + share / 2;
}

static enum at_status
take(struct run *r, const struct at_motion_task *task, const struct at_wire_record *record,
    struct at_error *err)
{
	switch (record->kind) {
	case AT_WIRE_STREAM:
		if (!r->looking)
			r->energy = at_energy_init(r->arena, &record->stream);
		break;
	case AT_WIRE_FRAME:
		if (!r->looking)
			at_energy_add(&r->energy, &record->frame);
		if (r->energy.n_rows > AT_ENERGY_MOST)  /* attune-media stops before */
			return at_fail(err, AT_CORRUPT, "has more pictures than it may");
		r->share = share_of(r, task, record->frame.tick);
		break;
	case AT_WIRE_HISTOGRAM:
		r->threshold = at_motion_threshold(record->histogram);
		if (r->threshold < 0)
			return at_fail(err, AT_INVALID, "has no two pictures to compare");
		break;
	case AT_WIRE_END:
		if (r->looking)
			return start(r, task, err);
		r->counts = record->end;
		r->over = true;
		break;
	case AT_WIRE_SOUND:
	case AT_WIRE_ERROR:
		break;
	}
	return AT_OK;
}

/* All records that are there; a failure ends the recording. */
static void
advance(struct run *r, const struct at_motion_task *task)
{
	const char *name = task->files[r->file];
	struct at_error err = { .status = AT_OK };
	struct at_wire_record record;

	do
		if (at_media_next(r->media, &record, &err) != AT_OK
		    || take(r, task, &record, &err) != AT_OK)
			r->over = true;
	while (!r->over && at_media_ready(r->media));
	if (r->over && err.status == AT_OK)
		at_energy_finish(&r->energy);
	if (err.status != AT_OK)
		at_fail(&r->err, err.status, "%s: %s", strcmp(name, "-") == 0 ? "standard input"
		    : name, err.text);
}

/* ---- all of them ---------------------------------------------------------------------- */

static void
close_run(void *run)
{
	at_arena_close(((struct run *)run)->arena);
}

static struct run *
next_run(struct pool *pool)
{
	struct run *r = AT_NEW(pool->arena, struct run, 1);

	r->file = pool->n_started++;
	r->threshold = pool->task->threshold;
	r->arena = at_arena_open();
	if (r->arena == NULL)
		at_oom(pool->arena);
	at_arena_defer(pool->arena, close_run, r);
	return r;
}

/* Start recordings until the cores have enough of them. */
static enum at_status
fill_up(struct pool *pool, struct at_error *err)
{
	while (pool->n_active < pool->task->n_cores && pool->n_started < pool->task->n_files) {
		struct run *r = next_run(pool);
		enum at_status st = at_media_file(r->arena, pool->task->files[r->file], &r->fd,
		    &r->err);

		r->over = st != AT_OK;
		if (st == AT_OK)
			st = start(r, pool->task, err);
		if (st != AT_OK && !r->over)
			return st;
		pool->active[pool->n_active++] = r;
	}
	return AT_OK;
}

static enum at_status
hand_over(struct pool *pool, struct run *r)
{
	const struct at_motion_result result = { .file = r->file, .err = &r->err,
		.threshold = r->threshold, .energy = &r->energy, .counts = r->counts };
	enum at_status st = pool->watch->done(pool->watch->cookie, &result);

	at_arena_clear(r->arena);
	pool->behind += 1;
	return st;
}

/* Those that are over leave their place to others. */
static enum at_status
sort_out(struct pool *pool)
{
	enum at_status st = AT_OK;
	int kept = 0;

	for (int i = 0; i < pool->n_active; i++)
		if (!pool->active[i]->over)
			pool->active[kept++] = pool->active[i];
		else if (st == AT_OK)
			st = hand_over(pool, pool->active[i]);
	pool->n_active = kept;
	return st;
}

static enum at_status
wait_for_some(struct pool *pool, struct at_error *err)
{
	double behind = pool->behind;

	for (int i = 0; i < pool->n_active; i++)
		pool->polls[i] = (struct pollfd){ .fd = at_media_fd(pool->active[i]->media),
			.events = POLLIN };
	if (poll(pool->polls, (nfds_t)pool->n_active, -1) < 0)
		return errno == EINTR ? AT_OK : at_fail(err, AT_IO, "poll: %s", strerror(errno));
	for (int i = 0; i < pool->n_active; i++) {
		if (pool->polls[i].revents != 0)
			advance(pool->active[i], pool->task);
		behind += pool->active[i]->share;
	}
	if (pool->watch->progress != NULL)
		pool->watch->progress(pool->watch->cookie, behind / pool->task->n_files);
	return AT_OK;
}

enum at_status
at_motion_run(struct at_arena *arena, const struct at_motion_task *task,
    const struct at_motion_watch *watch, struct at_error *err)
{
	struct pool pool = { .arena = arena, .task = task, .watch = watch,
		.active = AT_NEW(arena, struct run *, (size_t)task->n_cores),
		.polls = AT_NEW(arena, struct pollfd, (size_t)task->n_cores) };
	enum at_status st;

	do {
		st = fill_up(&pool, err);
		if (st == AT_OK)
			st = sort_out(&pool);
		if (st == AT_OK && pool.n_active > 0)
			st = wait_for_some(&pool, err);
	} while (st == AT_OK && (pool.n_active > 0 || pool.n_started < task->n_files));
	return st;
}
