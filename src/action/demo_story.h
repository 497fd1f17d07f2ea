/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/demo_story.h - the clients of the demonstration, read from demo/stories.txt, where
 * the words of a story are explained.  For demo.c. */
#ifndef AT_ACTION_DEMO_STORY_H
#define AT_ACTION_DEMO_STORY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"

enum { AT_DEMO_SESSIONS = 14, AT_DEMO_TOLD = 24 };

/* Where the sessions lie, seen from the day on which the demonstration is made. */
enum at_demo_when {
	AT_DEMO_WEEK,                   /* an hour of its own in the therapist's week */
	AT_DEMO_YESTERDAY,              /* the last one was yesterday: its card can be filled in */
	AT_DEMO_LATELY,                 /* ... on the last working day: the therapist has time */
	AT_DEMO_SOON                    /* the next one is within a day: it can be prepared */
};

/* One thing that was said or done at a session; unused strings are NULL. */
struct at_demo_told {
	int session;                    /* 0: every one */
	const char *form, *instrument, *item;   /* say */
	const char *rule;               /* aside */
	const char *value;              /* an option, ticks, words; a note; a reason */
};

struct at_demo_story {
	const char *name, *parent;      /* parent NULL: none */
	const char *site, *therapist;   /* as demo/clinic.txt has them */
	bool crowd;                     /* drawn, without a story of its own */
	const char *lang;
	const char *form;               /* "client" or "teen" */
	const char *outcome;            /* the outcome measure */
	enum at_demo_when when;
	int slot;                       /* which hour of the therapist's week: 0, 1, 2 ... */
	int n_sessions;                 /* that have been */
	/* By session: means of both sides' cards in tenths, 0: none; sum of the measure. */
	int client_totals[AT_DEMO_SESSIONS], own_totals[AT_DEMO_SESSIONS];
	int outcomes[AT_DEMO_SESSIONS];
	bool missed[AT_DEMO_SESSIONS], together[AT_DEMO_SESSIONS];
	struct at_demo_told said[AT_DEMO_TOLD], notes[AT_DEMO_TOLD], aside[AT_DEMO_TOLD];
	int n_said, n_notes, n_aside;
	const char *next_therapist;     /* NULL: stays with the first */
	int next_from;                  /* the session with which the next one begins */
	int stops, ends;                /* sessions; 0: does not */
};

/* All of them in the order of the file, those of the crowd last.  AT_INVALID names the
 * line. */
enum at_status at_demo_stories(struct at_arena *arena, struct at_demo_story **out, int *out_n,
    struct at_error *err);

/* What was told of a session, NULL if nothing was. */
const struct at_demo_told *at_demo_note(const struct at_demo_story *story, int session);
const char *at_demo_said(const struct at_demo_story *story, int session, const char *form,
    const char *instrument, const char *item);
/* The reason a flag was set aside for; NULL: it was talked about. */
const char *at_demo_aside(const struct at_demo_story *story, int session, const char *rule);

#endif
