/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawing of a chart, from the back to the front. */
#include <assert.h>
#include <math.h>

#include "chart/draw.h"
#include "html/put.h"

/* Ends of series, cut-off, band and step. */
enum { MAX_LABELS = AT_CHART_MAX_SERIES + 3 };

static const char form_letter[] = { [AT_CHART_DESKTOP] = 'w', [AT_CHART_PHONE] = 'n' };
static const char *const form_class[] = { [AT_CHART_DESKTOP] = "wide",
	[AT_CHART_PHONE] = "narrow" };

/* data-x lets a script find the session under the pointer. */
static void
put_open(struct at_buffer *out, const struct at_chart *chart, enum at_chart_form form,
    const struct at_frame *f)
{
	const char *id = chart->id;
	char c = form_letter[form];

	at_put(out, "<svg class=\"plot %s\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" "
	    "direction=\"ltr\" aria-labelledby=\"%s-%ct\" aria-describedby=\"%s-%cd\" data-x=\"",
	    form_class[form], f->width, f->height, id, c, id, c);
	for (int i = 0; i < chart->n_points; i++)
		at_put(out, "%s%.1f", i > 0 ? " " : "", at_frame_x(f, i));
	at_put(out, "\" data-top=\"%.1f\" data-bottom=\"%.1f\">\n", f->top, f->bottom);
	at_put(out, "<title id=\"%s-%ct\">%s</title>\n<desc id=\"%s-%cd\">%s</desc>\n", id, c,
	    chart->title, id, c, chart->desc);
}

/* One area per run of known limits: along the upper, back along the lower. */
static void
put_area(struct at_buffer *out, const struct at_frame *f, const char *class, const double *high,
    const double *low, int from, int to)
{
	at_put(out, "<path class=\"%s\" d=\"M", class);
	for (int i = from; i < to; i++)
		at_put(out, "%.1f %.1f ", at_frame_x(f, i), at_frame_y(f, high[i]));
	at_put_raw(out, "L");
	for (int i = to - 1; i >= from; i--)
		at_put(out, "%.1f %.1f ", at_frame_x(f, i), at_frame_y(f, low[i]));
	at_put_raw(out, "z\"/>\n");
}

static bool
band_known(const struct at_chart *chart, int slot)
{
	return !isnan(chart->band_low[slot]) && !isnan(chart->band_high[slot]);
}

static int
band_slots(const struct at_chart *chart)
{
	return chart->n_slots > chart->n_points ? chart->n_slots : chart->n_points;
}

/* The band of a run of slots, and the zone beyond it on the side of the edge. */
static void
put_band_run(struct at_buffer *out, const struct at_chart *chart, const struct at_frame *f,
    bool pale, int from, int to)
{
	const double *edge = chart->band_edge;

	if (to - from < 2)
		return;
	put_area(out, f, pale ? "band pale" : "band", chart->band_high, chart->band_low, from, to);
	if (edge == NULL || isnan(edge[from]))
		return;
	if (edge[from] > chart->band_high[from])
		put_area(out, f, pale ? "edge pale" : "edge", edge, chart->band_high, from, to);
	else
		put_area(out, f, pale ? "edge pale" : "edge", chart->band_low, edge, from, to);
}

static void
put_band(struct at_buffer *out, const struct at_chart *chart, const struct at_frame *f)
{
	int n = band_slots(chart), from = 0;

	if (chart->band_low == NULL)
		return;
	for (int i = 0; i <= n; i++) {
		int pale = chart->band_pale_from > 0 ? chart->band_pale_from : n;

		if (i < n && band_known(chart, i))
			continue;
		pale = pale < from ? from : pale > i ? i : pale;
		put_band_run(out, chart, f, false, from, pale);
		put_band_run(out, chart, f, true, pale > from ? pale - 1 : pale, i);
		from = i + 1;
	}
}

