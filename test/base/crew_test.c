/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A crew does every piece once, and no two threads share a number. */
#include <stdatomic.h>

#include "check.h"
#include "base/crew.h"

enum { PIECES = 2000, WORKERS = 8 };

struct sheet {
	int done[PIECES];
	atomic_int busy[WORKERS];
	atomic_int n_shared;
};

static void
tick(void *job, size_t piece, int worker)
{
	struct sheet *sheet = job;

	if (atomic_fetch_add(&sheet->busy[worker], 1) != 0)
		atomic_fetch_add(&sheet->n_shared, 1);
	sheet->done[piece]++;
	atomic_fetch_sub(&sheet->busy[worker], 1);
}

TEST(every_piece_is_done_once)
{
	static const int workers[] = { 1, 2, WORKERS };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(workers); i++) {
		struct sheet sheet = { .done = { 0 } };

		at_crew_run(workers[i], PIECES, tick, &sheet);
		for (int piece = 0; piece < PIECES; piece++)
			CHECK_INT(1, sheet.done[piece]);
		CHECK_INT(0, atomic_load(&sheet.n_shared));
	}
}

TEST(nothing_to_do_is_done_at_once)
{
	struct sheet sheet = { .done = { 0 } };

	(void)state_;
	at_crew_run(WORKERS, 0, tick, &sheet);
	at_crew_run(WORKERS, 1, tick, &sheet);
	CHECK_INT(1, sheet.done[0]);
	CHECK_INT(0, sheet.done[1]);
	CHECK(at_crew_size() >= 1 && at_crew_size() <= AT_CREW_MOST);
}

RUN_ALL(
	RUN(every_piece_is_done_once),
	RUN(nothing_to_do_is_done_at_once),
)
