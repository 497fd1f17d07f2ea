/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "base/utf8.h"

size_t
at_utf8_step(const char *bytes, size_t n_bytes)
{
	/* The smallest code point that needs so many bytes: less is overlong. */
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *b = (const unsigned char *)bytes;
	uint32_t c;
	size_t n;

	if (n_bytes == 0 || b[0] == 0)
		return 0;
	if (b[0] < 0x80)
		return 1;
	if (b[0] < 0xc0 || b[0] > 0xf7)
		return 0;
	n = b[0] < 0xe0 ? 2 : b[0] < 0xf0 ? 3 : 4;
	if (n > n_bytes)
		return 0;
	c = b[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((b[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (b[i] & 0x3fu);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	return n;
}

size_t
at_utf8_check(const char *bytes, size_t n_bytes)
{
	size_t at = 0;

	while (at < n_bytes) {
		size_t n = at_utf8_step(bytes + at, n_bytes - at);

		if (n == 0)
			break;
		at += n;
	}
	return at;
}

bool
at_utf8_valid(const char *bytes, size_t n_bytes)
{
	return at_utf8_check(bytes, n_bytes) == n_bytes;
}

size_t
at_utf8_count(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}
