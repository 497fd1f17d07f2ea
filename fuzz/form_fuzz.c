/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A form body: whatever the bytes, fields are text and nothing is read beyond the end. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
	struct at_arena *arena = at_arena_open();
	struct at_fields fields = { NULL, 0 };

	if (at_http_parse_form(arena, (const char *)bytes, n_bytes, &fields, NULL) == AT_OK)
		assert(fields.n_fields <= AT_FORM_FIELDS);
	for (int i = 0; i < fields.n_fields; i++) {
		const struct at_field *field = &fields.fields[i];

		assert(strlen(field->value) == field->n_value);
		assert(at_utf8_valid(field->value, field->n_value));
		assert(at_utf8_valid(field->name, strlen(field->name)));
		assert(at_field(&fields, field->name) != NULL);
	}
	at_arena_close(arena);
	return 0;
}
