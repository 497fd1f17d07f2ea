/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart/funnel.h - effects against their standard errors, precise ones on top: a drawing
 * that stands alone.  Where nothing is missing, studies fill the funnel on both sides. */
#ifndef AT_CHART_FUNNEL_H
#define AT_CHART_FUNNEL_H

#include <stdbool.h>

#include "base/buffer.h"

struct at_funnel_point {
	double effect, se;
	bool filled;                    /* not a study: what trim and fill adds */
};

struct at_funnel {
	const char *title, *desc;
	const char *axis;               /* "correlation" */
	bool correlations;              /* effects are Fisher's z: its ticks are correlations */
	const struct at_funnel_point *points;
	int n_points;                   /* 1 or more */
	double mean;
	const char *note;               /* or NULL */
};

void at_funnel_svg(struct at_buffer *out, const struct at_funnel *funnel);

#endif
