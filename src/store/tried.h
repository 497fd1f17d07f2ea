/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/tried.h - sign-ins that failed, by the hour. */
#ifndef AT_STORE_TRIED_H
#define AT_STORE_TRIED_H

#include "base/id.h"
#include "base/time.h"
#include "store/db.h"

enum { AT_TRIED_NETWORK = 8 };          /* bytes of a network's keyed hash */

/* One try.  org and staff 0: nobody of that name. */
struct at_tried {
	at_id org, staff;
	at_ms at;
	unsigned char network[AT_TRIED_NETWORK];
};

/* Counts it, and forgets those of more than 90 days before. */
enum at_status at_tried_add(struct at_db *db, const struct at_tried *tried,
    struct at_error *err);

/* An hour in which there were any. */
struct at_tried_hour {
	at_ms from;                     /* its beginning, in UTC */
	int tries;                      /* at accounts of the organisation */
	int unknown;                    /* at names that nobody has */
	int accounts, networks;         /* how many were tried; from how many */
};

/* The newest first, at most `most`. */
enum at_status at_tried_list(struct at_arena *arena, struct at_db *db, at_id org, int most,
    struct at_tried_hour **out, int *out_n, struct at_error *err);

/* The tries of an hour at one account from one network. */
struct at_tried_row {
	int64_t hour;                   /* hours since 1970, in UTC */
	at_id staff;                    /* 0: nobody of that name, in any organisation */
	unsigned char network[AT_TRIED_NETWORK];
	int tries;
};

/* The newest first, at most `most`; those behind `before` (NULL: from the beginning). */
enum at_status at_tried_page(struct at_arena *arena, struct at_db *db, at_id org,
    const struct at_tried_row *before, int most, struct at_tried_row **out, int *out_n,
    struct at_error *err);

#endif
