/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html/form.h - what a person fills in.
 *
 * Native inputs, so that everything works without scripts; assets/form.js saves
 * answers as they are given and hides what is not asked.  Texts come translated
 * from the caller; nothing here knows an instrument.
 */
#ifndef AT_HTML_FORM_H
#define AT_HTML_FORM_H

#include <stdbool.h>

#include "base/buffer.h"

struct at_hidden {
	const char *name, *value;
};

struct at_form {
	const char *action;             /* where it posts to */
	const char *csrf;               /* NULL: none (the router will refuse it) */
	const struct at_hidden *hidden; /* idempotency key, page number, ... */
	int n_hidden;
	/* With scripts, each change posts the whole form to `save` (NULL: it does not).  The
	 * reply is 204; or 200 with a fragment to be shown at once beside the answer (the crisis
	 * text); or, when trying again is no use, 4xx with a sentence that says why.  Anything
	 * else, or none, is tried again. */
	const char *save;
	const char *kept;               /* "Kept." */
	const char *unsaved;            /* "Not kept yet. We keep trying." */
	bool wide;                      /* staff: not the narrow column of a phone */
	const char *keys;               /* staff: numbers choose, and this line says so where
	                                 * scripts are on; NULL: they do not */
};

void at_form_begin(struct at_buffer *out, const struct at_form *form);
void at_form_end(struct at_buffer *out);

/* What form.js shows at once when an answer with a trigger could not be sent: write
 * the crisis text between the two, inside the form. */
void at_form_unsent_begin(struct at_buffer *out);
void at_form_unsent_end(struct at_buffer *out);

/* "Page 2 of 5 · Between us", and one dash a page. */
void at_form_steps(struct at_buffer *out, int step, int n_steps, const char *text);

struct at_choice {
	const char *value, *text;
	bool checked;
	bool trigger;                   /* a raw safety answer: form.js must not wait for us */
};

/* Asked only after some answers to another question.  Without scripts it is always
 * shown, under `heading`; with scripts it appears when it is asked. */
struct at_form_after {
	const char *name;               /* of the other question; NULL: always asked */
	const char *values;             /* "settled small clear": words apart by spaces */
	const char *heading;            /* "If something was off:" */
};

struct at_question {
	const char *name;               /* of the inputs; the fieldset's id is "q-" and this */
	const char *legend;
	const char *note;               /* a quiet line under it, or NULL */
	const char *lang;               /* when the words are not in the page's language; or NULL */
	const char *error;              /* what has to be mended, or NULL */
	const struct at_choice *choices;
	int n_choices;
	struct at_choice skip;          /* "Skip this one", set apart; value NULL: not offered */
	struct at_form_after after;
	bool inline_rows;               /* side by side where there is room (staff only) */
};

/* One of several. */
void at_form_radios(struct at_buffer *out, const struct at_question *question);

/* Any of several.  The name is repeated in the body, once for each tick; an empty value
 * goes along, so that "seen and left empty" differs from "not on this page". */
void at_form_ticks(struct at_buffer *out, const struct at_question *question);

/* Free text. */
struct at_form_words {
	const char *name, *label;
	const char *note;               /* a line under the label, or NULL */
	const char *lang, *error;       /* as above */
	const char *value;              /* NULL: empty */
	int rows;                       /* 0: 4 */
	int max_length;                 /* characters, 0: no limit */
	struct at_form_after after;
};

void at_form_words(struct at_buffer *out, const struct at_form_words *words);

/* One line: name, password, address.  type and autocomplete as HTML has them. */
struct at_form_line {
	const char *name, *label, *note, *error;
	const char *type;               /* "text", "password", "email", "tel", "date"; NULL: text */
	const char *autocomplete;       /* "username", "current-password"; NULL: not said */
	const char *inputmode;          /* "numeric"; NULL: not said */
	const char *value;
	int max_length;                 /* characters, 0: no limit */
	bool required, short_line;
	bool code;                      /* no word: a phone is not to mend it */
};

void at_form_line(struct at_buffer *out, const struct at_form_line *line);

/* One of many, where a list of radios would be too long. */
struct at_form_select {
	const char *name, *label, *note, *error;
	const struct at_choice *choices;        /* the first is taken if none is checked */
	int n_choices;
};

void at_form_select(struct at_buffer *out, const struct at_form_select *select);

/* The buttons that end a form.  The first stands first in the page, so that Enter
 * presses it.  Each button sends do=VALUE; value NULL sends nothing. */
struct at_form_buttons {
	const char *primary, *primary_value;    /* "Continue", "continue"; NULL: none */
	const char *back;                       /* "Back": do=back; NULL: none */
	const char *other, *other_value;        /* "Not today", "decline"; NULL: none */
};

void at_form_buttons(struct at_buffer *out, const struct at_form_buttons *buttons);

#endif
