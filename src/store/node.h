/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/node.h - which of the 1,024 nodes this process is, so that no two make the same id.
 *
 * A node is held by a lock (a file in nodes/, or an advisory lock of PostgreSQL) and
 * remembers the last millisecond it may have used.  Time is reserved ahead: what is
 * written down is always later than any id given out, so that after a crash, or with
 * a clock that went back, the next holder begins behind it.
 */
#ifndef AT_STORE_NODE_H
#define AT_STORE_NODE_H

#include <stdatomic.h>

#include "base/id.h"
#include "store/db.h"

struct at_node {
	pthread_mutex_t lock;           /* one reservation at a time */
	int number;
	int fd;                         /* the locked file; -1 on PostgreSQL */
	struct at_db *db;               /* PostgreSQL: holds the lock; borrowed */
	struct at_ids ids;
	at_ms written;                  /* what file or table say now */
	_Atomic at_ms reserved;         /* ids up to this millisecond may be given out */
	atomic_bool lost;               /* ids are not covered: nothing may be written */
};

/* Take the first free node: through a file in `folder`, or through `db` when it is not NULL
 * (PostgreSQL; only the node may use it until at_node_drop).  AT_BUSY when all are taken. */
enum at_status at_node_take(struct at_node *node, const char *folder, struct at_db *db,
    at_ms now, struct at_error *err);

/* Before the first id: nothing up to `seen` may be used again. */
void at_node_start(struct at_node *node, at_ms seen);

/* The next id.  Thread-safe. */
at_id at_node_id(struct at_node *node, at_ms now);

/* Whether somebody has the node `number`: this process, or another one that runs.  When that
 * cannot be found out, somebody has.  Thread-safe. */
bool at_node_is_held(struct at_node *node, const char *folder, int number);

/* How many programs use a folder, by its lock files; with PostgreSQL it has none. */
int at_node_count_held(const char *folder);

/* Write down the last millisecond really used, and let the node go. */
void at_node_drop(struct at_node *node);

#endif
