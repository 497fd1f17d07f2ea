/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/control.h - control charts that look for small lasting falls: runs, EWMA, CUSUM.
 *
 * Mean and sigma come from the caller (at_spread_of); the lower side only.  A missing value
 * (NaN) breaks runs; the two sums pass over it.  Where sigma is 0 or NaN nothing is said:
 * ratings that never moved do not tell how far they may.
 *
 * Constants: standard ones of quality control (Western Electric 1956, Nelson 1984, Roberts
 * 1959, Page 1954); not tuned to relationships.
 */
#ifndef AT_ALLIANCE_CONTROL_H
#define AT_ALLIANCE_CONTROL_H

#include <stdbool.h>

/* Runs that end in a session, bits. */
enum {
	AT_RUN_TWO_OF_THREE = 1,        /* this and one more of the last 3 beyond -2 sigma */
	AT_RUN_FOUR_OF_FIVE = 2,        /* this and three more of the last 5 beyond -1 sigma */
	AT_RUN_BELOW = 4,               /* 8 in a row below the mean (or as many as given) */
	AT_RUN_FALLING = 8              /* 6 in a row, each below the one before */
};

/* `in_a_row`: 8 (Western Electric) or 9 (Nelson).  out has room for n. */
void at_runs_series(const double *values, int n, double mean, double sigma, int in_a_row,
    unsigned *out);

struct at_control {
	double statistic, limit;        /* NaN at missing values, and where nothing is said */
	bool out;
};

/* z_j = .2 a_j + .8 z_(j-1) from z_0 = mean; out of control below
 * mean - 2.86 sigma sqrt(.2 / 1.8 (1 - .8^(2 j))). */
void at_ewma_series(const double *values, int n, double mean, double sigma,
    struct at_control *out);

/* C_j = max(0, C_(j-1) + (mean - .5 sigma) - a_j) from 0; out of control above 4 sigma. */
void at_cusum_series(const double *values, int n, double mean, double sigma,
    struct at_control *out);

#endif
