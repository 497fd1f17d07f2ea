/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/privacy.h - records that must be kept, and records nothing may be done with.
 *
 * A hold keeps a client from being erased.  A restriction takes the client out of every
 * list, form, export and analysis: whoever reads clients for any of these says so in its
 * query, by AT_UNRESTRICTED, or looks at at_client.restricted.  Only a safety answer is
 * heard as ever. */
#ifndef AT_STORE_PRIVACY_H
#define AT_STORE_PRIVACY_H

#include "base/id.h"
#include "base/time.h"
#include "store/db.h"

/* A condition for queries, of the columns that name the organisation and the client. */
#define AT_RESTRICTED(org, client) \
	"EXISTS (SELECT 1 FROM privacy pv WHERE pv.org = " org " AND pv.client = " client \
	" AND pv.kind = 'restrict')"
#define AT_UNRESTRICTED(org, client) "NOT " AT_RESTRICTED(org, client)

enum at_privacy_kind { AT_HOLD, AT_RESTRICT };

/* "hold", "restrict": as they are stored. */
const char *at_privacy_name(enum at_privacy_kind kind);

struct at_privacy {
	at_id org, client;
	enum at_privacy_kind kind;
	at_ms at;                       /* 0: it is not set */
	at_ms until;                    /* of a hold; 0: until it is lifted */
	at_id staff;                    /* 0: the command line */
	const char *staff_name;         /* filled when loaded; "" for the command line */
	struct at_bytes reason;         /* with the client's key */
};

/* A hold whose time is over holds nothing. */
bool at_privacy_holds(const struct at_privacy *privacy, at_ms now);

/* Of one client; out->at 0 when there is none. */
enum at_status at_privacy_load(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    enum at_privacy_kind kind, struct at_privacy *out, struct at_error *err);
/* Of everybody, the newest first. */
enum at_status at_privacy_list(struct at_arena *arena, struct at_db *db, at_id org,
    struct at_privacy **out, int *out_n, struct at_error *err);

/* Setting what is set already replaces it. */
enum at_status at_privacy_set(struct at_db *db, const struct at_privacy *privacy,
    struct at_error *err);
/* AT_CONFLICT when there is none. */
enum at_status at_privacy_lift(struct at_db *db, at_id org, at_id client,
    enum at_privacy_kind kind, struct at_error *err);

#endif
