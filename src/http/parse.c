/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "http/http.h"
#include "http/parse.h"

static const char cookie_prefix[] = "__Host-";

const char *
at_field(const struct at_fields *fields, const char *name)
{
	for (int i = 0; i < fields->n_fields; i++) {
		if (strcmp(fields->fields[i].name, name) == 0)
			return fields->fields[i].value;
	}
	return NULL;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The byte behind "%XX", -1 if there is none. */
static int
percent_byte(const char *bytes, size_t n_bytes)
{
	int high = n_bytes < 3 ? -1 : hex_digit(bytes[1]);
	int low = n_bytes < 3 ? -1 : hex_digit(bytes[2]);

	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* Decode one name or value of a form to `to`, with a NUL behind; false if it is
 * not text.  *out_n gets its bytes. */
static bool
decode_piece(const char *bytes, size_t n_bytes, char *to, size_t *out_n)
{
	size_t n = 0;

	for (size_t i = 0; i < n_bytes; i++) {
		int byte = (unsigned char)bytes[i];

		if (byte == '+')
			byte = ' ';
		if (byte == '%') {
			byte = percent_byte(bytes + i, n_bytes - i);
			if (byte < 0)
				return false;
			i += 2;
		}
		to[n++] = (char)byte;
	}
	to[n] = '\0';
	*out_n = n;
	return at_utf8_valid(to, n);
}

/* Decode "name=value" or "name" to `to`; false if it is not text.  Never needs
 * more room than the text itself and one NUL. */
static bool
decode_field(const char *bytes, size_t n_bytes, char *to, struct at_field *out)
{
	const char *equals = memchr(bytes, '=', n_bytes);
	size_t n_encoded = equals == NULL ? n_bytes : (size_t)(equals - bytes);
	size_t n_name;

	if (!decode_piece(bytes, n_encoded, to, &n_name))
		return false;
	out->name = to;
	out->value = to + n_name;
	out->n_value = 0;
	if (equals == NULL)
		return true;
	out->value = to + n_name + 1;
	return decode_piece(equals + 1, n_bytes - n_encoded - 1, to + n_name + 1, &out->n_value);
}

static size_t
count_bytes(const char *bytes, size_t n_bytes, char byte)
{
	size_t n = 0;

	for (size_t i = 0; i < n_bytes; i++)
		n += bytes[i] == byte;
	return n;
}

enum at_status
at_http_parse_form(struct at_arena *arena, const char *bytes, size_t n_bytes,
    struct at_fields *out, struct at_error *err)
{
	size_t n_most = n_bytes == 0 ? 0 : count_bytes(bytes, n_bytes, '&') + 1;
	struct at_field *fields;
	char *room;
	int n = 0;

	if (n_most > AT_FORM_FIELDS)
		return at_fail(err, AT_INVALID, "the form has more than %d fields", AT_FORM_FIELDS);
	fields = AT_NEW(arena, struct at_field, n_most);
	room = at_alloc(arena, n_bytes + 1, 1);
	for (size_t i = 0, n_piece; i < n_bytes; i += n_piece + 1) {
		const char *and = memchr(bytes + i, '&', n_bytes - i);

		n_piece = and == NULL ? n_bytes - i : (size_t)(and - bytes) - i;
		if (n_piece > 0 && !decode_field(bytes + i, n_piece, room + i, &fields[n++]))
			return at_fail(err, AT_INVALID, "field %d of the form is not text",
			    n);
	}
	out->fields = fields;
	out->n_fields = n;
	return AT_OK;
}

/* Cookie values are what at_response_cookie() writes: tokens. */
static bool
is_cookie_value(const char *bytes, size_t n_bytes)
{
	for (size_t i = 0; i < n_bytes; i++) {
		if (bytes[i] <= ' ' || bytes[i] >= 0x7f || strchr("\",;\\", bytes[i]) != NULL)
			return false;
	}
	return true;
}

/* One "name=value" of the Cookie header; true if it is one of ours. */
static bool
take_cookie(struct at_arena *arena, const char *bytes, size_t n_bytes, struct at_field *out)
{
	const size_t n_prefix = sizeof cookie_prefix - 1;
	const char *equals = memchr(bytes, '=', n_bytes);

	if (equals == NULL || (size_t)(equals - bytes) <= n_prefix
	    || memcmp(bytes, cookie_prefix, n_prefix) != 0)
		return false;
	out->n_value = n_bytes - (size_t)(equals + 1 - bytes);
	out->name = at_strndup(arena, bytes + n_prefix, (size_t)(equals - bytes) - n_prefix);
	out->value = at_strndup(arena, equals + 1, out->n_value);
	return true;
}

enum at_status
at_http_parse_cookies(struct at_arena *arena, const char *header, struct at_fields *out,
    struct at_error *err)
{
	size_t n_pieces = count_bytes(header, strlen(header), ';') + 1;
	struct at_field *fields;
	int n = 0;

	if (n_pieces > AT_FORM_FIELDS)
		return at_fail(err, AT_INVALID, "more than %d cookies", AT_FORM_FIELDS);
	fields = AT_NEW(arena, struct at_field, n_pieces);
	while (n_pieces-- > 0) {
		size_t n_space = strspn(header, " \t");
		size_t n_piece = strcspn(header + n_space, ";");

		header += n_space;
		if (take_cookie(arena, header, n_piece, &fields[n])) {
			if (!is_cookie_value(fields[n].name, strlen(fields[n].name))
			    || !is_cookie_value(fields[n].value, fields[n].n_value))
				return at_fail(err, AT_INVALID, "a cookie is not readable");
			n++;
		}
		header += n_piece + 1;
	}
	out->fields = fields;
	out->n_fields = n;
	return AT_OK;
}

/* Decode a path; false on what no path of ours holds. */
static bool
decode_path(const char *bytes, size_t n_bytes, char *to)
{
	size_t n = 0;

	for (size_t i = 0; i < n_bytes; i++) {
		int byte = (unsigned char)bytes[i];

		if (byte == '%') {
			byte = percent_byte(bytes + i, n_bytes - i);
			if (byte < 0 || byte == '/')
				return false;
			i += 2;
		}
		if (byte < ' ' || byte == 0x7f)
			return false;
		to[n++] = (char)byte;
	}
	to[n] = '\0';
	return at_utf8_valid(to, n);
}

enum at_status
at_http_parse_path(struct at_arena *arena, const char *bytes, size_t n_bytes, const char **out,
    struct at_error *err)
{
	char *path = at_alloc(arena, n_bytes + 1, 1);

	if (n_bytes == 0 || bytes[0] != '/' || !decode_path(bytes, n_bytes, path)
	    || strstr(path, "..") != NULL || strstr(path, "//") != NULL)
		return at_fail(err, AT_INVALID, "there can be no such address");
	*out = path;
	return AT_OK;
}

/* The next item of a comma-separated header, without white space around it; *at goes
 * behind it and becomes NULL after the last. */
static const char *
next_item(const char **at, size_t *n_item)
{
	const char *item = *at + strspn(*at, " \t");
	size_t n = strcspn(item, ",");

	*at = item[n] == ',' ? item + n + 1 : NULL;
	while (n > 0 && (item[n - 1] == ' ' || item[n - 1] == '\t'))
		n--;
	*n_item = n;
	return item;
}

/* Whether the parameters behind a coding say q=0, q=0.0 and so on. */
static bool
is_weight_zero(const char *item, size_t n_item)
{
	const char *at = memchr(item, ';', n_item), *end = item + n_item;

	if (at == NULL)
		return false;
	at++;
	at += strspn(at, " \t");
	if (end - at < 3 || (at[0] != 'q' && at[0] != 'Q') || at[1] != '=')
		return false;
	for (at += 2; at < end; at++) {
		if (*at != '0' && *at != '.')
			return false;
	}
	return true;
}

bool
at_http_accepts_gzip(const char *header)
{
	size_t n_item;

	while (header != NULL) {
		const char *item = next_item(&header, &n_item);

		if (n_item >= 4 && strncasecmp(item, "gzip", 4) == 0
		    && (n_item == 4 || item[4] == ';' || item[4] == ' '))
			return !is_weight_zero(item, n_item);
	}
	return false;
}

bool
at_http_etag_matches(const char *header, const char *etag)
{
	size_t n_item, n_etag = strlen(etag);

	while (header != NULL) {
		const char *item = next_item(&header, &n_item);

		if (n_item == 1 && item[0] == '*')
			return true;
		if (n_item > 2 && strncmp(item, "W/", 2) == 0) {
			item += 2;
			n_item -= 2;
		}
		if (n_item == n_etag && memcmp(item, etag, n_etag) == 0)
			return true;
	}
	return false;
}

bool
at_http_is_form(const char *header)
{
	static const char form[] = "application/x-www-form-urlencoded";
	const size_t n_form = sizeof form - 1;

	return header != NULL && strncasecmp(header, form, n_form) == 0
	    && (header[n_form] == '\0' || strchr("; \t", header[n_form]) != NULL);
}

const char *
at_http_address(struct at_arena *arena, const char *text)
{
	char spelt[INET6_ADDRSTRLEN];
	struct in6_addr v6;
	struct in_addr v4;

	if (inet_pton(AF_INET, text, &v4) == 1)
		return at_strdup(arena, text);
	if (inet_pton(AF_INET6, text, &v6) != 1)
		return NULL;
	if (IN6_IS_ADDR_V4MAPPED(&v6))
		inet_ntop(AF_INET, v6.s6_addr + 12, spelt, sizeof spelt);
	else
		inet_ntop(AF_INET6, &v6, spelt, sizeof spelt);
	return at_strdup(arena, spelt);
}

const char *
at_http_forwarded_for(struct at_arena *arena, const char *header)
{
	const char *item;
	size_t n_item;

	do
		item = next_item(&header, &n_item);
	while (header != NULL);
	return at_http_address(arena, at_strndup(arena, item, n_item));
}
