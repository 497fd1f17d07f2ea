/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/store.h - the open data folder: readers, the one writer, ids, keys.
 *
 * Reads take a pooled connection for as long as the call needs it; a write is
 * a prepared struct and an apply function that runs on the writer thread
 * inside a batch: one transaction for many jobs, one savepoint for each.
 */
#ifndef AT_STORE_STORE_H
#define AT_STORE_STORE_H

#include "base/call.h"
#include "base/id.h"
#include "base/timing.h"
#include "store/backup.h"
#include "store/db.h"

struct at_store;

/* A backup that fills the database before anything else looks at it. */
struct at_store_restore {
	const char *file;
	const char *living;             /* the folder or database in use since, whose erasures
	                                 * hold; NULL: there is none */
	const struct at_backup_watch *watch;
	struct at_backup *out;
};

struct at_store_options {
	const char *folder;             /* attune.db, keys/, backups/ live here */
	const char *db_url;             /* NULL: sqlite in the folder */
	bool serve;                     /* pool of readers and a writer thread; else one
	                                 * connection, and writes run in the caller */
	bool create;                    /* make the folder and the schema if absent */
	const struct at_store_restore *restore; /* with create; NULL: none */
	const char *synchronous;        /* "FULL" (NULL); "NORMAL" for the torture test, and while
	                                 * the demonstration is made */
};

/* Opens, migrates (refusing a newer schema) and takes a node.
 * AT_NOT_FOUND: no such folder; AT_CORRUPT: not ours, or newer than this program;
 * AT_BUSY: every node is taken. */
enum at_status at_store_open(const struct at_store_options *options, struct at_store **out,
    struct at_error *err);

/* Finishes the jobs in the queue first. */
void at_store_close(struct at_store *store);

/* A connection for reading, checked out for this call (known by its arena) on first
 * use and given back by at_store_rest() or with that arena.  Waits while all are out.
 * NULL (and call->err set) when none can be had. */
struct at_db *at_store_reader(struct at_call *call);
void at_store_rest(struct at_call *call);

/* A connection for reading apart from the pool, until the end of the arena: what reads for
 * minutes lets the others alone, and is not given back by a write. */
enum at_status at_store_apart(struct at_call *call, struct at_db **out);

/* The data folder. */
const char *at_store_folder(const struct at_store *store);

/* What a job does on the writer: inserts, and updates WHERE version = $n.
 * `scratch` is empty and dies with the job; `job` is the caller's struct and may
 * be written to (a receipt).  Anything but AT_OK rolls this job back alone. */
typedef enum at_status at_apply(struct at_db *db, struct at_arena *scratch, void *job,
    struct at_error *err);

/* Hand a job to the writer and wait until its batch is on disk (or was not).
 * Gives the reader back first.  The message of a failure is in call->err.
 * AT_BUSY / AT_IO when the whole batch failed: nothing of it is stored (but when the
 * connection to PostgreSQL is lost during COMMIT nobody can know: the idempotency key
 * of a second try settles it).  AT_BUSY too when the job ran out of memory. */
enum at_status at_store_write(struct at_call *call, at_apply *apply, void *job);

/* The same on a connection of one's own, here and now, in a transaction of its own. */
enum at_status at_store_apply(struct at_db *db, at_apply *apply, void *job,
    struct at_error *err);

/* Of a store that does not serve: its writes are hasty from now on (store/db.h), or no longer,
 * and what they wrote is on disk.  One that serves stays as it is: others wait for its word. */
enum at_status at_store_hasty(struct at_call *call, bool hasty);

/* How busy the writer is. */
struct at_writer_state {
	int waiting;                    /* jobs in the queue and in the batch at work */
	uint64_t done;                  /* jobs, whatever came of them */
	uint64_t lost;                  /* batches that failed as a whole */
	const struct at_timing *batches;        /* of the store; goes on counting */
};

/* How busy an open store is; `writer` is all 0 unless it serves. */
struct at_store_state {
	enum at_engine engine;
	struct at_writer_state writer;
	int readers_lent;               /* connections for reading that are in use, */
	int n_readers;                  /* of so many */
};
void at_store_state(struct at_store *store, struct at_store_state *out);

/* at_erasure_scrub() on a connection of its own, while others read and write. */
enum at_status at_store_scrub(struct at_call *call);

/* The next id of this node.  Should another process have taken the node over while the
 * database was out of reach, ids are worth nothing and every write fails with AT_IO. */
at_id at_store_id(struct at_call *call);
int at_store_node(const struct at_store *store);

/* Whether the program that had that node still runs: this one counts. */
bool at_store_node_runs(struct at_store *store, int node);

#endif
