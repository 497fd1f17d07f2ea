/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/health.h - how the program is doing: for probes and collectors, in counts alone.
 *
 * Nothing here is about anybody, so no policy stands before it; who may ask is settled at
 * the door. */
#ifndef AT_ACTION_HEALTH_H
#define AT_ACTION_HEALTH_H

#include "base/call.h"
#include "store/health.h"
#include "store/store.h"

struct at_health {
	struct at_store_state store;
	bool counted;                   /* the database answered: counts hold */
	struct at_health_counts counts;
};

/* Whether an answer sent now would be kept: a row can be read, the schema is this program's,
 * and the writer can begin and end a transaction.  AT_BUSY, AT_IO, AT_CORRUPT. */
enum at_status at_action_ready(struct at_call *call);

/* Whether call->house's master key opens what is sealed in that database; true of one where
 * nothing is.  AT_CORRUPT: it is the key of another. */
enum at_status at_action_key_fits(struct at_call *call, struct at_db *db);

void at_action_health(struct at_call *call, struct at_health *out);

#endif
