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

/* The next code point of a valid text; 0 at its end. */
static uint32_t
take(const char **at)
{
	const unsigned char *b = (const unsigned char *)*at;
	size_t n = b[0] < 0x80 ? 1 : b[0] < 0xe0 ? 2 : b[0] < 0xf0 ? 3 : 4;
	uint32_t c = n == 1 ? b[0] : b[0] & (0x7fu >> n);

	for (size_t i = 1; i < n; i++) {
		if ((b[i] & 0xc0) != 0x80)
			return 0;       /* it was not valid */
		c = c << 6 | (b[i] & 0x3fu);
	}
	if (c != 0)
		*at += n;
	return c;
}

/* Blocks of capitals, and how far behind each its small letter stands; or they take turns. */
static uint32_t
small(uint32_t c)
{
	enum { EVEN = 1, ODD = 2 };     /* which of two neighbours is the capital */
	static const struct { uint32_t from, to, by; } blocks[] = {
		{ 'A', 'Z', 32 }, { 0xc0, 0xd6, 32 }, { 0xd8, 0xde, 32 }, { 0x100, 0x137, EVEN },
		{ 0x139, 0x148, ODD }, { 0x14a, 0x177, EVEN }, { 0x179, 0x17e, ODD },
		{ 0x391, 0x3a9, 32 }, { 0x400, 0x40f, 80 }, { 0x410, 0x42f, 32 },
	};

	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
		if (c < blocks[i].from || c > blocks[i].to)
			continue;
		return blocks[i].by == EVEN ? c | 1 : blocks[i].by == ODD ? (c + 1) & ~1u
		    : c + blocks[i].by;
	}
	return c;
}

static bool
begins(const char *text, const char *part)
{
	uint32_t c;

	while ((c = take(&part)) != 0)
		if (small(take(&text)) != small(c))
			return false;
	return true;
}

bool
at_utf8_holds(const char *text, const char *part)
{
	if (begins(text, part))
		return true;
	while (take(&text) != 0)
		if (begins(text, part))
			return true;
	return false;
}
