/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows become columns: sorted, without what is missing. */
#include "check.h"
#include "support/six_dyads.h"

static struct at_arena *arena;

TEST(rows_are_sorted_by_dyad_and_session)
{
	static const struct at_session_row rows[] = {
		{ 2, 2, 5, 6, { 7, 8 } }, { 0, 3, 4, 4, { 1, NAN } }, { 2, 1, 3, 2, { 9, 1 } },
		{ 1, 1, NAN, 2, { 1, 1 } }, { 0, 1, 2, 3, { NAN, 1 } }, { 2, 2, 6, 1, { 1, 1 } },
	};
	struct at_sessions s;

	(void)state_;
	arena = at_arena_open();
	s = at_sessions_make(arena, rows, 6, AT_SESSIONS_CLIENT | AT_SESSIONS_THERAPIST);
	CHECK_INT(5, s.n);
	CHECK_INT(2, s.n_dyads);
	CHECK_INT(0, s.name[0]);
	CHECK_INT(2, s.name[1]);                /* dyad 1 has no row left */
	CHECK_INT(2, s.first[1]);
	CHECK_INT(5, s.first[2]);
	CHECK_NEAR(2, s.client[0], 0);
	CHECK_NEAR(3, s.number[1], 0);
	CHECK_NEAR(3, s.client[2], 0);
	CHECK_NEAR(5, s.client[3], 0);          /* one session twice: in their order */
	CHECK_NEAR(6, s.client[4], 0);
	CHECK_INT(1, s.dyad[4]);

	CHECK_INT(4, at_sessions_make(arena, rows, 6, AT_SESSIONS_CLIENT
	    | AT_SESSIONS_OUTCOME).n);
	CHECK_INT(3, at_sessions_make(arena, rows, 6, AT_SESSIONS_CLIENT
	    | AT_SESSIONS_OUTCOME | AT_SESSIONS_OUTCOME_2).n);
	CHECK_INT(6, at_sessions_make(arena, rows, 6, AT_SESSIONS_THERAPIST).n);
	s = at_sessions_make(arena, rows, 0, AT_SESSIONS_CLIENT);
	CHECK_INT(0, s.n);
	CHECK_INT(0, s.n_dyads);
	CHECK_INT(0, s.first[0]);
	at_arena_close(arena);
}

TEST(the_six_dyads_stay_as_they_are)
{
	struct at_sessions s;

	(void)state_;
	arena = at_arena_open();
	s = six_dyads(arena);
	CHECK_INT(36, s.n);
	CHECK_INT(6, s.n_dyads);
	CHECK_INT(30, s.first[5]);
	CHECK_NEAR(13, s.outcome[0][35], 0);
	at_arena_close(arena);
}

RUN_ALL(
	RUN(rows_are_sorted_by_dyad_and_session),
	RUN(the_six_dyads_stay_as_they_are)
)
