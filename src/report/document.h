/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report/document.h - a page to be printed or kept as a file: headings, sentences, tables and
 * lines over time as a value, and its HTML, which needs nothing from anywhere. */
#ifndef AT_REPORT_DOCUMENT_H
#define AT_REPORT_DOCUMENT_H

#include "report/table.h"

enum at_document_kind {
	AT_DOCUMENT_SECTION,            /* a heading, and what follows is under it */
	AT_DOCUMENT_TEXT,
	AT_DOCUMENT_PAIRS,              /* names and values, questions and answers */
	AT_DOCUMENT_TABLE,
	AT_DOCUMENT_LINE                /* one measure over time */
};

struct at_document_pair {
	const char *name, *value;
};

/* A measure, point by point. */
struct at_document_line {
	const char *title;              /* a sentence */
	const char *desc;               /* for whoever cannot see it */
	const char *const *labels, *const *dates;       /* of each point */
	const double *values;           /* NaN: none */
	int n;
	double low, high;
	int decimals;
	char mark;                      /* before them */
	const char *series, *x_label, *date_label, *table_label;        /* "you", "Form", ... */
};

struct at_document_part {
	enum at_document_kind kind;
	const char *text;               /* of a section or text */
	const char *note;               /* of a section: a quiet line; or NULL */
	const char *lang;               /* of pairs, when it is not the document's; or NULL */
	const struct at_document_pair *pairs;
	int n_pairs;
	const struct at_table *table;
	const struct at_document_line *line;
};

struct at_document {
	const char *lang, *dir;         /* "nb", "ltr" */
	const char *title, *lead, *foot;        /* lead, foot: or NULL */
	struct at_document_part *parts;
	int n_parts;
};

/* A whole HTML file with its own style, for A4, without script. */
void at_document_html(struct at_buffer *out, const struct at_document *document);

#endif
