/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/dyad.h - one relationship over its sessions, both sides of it, as a value.
 *
 * Everything in this room is computed from a dyad, and a dyad holds what its viewer may
 * see: a card that is sealed, kept for anonymous numbers or said to somebody else is given
 * here without the bit of what is hidden, and no function looks behind that bit.  Whoever
 * fills a dyad may leave hidden values at 0.
 *
 * Pure: no clock, no store, no allocation.
 */
#ifndef AT_ALLIANCE_DYAD_H
#define AT_ALLIANCE_DYAD_H

#include <stdbool.h>

#include "base/time.h"

/* The nine statements of the session card, in its order; 0 is "ease". */
enum { AT_DYAD_ITEMS = 9 };
extern const char *const at_dyad_item_ids[AT_DYAD_ITEMS];

/* Both sides answer in seven worded steps; TOTAL is their mean. */
#define AT_DYAD_LOWEST 1.0
#define AT_DYAD_HIGHEST 7.0

enum at_session_state {
	AT_SESSION_PLANNED,
	AT_SESSION_ATTENDED,
	AT_SESSION_CANCELLED,           /* called off in time, by whoever */
	AT_SESSION_MISSED               /* the client did not come */
};

enum at_card_state {
	AT_CARD_NONE,                   /* none was asked for */
	AT_CARD_WAITING,                /* asked for, the window has not closed */
	AT_CARD_UNOPENED,               /* closed; nobody ever opened it */
	AT_CARD_UNSENT,                 /* closed; opened, and not sent */
	AT_CARD_DECLINED,               /* "Not today" */
	AT_CARD_IN
};

/* The answer to "was something off?".  The codes are not those of the card. */
enum at_strain {
	AT_STRAIN_UNANSWERED,           /* or not to be seen */
	AT_STRAIN_NONE,
	AT_STRAIN_SETTLED,              /* yes, and put right the same day */
	AT_STRAIN_SMALL,
	AT_STRAIN_CLEAR,
	AT_STRAIN_LATER                 /* would rather not say today */
};

struct at_dyad_card {
	enum at_card_state state;
	bool late;                      /* came in after its window */
	bool seen_first;                /* given after the other side's words were read */
	bool ratings;                   /* the viewer may see items and total */
	bool said;                      /* the viewer may see strain; never when wish = other */
	signed char items[AT_DYAD_ITEMS];       /* 1-7; 0: not answered */
	double total;                   /* TOTAL, 1-7; NaN with fewer than 8 of 9 answers */
	enum at_strain strain;
};

struct at_dyad_session {
	int number;                     /* 1, 2, 3 ... within the relationship */
	at_ms starts;
	enum at_session_state state;
	struct at_dyad_card client, therapist;
	bool us;                        /* `us` was ticked on the client's before card */
};

/* All sessions of one relationship by time, cancelled and missed ones too.  The numbers
 * rise; they may leave gaps. */
struct at_dyad {
	const struct at_dyad_session *sessions;
	int n_sessions;
};

/* What there is to see of a card: false, NaN, 0 and AT_STRAIN_UNANSWERED for all others. */
bool at_dyad_rated(const struct at_dyad_card *card);
double at_dyad_total(const struct at_dyad_card *card);
int at_dyad_item(const struct at_dyad_card *card, int item);
enum at_strain at_dyad_strain(const struct at_dyad_card *card);

/* Whether a card says independently what the other side is compared with: in, in time, and
 * not given after the other side's words were read. */
bool at_dyad_independent(const struct at_dyad_card *card);

/* Whether the session has two independent cards with ratings to be seen: the only sessions
 * that count in what is computed from pairs. */
bool at_dyad_paired(const struct at_dyad_session *session);

#endif
