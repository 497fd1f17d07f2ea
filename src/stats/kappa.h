/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/kappa.h - agreement of raters about categories, beyond chance. */
#ifndef AT_STATS_KAPPA_H
#define AT_STATS_KAPPA_H

#include "base/arena.h"

enum at_kappa_weights {
	AT_KAPPA_PLAIN,                 /* the same or not: Cohen (1960) */
	AT_KAPPA_LINEAR,                /* 1 - distance / greatest distance: Cohen (1968) */
	AT_KAPPA_QUADRATIC              /* 1 - its square */
};

struct at_kappa {
	double value;                   /* NaN if chance alone agrees fully: one category */
	double agreement, expected;     /* weighted shares, seen and by chance */
	double se, low, high;           /* at 1.96 se; low and high not beyond -1 and 1 */
	double z, p;                    /* against 0, two-sided, by the SE without agreement */
};

/* Two raters: `table` is c x c counts, the first rater's category by row.  `values` (c) says
 * where the categories lie, for the distances; NULL: 0, 1, 2 ...  Standard errors: Fleiss,
 * Cohen and Everitt (1969). */
struct at_kappa at_kappa_cohen(struct at_arena *arena, const double *table, int c,
    enum at_kappa_weights weights, const double *values);

/* `raters` (2 or more) rate each of n targets; `sums` and `squares` (c each) are, of each
 * category, the sum over targets of how many raters chose it, and of its square.  Fleiss
 * (1971); z and p with the standard error of Fleiss, Nee and Landis (1979), which holds
 * without agreement: there is no other, so se, low and high are NaN. */
struct at_kappa at_kappa_fleiss(const double *sums, const double *squares, int c, int raters,
    double n);

/* The same for one category against all others. */
struct at_kappa at_kappa_fleiss_one(double sum, double square, int raters, double n);

#endif
