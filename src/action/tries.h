/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/tries.h - wrong guesses at a password or PIN make the next one wait: counted per
 * account and per network (guard/delay.h).  For this room only. */
#ifndef AT_ACTION_TRIES_H
#define AT_ACTION_TRIES_H

#include "base/call.h"
#include "guard/token.h"
#include "store/db.h"

/* Accounts and networks are kept hashed under the master key: the table says nothing about
 * anybody, and there are too few networks to hide without a key. */
struct at_tries {
	unsigned char account[AT_TOKEN_HASH], network[AT_TOKEN_HASH];
	bool by_network;
};

/* The keys alone.  `peer` NULL: who asks is known, and the network does not count. */
void at_tries_make(const struct at_call *call, const char *kind, const char *account,
    const char *peer, struct at_tries *out);

/* AT_BUSY with the seconds to wait.  `kind` keeps accounts of one sort from those of
 * another ("name", "page", "code", "own"); there need be none of that name. */
enum at_status at_tries_load(struct at_call *call, const char *kind, const char *account,
    const char *peer, struct at_tries *out);

/* Inside a job: counted where it is written, so that guesses made at the same time are as
 * many failures. */
enum at_status at_tries_failed(struct at_db *db, struct at_arena *scratch,
    const struct at_tries *tries, at_ms now, struct at_error *err);

/* Inside a job, before the right one counts: AT_CONFLICT when so many wrong ones were written
 * since at_tries_load() that it would have to wait by now.  Guesses sent all at once are not
 * more than one after the other. */
enum at_status at_tries_still(struct at_db *db, struct at_arena *scratch,
    const struct at_tries *tries, at_ms now, struct at_error *err);

/* Inside a job, after the right one: the account begins anew, the network's tries stand. */
enum at_status at_tries_right(struct at_db *db, const struct at_tries *tries,
    struct at_error *err);

#endif
