/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a formula: refused with a line, or terms of variables that there are. */
#include <stdlib.h>
#include <string.h>

#include "stats/formula.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

static void
check_sum(const struct at_formula *f, const struct at_formula_sum *sum)
{
	for (int i = 0; i < sum->n_terms; i++)
		if (sum->terms[i] == 0 || (f->n_variables < AT_FORMULA_VARIABLES
		    && sum->terms[i] >> f->n_variables != 0))
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
	struct at_arena *arena = at_arena_open();
	struct at_error err = { .status = AT_OK };
	struct at_formula f;
	char *text;

	if (arena == NULL)
		return 0;
	text = at_strndup(arena, (const char *)bytes, n_bytes);
	if (at_formula_parse(arena, text, &f, &err) != AT_OK) {
		if (err.status != AT_INVALID || strncmp(err.text, "formula, column ", 16) != 0)
			abort();
	} else {
		check_sum(&f, &f.fixed);
		for (int i = 0; i < f.n_random; i++) {
			check_sum(&f, &f.random[i].sum);
			if (f.random[i].group == 0 || f.random[i].label[0] == '\0')
				abort();
		}
	}
	at_arena_close(arena);
	return 0;
}
