/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/graded.h - scores by Samejima's (1969) graded response model.
 *
 * An item has a slope a > 0 and thresholds b_1 < b_2 < ...; a person at theta answers in
 * category c or above with probability 1 / (1 + exp(-a (theta - b_c))).  theta has mean 0
 * and standard deviation 1 where the items were calibrated. */
#ifndef AT_STATS_GRADED_H
#define AT_STATS_GRADED_H

#include "base/arena.h"

struct at_graded_item {
	double a;
	const double *b;                /* n_categories - 1, rising */
	int n_categories;               /* 2 or more: answers are 0 to n_categories - 1 */
};

/* The answer was not given. */
#define AT_GRADED_MISSING -1

/* Of one category. */
double at_graded_probability(const struct at_graded_item *item, double theta, int category);

/* Fisher's, expected over the categories; 1 / sqrt of the sum over items is the standard
 * error of a maximum-likelihood score. */
double at_graded_information(const struct at_graded_item *item, double theta);

enum { AT_GRADED_GRID = 81 };

/* Items ready to score with. */
struct at_graded {
	const struct at_graded_item *items;     /* the caller's */
	int n_items;
	double **logs;                  /* of each item: n_categories x AT_GRADED_GRID
	                                   logarithms of probabilities */
};

struct at_graded at_graded_make(struct at_arena *arena, const struct at_graded_item *items,
    int n_items);

/* Mean and standard deviation of the posterior under a standard normal prior, on the grid
 * from -4 to 4 in steps of 0.1 (Bock and Mislevy 1982). */
struct at_graded_score {
	double theta, sd;
	int answered;                   /* with none it is the prior */
};
struct at_graded_score at_graded_eap(const struct at_graded *graded, const int *answers);

#endif
