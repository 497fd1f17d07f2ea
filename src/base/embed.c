/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/embed.h"

extern const struct at_embedded at_embed_table[];       /* written by tools/embed */
extern const size_t at_embed_n;

const struct at_embedded *
at_embed_list(const char *prefix, size_t *n)
{
	size_t n_prefix = strlen(prefix), first = 0;

	*n = 0;
	while (first < at_embed_n && strncmp(at_embed_table[first].name, prefix, n_prefix) != 0)
		first++;
	while (first + *n < at_embed_n
	    && strncmp(at_embed_table[first + *n].name, prefix, n_prefix) == 0)
		++*n;
	return at_embed_table + first;
}

const struct at_embedded *
at_embed_find(const char *name)
{
	size_t low = 0, high = at_embed_n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, at_embed_table[middle].name);

		if (order == 0)
			return &at_embed_table[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}
