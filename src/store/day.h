/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/day.h - the lines of the day list: what was worked out about each client of a
 * therapist, and whether it still holds.
 *
 * What a line says is packed by whoever made it.  Here is only when it must be made anew:
 * something was logged about the client since (every change is), or its time is over. */
#ifndef AT_STORE_DAY_H
#define AT_STORE_DAY_H

#include "store/care.h"

struct at_day_line {
	struct at_client client;
	at_id relationship;
	bool kept;                      /* there is a row to keep a line in */
	int64_t changes;                /* as counted now: to be given back with a new line */
	struct at_bytes packed;         /* none: never made, or it does not hold any more */
};

/* All of a therapist's running relationships, in one query, by client; none with a client
 * whose record is restricted. */
enum at_status at_day_lines(struct at_arena *arena, struct at_db *db, at_id org, at_id therapist,
    at_ms now, struct at_day_line **out, int *out_n, struct at_error *err);

/* Make room for a line: changes are counted from then on.  Before anything is read for it. */
enum at_status at_day_begin(struct at_db *db, at_id org, at_id client, at_id relationship,
    struct at_error *err);

/* Keep what was worked out from what was stored when `line` was read, until `until`. */
enum at_status at_day_keep(struct at_db *db, const struct at_day_line *line, at_ms until,
    struct at_error *err);

/* Something has happened with the client.  Within the job that stores it. */
enum at_status at_day_touch(struct at_db *db, at_id org, at_id client, struct at_error *err);

#endif
