/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/factor_open.h - a second factor's secret, sealed and opened; who may change
 * the own sign-in.  For this room only. */
#ifndef AT_ACTION_FACTOR_OPEN_H
#define AT_ACTION_FACTOR_OPEN_H

#include "base/call.h"
#include "guard/policy.h"
#include "guard/totp.h"
#include "store/factor.h"
#include "store/people.h"

/* AT_CORRUPT when the master key is another than the one it was sealed by. */
enum at_status at_factor_open(struct at_call *call, const struct at_second_factor *factor,
    struct at_totp *out);
struct at_bytes at_factor_seal(struct at_call *call, const struct at_staff *staff,
    const struct at_totp *secret);

/* Whether this is the asker's password; it need not be given when there is none, or by who
 * came with a one-time link.  AT_DENIED, or AT_BUSY after too many wrong ones. */
enum at_status at_own_password(struct at_call *call, const struct at_staff *staff,
    const char *password);

/* The asker, whose own sign-in is to be looked at or changed; or somebody of the clinic, by
 * whoever may change its settings.  AT_DENIED, AT_NOT_FOUND. */
enum at_status at_own_staff(struct at_call *call, enum at_verb verb, struct at_staff *out);
enum at_status at_their_staff(struct at_call *call, enum at_verb verb, at_id staff,
    struct at_staff *out);

/* What guesses of somebody known are counted by (action/tries.h). */
const char *at_factor_account(struct at_call *call, const struct at_staff *staff);

#endif
