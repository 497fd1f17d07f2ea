/* SPDX-License-Identifier: GPL-3.0-or-later */
/* instrument/library.h - the instruments this program knows, and their words. */
#ifndef AT_INSTRUMENT_LIBRARY_H
#define AT_INSTRUMENT_LIBRARY_H

#include "base/arena.h"
#include "base/status.h"
#include "instrument/instrument.h"

struct at_library;

/* Parse one definition.  `name` is what errors call the file:
 * "instruments/x.txt:12: expected ..., found ..." */
enum at_status at_instrument_parse(struct at_arena *arena, const char *name, const char *bytes,
    size_t n_bytes, struct at_instrument *out, struct at_error *err);

/* Everything embedded under instruments/.  Lives in `arena`. */
enum at_status at_library_load(struct at_arena *arena, struct at_library **out,
    struct at_error *err);

/* Add one definition or one file of words (ID.LANG.txt), checked against it:
 * an unknown key is an error naming file and line.  A definition of a higher version
 * takes the place of the one there is, which is how a key from a licensed form comes in. */
enum at_status at_library_add(struct at_library *library, const char *name, const char *bytes,
    size_t n_bytes, struct at_error *err);

int at_library_count(const struct at_library *library);
const struct at_instrument *at_library_at(const struct at_library *library, int i);
const struct at_instrument *at_library_find(const struct at_library *library, const char *id);

/* In which words something is asked. */
struct at_wording {
	const char *lang;               /* "nb" */
	const char *form;               /* "client" */
	bool first;                     /* before the first session: key@first is tried first */
	/* The site's own text for (instrument, key, lang), or NULL; NULL when there are none. */
	const char *(*site_text)(void *site, const char *instrument, const char *key,
	    const char *lang);
	void *site;
};

/* Words for a key: "name" (to staff), "title", "intro", "thanks", "stem", "sees",
 * "sees-change", "item.ease", "item.words.note", "option.fit.1", "page.there", "scale.TOTAL",
 * "option.agenda.safety.without-cover" (stands in the option's place).  `instrument` NULL:
 * general texts, "crisis.danger" and so on; site_text knows them as instrument "texts".
 * Looked up in the site's texts, then the file; each tries key.FORM@first, key@first,
 * key.FORM, key; then the same in English.  Where an instrument has no title, intro or
 * thanks of its own, the general form.title and so on stand in.  *out_lang (may be NULL)
 * is the language found, so that a page can say lang="en".  NULL if there are no words. */
const char *at_library_text(const struct at_library *library,
    const struct at_instrument *instrument, const struct at_wording *wording, const char *key,
    const char **out_lang);

/* Our own words of an instrument (NULL: the general ones) in a language, as its file has
 * them; NULL: there are none. */
struct at_texts;
const struct at_texts *at_library_words(const struct at_library *library,
    const struct at_instrument *instrument, const char *lang);

/* The first key that the items of wording->form would need and have no words for ("item.1");
 * NULL: it can be asked.  A definition without items lacks them all. */
const char *at_library_lacks(struct at_arena *arena, const struct at_library *library,
    const struct at_instrument *instrument, const struct at_wording *wording);

#endif
