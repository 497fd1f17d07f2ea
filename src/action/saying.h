/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/saying.h - strain, wishes and words of the cards: never sealed, and shown to nobody
 * but whom they were said to. */
#ifndef AT_ACTION_SAYING_H
#define AT_ACTION_SAYING_H

#include "base/call.h"
#include "base/zone.h"
#include "store/answer.h"

/* What somebody said in a card: never sealed. */
struct at_saying {
	at_ms at;
	int session;
	const char *who;                /* "client", "teen", "parent", "therapist" */
	/* In words, "" where nothing: strain or harm; about, agenda or what weighs; wish. */
	const char *strain, *about, *wish, *words;
};

/* Whether the answer holds something for somebody else than the therapist. */
bool at_saying_is_addressed(const struct at_answer *answer);

/* What one answer says, to whom it was said; the caller has asked the policy. */
enum at_status at_saying_read(struct at_call *call, const struct at_client *client,
    const struct at_answer *answer, int session, struct at_saying *out);

/* What is left of it for the therapist when something was said to somebody else. */
enum at_status at_saying_read_rest(struct at_call *call, const struct at_client *client,
    const struct at_answer *answer, int session, struct at_saying *out);

bool at_saying_is_empty(const struct at_saying *saying);

#endif
