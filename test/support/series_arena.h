/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An arena and an error for each test of series: SERIES(name) instead of RUN(name). */
#ifndef TEST_SUPPORT_SERIES_ARENA_H
#define TEST_SUPPORT_SERIES_ARENA_H

#include "base/arena.h"
#include "base/status.h"

static struct at_arena *arena;
static struct at_error err;

static int
open_arena(void **state)
{
	(void)state;
	at_error_clear(&err);
	arena = at_arena_open();
	return arena == NULL;
}

static int
close_arena(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

#define SERIES(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

#endif
