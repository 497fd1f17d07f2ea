/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <stdint.h>

#include <sodium.h>

#include "guard/canon.h"
#include "guard/seal.h"

/* A sealed field is VERSION, nonce, cipher text with its tag. */
enum {
	VERSION = 1,
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES
};

_Static_assert(AT_SEAL_EXTRA == 1 + NONCE + TAG, "the room a seal takes");
_Static_assert(AT_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "the key's length");

struct at_key
at_key_make(struct at_random *random)
{
	struct at_key key;

	at_random_bytes(random, key.bytes, sizeof key.bytes);
	return key;
}

void
at_key_wipe(struct at_key *key)
{
	sodium_memzero(key->bytes, sizeof key->bytes);
}

/* The associated data: version and place, hashed, so that it has one length. */
static void
hash_place(struct at_place place, unsigned char out[AT_CANON_HASH])
{
	struct at_canon canon;

	at_canon_init(&canon, "attune seal 1");
	at_canon_text(&canon, place.field);
	at_canon_number(&canon, place.org);
	at_canon_number(&canon, place.row);
	at_canon_end(&canon, out);
}

unsigned char *
at_seal(struct at_arena *arena, const struct at_key *key, struct at_place place,
    struct at_random *random, const void *bytes, size_t n_bytes, size_t *out_n)
{
	unsigned char where[AT_CANON_HASH], *sealed, *nonce;

	assert(n_bytes <= SIZE_MAX - AT_SEAL_EXTRA);
	sealed = AT_NEW(arena, unsigned char, n_bytes + AT_SEAL_EXTRA);
	nonce = sealed + 1;
	sealed[0] = VERSION;
	at_random_bytes(random, nonce, NONCE);
	hash_place(place, where);
	crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + NONCE, NULL, bytes, n_bytes, where,
	    sizeof where, NULL, nonce, key->bytes);
	*out_n = n_bytes + AT_SEAL_EXTRA;
	return sealed;
}

enum at_status
at_unseal(struct at_arena *arena, const struct at_key *key, struct at_place place,
    const void *sealed, size_t n_sealed, char **out, size_t *out_n, struct at_error *err)
{
	const unsigned char *bytes = sealed, *nonce;
	unsigned char where[AT_CANON_HASH];
	size_t n;
	char *text;

	if (n_sealed < AT_SEAL_EXTRA || bytes[0] != VERSION)
		return at_fail(err, AT_CORRUPT, "A stored %s is damaged", place.field);
	n = n_sealed - AT_SEAL_EXTRA;
	nonce = bytes + 1;
	text = AT_NEW(arena, char, n + 1);
	hash_place(place, where);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)text, NULL, NULL,
	        nonce + NONCE, n + TAG, where, sizeof where, nonce, key->bytes) != 0)
		return at_fail(err, AT_CORRUPT, "A stored %s does not open: it was changed or "
		    "moved, or the key is not its own", place.field);
	text[n] = '\0';
	*out = text;
	*out_n = n;
	return AT_OK;
}
