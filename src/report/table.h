/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report/table.h - a table as a value: aligned text for a terminal, HTML for a page. */
#ifndef AT_REPORT_TABLE_H
#define AT_REPORT_TABLE_H

#include <stdbool.h>

#include "base/buffer.h"

struct at_column {
	const char *title;
	const char *unit;               /* "points", or NULL */
	bool number;                    /* set flush with the end of the column */
};

struct at_table {
	const char *caption;            /* a sentence, or NULL */
	const char *label;              /* what it is called on a page where it has no caption */
	const struct at_column *columns;
	int n_columns;
	const char *const *cells;       /* n_rows times n_columns, row by row; NULL: empty */
	int n_rows;
	const char *empty;              /* written instead when there are no rows; or NULL */
};

/* Columns two spaces apart, as wide as they need; no line ends in a space. */
void at_table_text(struct at_buffer *out, const struct at_table *table);

void at_table_html(struct at_buffer *out, const struct at_table *table);

#endif
