/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <liboath/oath.h>
#include <sodium.h>

#include "base/buffer.h"
#include "guard/totp.h"

struct at_totp
at_totp_make(const unsigned char master[32], at_id login, int64_t version)
{
	static const unsigned char purpose[] = "attune second factor";
	struct at_totp made;
	crypto_generichash_state state;

	crypto_generichash_init(&state, master, 32, sizeof made.bytes);
	crypto_generichash_update(&state, purpose, sizeof purpose);
	crypto_generichash_update(&state, (const unsigned char *)&login, sizeof login);
	crypto_generichash_update(&state, (const unsigned char *)&version, sizeof version);
	crypto_generichash_final(&state, made.bytes, sizeof made.bytes);
	return made;
}

int64_t
at_totp_step_at(at_ms at)
{
	return at / AT_TOTP_STEP;
}

/* The library fails only when memory is short; no code then fits. */
void
at_totp_code(const struct at_totp *secret, int64_t step, char out[AT_TOTP_ROOM])
{
	if (oath_hotp_generate((const char *)secret->bytes, sizeof secret->bytes,
	    (uint64_t)step, AT_TOTP_ROOM - 1, false, OATH_HOTP_DYNAMIC_TRUNCATION, out)
	    != OATH_OK)
		out[0] = '\0';
}

bool
at_totp_plain(const char *typed, char out[AT_TOTP_ROOM])
{
	int n = 0;

	for (; *typed != '\0'; typed++) {
		if (*typed == ' ')
			continue;
		if (*typed < '0' || *typed > '9' || n == AT_TOTP_ROOM - 1)
			return false;
		out[n++] = *typed;
	}
	out[n] = '\0';
	return n == AT_TOTP_ROOM - 1;
}

int64_t
at_totp_match(const struct at_totp *secret, const char *code, int64_t used, at_ms now)
{
	int64_t here = at_totp_step_at(now), found = 0;
	char right[AT_TOTP_ROOM];

	for (int64_t step = here - AT_TOTP_WINDOW; step <= here + AT_TOTP_WINDOW; step++) {
		at_totp_code(secret, step, right);
		if (strlen(code) == AT_TOTP_ROOM - 1
		    && sodium_memcmp(code, right, AT_TOTP_ROOM - 1) == 0 && step > used)
			found = step;
	}
	sodium_memzero(right, sizeof right);
	return found;
}

/* RFC 4648: five bits a letter; 20 bytes need no padding. */
static void
write_base32(const struct at_totp *secret, const char *letters, int group, struct at_buffer *out)
{
	for (int i = 0; i < AT_TOTP_BYTES * 8 / 5; i++) {
		int bit = i * 5, at = bit / 8;
		unsigned pair = (unsigned)secret->bytes[at] << 8
		    | (at + 1 < AT_TOTP_BYTES ? secret->bytes[at + 1] : 0);

		at_buffer_printf(out, "%s%c", group > 0 && i > 0 && i % group == 0 ? " " : "",
		    letters[pair >> (11 - bit % 8) & 31]);
	}
}

const char *
at_totp_text(struct at_arena *arena, const struct at_totp *secret)
{
	struct at_buffer text = at_buffer_init(arena);

	write_base32(secret, "abcdefghijklmnopqrstuvwxyz234567", 4, &text);
	return at_buffer_string(&text);
}

static void
write_percent(const char *text, struct at_buffer *out)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789-._~";

	for (; *text != '\0'; text++)
		if (strchr(plain, *text) != NULL)
			at_buffer_printf(out, "%c", *text);
		else
			at_buffer_printf(out, "%%%02X", (unsigned char)*text);
}

const char *
at_totp_address(struct at_arena *arena, const struct at_totp *secret, const char *issuer,
    const char *account)
{
	struct at_buffer text = at_buffer_init(arena);

	at_buffer_text(&text, "otpauth://totp/");
	write_percent(issuer, &text);
	at_buffer_text(&text, ":");
	write_percent(account, &text);
	at_buffer_text(&text, "?secret=");
	write_base32(secret, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 0, &text);
	at_buffer_text(&text, "&issuer=");
	write_percent(issuer, &text);
	return at_buffer_string(&text);
}
