/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/logit.h - logistic regression with a ridge, by Newton's method.
 *
 * Maximises the log likelihood of log(p / (1 - p)) = b0 + x'b less lambda b'b / 2: without
 * the constant b0, so columns should be standardised (le Cessie and van Houwelingen 1992).
 * lambda = 0 is plain logistic regression. */
#ifndef AT_STATS_LOGIT_H
#define AT_STATS_LOGIT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"

struct at_logit_input {
	const double *x;                /* n rows of p values, without a column of ones */
	const bool *y;                  /* n */
	int n, p;
	double lambda;                  /* 0 or more */
};

struct at_logit {
	int n, p;
	double *b;                      /* 1 + p: the constant first */
	double log_likelihood;          /* without the penalty */
};

/* AT_INVALID: y is always the same; or no maximum, as columns depend on each other or
 * separate y without a ridge. */
enum at_status at_logit_fit(struct at_arena *arena, const struct at_logit_input *input,
    struct at_logit *out, struct at_error *err);

/* b0 + x'b, and the probability that belongs to such a value. */
double at_logit_predict(const struct at_logit *fit, const double *x);
double at_logistic(double logit);

#endif
