/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/said.h - who has opened what was said in an answer, and when first. */
#ifndef AT_STORE_SAID_H
#define AT_STORE_SAID_H

#include "base/id.h"
#include "store/db.h"

struct at_said_read {
	at_id org, answer, client, staff;
	at_ms at;
};

/* Keeps the first time somebody opened it. */
enum at_status at_said_read_insert(struct at_db *db, const struct at_said_read *read,
    struct at_error *err);

/* All of a client's, oldest answers first. */
enum at_status at_said_read_list(struct at_arena *arena, struct at_db *db, at_id org,
    at_id client, struct at_said_read **out, int *out_n, struct at_error *err);

/* When the member of staff opened the answer; 0: not yet. */
at_ms at_said_read_find(const struct at_said_read *reads, int n, at_id answer, at_id staff);

/* Whether the member of staff has opened what the client said in the session's card. */
enum at_status at_said_read_first(struct at_arena *arena, struct at_db *db, at_id org,
    at_id client, at_id session, at_id staff, bool *out, struct at_error *err);

#endif
