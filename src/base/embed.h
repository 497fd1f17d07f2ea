/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/embed.h - files that travel inside the program: definitions, schema, words, style sheet.
 * The table is made by tools/embed at build time, sorted by name. */
#ifndef AT_BASE_EMBED_H
#define AT_BASE_EMBED_H

#include <stddef.h>

struct at_embedded {
	const char *name;               /* path in the tree: "instruments/phq-9.txt" */
	const char *hash;               /* first 12 hex digits of the content's SHA-256 */
	const char *bytes;              /* followed by a NUL that does not count */
	size_t n_bytes;
	const char *gz;                 /* the same, gzipped, or NULL: assets only */
	size_t n_gz;
};

/* NULL if there is no such file. */
const struct at_embedded *at_embed_find(const char *name);

/* All files whose name begins with `prefix`: the first of them, `*n` in a row. */
const struct at_embedded *at_embed_list(const char *prefix, size_t *n);

#endif
