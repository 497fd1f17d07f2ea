/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "chart/axis.h"
#include "chart/forest.h"
#include "chart/label.h"
#include "chart/sheet.h"
#include "html/put.h"

enum {
	MARGIN = 20, HEAD = 66, ROW = 20, PLOT = 330, VALUES = 152, WEIGHTS = 58,
	FONT = 13, LETTERS = 34, HEAD_LETTERS = 14, TICKS = 7
};

struct frame {
	const struct at_forest *forest;
	struct at_buffer *out;
	double left, right;             /* of the plot */
	double low, high;               /* values there */
	double heaviest;
	int decimals;
};

/* One study of few people must not push all others together: intervals end at three times
 * the span of the estimates. */
static void
find_range(struct frame *f)
{
	const struct at_forest *forest = f->forest;
	double least = fmin(forest->none, forest->mean.low), most = fmax(forest->none,
	    forest->mean.high), span, low, high;

	for (int i = 0; i < forest->n_rows; i++) {
		least = fmin(least, forest->rows[i].estimate);
		most = fmax(most, forest->rows[i].estimate);
	}
	if (forest->prediction_label != NULL) {
		least = fmin(least, forest->prediction_low);
		most = fmax(most, forest->prediction_high);
	}
	span = most - least > 0 ? most - least : 1;
	low = least;
	high = most;
	for (int i = 0; i < forest->n_rows; i++) {
		low = fmin(low, fmax(forest->rows[i].low, least - span));
		high = fmax(high, fmin(forest->rows[i].high, most + span));
		f->heaviest = fmax(f->heaviest, forest->rows[i].weight);
	}
	f->low = low - 0.02 * (high - low);
	f->high = high + 0.02 * (high - low);
	if (!(f->low < f->high)) {
		f->low -= 1;
		f->high += 1;
	}
}

static struct frame
make_frame(struct at_buffer *out, const struct at_forest *forest)
{
	struct frame f = { .forest = forest, .out = out };
	double widest = at_label_width(forest->mean.label, FONT);
	double most = FONT * 0.62 * LETTERS;

	if (forest->prediction_label != NULL)
		widest = fmax(widest, at_label_width(forest->prediction_label, FONT));
	for (int i = 0; i < forest->n_rows; i++)
		widest = fmax(widest, fmin(at_label_width(forest->rows[i].label, FONT), most));
	f.left = MARGIN + ceil(widest) + 12;
	f.right = f.left + PLOT;
	find_range(&f);
	f.decimals = f.high - f.low < 20 ? 2 : f.high - f.low < 200 ? 1 : 0;
	return f;
}

static double
x_of(const struct frame *f, double value)
{
	double share = (value - f->low) / (f->high - f->low);

	return f->left + (f->right - f->left) * fmin(fmax(share, 0), 1);
}

static const char *
number(const struct frame *f, double value)
{
	return at_label_value(f->out->arena, value, f->decimals, '.');
}

static void
put_values(const struct frame *f, const struct at_forest_row *row, double y)
{
	at_sheet_text(f->out, f->right + VALUES, y, AT_SHEET_END, at_printf(f->out->arena,
	    "%s [%s, %s]", number(f, row->estimate), number(f, row->low), number(f, row->high)));
}

/* An interval that goes on beyond the plot ends in an arrow. */
static void
put_interval(const struct frame *f, const struct at_forest_row *row, double y)
{
	double a = x_of(f, row->low), b = x_of(f, row->high);

	at_put(f->out, "<path" AT_SHEET_LINE " stroke-width=\"1.5\" d=\"M%.1f %.1fH%.1f", a, y, b);
	if (row->low < f->low)
		at_put(f->out, "M%.1f %.1fl-4 4 4 4", a + 4, y - 4);
	if (row->high > f->high)
		at_put(f->out, "M%.1f %.1fl4 4-4 4", b - 4, y - 4);
	at_put_raw(f->out, "\"/>\n");
}

