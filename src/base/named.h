/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/named.h - "value=4.2 baseline=5.7": a few named numbers, as they are stored. */
#ifndef AT_BASE_NAMED_H
#define AT_BASE_NAMED_H

#include <stdbool.h>

#include "base/buffer.h"

/* Adds one, with a space before it unless it is the first.  The digits read back as the
 * same double; NaN is "nan".  `name` has letters, digits, '.', '-' and '_'. */
void at_named_add(struct at_buffer *out, const char *name, double value);

struct at_named {
	const char *name;               /* into the text: n_name letters, no NUL */
	size_t n_name;
	double value;
};

/* Reads one and moves *text behind it; false at the end, or where there is none. */
bool at_named_next(const char **text, struct at_named *out);

/* The number of that name; NaN if there is none. */
double at_named_find(const char *text, const char *name);

#endif
