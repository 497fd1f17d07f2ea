/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/writer.h - the one thread that writes: many jobs in one transaction, a savepoint each. */
#ifndef AT_STORE_WRITER_H
#define AT_STORE_WRITER_H

#include "store/store.h"

struct at_writer;

/* `db` belongs to the writer's thread until at_writer_close; it is not closed by it.
 * Everything lives in `arena`.  AT_BUSY when no thread can be had. */
enum at_status at_writer_open(struct at_arena *arena, struct at_db *db, struct at_writer **out,
    struct at_error *err);

/* Counts since it was opened; thread-safe. */
struct at_writer_state at_writer_state(struct at_writer *writer);

/* Does the jobs in the queue, then ends the thread. */
void at_writer_close(struct at_writer *writer);

/* Queue a job and sleep until its batch has ended.  Thread-safe. */
enum at_status at_writer_do(struct at_writer *writer, at_apply *apply, void *job,
    struct at_error *err);

#endif
