/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>
#include <stdbool.h>

#include <sqlite3.h>

#include "store/checkpoint.h"

/* Each has less to copy than the one before, unless somebody still reads what is old. */
enum { ROUNDS = 10 };

struct at_checkpoint {
	struct at_checkpoint_rule rule;
	const char *path;
	pthread_t thread;
	pthread_mutex_t copying;        /* one at a time: SQLite lets nobody wait for it */
	pthread_mutex_t lock;           /* of what follows */
	pthread_cond_t wake;
	bool running, closing;
	bool alone;                     /* no thread can be had: commits do it all */
	bool due;                       /* for the thread: it is told to copy, or is at it */
	int pages;                      /* of the journal at the last commit, */
	int seen, copied;               /* and when it was copied last: there were, and are in
	                                 * the database since */
	int beside, inside;
};

/* One round over what the journal has now; false when there is no more to be done. */
static bool
copy(struct at_checkpoint *c, sqlite3 *handle, int *count)
{
	int seen = -1, copied = -1;
	bool more;

	/* What is being read stays for the next time. */
	pthread_mutex_lock(&c->copying);
	sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &seen, &copied);
	pthread_mutex_unlock(&c->copying);
	pthread_mutex_lock(&c->lock);
	if (seen >= 0) {
		c->seen = seen;
		c->copied = copied;
		++*count;
	}
	more = seen >= 0 && copied < c->pages && c->pages >= c->rule.lengthy && !c->closing;
	pthread_mutex_unlock(&c->lock);
	return more;
}

static sqlite3 *
open_beside(const char *path)
{
	sqlite3 *handle;
	int code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
	    NULL);

	if (code == SQLITE_OK)
		code = sqlite3_exec(handle, "PRAGMA cache_size=-64", NULL, NULL, NULL);
	if (code == SQLITE_OK)
		return handle;
	sqlite3_close(handle);
	return NULL;
}

/* False at the end. */
static bool
wait_until_due(struct at_checkpoint *c)
{
	bool due;

	pthread_mutex_lock(&c->lock);
	c->due = false;
	while (!c->due && !c->closing)
		pthread_cond_wait(&c->wake, &c->lock);
	due = !c->closing;
	pthread_mutex_unlock(&c->lock);
	return due;
}

static void
give_up(struct at_checkpoint *c)
{
	pthread_mutex_lock(&c->lock);
	c->alone = true;
	pthread_mutex_unlock(&c->lock);
}

static void *
copy_beside(void *argument)
{
	struct at_checkpoint *c = argument;
	sqlite3 *handle = open_beside(c->path);

	if (handle == NULL) {
		give_up(c);
		return NULL;
	}
	do
		for (int round = 0; round < ROUNDS && copy(c, handle, &c->beside); round++)
			continue;
	while (wait_until_due(c));
	sqlite3_close(handle);
	return NULL;
}

static void
wake(struct at_checkpoint *c)
{
	if (!c->running)
		c->running = pthread_create(&c->thread, NULL, copy_beside, c) == 0;
	c->due = c->running;
	c->alone = !c->running;
	pthread_cond_signal(&c->wake);
}

/* SQLite calls this behind every commit. */
static int
committed(void *context, sqlite3 *handle, const char *name, int pages)
{
	struct at_checkpoint *c = context;
	bool inside;

	(void)name;
	pthread_mutex_lock(&c->lock);
	c->pages = pages;
	if (pages < c->seen)            /* it has begun anew */
		c->seen = c->copied = 0;
	inside = c->alone ? pages - c->seen >= c->rule.lengthy
	    : pages >= c->rule.excessive && pages - c->copied <= c->rule.little;
	if (!inside && !c->due && pages - c->seen >= c->rule.step)
		wake(c);
	pthread_mutex_unlock(&c->lock);
	if (inside)
		(void)copy(c, handle, &c->inside);
	return SQLITE_OK;
}

struct at_checkpoint *
at_checkpoint_open(struct at_arena *arena, sqlite3 *handle, const char *path,
    struct at_checkpoint_rule rule)
{
	struct at_checkpoint *c = AT_NEW(arena, struct at_checkpoint, 1);

	c->rule = rule;
	c->path = at_strdup(arena, path);
	pthread_mutex_init(&c->copying, NULL);
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->wake, NULL);
	sqlite3_wal_hook(handle, committed, c);
	return c;
}

void
at_checkpoint_close(struct at_checkpoint *c)
{
	if (c == NULL)
		return;
	pthread_mutex_lock(&c->lock);
	c->closing = true;
	pthread_cond_signal(&c->wake);
	pthread_mutex_unlock(&c->lock);
	if (c->running)
		pthread_join(c->thread, NULL);
	pthread_cond_destroy(&c->wake);
	pthread_mutex_destroy(&c->lock);
	pthread_mutex_destroy(&c->copying);
}

struct at_checkpoint_state
at_checkpoint_state(struct at_checkpoint *c)
{
	struct at_checkpoint_state state;

	pthread_mutex_lock(&c->lock);
	state = (struct at_checkpoint_state){ .beside = c->beside, .inside = c->inside,
		.left = c->pages - c->copied };
	pthread_mutex_unlock(&c->lock);
	return state;
}
