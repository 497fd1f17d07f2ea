/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/formation.h - how a relationship forms in sessions 1 to 5, from the client's side. */
#ifndef AT_ALLIANCE_FORMATION_H
#define AT_ALLIANCE_FORMATION_H

#include "alliance/dyad.h"

enum { AT_FORMATION_SESSIONS = 5, AT_FORMATION_LEVEL_AT = 3 };

struct at_formation {
	int n;                          /* client TOTALs to be seen in sessions 1 to 5 */
	double level;                   /* TOTAL at session 3; NaN if there is none */
	double slope;                   /* least squares, steps a session; NaN below 3 TOTALs */
	double sd;                      /* of those TOTALs (n - 1); NaN below 3 */
	double fall;                    /* TOTAL of session 1 minus the latest; NaN without both */
	bool fell;                      /* fall >= step */
	int cards_missed;               /* at_formation_missed */
	int sessions_missed;            /* the client did not come */
};

/* Of the first five sessions by number, as far as they are there.  `step` is D of
 * at_drop_step(): what counts as a fall from the own first value. */
struct at_formation at_formation_of(const struct at_dyad *dyad, double step);

/* Whether a session's client card counts as missed: its window closed with nothing sent and
 * nothing declined.  A card that nobody opened because the session was cancelled or missed
 * does not count. */
bool at_formation_missed(const struct at_dyad_session *session);

#endif
