/* SPDX-License-Identifier: GPL-3.0-or-later */
/* instrument/texts.h - one file of words: an instrument's, or the site's general texts, in
 * one language.  Internal to the room. */
#ifndef AT_INSTRUMENT_TEXTS_H
#define AT_INSTRUMENT_TEXTS_H

#include "base/arena.h"
#include "base/status.h"
#include "instrument/instrument.h"

enum { AT_KEY_ROOM = 128 };

struct at_text {
	const char *key, *text;
	int line;
};

struct at_texts {
	const struct at_texts *next;    /* another language of the same instrument */
	const char *lang;
	unsigned forms;                 /* bit i: these words are for forms[i] */
	const struct at_text *texts;    /* sorted by key */
	int n_texts;
};

/* `instrument` NULL: general texts.  AT_INVALID names file and line. */
enum at_status at_texts_parse(struct at_arena *arena, const struct at_instrument *instrument,
    const char *name, const char *bytes, size_t n_bytes, struct at_texts *out,
    struct at_error *err);

/* NULL if the file does not have it. */
const char *at_texts_find(const struct at_texts *texts, const char *key);

/* Whether an instrument (NULL: the site) has a use for this key; @first and .FORM may
 * follow any key. */
bool at_texts_key_is_known(const struct at_instrument *instrument, const char *key);

#endif
