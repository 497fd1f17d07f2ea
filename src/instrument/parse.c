/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The format is described in instruments/FORMAT. */
#include <stdio.h>
#include <string.h>

#include "base/conf.h"
#include "instrument/library.h"
#include "instrument/parse.h"

/* A definition is read by people: one that is longer than this is something else. */
enum { MAX_BYTES = 64 * 1024, MAX_VALUE_BYTES = 2000 };

static enum at_status
read_id(struct at_parse *p)
{
	if (!at_scan_is_id(p->scan.rest))
		return at_scan_expected(&p->scan, "an id of letters, digits and hyphens",
		    p->scan.rest);
	p->out->id = p->scan.rest;
	return AT_OK;
}

static enum at_status
read_version(struct at_parse *p)
{
	return at_scan_whole(&p->scan, p->scan.rest, 1, 9999, &p->out->version);
}

static enum at_status
read_licence(struct at_parse *p)
{
	p->out->licence = p->scan.rest;
	return AT_OK;
}

static enum at_status
read_source(struct at_parse *p)
{
	p->out->source = p->scan.rest;
	return AT_OK;
}

static enum at_status
read_tier(struct at_parse *p)
{
	return at_scan_whole(&p->scan, p->scan.rest, 1, 3, &p->out->tier);
}

static enum at_status
read_note(struct at_parse *p)
{
	p->out->note = p->scan.rest;
	return AT_OK;
}

static enum at_status
read_window(struct at_parse *p)
{
	if (!at_scan_is_id(p->scan.rest))
		return at_scan_expected(&p->scan, "the name of a time window", p->scan.rest);
	p->out->window = p->scan.rest;
	return AT_OK;
}

static enum at_status
read_when(struct at_parse *p)
{
	if (strcmp(p->scan.rest, "before") != 0 && strcmp(p->scan.rest, "after") != 0)
		return at_scan_expected(&p->scan, "before or after", p->scan.rest);
	p->out->when = p->scan.rest;
	return AT_OK;
}

static enum at_status
read_forms(struct at_parse *p)
{
	struct at_clause clause;
	bool more;
	enum at_status st = at_scan_clause(&p->scan, &clause, &more);

	if (st != AT_OK)
		return st;
	if (clause.n_words == 0 || p->scan.rest != NULL)
		return at_scan_expected(&p->scan, "forms with spaces between them", p->scan.rest);
	for (int i = 0; i < clause.n_words; i++) {
		if (!at_form_is_known(clause.words[i])
		    || at_instrument_form(p->out, clause.words[i]) >= 0)
			return at_scan_expected(&p->scan,
			    "client, therapist, parent or teen, each once", clause.words[i]);
		p->out->forms[p->out->n_forms++] = clause.words[i];
	}
	return AT_OK;
}

/* Names of forms of this instrument, as bits. */
static enum at_status
read_one_page(struct at_parse *p)
{
	struct at_clause clause;
	bool more;
	enum at_status st = at_scan_clause(&p->scan, &clause, &more);

	for (int i = 0; st == AT_OK && i < clause.n_words; i++) {
		int form = at_instrument_form(p->out, clause.words[i]);

		if (form < 0)
			return at_scan_expected(&p->scan, "forms from above", clause.words[i]);
		p->out->one_page |= 1u << form;
	}
	return st;
}

static enum at_status
read_loinc(struct at_parse *p)
{
	p->out->loinc = p->scan.rest;
	return at_scan_loinc(&p->scan, p->scan.rest);
}

static enum at_status
read_own_card(struct at_parse *p)
{
	p->out->own_card = strcmp(p->scan.rest, "yes") == 0;
	if (!p->out->own_card && strcmp(p->scan.rest, "no") != 0)
		return at_scan_expected(&p->scan, "yes or no", p->scan.rest);
	return AT_OK;
}

static const struct {
	const char *name;
	bool needed;
	enum at_status (*read)(struct at_parse *parse);
} heads[] = {
	{ "id",       true,  read_id },
	{ "version",  true,  read_version },
	{ "licence",  true,  read_licence },
	{ "source",   true,  read_source },
	{ "tier",     false, read_tier },
	{ "note",     false, read_note },
	{ "window",   true,  read_window },
	{ "when",     true,  read_when },
	{ "forms",    true,  read_forms },
	{ "one-page", false, read_one_page },
	{ "loinc",    false, read_loinc },
	{ "own-card", false, read_own_card },
};

