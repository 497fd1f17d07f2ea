/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four words of DDL that PostgreSQL spells otherwise than SQLite. */
#include <string.h>

#include "base/buffer.h"
#include "store/db_driver.h"

static const char word_bytes[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
static const char rowless[] = "WITHOUT ROWID, STRICT";

static const struct {
	const char *sqlite, *postgres;
} types[] = {
	{ "INTEGER", "BIGINT" },
	{ "REAL", "DOUBLE PRECISION" },
	{ "BLOB", "BYTEA" },
};

/* Length up to and with `end`, or all there is. */
static size_t
length_through(const char *text, const char *end)
{
	const char *found = strstr(text, end);

	return found == NULL ? strlen(text) : (size_t)(found - text) + strlen(end);
}

/* $tag$ ... $tag$: a function's body.  0 if this is no such thing. */
static size_t
dollar_length(const char *text)
{
	size_t n_tag = 1 + strspn(text + 1, word_bytes);
	char tag[64];

	if (text[n_tag] != '$' || n_tag + 2 > sizeof tag)
		return 0;
	memcpy(tag, text, ++n_tag);
	tag[n_tag] = '\0';
	return n_tag + length_through(text + n_tag, tag);
}

/* How much of `text` is a comment, a string or a quoted name; 0 if it begins with none. */
static size_t
opaque_length(const char *text)
{
	if (strncmp(text, "--", 2) == 0)
		return length_through(text, "\n");
	if (strncmp(text, "/*", 2) == 0)
		return 2 + length_through(text + 2, "*/");
	if (*text == '\'')                      /* a doubled quote is two strings: as well */
		return 1 + length_through(text + 1, "'");
	if (*text == '"')
		return 1 + length_through(text + 1, "\"");
	if (*text == '$')
		return dollar_length(text);
	return 0;
}

/* Writes what stands for the word at `text` and returns how much of it was read. */
static size_t
map_word(struct at_buffer *out, const char *text, char before)
{
	size_t n = strspn(text, word_bytes);

	if (before == ')' && strncmp(text, rowless, strlen(rowless)) == 0)
		return strlen(rowless);
	if (before == ')' && n == strlen("STRICT") && strncmp(text, "STRICT", n) == 0)
		return n;
	for (size_t i = 0; i < AT_COUNT(types); i++)
		if (n == strlen(types[i].sqlite) && strncmp(text, types[i].sqlite, n) == 0) {
			at_buffer_text(out, types[i].postgres);
			return n;
		}
	at_buffer_add(out, text, n);
	return n;
}

const char *
at_db_postgres_ddl(struct at_arena *arena, const char *sql)
{
	struct at_buffer out = at_buffer_init(arena);
	char before = ' ';                      /* the last byte that was not space or comment */

	while (*sql != '\0') {
		size_t n = opaque_length(sql);

		if (n > 0) {
			at_buffer_add(&out, sql, n);
		} else if (strspn(sql, word_bytes) > 0) {
			n = map_word(&out, sql, before);
			before = 'w';
		} else {
			n = 1;
			at_buffer_byte(&out, *sql);
			if (strchr(" \t\n", *sql) == NULL)
				before = *sql;
		}
		sql += n;
	}
	return at_buffer_string(&out);
}
