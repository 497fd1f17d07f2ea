/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/own_page.h - the personal address of a client's (or a parent's) own page: made in
 * the clinic, opened with a PIN.
 *
 * The address alone opens nothing, however it was come by: the PIN is chosen in the clinic,
 * by the one it belongs to, on the therapist's screen. */
#ifndef AT_ACTION_OWN_PAGE_H
#define AT_ACTION_OWN_PAGE_H

#include "base/call.h"
#include "base/zone.h"
#include "guard/token.h"
#include "guard/who.h"

/* A browser is signed out after so long without use, and in any case after so long. */
enum { AT_OWN_IDLE_MS = 15 * 60 * 1000, AT_OWN_LONGEST_MS = 12 * 60 * 60 * 1000 };

/* Whose page. */
struct at_own_of {
	at_id client;
	bool parent;                    /* the parent's or carer's, not the client's */
};

/* ---- in the clinic ------------------------------------------------------------ */

struct at_own_address {
	const char *client_name;
	bool has_parent;                /* the client came with a parent or carer */
	at_ms made;                     /* 0: there is none */
	const struct at_zone *zone;
	bool has_pin;
	const char *token, *url;        /* NULL unless it is known: it is kept nowhere */
};

/* As it stands.  `token` (may be NULL) is an address shown before, to be shown again; any
 * other is passed over.  AT_DENIED, AT_NOT_FOUND (no such client, or no parent). */
enum at_status at_action_own_address(struct at_call *call, const struct at_own_of *of,
    const char *token, struct at_own_address *out);

/* A new address without a PIN.  The one before, its PIN and its browsers end. */
enum at_status at_action_own_make(struct at_call *call, const struct at_own_of *of,
    struct at_own_address *out);

/* The PIN, typed twice.  Its browsers are signed out.  AT_INVALID with one line to mend. */
enum at_status at_action_own_pin(struct at_call *call, const struct at_own_of *of,
    const char *pin, const char *again);

/* Nothing opens it any more. */
enum at_status at_action_own_end(struct at_call *call, const struct at_own_of *of);

/* ---- whose it is --------------------------------------------------------------- */

/* Open it in a browser.  AT_DENIED with the same line and in the same time whatever was
 * wrong: no such address, no PIN yet, another PIN.  AT_BUSY with the seconds to wait after
 * too many tries at this address or from this network. */
struct at_own_entered {
	char cookie[AT_TOKEN_ROOM];
};
enum at_status at_action_own_enter(struct at_call *call, const char *token, const char *pin,
    const char *peer, struct at_own_entered *out);

/* Who the cookie says is asking: AT_CLIENT or AT_PARENT.  AT_NOT_FOUND: nobody, or not any
 * more; *out_lang is the language the client is asked in.  The login's last use is noted, at
 * most once a minute. */
enum at_status at_action_own_who(struct at_call *call, const char *cookie, struct at_who *out,
    const char **out_lang);

/* End this browser's login. */
enum at_status at_action_own_leave(struct at_call *call);

#endif
