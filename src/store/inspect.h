/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/inspect.h - what attune doctor asks of a database that nothing else may have opened. */
#ifndef AT_STORE_INSPECT_H
#define AT_STORE_INSPECT_H

#include "base/id.h"
#include "store/db.h"

/* Whether every page of an SQLite file hangs together: NULL, or the first thing found. */
enum at_status at_inspect_pages(struct at_arena *arena, struct at_db *db,
    const char **out_problem, struct at_error *err);

/* When the newest line of the access log was written; 0: there is none. */
enum at_status at_inspect_last_line(struct at_arena *arena, struct at_db *db, at_ms *out,
    struct at_error *err);

/* The sealed key of the first client and that of the last; *out_n of them. */
struct at_inspect_key {
	at_id org, client;
	struct at_bytes sealed;
};
enum at_status at_inspect_keys(struct at_arena *arena, struct at_db *db,
    struct at_inspect_key out[2], int *out_n, struct at_error *err);

#endif