static void
put_study(const struct frame *f, const struct at_forest_row *row, double y)
{
	double side = 4 + 8 * sqrt(f->heaviest > 0 ? row->weight / f->heaviest : 1);

	at_sheet_text(f->out, MARGIN, y, AT_SHEET_START, at_label_cut(f->out->arena, row->label,
	    LETTERS));
	put_interval(f, row, y);
	at_put(f->out, "<rect" AT_SHEET_FILL " x=\"%.1f\" y=\"%.1f\" width=\"%.1f\""
	    " height=\"%.1f\"/>\n", x_of(f, row->estimate) - side / 2, y - side / 2, side, side);
	put_values(f, row, y);
	at_sheet_soft(f->out, f->right + VALUES + WEIGHTS, y, AT_SHEET_END,
	    at_printf(f->out->arena, "%.1f %%", row->weight));
}

static void
put_mean(const struct frame *f, double y)
{
	const struct at_forest_row *mean = &f->forest->mean;
	double a = x_of(f, mean->low), m = x_of(f, mean->estimate), b = x_of(f, mean->high);

	at_sheet_text(f->out, MARGIN, y, AT_SHEET_START, mean->label);
	at_put(f->out, "<path" AT_SHEET_SUM " d=\"M%.1f %.1fL%.1f %.1f %.1f %.1f %.1f %.1fz\"/>\n",
	    a, y, m, y - 7, b, y, m, y + 7);
	put_values(f, mean, y);
	if (f->forest->prediction_label == NULL)
		return;
	y += ROW;
	at_sheet_text(f->out, MARGIN, y, AT_SHEET_START, f->forest->prediction_label);
	a = x_of(f, f->forest->prediction_low);
	b = x_of(f, f->forest->prediction_high);
	at_put(f->out, "<path" AT_SHEET_RING " stroke-width=\"2\" d=\"M%.1f %.1fH%.1fM%.1f %.1fv8"
	    "M%.1f %.1fv8\"/>\n", a, y, b, a, y - 4, b, y - 4);
	at_sheet_text(f->out, f->right + VALUES, y, AT_SHEET_END, at_printf(f->out->arena,
	    "[%s, %s]", number(f, f->forest->prediction_low),
	    number(f, f->forest->prediction_high)));
}

/* Behind the studies: the grid, no effect, and the mean. */
static void
put_scale(const struct frame *f, double bottom)
{
	struct at_axis axis = at_axis_make(f->low, f->high, TICKS);

	for (int i = 0; i < axis.n; i++) {
		double x = x_of(f, axis.at[i]);

		at_put(f->out, "<path" AT_SHEET_HAIR " d=\"M%.1f %dV%.1f\"/>\n", x, HEAD - 4,
		    bottom);
		at_sheet_soft(f->out, x, bottom + 12, AT_SHEET_MIDDLE,
		    at_label_value(f->out->arena, axis.at[i], axis.decimals, '.'));
	}
	at_put(f->out, "<path" AT_SHEET_HAIR " stroke-width=\"2\" d=\"M%.1f %dV%.1f\"/>\n",
	    x_of(f, f->forest->none), HEAD - 4, bottom);
	at_put(f->out, "<path" AT_SHEET_MEAN " d=\"M%.1f %dV%.1f\"/>\n",
	    x_of(f, f->forest->mean.estimate), HEAD - 4, bottom);
	at_sheet_soft(f->out, (f->left + f->right) / 2, bottom + 32, AT_SHEET_MIDDLE,
	    f->forest->axis);
}

void
at_forest_svg(struct at_buffer *out, const struct at_forest *forest)
{
	struct frame f = make_frame(out, forest);
	int n_rows = forest->n_rows + 1 + (forest->prediction_label != NULL);
	double bottom = HEAD + ROW * n_rows + 14, y = HEAD + ROW / 2.0;
	int height = (int)bottom + (forest->note != NULL ? 74 : 50);

	at_sheet_open(out, (int)(f.right + VALUES + WEIGHTS + MARGIN), height, forest->title,
	    forest->desc);
	at_sheet_soft(out, f.right + VALUES, HEAD - 14, AT_SHEET_END, at_printf(out->arena,
	    "%s [95 %%]", at_label_cut(out->arena, forest->axis, HEAD_LETTERS)));
	at_sheet_soft(out, f.right + VALUES + WEIGHTS, HEAD - 14, AT_SHEET_END, "weight");
	put_scale(&f, bottom);
	for (int i = 0; i < forest->n_rows; i++, y += ROW)
		put_study(&f, &forest->rows[i], y);
	put_mean(&f, y + 8);
	if (forest->note != NULL)
		at_sheet_soft(out, MARGIN, bottom + 56, AT_SHEET_START, forest->note);
	at_sheet_close(out);
}
