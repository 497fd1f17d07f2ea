/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "base/buffer.h"
#include "base/conf.h"
#include "base/utf8.h"

struct text {
	const char *bytes;
	size_t n_bytes;
};

struct parser {
	struct at_arena *arena;
	struct at_error *err;
	const char *file;
	int line;                       /* the one in hand */
	const char *section;
	int section_line;
	struct at_conf_line *lines;
	int n_lines, room;
	bool open;                      /* the last of `lines` may go on, */
	bool gap;                       /* after a blank line, */
	struct at_buffer value;         /* and this is its value so far */
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t';
}

static struct text
trim(struct text t)
{
	while (t.n_bytes > 0 && is_space(t.bytes[0])) {
		t.bytes++;
		t.n_bytes--;
	}
	while (t.n_bytes > 0 && is_space(t.bytes[t.n_bytes - 1]))
		t.n_bytes--;
	return t;
}

/* Every byte is looked at here, so that the rest can trust the text. */
static enum at_status
check_bytes(const char *file, const char *bytes, size_t n_bytes, struct at_error *err)
{
	size_t bad = at_utf8_check(bytes, n_bytes), at;
	int line = 1;

	if (n_bytes > INT_MAX)
		return at_fail(err, AT_INVALID, "%s: the file is too large", file);
	for (at = 0; at < bad; at++) {
		unsigned char c = (unsigned char)bytes[at];

		if (c == '\n')
			line++;
		else if (c == '\r' && at + 1 < n_bytes && bytes[at + 1] == '\n')
			continue;
		else if ((c < ' ' && c != '\t') || c == 0x7f)
			break;
	}
	if (at == n_bytes)
		return AT_OK;
	if (at == bad && bytes[at] != '\0')
		return at_fail(err, AT_INVALID, "%s:%d: expected UTF-8 text", file, line);
	return at_fail(err, AT_INVALID, "%s:%d: expected text, found a control character",
	    file, line);
}

/* The last line is complete: nothing more can be added to its value. */
static void
close_pair(struct parser *p)
{
	if (p->open)
		p->lines[p->n_lines - 1].value = at_strdup(p->arena, at_buffer_string(&p->value));
	p->open = false;
	p->value.n_bytes = 0;
}

static enum at_status
read_section(struct parser *p, struct text t)
{
	struct text name;

	if (t.bytes[t.n_bytes - 1] != ']')
		return at_fail(p->err, AT_INVALID, "%s:%d: expected ] at the end of the section",
		    p->file, p->line);
	name = trim((struct text){ t.bytes + 1, t.n_bytes - 2 });
	if (name.n_bytes == 0)
		return at_fail(p->err, AT_INVALID, "%s:%d: expected a name in [ ]",
		    p->file, p->line);
	p->section = at_strndup(p->arena, name.bytes, name.n_bytes);
	p->section_line = p->line;
	close_pair(p);
	return AT_OK;
}

static enum at_status
read_pair(struct parser *p, struct text t)
{
	const char *equals = memchr(t.bytes, '=', t.n_bytes);
	struct text name, value;

	if (equals == NULL || equals == t.bytes)
		return at_fail(p->err, AT_INVALID, "%s:%d: expected name = value",
		    p->file, p->line);
	name = trim((struct text){ t.bytes, (size_t)(equals - t.bytes) });
	value = trim((struct text){ equals + 1, t.n_bytes - (size_t)(equals + 1 - t.bytes) });
	close_pair(p);
	if (p->n_lines == p->room) {
		int room = p->room == 0 ? 32 : p->room * 2;

		p->lines = at_grow(p->arena, p->lines, (size_t)p->n_lines, (size_t)room,
		    sizeof *p->lines);
		p->room = room;
	}
	p->lines[p->n_lines++] = (struct at_conf_line){
		.line = p->line,
		.section_line = p->section_line,
		.section = p->section,
		.name = at_strndup(p->arena, name.bytes, name.n_bytes),
	};
	at_buffer_add(&p->value, value.bytes, value.n_bytes);
	p->open = true;
	return AT_OK;
}

static enum at_status
read_more(struct parser *p, struct text t)
{
	if (!p->open)
		return at_fail(p->err, AT_INVALID,
		    "%s:%d: the line begins with a space, but there is no value to go on with",
		    p->file, p->line);
	if (p->value.n_bytes > 0)
		at_buffer_text(&p->value, p->gap ? "\n\n" : " ");
	at_buffer_add(&p->value, t.bytes, t.n_bytes);
	return AT_OK;
}

static enum at_status
read_line(struct parser *p, struct text whole)
{
	struct text t = trim(whole);
	enum at_status st;

	if (t.n_bytes == 0) {
		p->gap = true;
		return AT_OK;
	}
	if (t.bytes[0] == '#')
		return AT_OK;
	if (is_space(whole.bytes[0]))
		st = read_more(p, t);
	else if (t.bytes[0] == '[')
		st = read_section(p, t);
	else
		st = read_pair(p, t);
	p->gap = false;
	return st;
}

enum at_status
at_conf_parse(struct at_arena *arena, const char *file, const char *bytes, size_t n_bytes,
    struct at_conf *out, struct at_error *err)
{
	struct parser p = { .arena = arena, .err = err, .file = file, .section = "",
		.value = at_buffer_init(arena) };
	enum at_status st = check_bytes(file, bytes, n_bytes, err);
	const char *at = bytes, *end = bytes + n_bytes;

	if (st == AT_OK && n_bytes >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		at += 3;
	while (st == AT_OK && at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline == NULL ? end : newline;

		p.line++;
		if (stop > at && stop[-1] == '\r')
			st = read_line(&p, (struct text){ at, (size_t)(stop - 1 - at) });
		else
			st = read_line(&p, (struct text){ at, (size_t)(stop - at) });
		at = newline == NULL ? end : newline + 1;
	}
	if (st != AT_OK)
		return st;
	close_pair(&p);
	*out = (struct at_conf){ .file = file, .lines = p.lines, .n_lines = p.n_lines };
	return AT_OK;
}
