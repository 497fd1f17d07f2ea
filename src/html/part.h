/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html/part.h - the parts pages are put together from, other than forms.
 *
 * No part knows what a client, a score or an instrument is: texts come
 * translated and worded from the caller.  A state is a word with a sign and a
 * shape, never a colour alone.
 */
#ifndef AT_HTML_PART_H
#define AT_HTML_PART_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/fill.h"

enum at_icon {
	AT_ICON_NONE, AT_ICON_ALERT, AT_ICON_LOOK, AT_ICON_SEALED, AT_ICON_DONE, AT_ICON_NEW,
	AT_ICON_PHONE, AT_ICON_NEXT, AT_ICON_BACK
};

/* Inline SVG in the text's own colour, hidden from screen readers. */
void at_part_icon(struct at_buffer *out, enum at_icon icon);

enum at_tone {
	AT_TONE_PLAIN,                  /* a fact */
	AT_TONE_LOOK,                   /* worth a look: amber */
	AT_TONE_ALERT,                  /* a raw safety answer, nothing else: red */
	AT_TONE_DONE,                   /* acknowledged, closed, both in */
	AT_TONE_SEALED                  /* given, not to be seen yet */
};

struct at_tag {
	enum at_tone tone;
	const char *text;
};

void at_part_tag(struct at_buffer *out, const struct at_tag *tag);

/* Site-edited text cut by base/fill.h.  Inline: escaped, a fill with href a link.
 * Paragraphs: the same in <p>, a new one at each empty line, a line break at each line. */
void at_part_pieces(struct at_buffer *out, const struct at_piece *pieces, int n_pieces);
void at_part_paragraphs(struct at_buffer *out, const struct at_piece *pieces, int n_pieces);

/* Plain text as paragraphs, split as above. */
void at_part_text(struct at_buffer *out, const char *text);

/* A thing apart: <section> with an h2.  `id` may be NULL. */
struct at_section {
	const char *id, *heading;
	const char *note;               /* one quiet line under the heading, or NULL */
	enum at_tone tone;              /* PLAIN, LOOK or ALERT: the line at its side */
};

void at_part_section_begin(struct at_buffer *out, const struct at_section *section);
void at_part_section_end(struct at_buffer *out);

/* What comes before everything else: cards side by side where there is room. */
void at_part_first_begin(struct at_buffer *out);
void at_part_first_end(struct at_buffer *out);

/* Two columns on wide screens (2:1), one on narrow ones:
 * begin, main parts, middle, side parts, end. */
void at_part_columns_begin(struct at_buffer *out);
void at_part_columns_middle(struct at_buffer *out);
void at_part_columns_end(struct at_buffer *out);

/* The small help box that ends every client page. */
void at_part_help(struct at_buffer *out, const char *heading, const struct at_piece *pieces,
    int n_pieces);

/* The crisis text, after a raw safety answer.  Inside or outside a form; inside, the two
 * optional fields are saved with it. */
struct at_crisis {
	const char *heading;
	const char *lang;               /* of the text when it is not the page's; or NULL */
	const struct at_piece *pieces;
	int n_pieces;
	const char *call_kept;          /* that something was said about it already; or NULL */
	const char *call_name, *call_label, *call_value;        /* "call me on"; name NULL: none */
	const char *no_call_name, *no_call_label;               /* the tick against it */
	bool no_call;
};

void at_part_crisis(struct at_buffer *out, const struct at_crisis *crisis);

/* The region that holds the banners; staff.js asks `poll` (NULL: never) every second.
 * The reply is the banners alone, without this region, with an ETag; or 304; or, signed
 * out, 401, 403 or a redirect: then the page is loaded again. */
struct at_banners {
	const char *poll;
	const char *etag;               /* of what is inside now, with the quotes; or NULL */
	const char *label;              /* names the region: "Safety answers" */
	const char *stale;              /* said when no answer came for ten seconds; or NULL */
};

void at_part_banners_begin(struct at_buffer *out, const struct at_banners *banners);
void at_part_banners_end(struct at_buffer *out);

/* One unacknowledged safety answer. */
struct at_banner {
	const char *id;                 /* of the alert: staff.js keeps what is being typed by it */
	const char *heading;            /* "Safety answer, not yet acknowledged" */
	const char *text;               /* who, what, when */
	const char *detail;             /* "Higher than last time. ..."; or NULL */
	const char *href, *link;        /* where to read more; or NULL */
	/* The form to acknowledge it; action NULL: none here. */
	const char *action, *csrf, *key;
	const char *note_name, *note_label, *note_hint, *button;
	int note_most;                  /* characters, 0: no limit */
};

void at_part_banner(struct at_buffer *out, const struct at_banner *banner);

/* A note that is not an alarm: what happened, what is safe, what to do. */
void at_part_notice(struct at_buffer *out, enum at_tone tone, const char *heading,
    const char *text);

/* Nothing here (yet): a sentence, and where to go (href may be NULL). */
void at_part_empty(struct at_buffer *out, const char *text, const char *href, const char *link);

/* "our own card, not a validated test" */
void at_part_own_card(struct at_buffer *out, const char *text);

/* A list of people or things, most in need first. */
struct at_page_row {
	const char *href, *title;
	const char *time;               /* before the title, or NULL */
	const char *meta;               /* quiet, beside the title, or NULL */
	const struct at_tag *tags;
	int n_tags;
	const char *why;                /* a sentence, or NULL */
};

void at_part_rows_begin(struct at_buffer *out, const char *label);
/* Between begin and end the caller may write one thing for the right: a spark line. */
void at_part_row_begin(struct at_buffer *out, const struct at_page_row *row);
void at_part_row_end(struct at_buffer *out);
void at_part_rows_end(struct at_buffer *out);

/* Past safety answers and other dated things. */
struct at_entry {
	const char *when;               /* "Thursday 3 December, 07:42" */
	const char *when_iso;           /* machine form, or NULL */
	struct at_tag tag;              /* text NULL: none */
	const char *text;               /* or NULL */
	const char *note;               /* what was done, by whom; or NULL */
	const char *quote;              /* somebody's own words, without quotation marks; or NULL */
	const char *action, *csrf, *button;     /* a form with one button; action NULL: none */
};

void at_part_entries(struct at_buffer *out, const struct at_entry *entries, int n_entries);

/* Definition rows: name and value. */
struct at_fact {
	const char *name, *value;
};

void at_part_facts(struct at_buffer *out, const struct at_fact *facts, int n_facts);

#endif
