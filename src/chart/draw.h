/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart/draw.h - the marks of a drawing: lines, dots, words.  Hues and strokes are in
 * the style sheet, by the class of the series' kind. */
#ifndef AT_CHART_DRAW_H
#define AT_CHART_DRAW_H

#include "chart/frame.h"
#include "chart/label.h"

/* One path; it breaks where a value is missing or sealed. */
void at_draw_line(struct at_buffer *out, const struct at_frame *frame,
    const struct at_series *series, int n_points);

/* One dot, by kind a circle, a diamond or a triangle; hollow when sealed. */
void at_draw_dot(struct at_buffer *out, enum at_series_kind kind, double x, double y, double half,
    bool hollow);

/* The label that stands behind the last value: "Marit 4.4". */
struct at_label at_draw_end(struct at_arena *arena, const struct at_frame *frame,
    const struct at_series *series, int n_points, int decimals, char mark);

void at_draw_labels(struct at_buffer *out, const struct at_frame *frame,
    const struct at_label *labels, int n);

#endif
