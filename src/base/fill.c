/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/buffer.h"
#include "base/fill.h"
#include "base/near.h"

static const struct at_fill *
find(const struct at_fill *fills, int n_fills, const char *name, size_t n)
{
	for (int i = 0; i < n_fills; i++)
		if (strlen(fills[i].name) == n && memcmp(fills[i].name, name, n) == 0)
			return &fills[i];
	return NULL;
}

static enum at_status
unknown(struct at_arena *arena, const char *name, const struct at_fill *fills, int n_fills,
    struct at_error *err)
{
	const char **names = AT_NEW(arena, const char *, (size_t)n_fills);
	const char *near;

	for (int i = 0; i < n_fills; i++)
		names[i] = fills[i].name;
	near = at_near(name, names, n_fills);
	if (near == NULL)
		return at_fail(err, AT_INVALID, "there is no placeholder {%s}", name);
	return at_fail(err, AT_INVALID, "there is no placeholder {%s}; did you mean {%s}?",
	    name, near);
}

/* What stands at `at`: a run of text, an escaped brace or a {placeholder}.  `*out_next`
 * is what follows it. */
static enum at_status
read_piece(struct at_arena *arena, const char *at, const struct at_fill *fills, int n_fills,
    struct at_piece *out, const char **out_next, struct at_error *err)
{
	size_t n = strcspn(at, "{");
	const char *end;

	*out = (struct at_piece){ .text = NULL };
	if (n > 0 || at[1] == '{') {
		n = n > 0 ? n : 1;
		out->text = at_strndup(arena, at, n);
		*out_next = at + n + (at[0] == '{');
		return AT_OK;
	}
	end = strchr(at, '}');
	if (end == NULL)
		return at_fail(err, AT_INVALID, "expected } after \"%.20s\"; a { by itself is "
		    "written {{", at);
	n = (size_t)(end - at - 1);
	out->fill = find(fills, n_fills, at + 1, n);
	*out_next = end + 1;
	if (out->fill == NULL)
		return unknown(arena, at_strndup(arena, at + 1, n), fills, n_fills, err);
	if (out->fill->value == NULL && !out->fill->may_lack)
		return at_fail(err, AT_INVALID, "{%s} has no value", out->fill->name);
	return AT_OK;
}

enum at_status
at_fill_pieces(struct at_arena *arena, const char *text, const struct at_fill *fills, int n_fills,
    const struct at_piece **out, int *out_n, struct at_error *err)
{
	/* Between two braces stands at most one piece of text and one value. */
	size_t room = 1;
	struct at_piece *pieces;
	int n = 0;

	for (const char *c = text; *c != '\0'; c++)
		room += *c == '{' ? 2 : 0;
	pieces = AT_NEW(arena, struct at_piece, room);
	while (*text != '\0') {
		enum at_status st = read_piece(arena, text, fills, n_fills, &pieces[n], &text,
		    err);

		if (st != AT_OK)
			return st;
		if (pieces[n].text != NULL || pieces[n].fill->value != NULL)
			n++;
	}
	*out = pieces;
	*out_n = n;
	return AT_OK;
}

enum at_status
at_fill_text(struct at_arena *arena, const char *text, const struct at_fill *fills, int n_fills,
    const char **out, struct at_error *err)
{
	struct at_buffer buffer = at_buffer_init(arena);
	const struct at_piece *pieces;
	int n;
	enum at_status st = at_fill_pieces(arena, text, fills, n_fills, &pieces, &n, err);

	if (st != AT_OK)
		return st;
	for (int i = 0; i < n; i++)
		at_buffer_text(&buffer, pieces[i].text != NULL ? pieces[i].text
		    : pieces[i].fill->value);
	*out = at_buffer_string(&buffer);
	return AT_OK;
}
