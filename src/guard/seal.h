/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/seal.h - sealing what names a person: XChaCha20-Poly1305 under a key per client,
 * itself sealed by the master key.  The place of a sealed field is bound in as
 * associated data, so that a row moved elsewhere does not open. */
#ifndef AT_GUARD_SEAL_H
#define AT_GUARD_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/id.h"
#include "base/random.h"
#include "base/status.h"

enum { AT_KEY_BYTES = 32, AT_SEAL_EXTRA = 1 + 24 + 16 };        /* version, nonce, tag */

struct at_key {
	unsigned char bytes[AT_KEY_BYTES];
};

/* Where a sealed field stands. */
struct at_place {
	const char *field;              /* "client.name", "answer.words": a constant */
	at_id org, row;
};

struct at_key at_key_make(struct at_random *random);
void at_key_wipe(struct at_key *key);

/* Where the master key is looked for; the first that applies holds. */
struct at_key_source {
	const char *key_file;           /* --key-file; NULL if not given */
	const char *credentials;        /* $CREDENTIALS_DIRECTORY; used if it has "master" */
	const char *folder;             /* the data folder, with keys/master */
	bool make;                      /* make keys/master, mode 0600, if it is missing */
};

/* Read the master key, 32 raw bytes.  A made key is on disk before this returns.
 * AT_NOT_FOUND, AT_CORRUPT (wrong length), AT_DENIED (others may read it), AT_IO. */
enum at_status at_key_master(const struct at_key_source *source, struct at_random *random,
    struct at_key *out, struct at_error *err);

/* n_bytes + AT_SEAL_EXTRA bytes in `arena`. */
unsigned char *at_seal(struct at_arena *arena, const struct at_key *key, struct at_place place,
    struct at_random *random, const void *bytes, size_t n_bytes, size_t *out_n);

/* AT_CORRUPT when key, place or bytes do not fit together.  A NUL follows the result. */
enum at_status at_unseal(struct at_arena *arena, const struct at_key *key, struct at_place place,
    const void *sealed, size_t n_sealed, char **out, size_t *out_n, struct at_error *err);

#endif
