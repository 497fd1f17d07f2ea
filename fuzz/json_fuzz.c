/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as JSON: refused with its line, or a document whose members can be asked for. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

/* Asks for everything under every name; a value answers to its kind alone. */
static void
look(const struct at_json_in *in, int depth)
{
	static const char *const names[] = { "model", "b", "rows", "n", "t", "s", "" };

	for (size_t i = 0; i < sizeof names / sizeof *names && depth < 4; i++) {
		struct at_json_in inside;
		double number = 0, pair[2];
		const char *text = "";
		bool truth;
		int n = 0, kinds = 0;

		at_error_clear(in->err);
		if (at_json_in_double(in, names[i], &number) == AT_OK && isinf(number))
			abort();
		kinds += at_json_in_bool(in, names[i], &truth) == AT_OK;
		kinds += at_json_in_text(in, names[i], &text) == AT_OK;
		kinds += at_json_in_int(in, names[i], &n) == AT_OK;
		at_json_in_doubles(in, names[i], pair, 2);
		if (at_json_in_array(in, names[i], &inside, &n) == AT_OK) {
			kinds++;
			for (int k = 0; k < n && k < 4; k++) {
				const struct at_json_in item = at_json_in_item(&inside, k);

				look(&item, depth + 1);
			}
		}
		if (kinds > 1 || strlen(text) > 1 << 20)
			abort();
		if (at_json_in_member(in, names[i], &inside) == AT_OK)
			look(&inside, depth + 1);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
	struct at_arena *arena = at_arena_open();
	struct at_error err = { .status = AT_OK };
	struct at_json_in document;

	if (arena == NULL)
		return 0;
	if (at_json_read(arena, "a.json", (const char *)bytes, n_bytes, &document, &err) == AT_OK)
		look(&document, 0);
	else if (err.status != AT_INVALID || strncmp(err.text, "a.json:", 7) != 0)
		abort();
	at_arena_close(arena);
	return 0;
}
