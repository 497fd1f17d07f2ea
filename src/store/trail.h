/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/trail.h - the access log read backwards: who did what, when, to whose record. */
#ifndef AT_STORE_TRAIL_H
#define AT_STORE_TRAIL_H

#include "base/id.h"
#include "base/time.h"
#include "store/db.h"

/* Where a line stands, the newest first. */
struct at_trail_place {
	at_ms at;
	int node;
	int64_t seq;
};

enum { AT_TRAIL_WORDS = 4 };

/* What is looked for; everything when all is 0 or NULL. */
struct at_trail_query {
	at_id org;
	at_id client;                   /* 0: anybody's, or nobody's */
	bool by_staff;                  /* only what `staff` did; 0: the command line, clients */
	at_id staff;
	at_ms from, to;                 /* from <= at < to */
	const char *verbs[AT_TRAIL_WORDS];      /* one of these verbs or of these resources */
	const char *resources[AT_TRAIL_WORDS];
	struct at_trail_place before;   /* only older lines; at 0: from the newest */
	int n_most;
};

struct at_trail_line {
	struct at_trail_place place;
	const char *subject;            /* in what capacity */
	at_id staff;
	const char *name;               /* of the member of staff; "" */
	const char *verb, *resource;
	at_id client;                   /* 0: of nobody */
	at_id row;                      /* what it was done to */
};

enum at_status at_trail_search(struct at_arena *arena, struct at_db *db,
    const struct at_trail_query *query, struct at_trail_line **out, int *out_n,
    struct at_error *err);

#endif
