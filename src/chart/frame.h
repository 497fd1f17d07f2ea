/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart/frame.h - where things stand in a drawing: margins, steps and scales. */
#ifndef AT_CHART_FRAME_H
#define AT_CHART_FRAME_H

#include "chart/chart.h"

/* Words beside the plot stand this far from it. */
enum { AT_FRAME_SIDE = 14 };

struct at_frame {
	double width, height;           /* of the whole drawing */
	double left, right, top, bottom;        /* of the plot */
	double lane_y;                  /* middle of the sealed lane; 0: there is none */
	double axis_y;                  /* baseline of the session numbers */
	double font;
	double dot;                     /* half a dot */
	double low, high;
	int n_slots;
	int label_letters;              /* names at line ends are cut to this */
};

struct at_frame at_frame_make(const struct at_chart *chart, enum at_chart_form form);

double at_frame_x(const struct at_frame *frame, int slot);

/* Values outside the scale are drawn at its end. */
double at_frame_y(const struct at_frame *frame, double value);

/* The value to be drawn; NaN if it is missing or sealed. */
double at_frame_value(const struct at_series *series, int point);
bool at_frame_sealed(const struct at_series *series, int point);

/* Index of the last point with a value, -1 if there is none. */
int at_frame_last(const struct at_series *series, int n_points);

/* The same of all series. */
int at_frame_last_of(const struct at_chart *chart);

/* Whether point i gets its label under the axis: the last, the first, and every so many
 * that they do not touch. */
bool at_frame_labels(const struct at_frame *frame, const struct at_chart *chart, int i);

#endif
