/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/locked_key.h - the master key under a passphrase: the only form in which it may lie
 * beside the data it opens.
 *
 * Argon2id makes a key of the passphrase, XChaCha20-Poly1305 locks with it.  Its cost is
 * written along: 256 MiB and three passes, for whoever steals the file has all the time. */
#ifndef AT_GUARD_LOCKED_KEY_H
#define AT_GUARD_LOCKED_KEY_H

#include "guard/seal.h"

enum { AT_LOCKED_KEY_BYTES = 1 + 4 + 4 + 16 + 24 + AT_KEY_BYTES + 16 };

/* AT_INVALID: the passphrase is too easy (guard/password.h); AT_BUSY: no memory for it. */
enum at_status at_key_lock(const struct at_key *key, const char *passphrase,
    struct at_random *random, unsigned char out[AT_LOCKED_KEY_BYTES], struct at_error *err);

/* AT_DENIED: another passphrase, or other bytes; AT_CORRUPT: not as at_key_lock() writes it;
 * AT_BUSY. */
enum at_status at_key_unlock(const void *locked, size_t n_locked, const char *passphrase,
    struct at_key *out, struct at_error *err);

#endif
