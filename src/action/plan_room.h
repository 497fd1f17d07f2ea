/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/plan_room.h - whether there is room in the plan for what it may want: thirty rated
 * items at a sitting, thirteen days between two-week questions, cover for risk questions.
 * For plan.c only. */
#ifndef AT_ACTION_PLAN_ROOM_H
#define AT_ACTION_PLAN_ROOM_H

#include "action/plan.h"

/* One thing the plan may want, before it is known whether there is room for it. */
struct at_candidate {
	struct at_planned planned;      /* window: as it would be if nothing else was asked */
	at_ms anchor;                   /* what a gap is counted to */
	int items;                      /* rated ones */
	bool settled;                   /* sent, declined or begun: only takes up room */
	bool under_way;                 /* begun, and not sent yet */
	bool wanted;
};

/* How much somebody is asked on a local day. */
struct at_day_load {
	enum at_plan_who who;
	int64_t day;
	int items;
};

struct at_planning {
	const struct at_plan_facts *facts;
	struct at_arena *arena;
	struct at_rota rota;            /* of all weeks in which anything may find its place */
	struct at_candidate *candidates;
	struct at_day_load *sittings;
	int n_candidates, n_sittings;
};

/* By window, then by row of the table, then by session. */
int at_plan_order(const struct at_planned *a, const struct at_planned *b);

/* Give every candidate its place, or none: the wanted ones have their windows afterwards.
 * Puts them in order. */
void at_plan_place(struct at_planning *p);

#endif
