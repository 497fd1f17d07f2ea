/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/words.h - the interface's words in the reader's language, from embedded .mo files.
 *
 * English is the text in the source; po/LANG.po has the others.  A new language is a file
 * there and a row in words.c.  tools/words brings the files up to the source.  "en-XB" is
 * made from the English as it is asked for (base/pseudo.h). */
#ifndef AT_BASE_WORDS_H
#define AT_BASE_WORDS_H

#include "base/call.h"
#include "base/macros.h"

struct at_words;

/* "nb", "nb-NO", "de_AT", "no": the best we have, English (no catalogue) for anything
 * else and for NULL; the pseudo-language for "en-XB" alone.  Static. */
const struct at_words *at_words_find(const char *lang);

/* Is this, to the letter, a language that a clinic may choose for somebody? */
bool at_words_offered(const char *lang);

/* The best of an Accept-Language header; English for NULL or nonsense. */
const struct at_words *at_words_accept(const char *header);

const char *at_words_lang(const struct at_words *words);        /* "en", "nb", "de", "en-XB" */
const char *at_words_dir(const struct at_words *words);         /* "ltr" or "rtl" */

char at_words_mark(const struct at_words *words);       /* before decimals: '.' or ',' */

/* Marks a text of a table, given to at_tr() by its name later. */
#define AT_TEXT(text) text

/* The translation of an English text, or the text itself.  xgettext collects these.
 * A call without words speaks English. */
const char *at_tr(const struct at_call *call, const char *text) AT_FORMAT_ARG(2);

/* One of two by number (the language's own plural rule). */
const char *at_trn(const struct at_call *call, const char *one, const char *many,
    unsigned long n) AT_FORMAT_ARG(2) AT_FORMAT_ARG(3);

/* Dates as a person says them; made in the call's arena. */
enum at_date_style {
	AT_DATE_DAY,                    /* "Thursday 3 December" */
	AT_DATE_LONG,                   /* "3 December 2026" */
	AT_DATE_SHORT                   /* "3 December" */
};
const char *at_words_date(const struct at_call *call, struct at_date date,
    enum at_date_style style);

/* "today 16:00", "tomorrow 16:00", "yesterday 16:00", "Monday 16:00" within the week to
 * come, else "3 December, 16:00", with the year when it is not this one. */
struct at_zone;
const char *at_words_moment(const struct at_call *call, const struct at_zone *zone, at_ms at);

#endif
