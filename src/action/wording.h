/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/wording.h - the clinic's own words for a card or text, in place of ours: from a file
 * of words, or one by one on a page. */
#ifndef AT_ACTION_WORDING_H
#define AT_ACTION_WORDING_H

#include "base/call.h"
#include "base/fill.h"

/* `file` is named ID.LANG.txt and written like the program's own; its words take the place
 * of ours.  `id` "texts": the general ones.  *out_n texts were kept.
 * AT_INVALID: "session.nb.txt:12: ...", nothing is kept then. */
enum at_status at_action_wording_load(struct at_call *call, const char *id, const char *file,
    const char *bytes, size_t n_bytes, int *out_n);

/* ---- on a page ------------------------------------------------------------------------ */

struct at_word {
	const char *key;
	const char *ours;               /* "": we have none in this language */
	const char *own;                /* the clinic's; NULL: none */
};

struct at_words_view {
	const char *id, *name;          /* of the instrument; "texts" */
	const char *lang;
	struct at_word *words;          /* by key */
	int n_words;
};

/* The texts that can be worded on a page: ours, not those of a questionnaire.  `*out_n` ids,
 * the general ones first. */
enum at_status at_action_wordable(struct at_call *call, const char *const **out_ids,
    const char *const **out_names, int *out_n);

/* AT_NOT_FOUND. */
enum at_status at_action_words(struct at_call *call, const char *id, const char *lang,
    struct at_words_view *out);
enum at_status at_action_word(struct at_call *call, const char *id, const char *key,
    const char *lang, struct at_words_view *out);

/* Words as a client would read them at the first site; what is known only when somebody
 * is asked stands there by its name.  AT_INVALID: a placeholder that is not known there. */
enum at_status at_action_word_preview(struct at_call *call, const struct at_words_view *view,
    const char *text, const struct at_piece **out, int *out_n);

/* The clinic's own words from now on; NULL: ours again.  `before`: the clinic's own that the
 * page showed, or NULL.  AT_CONFLICT, AT_INVALID. */
enum at_status at_action_word_save(struct at_call *call, const struct at_words_view *view,
    const char *before, const char *text);

#endif
