/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/import_define.h"
#include "base/buffer.h"
#include "base/split.h"

enum { MOST_ID = 32, MOST_CHOICES = 32 };

/* Says of a definition that nobody wrote it: what else is seen may be added. */
static const char seen_note[] = "Nothing is known of it but the items and answers that were"
    " seen.";

/* What a definition must say, where the map does not. */
static const struct {
	const char *name, *value;
} defaults[] = {
	{ "version", "1" },
	{ "licence", "Held by the clinic that took it in." },
	{ "source",  "Taken in with the clinic's own data." },
	{ "window",  "session" },
	{ "when",    "after" },
	{ "forms",   "client" },
};

static enum at_status
parse(struct at_call *call, const char *id, struct at_buffer *body,
    struct at_import_definition *out, struct at_error *err)
{
	struct at_instrument *instrument = AT_NEW(call->arena, struct at_instrument, 1);
	const char *name = at_printf(call->arena, "%s.txt", id);
	enum at_status st = at_instrument_parse(call->arena, name, at_buffer_string(body),
	    body->n_bytes, instrument, err);

	if (st == AT_OK)
		*out = (struct at_import_definition){ .instrument = instrument,
			.body = at_buffer_string(body) };
	return st;
}

/* ---- from the map ----------------------------------------------------------------------- */

int
at_import_whole(const char *text)
{
	int number = 0, n = 0;

	for (; text[n] >= '0' && text[n] <= '9' && n < 3; n++)
		number = 10 * number + (text[n] - '0');
	return n == 0 || text[n] != '\0' ? -1 : number;
}

static bool
is_head(const char *name)
{
	return strchr(name, '.') == NULL && strcmp(name, "items") != 0
	    && strcmp(name, "range") != 0;
}

static const struct at_conf_line *
line_of(const struct at_conf_line *lines, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (strcmp(lines[i].name, name) == 0)
			return &lines[i];
	return NULL;
}

static void
put_range(struct at_buffer *out, int lowest, int highest)
{
	at_buffer_text(out, "options.seen = ");
	for (int code = lowest; code <= highest; code++)
		at_buffer_printf(out, "%s%d", code > lowest ? ", " : "", code);
	at_buffer_byte(out, '\n');
}

/* "items = 12" and "range = 1 5" as the lines they stand for. */
static enum at_status
put_short(struct at_call *call, const char *map, const struct at_conf_line *items,
    const struct at_conf_line *range, struct at_buffer *out)
{
	struct at_parts ends = range == NULL ? (struct at_parts){ NULL, 0 }
	    : at_split(call->arena, range->value, " \t");
	int n = items == NULL ? 0 : at_import_whole(items->value), lowest, highest;

	if (items == NULL && range == NULL)
		return AT_OK;
	if (items == NULL || range == NULL)
		return at_fail(call->err, AT_INVALID, "%s:%d: expected both items = 12 and range ="
		    " 1 5, or neither", map, (items == NULL ? range : items)->line);
	if (n < 1 || n > AT_MAX_ITEMS)
		return at_fail(call->err, AT_INVALID, "%s:%d: expected 1 to %d items, found \"%s\"",
		    map, items->line, AT_MAX_ITEMS, items->value);
	lowest = ends.n == 2 ? at_import_whole(ends.at[0]) : -1;
	highest = ends.n == 2 ? at_import_whole(ends.at[1]) : -1;
	if (lowest < 0 || highest <= lowest || highest - lowest >= MOST_CHOICES)
		return at_fail(call->err, AT_INVALID, "%s:%d: expected a range such as 1 5, found"
		    " \"%s\"", map, range->line, range->value);
	put_range(out, lowest, highest);
	for (int i = 1; i <= n; i++)
		at_buffer_printf(out, "item.%d = choice seen\n", i);
	at_buffer_text(out, "page.all =");
	for (int i = 1; i <= n; i++)
		at_buffer_printf(out, " %d", i);
	at_buffer_byte(out, '\n');
	return AT_OK;
}

enum at_status
at_import_define(struct at_call *call, const char *map, const char *id,
    const struct at_conf_line *lines, int n, struct at_import_definition *out)
{
	struct at_buffer body = at_buffer_init(call->arena);
	struct at_error err = { 0 };
	enum at_status st;

	at_buffer_printf(&body, "id = %s\n", id);
	for (size_t i = 0; i < AT_COUNT(defaults); i++)
		if (line_of(lines, n, defaults[i].name) == NULL)
			at_buffer_printf(&body, "%s = %s\n", defaults[i].name, defaults[i].value);
	for (int i = 0; i < n; i++)
		if (is_head(lines[i].name))
			at_buffer_printf(&body, "%s = %s\n", lines[i].name, lines[i].value);
	st = put_short(call, map, line_of(lines, n, "items"), line_of(lines, n, "range"), &body);
	for (int i = 0; i < n; i++)
		if (strchr(lines[i].name, '.') != NULL)
			at_buffer_printf(&body, "%s = %s\n", lines[i].name, lines[i].value);
	if (st != AT_OK)
		return st;
	st = parse(call, id, &body, out, &err);
	return st == AT_OK ? AT_OK : at_fail(call->err, st, "%s:%d: [instrument %s]: %s", map,
	    lines[0].section_line, id, strchr(err.text, ' ') == NULL ? err.text
	    : strchr(err.text, ' ') + 1);
}

