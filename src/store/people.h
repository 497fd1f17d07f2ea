/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/people.h - staff, what they may be, and their signed-in browsers. */
#ifndef AT_STORE_PEOPLE_H
#define AT_STORE_PEOPLE_H

#include "base/id.h"
#include "guard/delay.h"
#include "guard/token.h"
#include "store/db.h"

struct at_staff {
	at_id org, id;
	const char *handle, *name;
	const char *password;           /* Argon2id text, NULL until one was chosen */
	uint32_t subjects;              /* bits of enum at_subject, from the roles */
	bool disabled;
	int64_t version;
};

/* AT_NOT_FOUND if there is no such person. */
enum at_status at_staff_load(struct at_arena *arena, struct at_db *db, at_id org, at_id staff,
    struct at_staff *out, struct at_error *err);
enum at_status at_staff_find(struct at_arena *arena, struct at_db *db, at_id org,
    const char *handle, struct at_staff *out, struct at_error *err);
/* Everyone of that sign-in name in any organisation, and everyone of one organisation. */
enum at_status at_staff_named(struct at_arena *arena, struct at_db *db, const char *handle,
    struct at_staff **out, int *out_n, struct at_error *err);
enum at_status at_staff_list(struct at_arena *arena, struct at_db *db, at_id org,
    struct at_staff **out, int *out_n, struct at_error *err);

/* Sites at which somebody has a role; 0 in the list means every site. */
enum at_status at_staff_sites(struct at_arena *arena, struct at_db *db, at_id org, at_id staff,
    const char *role, at_id **out, int *out_n, struct at_error *err);

enum at_status at_staff_insert(struct at_db *db, const struct at_staff *staff,
    struct at_error *err);
/* AT_CONFLICT if somebody changed the person meanwhile. */
enum at_status at_staff_set_password(struct at_db *db, const struct at_staff *staff,
    const char *hash, struct at_error *err);
/* Something else about the person's sign-in changed.  AT_CONFLICT as above. */
enum at_status at_staff_changed(struct at_db *db, const struct at_staff *staff,
    struct at_error *err);
enum at_status at_staff_disable(struct at_db *db, at_id org, at_id staff, at_ms at,
    struct at_error *err);
/* AT_CONFLICT if the account is open. */
enum at_status at_staff_enable(struct at_db *db, at_id org, at_id staff, struct at_error *err);

/* How many administrators have an open account. */
enum at_status at_staff_administrators(struct at_arena *arena, struct at_db *db, at_id org,
    int *out, struct at_error *err);

/* When each of those who ever signed in used a page last. */
struct at_staff_seen {
	at_id staff;
	at_ms seen;
};
enum at_status at_staff_seen(struct at_arena *arena, struct at_db *db, at_id org,
    struct at_staff_seen **out, int *out_n, struct at_error *err);

/* How many clients have this therapist now. */
enum at_status at_staff_clients(struct at_arena *arena, struct at_db *db, at_id org,
    at_id staff, int *out, struct at_error *err);

enum at_status at_staff_add_role(struct at_db *db, at_id org, at_id staff, const char *role,
    at_id site, struct at_error *err);

enum at_status at_supervision_insert(struct at_db *db, at_id org, at_id supervisor,
    at_id therapist, at_ms from, struct at_error *err);

/* A browser that is, or was, signed in. */
struct at_login {
	at_id org, id, staff;
	at_ms made, seen;
	bool once;                      /* came by a one-time link */
	uint32_t owes;                  /* bits of enum at_owes: what must be done first */
	int failed;                     /* tries at this account since the login before */
	const char *device;             /* "Firefox, Linux"; "" if not known */
};

/* AT_NOT_FOUND unless the cookie's login is there and was not ended. */
enum at_status at_login_find(struct at_arena *arena, struct at_db *db, const void *hash,
    struct at_login *out, struct at_error *err);
