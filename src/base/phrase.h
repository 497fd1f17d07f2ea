/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/phrase.h - a sentence with names and numbers in it, kept apart from its language: who finds
 * something out in the night does not know who will read it, and in which words. */
#ifndef AT_BASE_PHRASE_H
#define AT_BASE_PHRASE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/call.h"

enum { AT_PHRASE_MOST = 4 };

struct at_phrase {
	const char *text;               /* English, marked by AT_TEXT(), with %s and nothing else */
	const char *with[AT_PHRASE_MOST]; /* as many as there are %s */
};

/* at_phrase(AT_TEXT("%s can be read by others"), path): the strings are borrowed. */
struct at_phrase at_phrase(const char *text, ...) AT_PRINTF(1, 2);

/* In the words of whoever asks. */
const char *at_phrase_words(const struct at_call *call, const struct at_phrase *phrase);

/* As one field after another, each ended by a tab; and read back.  A text that another program
 * wrote is no more than words: nothing in it is obeyed.  False: these are not the fields of
 * one. */
void at_phrase_put(struct at_buffer *out, const struct at_phrase *phrase);
bool at_phrase_take(struct at_arena *arena, const char **fields, struct at_phrase *out);

/* One field alone, written and read likewise; NULL: there is none. */
void at_phrase_put_field(struct at_buffer *out, const char *text);
const char *at_phrase_take_field(struct at_arena *arena, const char **fields);

#endif
