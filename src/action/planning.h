/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/planning.h - what is due is brought in line with the plan, and rows of the plan are
 * switched on and off. */
#ifndef AT_ACTION_PLANNING_H
#define AT_ACTION_PLANNING_H

#include "action/plan.h"
#include "base/call.h"
#include "store/plan.h"

/* Bring a client's due measures in line with the plan: what is missing is made, what nobody
 * has begun moves with its session, what is no longer wanted is taken back.  Asks no policy
 * (whoever changed something was asked), and does nothing where all is as it should be.
 * To be called after every change of sessions, therapist, switches and measuring. */
enum at_status at_plan_settle(struct at_call *call, at_id org, at_id client);

/* After an answer was stored: settles the plan when it may have changed it, by what was said
 * or by the therapist's own card.  Never fails: the answer is safe, and the next change of
 * the plan settles this one, too. */
void at_plan_answered(struct at_call *call, const struct at_due *due);

/* ---- the plan editor --------------------------------------------------------------------- */

/* Where the value of a row comes from. */
enum at_plan_from {
	AT_PLAN_FROM_TABLE,             /* nobody has switched it: it is on */
	AT_PLAN_FROM_CLINIC,
	AT_PLAN_FROM_ABOVE,             /* a site above this one */
	AT_PLAN_FROM_SITE,
	AT_PLAN_FROM_EPISODE
};

struct at_plan_line {
	const struct at_plan_row *row;
	const char *title;              /* of the instrument, in the reader's language */
	bool on;
	enum at_plan_from from;
	const char *where;              /* the name of that site; "" unless from one */
	bool here;                      /* it was switched in the place looked at */
	bool on_without;                /* what would hold if it was not */
};

/* The plan of the clinic (client 0, site 0), of one site (client 0), or of a client's course
 * of therapy.  Rows without an instrument are left out; of a client's, those of a parent
 * there is none of, too. */
struct at_plan_view {
	at_id site;                     /* 0: the clinic, or a client */
	const char *site_name;          /* "" for the clinic */
	at_id client;
	const char *client_name;        /* "" unless a client */
	bool running;                   /* of a client: the course has not ended */
	bool goes_on;                   /* of a client: cards are asked for */
	const struct at_site *sites;    /* of the clinic, for the way to their plans */
	int n_sites;
	struct at_plan_line *lines;
	int n_lines;
};

/* AT_DENIED: the clinic's and a site's are the administrator's, a client's is the
 * therapist's (a look: one audit line). */
enum at_status at_action_plan_view(struct at_call *call, at_id site, at_id client,
    struct at_plan_view *out);

enum at_plan_turn { AT_PLAN_ON, AT_PLAN_OFF, AT_PLAN_INHERIT };

/* Switch a row of the plan in one of these places, and settle what is due: a client's at
 * once, of everybody there when it is the clinic's or a site's.  AT_NOT_FOUND: no such
 * row. */
enum at_status at_action_plan_switch(struct at_call *call, at_id site, at_id client,
    const char *key, enum at_plan_turn turn);

#endif
