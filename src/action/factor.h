/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/factor.h - the own second factor: set up, its recovery codes, given up; and taken
 * away by an administrator when a phone is lost. */
#ifndef AT_ACTION_FACTOR_H
#define AT_ACTION_FACTOR_H

#include "base/call.h"
#include "guard/recovery.h"
#include "guard/totp.h"

struct at_factor_view {
	bool on, required;              /* required: by the clinic, of this person */
	bool asks_password;             /* changes need the password */
	at_ms since;                    /* when on */
	int n_codes;                    /* recovery codes left, when on */
	/* To be set up, when off: by hand, and as a picture.  NULL when on. */
	const char *secret, *address;
};

enum at_status at_action_factor(struct at_call *call, struct at_factor_view *out);

/* Shown once: what is kept is a hash. */
struct at_recovery_codes {
	char at[AT_RECOVERY_CODES][AT_RECOVERY_ROOM];
};

/* Each needs the own password, unless there is none or the asker came by a one-time link:
 * AT_DENIED, or AT_BUSY after too many wrong ones.  AT_CONFLICT when it was changed
 * meanwhile.
 *
 * On with a code of what at_action_factor() offers this login; AT_INVALID if it does not
 * fit.  All other logins end. */
enum at_status at_action_factor_on(struct at_call *call, const char *password, const char *code,
    struct at_recovery_codes *out);
/* New recovery codes; the ones before are worth nothing. */
enum at_status at_action_factor_codes(struct at_call *call, const char *password,
    struct at_recovery_codes *out);
/* AT_INVALID when the clinic wants it, or when the password is too short to be alone. */
enum at_status at_action_factor_off(struct at_call *call, const char *password);

/* Take it away from somebody who lost the phone: settings may.  Their logins end, and they
 * come in by password or one-time link alone.  AT_NOT_FOUND: no such person; AT_CONFLICT:
 * there is none. */
enum at_status at_action_factor_reset(struct at_call *call, at_id staff);

/* Whether somebody has one, for their page. */
enum at_status at_action_factor_has(struct at_call *call, at_id staff, bool *out);

#endif
