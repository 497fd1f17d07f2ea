/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/export.h - the sent forms of a whole organisation with all that says when and by whom,
 * page by page: what an export is made from. */
#ifndef AT_STORE_EXPORT_H
#define AT_STORE_EXPORT_H

#include "store/care.h"

struct at_sent {
	at_id client, answer;
	at_id relationship;
	at_id session;                  /* 0: about none */
	int number;                     /* of the session */
	int64_t day;                    /* of the session, days since 1970-01-01 */
	const char *instrument;
	int version;                    /* of the instrument */
	const char *form;
	at_ms at;
	struct at_bytes packed;
	const char *told;               /* who they were told could see it */
	bool has_words;
};

/* All there are, and of how many clients. */
struct at_sent_count {
	int64_t forms, clients;
};
enum at_status at_sent_count(struct at_arena *arena, struct at_db *db, at_id org,
    struct at_sent_count *out, struct at_error *err);

/* The next forms behind (client, answer), by client and then as they came; 0 and 0 at first.
 * At most AT_SENT_PAGE; none: that was all.  Without what a fuller answer has taken the place
 * of (store/import.h). */
enum { AT_SENT_PAGE = 1000 };
enum at_status at_sent_page(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    at_id answer, struct at_sent **out, int *out_n, struct at_error *err);

/* The same, of one client alone. */
enum at_status at_sent_page_of(struct at_arena *arena, struct at_db *db, at_id org,
    at_id client, at_id answer, struct at_sent **out, int *out_n, struct at_error *err);

/* With whom and where the hours of a relationship are; 0: not known any more. */
struct at_sent_place {
	at_id relationship, therapist, site;
	at_ms opened;                   /* the course of therapy */
};
enum at_status at_sent_place(struct at_arena *arena, struct at_db *db, at_id org,
    at_id relationship, struct at_sent_place *out, struct at_error *err);

/* Clients who are still asked for a session card, or whose therapist is, ascending by id: of
 * all others no card is sealed any more. */
enum at_status at_sent_waiting(struct at_arena *arena, struct at_db *db, at_id org, at_ms now,
    at_id **out, int *out_n, struct at_error *err);

/* Which forms there are, by instrument, version and form. */
struct at_sent_kind {
	const char *instrument, *form;
	int version;
	int64_t n;
};
enum at_status at_sent_kinds(struct at_arena *arena, struct at_db *db, at_id org,
    struct at_sent_kind **out, int *out_n, struct at_error *err);

/* Clients of whom nothing may be taken out, ascending by id. */
struct at_kept_back {
	at_id client;
	bool erased;                    /* else: restricted */
};
enum at_status at_kept_back_list(struct at_arena *arena, struct at_db *db, at_id org,
    struct at_kept_back **out, int *out_n, struct at_error *err);

#endif
