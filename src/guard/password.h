/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/password.h - Argon2id (19 MiB, t = 2), one at a time in the whole process. */
#ifndef AT_GUARD_PASSWORD_H
#define AT_GUARD_PASSWORD_H

#include <stdbool.h>

#include "base/status.h"

enum { AT_PASSWORD_ROOM = 128, AT_PASSWORD_LEAST = 15, AT_PASSWORD_MOST = 256 };

/* AT_INVALID with one helpful line: too short (counted in characters), too long, on the
 * list of common ones (assets of ours, embedded), or contains the sign-in name. */
enum at_status at_password_check(const char *password, const char *login, struct at_error *err);

/* Hash to libsodium's text form.  AT_BUSY when memory for it cannot be had. */
enum at_status at_password_hash(const char *password, char out[AT_PASSWORD_ROOM],
    struct at_error *err);

/* With hash NULL or "" the same work is done against a fixed hash, so that an unknown
 * name takes as long as a wrong password. */
bool at_password_verify(const char *password, const char *hash);

#endif
