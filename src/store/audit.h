/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/audit.h - the log of looks and changes: appended, chained by hash, verified.
 * There is no other way to write a line, and none to change one. */
#ifndef AT_STORE_AUDIT_H
#define AT_STORE_AUDIT_H

#include "base/arena.h"
#include "guard/chain.h"
#include "store/db.h"

/* Append a line to the chain of line->org and `node`, inside the transaction of a job:
 * the head is read under the write lock.  line->node and line->seq are set here. */
enum at_status at_audit_append(struct at_db *db, struct at_arena *scratch, int node,
    const struct at_audit_line *line, struct at_error *err);

/* The last line of one chain, as a backup prints it and verify compares it. */
struct at_audit_head {
	at_id org;
	int node;
	int64_t seq;
	unsigned char hash[AT_CHAIN_HASH];
};

/* "0DJ3K5M7N9P2Q:0 42:1f3a..." and its NUL. */
enum { AT_AUDIT_HEAD_ROOM = 128 };

void at_audit_head_format(const struct at_audit_head *head, char out[AT_AUDIT_HEAD_ROOM]);
bool at_audit_head_parse(const char *text, struct at_audit_head *out);

/* The last line of each of an organisation's chains, as they stand; nothing is verified. */
enum at_status at_audit_heads(struct at_arena *arena, struct at_db *db, at_id org,
    struct at_audit_head **out, int *out_n, struct at_error *err);

struct at_audit_report {
	int64_t n_lines;
	const struct at_audit_head *heads;      /* ascending by org and node */
	int n_heads;
	bool broken;                    /* the first bad line, or the expected head, is in `at` */
	struct at_audit_head at;
	const char *why;                /* "the line was changed", ... */
};

/* Walk every chain of every org.  `expected` (NULL: none) are heads kept elsewhere: each
 * must still be a line of its chain, so that a cut tail is found.  A broken chain is a
 * finding in `out`, not a failure. */
enum at_status at_audit_verify(struct at_arena *arena, struct at_db *db,
    const struct at_audit_head *expected, int n_expected, struct at_audit_report *out,
    struct at_error *err);

/* Somebody looked at a client: what the client can be told. */
struct at_look {
	at_ms at;
	const char *subject;            /* in what capacity */
	const char *name;               /* of the member of staff; "" for the command line */
	const char *resource;           /* what was opened: client, alert */
};

/* The newest looks at a client, at most n_most.  Without those at what was said to somebody
 * else than the therapist: that there was something is between the client and them. */
enum at_status at_audit_looks(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    int n_most, struct at_look **out, int *out_n, struct at_error *err);

/* The youngest instant a node has logged: its ids begin behind it.  0 if none. */
enum at_status at_audit_last(struct at_db *db, int node, at_ms *out, struct at_error *err);

#endif
