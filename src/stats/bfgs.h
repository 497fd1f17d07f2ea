/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/bfgs.h - the minimum of a smooth function of a few variables, from its gradient.
 *
 * Quasi-Newton steps by the formula of Broyden, Fletcher, Goldfarb and Shanno (Nocedal and
 * Wright 2006, ch. 6), the length of each by halving until the weak Wolfe conditions hold
 * (Lewis and Overton 2013, Mathematical Programming 141, 135-163).  Nothing is allocated.
 */
#ifndef AT_STATS_BFGS_H
#define AT_STATS_BFGS_H

#include <stdbool.h>

enum { AT_BFGS_MOST = 12 };             /* variables */

struct at_bfgs {
	/* The value at x, its slopes into `gradient`.  INFINITY where there is none: the
	 * search turns back from there, but must not begin there. */
	double (*value)(void *context, const double *x, double *gradient);
	void *context;
	int n;                          /* 1 to AT_BFGS_MOST */
	double enough;                  /* found when no slope is steeper */
	int most;                       /* evaluations */
};

struct at_bfgs_end {
	double value, steepest;         /* the largest |slope| where it ended */
	int evaluations;
	bool found;                     /* steepest <= enough */
};

/* x: where to begin; the best point found afterwards. */
struct at_bfgs_end at_bfgs_minimise(const struct at_bfgs *problem, double *x);

#endif
