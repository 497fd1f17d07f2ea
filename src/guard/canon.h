/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/canon.h - one hash over several fields, such that no two lists of fields look alike.
 *
 * Every field is written as its length (8 bytes, big-endian) and its bytes; a number
 * is a field of 8 bytes, big-endian two's complement.  The first field names the use,
 * so that a hash made for one purpose never serves another.  BLAKE2b-256.
 */
#ifndef AT_GUARD_CANON_H
#define AT_GUARD_CANON_H

#include <stddef.h>
#include <stdint.h>

#include <sodium.h>

enum { AT_CANON_HASH = 32 };

struct at_canon {
	crypto_generichash_state state;
};

void at_canon_init(struct at_canon *canon, const char *use);
void at_canon_bytes(struct at_canon *canon, const void *bytes, size_t n_bytes);
void at_canon_text(struct at_canon *canon, const char *text);
void at_canon_number(struct at_canon *canon, int64_t number);
void at_canon_end(struct at_canon *canon, unsigned char out[AT_CANON_HASH]);

#endif
