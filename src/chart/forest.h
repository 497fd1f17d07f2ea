/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart/forest.h - studies one below the other with their intervals, and their mean: a
 * drawing that stands alone. */
#ifndef AT_CHART_FOREST_H
#define AT_CHART_FOREST_H

#include "base/buffer.h"

struct at_forest_row {
	const char *label;
	double estimate, low, high;
	double weight;                  /* percent: the size of the square */
};

struct at_forest {
	const char *title, *desc;
	const char *axis;               /* "correlation" */
	double none;                    /* where there is no effect */
	const struct at_forest_row *rows;
	int n_rows;                     /* 1 or more */
	struct at_forest_row mean;      /* a diamond; its label "REML, 16 studies" */
	const char *prediction_label;   /* NULL: no prediction */
	double prediction_low, prediction_high;
	const char *note;               /* a line below the axis, or NULL */
};

void at_forest_svg(struct at_buffer *out, const struct at_forest *forest);

#endif
