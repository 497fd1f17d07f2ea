/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/sitting.h - several forms at one sitting: once one was sent or declined, the next
 * that is open for the same person is offered to the same browser.
 *
 * A sitting is over half a day after its form was begun: an old receipt opens nothing. */
#ifndef AT_ACTION_SITTING_H
#define AT_ACTION_SITTING_H

#include "action/form.h"

#define AT_SITTING_LASTS (12 * AT_HOUR)

struct at_sitting {
	int n_left;                     /* forms still open for this person; 0: none */
	struct at_form_view next;       /* the first of them, with its words, not begun */
};

/* What is left after a form, as its browser sees it.  For the client (or a parent, or the
 * therapist) of that form alone; the therapist's own cards are those of one session. */
enum at_status at_action_sitting(struct at_call *call, const struct at_form_view *view,
    struct at_sitting *out);

/* Begin the next one in this browser.  AT_NOT_FOUND: this browser did not begin `due`;
 * AT_GONE: that is not finished, or nothing is left. */
enum at_status at_action_sitting_next(struct at_call *call, at_id due,
    const unsigned char *cookie_hash, struct at_form_view *out);

#endif
