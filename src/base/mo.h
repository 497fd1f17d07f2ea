/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/mo.h - a compiled catalogue of words, as msgfmt writes it for this machine.
 *
 * Nothing is trusted: a catalogue that is not whole gives no words, never a crash.
 * For base/words.c. */
#ifndef AT_BASE_MO_H
#define AT_BASE_MO_H

#include <stdbool.h>
#include <stddef.h>

struct at_mo {
	const char *bytes;              /* borrowed */
	size_t n_bytes;
	size_t n_texts;
	size_t originals, translations; /* where the two tables begin */
};

/* False if these bytes are no catalogue in this machine's byte order. */
bool at_mo_open(const char *bytes, size_t n_bytes, struct at_mo *out);

/* The translation of `text`, its plural form number `form` (0 is the only or the first);
 * NULL if there is none. */
const char *at_mo_find(const struct at_mo *mo, const char *text, int form);

#endif
