/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The six dyads of methods D6, six sessions each: ratings of both sides, an outcome, and
 * who the therapist is.  What R makes of them stands in the tests that use them. */
#ifndef AT_TEST_SIX_DYADS_H
#define AT_TEST_SIX_DYADS_H

#include <math.h>

#include "alliance/sessions.h"

enum { SIX = 6, SIX_ROWS = SIX * SIX };

static const double six_client[SIX_ROWS] = {
	5.0, 5.2, 5.5, 5.1, 5.8, 6.0, 4.2, 4.0, 4.6, 3.1, 4.4, 4.9, 6.1, 6.3, 6.2, 6.5, 6.4, 6.6,
	5.5, 5.0, 4.7, 4.9, 4.1, 4.4, 3.8, 4.5, 4.9, 5.3, 5.6, 5.9, 5.9, 5.7, 6.0, 4.8, 5.5, 6.1,
};
static const double six_therapist[SIX_ROWS] = {
	4.6, 4.9, 5.0, 4.9, 5.3, 5.2, 4.5, 4.1, 4.4, 3.9, 4.2, 4.6, 5.5, 5.6, 5.9, 5.7, 5.8, 6.1,
	5.2, 5.1, 4.6, 4.8, 4.7, 4.3, 4.0, 4.2, 4.6, 5.1, 5.0, 5.4, 5.3, 5.4, 5.5, 5.0, 4.9, 5.6,
};
static const double six_outcome[SIX_ROWS] = {
	22, 21, 19, 20, 17, 15, 25, 26, 24, 28, 25, 22, 16, 14, 14, 12, 11, 10,
	18, 20, 21, 21, 24, 23, 27, 25, 22, 20, 18, 16, 15, 16, 14, 19, 16, 13,
};

/* Row i of the table; the second outcome is missing. */
static inline struct at_session_row
six_row(int i)
{
	return (struct at_session_row){ i / SIX, i % SIX + 1, six_client[i], six_therapist[i],
		{ six_outcome[i], NAN } };
}

static inline struct at_sessions
six_dyads(struct at_arena *arena)
{
	struct at_session_row rows[SIX_ROWS];

	for (int i = 0; i < SIX_ROWS; i++)
		rows[i] = six_row(i);
	return at_sessions_make(arena, rows, SIX_ROWS, AT_SESSIONS_CLIENT
	    | AT_SESSIONS_THERAPIST | AT_SESSIONS_OUTCOME);
}

#endif
