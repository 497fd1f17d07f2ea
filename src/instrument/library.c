/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "instrument/library.h"
#include "instrument/scan.h"
#include "instrument/texts.h"

enum { MAX_INSTRUMENTS = 64 };

/* The general texts are kept like an instrument's, under this name. */
static const char general[] = "texts";

struct entry {
	const struct at_instrument *instrument; /* NULL: general texts */
	const struct at_texts *texts;           /* a list of languages */
};

struct at_library {
	struct at_arena *arena;
	struct entry entries[MAX_INSTRUMENTS];
	int n_entries;
	struct entry general;
};

/* What a file's name says: "instruments/session.nb.txt" is "session" in "nb". */
struct file_name {
	char id[AT_SCAN_ID_BYTES + 1];
	char lang[AT_SCAN_ID_BYTES + 1];        /* "" for a definition */
};

static bool
copy_id(char out[AT_SCAN_ID_BYTES + 1], const char *bytes, size_t n_bytes)
{
	if (n_bytes > AT_SCAN_ID_BYTES)
		return false;
	memcpy(out, bytes, n_bytes);
	out[n_bytes] = '\0';
	return at_scan_is_id(out);
}

static bool
read_name(const char *name, struct file_name *out)
{
	const char *slash = strrchr(name, '/'), *base = slash == NULL ? name : slash + 1;
	const char *dot = strchr(base, '.'), *last = strrchr(base, '.');

	if (dot == NULL || strcmp(last, ".txt") != 0
	    || !copy_id(out->id, base, (size_t)(dot - base)))
		return false;
	out->lang[0] = '\0';
	return dot == last || copy_id(out->lang, dot + 1, (size_t)(last - dot - 1));
}

static struct entry *
find_entry(struct at_library *library, const char *id)
{
	for (int i = 0; i < library->n_entries; i++)
		if (strcmp(library->entries[i].instrument->id, id) == 0)
			return &library->entries[i];
	return strcmp(id, general) == 0 ? &library->general : NULL;
}

static enum at_status
add_definition(struct at_library *library, const char *name, const struct file_name *file,
    const char *bytes, size_t n_bytes, struct at_error *err)
{
	struct at_instrument *instrument = AT_NEW(library->arena, struct at_instrument, 1);
	struct entry *there = find_entry(library, file->id);
	enum at_status st;

	if (there == &library->general)
		return at_fail(err, AT_INVALID, "%s:1: there is a %s already", name, file->id);
	if (there == NULL && library->n_entries == MAX_INSTRUMENTS)
		return at_fail(err, AT_INVALID, "%s:1: expected at most %d instruments", name,
		    MAX_INSTRUMENTS);
	st = at_instrument_parse(library->arena, name, bytes, n_bytes, instrument, err);
	if (st != AT_OK)
		return st;
	if (strcmp(instrument->id, file->id) != 0)
		return at_fail(err, AT_INVALID,
		    "%s:1: expected id = %s as in the name, found \"%s\"", name, file->id,
		    instrument->id);
	if (there != NULL && instrument->version <= there->instrument->version)
		return at_fail(err, AT_INVALID, "%s:1: there is a %s already, version %d", name,
		    file->id, there->instrument->version);
	if (there == NULL)
		there = &library->entries[library->n_entries++];
	there->instrument = instrument;
	return AT_OK;
}

static const struct at_texts *
texts_in(const struct entry *entry, const char *lang)
{
	const struct at_texts *texts = entry->texts;

	while (texts != NULL && strcmp(texts->lang, lang) != 0)
		texts = texts->next;
	return texts;
}

static enum at_status
add_texts(struct at_library *library, const char *name, const struct file_name *file,
    const char *bytes, size_t n_bytes, struct at_error *err)
{
	struct entry *entry = find_entry(library, file->id);
	struct at_texts *texts = AT_NEW(library->arena, struct at_texts, 1);
	enum at_status st;

	if (entry == NULL)
		return at_fail(err, AT_INVALID,
		    "%s:1: there is no definition %s.txt for these words", name, file->id);
	if (texts_in(entry, file->lang) != NULL)
		return at_fail(err, AT_INVALID, "%s:1: %s has words in \"%s\" already", name,
		    file->id, file->lang);
	texts->lang = at_strdup(library->arena, file->lang);
	st = at_texts_parse(library->arena, entry->instrument, name, bytes, n_bytes, texts, err);
	if (st != AT_OK)
		return st;
	texts->next = entry->texts;
	entry->texts = texts;
	return AT_OK;
}

enum at_status
at_library_add(struct at_library *library, const char *name, const char *bytes, size_t n_bytes,
    struct at_error *err)
{
	struct file_name file;

	if (!read_name(name, &file))
		return at_fail(err, AT_INVALID, "%s:1: expected a file name ID.txt or ID.LANG.txt",
		    name);
	if (file.lang[0] == '\0')
		return add_definition(library, name, &file, bytes, n_bytes, err);
	return add_texts(library, name, &file, bytes, n_bytes, err);
}

enum at_status
at_library_load(struct at_arena *arena, struct at_library **out, struct at_error *err)
{
	struct at_library *library = AT_NEW(arena, struct at_library, 1);
	size_t n_files;
	const struct at_embedded *files = at_embed_list("instruments/", &n_files);
	struct file_name name;

	/* Words are checked against their definition: definitions first. */
	library->arena = arena;
	for (int words = 0; words < 2; words++)
		for (size_t i = 0; i < n_files; i++) {
			const struct at_embedded *file = &files[i];
			enum at_status st;

			if (read_name(file->name, &name) && (name.lang[0] != '\0') != words)
				continue;
			st = at_library_add(library, file->name, file->bytes, file->n_bytes, err);
			if (st != AT_OK)
				return st;
		}
	*out = library;
	return AT_OK;
}

