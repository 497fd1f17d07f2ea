/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "signal/view.h"

void
at_view_make(struct at_arena *arena, size_t n, size_t n_starts, struct at_view *out)
{
	double **parts[] = { &out->value, &out->square, &out->there };
	double **moments[] = { &out->moments.offset, &out->moments.inverse, &out->moments.spread };

	for (int i = 0; i < 3; i++) {
		*parts[i] = AT_NEW(arena, double, n + AT_ROW);
		*moments[i] = AT_NEW(arena, double, n_starts + AT_ROW);
	}
	out->run_start = AT_NEW(arena, size_t, n);
}

void
at_view_fill(struct at_view *view, const double *raw, size_t n, size_t window)
{
	double centre = at_moments_centre(raw, n, window);

	view->raw = raw;
	for (size_t i = 0; i < n; i++)
		view->value[i] = raw[i] - centre;
	memset(view->value + n, 0, AT_ROW * sizeof *view->value);
	for (size_t i = 0; i < n; i++) {
		bool same = i > 0 && (raw[i] == raw[i - 1]
		    || (isnan(raw[i]) && isnan(raw[i - 1])));

		view->run_start[i] = same ? view->run_start[i - 1] : i;
	}
}

void
at_view_fill_gaps(struct at_view *view, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool there = !isnan(view->raw[i]);

		view->value[i] = there ? view->value[i] : 0;
		view->square[i] = view->value[i] * view->value[i];
		view->there[i] = there;
	}
	memset(view->square + n, 0, AT_ROW * sizeof *view->square);
	memset(view->there + n, 0, AT_ROW * sizeof *view->there);
}

bool
at_view_has_gap(const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (isnan(x[i]))
			return true;
	return false;
}

bool
at_view_mostly_missing(const double *x, size_t n)
{
	size_t n_missing = 0;

	for (size_t i = 0; i < n; i++)
		n_missing += isnan(x[i]);
	return 2 * n_missing > n;
}

/* What is missing does not differ. */
static bool
differ(double x, double y)
{
	return x < y || x > y;
}

/* While neither series changes, nothing does. */
size_t
at_view_two_differ(const struct at_view *x, const struct at_view *y, size_t lag, size_t at,
    size_t end)
{
	bool one = false;

	while (end > at) {
		size_t last = end - 1, x_start = x->run_start[last];
		size_t y_start = y->run_start[last + lag];

		if (!differ(x->raw[last], y->raw[last + lag])) {
			y_start = y_start > lag ? y_start - lag : 0;
			end = x_start > y_start ? x_start : y_start;
		} else if (one)
			return last;
		else {
			one = true;
			end = last;
		}
	}
	return AT_NO_TWO;
}
