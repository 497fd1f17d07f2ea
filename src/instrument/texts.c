/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "instrument/texts.h"

enum { MAX_BYTES = 256 * 1024, MAX_TEXT_BYTES = 4000, MAX_PARTS = 4 };

/* A key cut at its dots: "option", "fit", "1". */
struct key {
	char bytes[AT_KEY_ROOM];
	const char *parts[MAX_PARTS];
	int n_parts;
};

static const char *const plain_keys[] = { "name", "title", "intro", "thanks", "stem",
	"sees", "sees-change" };

static const char *const general_keys[] = {
	"crisis.danger", "crisis.violence", "crisis.talk", "crisis.clinic", "crisis.watched",
	"crisis.told", "crisis.call", "crisis.plan", "crisis.unsent",
	"button.skip", "button.not-today", "from-clinic",
	"window.two-weeks", "window.since-last", "window.session",
	"window.now", "window.so-far", "window.week", "window.month",
	"form.title", "form.intro", "form.thanks",
	"note.own-card", "note.loinc", "note.access",
};

static bool
is_one_of(const char *const *texts, size_t n_texts, const char *text)
{
	for (size_t i = 0; i < n_texts; i++)
		if (strcmp(texts[i], text) == 0)
			return true;
	return false;
}

/* False if there are more parts than any key has. */
static bool
cut_at_dots(const char *text, struct key *out)
{
	char *at = out->bytes;

	snprintf(out->bytes, sizeof out->bytes, "%s", text);
	for (out->n_parts = 0; out->n_parts < MAX_PARTS; *at++ = '\0') {
		out->parts[out->n_parts++] = at;
		at += strcspn(at, ".");
		if (*at == '\0')
			return true;
	}
	return false;
}

static bool
option_key_is_known(const struct at_instrument *instrument, const struct key *key)
{
	const struct at_options *set = at_instrument_options(instrument, key->parts[1]);
	const struct at_option *option = NULL;

	if (set != NULL && key->n_parts >= 3)
		option = at_options_find(set, key->parts[2]);
	if (option == NULL || key->n_parts == 3)
		return option != NULL;
	return option->needs_cover && strcmp(key->parts[3], "without-cover") == 0;
}

static bool
item_key_is_known(const struct at_instrument *instrument, const struct key *key)
{
	if (at_instrument_item(instrument, key->parts[1]) < 0)
		return false;
	return key->n_parts == 2 || (key->n_parts == 3 && (strcmp(key->parts[2], "note") == 0
	    || strcmp(key->parts[2], "low") == 0 || strcmp(key->parts[2], "high") == 0));
}

static bool
page_is_known(const struct at_instrument *instrument, const char *page)
{
	for (int i = 0; i < instrument->n_pages; i++)
		if (strcmp(instrument->pages[i].id, page) == 0)
			return true;
	return false;
}

static bool
rule_is_known(const struct at_instrument *instrument, const char *rule)
{
	for (int i = 0; i < instrument->n_rules; i++)
		if (strcmp(instrument->rules[i].id, rule) == 0)
			return true;
	return false;
}

static bool
band_is_known(const struct at_instrument *instrument, const struct key *key)
{
	int scale = at_instrument_scale(instrument, key->parts[1]);
	const struct at_constant *bands = scale < 0 ? NULL
	    : at_scale_constant(&instrument->scales[scale], "bands");

	for (int i = 0; bands != NULL && i < bands->n_values; i++)
		if (strcmp(bands->ids[i], key->parts[2]) == 0)
			return true;
	return false;
}

/* A key as it stands, without a form behind it. */
static bool
bare_key_is_known(const struct at_instrument *instrument, const char *text)
{
	struct key key;

	if (instrument == NULL)
		return is_one_of(general_keys, AT_COUNT(general_keys), text);
	if (!cut_at_dots(text, &key))
		return false;
	if (key.n_parts == 1)
		return is_one_of(plain_keys, AT_COUNT(plain_keys), text);
	if (strcmp(key.parts[0], "option") == 0)
		return option_key_is_known(instrument, &key);
	if (strcmp(key.parts[0], "item") == 0)
		return item_key_is_known(instrument, &key);
	if (strcmp(key.parts[0], "page") == 0)
		return key.n_parts == 2 && page_is_known(instrument, key.parts[1]);
	if (strcmp(key.parts[0], "rule") == 0)
		return key.n_parts == 2 && rule_is_known(instrument, key.parts[1]);
	if (strcmp(key.parts[0], "band") == 0)
		return key.n_parts == 3 && band_is_known(instrument, &key);
	return strcmp(key.parts[0], "scale") == 0 && key.n_parts == 2
	    && at_instrument_scale(instrument, key.parts[1]) >= 0;
}

