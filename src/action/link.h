/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/link.h - the therapist hands a client, or a parent, an address for what is open now. */
#ifndef AT_ACTION_LINK_H
#define AT_ACTION_LINK_H

#include "base/call.h"
#include "base/id.h"
#include "base/zone.h"

enum at_party { AT_PARTY_CLIENT, AT_PARTY_PARENT };

struct at_linked_form {
	const char *title;              /* as staff call it */
	at_ms closes;
};

/* One address for a sitting: it opens the first form, and each leads to the next. */
struct at_handed_link {
	const char *client_name;
	const struct at_zone *zone;
	const char *url;                /* NULL: nothing is open now */
	struct at_linked_form *forms;
	int n_forms;
	at_ms opens;                    /* when something opens next; 0: nothing is planned */
};

/* A new address each time; older ones stay good.  For the client's therapist: AT_DENIED,
 * AT_NOT_FOUND; AT_INVALID while the site has not set up everything. */
enum at_status at_action_link_for(struct at_call *call, at_id client, enum at_party party,
    struct at_handed_link *out);

#endif
