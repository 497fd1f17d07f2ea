/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/change_point.h - the one moment after which a series moved on another level.
 *
 * Looks back on the whole series: never to be used as if it had been known on the day.
 */
#ifndef AT_ALLIANCE_CHANGE_POINT_H
#define AT_ALLIANCE_CHANGE_POINT_H

#include <stdbool.h>

enum { AT_CHANGE_LEAST = 3 };           /* values on either side */

struct at_change_point {
	bool found;                     /* the split pays for its two parameters (BIC) */
	int at;                         /* index of the first value after it; -1: none possible */
	double before, after;           /* means; NaN if none possible */
	double gain;                    /* BIC without a split minus BIC with it */
};

/* The split with the least squares within both parts, at least 3 values each; NaN is a
 * missing value.  BIC = n ln(SS / n) + k ln n, k = 2 without a split (mean, variance) and 4
 * with it (one more mean, its place). */
struct at_change_point at_change_point(const double *values, int n);

#endif
