/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/split.h - a text cut into parts: the words of a value, the items of a list. */
#ifndef AT_BASE_SPLIT_H
#define AT_BASE_SPLIT_H

#include "base/arena.h"

struct at_parts {
	const char **at;
	int n;
};

/* Cuts at every byte of `separators`; empty parts are left out. */
struct at_parts at_split(struct at_arena *arena, const char *text, const char *separators);

#endif
