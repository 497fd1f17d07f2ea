/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "chart/frame.h"
#include "chart/label.h"

/* Few sessions are not stretched over the whole width. */
enum { FEWEST_SLOTS = 5, MARK_ROW = 18, LANE = 26 };

/* What differs between the two forms. */
static const struct form {
	double width, plot_height, font, most_left, most_right;
	int letters;
} forms[] = {
	[AT_CHART_DESKTOP] = { 640, 196, 14, 150, 170, 15 },
	[AT_CHART_PHONE] = { 288, 170, 13, 84, 104, 8 },
};

bool
at_frame_sealed(const struct at_series *series, int point)
{
	return series->sealed != NULL && series->sealed[point];
}

double
at_frame_value(const struct at_series *series, int point)
{
	return at_frame_sealed(series, point) ? NAN : series->values[point];
}

int
at_frame_last(const struct at_series *series, int n_points)
{
	for (int i = n_points - 1; i >= 0; i--)
		if (!isnan(at_frame_value(series, i)))
			return i;
	return -1;
}

int
at_frame_last_of(const struct at_chart *chart)
{
	int last = -1;

	for (int s = 0; s < chart->n_series; s++) {
		int end = at_frame_last(&chart->series[s], chart->n_points);

		last = end > last ? end : last;
	}
	return last;
}

static bool
any_sealed(const struct at_chart *chart)
{
	for (int s = 0; s < chart->n_series; s++)
		for (int i = 0; i < chart->n_points; i++)
			if (at_frame_sealed(&chart->series[s], i))
				return true;
	return false;
}

static double
widest_tick(const struct at_chart *chart, double font)
{
	double widest = 0;

	for (int i = 0; i < chart->n_ticks; i++)
		widest = fmax(widest, at_label_width(chart->ticks[i].label, font));
	return widest;
}

/* Room for the words beside the plot. */
static double
widest_side(const struct at_chart *chart, const struct form *form)
{
	const char *sides[] = { chart->cutoff_label, chart->band_label, chart->sealed_label,
		chart->x_label };
	double widest = 0;

	for (size_t i = 0; i < AT_COUNT(sides); i++)
		if (sides[i] != NULL)
			widest = fmax(widest, at_label_width(sides[i], form->font));
	return fmin(widest, form->most_right) + AT_FRAME_SIDE;
}

/* How far right the plot may reach for the series' name and last value to have room
 * behind its last point.  A line that ends early leaves room within the plot. */
static double
right_for(const struct at_frame *frame, const struct at_chart *chart,
    const struct at_series *series)
{
	int last = at_frame_last_of(chart);
	double width = at_label_width(series->label, frame->font);
	double most = frame->font * 0.62 * frame->label_letters;
	double room;

	if (last <= 0)
		return frame->width;
	width = fmin(width, most) + frame->font * 0.62 * (chart->decimals + 3);
	room = frame->width - width - AT_FRAME_SIDE - frame->left;
	return frame->left + room * (frame->n_slots - 1) / last;
}

struct at_frame
at_frame_make(const struct at_chart *chart, enum at_chart_form form)
{
	const struct form *f = &forms[form];
	struct at_frame frame = { .width = f->width, .font = f->font,
		.low = chart->low, .high = chart->high, .label_letters = f->letters };
	double dot = f->font / 3.2;

	frame.n_slots = chart->n_slots > chart->n_points ? chart->n_slots : chart->n_points;
	if (frame.n_slots < FEWEST_SLOTS)
		frame.n_slots = FEWEST_SLOTS;
	frame.left = fmin(widest_tick(chart, f->font), f->most_left) + 10 + dot;
	frame.right = f->width - widest_side(chart, f);
	for (int s = 0; s < chart->n_series; s++)
		frame.right = fmin(frame.right, right_for(&frame, chart, &chart->series[s]));
	frame.top = 10 + (chart->n_marks > 0 ? MARK_ROW : 0);
	frame.bottom = frame.top + f->plot_height;
	if (any_sealed(chart))
		frame.lane_y = frame.bottom + LANE - 6;
	frame.axis_y = frame.bottom + (frame.lane_y > 0 ? LANE : 0) + f->font + 10;
	frame.height = frame.axis_y + 8;
	/* Dots shrink before they touch. */
	frame.dot = fmin(dot, fmax(1.6, (frame.right - frame.left) / frame.n_slots / 3));
	return frame;
}

double
at_frame_x(const struct at_frame *frame, int slot)
{
	return frame->left + (frame->right - frame->left) * slot / (frame->n_slots - 1);
}

double
at_frame_y(const struct at_frame *frame, double value)
{
	double share = (value - frame->low) / (frame->high - frame->low);

	return frame->bottom - (frame->bottom - frame->top) * fmin(fmax(share, 0), 1);
}

bool
at_frame_labels(const struct at_frame *frame, const struct at_chart *chart, int i)
{
	static const int steps[] = { 1, 2, 5, 10, 20, 50, 100 };
	double slot = (frame->right - frame->left) / (frame->n_slots - 1);
	double need = at_label_width(chart->points[chart->n_points - 1].label, frame->font) + 10;
	int last = chart->n_points - 1, step = 1;

	for (size_t s = 0; s < AT_COUNT(steps) && slot * step < need; s++)
		step = steps[s];
	if (i == last || i == 0)
		return i == last || slot * last >= need;
	return (i + 1) % step == 0 && slot * (last - i) >= need && slot * i >= need;
}
