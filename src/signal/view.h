/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/view.h - a stretch of a series, as the windows of a group look at it. */
#ifndef AT_SIGNAL_VIEW_H
#define AT_SIGNAL_VIEW_H

#include <stdint.h>

#include "base/arena.h"
#include "signal/moments.h"

/* A series from the start of the group on, seen from its centre; and of that what sums
 * over pairs with gaps are made of. */
struct at_view {
	const double *raw;
	double *value;                  /* 0 where missing */
	double *square, *there;         /* with gaps only */
	size_t *run_start;              /* of the samples that are all the same */
	struct at_window_scale moments;
};

/* For stretches of up to n samples in windows that start at up to n_starts places. */
void at_view_make(struct at_arena *arena, size_t n, size_t n_starts, struct at_view *out);

/* The n samples from `raw` on; AT_ROW zeros follow the values. */
void at_view_fill(struct at_view *view, const double *raw, size_t n, size_t window);

/* Missing becomes 0, here and in the squares, and is not `there`. */
void at_view_fill_gaps(struct at_view *view, size_t n);

bool at_view_has_gap(const double *x, size_t n);

/* More than half. */
bool at_view_mostly_missing(const double *x, size_t n);

/* The earlier of the last two places from `at` to `end` that differ, y being `lag` later;
 * AT_NO_TWO if there are no two.  What is missing does not differ. */
#define AT_NO_TWO SIZE_MAX
size_t at_view_two_differ(const struct at_view *x, const struct at_view *y, size_t lag,
    size_t at, size_t end);

#endif
