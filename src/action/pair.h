/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/pair.h - the session cards of one hour, both sides, as one viewer sees them; and a
 * whole relationship of them, ready for the rules.  For this room only. */
#ifndef AT_ACTION_PAIR_H
#define AT_ACTION_PAIR_H

#include "action/history.h"
#include "alliance/dyad.h"
#include "instrument/library.h"

/* One side's card of an hour. */
struct at_pair_side {
	const struct at_answer *answer; /* NULL: not in */
	enum at_sight rated, said;      /* AT_HIDDEN without an answer */
	enum at_card_state state;
	bool late;
};

struct at_card_pair {
	const struct at_session *session;
	bool lifted;                    /* the seal is */
	bool together;                  /* opened together */
	struct at_pair_side client, therapist;
};

/* The hour as `viewer` sees it.  A card kept for anonymous numbers, or not meant for this
 * viewer at all, looks like none that was asked for. */
struct at_card_pair at_pair_of(const struct at_history *h, const struct at_session *session,
    enum at_viewer viewer, at_ms now);

/* What the codes of a card say, as far as they may be seen.  AT_CORRUPT: cannot be read. */
enum at_status at_pair_card(struct at_call *call, const struct at_pair_side *side,
    struct at_dyad_card *out);

/* Every hour of a relationship that has begun, as `viewer` sees it, for alliance/. */
enum at_status at_pair_dyad(struct at_call *call, const struct at_history *h,
    at_id relationship, enum at_viewer viewer, struct at_dyad *out);

/* Whether the therapist of the hour is not to read yet what the client said in its card: the
 * own card comes first, unless it cannot matter any more or it was opened on purpose. */
bool at_pair_comes_first(const struct at_history *h, const struct at_card_pair *pair,
    at_id therapist);

#endif
