/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "chart/strip.h"
#include "html/put.h"

enum {
	WIDTH = 960, LEFT = 76, RIGHT = 944,
	SERIES_TOP = 56, SERIES_HIGH = 56, SERIES_GAP = 12,
	STRIP_TOP = 214, STRIP_HIGH = 156,
	PSEUDO_TOP = 446, PSEUDO_HIGH = 90,
	COLUMNS = 434, ROWS = 52,       /* of the strip, at most */
	SHADES = 9, BARS = 40
};

/* From none to most; of signed cells the lower half is below 0.  Blue and orange are told
 * apart by all kinds of sight. */
static const char *const shades[SHADES] = { "#f4f6f8", "#dfe8f0", "#c6d8e8", "#a9c5de",
	"#88aed2", "#6795c3", "#477bb0", "#2b6095", "#144575" };
static const char *const signed_shades[SHADES] = { "#9c4a06", "#cc7424", "#e6a564", "#f5d5b0",
	"#f4f6f8", "#b8d0e6", "#7ba5cd", "#3f74ab", "#144575" };
static const char *const hues[2] = { "#1f5f99", "#b85c00" };

static double
x_of(const struct at_strip *s, double seconds)
{
	return LEFT + (RIGHT - LEFT) * seconds / s->seconds;
}

static void
put_text(struct at_buffer *out, double x, double y, const char *anchor, const char *text)
{
	at_put(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor,
	    text);
}

/* ---- the series --------------------------------------------------------------------- */

struct range {
	double low, high;
	bool any;
};

static struct range
range_of(const double *x, size_t n)
{
	struct range r = { INFINITY, -INFINITY, false };

	for (size_t i = 0; i < n; i++)
		if (!isnan(x[i])) {
			r.low = fmin(r.low, x[i]);
			r.high = fmax(r.high, x[i]);
			r.any = true;
		}
	return r;
}

/* A stroke from the lowest to the highest of each pixel: nothing between is lost. */
static void
put_series(struct at_buffer *out, const struct at_strip *s, int which)
{
	double top = SERIES_TOP + which * (SERIES_HIGH + SERIES_GAP);
	struct range all = range_of(s->series[which], s->n);
	double tall = all.high > all.low ? all.high - all.low : 1;
	size_t columns = RIGHT - LEFT;

	put_text(out, LEFT - 10, top + SERIES_HIGH / 2.0 + 4, "end", s->names[which]);
	at_put(out, "<path fill=\"none\" stroke=\"%s\" d=\"", hues[which]);
	for (size_t i = 0; i < columns && all.any; i++) {
		size_t from = i * s->n / columns, end = (i + 1) * s->n / columns;
		struct range r = range_of(s->series[which] + from, end > from ? end - from : 1);

		if (r.any)
			at_put(out, "M%zu %.1fV%.1f", (size_t)LEFT + i,
			    top + SERIES_HIGH * (all.high - r.high) / tall,
			    top + SERIES_HIGH * (all.high - r.low) / tall + 1);
	}
	at_put_raw(out, "\"/>\n");
}

static void
put_times(struct at_buffer *out, const struct at_strip *s, double y)
{
	static const double steps[] = { 1, 5, 10, 30, 60, 120, 300, 600, 1200, 3600, 7200 };
	size_t i = 0;

	while (i + 1 < AT_COUNT(steps) && s->seconds / steps[i] > 12)
		i++;
	for (double t = 0; t <= s->seconds; t += steps[i])
		at_put(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%d:%02d</text>\n",
		    x_of(s, t), y, (int)t / 60, (int)t % 60);
}

/* ---- the strip ---------------------------------------------------------------------- */

/* Some windows and lags to one place: their mean. */
struct grid {
	int columns, rows;
	double cell[COLUMNS * ROWS];
	double reach;                   /* of the shades */
};

static double
mean_of(const struct at_strip *s, size_t from, size_t end, int low, int high)
{
	double sum = 0, n = 0;

	for (size_t w = from; w < end; w++)
		for (int k = low; k < high; k++) {
			double value = s->cells[w * (size_t)s->n_lags + (size_t)k];

			if (!isnan(value)) {
				sum += s->is_signed ? value : fabs(value);
				n++;
			}
		}
	return n > 0 ? sum / n : NAN;
}

