/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/csv_scan.h"
#include "base/near.h"
#include "base/number.h"

enum { MOST_SHOWN = 40 };               /* bytes of a field that a message repeats */

int
at_csv_count(const struct at_csv *csv)
{
	return csv->n_columns;
}

const char *
at_csv_name(const struct at_csv *csv, int column)
{
	return csv->names[column];
}

char
at_csv_separator(const struct at_csv *csv)
{
	return csv->separator;
}

const struct at_csv_field *
at_csv_field(const struct at_csv *csv, int column)
{
	return &csv->fields[column];
}

int64_t
at_csv_line(const struct at_csv *csv)
{
	return csv->line;
}

/* ---- bytes -------------------------------------------------------------------------- */

/* Makes room for more behind what is not yet taken. */
static enum at_status
make_room(struct at_csv *csv, struct at_error *err)
{
	size_t kept = csv->end - csv->from;

	if (csv->from > 0) {
		memmove(csv->bytes, csv->bytes + csv->from, kept);
		csv->from = 0;
		csv->end = kept;
	}
	if (csv->room - csv->end > csv->room / 4)
		return AT_OK;
	if (csv->room >= AT_CSV_MOST_ROW)
		return at_fail(err, AT_INVALID, "%s:%lld: this row is longer than %d bytes",
		    csv->source.name, (long long)csv->line, AT_CSV_MOST_ROW);
	csv->bytes = at_grow(csv->arena, csv->bytes, kept, 2 * csv->room + 1, 1);
	csv->room *= 2;
	return AT_OK;
}

static enum at_status
read_some(struct at_csv *csv, size_t room, ssize_t *out, struct at_error *err)
{
	size_t left = csv->source.n_bytes - csv->taken;

	if (csv->source.read != NULL) {
		enum at_status st = csv->source.read(csv->source.from, csv->bytes + csv->end, room,
		    &left, err);

		*out = (ssize_t)left;
		return st;
	}
	if (csv->source.bytes != NULL) {
		*out = (ssize_t)(left < room ? left : room);
		memcpy(csv->bytes + csv->end, csv->source.bytes + csv->taken, (size_t)*out);
		csv->taken += (size_t)*out;
		return AT_OK;
	}
	do
		*out = read(csv->source.fd, csv->bytes + csv->end, room);
	while (*out < 0 && errno == EINTR);
	return *out >= 0 ? AT_OK : at_fail(err, AT_IO, "%s cannot be read: %s",
	    csv->source.name, strerror(errno));
}

/* More bytes behind those there are; or the end is known. */
static enum at_status
fill(struct at_csv *csv, struct at_error *err)
{
	ssize_t n;
	enum at_status st = make_room(csv, err);

	if (st == AT_OK)
		st = read_some(csv, csv->room - csv->end, &n, err);
	if (st != AT_OK)
		return st;
	csv->at_end = n == 0;
	csv->end += (size_t)n;
	return AT_OK;
}

/* ---- rows --------------------------------------------------------------------------- */

static enum at_status
explain(const struct at_csv *csv, const struct at_csv_scan *scan, struct at_error *err)
{
	const char *what = at_csv_fault_text(scan->fault);

	if (scan->field < csv->n_columns && csv->names != NULL)
		return at_fail(err, AT_INVALID, "%s:%lld: column \"%s\": %s", csv->source.name,
		    (long long)scan->line, csv->names[scan->field], what);
	return at_fail(err, AT_INVALID, "%s:%lld: field %d: %s", csv->source.name,
	    (long long)scan->line, scan->field + 1, what);
}

/* The next row that is not blank, with any number of fields. */
static enum at_status
take_row(struct at_csv *csv, struct at_csv_scan *scan, bool *out, struct at_error *err)
{
	for (;;) {
		enum at_status st;

		csv->line = csv->next_line;
		if (csv->from == csv->end && csv->at_end) {
			*out = false;
			return AT_OK;
		}
		at_csv_scan(csv, scan);
		if (scan->fault == AT_CSV_UNFINISHED && !csv->at_end) {
			st = fill(csv, err);
			if (st != AT_OK)
				return st;
			continue;
		}
		if (scan->fault != AT_CSV_FINE)
			return explain(csv, scan, err);
		csv->from = scan->next;
		csv->next_line = scan->next_line;
		if (scan->blank)
			continue;
		*out = true;
		return AT_OK;
	}
}