int
at_library_count(const struct at_library *library)
{
	return library->n_entries;
}

const struct at_instrument *
at_library_at(const struct at_library *library, int i)
{
	assert(i >= 0 && i < library->n_entries);
	return library->entries[i].instrument;
}

const struct at_instrument *
at_library_find(const struct at_library *library, const char *id)
{
	for (int i = 0; i < library->n_entries; i++)
		if (strcmp(library->entries[i].instrument->id, id) == 0)
			return library->entries[i].instrument;
	return NULL;
}

/* Everything needed to look for one key in one language. */
struct search {
	const struct at_wording *wording;
	const char *instrument, *lang;
	const struct at_texts *texts;   /* NULL: no words in this language for this form */
};

static const char *
look_for(const struct search *search, bool at_site, const char *key)
{
	const struct at_wording *wording = search->wording;

	if (at_site)
		return wording->site_text(wording->site, search->instrument, key, search->lang);
	return at_texts_find(search->texts, key);
}

/* key.FORM@first, key@first, key.FORM, key */
static const char *
look_in(const struct search *search, bool at_site, const char *key)
{
	const struct at_wording *wording = search->wording;
	char longer[AT_KEY_ROOM];
	const char *text = NULL;

	for (int first = wording->first; first >= 0 && text == NULL; first--) {
		const char *tail = first == 1 ? "@first" : "";

		if (wording->form != NULL) {
			snprintf(longer, sizeof longer, "%s.%s%s", key, wording->form, tail);
			text = look_for(search, at_site, longer);
		}
		if (text == NULL) {
			snprintf(longer, sizeof longer, "%s%s", key, tail);
			text = look_for(search, at_site, longer);
		}
	}
	return text;
}

static const struct entry *
entry_of(const struct at_library *library, const struct at_instrument *instrument)
{
	if (instrument == NULL)
		return &library->general;
	for (int i = 0; i < library->n_entries; i++)
		if (library->entries[i].instrument == instrument)
			return &library->entries[i];
	return NULL;
}

const struct at_texts *
at_library_words(const struct at_library *library, const struct at_instrument *instrument,
    const char *lang)
{
	return texts_in(entry_of(library, instrument), lang);
}

/* The words of a language, unless they are meant for other forms. */
static const struct at_texts *
texts_for(const struct entry *entry, const struct at_wording *wording, const char *lang)
{
	const struct at_texts *texts = texts_in(entry, lang);
	int form;

	if (texts == NULL || wording->form == NULL || entry->instrument == NULL)
		return texts;
	form = at_instrument_form(entry->instrument, wording->form);
	return form < 0 || (texts->forms >> form & 1) != 0 ? texts : NULL;
}

/* What stands in where an instrument has no words of its own for these. */
static const char *
general_key(const char *key)
{
	static const char *const keys[][2] = { { "title", "form.title" },
		{ "intro", "form.intro" }, { "thanks", "form.thanks" } };

	for (size_t i = 0; i < AT_COUNT(keys); i++)
		if (strcmp(keys[i][0], key) == 0)
			return keys[i][1];
	return NULL;
}

const char *
at_library_text(const struct at_library *library, const struct at_instrument *instrument,
    const struct at_wording *wording, const char *key, const char **out_lang)
{
	const struct entry *entry = entry_of(library, instrument);
	const char *const langs[] = { wording->lang, "en" };

	assert(entry != NULL && strlen(key) < AT_KEY_ROOM / 2);
	for (size_t i = 0; i < AT_COUNT(langs); i++) {
		const struct search search = {
			.wording = wording,
			.instrument = instrument == NULL ? general : instrument->id,
			.lang = langs[i],
			.texts = texts_for(entry, wording, langs[i]),
		};
		const char *text = NULL;

		if (wording->site_text != NULL)
			text = look_in(&search, true, key);
		if (text == NULL && search.texts != NULL)
			text = look_in(&search, false, key);
		if (text == NULL)
			continue;
		if (out_lang != NULL)
			*out_lang = langs[i];
		return text;
	}
	if (instrument != NULL && general_key(key) != NULL)
		return at_library_text(library, NULL, wording, general_key(key), out_lang);
	return NULL;
}

/* The key of an item or of one of its answers that has no words; NULL: all have. */
static const char *
item_lacks(struct at_arena *arena, const struct at_library *library,
    const struct at_instrument *instrument, const struct at_wording *wording,
    const struct at_item *item)
{
	const char *key = at_printf(arena, "item.%s", item->id);

	if (at_library_text(library, instrument, wording, key, NULL) == NULL)
		return key;
	for (int i = 0; item->options != NULL && i < item->options->n_options; i++) {
		key = at_printf(arena, "option.%s.%s", item->options->id,
		    item->options->options[i].id);
		if (at_library_text(library, instrument, wording, key, NULL) == NULL)
			return key;
	}
	return NULL;
}

const char *
at_library_lacks(struct at_arena *arena, const struct at_library *library,
    const struct at_instrument *instrument, const struct at_wording *wording)
{
	int form = at_instrument_form(instrument, wording->form);
	const char *key = instrument->n_items == 0 ? "item.1" : NULL;

	for (int i = 0; i < instrument->n_items && key == NULL; i++)
		if (form < 0 || (instrument->items[i].forms >> form & 1) != 0)
			key = item_lacks(arena, library, instrument, wording,
			    &instrument->items[i]);
	return key;
}
