/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/token.h - secrets that travel: measure links, cookies, one-time links, form tokens.
 * The secret is shown once; only its BLAKE2b hash is stored. */
#ifndef AT_GUARD_TOKEN_H
#define AT_GUARD_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/random.h"

enum {
	AT_LINK_BITS = 128, AT_COOKIE_BITS = 256,
	AT_TOKEN_ROOM = 64,             /* text of at most 256 bits, with its NUL */
	AT_TOKEN_HASH = 32              /* bytes stored */
};

/* Base64url without padding: 22 letters for 128 bits, 43 for 256. */
void at_token_make(struct at_random *random, int bits, char out[AT_TOKEN_ROOM]);

/* Hash of a token as it came in.  False (and no hash) unless it is base64url text of
 * exactly that many bits. */
bool at_token_hash(const char *token, int bits, unsigned char out[AT_TOKEN_HASH]);

/* The form token that belongs to a browser's visit cookie: keyed hash, 22 letters.
 * `key` is the server's own. */
void at_token_csrf(const unsigned char key[32], const char *visit, char out[AT_TOKEN_ROOM]);

/* That key, from the master key: a page that is open while the server starts anew can still
 * be sent. */
void at_token_csrf_key(const unsigned char master[32], unsigned char out[32]);

/* Equal in constant time; false if either is NULL or the lengths differ. */
bool at_token_same(const char *a, const char *b);

#endif
