/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/sides.h - the relationship, hour by hour and from both sides, as far as the asker
 * may see it: what the relationship chart and the item view are drawn from. */
#ifndef AT_ACTION_SIDES_H
#define AT_ACTION_SIDES_H

#include "action/pair.h"
#include "alliance/agree.h"
#include "alliance/formation.h"
#include "alliance/own_range.h"

/* Both sides' cards of one session that took place. */
struct at_card {
	at_id id;                       /* of the session */
	int session;                    /* number */
	at_ms at;                       /* start of the session */
	double client, therapist;       /* TOTAL; NaN: not there, or not to be seen */
	bool client_sealed, therapist_sealed;   /* given, not to be seen (yet) */
	bool late;                      /* the therapist's came after its window */
	bool seen_first;                /* ... or after the client's words were read */
	bool together;                  /* both sides were opened together */
	struct at_dyad_session both;    /* item by item, as far as it may be seen */
	struct at_own_range range;      /* the client's own, as it stood that day */
};

struct at_sides {
	struct at_card *cards;          /* by time */
	int n_cards;
	bool own;                       /* the newest relationship shown is the asker's own */
	struct at_agreement agreement;  /* of that relationship */
	struct at_formation formation;
};

/* Leaves out every hour the asker stands outside of. */
enum at_status at_sides_read(struct at_call *call, const struct at_history *h,
    struct at_sides *out);

/* A statement of the card with both answers in words, in the reader's language. */
struct at_statement {
	const char *text;               /* as the client reads it */
	const char *client, *therapist; /* NULL: not answered, or not to be seen */
	int client_code, therapist_code;        /* 1-7; 0: the same */
};
enum at_status at_sides_statements(struct at_call *call, const struct at_client *client,
    const struct at_card *card, struct at_statement out[AT_DYAD_ITEMS]);

#endif
