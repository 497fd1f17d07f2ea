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

/* rows[i][j] = sum of x[t] * y[t + j] over window i.  `y` is read to AT_ROW - 1 samples
 * behind the last window. */
void at_rows_sum(const struct at_group *group, const double *x, const double *y, double *rows);

/* Of the window that starts at each sample.  Where nothing moves: inverse NaN. */
struct at_moments {
	double *offset;                 /* sum / sqrt(n) */
	double *norm, *inverse;         /* sqrt(sum of squares around the mean), and 1 / it */
	double *spread;                 /* root mean square over standard deviation: what the
	                                   distance from zero costs in digits */
};

/* A cell not to be had from sums: it is too near +-1, or too many digits are lost, or x
 * and y may be the same but for one place. */
#define AT_ROWS_DOUBT 99.0

/* From sums to r or Fisher's z, in place.  `x` belongs to the start of each window, `y`
 * to the same start plus the lag; `apart` is what the zero of x is above that of y, times
 * sqrt(n).  True if a cell is AT_ROWS_DOUBT. */
bool at_rows_correlate(const struct at_group *group, const struct at_moments *x,
    const struct at_moments *y, double apart, bool raw_r, double *rows);

/* If x and y differ at one place at most, by d, the sum of their differences is d and that
 * of the squares d^2: so near are both then, in units of the sums of squares. */
#define AT_ALIKE 1e-6

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

#endif
