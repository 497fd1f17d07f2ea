/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/window.h - when a measure is open, and when a session card's seal is lifted.
 * Pure: the defaults of the design's cards, section 8. */
#ifndef AT_ACTION_WINDOW_H
#define AT_ACTION_WINDOW_H

#include "base/hours.h"
#include "store/care.h"

struct at_window {
	at_ms opens, closes;
};

/* The shortest window there is. */
#define AT_WINDOW_LEAST (30 * AT_MINUTE)

/* `when` as the instrument says ("before" or "after" the session), `form` as asked.
 * session NULL: none is known; next NULL: no later session is planned.
 *   before             24 h before the start until 15 min after it
 *   after, client      from the end for 48 h, or until 2 h before the next session
 *   after, therapist   from the end until the end of the next working day
 *   parent             seven days
 *   without a session  from now for 48 h */
struct at_window at_window_of(const char *when, const char *form,
    const struct at_session *session, const struct at_session *next,
    const struct at_hours *hours, at_ms now);

/* The first planned session that is not over; NULL if there is none.  By time. */
const struct at_session *at_session_next(const struct at_session *sessions, int n, at_ms now);

/* One side of a session's card, for the seal. */
struct at_side {
	bool due;                       /* this side was asked at all */
	bool in;                        /* and has answered */
	at_ms closes;
};

/* The plain seal: lifted when both are in, or both windows have closed, at the latest
 * two hours before the next session (unless that leaves no window of 30 minutes). */
bool at_seal_lifted(const struct at_side *client, const struct at_side *therapist,
    const struct at_session *session, const struct at_session *next, at_ms now);

#endif
