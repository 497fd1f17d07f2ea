/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/own_view.h - a client's own page, and a parent's: the own course, what waits, what
 * was agreed, who has looked.
 *
 * No signal, no band and no flag is in here: what is computed about somebody is for two to
 * talk about.  The therapist's side is there for hours opened together, and for no other. */
#ifndef AT_ACTION_OWN_VIEW_H
#define AT_ACTION_OWN_VIEW_H

#include "action/asking.h"
#include "action/outcome.h"
#include "store/agreed.h"
#include "store/audit.h"

/* What every page of it needs. */
struct at_own_frame {
	bool parent;
	const char *lang;               /* the client's own */
	const struct at_zone *zone;
	struct at_asking *asking;       /* general texts of the site */
};

/* A form that waits to be answered. */
struct at_own_waiting {
	at_id due;
	const char *title;              /* "After the session" */
	int session;                    /* number, 0: none */
	at_ms starts, opens, closes;
};

/* An answered form. */
struct at_own_row {
	at_id answer;
	const char *title;
	bool card;                      /* the session card: called by its session */
	at_ms at;
	int session;
	bool together;                  /* both sides of that hour can be read */
};

/* An hour, by how it was answered. */
struct at_own_hour {
	int session;
	at_ms at;
	double own, therapist;          /* TOTAL; NaN: not answered, or not to be seen */
};

/* Somebody looked, perhaps several times that day. */
struct at_own_look {
	at_ms at;                       /* the newest of that day */
	const char *name, *subject;     /* as struct at_look */
	const char *resource;
	int n;
};

struct at_own_view {
	struct at_own_frame frame;
	const char *therapist;          /* now; "" if nobody */
	at_id therapist_id;
	at_ms last_opened;              /* before this time; 0: never */
	at_ms next;                     /* start of the next session; 0: none is planned */
	struct at_own_waiting *waiting; /* open ones first, by when they close */
	int n_waiting;
	struct at_outcome *courses;     /* of a client; nothing that the rules say is in them */
	int n_courses;
	struct at_own_hour *hours;      /* by time */
	int n_hours;
	struct at_own_row *rows;        /* newest first */
	int n_rows;
	struct at_agreed agreed;        /* id 0: nothing yet, it is as a card says unasked */
	bool goes_on;                   /* cards are asked for */
	at_ms stopped;                  /* since when they are not */
	struct at_own_look *looks;      /* newest first */
	int n_looks;
	const char *contact;            /* somebody else to talk to; NULL: nobody */
};

/* The asker's own page. */
enum at_status at_action_own_view(struct at_call *call, struct at_own_view *out);

/* ---- choices ------------------------------------------------------------------ */

/* Who may see the cards from now on. */
struct at_own_choices {
	struct at_own_frame frame;
	struct at_asking *card;         /* words of the session card */
	struct at_agreed agreed;
	bool may_address;               /* somebody but the therapist reads what is said here */
	const char *contact;
};
enum at_status at_action_own_choices(struct at_call *call, struct at_own_choices *out);

/* Ids of the card's options; seen is its "when".  AT_INVALID: not offered. */
enum at_status at_action_own_agree(struct at_call *call, const char *ratings, const char *seen,
    const char *said);

#endif
