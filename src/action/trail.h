/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/trail.h - the access log, searched: for the privacy officer and the administrator.
 * Numbers, times and kinds; no client's name, and nothing that was answered. */
#ifndef AT_ACTION_TRAIL_H
#define AT_ACTION_TRAIL_H

#include "base/call.h"
#include "base/zone.h"
#include "store/people.h"
#include "store/trail.h"

/* As it comes from a page; NULL or "": not asked for. */
struct at_trail_ask {
	const char *client;             /* number */
	const char *who;                /* id of a member of staff; "0": nobody of the staff */
	const char *from, *to;          /* days, "2026-11-22", both of them whole */
	const char *kind;               /* at_trail_kinds[].key */
	const char *before;             /* at_trail_view.older */
};

struct at_trail_kind {
	const char *key;
	const char *title;              /* for at_tr() */
	const char *verbs[AT_TRAIL_WORDS], *resources[AT_TRAIL_WORDS];
};

extern const struct at_trail_kind at_trail_kinds[];
extern const int at_n_trail_kinds;

struct at_trail_view {
	struct at_trail_line *lines;    /* the newest first */
	int n_lines;
	const char *older;              /* where the next page begins; NULL: that was all */
	struct at_staff *staff;         /* everybody, to choose from */
	int n_staff;
	const struct at_zone *zone;     /* of the first site */
};

/* One audit line that it was searched, with the client asked for.  AT_INVALID names what
 * cannot be read; the view then holds staff and zone. */
enum at_status at_action_trail(struct at_call *call, const struct at_trail_ask *ask,
    struct at_trail_view *out);

#endif
