/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/number.h"
#include "signal/mea_file.h"

enum { MOST_FIELD = 200 };

struct reader {
	struct at_arena *arena;
	const char *name, *at, *end;
	int line;
	struct at_error *err;
};

/* A field, without its quotes. */
struct field {
	const char *text;
	size_t n;
	bool quoted;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next field of the line; false at its end. */
static bool
next_field(struct reader *r, struct field *out)
{
	char quote;

	while (r->at < r->end && is_blank(*r->at))
		r->at++;
	if (r->at == r->end || *r->at == '\n')
		return false;
	quote = *r->at == '"' || *r->at == '\'' ? *r->at++ : '\0';
	out->text = r->at;
	out->quoted = quote != '\0';
	while (r->at < r->end && *r->at != '\n' && (quote ? *r->at != quote : !is_blank(*r->at)))
		r->at++;
	out->n = (size_t)(r->at - out->text);
	if (quote && r->at < r->end && *r->at == quote)
		r->at++;
	return true;
}

static void
next_line(struct reader *r)
{
	const char *end = memchr(r->at, '\n', (size_t)(r->end - r->at));

	r->at = end == NULL ? r->end : end + 1;
	r->line++;
}

static bool
is(const struct field *field, const char *word)
{
	return field->n == strlen(word) && memcmp(field->text, word, field->n) == 0;
}

static bool
is_number(const struct field *field, double *out)
{
	char text[MOST_FIELD + 1];

	if (is(field, "NA") || is(field, "NaN")) {
		*out = NAN;
		return true;
	}
	if (field->n == 0 || field->n > MOST_FIELD || memchr(field->text, '\0', field->n) != NULL)
		return false;
	memcpy(text, field->text, field->n);
	text[field->n] = '\0';
	return at_number_parse(text, out);
}

/* The names, from the first line; it is read again if it holds numbers. */
static enum at_status
read_head(struct reader *r, struct at_mea_file *file)
{
	const char *start = r->at;
	struct field field;
	bool numbers = true;
	double number;

	file->names = AT_NEW(r->arena, const char *, AT_MEA_MOST_COLUMNS);
	while (next_field(r, &field)) {
		if (file->n_columns == AT_MEA_MOST_COLUMNS)
			return at_fail(r->err, AT_INVALID, "%s:1: more than %d columns", r->name,
			    AT_MEA_MOST_COLUMNS);
		numbers &= !field.quoted && is_number(&field, &number);
		file->names[file->n_columns++] = at_strndup(r->arena, field.text, field.n);
	}
	if (file->n_columns == 0)
		return at_fail(r->err, AT_INVALID, "%s:1: expected columns of numbers", r->name);
	if (!numbers) {
		next_line(r);
		return AT_OK;
	}
	r->at = start;
	for (int i = 0; i < file->n_columns; i++)
		file->names[i] = at_printf(r->arena, "%d", i + 1);
	return AT_OK;
}

static enum at_status
read_row(struct reader *r, struct at_mea_file *file)
{
	struct field field;
	int n = 0;

	for (; next_field(r, &field); n++) {
		if (n == file->n_columns)
			return at_fail(r->err, AT_INVALID, "%s:%d: expected %d columns, found more",
			    r->name, r->line, file->n_columns);
		if (!is_number(&field, &file->columns[n][file->n]))
			return at_fail(r->err, AT_INVALID, "%s:%d: column %s: expected a number, "
			    "found \"%.*s\"", r->name, r->line, file->names[n],
			    field.n < 40 ? (int)field.n : 40, field.text);
	}
	if (n > 0 && n < file->n_columns)
		return at_fail(r->err, AT_INVALID, "%s:%d: expected %d columns, found %d", r->name,
		    r->line, file->n_columns, n);
	file->n += n > 0;               /* blank lines are none */
	return AT_OK;
}

static size_t
count_lines(const char *at, const char *end)
{
	size_t n = 1;

	for (; at < end; at++)
		n += *at == '\n';
	return n;
}

enum at_status
at_mea_parse(struct at_arena *arena, const char *name, const char *bytes, size_t n_bytes,
    struct at_mea_file *out, struct at_error *err)
{
	struct reader r = { .arena = arena, .name = name, .at = bytes, .end = bytes + n_bytes,
		.line = 1, .err = err };
	struct at_mea_file file = { 0 };
	enum at_status st;
	size_t n_lines;

	if (n_bytes >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		r.at += 3;
	st = read_head(&r, &file);
	if (st != AT_OK)
		return st;
	n_lines = count_lines(r.at, r.end);
	file.columns = AT_NEW(arena, double *, (size_t)file.n_columns);
	for (int i = 0; i < file.n_columns; i++)
		file.columns[i] = AT_NEW(arena, double, n_lines);
	while (st == AT_OK && r.at < r.end) {
		st = read_row(&r, &file);
		next_line(&r);
	}
	if (st == AT_OK && file.n == 0)
		st = at_fail(err, AT_INVALID, "%s: there are no frames in it", name);
	if (st == AT_OK)
		*out = file;
	return st;
}

static void
put_number(struct at_buffer *out, double number)
{
	char text[AT_NUMBER_ROOM];

	if (isnan(number))
		at_buffer_text(out, "NA");
	else
		at_buffer_add(out, text, (size_t)at_number_text(number, text));
}

/* A name in quotes cannot hold one. */
static void
put_name(struct at_buffer *out, const char *name)
{
	at_buffer_byte(out, '"');
	for (; *name != '\0'; name++)
		at_buffer_byte(out, *name == '"' || *name == '\n' ? '_' : *name);
	at_buffer_byte(out, '"');
}

void
at_mea_put(struct at_buffer *out, const struct at_pair *pair, const char *s1_name,
    const char *s2_name)
{
	put_name(out, s1_name);
	at_buffer_byte(out, ' ');
	put_name(out, s2_name);
	at_buffer_byte(out, '\n');
	for (size_t i = 0; i < pair->n; i++) {
		put_number(out, pair->s1[i]);
		at_buffer_byte(out, ' ');
		put_number(out, pair->s2[i]);
		at_buffer_byte(out, '\n');
	}
}
