/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/crew.h - numbered pieces of work, done by several threads at a time.
 *
 * Which thread does which piece is chance: a piece writes to its own place only, and
 * what is summed over pieces is summed afterwards, in their order.  So the result does
 * not depend on the number of threads. */
#ifndef AT_BASE_CREW_H
#define AT_BASE_CREW_H

#include <stddef.h>

enum { AT_CREW_MOST = 64 };

/* Processors that are there, 1 to AT_CREW_MOST. */
int at_crew_size(void);

/* work(job, piece, worker) for every piece below n_pieces; worker is below n_workers, and
 * no two threads have the same: scratch memory goes by it.  Returns when all is done.
 * The caller is worker 0; where a thread cannot be started the others do its share. */
void at_crew_run(int n_workers, size_t n_pieces, void (*work)(void *job, size_t piece, int worker),
    void *job);

#endif
