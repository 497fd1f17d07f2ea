/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/both.h - what was read, opened together and released of a client's cards. */
#ifndef AT_STORE_BOTH_H
#define AT_STORE_BOTH_H

#include "store/answer.h"

/* Both sides of a session opened together with the client: once, by whom first. */
struct at_opened {
	at_id session, staff;
	at_ms at;
};
enum at_status at_opened_insert(struct at_db *db, at_id org, at_id client,
    const struct at_opened *opened, struct at_error *err);  /* keeps an earlier row */
enum at_status at_opened_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_opened **out, int *out_n, struct at_error *err);

/* What a therapist released of a relationship to the supervisor: "ratings", "reaction",
 * "flags".  Releasing again or taking back writes over the row. */
struct at_released {
	at_id relationship, staff;
	const char *what;
	at_ms at;
	bool ended;
};
enum at_status at_released_set(struct at_db *db, at_id org, const struct at_released *released,
    struct at_error *err);
/* Of all of a client's relationships, those that stand. */
enum at_status at_released_list(struct at_arena *arena, struct at_db *db, at_id org,
    at_id client, struct at_released **out, int *out_n, struct at_error *err);

#endif
