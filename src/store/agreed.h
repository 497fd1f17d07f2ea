/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/agreed.h - who may see a client's cards from now on, as agreed; the newest counts. */
#ifndef AT_STORE_AGREED_H
#define AT_STORE_AGREED_H

#include "base/id.h"
#include "store/db.h"

/* The words are ids of the card's own options. */
struct at_agreed {
	at_id org, id, client;          /* id 0: nothing was agreed yet */
	const char *ratings;            /* therapist, therapist_supervisor, numbers */
	const char *seen;               /* now, next */
	const char *said;               /* therapist, other */
	at_id staff;                    /* 0: the client, without anybody */
	at_ms at;
};

enum at_status at_agreed_insert(struct at_db *db, const struct at_agreed *agreed,
    struct at_error *err);

/* The newest; id 0 and what a card says unasked (therapist, now, therapist) if there is none. */
enum at_status at_agreed_newest(struct at_arena *arena, struct at_db *db, at_id org,
    at_id client, struct at_agreed *out, struct at_error *err);

#endif
