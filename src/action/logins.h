/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/logins.h - where somebody is signed in, and ending that; tries that failed. */
#ifndef AT_ACTION_LOGINS_H
#define AT_ACTION_LOGINS_H

#include "base/call.h"
#include "base/zone.h"
#include "store/people.h"
#include "store/tried.h"

/* Logins that are open now, the newest first.  `staff` 0 means the asker, everywhere below;
 * somebody else's are for whoever may change the settings. */
enum at_status at_action_logins(struct at_call *call, at_id staff, struct at_login **out,
    int *out_n);

/* End one of theirs.  AT_NOT_FOUND when there is none of that id open. */
enum at_status at_action_login_end(struct at_call *call, at_id staff, at_id login);

/* End them all but the one that asks. */
enum at_status at_action_logins_end(struct at_call *call, at_id staff);

/* The clock that times of logins are told by: that of the first site. */
enum at_status at_action_logins_zone(struct at_call *call, const struct at_zone **out);

/* Tries that failed, by the hour, the newest first: at most `most` hours of the last 90
 * days.  For whoever may see the settings. */
enum at_status at_action_tried(struct at_call *call, int most, struct at_tried_hour **out,
    int *out_n);

#endif
