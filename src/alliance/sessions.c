/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "alliance/sessions.h"

static bool
has(const struct at_session_row *row, unsigned needs)
{
	return !((needs & AT_SESSIONS_CLIENT && isnan(row->client))
	    || (needs & AT_SESSIONS_THERAPIST && isnan(row->therapist))
	    || (needs & AT_SESSIONS_OUTCOME && isnan(row->outcome[0]))
	    || (needs & AT_SESSIONS_OUTCOME_2 && isnan(row->outcome[1])));
}

/* By dyad and session; rows of one session keep their order. */
static int
compare(const void *a, const void *b)
{
	const struct at_session_row *x = *(const struct at_session_row *const *)a;
	const struct at_session_row *y = *(const struct at_session_row *const *)b;

	if (x->dyad != y->dyad)
		return x->dyad < y->dyad ? -1 : 1;
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x < y ? -1 : x > y;
}

static void
put_row(struct at_sessions *s, int i, const struct at_session_row *row)
{
	if (s->n_dyads == 0 || s->name[s->n_dyads - 1] != row->dyad) {
		s->name[s->n_dyads] = row->dyad;
		s->first[s->n_dyads++] = i;
	}
	s->dyad[i] = s->n_dyads - 1;
	s->number[i] = row->number;
	s->client[i] = row->client;
	s->therapist[i] = row->therapist;
	s->outcome[0][i] = row->outcome[0];
	s->outcome[1][i] = row->outcome[1];
}

struct at_sessions
at_sessions_make(struct at_arena *arena, const struct at_session_row *rows, int n,
    unsigned needs)
{
	const struct at_session_row **kept = AT_NEW(arena, const struct at_session_row *,
	    (size_t)n);
	struct at_sessions s = { .n = 0 };
	size_t room;

	for (int i = 0; i < n; i++)
		if (has(&rows[i], needs))
			kept[s.n++] = &rows[i];
	room = (size_t)s.n;
	qsort(kept, room, sizeof *kept, compare);
	s.dyad = AT_NEW(arena, int, room);
	s.first = AT_NEW(arena, int, room + 1);
	s.name = AT_NEW(arena, int, room);
	s.number = AT_NEW(arena, double, room);
	s.client = AT_NEW(arena, double, room);
	s.therapist = AT_NEW(arena, double, room);
	s.outcome[0] = AT_NEW(arena, double, room);
	s.outcome[1] = AT_NEW(arena, double, room);
	for (int i = 0; i < s.n; i++)
		put_row(&s, i, kept[i]);
	s.first[s.n_dyads] = s.n;
	return s;
}