static void
fill_grid(const struct at_strip *s, struct grid *g)
{
	g->columns = s->n_windows < COLUMNS ? (int)s->n_windows : COLUMNS;
	g->rows = s->n_lags < ROWS ? s->n_lags : ROWS - 1;      /* odd, as the lags are */
	g->reach = 0;
	for (int c = 0; c < g->columns; c++)
		for (int r = 0; r < g->rows; r++) {
			size_t from = (size_t)c * s->n_windows / (size_t)g->columns;
			size_t end = (size_t)(c + 1) * s->n_windows / (size_t)g->columns;
			double mean = mean_of(s, from, end, r * s->n_lags / g->rows,
			    (r + 1) * s->n_lags / g->rows);

			g->cell[c * g->rows + r] = mean;
			if (!isnan(mean))
				g->reach = fmax(g->reach, fabs(mean));
		}
}

/* -1: nothing there. */
static int
shade_of(const struct at_strip *s, const struct grid *g, double value)
{
	double share = g->reach > 0 ? value / g->reach : 0;
	int shade = (int)floor((s->is_signed ? (share + 1) / 2 : share) * SHADES);

	if (isnan(value))
		return -1;
	return shade < SHADES ? shade : SHADES - 1;
}

static double
column_width(const struct at_strip *s, const struct grid *g)
{
	double windows = (double)s->n_windows / g->columns;

	return x_of(s, windows * s->step) - LEFT;
}

static double
column_x(const struct at_strip *s, const struct grid *g, int column)
{
	return x_of(s, s->first - s->step / 2) + column * column_width(s, g);
}

static double
row_y(const struct grid *g, double row)
{
	return STRIP_TOP + STRIP_HIGH * (1 - row / g->rows);
}

/* One path a shade; neighbours in a row are one stroke. */
static void
put_shade(struct at_buffer *out, const struct at_strip *s, const struct grid *g, int shade)
{
	double wide = column_width(s, g);

	at_put(out, "<path stroke=\"%s\" stroke-width=\"%.2f\" d=\"",
	    s->is_signed ? signed_shades[shade] : shades[shade],
	    (double)STRIP_HIGH / g->rows + 0.3);
	for (int r = 0; r < g->rows; r++)
		for (int c = 0, run; c < g->columns; c += run) {
			for (run = 0; c + run < g->columns
			    && shade_of(s, g, g->cell[(c + run) * g->rows + r]) == shade; run++)
				;
			if (run > 0)
				at_put(out, "M%.1f %.1fh%.1f", column_x(s, g, c),
				    row_y(g, r + 0.5), run * wide);
			else
				run = 1;
		}
	at_put_raw(out, "\"/>\n");
}

/* The lag of the greatest cell of each column: who leads. */
static void
put_leads(struct at_buffer *out, const struct at_strip *s, const struct grid *g)
{
	at_put_raw(out, "<g fill=\"#111\">\n");
	for (int c = 0; c < g->columns; c++) {
		const double *cell = &g->cell[c * g->rows];
		int best = -1;

		for (int r = 0; r < g->rows; r++)
			if (!isnan(cell[r]) && (best < 0 || cell[r] > cell[best]))
				best = r;
		if (best >= 0)
			at_put(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"1.6\"/>\n",
			    column_x(s, g, c) + column_width(s, g) / 2, row_y(g, best + 0.5));
	}
	at_put_raw(out, "</g>\n");
}

static void
put_legend(struct at_buffer *out, const struct at_strip *s, const struct grid *g)
{
	double y = STRIP_TOP + STRIP_HIGH + 26, x = RIGHT - 14.0 * SHADES - 40;

	at_put(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s %.2g</text>\n", x - 6,
	    y + 10, s->cell_name, s->is_signed ? -g->reach : 0.0);
	for (int i = 0; i < SHADES; i++)
		at_put(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"14\" height=\"12\" "
		    "fill=\"%s\"/>\n", x + 14.0 * i, y,
		    s->is_signed ? signed_shades[i] : shades[i]);
	at_put(out, "<text x=\"%.1f\" y=\"%.1f\">%.2g</text>\n", x + 14.0 * SHADES + 6, y + 10,
	    g->reach);
}

