/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart/trace.h - long series over the minutes of a recording, one panel each, as a drawing
 * that stands alone: a file for a browser or a word processor.
 *
 * A column of the drawing holds many samples: its band reaches from the least to the most
 * of them, its line follows their mean; both break where nothing is known.
 */
#ifndef AT_CHART_TRACE_H
#define AT_CHART_TRACE_H

#include "base/buffer.h"

struct at_trace_panel {
	const char *label;              /* whose */
	const double *values;           /* n of them, 0 or more; NaN where missing */
};

struct at_trace {
	const char *title;
	const char *desc;               /* what is drawn, for those who do not see it */
	const char *unit;               /* of the values: stands at the axis */
	const double *times;            /* seconds, ascending */
	int n;
	const struct at_trace_panel *panels;
	int n_panels;                   /* all on one scale */
};

void at_trace_svg(struct at_buffer *out, const struct at_trace *trace);

#endif
