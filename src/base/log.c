/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"

enum { LINE_MAX_BYTES = 1000, ENDING_BYTES = 6 };   /* of it: ..."}\n */

/* Standard error is the process's, and so is how it is written: the one thing that is not
 * handed from function to function. */
static atomic_bool as_json;

void
at_log_as_json(bool json)
{
	atomic_store(&as_json, json);
}

static const char *
level_name(enum at_level level)
{
	switch (level) {
	case AT_ERROR:   return "error";
	case AT_WARNING: return "warning";
	case AT_NOTICE:  return "notice";
	}
	return "?";
}

/* A line while it grows.  What does not fit is left out; "...", the end of an object and
 * that of the line always fit. */
struct line {
	char bytes[LINE_MAX_BYTES];
	size_t n;
	bool cut;
};

static void
add(struct line *line, const char *text)
{
	size_t n = strlen(text);

	if (line->cut || n > LINE_MAX_BYTES - ENDING_BYTES - line->n) {
		line->cut = true;
		return;
	}
	memcpy(line->bytes + line->n, text, n);
	line->n += n;
}

/* `n` bytes of text, control characters encoded; in JSON also what has a meaning there. */
static void
add_encoded(struct line *line, const char *text, size_t n)
{
	bool json = atomic_load(&as_json);

	for (size_t i = 0; i < n; i++) {
		char c[8] = { text[i] };

		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			snprintf(c, sizeof c, json ? "\\u%04x" : "\\x%02x", (unsigned)text[i]);
		else if (json && (text[i] == '"' || text[i] == '\\'))
			snprintf(c, sizeof c, "\\%c", text[i]);
		add(line, c);
	}
}

static void
add_dots(struct line *line)
{
	if (line->cut) {
		memcpy(line->bytes + line->n, "...", 3);
		line->n += 3;
	}
	line->cut = false;
}

/* ---- text -------------------------------------------------------------------------------- */

static void
write_text(struct line *line, const char *iso, const char *level, const char *place,
    const char *text)
{
	const char *const words[] = { iso, level, place };

	for (size_t i = 0; i < AT_COUNT(words); i++) {
		add(line, words[i]);
		add(line, " ");
	}
	add_encoded(line, text, strlen(text));
	add_dots(line);
}

/* ---- JSON -------------------------------------------------------------------------------- */

static void
add_string(struct line *line, const char *name, const char *value)
{
	add(line, name);
	add(line, ":\"");
	add_encoded(line, value, strlen(value));
	add(line, "\"");
}

/* The letters before '=' of a key=value; 0: it is a word. */
static size_t
key_length(const char *word, size_t n)
{
	size_t n_key = strspn(word, "abcdefghijklmnopqrstuvwxyz_");

	return n_key > 0 && n_key < n && word[n_key] == '=' ? n_key : 0;
}

/* Digits with a point between them at most. */
static bool
is_number(const char *text, size_t n)
{
	size_t whole = strspn(text, "0123456789");

	if (whole >= n)
		return n > 0 && (n == 1 || text[0] != '0');
	return whole > 0 && text[whole] == '.'
	    && strspn(text + whole + 1, "0123456789") >= n - whole - 1 && whole + 1 < n;
}

/* A member for a key=value; one that does not fit is left out whole. */
static void
add_member(struct line *line, const char *word, size_t n_key, size_t n)
{
	const char *value = word + n_key + 1;
	size_t n_value = n - n_key - 1, before = line->n;
	const char *quote = is_number(value, n_value) ? "" : "\"";

	add(line, ",\"");
	add_encoded(line, word, n_key);
	add(line, "\":");
	add(line, quote);
	add_encoded(line, value, n_value);
	add(line, quote);
	if (line->cut)
		line->n = before;
}

/* Each word of the text in turn: the plain ones first, as the message. */
static void
add_words(struct line *line, const char *text, bool keys)
{
	const char *blank = "";

	for (size_t n; *text != '\0'; text += n + (text[n] == ' ')) {
		size_t n_key;

		n = strcspn(text, " ");
		n_key = key_length(text, n);
		if (keys && n_key > 0)
			add_member(line, text, n_key, n);
		if (keys || n_key > 0)
			continue;
		add(line, blank);
		add_encoded(line, text, n);
		blank = " ";
	}
}

static void
write_json(struct line *line, const char *iso, const char *level, const char *place,
    const char *text)
{
	add_string(line, "{\"time\"", iso);
	add_string(line, ",\"level\"", level);
	add_string(line, ",\"place\"", place);
	add(line, ",\"message\":\"");
	add_words(line, text, false);
	add_dots(line);
	memcpy(line->bytes + line->n++, "\"", 1);
	add_words(line, text, true);
	memcpy(line->bytes + line->n++, "}", 1);
}

/* A log that cannot be written has nobody to tell. */
static void
write_all(const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(STDERR_FILENO, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return;
		bytes += done;
		n -= (size_t)done;
	}
}

void
at_log(enum at_level level, const char *place, const char *format, ...)
{
	char iso[AT_ISO_ROOM], text[LINE_MAX_BYTES + 1];
	struct line line = { .n = 0 };
	va_list args;

	at_time_iso(at_time_now(), iso);
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (atomic_load(&as_json))
		write_json(&line, iso, level_name(level), place, text);
	else
		write_text(&line, iso, level_name(level), place, text);
	line.bytes[line.n++] = '\n';
	write_all(line.bytes, line.n);
}

void
at_log_failure(enum at_level level, const char *place, const struct at_error *err)
{
	at_log(level, place, "status=%s at=%s:%d", at_status_name(err->status),
	    err->file == NULL ? "?" : err->file, err->line);
}
