/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/rows.h - sixteen lags side by side: the inner loops of cross-correlation.
 *
 * A group is a run of windows that all hold the sample `window` - 1 of the group and the
 * one behind it, or a single window.  A row has one cell a lag; a group has a row a
 * window.  The sums of a group are those of the samples left of the shared place, from
 * right to left, and of those right of it, from left to right (van Herk 1992): a window
 * costs `step` products a lag whatever its length, and nothing is ever subtracted, so
 * that no error drifts in from samples that have left the window. */
#ifndef AT_SIGNAL_ROWS_H
#define AT_SIGNAL_ROWS_H

#include <stdbool.h>
#include <stddef.h>

enum { AT_ROW = 16 };

struct at_group {
	size_t window, step;            /* samples */
	size_t n;                       /* windows; (n - 1) * step < window */
};

/* rows[i][j] = sum of x[t] * y[t + j] over the part of window i up to the shared place.
 * `y` is read to AT_ROW - 1 samples behind the last window. */
void at_rows_left(const struct at_group *group, const double *x, const double *y, double *rows);

/* And the part behind it, for windows `first` to `first` + n - 1, in this order. */
struct at_right {
	double sums[AT_ROW];            /* all 0 for window 0 */
};
void at_rows_right(const struct at_group *group, const double *x, const double *y, size_t first,
    size_t n, struct at_right *right, double *rows);

/* Of the window that starts at each sample.  Where nothing moves: inverse NaN, spread 0. */
struct at_window_scale {
	double *offset;                 /* sum / sqrt(n) */
	double *inverse;                /* 1 / sqrt(sum of squares around the mean) */
	double *spread;                 /* root mean square over standard deviation: what the
	                                   distance from zero costs in digits */
};

/* From n rows of sums to r or Fisher's z.  `x` belongs to the start of each window, `y`
 * to the same start plus the lag, `step` apart.  True if an |r| is above AT_NEAR_ONE. */
bool at_rows_correlate(const double *sums, size_t n, size_t step, const struct at_window_scale *x,
    const struct at_window_scale *y, bool raw_r, double *cells);

/* Beyond these, of |r| and of the product of both spreads, a cell is to be had the long
 * way: within them what the sums lose stays under 1e-11 of r, and 1e-10 of z. */
#define AT_NEAR_ONE    (1 - 1e-6)
#define AT_MOST_SPREAD 1500.0

/* Sums over the cells that are no NaN, by column. */
struct at_columns {
	double sum[AT_ROW], magnitude[AT_ROW], n[AT_ROW];
};

/* Of one row. */
struct at_row {
	double sum, magnitude, n;       /* magnitude: of |cell| */
	double top, top_magnitude;      /* the greatest, -INFINITY without any */
};

/* Adds all n rows to `columns`; out has n places.  `whole`: no cell is NaN. */
void at_rows_tally(const double *rows, size_t n, bool whole, struct at_columns *columns,
    struct at_row *out);

/* The first and the last place of a row that holds `value`, or its magnitude does; it is
 * somewhere in it. */
int at_row_find(const double *row, double value, bool magnitude, int *last);

#endif
