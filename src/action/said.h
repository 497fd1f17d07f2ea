/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/said.h - opening what was said in the cards, by those it was said to.
 *
 * Until somebody opens it there is only "something was said".  Who opened what, and when
 * first, is kept (store/said.h): a therapist who opens the client's side of a session before
 * the own card is in has that card marked when it is sent. */
#ifndef AT_ACTION_SAID_H
#define AT_ACTION_SAID_H

#include "action/saying.h"

/* The therapist opens what the client's side said to them about one session (0: about none).
 * One audit line, and none where there was nothing to open: what was said to somebody else
 * looks like nothing.  AT_DENIED, AT_NOT_FOUND. */
enum at_status at_action_said_open(struct at_call *call, at_id client, at_id session);

/* For the contact person: what was addressed to someone else than the therapist, unread
 * first, then the newest.  The saying of an unread one holds only who said it and when. */
struct at_said_row {
	at_id answer;
	const char *client_name, *site;
	const struct at_zone *zone;
	bool read;                      /* opened by the asker */
	struct at_saying saying;
};
enum at_status at_action_said(struct at_call *call, struct at_said_row **out, int *out_n);

/* The contact person opens one of them.  AT_NOT_FOUND unless it is on that list. */
enum at_status at_action_said_read(struct at_call *call, at_id answer);

#endif
