/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/cell.h - one correlation, the long way: where the fast way would lose digits, and
 * what it is held against in tests. */
#ifndef AT_SIGNAL_CELL_H
#define AT_SIGNAL_CELL_H

#include <stddef.h>

/* Pearson's r over the positions where both are there.  NaN where rMEA has none: fewer
 * than two of these positions differ, or one of the series does not move. */
double at_cell_r(const double *x, const double *y, size_t n);

/* Fisher's z, kept between -10 and 10 as rMEA does.  NaN stays NaN. */
double at_cell_z(double r);

#endif
