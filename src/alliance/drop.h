/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/drop.h - the reliable drop: rule R1 of the relationship over time.
 *
 * A value is a drop when it lies a step D or more below the mean of the last three values
 * before it that were no drop themselves (two will do).  House default: the literature has
 * several incompatible rules, and none is settled.
 *
 * How often it is wrong, simulated (test/alliance/drop_test.c): independent sessions, nine
 * whole answers, within-client SD .3 to .6, D = 1.  Where nothing has changed, 1 to 12 of 100
 * sessions are drops all the same; a fall of 1.5 is one in 80 to 89 of 100.  D = 0.5 would
 * call 17 to 40 of 100 unchanged sessions drops.  Since drops stay out of it, the mean
 * drifts up a little: a plain mean of the last three would have 1 to 9 false alarms in 100.
 */
#ifndef AT_ALLIANCE_DROP_H
#define AT_ALLIANCE_DROP_H

#include <stdbool.h>

enum { AT_DROP_LOOKS_BACK = 3, AT_DROP_NEEDS = 2 };

/* Two means that are equal in exact arithmetic may differ in the last digits. */
#define AT_DROP_SLACK 1e-9

/* D = max(1.96 * sqrt(2) * sem, range / 6).  `sem` is the clinic's own standard error of
 * measurement within clients, s_w * sqrt(1 - r_w), NaN until it is known; `range` is that
 * of the scale (6 for answers from 1 to 7: then D is at least 1, all items one step). */
double at_drop_step(double sem, double range);

struct at_drop {
	double baseline;                /* NaN with fewer than two values to look back on */
	int n_baseline;                 /* values it is the mean of: 0 to 3 */
	bool fell;
};

/* The values that the next one is compared with; starts as { 0 }. */
struct at_drop_past {
	double values[AT_DROP_LOOKS_BACK];      /* oldest first */
	int n;
};

/* The rule at the next value; NaN is a missing one: never a drop, never part of a
 * baseline.  `step` > 0 is D. */
struct at_drop at_drop_next(struct at_drop_past *past, double value, double step);

/* The rule at each of `n` values in order; out has room for n. */
void at_drop_series(const double *values, int n, double step, struct at_drop *out);

#endif