/* What lies between two lines, session by session. */
static void
put_gap(struct at_buffer *out, const struct at_chart *chart, const struct at_frame *f)
{
	const struct at_series *a = &chart->series[0], *b = &chart->series[1];

	if (!chart->shade_gap || chart->n_series < 2)
		return;
	for (int i = 0; i + 1 < chart->n_points; i++) {
		double a0 = at_frame_value(a, i), a1 = at_frame_value(a, i + 1);
		double b0 = at_frame_value(b, i), b1 = at_frame_value(b, i + 1);

		if (isnan(a0 + a1 + b0 + b1))
			continue;
		at_put(out, "<path class=\"gap\" "
		    "d=\"M%.1f %.1fL%.1f %.1f %.1f %.1f %.1f %.1fz\"/>\n",
		    at_frame_x(f, i), at_frame_y(f, a0), at_frame_x(f, i + 1), at_frame_y(f, a1),
		    at_frame_x(f, i + 1), at_frame_y(f, b1), at_frame_x(f, i), at_frame_y(f, b0));
	}
}

static void
put_rule(struct at_buffer *out, const char *class, double x1, double y1, double x2, double y2)
{
	at_put(out, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", class,
	    x1, y1, x2, y2);
}

static void
put_grid(struct at_buffer *out, const struct at_chart *chart, const struct at_frame *f)
{
	double from = f->left - f->dot - 2;

	for (int i = 0; i < chart->n_ticks; i++) {
		double y = at_frame_y(f, chart->ticks[i].at);

		put_rule(out, "hair", from, y, f->right, y);
		at_put(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
		    from - 6, y + f->font / 3, chart->ticks[i].label);
	}
	if (!isnan(chart->cutoff)) {
		double y = at_frame_y(f, chart->cutoff);

		put_rule(out, "cut", from, y, f->right, y);
	}
}

static void
put_axis(struct at_buffer *out, const struct at_chart *chart, const struct at_frame *f)
{
	for (int i = 0; i < chart->n_points; i++)
		if (at_frame_labels(f, chart, i))
			at_put(out,
			    "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>\n",
			    at_frame_x(f, i), f->axis_y, chart->points[i].label);
	if (chart->x_label != NULL)
		at_put(out, "<text x=\"%.1f\" y=\"%.1f\">%s</text>\n", f->right + AT_FRAME_SIDE,
		    f->axis_y, chart->x_label);
}

/* The label of a mark stays inside the drawing, at the cost of not being centred. */
static void
put_marks(struct at_buffer *out, const struct at_chart *chart, const struct at_frame *f)
{
	double taken = 0;               /* up to where labels stand */

	for (int i = 0; i < chart->n_marks; i++) {
		const struct at_chart_mark *mark = &chart->marks[i];
		double x = at_frame_x(f, mark->point);
		double half = at_label_width(mark->label, f->font) / 2;
		double middle = fmin(fmax(x, half), f->width - half);

		put_rule(out, mark->good ? "mark good" : "mark", x, f->top - 4, x, f->bottom);
		if (middle - half < taken)
			continue;
		taken = middle + half + f->font / 2;
		at_put(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s"
		    "</text>\n", mark->good ? "mark good" : "mark", middle, f->top - 9,
		    mark->label);
	}
}

static void
put_dots(struct at_buffer *out, const struct at_chart *chart, const struct at_frame *f)
{
	for (int s = 0; s < chart->n_series; s++) {
		const struct at_series *series = &chart->series[s];
		int last = at_frame_last(series, chart->n_points);

		for (int i = 0; i < chart->n_points; i++) {
			double value = at_frame_value(series, i);

			if (!isnan(value))
				at_draw_dot(out, series->kind, at_frame_x(f, i),
				    at_frame_y(f, value),
				    i == last ? fmax(f->dot, f->font / 3.6) : f->dot,
				    series->hollow != NULL && series->hollow[i]);
		}
	}
}

