/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/password.h - Argon2id (19 MiB, t = 2), one at a time in the whole process. */
#ifndef AT_GUARD_PASSWORD_H
#define AT_GUARD_PASSWORD_H

#include <stdbool.h>

#include "base/call.h"

enum {
	AT_PASSWORD_ROOM = 128,
	AT_PASSWORD_LEAST = 15, AT_PASSWORD_MOST = 256,         /* characters, not bytes */
	AT_PASSWORD_LEAST_OF_TWO = 8,   /* when a second factor is asked for as well */
	AT_PASSWORD_PIECES = 8,         /* what must be left to guess: guard/obvious.h */
	AT_PASSWORD_PIECES_OF_TWO = 5,
	AT_PASSWORD_SALT = 16, AT_PASSWORD_KEY = 32
};

/* AT_INVALID with one helpful line: too short, too long, too easy to guess, or contains
 * the sign-in name (its part before an @; `login` may be NULL).  Text is valid UTF-8. */
enum at_status at_password_check(const char *password, const char *login, struct at_error *err);

/* The same in the reader's words.  `of_two`: a second factor is asked for as well, and less
 * will do. */
enum at_status at_password_check_as(struct at_call *call, const char *password,
    const char *login, bool of_two);

/* Whether it is long enough to come in by alone. */
bool at_password_alone(const char *password);

/* Hash to libsodium's text form.  AT_BUSY when memory for it cannot be had. */
enum at_status at_password_hash(const char *password, char out[AT_PASSWORD_ROOM],
    struct at_error *err);

/* With hash NULL or "" the same work is done against at_password_nobody, so that an
 * unknown name takes as long as a wrong password. */
bool at_password_verify(const char *password, const char *hash);

/* The same slow hash under a salt of the caller's.  AT_BUSY as above. */
enum at_status at_password_stretch(const char *password,
    const unsigned char salt[AT_PASSWORD_SALT], unsigned char out[AT_PASSWORD_KEY],
    struct at_error *err);

/* A hash nobody knows the password of, as costly as any other. */
extern const char at_password_nobody[];

#endif
