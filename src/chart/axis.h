/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart/axis.h - round values along an axis. */
#ifndef AT_CHART_AXIS_H
#define AT_CHART_AXIS_H

enum { AT_AXIS_MOST = 12 };

struct at_axis {
	double at[AT_AXIS_MOST];
	int n;
	int decimals;                   /* that tell them apart */
};

/* Steps of 1, 2 or 5 times a power of ten from `low` to `high` (low < high), `wanted` of
 * them or fewer, at most AT_AXIS_MOST. */
struct at_axis at_axis_make(double low, double high, int wanted);

#endif
