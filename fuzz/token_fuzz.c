/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes from outside as tokens, form tokens and sealed fields: nothing opens without the
 * key, and what we made comes back. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "guard/guard.h"
#include "guard/seal.h"
#include "guard/token.h"

#define MUST(truth) \
	do { \
		if (!(truth)) \
			abort(); \
	} while (0)

int LLVMFuzzerInitialize(int *n_args, char ***args);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

/* A token that is taken has one spelling: its bytes make the same text again. */
static void
one_spelling(const char *text, int bits)
{
	unsigned char hash[AT_TOKEN_HASH], raw[AT_TOKEN_HASH];
	char again[AT_TOKEN_ROOM];
	size_t n;

	if (!at_token_hash(text, bits, hash))
		return;
	MUST(sodium_base642bin(raw, sizeof raw, text, strlen(text), NULL, &n, NULL,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0);
	MUST(n == (size_t)bits / 8);
	sodium_bin2base64(again, sizeof again, raw, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	MUST(strcmp(text, again) == 0);
}

static void
form_tokens(const char *text)
{
	static const unsigned char key[32] = { 7 }, other_key[32] = { 8 };
	char right[AT_TOKEN_ROOM], wrong[AT_TOKEN_ROOM];

	at_token_csrf(key, text, right);
	at_token_csrf(other_key, text, wrong);
	MUST(strlen(right) == 22);
	MUST(at_token_same(right, right));
	MUST(!at_token_same(right, wrong));
	MUST(!at_token_same(text, right));
}

static void
sealed_fields(struct at_arena *arena, const uint8_t *bytes, size_t n_bytes)
{
	struct at_random random = at_random_seeded(n_bytes);
	struct at_key key = at_key_make(&random);
	struct at_place place = { "client.identity", 7, 12 };
	struct at_error err = { .status = AT_OK };
	unsigned char *sealed;
	char *text = NULL;
	size_t n, n_text = 0;

	MUST(at_unseal(arena, &key, place, bytes, n_bytes, &text, &n_text, &err) == AT_CORRUPT);
	MUST(text == NULL && n_text == 0);

	sealed = at_seal(arena, &key, place, &random, bytes, n_bytes, &n);
	MUST(n == n_bytes + AT_SEAL_EXTRA);
	MUST(at_unseal(arena, &key, place, sealed, n, &text, &n_text, NULL) == AT_OK);
	MUST(n_text == n_bytes && (n_bytes == 0 || memcmp(text, bytes, n_bytes) == 0));
	sealed[n_bytes % n] ^= 1;
	MUST(at_unseal(arena, &key, place, sealed, n, &text, &n_text, NULL) == AT_CORRUPT);
}

int
LLVMFuzzerInitialize(int *n_args, char ***args)
{
	(void)n_args;
	(void)args;
	return at_guard_start(NULL) == AT_OK ? 0 : 1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
	struct at_arena *arena = at_arena_open();
	const char *text = at_strndup(arena, (const char *)bytes, n_bytes);

	one_spelling(text, AT_LINK_BITS);
	one_spelling(text, AT_COOKIE_BITS);
	form_tokens(text);
	sealed_fields(arena, bytes, n_bytes);
	at_arena_close(arena);
	return 0;
}