enum at_status
at_csv_next(struct at_csv *csv, bool *out, struct at_error *err)
{
	struct at_csv_scan scan;
	enum at_status st;

	if (csv->waiting) {
		csv->waiting = false;
		*out = true;
		return AT_OK;
	}
	st = take_row(csv, &scan, out, err);
	if (st == AT_OK && *out && scan.n_fields != csv->n_columns)
		return at_fail(err, AT_INVALID, "%s:%lld: expected %d fields, as in the %s, found"
		    " %d", csv->source.name, (long long)csv->line, csv->n_columns,
		    csv->source.headless ? "first row" : "header", scan.n_fields);
	return st;
}

/* ---- the header --------------------------------------------------------------------- */

/* What somebody may well hand over in place of a table, by its first bytes. */
static const struct {
	const char *bytes;
	size_t n;
	const char *what;
} others[] = {
	{ "\xff\xfe", 2, "expected UTF-8, found UTF-16; save the table as \"CSV UTF-8\"" },
	{ "\xfe\xff", 2, "expected UTF-8, found UTF-16; save the table as \"CSV UTF-8\"" },
	{ "PK\3\4", 4, "expected a table in text, found a spreadsheet's own file or a zip;"
	    " save the table as \"CSV UTF-8\"" },
	{ "\xd0\xcf\x11\xe0", 4, "expected a table in text, found a spreadsheet's own file;"
	    " save the table as \"CSV UTF-8\"" },
	{ "\x1f\x8b", 2, "expected a table, found what gzip has packed; unpack it first" },
};

static enum at_status
check_start(struct at_csv *csv, struct at_error *err)
{
	const char *b = csv->bytes;

	for (size_t i = 0; i < AT_COUNT(others); i++)
		if (csv->end >= others[i].n && memcmp(b, others[i].bytes, others[i].n) == 0)
			return at_fail(err, AT_INVALID, "%s:1: %s", csv->source.name,
			    others[i].what);
	if (csv->end >= 3 && memcmp(b, "\xef\xbb\xbf", 3) == 0)
		csv->from = 3;
	return AT_OK;
}

/* All of the first row that is not blank, and what separates its fields. */
static enum at_status
sniff(struct at_csv *csv, struct at_error *err)
{
	enum at_status st = AT_OK;

	while (st == AT_OK && csv->end < 4 && !csv->at_end)
		st = fill(csv, err);
	if (st == AT_OK)
		st = check_start(csv, err);
	while (st == AT_OK && !at_csv_sniff(csv) && !csv->at_end)
		st = fill(csv, err);
	return st;
}

static enum at_status
read_names(struct at_csv *csv, struct at_error *err)
{
	struct at_csv_scan scan;
	bool any;
	enum at_status st = take_row(csv, &scan, &any, err);

	if (st != AT_OK)
		return st;
	if (!any)
		return at_fail(err, AT_INVALID, "%s:1: expected %s, found nothing",
		    csv->source.name, csv->source.headless ? "a row" : "a row of column names");
	csv->n_columns = scan.n_fields;
	csv->names = AT_NEW(csv->arena, const char *, (size_t)scan.n_fields);
	for (int i = 0; i < scan.n_fields; i++)
		csv->names[i] = csv->source.headless ? at_printf(csv->arena, "%d", i + 1)
		    : at_strdup(csv->arena, csv->fields[i].text);
	csv->waiting = csv->source.headless;
	return AT_OK;
}

enum at_status
at_csv_open(struct at_arena *arena, const struct at_csv_source *source, struct at_csv **out,
    struct at_error *err)
{
	struct at_csv *csv = AT_NEW(arena, struct at_csv, 1);
	enum at_status st;

	csv->arena = arena;
	csv->source = *source;
	csv->source.name = at_strdup(arena, source->name);
	csv->room = AT_CSV_FIRST_ROOM;
	csv->bytes = at_alloc(arena, csv->room + 1, 1);
	csv->line = csv->next_line = 1;
	st = sniff(csv, err);
	if (st == AT_OK)
		st = read_names(csv, err);
	if (st == AT_OK)
		*out = csv;
	return st;
}

