/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "base/mo.h"

enum { HEADER_BYTES = 28, ENTRY_BYTES = 8 };

static const uint32_t magic = 0x950412de;

static size_t
number_at(const char *bytes, size_t at)
{
	uint32_t n;

	memcpy(&n, bytes + at, sizeof n);
	return n;
}

bool
at_mo_open(const char *bytes, size_t n_bytes, struct at_mo *out)
{
	struct at_mo mo = { .bytes = bytes, .n_bytes = n_bytes };

	if (n_bytes < HEADER_BYTES || number_at(bytes, 0) != magic
	    || number_at(bytes, 4) >> 16 != 0)
		return false;
	mo.n_texts = number_at(bytes, 8);
	mo.originals = number_at(bytes, 12);
	mo.translations = number_at(bytes, 16);
	if (mo.originals > n_bytes || mo.translations > n_bytes
	    || mo.n_texts > (n_bytes - mo.originals) / ENTRY_BYTES
	    || mo.n_texts > (n_bytes - mo.translations) / ENTRY_BYTES)
		return false;
	*out = mo;
	return true;
}

/* Text number `i` of a table, without what lies outside the file. */
static const char *
text_at(const struct at_mo *mo, size_t table, size_t i, size_t *n)
{
	size_t entry = table + i * ENTRY_BYTES;
	size_t length = number_at(mo->bytes, entry), at = number_at(mo->bytes, entry + 4);

	if (at >= mo->n_bytes || length >= mo->n_bytes - at || mo->bytes[at + length] != '\0')
		return NULL;
	*n = length;
	return mo->bytes + at;
}

/* Forms stand one after the other, a NUL between; an empty one is not translated. */
static const char *
form_of(const char *text, size_t n, int form)
{
	const char *end = text + n;

	for (; form > 0; form--) {
		text += strlen(text) + 1;
		if (text > end)
			return NULL;
	}
	return text[0] == '\0' ? NULL : text;
}

const char *
at_mo_find(const struct at_mo *mo, const char *text, int form)
{
	size_t low = 0, high = mo->n_texts, n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *got = text_at(mo, mo->originals, middle, &n);
		int order = got == NULL ? 0 : strcmp(text, got);

		if (order < 0) {
			high = middle;
			continue;
		}
		if (order > 0) {
			low = middle + 1;
			continue;
		}
		if (got == NULL || (got = text_at(mo, mo->translations, middle, &n)) == NULL)
			return NULL;
		return form_of(got, n, form);
	}
	return NULL;
}
