/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/erasure.h - the erasure list: whom the clinic no longer knows.
 *
 * Erasing destroys the client's key, and with it every sealed field wherever a copy of
 * it may lie, and empties the identity rows.  What remains is pseudonymous scores.  The
 * list is replayed over a restored backup, so that it brings nobody back. */
#ifndef AT_STORE_ERASURE_H
#define AT_STORE_ERASURE_H

#include "base/id.h"
#include "store/db.h"

/* Erase one client and add them to the list.  Nothing happens to one who is on it. */
enum at_status at_erasure_add(struct at_db *db, at_id org, at_id client, at_ms at, at_id staff,
    struct at_error *err);

/* The list of one database joins that of another: those who were erased since a backup. */
enum at_status at_erasure_copy(struct at_arena *arena, struct at_db *from, struct at_db *to,
    struct at_error *err);

/* Erase everybody on the list once more: after a restore. */
enum at_status at_erasure_replay(struct at_db *db, struct at_error *err);

#endif
