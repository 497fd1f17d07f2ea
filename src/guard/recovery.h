/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/recovery.h - codes on paper that stand in for a lost phone, each once.
 *
 * Twelve letters and digits, 60 bits, without those that look like others.  Stored as
 * slow hashes under one salt a person, so that a try costs one hash, not ten. */
#ifndef AT_GUARD_RECOVERY_H
#define AT_GUARD_RECOVERY_H

#include <stdbool.h>

#include "base/random.h"
#include "base/status.h"
#include "guard/password.h"

enum {
	AT_RECOVERY_CODES = 10,
	AT_RECOVERY_LETTERS = 12,
	AT_RECOVERY_ROOM = 16,          /* "k7qm-2x9f-wpab" */
	AT_RECOVERY_SALT = AT_PASSWORD_SALT, AT_RECOVERY_HASH = AT_PASSWORD_KEY
};

void at_recovery_make(struct at_random *random, char out[AT_RECOVERY_ROOM]);

/* As it is typed, with or without dashes, capitals, and O for 0 or L for 1, to its
 * letters alone.  False unless it is twelve of ours. */
bool at_recovery_plain(const char *typed, char out[AT_RECOVERY_ROOM]);

/* Of the letters alone.  AT_BUSY when memory for it cannot be had. */
enum at_status at_recovery_hash(const char *plain, const unsigned char salt[AT_RECOVERY_SALT],
    unsigned char out[AT_RECOVERY_HASH], struct at_error *err);

#endif