static const struct {
	const char *prefix;
	enum at_status (*read)(struct at_parse *parse, const char *id);
} bodies[] = {
	{ "options.", at_parse_options },
	{ "item.",    at_parse_item },
	{ "page.",    at_parse_page },
	{ "scale.",   at_parse_scale },
	{ "rule.",    at_parse_rule },
};

static enum at_status
read_line(struct at_parse *p, const struct at_conf_line *line)
{
	p->scan.line = line->line;
	p->scan.rest = line->value;
	if (line->section[0] != '\0')
		return at_scan_expected(&p->scan, "a definition without [sections]", line->section);
	if (strlen(line->value) > MAX_VALUE_BYTES)
		return at_fail(p->scan.err, AT_INVALID,
		    "%s:%d: expected at most %d bytes, found %zu", p->scan.file, line->line,
		    MAX_VALUE_BYTES, strlen(line->value));
	if (line->value[0] == '\0')
		return at_scan_expected(&p->scan, "a value after =", NULL);

	for (size_t i = 0; i < AT_COUNT(heads); i++) {
		if (strcmp(line->name, heads[i].name) != 0)
			continue;
		if ((p->head >> i & 1) != 0)
			return at_scan_expected(&p->scan, "each of these once", line->name);
		p->head |= 1u << i;
		return heads[i].read(p);
	}
	for (size_t i = 0; i < AT_COUNT(bodies); i++) {
		size_t n_prefix = strlen(bodies[i].prefix);

		if (strncmp(line->name, bodies[i].prefix, n_prefix) == 0)
			return bodies[i].read(p, line->name + n_prefix);
	}
	return at_scan_expected(&p->scan, "a name that definitions have", line->name);
}

static enum at_status
check_whole(struct at_parse *p)
{
	char what[64];

	for (size_t i = 0; i < AT_COUNT(heads); i++)
		if (heads[i].needed && (p->head >> i & 1) == 0) {
			snprintf(what, sizeof what, "a line \"%s = ...\"", heads[i].name);
			return at_scan_expected(&p->scan, what, NULL);
		}
	if (p->out->n_items == 0 && (p->out->n_scales == 0 || p->out->note[0] == '\0'))
		return at_scan_expected(&p->scan, "at least one item", NULL);
	if (p->n_paged < p->out->n_items) {
		snprintf(what, sizeof what, "a page with the item %s", p->items[p->n_paged].id);
		return at_scan_expected(&p->scan, what, NULL);
	}
	return at_parse_check_scales(p);
}

enum at_status
at_parse_parts(struct at_parse *p, const struct at_part *parts, int n_parts)
{
	struct at_clause clause;
	unsigned seen = 0;
	bool more;

	for (;;) {
		enum at_status st = at_scan_clause(&p->scan, &clause, &more);
		const char *word = clause.n_words > 0 ? clause.words[0] : NULL;
		int i = 0;

		if (st != AT_OK || !more)
			return st;
		while (i < n_parts && (word == NULL || strcmp(parts[i].word, word) != 0))
			i++;
		if (i == n_parts)
			return at_scan_expected(&p->scan, "one of the parts a line can have", word);
		if ((seen >> i & 1) != 0)
			return at_scan_expected(&p->scan, "each part once", word);
		seen |= 1u << i;
		st = parts[i].read(p, &clause);
		if (st != AT_OK)
			return st;
	}
}

enum at_status
at_instrument_parse(struct at_arena *arena, const char *name, const char *bytes, size_t n_bytes,
    struct at_instrument *out, struct at_error *err)
{
	struct at_instrument instrument = { .note = "" };
	struct at_parse *p;
	struct at_conf conf;
	enum at_status st;

	if (n_bytes > MAX_BYTES)
		return at_fail(err, AT_INVALID, "%s:1: expected at most %d bytes, found %zu", name,
		    MAX_BYTES, n_bytes);
	st = at_conf_parse(arena, name, bytes, n_bytes, &conf, err);
	if (st != AT_OK)
		return st;

	p = AT_NEW(arena, struct at_parse, 1);
	p->scan = (struct at_scan){ .arena = arena, .err = err, .file = name, .line = 1 };
	p->out = &instrument;
	instrument.option_sets = p->sets;
	instrument.items = p->items;
	instrument.pages = p->pages;
	instrument.scales = p->scales;
	instrument.rules = p->rules;
	for (int i = 0; i < conf.n_lines && st == AT_OK; i++)
		st = read_line(p, &conf.lines[i]);
	if (st == AT_OK)
		st = check_whole(p);
	if (st == AT_OK)
		*out = instrument;
	return st;
}
