/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "guard/canon.h"

static void
big_endian(uint64_t x, unsigned char out[8])
{
	for (int i = 7; i >= 0; i--, x >>= 8)
		out[i] = (unsigned char)(x & 0xff);
}

void
at_canon_init(struct at_canon *canon, const char *use)
{
	crypto_generichash_init(&canon->state, NULL, 0, AT_CANON_HASH);
	at_canon_text(canon, use);
}

void
at_canon_bytes(struct at_canon *canon, const void *bytes, size_t n_bytes)
{
	unsigned char length[8];

	big_endian(n_bytes, length);
	crypto_generichash_update(&canon->state, length, sizeof length);
	crypto_generichash_update(&canon->state, bytes, n_bytes);
}

void
at_canon_text(struct at_canon *canon, const char *text)
{
	at_canon_bytes(canon, text, strlen(text));
}

void
at_canon_number(struct at_canon *canon, int64_t number)
{
	unsigned char bytes[8];

	big_endian((uint64_t)number, bytes);
	at_canon_bytes(canon, bytes, sizeof bytes);
}

void
at_canon_end(struct at_canon *canon, unsigned char out[AT_CANON_HASH])
{
	crypto_generichash_final(&canon->state, out, AT_CANON_HASH);
}
