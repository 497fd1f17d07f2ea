/* SPDX-License-Identifier: GPL-3.0-or-later */
/* instrument/goals.h - goals of a client's own, which no key can score: each is compared
 * with itself. */
#ifndef AT_INSTRUMENT_GOALS_H
#define AT_INSTRUMENT_GOALS_H

#include <stdbool.h>

/* Goal attainment: the T score (mean 50, standard deviation 10) of n goals, levels -2 to 2.
 * weights NULL: all 1; a weight of 0 drops its goal; none may be negative.
 *
 *     T = 50 + 10 sum(w x) / sqrt((1 - rho) sum(w^2) + rho sum(w)^2),  rho = .30
 *
 * Kiresuk, Sherman 1968; Turner-Stokes 2009 as put right in its erratum.  The start of
 * a therapy is scored by the same formula, all levels -1 (or -2, where nothing worse can
 * be).  NaN when no goal has a weight. */
double at_goals_t(const double *levels, const double *weights, int n_goals);

/* One goal rated 0 to 10, first and latest; NaN where it was not rated. */
struct at_goal {
	double first, last;
	bool edited;                    /* its words were changed: a new series, not compared */
};

struct at_goals_change {
	double mean;                    /* of last - first; NaN when no goal has both */
	int n_goals;                    /* rated both times, words unchanged */
	int n_edited;                   /* left out for that reason */
};

/* Goal-based outcomes: the mean change over the goals there are at both times. */
struct at_goals_change at_goals_change(const struct at_goal *goals, int n_goals);

#endif