/* Sealed sessions, all at one height.  Two at one session stand side by side. */
static void
put_lane(struct at_buffer *out, const struct at_chart *chart, const struct at_frame *f)
{
	if (f->lane_y <= 0)
		return;
	for (int i = 0; i < chart->n_points; i++) {
		double half = fmax(f->dot, 3), x = at_frame_x(f, i);
		int n = 0;

		for (int s = 0; s < chart->n_series; s++)
			n += at_frame_sealed(&chart->series[s], i);
		x -= (n - 1) * (half + 1.5);
		for (int s = 0; s < chart->n_series; s++) {
			if (!at_frame_sealed(&chart->series[s], i))
				continue;
			at_draw_dot(out, chart->series[s].kind, x, f->lane_y, half, true);
			x += 2 * half + 3;
		}
	}
	at_put(out, "<text x=\"%.1f\" y=\"%.1f\">%s</text>\n", f->right + AT_FRAME_SIDE,
	    f->lane_y + f->font / 3, chart->sealed_label);
}

static struct at_label
side_label(const struct at_frame *f, const char *text, double y)
{
	return (struct at_label){ .text = text, .class = "side", .x = f->right + AT_FRAME_SIDE,
		.y = y, .width = at_label_width(text, f->font) };
}

static void
put_labels(struct at_buffer *out, const struct at_chart *chart, const struct at_frame *f)
{
	struct at_label labels[MAX_LABELS];
	int n = 0, last_slot = band_slots(chart) - 1;

	/* One column for all: a name at an earlier end would stand on the other's line. */
	for (int s = 0; s < chart->n_series; s++)
		if (at_frame_last(&chart->series[s], chart->n_points) >= 0) {
			labels[n] = at_draw_end(out->arena, f, &chart->series[s],
			    chart->n_points, chart->decimals, chart->decimal_mark);
			labels[n++].x = at_frame_x(f, at_frame_last_of(chart)) + f->dot + 6;
		}
	if (!isnan(chart->cutoff) && chart->cutoff_label != NULL) {
		labels[n] = side_label(f, chart->cutoff_label, at_frame_y(f, chart->cutoff));
		labels[n++].fixed = true;
	}
	if (chart->band_low != NULL && chart->band_label != NULL && band_known(chart, last_slot))
		labels[n++] = side_label(f, chart->band_label, at_frame_y(f,
		    (chart->band_low[last_slot] + chart->band_high[last_slot]) / 2));
	if (chart->step > 0)
		labels[n++] = side_label(f, chart->step_label,
		    at_frame_y(f, chart->low + chart->step / 2));
	at_label_spread(labels, n, f->top, f->bottom, f->font + 3);
	at_draw_labels(out, f, labels, n);
}

/* A bar as high as the change is large, on the lower edge. */
static void
put_step(struct at_buffer *out, const struct at_chart *chart, const struct at_frame *f)
{
	double x = f->right + AT_FRAME_SIDE / 2.0, top = at_frame_y(f, chart->low + chart->step);

	if (chart->step > 0)
		at_put(out, "<path class=\"bar-step\" d=\"M%.1f %.1f h6 m-3 0 V%.1f m-3 0 h6\"/>\n",
		    x - 3, top, f->bottom);
}

void
at_chart_svg(struct at_buffer *out, const struct at_chart *chart, enum at_chart_form form)
{
	struct at_frame f = at_frame_make(chart, form);

	assert(chart->n_points > 0 && chart->n_series <= AT_CHART_MAX_SERIES);
	assert(chart->low < chart->high);
	put_open(out, chart, form, &f);
	put_band(out, chart, &f);
	put_gap(out, chart, &f);
	put_grid(out, chart, &f);
	put_marks(out, chart, &f);
	for (int s = 0; s < chart->n_series; s++)
		at_draw_line(out, &f, &chart->series[s], chart->n_points);
	put_dots(out, chart, &f);
	put_step(out, chart, &f);
	put_lane(out, chart, &f);
	put_axis(out, chart, &f);
	put_labels(out, chart, &f);
	at_put_raw(out, "</svg>\n");
}