enum at_status at_login_insert(struct at_db *db, const struct at_login *login, const void *hash,
    struct at_error *err);
enum at_status at_login_touch(struct at_db *db, const struct at_login *login, at_ms at,
    struct at_error *err);
enum at_status at_login_end(struct at_db *db, at_id org, at_id login, at_ms at,
    struct at_error *err);
/* All of a person's but one, and those that wait for a code: a password is changed when
 * somebody else may have got in. */
enum at_status at_login_end_others(struct at_db *db, const struct at_staff *staff, at_id but,
    at_ms at, struct at_error *err);
/* A person's that are not ended and were made and seen since; the newest first. */
enum at_status at_login_list(struct at_arena *arena, struct at_db *db,
    const struct at_staff *staff, at_ms made, at_ms seen, struct at_login **out, int *out_n,
    struct at_error *err);
/* What a login still owes from now on. */
enum at_status at_login_settle(struct at_db *db, at_id org, at_id login, uint32_t owes,
    struct at_error *err);
/* As if it had come by the password that is known by now. */
enum at_status at_login_by_password(struct at_db *db, at_id org, at_id login,
    struct at_error *err);
/* Take a person's from before `made` out of the table. */
enum at_status at_login_forget(struct at_db *db, const struct at_login *login, at_ms made,
    struct at_error *err);

/* A browser that knows the password and has yet to give a code. */
struct at_half_login {
	at_id org, id, staff;
	at_ms closes;
	bool once;                      /* came by a one-time link */
};

/* AT_NOT_FOUND unless the cookie's is there and was not used. */
enum at_status at_half_login_find(struct at_arena *arena, struct at_db *db, const void *hash,
    struct at_half_login *out, struct at_error *err);
enum at_status at_half_login_insert(struct at_db *db, const struct at_half_login *half,
    const void *hash, struct at_error *err);
/* AT_CONFLICT if it was used meanwhile.  Those of the person that ran out go with it. */
enum at_status at_half_login_use(struct at_db *db, const struct at_half_login *half, at_ms at,
    struct at_error *err);

/* A one-time sign-in link. */
struct at_once {
	at_id org, id, staff;
	at_ms closes;
	bool used;
};

enum at_status at_once_find(struct at_arena *arena, struct at_db *db, const void *hash,
    struct at_once *out, struct at_error *err);
enum at_status at_once_insert(struct at_db *db, const struct at_once *once, const void *hash,
    at_ms made, struct at_error *err);
/* A person's that were not used are worth nothing any more. */
enum at_status at_once_end_all(struct at_db *db, at_id org, at_id staff, at_ms at,
    struct at_error *err);
/* AT_CONFLICT if it was used meanwhile. */
enum at_status at_once_use(struct at_db *db, const struct at_once *once, at_ms at,
    struct at_error *err);

/* Tries at an account since its last login: counted, taken and begun anew. */
enum at_status at_staff_failed(struct at_db *db, at_id org, at_id staff, struct at_error *err);
enum at_status at_staff_take_failed(struct at_arena *arena, struct at_db *db, at_id org,
    at_id staff, int *out_n, struct at_error *err);

/* Failed sign-ins by hashed account name or network. */
struct at_attempt {
	unsigned char key[AT_TOKEN_HASH];
	struct at_failures failures;
};
enum { AT_ATTEMPTS_LISTED = 4096 };     /* at most: those with most failures */
enum at_status at_attempt_list(struct at_arena *arena, struct at_db *db, at_ms since,
    struct at_attempt **out, int *out_n, struct at_error *err);
enum at_status at_attempt_load(struct at_arena *arena, struct at_db *db, const void *key,
    struct at_failures *out, struct at_error *err);
enum at_status at_attempt_save(struct at_db *db, const void *key,
    const struct at_failures *failures, struct at_error *err);
/* Those that were quiet since before `last` do not count any more. */
enum at_status at_attempt_forget(struct at_db *db, at_ms last, struct at_error *err);

#endif
