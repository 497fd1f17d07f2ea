/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/demo.h - a small invented clinic with some weeks of history, told by the same
 * actions that a real one lives by, at the times at which they would have happened. */
#ifndef AT_ACTION_DEMO_H
#define AT_ACTION_DEMO_H

#include <stdbool.h>

#include "base/call.h"

/* The demonstration clinic is founded so long before it is looked at. */
#define AT_DEMO_HISTORY (100 * AT_DAY)

/* Courses of therapy that ended before that, so that there is something to expect. */
enum { AT_DEMO_FORMER = 320 };

/* Let everything happen that has happened until `now`.  The asker is the operator of a
 * clinic made from demo/clinic.txt.  `crowd` false: the clients with a story alone. */
enum at_status at_action_demo_fill(struct at_call *call, at_ms now, bool crowd);

/* The ways in: a sign-in for each role, and forms that wait for a client. */
struct at_demo_door {
	const char *what, *who, *url;
};
struct at_demo_doors {
	struct at_demo_door *roles;
	int n_roles;
	struct at_demo_door *forms;
	int n_forms;
};
enum at_status at_action_demo_doors(struct at_call *call, struct at_demo_doors *out);

#endif
