/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/macros.h"
#include "chart/axis.h"
#include "chart/funnel.h"
#include "chart/label.h"
#include "chart/sheet.h"
#include "html/put.h"

enum { WIDTH = 640, LEFT = 84, RIGHT = 616, TOP = 76, BOTTOM = 416, TICKS = 7 };

static const double z95 = 1.959963984540054;

struct frame {
	const struct at_funnel *funnel;
	struct at_buffer *out;
	double low, high;               /* effects */
	double most;                    /* standard error at the bottom */
};

/* The mean in the middle, and room for the widest of funnel and studies. */
static struct frame
make_frame(struct at_buffer *out, const struct at_funnel *funnel)
{
	struct frame f = { .funnel = funnel, .out = out };
	double reach = 0;

	for (int i = 0; i < funnel->n_points; i++) {
		f.most = fmax(f.most, 1.06 * funnel->points[i].se);
		reach = fmax(reach, fabs(funnel->points[i].effect - funnel->mean));
	}
	reach = 1.05 * fmax(reach, z95 * f.most);
	f.low = funnel->mean - reach;
	f.high = funnel->mean + reach;
	return f;
}

static double
x_of(const struct frame *f, double effect)
{
	return LEFT + (RIGHT - LEFT) * (effect - f->low) / (f->high - f->low);
}

static double
y_of(const struct frame *f, double se)
{
	return TOP + (BOTTOM - TOP) * se / f->most;
}

/* 95 % of studies of one and the same effect lie within. */
static void
put_triangle(const struct frame *f)
{
	double mean = f->funnel->mean;

	at_put(f->out, "<path" AT_SHEET_AREA " d=\"M%.1f %dL%.1f %d %.1f %dz\"/>\n",
	    x_of(f, mean), TOP, x_of(f, mean - z95 * f->most), BOTTOM,
	    x_of(f, mean + z95 * f->most), BOTTOM);
}

static void
put_tick(const struct frame *f, double effect, double value, int decimals)
{
	at_sheet_soft(f->out, x_of(f, effect), BOTTOM + 16, AT_SHEET_MIDDLE,
	    at_label_value(f->out->arena, value, decimals, '.'));
}

/* Correlations crowd towards 1 on the scale of z: a wide axis has these. */
static void
put_wide_ticks(const struct frame *f)
{
	static const double ticks[] = { -0.99, -0.95, -0.8, -0.5, 0, 0.5, 0.8, 0.95, 0.99 };

	for (size_t i = 0; i < AT_COUNT(ticks); i++) {
		double z = atanh(ticks[i]);

		if (z > f->low && z < f->high)
			put_tick(f, z, ticks[i], fabs(ticks[i]) > 0.9 ? 2 : 1);
	}
}

static void
put_ticks(const struct frame *f)
{
	bool r = f->funnel->correlations;
	double low = r ? tanh(f->low) : f->low, high = r ? tanh(f->high) : f->high;
	struct at_axis axis;

	if (r && high - low > 1) {
		put_wide_ticks(f);
		return;
	}
	axis = at_axis_make(low, high, TICKS);
	for (int i = 0; i < axis.n; i++)
		put_tick(f, r ? atanh(axis.at[i]) : axis.at[i], axis.at[i], axis.decimals);
}

static void
put_scales(const struct frame *f)
{
	struct at_axis axis = at_axis_make(0, f->most, TICKS);

	for (int i = 0; i < axis.n; i++) {
		double y = y_of(f, axis.at[i]);

		at_put(f->out, "<path" AT_SHEET_HAIR " d=\"M%d %.1fH%d\"/>\n", LEFT, y, RIGHT);
		at_sheet_soft(f->out, LEFT - 10, y, AT_SHEET_END,
		    at_label_value(f->out->arena, axis.at[i], axis.decimals, '.'));
	}
	put_ticks(f);
	at_sheet_soft(f->out, (LEFT + RIGHT) / 2.0, BOTTOM + 38, AT_SHEET_MIDDLE,
	    f->funnel->axis);
	at_sheet_soft(f->out, 20, TOP - 16, AT_SHEET_START, "standard error");
	at_put(f->out, "<path" AT_SHEET_MEAN " d=\"M%.1f %dV%d\"/>\n", x_of(f, f->funnel->mean),
	    TOP, BOTTOM);
}

static void
put_points(const struct frame *f)
{
	for (int i = 0; i < f->funnel->n_points; i++) {
		const struct at_funnel_point *p = &f->funnel->points[i];

		if (p->filled)
			at_put(f->out, "<circle" AT_SHEET_RING " stroke-width=\"1.5\" cx=\"%.1f\""
			    " cy=\"%.1f\" r=\"4\"/>\n", x_of(f, p->effect), y_of(f, p->se));
		else
			at_put(f->out, "<circle" AT_SHEET_FILL " fill-opacity=\".75\" cx=\"%.1f\""
			    " cy=\"%.1f\" r=\"4\"/>\n", x_of(f, p->effect), y_of(f, p->se));
	}
}

void
at_funnel_svg(struct at_buffer *out, const struct at_funnel *funnel)
{
	struct frame f = make_frame(out, funnel);

	at_sheet_open(out, WIDTH, BOTTOM + (funnel->note != NULL ? 80 : 56), funnel->title,
	    funnel->desc);
	put_triangle(&f);
	put_scales(&f);
	put_points(&f);
	if (funnel->note != NULL)
		at_sheet_soft(out, 20, BOTTOM + 62, AT_SHEET_START, funnel->note);
	at_sheet_close(out);
}
