/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart/label.h - the words at the ends of lines, and room for them. */
#ifndef AT_CHART_LABEL_H
#define AT_CHART_LABEL_H

#include <stdbool.h>

#include "base/arena.h"

struct at_label {
	const char *text;
	const char *class;              /* of the style sheet */
	double x, y;                    /* start of the text, its middle line */
	double width;
	bool fixed;                     /* names a line across the plot: others give way */
};

/* About how wide a text is: fonts differ, so it errs on the wide side. */
double at_label_width(const char *text, double font);

/* At most n letters, the last then an ellipsis.  Cuts between letters of UTF-8. */
const char *at_label_cut(struct at_arena *arena, const char *text, int n);

/* A person's name in at most n letters: whole, or its first word, cut if even that is long. */
const char *at_label_name(struct at_arena *arena, const char *name, int n);

/* "4,4"; never "-0,0". */
const char *at_label_value(struct at_arena *arena, double value, int decimals, char mark);

/* Move labels up and down until those that share a column are `gap` apart, as little as
 * may be, in their order, all between `top` and `bottom`. */
void at_label_spread(struct at_label *labels, int n, double top, double bottom, double gap);

#endif
