/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/due.h - due measures, the links that open them, the browsers that began, their drafts. */
#ifndef AT_STORE_DUE_H
#define AT_STORE_DUE_H

#include "store/care.h"

enum at_due_state {
	AT_DUE_OPEN,
	AT_DUE_SENT,
	AT_DUE_DECLINED,
	AT_DUE_REVOKED,
	AT_DUE_PAUSED                   /* open, but its client is restricted: never stored */
};

struct at_due {
	at_id org, id, client, relationship, session;   /* session 0: none */
	at_id site;
	const char *instrument;
	int instrument_version;
	const char *form;               /* client, therapist, parent, teen */
	bool first;                     /* asked before the first session */
	at_ms opens, closes;
	enum at_due_state state;
	at_id answer;                   /* once sent */
	bool begun;                     /* somebody pressed Begin; filled when loaded */
	const char *plan;               /* the row of the plan that wants it; "" = made by hand */
	at_ms reminds;                  /* when its one reminder is due; 0: none */
};

enum at_status at_due_load(struct at_arena *arena, struct at_db *db, at_id org, at_id due,
    struct at_due *out, struct at_error *err);
/* A client's, by time of making. */
enum at_status at_due_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_due **out, int *out_n, struct at_error *err);
/* By the hash of a link's token.  AT_NOT_FOUND if there is none. */
enum at_status at_due_by_link(struct at_arena *arena, struct at_db *db, const void *hash,
    struct at_due *out, struct at_error *err);
enum at_status at_due_insert(struct at_db *db, const struct at_due *due, at_ms made,
    struct at_error *err);
enum at_status at_link_insert(struct at_db *db, at_id org, const void *hash, at_id due,
    at_ms made, struct at_error *err);

/* What a plan may change as long as nobody has begun: opens, closes, reminds, first and the
 * version asked.  Changes nothing once it was begun or is no longer open. */
enum at_status at_due_move(struct at_db *db, const struct at_due *due, struct at_error *err);
/* Take back what is still open, with its drafts; `begun`: also what somebody began.
 * Nothing to be done is AT_OK. */
enum at_status at_due_revoke(struct at_db *db, at_id org, at_id due, bool begun,
    struct at_error *err);

/* From open to sent (with its answer), declined or revoked.  AT_CONFLICT if it was
 * no longer open: somebody else was faster. */
enum at_status at_due_finish(struct at_db *db, at_id org, at_id due, enum at_due_state state,
    at_id answer, struct at_error *err);

enum { AT_KEY_OF_FORM = 16 };           /* bytes of an idempotency key */

/* A browser at a due measure, with what it has typed. */
struct at_device {
	at_id org, id, due;
	unsigned char key[AT_KEY_OF_FORM];
	const char *lang;
	at_ms began;
	struct at_bytes packed;        /* of the draft; none: nothing typed yet */
	struct at_bytes words;         /* sealed */
};

/* The device of a browser's cookie at a due measure, with both.  AT_NOT_FOUND if this
 * browser did not begin it. */
enum at_status at_device_find(struct at_arena *arena, struct at_db *db, const void *hash,
    at_id due, struct at_device *out, struct at_due *out_due, struct at_error *err);
/* Keeps an earlier row of the same browser. */
enum at_status at_device_insert(struct at_db *db, const struct at_device *device,
    const void *hash, struct at_error *err);
enum at_status at_device_set_lang(struct at_db *db, const struct at_device *device,
    const char *lang, struct at_error *err);

/* One draft per due measure and browser.  Writes nothing and returns AT_CONFLICT
 * when the due measure is no longer open. */
enum at_status at_draft_save(struct at_db *db, const struct at_device *device, at_ms at,
    struct at_error *err);
/* All drafts of a due measure: it was sent, declined or revoked. */
enum at_status at_draft_drop(struct at_db *db, at_id org, at_id due, struct at_error *err);

#endif