enum at_status
at_csv_rewind(struct at_csv *csv, struct at_error *err)
{
	struct at_csv_scan scan;
	bool any;
	enum at_status st;

	if (csv->source.read != NULL)
		return at_fail(err, AT_IO, "%s cannot be read twice", csv->source.name);
	if (csv->source.bytes == NULL && lseek(csv->source.fd, 0, SEEK_SET) != 0)
		return at_fail(err, AT_IO, "%s cannot be read twice: %s", csv->source.name,
		    strerror(errno));
	csv->taken = csv->from = csv->end = 0;
	csv->at_end = false;
	csv->line = csv->next_line = 1;
	st = sniff(csv, err);
	if (st == AT_OK)
		st = take_row(csv, &scan, &any, err);
	csv->waiting = csv->source.headless;
	return st;
}

/* ---- what callers ask --------------------------------------------------------------- */

static enum at_status
no_column(const struct at_csv *csv, const char *name, struct at_error *err)
{
	const char *near = at_near(name, csv->names, csv->n_columns);

	if (near != NULL)
		return at_fail(err, AT_INVALID, "%s:1: expected a column \"%s\"; did you mean"
		    " \"%s\"?", csv->source.name, name, near);
	return at_fail(err, AT_INVALID, "%s:1: expected a column \"%s\", found %d of other names",
	    csv->source.name, name, csv->n_columns);
}

enum at_status
at_csv_find(const struct at_csv *csv, const char *name, int *out, struct at_error *err)
{
	int found = -1;

	for (int i = 0; i < csv->n_columns; i++) {
		if (strcmp(csv->names[i], name) != 0)
			continue;
		if (found >= 0)
			return at_fail(err, AT_INVALID, "%s:1: expected one column \"%s\", found"
			    " fields %d and %d", csv->source.name, name, found + 1, i + 1);
		found = i;
	}
	if (found < 0)
		return no_column(csv, name, err);
	*out = found;
	return AT_OK;
}

bool
at_csv_missing(const struct at_csv *csv, int column)
{
	const struct at_csv_field *field = &csv->fields[column];

	return field->n_bytes == 0 || (field->n_bytes == 2 && memcmp(field->text, "NA", 2) == 0);
}

/* Bytes of `text` to repeat, no letter cut in two. */
static int
shown(const struct at_csv_field *field)
{
	size_t n = field->n_bytes;

	if (n <= MOST_SHOWN)
		return (int)n;
	for (n = MOST_SHOWN; n > 0 && ((unsigned char)field->text[n] & 0xc0) == 0x80; n--)
		;
	return (int)n;
}

enum at_status
at_csv_expected(const struct at_csv *csv, int column, const char *expected,
    struct at_error *err)
{
	const struct at_csv_field *field = &csv->fields[column];
	int n = shown(field);

	return at_fail(err, AT_INVALID, "%s:%lld: column \"%s\": expected %s, found \"%.*s%s\"",
	    csv->source.name, (long long)csv->line, csv->names[column], expected, n, field->text,
	    (size_t)n < field->n_bytes ? "..." : "");
}

enum at_status
at_csv_number(const struct at_csv *csv, int column, double *out, struct at_error *err)
{
	if (at_csv_missing(csv, column)) {
		*out = NAN;
		return AT_OK;
	}
	if (at_number_parse(csv->fields[column].text, out))
		return AT_OK;
	if (strchr(csv->fields[column].text, ',') != NULL)
		return at_csv_expected(csv, column, "a number with a decimal point", err);
	return at_csv_expected(csv, column, "a number", err);
}

void
at_csv_put(struct at_buffer *out, const char *text)
{
	if (text[strcspn(text, ",;\t\"\r\n")] == '\0') {
		at_buffer_text(out, text);
		return;
	}
	at_buffer_byte(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			at_buffer_byte(out, '"');
		at_buffer_byte(out, *text);
	}
	at_buffer_byte(out, '"');
}

void
at_csv_put_guarded(struct at_buffer *out, const char *text)
{
	bool formula = text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;

	at_csv_put(out, formula ? at_printf(out->arena, "'%s", text) : text);
}
