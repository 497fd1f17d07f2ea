/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/checkpoint.h - SQLite's journal goes back into the database while others write.
 *
 * Left to itself, SQLite copies the journal back inside the commit that makes it long: the
 * writer, and whoever waits for its turn, waits for thousands of pages and two syncs more.
 * Here a thread with a connection of its own copies beside the writing, which it does not
 * hold up.  The journal begins anew when nothing is left to copy; where writing never rests,
 * the commit copies the last few pages itself. */
#ifndef AT_STORE_CHECKPOINT_H
#define AT_STORE_CHECKPOINT_H

#include "base/arena.h"

struct sqlite3;

/* In pages of the journal. */
struct at_checkpoint_rule {
	int step;                       /* so many more, and the thread copies them */
	int lengthy;                    /* from here on it goes on until nothing is left, */
	int excessive;                  /* from here on a commit helps, */
	int little;                     /* when no more than this is left */
};
#define AT_CHECKPOINT_RULE ((struct at_checkpoint_rule){ .step = 2000, .lengthy = 10000, \
	.excessive = 40000, .little = 1000 })

struct at_checkpoint;

/* Commits of `handle`, a connection to the file at `path` in WAL mode, keep the journal short
 * from now on.  The thread begins with the first step. */
struct at_checkpoint *at_checkpoint_open(struct at_arena *arena, struct sqlite3 *handle,
    const char *path, struct at_checkpoint_rule rule);

/* Before the connection is closed.  NULL is fine. */
void at_checkpoint_close(struct at_checkpoint *checkpoint);

struct at_checkpoint_state {
	int beside, inside;             /* how often the journal was copied, by the thread and
	                                 * by commits */
	int left;                       /* pages of it that are not in the database */
};
struct at_checkpoint_state at_checkpoint_state(struct at_checkpoint *checkpoint);

#endif
