/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/clinic_check.h"
#include "action/clinic_line.h"
#include "base/split.h"

enum { HANDLE_BYTES_MAX = 32 };

static bool
is_handle(const char *text)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyz";
	static const char rest[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
	size_t n = strlen(text);

	return n > 0 && n <= HANDLE_BYTES_MAX && strchr(first, text[0]) != NULL
	    && strspn(text, rest) == n;
}

/* The sections are made before their lines are read: lines may speak of those further
 * down. */
static enum at_status
make_site(struct at_clinic_reader *r, const struct at_conf_line *l, const char *handle)
{
	struct at_clinic *clinic = r->clinic;

	if (at_clinic_site_index(r, handle) != AT_CLINIC_NONE)
		return at_clinic_bad(r, l->section_line, "there is a [%s] already", l->section);
	clinic->sites = at_one_more(r->arena, clinic->sites, clinic->n_sites,
	    sizeof *clinic->sites);
	clinic->sites[clinic->n_sites++] = (struct at_clinic_site){ .handle = handle,
		.parent = AT_CLINIC_NONE, .contact = AT_CLINIC_NONE, .line = l->section_line };
	return AT_OK;
}

static enum at_status
make_person(struct at_clinic_reader *r, const struct at_conf_line *l, const char *handle)
{
	struct at_clinic *clinic = r->clinic;

	if (at_clinic_person_index(r, handle) != AT_CLINIC_NONE)
		return at_clinic_bad(r, l->section_line, "there is a [%s] already", l->section);
	clinic->people = at_one_more(r->arena, clinic->people, clinic->n_people,
	    sizeof *clinic->people);
	clinic->people[clinic->n_people++] = (struct at_clinic_person){ .handle = handle,
		.line = l->section_line };
	return AT_OK;
}

/* "[site bergen]" or "[person ola]" */
static enum at_status
make_section(struct at_clinic_reader *r, const struct at_conf_line *l)
{
	static const char *const kinds[] = { "site", "person" };
	struct at_parts words = at_split(r->arena, l->section, " \t");
	bool site = strcmp(words.at[0], "site") == 0;

	if (!site && strcmp(words.at[0], "person") != 0)
		return at_clinic_bad(r, l->section_line,
		    "expected [site NAME] or [person NAME], found [%s]%s", l->section,
		    at_clinic_suggestion(r, words.at[0], kinds, 2));
	if (words.n != 2 || !is_handle(words.at[1]))
		return at_clinic_bad(r, l->section_line,
		    "expected a short name of small letters after %s, such as bergen; found [%s]",
		    words.at[0], l->section);
	return site ? make_site(r, l, words.at[1]) : make_person(r, l, words.at[1]);
}

static enum at_status
make_sections(struct at_clinic_reader *r)
{
	int section_line = 0;
	enum at_status st = AT_OK;

	for (int i = 0; st == AT_OK && i < r->conf->n_lines; i++) {
		const struct at_conf_line *l = &r->conf->lines[i];

		if (l->section_line != section_line)
			st = make_section(r, l);
		section_line = l->section_line;
	}
	return st;
}

/* The sections come in the order in which they were made. */
static enum at_status
read_lines(struct at_clinic_reader *r)
{
	int section_line = 0, site = 0, person = 0;
	enum at_status st = AT_OK;

	for (int i = 0; st == AT_OK && i < r->conf->n_lines; i++) {
		const struct at_conf_line *l = &r->conf->lines[i];

		if (l->section_line != section_line) {
			bool is_site = strncmp(l->section, "site", 4) == 0;

			r->subject = is_site ? AT_CLINIC_SITE : AT_CLINIC_PERSON;
			r->index = is_site ? site++ : person++;
		}
		section_line = l->section_line;
		st = at_clinic_read_line(r, l);
	}
	return st;
}

enum at_status
at_clinic_parse(struct at_arena *arena, const char *file, const char *bytes, size_t n_bytes,
    struct at_clinic *out, struct at_error *err)
{
	struct at_clinic clinic = { .file = file };
	struct at_clinic_site top = { .parent = AT_CLINIC_NONE, .contact = AT_CLINIC_NONE };
	struct at_conf conf;
	struct at_clinic_reader r = { .arena = arena, .err = err, .conf = &conf, .clinic = &clinic,
		.top = &top };
	enum at_status st = at_conf_parse(arena, file, bytes, n_bytes, &conf, err);

	if (st == AT_OK)
		st = make_sections(&r);
	if (st == AT_OK)
		st = read_lines(&r);
	if (st == AT_OK)
		st = at_clinic_settle(arena, &clinic, &top, err);
	if (st == AT_OK)
		*out = clinic;
	return st;
}
