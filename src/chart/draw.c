/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>

#include "chart/draw.h"
#include "html/put.h"

/* The words at a line's end are bold, and keep half a letter free of what follows. */
#define BOLD 1.12

static const char *
series_class(enum at_series_kind kind)
{
	switch (kind) {
	case AT_SERIES_CLIENT: return "client";
	case AT_SERIES_THERAPIST: return "therapist";
	case AT_SERIES_PARENT: return "parent";
	case AT_SERIES_OUTCOME: return "outcome";
	}
	return "";
}

void
at_draw_line(struct at_buffer *out, const struct at_frame *frame,
    const struct at_series *series, int n_points)
{
	bool drawing = false;
	int n_drawn = 0;

	for (int i = 0; i < n_points; i++) {
		double value = at_frame_value(series, i);

		if (isnan(value)) {
			drawing = false;
			continue;
		}
		if (n_drawn++ == 0)
			at_put(out, "<path class=\"line %s\" fill=\"none\" d=\"",
			    series_class(series->kind));
		at_put(out, "%s%.1f %.1f", drawing ? "L" : "M", at_frame_x(frame, i),
		    at_frame_y(frame, value));
		drawing = true;
	}
	if (n_drawn > 0)
		at_put_raw(out, "\"/>\n");
}

void
at_draw_dot(struct at_buffer *out, enum at_series_kind kind, double x, double y, double half,
    bool hollow)
{
	const char *class = series_class(kind);
	const char *fill = hollow ? "open" : "dot";

	switch (kind) {
	case AT_SERIES_CLIENT:
	case AT_SERIES_OUTCOME:
		at_put(out, "<circle class=\"%s %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>", fill,
		    class, x, y, half);
		break;
	case AT_SERIES_THERAPIST:
		at_put(out, "<path class=\"%s %s\" "
		    "d=\"M%.1f %.1fl%.1f %.1f %.1f %.1f %.1f %.1fz\"/>",
		    fill, class, x, y - half, half, half, -half, half, -half, -half);
		break;
	case AT_SERIES_PARENT:
		at_put(out, "<path class=\"%s %s\" d=\"M%.1f %.1fl%.1f %.1fh%.1fz\"/>", fill, class,
		    x, y - half, half, 1.8 * half, -2 * half);
		break;
	}
	at_put_raw(out, "\n");
}

struct at_label
at_draw_end(struct at_arena *arena, const struct at_frame *frame, const struct at_series *series,
    int n_points, int decimals, char mark)
{
	int last = at_frame_last(series, n_points);
	double value;
	const char *text;

	assert(last >= 0);
	value = at_frame_value(series, last);
	text = at_printf(arena, "%s %s", at_label_name(arena, series->label, frame->label_letters),
	    at_label_value(arena, value, decimals, mark));
	return (struct at_label){ .text = text,
		.class = at_printf(arena, "end %s", series_class(series->kind)),
		.x = at_frame_x(frame, last) + frame->dot + 6, .y = at_frame_y(frame, value),
		.width = at_label_width(text, frame->font) * BOLD + frame->font / 2 };
}

void
at_draw_labels(struct at_buffer *out, const struct at_frame *frame, const struct at_label *labels,
    int n)
{
	/* Baseline of a text whose middle is at y: a third of the font below it. */
	for (int i = 0; i < n; i++)
		at_put(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
		    labels[i].class, labels[i].x, labels[i].y + frame->font / 3, labels[i].text);
}
