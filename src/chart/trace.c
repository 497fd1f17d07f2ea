/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "chart/trace.h"
#include "html/put.h"

enum {
	COLUMNS = 720,
	LEFT = 64, RIGHT = 16, TOP = 48, PANEL = 96, GAP = 30, FOOT = 24,
	MOST_TICKS = 9
};

/* What a column of the drawing holds; n 0: nothing. */
struct column {
	double low, high, sum;
	int n;
};

struct scale {
	double from, to;                /* seconds */
	double high;                    /* of the values */
};

static double
x_of(const struct scale *s, double time)
{
	return LEFT + COLUMNS * (time - s->from) / (s->to - s->from);
}

static int
top_of(int panel)
{
	return TOP + panel * (PANEL + GAP);
}

static double
y_of(const struct scale *s, int panel, double value)
{
	return top_of(panel) + PANEL * (1 - value / s->high);
}

/* 1, 2 or 5 times a power of ten, at least `value`. */
static double
round_up(double value)
{
	double unit = pow(10, floor(log10(value)));

	for (int i = 0; i < 3; i++) {
		static const double steps[] = { 1, 2, 5 };

		if (value <= steps[i] * unit * (1 + 1e-9))
			return steps[i] * unit;
	}
	return 10 * unit;
}

static struct scale
find_scale(const struct at_trace *t)
{
	struct scale s = { 0, 1, 0 };

	for (int p = 0; p < t->n_panels; p++)
		for (int i = 0; i < t->n; i++)
			if (t->panels[p].values[i] > s.high)
				s.high = t->panels[p].values[i];
	s.high = s.high > 0 ? round_up(s.high) : 1;
	if (t->n > 0)
		s.from = t->times[0];
	s.to = t->n > 1 ? t->times[t->n - 1] : s.from + 1;
	return s;
}

static void
sort_into_columns(const struct at_trace *t, const struct scale *s, const double *values,
    struct column *columns)
{
	for (int i = 0; i < t->n; i++) {
		int at = (int)(COLUMNS * (t->times[i] - s->from) / (s->to - s->from));
		struct column *c = &columns[at < COLUMNS ? at : COLUMNS - 1];

		if (isnan(values[i]))
			continue;
		if (c->n == 0 || values[i] < c->low)
			c->low = values[i];
		if (c->n == 0 || values[i] > c->high)
			c->high = values[i];
		c->sum += values[i];
		c->n++;
	}
}

/* Columns from..to-1 all hold something. */
static void
put_run(struct at_buffer *out, const struct scale *s, int panel, const struct column *columns,
    int from, int to)
{
	at_put_raw(out, "<path fill=\"#c5d3ea\" d=\"M");
	for (int i = from; i < to; i++)
		at_put(out, "%d %.1f %d %.1f ", LEFT + i, y_of(s, panel, columns[i].high),
		    LEFT + i + 1, y_of(s, panel, columns[i].high));
	for (int i = to - 1; i >= from; i--)
		at_put(out, "%d %.1f %d %.1f ", LEFT + i + 1, y_of(s, panel, columns[i].low),
		    LEFT + i, y_of(s, panel, columns[i].low));
	at_put_raw(out, "z\"/>\n<path fill=\"none\" stroke=\"#2557a7\" d=\"M");
	for (int i = from; i < to; i++)
		at_put(out, "%.1f %.1f ", LEFT + i + 0.5,
		    y_of(s, panel, columns[i].sum / columns[i].n));
	at_put_raw(out, "\"/>\n");
}

/* Short recordings leave columns between two samples empty: those are no gap, as long as
 * samples that are there stand on either side. */
static void
bridge(const struct at_trace *t, struct column *columns)
{
	double samples_a_column = (double)t->n / COLUMNS;
	int reach = samples_a_column >= 1 ? 1 : (int)ceil(1 / samples_a_column), last = -1;

	for (int i = 0; i < COLUMNS; i++) {
		if (columns[i].n == 0)
			continue;
		for (int k = last + 1; last >= 0 && i - last <= reach && k < i; k++)
			columns[k] = columns[last];
		last = i;
	}
}

static void
put_panel(struct at_buffer *out, const struct at_trace *t, const struct scale *s, int panel)
{
	struct column *columns = AT_NEW(out->arena, struct column, COLUMNS);
	int top = top_of(panel), from;

	at_put(out, "<text x=\"%d\" y=\"%d\" font-weight=\"600\">%s</text>\n", LEFT, top - 8,
	    t->panels[panel].label);
	at_put(out, "<path stroke=\"#888\" fill=\"none\" d=\"M%d %dV%dH%d\"/>\n", LEFT, top,
	    top + PANEL, LEFT + COLUMNS);
	at_put(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%g %s</text>\n"
	    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>\n", LEFT - 6, top + 5, s->high,
	    t->unit, LEFT - 6, top + PANEL + 4);
	if (t->n == 0)
		return;
	sort_into_columns(t, s, t->panels[panel].values, columns);
	bridge(t, columns);
	for (int i = 0; i < COLUMNS; i = from + 1) {
		for (from = i; from < COLUMNS && columns[from].n > 0; from++)
			continue;
		if (from > i)
			put_run(out, s, panel, columns, i, from);
	}
}

static void
put_minutes(struct at_buffer *out, const struct scale *s, int y)
{
	static const double steps[] = { 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600,
		7200, 14400, 43200, 86400 };
	double step = 0;

	for (int i = 0; i < (int)AT_COUNT(steps) && step == 0; i++)
		if ((s->to - s->from) / steps[i] < MOST_TICKS)
			step = steps[i];
	if (step == 0)
		return;
	for (double t = ceil(s->from / step) * step; t <= s->to; t += step)
		at_put(out, "<path stroke=\"#888\" d=\"M%.1f %dv5\"/>\n"
		    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f:%02d</text>\n",
		    x_of(s, t), y, x_of(s, t), y + 18, floor(t / 60), (int)fmod(t, 60));
}

void
at_trace_svg(struct at_buffer *out, const struct at_trace *t)
{
	struct scale s = find_scale(t);
	int bottom = top_of(t->n_panels) - GAP, width = LEFT + COLUMNS + RIGHT;

	at_put(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
	    "height=\"%d\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\" "
	    "fill=\"#222\">\n", width, bottom + FOOT, width, bottom + FOOT);
	at_put(out, "<title>%s</title>\n<desc>%s</desc>\n", t->title, t->desc);
	at_put(out, "<path fill=\"#fff\" d=\"M0 0H%dV%dH0z\"/>\n", width, bottom + FOOT);
	at_put(out, "<text x=\"%d\" y=\"20\" font-size=\"14\">%s</text>\n", LEFT, t->title);
	for (int i = 0; i < t->n_panels; i++)
		put_panel(out, t, &s, i);
	put_minutes(out, &s, bottom);
	at_put_raw(out, "</svg>\n");
}