/* ---- from what was seen ----------------------------------------------------------------- */

bool
at_import_is_open(const struct at_instrument *instrument)
{
	return strcmp(instrument->note, seen_note) == 0;
}

/* The range that the answers known so far may have. */
static struct at_range
known_range(const struct at_instrument *known)
{
	return known == NULL ? (struct at_range){ INT32_MAX, INT32_MIN }
	    : at_item_range(&known->items[0]);
}

static unsigned
known_forms(const struct at_instrument *known)
{
	unsigned forms = 0;

	for (int i = 0; known != NULL && i < known->n_forms; i++)
		forms |= 1u << at_import_form_find(known->forms[i]);
	return forms;
}

bool
at_import_has_grown(const struct at_import_source *source)
{
	struct at_range range = known_range(source->known);

	if (source->known == NULL || (source->forms & ~known_forms(source->known)) != 0)
		return true;
	for (int i = 0; i < source->items.n; i++)
		if (source->index[i] < 0)
			return true;
	return source->seen.n_answers > 0 && (source->seen.lowest < range.lowest
	    || source->seen.highest > range.highest);
}

/* "7" is 7; "07", and anything else, 0. */
static int
number_of(const char *code)
{
	int number = code[0] == '0' ? 0 : at_import_whole(code);

	return number < 0 ? 0 : number;
}

/* All items are called by their number: those between are there, too, so that the seventh
 * is item 7 whether or not anybody has answered the sixth. */
static int
numbered(const struct at_import_source *source)
{
	int most = 0;

	for (int i = 0; source->known != NULL && i < source->known->n_items; i++)
		if (number_of(source->known->items[i].id) != i + 1)
			return 0;
	for (int i = 0; i < source->items.n; i++) {
		int n = number_of(source->items.at[i]);

		if (n == 0 || n > AT_MAX_ITEMS)
			return 0;
		most = n > most ? n : most;
	}
	return source->known != NULL && source->known->n_items > most ? source->known->n_items
	    : most;
}

/* The ids of all items: those known, then what was seen, in an order that is not the
 * file's. */
static int
list_items(struct at_call *call, const struct at_import_source *source,
    const char *out[AT_MAX_ITEMS])
{
	const int *sorted = at_names_sorted(&source->items);
	int n = numbered(source), known = source->known == NULL ? 0 : source->known->n_items;

	for (int i = 0; i < n; i++)
		out[i] = at_printf(call->arena, "%d", i + 1);
	if (n > 0)
		return n;
	for (int i = 0; i < known; i++)
		out[i] = source->known->items[i].id;
	n = known;
	for (int i = 0; i < source->items.n && n < AT_MAX_ITEMS; i++)
		if (source->index[sorted[i]] < 0)
			out[n++] = at_import_id_of(call->arena, source->items.at[sorted[i]]);
	return n;
}

enum at_status
at_import_grow(struct at_call *call, const struct at_import_source *source,
    struct at_import_definition *out)
{
	const struct at_import_seen *seen = &source->seen;
	struct at_range range = known_range(source->known);
	unsigned forms = known_forms(source->known) | source->forms;
	struct at_buffer body = at_buffer_init(call->arena);
	const char *items[AT_MAX_ITEMS];
	int n = list_items(call, source, items);
	bool line;

	if (seen->n_answers > 0 && seen->lowest < range.lowest)
		range.lowest = seen->lowest;
	if (seen->n_answers > 0 && seen->highest > range.highest)
		range.highest = seen->highest;
	if (range.lowest >= range.highest)      /* an answer has at least two */
		range = (struct at_range){ range.lowest == INT32_MAX ? 0 : range.lowest,
			range.lowest == INT32_MAX ? 1 : range.lowest + 1 };
	line = range.highest - range.lowest >= MOST_CHOICES;
	at_buffer_printf(&body, "id = %s\nnote = %s\nforms =", source->id, seen_note);
	for (int i = 0; i < AT_IMPORT_FORMS; i++)
		if ((forms >> i & 1) != 0)
			at_buffer_printf(&body, " %s", at_import_forms[i]);
	at_buffer_printf(&body, "\nversion = %d\n", source->known == NULL ? 1
	    : source->known->version + 1);
	for (size_t i = 1; i < AT_COUNT(defaults) - 1; i++)
		at_buffer_printf(&body, "%s = %s\n", defaults[i].name, defaults[i].value);
	if (!line)
		put_range(&body, range.lowest, range.highest);
	for (int i = 0; i < n; i++)
		at_buffer_printf(&body, "item.%s = %s\n", items[i], line ? "line" : "choice seen");
	at_buffer_text(&body, "page.all =");
	for (int i = 0; i < n; i++)
		at_buffer_printf(&body, " %s", items[i]);
	at_buffer_byte(&body, '\n');
	return parse(call, source->id, &body, out, call->err);
}

const char *
at_import_id_of(struct at_arena *arena, const char *code)
{
	char *id = AT_NEW(arena, char, MOST_ID + 1);
	int n = 0;

	for (; *code != '\0' && n < MOST_ID; code++) {
		char c = *code;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		else if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
			c = '-';
		if (n > 0 || c != '-')
			id[n++] = c;
	}
	return n == 0 ? "x" : id;
}
