/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/consent.h - what a client, or a therapist for their own answers, has agreed to: each
 * time it was given or taken back.  Only ever added to; the newest line of a purpose counts. */
#ifndef AT_STORE_CONSENT_H
#define AT_STORE_CONSENT_H

#include "base/id.h"
#include "base/time.h"
#include "store/db.h"

enum at_consent_purpose {
	AT_CONSENT_MEASURING,           /* to be asked for cards; nobody has said: it goes on */
	AT_CONSENT_RESEARCH,            /* own answers in research; nobody has said: no */
	AT_CONSENT_CONTACT,             /* to be asked again after the ending; the same */
	AT_CONSENT_PURPOSES
};

/* "measuring", "research", "contact". */
const char *at_consent_name(enum at_consent_purpose purpose);

/* Whose: a client's (person 0), or a therapist's (client 0). */
struct at_consent {
	at_id org, id, client, person;  /* id 0: nobody has said */
	enum at_consent_purpose purpose;
	bool given;
	const char *wording;            /* "page 1", "paper", "paper 2026-02"; "": not known */
	at_id staff;                    /* who recorded it; 0: the client, on the own page */
	const char *staff_name;         /* read only; "" for 0 */
	at_ms at;
};

enum at_status at_consent_insert(struct at_db *db, const struct at_consent *consent,
    struct at_error *err);

/* All lines of a client (person 0) or a therapist (client 0), the newest first. */
enum at_status at_consent_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    at_id person, struct at_consent **out, int *out_n, struct at_error *err);

/* The newest of a purpose in such a list; id 0, given as nobody having said. */
struct at_consent at_consent_of(const struct at_consent *list, int n,
    enum at_consent_purpose purpose);

/* A client's newest word on being asked. */
enum at_status at_measuring_load(struct at_arena *arena, struct at_db *db, at_id org,
    at_id client, struct at_consent *out, struct at_error *err);

/* Whose consent to a purpose stands, ascending by id: clients, or else therapists. */
enum at_status at_consent_standing(struct at_arena *arena, struct at_db *db, at_id org,
    enum at_consent_purpose purpose, bool clients, at_id **out, int *out_n,
    struct at_error *err);

/* A condition for queries, of the columns that name the organisation and the client: they have
 * not said no to being asked. */
#define AT_MEASURED(org, client) \
	"NOT EXISTS (SELECT 1 FROM consent m WHERE m.org = " org " AND m.client = " client \
	" AND m.person = 0 AND m.purpose = 'measuring' AND m.given = 0" \
	" AND m.id = (SELECT max(n.id) FROM consent n WHERE n.org = m.org" \
	" AND n.client = m.client AND n.person = 0 AND n.purpose = 'measuring'))"

#endif
