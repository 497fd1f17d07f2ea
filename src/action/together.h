/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/together.h - both sides of an hour, opened together with the client; and what a
 * therapist releases to the supervisor. */
#ifndef AT_ACTION_TOGETHER_H
#define AT_ACTION_TOGETHER_H

#include "action/asking.h"
#include "alliance/agree.h"
#include "base/zone.h"

/* A statement of the card, from both chairs. */
struct at_together_item {
	const char *id;
	struct at_said statement;       /* as the client reads it */
	const char *client, *therapist; /* the answers in words; NULL: not answered */
	int client_code, therapist_code;        /* 1-7; 0: not answered */
	enum at_agree_words difference;
};

/* An hour one can go to. */
struct at_hour {
	at_id session;
	int number;
};

struct at_together {
	at_id client, session;
	const char *name;
	int number;                     /* of the session */
	at_ms starts;
	const struct at_zone *zone;
	bool opened;                    /* they have been, now or before */
	bool ready;                     /* both sides may be opened; else `why` */
	const char *why;                /* one line, NULL when ready */
	struct at_together_item items[AT_DYAD_ITEMS];
	const char *const *topics;      /* what the client wants time for today, in words */
	int n_topics;
	struct at_hour earlier, later;  /* other hours to open; session 0: none */
	const char *lang;               /* the client's: the page is turned toward them */
};

/* The hour `session`, or 0 for the newest that can be opened.  Holds nothing that was said,
 * no flag, no score and no one else's card: the client sits beside.  Changes nothing. */
enum at_status at_action_together(struct at_call *call, at_id client, at_id session,
    struct at_together *out);

/* Open both sides: from now on the client may see the therapist's ratings of that hour. */
enum at_status at_action_open_together(struct at_call *call, at_id client, at_id session);

/* "ratings", "reaction" or "flags" of the asker's relationship with the client, to the
 * supervisor; or take it back. */
enum at_status at_action_release(struct at_call *call, at_id client, const char *what,
    bool release);

#endif
