/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/flag.h - what is worth asking about, as a rule found it, and what a person did. */
#ifndef AT_STORE_FLAG_H
#define AT_STORE_FLAG_H

#include "store/care.h"

struct at_kept_flag {
	at_id org, id, client, relationship, session;
	at_id answer;                   /* 0: none */
	const char *rule;
	int version;                    /* of the rule */
	const char *inputs;             /* "value=4.2 baseline=5.7 ...", as the rule saw them */
	at_ms at;
	/* the newest thing done about it */
	const char *how;                /* "" = nothing, "aside", "discussed" */
	at_id by;
	at_ms done;
	struct at_bytes reason;         /* sealed; none: no reason given */
};

enum at_status at_flag_insert(struct at_db *db, const struct at_kept_flag *flag,
    struct at_error *err);

/* A client's, oldest first, with what was done about each. */
enum at_status at_flag_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_kept_flag **out, int *out_n, struct at_error *err);
enum at_status at_flag_load(struct at_arena *arena, struct at_db *db, at_id org, at_id flag,
    struct at_kept_flag *out, struct at_error *err);

struct at_handling {
	at_id org, id, flag, client, staff;
	const char *how;                /* aside, discussed, open */
	at_ms at;
	struct at_bytes reason;
};
enum at_status at_flag_handle(struct at_db *db, const struct at_handling *handling,
    struct at_error *err);

/* That a stage of a session ("said", "rated", "silent") has been looked at by the rules.
 * AT_CONFLICT: it had been already. */
enum at_status at_judged_insert(struct at_db *db, at_id org, at_id session, const char *stage,
    at_ms at, struct at_error *err);

struct at_judged {
	at_id session;
	const char *stage;
};
enum at_status at_judged_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_judged **out, int *out_n, struct at_error *err);

#endif
