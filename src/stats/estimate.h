/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/estimate.h - an estimate and how sure it is. */
#ifndef AT_STATS_ESTIMATE_H
#define AT_STATS_ESTIMATE_H

#include "stats/lmm.h"

struct at_estimate {
	double value, se;
	double df;                      /* of t; INFINITY: the normal distribution */
	double low, high;               /* 95 % */
};

/* All NaN: nothing could be estimated. */
struct at_estimate at_estimate_none(void);

/* The interval is value +- t(df) se. */
struct at_estimate at_estimate_of(double value, double se, double df);

/* l'b with covariance V of b (p x p): l'Vl is its variance. */
struct at_estimate at_estimate_contrast(const double *b, const double *covariance, int p,
    const double *l, double df);

/* The same of a mixed model's coefficients for n contrasts, row after row, with
 * Satterthwaite's degrees of freedom, or `otherwise` where the information about the
 * variances does not give any.  `out` has room for n. */
void at_estimate_mixed(struct at_arena *arena, const struct at_lmm_input *input,
    const struct at_lmm *fit, const double *contrasts, int n, double otherwise,
    struct at_estimate *out);

#endif
