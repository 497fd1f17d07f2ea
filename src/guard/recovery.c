/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <string.h>

#include <sodium.h>

#include "guard/recovery.h"

/* Thirty-two: no i, l, o or u. */
static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";

void
at_recovery_make(struct at_random *random, char out[AT_RECOVERY_ROOM])
{
	unsigned char bytes[AT_RECOVERY_LETTERS];
	int n = 0;

	at_random_bytes(random, bytes, sizeof bytes);
	for (int i = 0; i < AT_RECOVERY_LETTERS; i++) {
		if (i > 0 && i % 4 == 0)
			out[n++] = '-';
		out[n++] = letters[bytes[i] & 31];
	}
	out[n] = '\0';
	sodium_memzero(bytes, sizeof bytes);
}

/* What somebody meant by a letter, or NUL. */
static char
letter_of(char typed)
{
	char c = (char)tolower((unsigned char)typed);

	if (c == 'o')
		return '0';
	if (c == 'i' || c == 'l')
		return '1';
	return c != '\0' && strchr(letters, c) != NULL ? c : '\0';
}

bool
at_recovery_plain(const char *typed, char out[AT_RECOVERY_ROOM])
{
	int n = 0;

	for (; *typed != '\0'; typed++) {
		if (*typed == ' ' || *typed == '-')
			continue;
		if (letter_of(*typed) == '\0' || n == AT_RECOVERY_LETTERS)
			return false;
		out[n++] = letter_of(*typed);
	}
	out[n] = '\0';
	return n == AT_RECOVERY_LETTERS;
}

enum at_status
at_recovery_hash(const char *plain, const unsigned char salt[AT_RECOVERY_SALT],
    unsigned char out[AT_RECOVERY_HASH], struct at_error *err)
{
	return at_password_stretch(plain, salt, out, err);
}
