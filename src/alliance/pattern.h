/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/pattern.h - the course of a whole relationship in one word.
 *
 * Least squares of the ratings on the session number: constant, line or parabola, whichever
 * has the least BIC.  A dip between two good stretches is an episode (alliance/rupture.h),
 * not a U.
 */
#ifndef AT_ALLIANCE_PATTERN_H
#define AT_ALLIANCE_PATTERN_H

#include <stdbool.h>

enum { AT_PATTERN_NEEDS = 8 };

enum at_pattern_kind {
	AT_PATTERN_SHORT,               /* fewer than 8 values: `slope` alone */
	AT_PATTERN_STABLE,
	AT_PATTERN_RISING,
	AT_PATTERN_FALLING,
	AT_PATTERN_U,                   /* falls, turns within the course, rises */
	AT_PATTERN_INVERTED_U
};

struct at_pattern {
	enum at_pattern_kind kind;
	int n;                          /* values */
	double slope;                   /* a session: of the line; first to last if short; NaN
	                                 * with fewer than two values */
	double bend;                    /* b2 of the parabola; NaN if short */
	double turn;                    /* session number of its vertex; NaN if short or b2 = 0 */
	double bic[3];                  /* constant, line, parabola; NaN if short */
	double residual_sd;             /* of the model chosen, n - its parameters; NaN if short */
	bool variable;                  /* residual_sd above twice the clinic's own */
};

/* `sessions` are the numbers of the n values, rising; NaN is a missing value.  `pooled_sd`
 * is the within-client SD of the clinic, NaN if unknown: then nothing is `variable`.
 *
 * BIC = n ln(RSS / n) + k ln n with k = 2, 3, 4 (the variance counts).  A parabola whose
 * vertex lies outside the sessions there are is rising or falling. */
struct at_pattern at_pattern_of(const double *sessions, const double *values, int n,
    double pooled_sd);

const char *at_pattern_id(enum at_pattern_kind kind);   /* "stable", "inverted-u" */

#endif
