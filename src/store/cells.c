/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "store/cells.h"

enum kind { NOTHING, WHOLE, REAL, TEXT, BYTES };

enum { NUMBER = 8, LENGTH = 4 };

static void
put_number(struct at_buffer *out, uint64_t number, int n_bytes)
{
	for (int i = 0; i < n_bytes; i++)
		at_buffer_byte(out, (char)(number >> 8 * i & 0xff));
}

static uint64_t
get_number(const unsigned char *bytes, int n_bytes)
{
	uint64_t number = 0;

	for (int i = 0; i < n_bytes; i++)
		number |= (uint64_t)bytes[i] << 8 * i;
	return number;
}

static void
put_cell(struct at_buffer *out, const struct at_value *cell)
{
	static const char kinds[] = { [AT_VALUE_INT] = WHOLE, [AT_VALUE_REAL] = REAL,
		[AT_VALUE_TEXT] = TEXT, [AT_VALUE_BLOB] = BYTES };
	uint64_t bits = (uint64_t)cell->number;

	at_buffer_byte(out, cell->null ? NOTHING : kinds[cell->type]);
	if (cell->null)
		return;
	if (cell->type == AT_VALUE_TEXT || cell->type == AT_VALUE_BLOB) {
		put_number(out, cell->n_bytes, LENGTH);
		at_buffer_add(out, cell->bytes, cell->n_bytes);
		return;
	}
	if (cell->type == AT_VALUE_REAL)
		memcpy(&bits, &cell->real, sizeof bits);
	put_number(out, bits, NUMBER);
}

void
at_cells_put(struct at_buffer *out, const struct at_value *cells, int n)
{
	for (int i = 0; i < n; i++)
		put_cell(out, &cells[i]);
}

/* What is left to be read; bad: it was not what a cell looks like. */
struct rest {
	const unsigned char *at, *end;
	bool bad;
};

static const unsigned char *
take(struct rest *rest, size_t n)
{
	const unsigned char *at = rest->at;

	if ((size_t)(rest->end - rest->at) < n) {
		rest->bad = true;
		return NULL;
	}
	rest->at += n;
	return at;
}

static struct at_value
take_number(struct rest *rest, enum kind kind)
{
	const unsigned char *bytes = take(rest, NUMBER);
	uint64_t bits = bytes == NULL ? 0 : get_number(bytes, NUMBER);
	double real;

	memcpy(&real, &bits, sizeof real);
	return kind == REAL ? at_real(real) : at_int((int64_t)bits);
}

static struct at_value
take_bytes(struct rest *rest, struct at_arena *arena, enum kind kind)
{
	const unsigned char *length = take(rest, LENGTH);
	size_t n = length == NULL ? 0 : (size_t)get_number(length, LENGTH);
	const unsigned char *bytes = take(rest, n);

	if (bytes == NULL)
		return at_null(AT_VALUE_TEXT);
	return (struct at_value){ .type = kind == TEXT ? AT_VALUE_TEXT : AT_VALUE_BLOB,
		.bytes = at_strndup(arena, (const char *)bytes, n), .n_bytes = n };
}

static struct at_value
take_cell(struct rest *rest, struct at_arena *arena, enum at_value_type type)
{
	static const enum kind kinds[] = { [AT_VALUE_INT] = WHOLE, [AT_VALUE_REAL] = REAL,
		[AT_VALUE_TEXT] = TEXT, [AT_VALUE_BLOB] = BYTES };
	const unsigned char *kind = take(rest, 1);

	if (kind == NULL || *kind == NOTHING)
		return at_null(type);
	if (*kind != kinds[type]) {
		rest->bad = true;
		return at_null(type);
	}
	return *kind <= REAL ? take_number(rest, *kind) : take_bytes(rest, arena, *kind);
}

enum at_status
at_cells_take(struct at_arena *arena, const struct at_copy_table *table,
    const unsigned char *bytes, size_t n_bytes, struct at_value **out, int *out_n_rows,
    struct at_error *err)
{
	struct rest rest = { bytes, bytes + n_bytes, false };
	struct at_value *cells = NULL;
	int n = 0, room = 0;

	while (rest.at < rest.end && !rest.bad) {
		if (n == room) {
			cells = at_grow(arena, cells, (size_t)(n * table->n_columns),
			    (size_t)((room = n == 0 ? 64 : 2 * n) * table->n_columns),
			    sizeof *cells);
		}
		for (int i = 0; i < table->n_columns; i++)
			cells[n * table->n_columns + i] = take_cell(&rest, arena,
			    table->columns[i].type);
		n++;
	}
	if (rest.bad)
		return at_fail(err, AT_CORRUPT, "the rows of %s are not as this program writes"
		    " them", table->name);
	*out = cells;
	*out_n_rows = n;
	return AT_OK;
}
