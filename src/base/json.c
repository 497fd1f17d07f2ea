/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/number.h"
#include "base/utf8.h"

struct at_json
at_json_init(struct at_buffer *out)
{
	return (struct at_json){ .out = out, .first = true };
}

static bool
in_object(const struct at_json *json)
{
	return json->depth > 0 && json->closers[json->depth - 1] == '}';
}

/* The comma before a name or an array's value. */
static void
separate(struct at_json *json)
{
	if (!json->first)
		at_buffer_byte(json->out, ',');
	json->first = false;
}

static void
before_value(struct at_json *json)
{
	assert(json->named == in_object(json));
	assert(json->depth > 0 || json->first);         /* one value at the top */
	if (!json->named)
		separate(json);
	json->named = false;
}

static void
open(struct at_json *json, char opener, char closer)
{
	before_value(json);
	assert(json->depth < AT_JSON_DEPTH);
	json->closers[json->depth++] = closer;
	json->first = true;
	at_buffer_byte(json->out, opener);
}

void
at_json_object(struct at_json *json)
{
	open(json, '{', '}');
}

void
at_json_array(struct at_json *json)
{
	open(json, '[', ']');
}

void
at_json_end(struct at_json *json)
{
	assert(json->depth > 0 && !json->named);
	at_buffer_byte(json->out, json->closers[--json->depth]);
	json->first = false;
}

static void
put_escaped(struct at_buffer *out, char c)
{
	static const char letters[] = "\b\f\n\r\t\"\\", names[] = "bfnrt\"\\";
	const char *at = c == '\0' ? NULL : strchr(letters, c);

	if (at != NULL)
		at_buffer_printf(out, "\\%c", names[at - letters]);
	else
		at_buffer_printf(out, "\\u%04x", (unsigned char)c);
}

static bool
is_plain(char c)
{
	return (unsigned char)c >= ' ' && c != '"' && c != '\\' && c != 0x7f;
}

static void
put_string(struct at_buffer *out, const char *text)
{
	const char *end = text + strlen(text);

	at_buffer_byte(out, '"');
	while (text < end) {
		const char *from = text;
		size_t n;

		do {
			while ((unsigned char)*text < 0x80 && is_plain(*text))
				text++;
			n = at_utf8_step(text, (size_t)(end - text));
			text += n > 1 ? n : 0;
		} while (n > 1);
		at_buffer_add(out, from, (size_t)(text - from));
		if (text == end)
			break;
		if (n == 0)
			at_buffer_text(out, "\\ufffd"); /* not UTF-8: say so, stay JSON */
		else
			put_escaped(out, *text);
		text++;
	}
	at_buffer_byte(out, '"');
}

void
at_json_name(struct at_json *json, const char *name)
{
	assert(in_object(json) && !json->named);
	separate(json);
	put_string(json->out, name);
	at_buffer_byte(json->out, ':');
	json->named = true;
}

void
at_json_text(struct at_json *json, const char *text)
{
	if (text == NULL) {
		at_json_null(json);
		return;
	}
	before_value(json);
	put_string(json->out, text);
}

void
at_json_int(struct at_json *json, int64_t number)
{
	char text[AT_NUMBER_ROOM];

	before_value(json);
	at_buffer_add(json->out, text, (size_t)at_number_whole(number, text));
}

void
at_json_bool(struct at_json *json, bool truth)
{
	before_value(json);
	at_buffer_text(json->out, truth ? "true" : "false");
}

void
at_json_null(struct at_json *json)
{
	before_value(json);
	at_buffer_text(json->out, "null");
}

void
at_json_double(struct at_json *json, double number)
{
	char text[AT_NUMBER_ROOM];
	int n;

	if (!isfinite(number)) {
		at_json_null(json);
		return;
	}
	n = at_number_text(number, text);
	before_value(json);
	at_buffer_add(json->out, text, (size_t)n);
}
