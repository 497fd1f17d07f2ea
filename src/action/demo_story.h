/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/demo_story.h - the invented clients of the demonstration, and what they answer.
 * Pure: the same story always gives the same answers.  For demo.c. */
#ifndef AT_ACTION_DEMO_STORY_H
#define AT_ACTION_DEMO_STORY_H

#include "base/random.h"
#include "instrument/answers.h"

enum { AT_DEMO_SESSIONS = 12 };

/* Where the sessions lie, seen from the day on which the demonstration is made. */
enum at_demo_when {
	AT_DEMO_YESTERDAY,              /* the last one was yesterday: its card can be filled in */
	AT_DEMO_WEEKDAY,                /* ... on the last working day: the therapist has time */
	AT_DEMO_SOON                    /* the next one is within a day: it can be prepared */
};

struct at_demo_story {
	const char *name, *parent;      /* parent NULL: none */
	const char *site, *therapist;   /* as demo/clinic.txt has them */
	const char *lang;
	const char *form;               /* "client" or "teen" */
	const char *outcome;            /* the outcome measure */
	enum at_demo_when when;
	int n_sessions;                 /* that have been */
	/* By session: totals of both sides' cards in tenths, 0: none; sum of the measure. */
	signed char client_totals[AT_DEMO_SESSIONS], own_totals[AT_DEMO_SESSIONS];
	signed char outcomes[AT_DEMO_SESSIONS];
};

extern const struct at_demo_story at_demo_stories[];
extern const int at_demo_n_stories;

/* What is answered to `instrument` in this form, for a session (1, 2, 3 ...). */
void at_demo_answers(int story, int session, const struct at_instrument *instrument,
    const char *form, struct at_answers *out, const char **out_words);

/* How the therapist acknowledged a safety answer before a session; NULL: not yet. */
const char *at_demo_note(int story, int session);

#endif
