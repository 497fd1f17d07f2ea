/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/care.h - clients, those around them, episodes, relationships, sessions. */
#ifndef AT_STORE_CARE_H
#define AT_STORE_CARE_H

#include "base/id.h"
#include "guard/who.h"
#include "store/db.h"

struct at_client {
	at_id org, id, site;
	struct at_bytes name;          /* with the client's key */
	struct at_bytes key;           /* the client's, sealed by the master key; none: erased */
	const char *form;               /* "client", "teen"; "child": under 12, a parent answers */
	const char *lang;
	at_ms made;
	int64_t version;                /* counts every change of the plan, too */
	bool restricted;                /* nothing may be done with the record: store/privacy.h */
};

/* AT_NOT_FOUND if there is no such client in this organisation. */
enum at_status at_client_load(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_client *out, struct at_error *err);
/* Everybody, the erased and the restricted, too. */
enum at_status at_client_list(struct at_arena *arena, struct at_db *db, at_id org,
    struct at_client **out, int *out_n, struct at_error *err);
enum at_status at_client_insert(struct at_db *db, const struct at_client *client,
    struct at_error *err);

/* One change after the other: AT_CONFLICT if the version is not `version` any more. */
enum at_status at_client_touch(struct at_db *db, at_id org, at_id client, int64_t version,
    struct at_error *err);

/* Clients of a therapist's running relationships, and of the therapists a
 * supervisor supervises now: what a client list may hold.  None that are restricted. */
enum at_status at_client_list_own(struct at_arena *arena, struct at_db *db, at_id org,
    at_id staff, at_ms now, struct at_client **out, int *out_n, struct at_error *err);
enum at_status at_client_list_supervised(struct at_arena *arena, struct at_db *db, at_id org,
    at_id staff, at_ms now, struct at_client **out, int *out_n, struct at_error *err);

enum at_status at_related_insert(struct at_db *db, at_id org, at_id id, at_id client,
    const char *kind, struct at_bytes name, struct at_error *err);

/* Whether the client has a parent or carer here. */
enum at_status at_related_any(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    bool *out, struct at_error *err);

struct at_care_episode {
	at_id org, id, client, site;
	at_ms opened, closed;           /* closed 0: it lasts */
};

/* The newest of a client's; id 0: there is none. */
enum at_status at_episode_newest(struct at_arena *arena, struct at_db *db, at_id org,
    at_id client, struct at_care_episode *out, struct at_error *err);
/* Clients whose course of therapy runs, and is not restricted. */
enum at_status at_episode_clients(struct at_arena *arena, struct at_db *db, at_id org,
    at_id **out, int *out_n, struct at_error *err);
/* The first parent or carer of a client's; 0: none. */
enum at_status at_related_first(struct at_arena *arena, struct at_db *db, at_id org,
    at_id client, at_id *out, struct at_error *err);

enum at_status at_episode_insert(struct at_db *db, at_id org, at_id id, at_id client, at_id site,
    at_ms opened, struct at_error *err);
/* AT_CONFLICT if it is closed already. */
enum at_status at_episode_close(struct at_db *db, at_id org, at_id episode, at_ms at,
    struct at_error *err);

struct at_relationship {
	at_id org, id, episode, client, therapist;
	const char *therapist_name;     /* filled when loaded */
	at_ms from, to;                 /* to 0: it lasts */
};

enum at_status at_relationship_load(struct at_arena *arena, struct at_db *db, at_id org, at_id id,
    struct at_relationship *out, struct at_error *err);
/* All of a client's, the newest first. */
enum at_status at_relationship_list(struct at_arena *arena, struct at_db *db, at_id org,
    at_id client, struct at_relationship **out, int *out_n, struct at_error *err);
enum at_status at_relationship_insert(struct at_db *db, const struct at_relationship *r,
    struct at_error *err);
enum at_status at_relationship_end(struct at_db *db, at_id org, at_id relationship, at_ms to,
    struct at_error *err);

struct at_session {
	at_id org, id, relationship, client;
	int number;
	at_ms starts, ends;
	int64_t day;                    /* local date, days since 1970-01-01 */
	const char *state;              /* planned, attended, cancelled, missed */
	int64_t version;
};

/* A client's sessions by time. */
enum at_status at_session_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_session **out, int *out_n, struct at_error *err);
enum at_status at_session_load(struct at_arena *arena, struct at_db *db, at_id org, at_id id,
    struct at_session *out, struct at_error *err);
enum at_status at_session_insert(struct at_db *db, const struct at_session *session,
    struct at_error *err);
/* Sets state, starts, ends, day, relationship and number.  AT_CONFLICT if it was changed
 * meanwhile. */
enum at_status at_session_update(struct at_db *db, const struct at_session *session,
    struct at_error *err);

/* What stands between whoever asks and a client: bits of enum at_relation.
 * *out_from and *out_to bound what a former therapist may see (else 0 and 0). */
struct at_stand {
	uint32_t relations;
	at_ms from, to;
};
enum at_status at_care_stand(struct at_arena *arena, struct at_db *db, const struct at_who *who,
    const struct at_client *client, at_ms now, struct at_stand *out, struct at_error *err);

/* The therapists a supervisor supervises now. */
enum at_status at_care_supervisees(struct at_arena *arena, struct at_db *db, at_id org,
    at_id supervisor, at_ms now, at_id **out, int *out_n, struct at_error *err);

/* Whether the client has a therapist now whose account is open, and who still has the role. */
enum at_status at_care_attended(struct at_arena *arena, struct at_db *db, at_id org,
    at_id client, at_ms now, bool *out, struct at_error *err);

#endif
