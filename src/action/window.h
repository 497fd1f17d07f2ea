/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/window.h - when a measure is open, and when a session card's seal is lifted.
 * Pure: the defaults of the design's cards, section 8. */
#ifndef AT_ACTION_WINDOW_H
#define AT_ACTION_WINDOW_H

#include "action/rota.h"
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

/* The part of a window in which a form with a risk question may be opened: from the first
 * moment at which somebody has cover for two more hours to the last.  The gaps in between
 * are looked at when it is opened.  False: there is no half hour of it.  The rota holds
 * all of the window. */
bool at_window_covered(const struct at_window *window, const struct at_rota *rota,
    struct at_window *out);

/* The same window so many local days later, at the same time on the wall. */
struct at_window at_window_later(const struct at_window *window, int days,
    const struct at_zone *zone);

/* When the one reminder is due; 0: none fits into the window.
 *   before             3 h before the start
 *   after              the next day, at the time at which it opened
 *   a week's window    on the fourth day
 * The therapist is not reminded: the day list says what waits. */
at_ms at_window_reminds(const char *when, const char *form, const struct at_window *window,
    const struct at_session *session, const struct at_zone *zone);

/* Until when an own card is taken: a therapist's up to two weeks after it closed, or until
 * the next session starts, as late; everybody else's until it closes.  Never before. */
at_ms at_window_taken_until(const char *form, at_ms closes, const struct at_session *next);

/* The first planned session that is not over; NULL if there is none.  By time. */
const struct at_session *at_session_next(const struct at_session *sessions, int n, at_ms now);

/* A seal is lifted so long before the next session at the latest. */
#define AT_SEAL_LIFTS_BEFORE (2 * AT_HOUR)

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

/* From when on it is, if nothing else comes in; long ago when both are in. */
at_ms at_seal_lifts(const struct at_side *client, const struct at_side *therapist,
    const struct at_session *session, const struct at_session *next);

#endif
