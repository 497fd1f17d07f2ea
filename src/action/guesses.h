/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/guesses.h - sign-ins that failed, as the administrator sees them: who has to wait now, and
 * what was tried.  What was typed is not here, and is nowhere: a wrong name may be a
 * password.  Networks are keyed hashes: the same network reads the same. */
#ifndef AT_ACTION_GUESSES_H
#define AT_ACTION_GUESSES_H

#include "base/call.h"
#include "base/zone.h"
#include "store/tried.h"

/* Somebody whose next try is not looked at yet. */
struct at_waiting {
	at_id staff;
	const char *name, *handle;
	at_ms wait;                     /* from now */
};

/* Tries within an hour, at one account from one network. */
struct at_guess {
	at_ms from;                     /* when the hour began */
	const char *name, *handle;      /* NULL: a name that nobody has */
	int tries;
	const char *network;            /* "a1b2c3d4" */
	at_ms wait;                     /* of the network, from now; 0: none */
};

struct at_guesses {
	struct at_waiting *waiting;
	int n_waiting;
	struct at_guess *lines;    /* the newest first */
	int n_lines;
	const char *older;              /* to be asked for as `before`; NULL: that was all */
	const struct at_zone *zone;     /* of the first site */
};

/* AT_DENIED unless the asker may see the settings; AT_INVALID: `before` (NULL or "": begin with
 * the newest) is none of ours. */
enum at_status at_action_guesses(struct at_call *call, const char *before,
    struct at_guesses *out);

/* Somebody may try again at once, as after the right password: the count of the account begins
 * anew, those of networks stand.  AT_NOT_FOUND; AT_CONFLICT when the count is not this
 * clinic's alone. */
enum at_status at_action_let_try(struct at_call *call, at_id staff);

#endif
