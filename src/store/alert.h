/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/alert.h - raw safety answers and what a named person did about them. */
#ifndef AT_STORE_ALERT_H
#define AT_STORE_ALERT_H

#include "store/care.h"

struct at_alert {
	at_id org, id, client, site, due, device;
	const char *instrument, *item;
	int code;
	const char *kind;               /* self, others, substances, asks */
	bool high;                      /* high visibility */
	const char *compared;           /* first, higher, same, lower */
	int last_code;                  /* -1: there is no last time */
	const char *stage;              /* draft, sent, history */
	at_ms at, escalates;
	/* Who acknowledged it, if anybody. */
	at_id by;                       /* 0: nobody yet */
	const char *by_name;
	at_ms by_at;
	struct at_bytes note;          /* with the client's key */
};

/* The stage of what was said long before it was taken in: on record, never open. */
#define AT_ALERT_HISTORY "history"

/* Nobody has acknowledged it, and somebody should. */
bool at_alert_is_open(const struct at_alert *alert);

/* Adds one that cannot be there yet. */
enum at_status at_alert_insert(struct at_db *db, const struct at_alert *alert,
    struct at_error *err);

/* Adds the alert unless this browser has already said as much or more on this item.
 * *out_new says which.  Never changes an earlier one. */
enum at_status at_alert_raise(struct at_db *db, const struct at_alert *alert, bool *out_new,
    struct at_error *err);

/* AT_CONFLICT if somebody acknowledged it before. */
enum at_status at_alert_acknowledge(struct at_db *db, at_id org, at_id alert, at_id staff,
    at_ms at, struct at_bytes note, struct at_error *err);

enum at_status at_alert_load(struct at_arena *arena, struct at_db *db, at_id org, at_id alert,
    struct at_alert *out, struct at_error *err);
/* A client's, newest first. */
enum at_status at_alert_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_alert **out, int *out_n, struct at_error *err);
/* Unacknowledged ones of a therapist's running relationships, oldest first. */
enum at_status at_alert_list_own(struct at_arena *arena, struct at_db *db, at_id org,
    at_id staff, at_ms now, struct at_alert **out, int *out_n, struct at_error *err);
/* Unacknowledged ones of the organisation that have escalated, or whose client has no
 * therapist who could see them (at_care_attended()), oldest first. */
enum at_status at_alert_list_escalated(struct at_arena *arena, struct at_db *db, at_id org,
    at_ms now, struct at_alert **out, int *out_n, struct at_error *err);

/* How many of the organisation nobody has acknowledged, and since when (0: there are none). */
enum at_status at_alert_open_count(struct at_arena *arena, struct at_db *db, at_id org,
    int *out_n, at_ms *out_since, struct at_error *err);

/* "May we call you?" */
struct at_call_me {
	at_id org, id, client, due;
	at_ms at;
	bool no_call;
	struct at_bytes phone;         /* with the client's key */
};
enum at_status at_call_me_insert(struct at_db *db, const struct at_call_me *call_me,
    struct at_error *err);
/* The newest of a client; id 0 if there is none. */
enum at_status at_call_me_last(struct at_arena *arena, struct at_db *db, at_id org,
    at_id client, struct at_call_me *out, struct at_error *err);

#endif
