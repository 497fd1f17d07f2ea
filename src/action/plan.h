/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/plan.h - the default plan: what is due for whom and when, worked out from what has
 * happened so far.
 *
 * Pure: the same facts give the same plan.  plan.def is the table; action/planning.h brings
 * the due measures in line with it.
 */
#ifndef AT_ACTION_PLAN_H
#define AT_ACTION_PLAN_H

#include "action/window.h"
#include "instrument/library.h"
#include "store/answer.h"

enum at_plan_when {
	AT_PLAN_INTAKE,                 /* when the course of therapy begins */
	AT_PLAN_BEFORE,                 /* before a session */
	AT_PLAN_AFTER,                  /* after it */
	AT_PLAN_MISSED,                 /* after a session the client did not come to */
	AT_PLAN_MONTHLY,                /* every four weeks without a session */
	AT_PLAN_ENDING                  /* when the course has ended */
};

enum at_plan_who { AT_PLAN_CLIENT, AT_PLAN_THERAPIST, AT_PLAN_PARENT };

/* Which sessions are counted: those of the course, or those with the same therapist. */
enum at_plan_counts { AT_PLAN_COURSE, AT_PLAN_PAIR };

enum at_plan_crowded {
	AT_PLAN_ALWAYS,                 /* stays */
	AT_PLAN_NEXT_TIME,              /* is left out; the next session brings it again */
	AT_PLAN_NEXT_DAY                /* waits a day */
};

enum at_plan_lasts { AT_PLAN_CARD, AT_PLAN_WEEK };

struct at_plan_row {
	const char *key;                /* a contract: switches and due measures name it */
	enum at_plan_when when;
	enum at_plan_who who;
	const char *instrument;
	unsigned on;                    /* bit n: session n */
	int every;                      /* and each multiple of it behind those; 0: none */
	enum at_plan_counts counts;
	int gap_days;                   /* since the last answer; 0: does not matter */
	enum at_plan_crowded crowded;
	enum at_plan_lasts lasts;
	const char *words;              /* when it is asked; given to at_tr() */
};

enum { AT_PLAN_ROWS = 0
#define PLAN(key, when, who, instrument, on, every, counts, gap, crowded, lasts, words) + 1
#include "action/plan.def"
#undef PLAN
};
extern const struct at_plan_row at_plan_rows[AT_PLAN_ROWS];

/* NULL: no row has that key. */
const struct at_plan_row *at_plan_row(const char *key);

/* At one sitting nobody is asked more rated items than this. */
enum { AT_PLAN_MOST_ITEMS = 30 };

/* What has happened so far with one client. */
struct at_plan_facts {
	const struct at_library *library;
	const char *form;               /* of the client: "client", "teen", or "child", who is
	                                 * asked nothing */
	bool parent;                    /* there is a parent or carer */
	bool goes_on;                   /* false: the client asks for no more cards */
	bool off[AT_PLAN_ROWS];         /* rows that are switched off */
	struct at_care_episode episode;      /* the newest; id 0: none */
	const struct at_relationship *relationships;    /* the newest first */
	const struct at_session *sessions;              /* by time */
	const struct at_due *dues;
	const struct at_answer *answers;                /* by time */
	const at_id *strained;          /* sessions with a strain or a wide gap to be seen */
	int n_relationships, n_sessions, n_dues, n_answers, n_strained;
	const struct at_hours *hours;
	const struct at_covers *covers;
	at_ms now;
};

/* A due measure the plan wants: its window is not over, and nobody has begun it. */
struct at_planned {
	const struct at_plan_row *row;
	const struct at_instrument *instrument;
	const char *form;
	at_id relationship, session;    /* session 0: none */
	bool first;                     /* asked before the first session with this therapist */
	struct at_window window;
	at_ms reminds;                  /* 0: none (any more) */
	bool in_person;                 /* two in a row were not answered: a person asks */
};

/* How many there are; *out in the order of the windows, then of the table. */
int at_plan_of(struct at_arena *arena, const struct at_plan_facts *facts,
    struct at_planned **out);

/* How many of a card were not answered in a row, up to now.  From two on nobody is reminded
 * of it: a person asks.  Declined is an answer; what was taken back never counts. */
int at_plan_unanswered(const struct at_due *dues, int n_dues, const char *instrument,
    const char *form, at_ms now);

/* Whether the reminder of a due measure is to go out: its time has come, it still can be
 * answered, and the two before it were not both left. */
bool at_plan_reminds(const struct at_due *dues, int n_dues, const struct at_due *due, at_ms now);

/* Whether `due` is the one that `planned` wants. */
bool at_plan_is(const struct at_planned *planned, const struct at_due *due);

#endif
