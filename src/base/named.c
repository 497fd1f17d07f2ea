/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/named.h"

void
at_named_add(struct at_buffer *out, const char *name, double value)
{
	const char *space = out->n_bytes > 0 ? " " : "";

	if (isnan(value))               /* its sign is nobody's business */
		at_buffer_printf(out, "%s%s=nan", space, name);
	else
		at_buffer_printf(out, "%s%s=%.17g", space, name, value);
}

bool
at_named_next(const char **text, struct at_named *out)
{
	const char *name = *text + strspn(*text, " ");
	size_t n = strcspn(name, "= ");
	char *end;
	double value;

	if (n == 0 || name[n] != '=')
		return false;
	value = strtod(name + n + 1, &end);
	if (end == name + n + 1)
		return false;
	*out = (struct at_named){ name, n, value };
	*text = end;
	return true;
}

double
at_named_find(const char *text, const char *name)
{
	struct at_named pair;

	while (at_named_next(&text, &pair))
		if (pair.n_name == strlen(name) && memcmp(pair.name, name, pair.n_name) == 0)
			return pair.value;
	return NAN;
}
