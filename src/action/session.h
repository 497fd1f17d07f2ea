/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/session.h - hours of therapy: planned, moved, attended, cancelled, missed.  Every
 * change settles the client's plan. */
#ifndef AT_ACTION_SESSION_H
#define AT_ACTION_SESSION_H

#include "base/call.h"
#include "base/zone.h"
#include "store/care.h"

/* The shortest and the longest there is, in minutes. */
enum { AT_SESSION_LEAST = 5, AT_SESSION_MOST = 600 };

/* A session of the client's running relationship, in one of the states "planned",
 * "attended", "cancelled", "missed".  AT_INVALID with the reason: it would overlap another
 * one of the client's, lies more than a year back or two ahead, or has not begun yet and is
 * said to have been. */
enum at_status at_action_session_add(struct at_call *call, at_id client, at_ms starts,
    int minutes, const char *state, at_id *out);

/* All of a client's by time, and the zone they are shown in. */
enum at_status at_action_session_rows(struct at_call *call, at_id client,
    struct at_session **out, int *out_n, const struct at_zone **out_zone);

/* A change to the session that somebody has before their eyes. */
struct at_session_change {
	at_id session;
	int64_t version;                /* as it was read; AT_CONFLICT if it is another by now */
	at_ms starts;                   /* 0: stays as it is, and so does the length */
	int minutes;                    /* 0: as long as it was */
	const char *state;              /* NULL: stays */
};

/* Move it, say what became of it, or plan it again.  What makes no sense is AT_INVALID with
 * the reason: besides those of adding one, a card about the session is in (then it took
 * place, when it did), or it is moved while it is cancelled or missed.  AT_DENIED for a
 * session that was with somebody else. */
enum at_status at_action_session_change(struct at_call *call,
    const struct at_session_change *change);

/* By its number in the running relationship: for the command line. */
enum at_status at_action_session_set(struct at_call *call, at_id client, int number,
    const char *state);

#endif