static void
put_strip(struct at_buffer *out, const struct at_strip *s)
{
	struct grid *g = AT_NEW(out->arena, struct grid, 1);
	double middle = STRIP_TOP + STRIP_HIGH / 2.0;

	fill_grid(s, g);
	for (int shade = 0; shade < SHADES; shade++)
		put_shade(out, s, g, shade);
	put_leads(out, s, g);
	at_put(out, "<path stroke=\"#111\" stroke-dasharray=\"2 3\" d=\"M%d %.1fH%d\"/>\n", LEFT,
	    middle, RIGHT);
	at_put(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">+%.3g s</text>\n", LEFT - 10,
	    STRIP_TOP + 10, s->lag);
	put_text(out, LEFT - 10, middle + 4, "end", "0");
	at_put(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">-%.3g s</text>\n", LEFT - 10,
	    STRIP_TOP + STRIP_HIGH, s->lag);
	at_put(out, "<text x=\"%d\" y=\"%d\">above 0 %s leads, below 0 %s leads; dots: the best "
	    "lag</text>\n", LEFT, STRIP_TOP - 8, s->names[0], s->names[1]);
	put_times(out, s, STRIP_TOP + STRIP_HIGH + 16);
	put_legend(out, s, g);
}

/* ---- what chance would give --------------------------------------------------------- */

struct bars {
	int n[BARS], most;
	double low, high;
};

static struct bars
count_bars(const struct at_strip *s)
{
	struct range r = range_of(s->pseudo, (size_t)s->n_pseudo);
	struct bars bars = { .low = fmin(r.low, s->real), .high = fmax(r.high, s->real) };
	double wide = bars.high > bars.low ? (bars.high - bars.low) / BARS : 1;

	for (int i = 0; i < s->n_pseudo; i++) {
		int at = isnan(s->pseudo[i]) ? -1 : (int)((s->pseudo[i] - bars.low) / wide);

		if (at < 0)
			continue;
		at = at < BARS ? at : BARS - 1;
		bars.n[at]++;
		bars.most = bars.n[at] > bars.most ? bars.n[at] : bars.most;
	}
	return bars;
}

static void
put_pseudo(struct at_buffer *out, const struct at_strip *s)
{
	struct bars bars = count_bars(s);
	double wide = (double)(RIGHT - LEFT) / BARS, base = PSEUDO_TOP + PSEUDO_HIGH;
	double real = LEFT + (RIGHT - LEFT) * (bars.high > bars.low
	    ? (s->real - bars.low) / (bars.high - bars.low) : 0.5);

	if (bars.most == 0 || isnan(s->real))
		return;
	at_put(out, "<text x=\"%d\" y=\"%d\">mean %s of %d surrogates, and the real one</text>\n",
	    LEFT, PSEUDO_TOP - 8, s->cell_name, s->n_pseudo);
	for (int i = 0; i < BARS; i++)
		if (bars.n[i] > 0)
			at_put(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
			    "fill=\"#9aa7b3\"/>\n", LEFT + i * wide + 0.5,
			    base - (double)PSEUDO_HIGH * bars.n[i] / bars.most, wide - 1,
			    (double)PSEUDO_HIGH * bars.n[i] / bars.most);
	at_put(out, "<path stroke=\"#111\" stroke-width=\"2\" d=\"M%.1f %dV%.1f\"/>\n", real,
	    PSEUDO_TOP, base);
	at_put(out, "<text x=\"%d\" y=\"%.1f\">%.4g</text>\n", LEFT, base + 16, bars.low);
	at_put(out, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.4g</text>\n", RIGHT,
	    base + 16, bars.high);
}

void
at_strip_svg(struct at_buffer *out, const struct at_strip *s)
{
	bool has_pseudo = s->pseudo != NULL && s->n_pseudo > 0;
	int tall = has_pseudo ? PSEUDO_TOP + PSEUDO_HIGH + 28 : STRIP_TOP + STRIP_HIGH + 52;

	at_put(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" "
	    "font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n", WIDTH, tall);
	at_put(out, "<title>%s</title>\n<desc>%s</desc>\n", s->title, s->desc);
	at_put(out, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", WIDTH, tall);
	at_put(out, "<text x=\"%d\" y=\"28\" font-size=\"16\">%s</text>\n", LEFT, s->title);
	put_series(out, s, 0);
	put_series(out, s, 1);
	put_strip(out, s);
	if (has_pseudo)
		put_pseudo(out, s);
	at_put_raw(out, "</svg>\n");
}
