/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/delay.h - how long a wrong password makes the next one wait: instead of a
 * lock-out, which anybody could bring upon a colleague.
 *
 * Failures are counted per account and per network, since one guesser may try many
 * accounts.  A network is a whole clinic behind one address, so it has more of them free.
 * Pure; the store keeps the counts.
 */
#ifndef AT_GUARD_DELAY_H
#define AT_GUARD_DELAY_H

#include "base/time.h"

enum {
	AT_DELAY_FREE = 3,              /* failures of an account without a wait */
	AT_DELAY_FREE_NETWORK = 30,
	AT_NETWORK_ROOM = 64
};

#define AT_DELAY_LONGEST (5 * AT_MINUTE)
#define AT_DELAY_QUIET   (15 * AT_MINUTE)       /* after this the count begins anew */

struct at_failures {
	int count;                      /* 0: none yet */
	at_ms last;                     /* when the newest was */
};

/* Milliseconds until the next try is looked at; 0 if now.  The longer of the two: 1 s
 * after the first failure that is not free, then twice as long each time. */
at_ms at_delay_wait(struct at_failures account, struct at_failures network, at_ms now);

/* What to keep after one more failure. */
struct at_failures at_delay_failed(struct at_failures before, at_ms now);

/* The network of an address: "192.0.2.0/24", "2001:db8:1:2::/64", "other" if it is none. */
void at_delay_network(const char *peer, char out[AT_NETWORK_ROOM]);

#endif
