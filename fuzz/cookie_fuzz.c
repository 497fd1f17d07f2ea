/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Cookie header: what comes out could have been set by us. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
	struct at_arena *arena = at_arena_open();
	const char *header = at_strndup(arena, (const char *)bytes, n_bytes);
	struct at_fields fields = { NULL, 0 };

	(void)at_http_parse_cookies(arena, header, &fields, NULL);
	for (int i = 0; i < fields.n_fields; i++) {
		const struct at_field *field = &fields.fields[i];

		assert(field->name[0] != '\0' && strlen(field->value) == field->n_value);
		for (size_t j = 0; j < field->n_value; j++)
			assert(field->value[j] > ' ' && field->value[j] < 0x7f
			    && field->value[j] != ';');
	}
	at_arena_close(arena);
	return 0;
}
