/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "guard/token.h"

enum { MOST_BYTES = AT_COOKIE_BITS / 8, LETTERS = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

void
at_token_make(struct at_random *random, int bits, char out[AT_TOKEN_ROOM])
{
	unsigned char raw[MOST_BYTES];

	assert(bits > 0 && bits % 8 == 0 && bits <= AT_COOKIE_BITS);
	at_random_bytes(random, raw, (size_t)bits / 8);
	sodium_bin2base64(out, AT_TOKEN_ROOM, raw, (size_t)bits / 8, LETTERS);
	sodium_memzero(raw, sizeof raw);
}

/* libsodium 1.0.18 takes bytes from 0x80 on for letters where char is signed. */
static bool
is_base64url(const char *text)
{
	return text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789-_")] == '\0';
}

bool
at_token_hash(const char *token, int bits, unsigned char out[AT_TOKEN_HASH])
{
	unsigned char raw[MOST_BYTES];
	size_t n = 0;

	assert(bits > 0 && bits % 8 == 0 && bits <= AT_COOKIE_BITS);
	/* Stray bits in the last letter are refused by libsodium: one spelling each. */
	if (!is_base64url(token)
	    || sodium_base642bin(raw, sizeof raw, token, strlen(token), NULL, &n, NULL,
	           LETTERS) != 0
	    || n != (size_t)bits / 8)
		return false;
	crypto_generichash(out, AT_TOKEN_HASH, raw, n, NULL, 0);
	sodium_memzero(raw, sizeof raw);
	return true;
}

void
at_token_csrf(const unsigned char key[32], const char *visit, char out[AT_TOKEN_ROOM])
{
	unsigned char hash[AT_LINK_BITS / 8];

	crypto_generichash(hash, sizeof hash, (const unsigned char *)visit, strlen(visit), key, 32);
	sodium_bin2base64(out, AT_TOKEN_ROOM, hash, sizeof hash, LETTERS);
}

void
at_token_csrf_key(const unsigned char master[32], unsigned char out[32])
{
	static const unsigned char purpose[] = "attune form tokens";

	crypto_generichash(out, 32, purpose, sizeof purpose - 1, master, 32);
}

bool
at_token_same(const char *a, const char *b)
{
	if (a == NULL || b == NULL || strlen(a) != strlen(b))
		return false;
	return sodium_memcmp(a, b, strlen(a)) == 0;
}
