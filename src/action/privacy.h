/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/privacy.h - what somebody may ask for their record: that it is kept, that nothing is
 * done with it, that it goes.  For the privacy officer and the command line. */
#ifndef AT_ACTION_PRIVACY_H
#define AT_ACTION_PRIVACY_H

#include "base/call.h"
#include "store/privacy.h"

/* Set or lift a hold or a restriction.  Setting again replaces time and reason. */
struct at_privacy_ask {
	at_id client;
	enum at_privacy_kind kind;
	bool lift;
	at_ms until;                    /* of a hold; 0: until it is lifted */
	const char *reason;             /* needed to set one */
};

/* AT_INVALID: no reason, or a time that is past; AT_GONE: the client is erased; AT_CONFLICT:
 * there is nothing to lift, or a safety answer of the client's waits for somebody: what
 * nobody may look into must not hide it. */
enum at_status at_action_privacy_set(struct at_call *call, const struct at_privacy_ask *ask);

#endif
