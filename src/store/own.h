/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/own.h - own pages of clients and parents: addresses with their PIN, and the browsers
 * signed in to them.  Only hashes are kept. */
#ifndef AT_STORE_OWN_H
#define AT_STORE_OWN_H

#include "base/id.h"
#include "store/db.h"

struct at_own_page {
	at_id org, id, client;          /* id 0: there is none */
	at_id related;                  /* 0: the client's; else a parent's */
	const char *pin;                /* Argon2id text, NULL until one was chosen */
	at_ms made;
	int64_t version;
};

/* By the hash of the address.  AT_NOT_FOUND if there is none, or not any more. */
enum at_status at_own_page_find(struct at_arena *arena, struct at_db *db, const void *hash,
    struct at_own_page *out, struct at_error *err);

/* The one that runs; id 0 if there is none. */
enum at_status at_own_page_of(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    at_id related, struct at_own_page *out, struct at_error *err);

enum at_status at_own_page_insert(struct at_db *db, const struct at_own_page *page,
    const void *hash, struct at_error *err);

/* AT_CONFLICT if it was changed meanwhile. */
enum at_status at_own_page_set_pin(struct at_db *db, const struct at_own_page *page,
    const char *pin, struct at_error *err);

/* Whatever runs for this person: address and browsers. */
enum at_status at_own_page_end(struct at_db *db, const struct at_own_page *of, at_ms at,
    struct at_error *err);

/* A browser that is, or was, signed in. */
struct at_own_login {
	at_id org, id, page;
	at_id client, related;          /* of the page, filled when loaded */
	at_ms made, seen;
};

/* AT_NOT_FOUND unless the cookie's login and its page are there and were not ended. */
enum at_status at_own_login_find(struct at_arena *arena, struct at_db *db, const void *hash,
    struct at_own_login *out, struct at_error *err);
enum at_status at_own_login_insert(struct at_db *db, const struct at_own_login *login,
    const void *hash, struct at_error *err);
enum at_status at_own_login_touch(struct at_db *db, const struct at_own_login *login, at_ms at,
    struct at_error *err);
enum at_status at_own_login_end(struct at_db *db, at_id org, at_id login, at_ms at,
    struct at_error *err);
/* All browsers of the person's page: the PIN was changed. */
enum at_status at_own_login_end_all(struct at_db *db, const struct at_own_page *of, at_ms at,
    struct at_error *err);

/* When the same page was opened last before this login; 0: never. */
enum at_status at_own_login_before(struct at_arena *arena, struct at_db *db, at_id org,
    at_id login, at_ms *out, struct at_error *err);

#endif