bool
at_texts_key_is_known(const struct at_instrument *instrument, const char *key)
{
	size_t n_bytes = strlen(key);
	char bare[AT_KEY_ROOM];
	char *form;

	if (n_bytes >= sizeof bare)
		return false;
	memcpy(bare, key, n_bytes + 1);
	if (n_bytes > 6 && strcmp(bare + n_bytes - 6, "@first") == 0)
		bare[n_bytes - 6] = '\0';
	if (bare_key_is_known(instrument, bare))
		return true;

	form = strrchr(bare, '.');
	if (form == NULL)
		return false;
	*form++ = '\0';
	if (instrument == NULL ? !at_form_is_known(form) : at_instrument_form(instrument, form) < 0)
		return false;
	return bare_key_is_known(instrument, bare);
}

static enum at_status
fail_at(const char *name, int line, const char *what, const char *found, struct at_error *err)
{
	return at_fail(err, AT_INVALID, "%s:%d: expected %s, found \"%.100s\"", name, line, what,
	    found);
}

/* forms = client teen: in this language there are words for these forms only. */
static enum at_status
read_forms(const struct at_instrument *instrument, const char *name,
    const struct at_conf_line *line, unsigned *out, struct at_error *err)
{
	const char *at = line->value;

	*out = 0;
	for (at += strspn(at, " "); *at != '\0'; at += strspn(at, " ")) {
		size_t n_bytes = strcspn(at, " ");
		int form = instrument->n_forms - 1;

		while (form >= 0 && (strlen(instrument->forms[form]) != n_bytes
		    || strncmp(instrument->forms[form], at, n_bytes) != 0))
			form--;
		if (form < 0)
			return fail_at(name, line->line, "forms of the instrument", at, err);
		*out |= 1u << form;
		at += n_bytes;
	}
	return AT_OK;
}

static enum at_status
read_line(const struct at_instrument *instrument, const char *name,
    const struct at_conf_line *line, struct at_texts *out, struct at_text *text,
    struct at_error *err)
{
	if (line->section[0] != '\0')
		return fail_at(name, line->line, "words without [sections]", line->section, err);
	if (line->value[0] == '\0')
		return fail_at(name, line->line, "words after =", line->name, err);
	if (strlen(line->value) > MAX_TEXT_BYTES)
		return at_fail(err, AT_INVALID, "%s:%d: expected at most %d bytes, found %zu", name,
		    line->line, MAX_TEXT_BYTES, strlen(line->value));
	if (instrument != NULL && strcmp(line->name, "forms") == 0)
		return read_forms(instrument, name, line, &out->forms, err);
	if (!at_texts_key_is_known(instrument, line->name))
		return fail_at(name, line->line, "a key of the definition", line->name, err);
	text[out->n_texts++] = (struct at_text){ line->name, line->value, line->line };
	return AT_OK;
}

static int
by_key(const void *a, const void *b)
{
	const struct at_text *x = a, *y = b;

	return strcmp(x->key, y->key);
}

static enum at_status
check_twice(const struct at_texts *texts, const char *name, struct at_error *err)
{
	for (int i = 1; i < texts->n_texts; i++) {
		const struct at_text *a = &texts->texts[i - 1], *b = a + 1;

		if (strcmp(a->key, b->key) == 0)
			return fail_at(name, a->line > b->line ? a->line : b->line,
			    "each key once", a->key, err);
	}
	return AT_OK;
}

enum at_status
at_texts_parse(struct at_arena *arena, const struct at_instrument *instrument, const char *name,
    const char *bytes, size_t n_bytes, struct at_texts *out, struct at_error *err)
{
	struct at_texts texts = { .lang = out->lang, .forms = ~0u };
	struct at_text *sorted;
	struct at_conf conf;
	enum at_status st;

	if (n_bytes > MAX_BYTES)
		return at_fail(err, AT_INVALID, "%s:1: expected at most %d bytes, found %zu", name,
		    MAX_BYTES, n_bytes);
	st = at_conf_parse(arena, name, bytes, n_bytes, &conf, err);
	if (st != AT_OK)
		return st;

	texts.texts = sorted = AT_NEW(arena, struct at_text, (size_t)conf.n_lines);
	for (int i = 0; i < conf.n_lines && st == AT_OK; i++)
		st = read_line(instrument, name, &conf.lines[i], &texts, sorted, err);
	if (st != AT_OK)
		return st;
	qsort(sorted, (size_t)texts.n_texts, sizeof *sorted, by_key);
	st = check_twice(&texts, name, err);
	if (st == AT_OK)
		*out = texts;
	return st;
}

const char *
at_texts_find(const struct at_texts *texts, const char *key)
{
	const struct at_text wanted = { .key = key };
	const struct at_text *found = NULL;

	if (texts->n_texts > 0)
		found = bsearch(&wanted, texts->texts, (size_t)texts->n_texts, sizeof wanted,
		    by_key);
	return found == NULL ? NULL : found->text;
}
