/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "chart/draw.h"
#include "chart/label.h"
#include "html/part.h"
#include "html/put.h"

/* "Marit: sealed" is something; a chart without any value or seal is not drawn. */
static bool
has_something(const struct at_chart *chart)
{
	for (int s = 0; s < chart->n_series; s++)
		for (int i = 0; i < chart->n_points; i++)
			if (at_frame_sealed(&chart->series[s], i)
			    || !isnan(chart->series[s].values[i]))
				return true;
	return false;
}

static void
put_cell(struct at_buffer *out, const struct at_chart *chart, const struct at_series *series,
    int point)
{
	double value = at_frame_value(series, point);

	if (at_frame_sealed(series, point))
		at_put(out, "<td>%s</td>", chart->sealed_label);
	else if (isnan(value))
		at_put_raw(out, "<td></td>");
	else
		at_put(out, "<td>%s</td>", at_label_value(out->arena, value, chart->decimals,
		    chart->decimal_mark));
}

/* From one end of the band to the other. */
static void
put_band_cell(struct at_buffer *out, const struct at_chart *chart, int point)
{
	char mark = chart->decimal_mark;

	if (isnan(chart->band_low[point]) || isnan(chart->band_high[point])) {
		at_put_raw(out, "<td></td>");
		return;
	}
	at_put(out, "<td>%s&#8211;%s</td>",
	    at_label_value(out->arena, chart->band_low[point], 1, mark),
	    at_label_value(out->arena, chart->band_high[point], 1, mark));
}

static void
put_table(struct at_buffer *out, const struct at_chart *chart)
{
	at_put(out, "<details><summary>%s</summary>\n<table>\n<thead><tr><th scope=\"col\">%s</th>",
	    chart->table_label, chart->x_label);
	if (chart->date_label != NULL)
		at_put(out, "<th scope=\"col\">%s</th>", chart->date_label);
	for (int s = 0; s < chart->n_series; s++)
		at_put(out, "<th scope=\"col\">%s</th>", chart->series[s].label);
	if (chart->band_head != NULL)
		at_put(out, "<th scope=\"col\">%s</th>", chart->band_head);
	at_put_raw(out, "</tr></thead>\n<tbody>\n");
	for (int i = 0; i < chart->n_points; i++) {
		at_put(out, "<tr><th scope=\"row\">%s</th>", chart->points[i].label);
		if (chart->date_label != NULL)
			at_put(out, "<td>%s</td>", chart->points[i].date);
		for (int s = 0; s < chart->n_series; s++)
			put_cell(out, chart, &chart->series[s], i);
		if (chart->band_head != NULL)
			put_band_cell(out, chart, i);
		at_put_raw(out, "</tr>\n");
	}
	at_put_raw(out, "</tbody>\n</table>\n</details>\n");
}

void
at_chart_figure(struct at_buffer *out, const struct at_chart *chart)
{
	if (!has_something(chart)) {
		at_part_empty(out, chart->empty, NULL, NULL);
		return;
	}
	at_put(out, "<figure class=\"chart\" id=\"%s\">\n<figcaption>%s</figcaption>\n", chart->id,
	    chart->title);
	if (!chart->narrow)
		at_chart_svg(out, chart, AT_CHART_DESKTOP);
	at_chart_svg(out, chart, AT_CHART_PHONE);
	put_table(out, chart);
	at_put_raw(out, "</figure>\n");
}

/* As high as two lines of text; the names and last values stand behind the lines. */
void
at_chart_spark(struct at_buffer *out, const struct at_spark *spark)
{
	struct at_frame f = { .width = 220, .height = 44, .left = 5, .right = 110, .top = 8,
		.bottom = 36, .font = 13, .dot = 3.2, .low = spark->low, .high = spark->high,
		.n_slots = spark->n_points > 1 ? spark->n_points : 2, .label_letters = 9 };
	struct at_label labels[AT_CHART_MAX_SERIES];
	int n = 0;

	at_put(out, "<svg class=\"spark\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" "
	    "role=\"img\" direction=\"ltr\" aria-label=\"%s\">\n", f.width, f.height, f.width,
	    f.height, spark->label);
	for (int s = 0; s < spark->n_series && s < AT_CHART_MAX_SERIES; s++) {
		const struct at_series *series = &spark->series[s];
		int last = at_frame_last(series, spark->n_points);

		if (last < 0)
			continue;
		at_draw_line(out, &f, series, spark->n_points);
		at_draw_dot(out, series->kind, at_frame_x(&f, last),
		    at_frame_y(&f, at_frame_value(series, last)), f.dot, false);
		labels[n] = at_draw_end(out->arena, &f, series, spark->n_points, spark->decimals,
		    spark->decimal_mark);
		labels[n++].x = f.right + f.dot + 6;
	}
	at_label_spread(labels, n, f.top, f.bottom, f.font + 2);
	at_draw_labels(out, &f, labels, n);
	at_put_raw(out, "</svg>\n");
}
