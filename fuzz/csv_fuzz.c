/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a table: refused with a line, or rows of one width that are the same when
 * they are read again. */
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

/* Reads to the end; returns how many bytes the fields have. */
static size_t
walk(struct at_csv *csv, struct at_error *err)
{
	size_t total = 0;
	int64_t line = 0;
	bool any;

	while (at_csv_next(csv, &any, err) == AT_OK && any) {
		if (at_csv_line(csv) <= line)
			abort();
		line = at_csv_line(csv);
		for (int i = 0; i < at_csv_count(csv); i++) {
			const struct at_csv_field *field = at_csv_field(csv, i);
			struct at_error ignored = { .status = AT_OK };
			double number;

			if (strlen(field->text) != field->n_bytes
			    || !at_utf8_valid(field->text, field->n_bytes))
				abort();
			at_csv_number(csv, i, &number, &ignored);
			total += field->n_bytes + 1;
		}
	}
	return total;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
	struct at_arena *arena = at_arena_open();
	struct at_error err = { .status = AT_OK };
	const struct at_csv_source source = { .name = "a.csv", .bytes = (const char *)bytes,
		.n_bytes = n_bytes, .headless = n_bytes > 0 && bytes[0] == '1' };
	struct at_csv *csv;
	enum at_status st;
	size_t total;

	if (arena == NULL)
		return 0;
	st = at_csv_open(arena, &source, &csv, &err);
	if (st == AT_OK) {
		total = walk(csv, &err);
		st = err.status;
		at_error_clear(&err);
		if (at_csv_rewind(csv, &err) != AT_OK || walk(csv, &err) != total
		    || err.status != st)
			abort();
	}
	if (st != AT_OK && (st != AT_INVALID || err.text[0] == '\0'))
		abort();
	at_arena_close(arena);
	return 0;
}
