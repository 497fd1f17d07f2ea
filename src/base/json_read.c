/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <math.h>

#include <json-c/json.h>

#include "base/json_read.h"

enum { MOST_DEPTH = 32 };

static void
close_document(void *document)
{
	json_object_put(document);
}

static int
line_of(const char *bytes, size_t at)
{
	int line = 1;

	for (size_t i = 0; i < at; i++)
		line += bytes[i] == '\n';
	return line;
}

/* What json-c takes although it is strict: quotes of the other kind, NaN and Infinity, and
 * bare control characters in texts.  Returns where the first of them is, or n_bytes. */
static size_t
find_loose(const char *bytes, size_t n_bytes)
{
	bool text = false;

	for (size_t i = 0; i < n_bytes; i++) {
		char c = bytes[i];

		if (text ? (unsigned char)c < ' ' : c == '\'' || c == 'N' || c == 'I')
			return i;
		if (c == '"')
			text = !text;
		else if (text && c == '\\')
			i++;
	}
	return n_bytes;
}

enum at_status
at_json_read(struct at_arena *arena, const char *name, const char *bytes, size_t n_bytes,
    struct at_json_in *out, struct at_error *err)
{
	struct json_tokener *tokener = json_tokener_new_ex(MOST_DEPTH);
	struct json_object *document;
	enum json_tokener_error why;
	size_t end = find_loose(bytes, n_bytes);

	if (tokener == NULL)
		at_oom(arena);
	if (end < n_bytes || n_bytes > INT_MAX) {
		json_tokener_free(tokener);
		return at_fail(err, AT_INVALID, "%s:%d: expected JSON, found %s", name,
		    line_of(bytes, end), end < n_bytes ? "a character that does not belong"
		    : "too much of it");
	}
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	document = json_tokener_parse_ex(tokener, bytes, (int)n_bytes);
	why = json_tokener_get_error(tokener);
	end = json_tokener_get_parse_end(tokener);
	json_tokener_free(tokener);
	if (why != json_tokener_success)
		return at_fail(err, AT_INVALID, "%s:%d: expected JSON, found %s", name,
		    line_of(bytes, end), why == json_tokener_continue ? "an early end"
		    : json_tokener_error_desc(why));
	at_arena_defer(arena, close_document, document);
	*out = (struct at_json_in){ arena, err, name, document };
	return AT_OK;
}

static const char *
kind_of(struct json_object *value)
{
	switch (json_object_get_type(value)) {
	case json_type_null:    return "null";
	case json_type_boolean: return json_object_get_boolean(value) ? "true" : "false";
	case json_type_double:
	case json_type_int:     return "a number";
	case json_type_object:  return "an object";
	case json_type_array:   return "an array";
	case json_type_string:  return "a text";
	}
	return "something else";
}

static enum at_status
unexpected(const struct at_json_in *in, const char *expected, const char *name,
    struct json_object *found)
{
	return at_fail(in->err, AT_INVALID, "%s: expected %s \"%s\", found %s", in->path,
	    expected, name, kind_of(found));
}

static enum at_status
find(const struct at_json_in *in, const char *expected, const char *name,
    struct json_object **out)
{
	if (!json_object_is_type(in->value, json_type_object))
		return at_fail(in->err, AT_INVALID, "%s: expected an object, found %s", in->path,
		    kind_of(in->value));
	if (!json_object_object_get_ex(in->value, name, out))
		return at_fail(in->err, AT_INVALID, "%s: expected %s \"%s\", found none", in->path,
		    expected, name);
	return AT_OK;
}

static struct at_json_in
below(const struct at_json_in *in, const char *path, struct json_object *value)
{
	return (struct at_json_in){ in->arena, in->err, path, value };
}

enum at_status
at_json_in_member(const struct at_json_in *in, const char *name, struct at_json_in *out)
{
	struct json_object *value;
	enum at_status st = find(in, "an object", name, &value);

	if (st == AT_OK)
		*out = below(in, at_printf(in->arena, "%s: %s", in->path, name), value);
	return st;
}

/* JSON has no NaN and no infinity, but a number may be too large for a double. */
static bool
take_double(struct json_object *value, double *out)
{
	double number = NAN;

	if (json_object_is_type(value, json_type_double)
	    || json_object_is_type(value, json_type_int))
		number = json_object_get_double(value);
	else if (!json_object_is_type(value, json_type_null))
		return false;
	if (isinf(number))
		return false;
	*out = number;
	return true;
}

enum at_status
at_json_in_double(const struct at_json_in *in, const char *name, double *out)
{
	struct json_object *value;
	enum at_status st = find(in, "a number", name, &value);

	if (st == AT_OK && !take_double(value, out))
		return unexpected(in, "a number", name, value);
	return st;
}

enum at_status
at_json_in_int(const struct at_json_in *in, const char *name, int *out)
{
	struct json_object *value;
	enum at_status st = find(in, "a whole number", name, &value);
	int64_t whole;

	if (st != AT_OK)
		return st;
	whole = json_object_get_int64(value);
	if (!json_object_is_type(value, json_type_int) || whole < INT_MIN || whole > INT_MAX)
		return unexpected(in, "a whole number", name, value);
	*out = (int)whole;
	return AT_OK;
}

enum at_status
at_json_in_bool(const struct at_json_in *in, const char *name, bool *out)
{
	struct json_object *value;
	enum at_status st = find(in, "true or false", name, &value);

	if (st == AT_OK && !json_object_is_type(value, json_type_boolean))
		return unexpected(in, "true or false", name, value);
	if (st == AT_OK)
		*out = json_object_get_boolean(value);
	return st;
}

enum at_status
at_json_in_text(const struct at_json_in *in, const char *name, const char **out)
{
	struct json_object *value;
	enum at_status st = find(in, "a text", name, &value);

	if (st == AT_OK && !json_object_is_type(value, json_type_string))
		return unexpected(in, "a text", name, value);
	if (st == AT_OK)
		*out = json_object_get_string(value);
	return st;
}

enum at_status
at_json_in_array(const struct at_json_in *in, const char *name, struct at_json_in *out,
    int *out_n)
{
	struct json_object *value;
	enum at_status st = find(in, "an array", name, &value);

	if (st == AT_OK && !json_object_is_type(value, json_type_array))
		return unexpected(in, "an array", name, value);
	if (st != AT_OK)
		return st;
	*out = below(in, at_printf(in->arena, "%s: %s", in->path, name), value);
	*out_n = (int)json_object_array_length(value);
	return AT_OK;
}

struct at_json_in
at_json_in_item(const struct at_json_in *array, int i)
{
	return below(array, at_printf(array->arena, "%s: %d", array->path, i + 1),
	    json_object_array_get_idx(array->value, (size_t)i));
}

enum at_status
at_json_in_doubles(const struct at_json_in *in, const char *name, double *out, int n)
{
	struct at_json_in array;
	int found;
	enum at_status st = at_json_in_array(in, name, &array, &found);

	if (st == AT_OK && found != n)
		return at_fail(in->err, AT_INVALID, "%s: expected %d numbers, found %d", array.path,
		    n, found);
	for (int i = 0; i < n && st == AT_OK; i++)
		if (!take_double(json_object_array_get_idx(array.value, (size_t)i), &out[i]))
			return at_fail(in->err, AT_INVALID, "%s: expected numbers, found %s",
			    array.path, kind_of(json_object_array_get_idx(array.value, (size_t)i)));
	return st;
}
