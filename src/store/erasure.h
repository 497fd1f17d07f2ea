/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/erasure.h - the erasure list: whom the clinic no longer knows.
 *
 * Erasing destroys the client's key, and with it every sealed field wherever a copy of
 * it may lie, empties the identity rows, closes every way in and ends the course of therapy.
 * What remains is pseudonymous scores.  The list is replayed over a restored backup, so that
 * it brings nobody back. */
#ifndef AT_STORE_ERASURE_H
#define AT_STORE_ERASURE_H

#include "base/id.h"
#include "base/time.h"
#include "store/db.h"

/* Erase one client and add them to the list.  Nothing more happens to one who is on it.
 * Within a transaction; at_erasure_scrub() behind it. */
enum at_status at_erasure_add(struct at_db *db, at_id org, at_id client, at_ms at, at_id staff,
    struct at_error *err);

/* The list of one database joins that of another: those who were erased since a backup; and
 * what is held or restricted there, agreed to or taken back, is so here, too. */
enum at_status at_erasure_copy(struct at_arena *arena, struct at_db *from, struct at_db *to,
    struct at_error *err);

/* Erase everybody on the list once more: after a restore.  Within a transaction. */
enum at_status at_erasure_replay(struct at_db *db, struct at_error *err);

/* Behind an erasure and outside any transaction: also what the engine keeps apart goes.
 * SQLite's journal is emptied into the file; PostgreSQL's tables are vacuumed, its journal
 * (WAL) is kept as long as the server is set to.  Whoever was on the list when this began is
 * marked as scrubbed, and nobody who came to it meanwhile.  AT_BUSY: after patience_ms
 * somebody still reads what was; all else has happened, and this can be done again at any
 * time. */
enum { AT_SCRUB_PATIENCE = 10000 };
enum at_status at_erasure_scrub(struct at_arena *arena, struct at_db *db, at_ms now,
    int patience_ms, struct at_error *err);

struct at_erasure {
	at_id client;
	at_ms at;
	at_id staff;                    /* 0: the command line */
	const char *staff_name;         /* "" for the command line */
	at_ms scrubbed;                 /* 0: that is still to be done */
	at_ms made;                     /* when the client came; 0: not known here */
};

/* Who was erased, the newest first; `client` 0: everybody. */
enum at_status at_erasure_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_erasure **out, int *out_n, struct at_error *err);

/* What there is of a client: what goes, and what stays. */
struct at_erasure_count {
	int64_t n_related, n_calls, n_drafts, n_open, n_own_pages;      /* goes; n_open: forms */
	int64_t n_answers, n_words, n_sessions, n_alerts, n_lines;      /* stays; n_words: with
	                                 * words, never to be opened again; n_lines: of the log */
	int64_t n_alerts_open;          /* nobody has acknowledged */
};

enum at_status at_erasure_count(struct at_arena *arena, struct at_db *db, at_id org,
    at_id client, struct at_erasure_count *out, struct at_error *err);

#endif
