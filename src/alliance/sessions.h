/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/sessions.h - rated sessions of many dyads, column by column: what the models of
 * agreement take. */
#ifndef AT_ALLIANCE_SESSIONS_H
#define AT_ALLIANCE_SESSIONS_H

#include "base/arena.h"

/* A row as it comes; NaN: missing. */
struct at_session_row {
	int dyad;                       /* from 0 */
	double number;                  /* of the session within the dyad */
	double client, therapist;       /* ratings */
	double outcome[2];              /* as the client and the therapist see it, say */
};

/* Rows of a dyad lie next to each other, sessions rising; dyads have the numbers 0 to
 * n_dyads - 1, and each occurs. */
struct at_sessions {
	int n, n_dyads;
	int *dyad;                      /* n */
	int *first;                     /* n_dyads + 1: rows of dyad i begin at first[i] */
	int *name;                      /* n_dyads: the dyad's number in the rows as they came */
	double *number, *client, *therapist, *outcome[2];       /* n each */
};

enum at_session_column {
	AT_SESSIONS_CLIENT = 1, AT_SESSIONS_THERAPIST = 2, AT_SESSIONS_OUTCOME = 4,
	AT_SESSIONS_OUTCOME_2 = 8
};

/* The rows that have every column of `needs` (at_session_column, or-ed), sorted. */
struct at_sessions at_sessions_make(struct at_arena *arena, const struct at_session_row *rows,
    int n, unsigned needs);

#endif
