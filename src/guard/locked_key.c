/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <sodium.h>

#include "guard/locked_key.h"
#include "guard/password.h"

/* VERSION, passes, memory in KiB (4 bytes each, little-endian), salt, nonce, cipher text with
 * its tag; everything before the nonce is bound in. */
enum {
	VERSION = 1, NUMBER = 4, SALT = crypto_pwhash_SALTBYTES,
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	PLACE_PASSES = 1, PLACE_MEMORY = PLACE_PASSES + NUMBER, PLACE_SALT = PLACE_MEMORY + NUMBER,
	PLACE_NONCE = PLACE_SALT + SALT, PLACE_CIPHER = PLACE_NONCE + NONCE,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES
};

enum { PASSES = 3, MEMORY_KIB = 256 << 10, MOST_PASSES = 64, MOST_KIB = 4 << 20 };

_Static_assert(AT_LOCKED_KEY_BYTES == PLACE_CIPHER + AT_KEY_BYTES + TAG, "the room it takes");

static void
put_number(unsigned char *out, uint32_t number)
{
	for (int i = 0; i < NUMBER; i++)
		out[i] = (unsigned char)(number >> 8 * i);
}

static uint32_t
get_number(const unsigned char *bytes)
{
	uint32_t number = 0;

	for (int i = 0; i < NUMBER; i++)
		number |= (uint32_t)bytes[i] << 8 * i;
	return number;
}

static enum at_status
derive(const unsigned char *head, const char *passphrase, struct at_key *out,
    struct at_error *err)
{
	uint32_t passes = get_number(head + PLACE_PASSES), kib = get_number(head + PLACE_MEMORY);

	if (passes < crypto_pwhash_OPSLIMIT_MIN || passes > MOST_PASSES || kib > MOST_KIB
	    || (uint64_t)kib * 1024 < crypto_pwhash_MEMLIMIT_MIN)
		return at_fail(err, AT_CORRUPT, "The locked key is not as this program writes it");
	if (crypto_pwhash(out->bytes, sizeof out->bytes, passphrase, strlen(passphrase),
	    head + PLACE_SALT, passes, (size_t)kib * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return at_fail(err, AT_BUSY, "%u MB of memory are needed for the passphrase",
		    (unsigned)(kib / 1024));
	return AT_OK;
}

enum at_status
at_key_lock(const struct at_key *key, const char *passphrase, struct at_random *random,
    unsigned char out[AT_LOCKED_KEY_BYTES], struct at_error *err)
{
	struct at_key lock;
	enum at_status st = at_password_check(passphrase, NULL, err);

	if (st != AT_OK)
		return st;
	out[0] = VERSION;
	put_number(out + PLACE_PASSES, PASSES);
	put_number(out + PLACE_MEMORY, MEMORY_KIB);
	at_random_bytes(random, out + PLACE_SALT, SALT);
	at_random_bytes(random, out + PLACE_NONCE, NONCE);
	st = derive(out, passphrase, &lock, err);
	if (st == AT_OK)
		crypto_aead_xchacha20poly1305_ietf_encrypt(out + PLACE_CIPHER, NULL, key->bytes,
		    sizeof key->bytes, out, PLACE_NONCE, NULL, out + PLACE_NONCE, lock.bytes);
	at_key_wipe(&lock);
	return st;
}

enum at_status
at_key_unlock(const void *locked, size_t n_locked, const char *passphrase, struct at_key *out,
    struct at_error *err)
{
	const unsigned char *bytes = locked;
	struct at_key lock;
	enum at_status st;

	if (n_locked != AT_LOCKED_KEY_BYTES || bytes[0] != VERSION)
		return at_fail(err, AT_CORRUPT, "The locked key is not as this program writes it");
	st = derive(bytes, passphrase, &lock, err);
	if (st == AT_OK && crypto_aead_xchacha20poly1305_ietf_decrypt(out->bytes, NULL, NULL,
	    bytes + PLACE_CIPHER, AT_KEY_BYTES + TAG, bytes, PLACE_NONCE, bytes + PLACE_NONCE,
	    lock.bytes) != 0)
		st = at_fail(err, AT_DENIED, "This is another passphrase than the one the key was"
		    " locked with");
	at_key_wipe(&lock);
	return st;
}
