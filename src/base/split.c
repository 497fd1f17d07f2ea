/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/split.h"

struct at_parts
at_split(struct at_arena *arena, const char *text, const char *separators)
{
	struct at_parts parts = { NULL, 0 };

	for (text += strspn(text, separators); *text != '\0'; text += strspn(text, separators)) {
		size_t n = strcspn(text, separators);

		parts.at = at_one_more(arena, parts.at, parts.n, sizeof *parts.at);
		parts.at[parts.n++] = at_strndup(arena, text, n);
		text += n;
	}
	return parts;
}
