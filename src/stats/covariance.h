/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/covariance.h - the covariance matrix of several columns, row after row, and its two
 * parts where rows come in groups: within the groups and between them.
 *
 * Memory does not grow with rows.  As in stats/moments.h their order changes the results by
 * a few units in the last place only.  Values must be finite. */
#ifndef AT_STATS_COVARIANCE_H
#define AT_STATS_COVARIANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "stats/moments.h"

struct at_covariance {
	int k;                          /* columns */
	int64_t n;                      /* rows */
	double *first;                  /* k: all is taken from the first row */
	double *offset;                 /* k: mean - first */
	struct at_sum *deviations;      /* k: of x - first */
	struct at_sum *products;        /* lower triangle, row after row */
	double *d;                      /* k: room for one row */
};

/* Empty, for k columns, 1 or more. */
struct at_covariance at_covariance_make(struct at_arena *arena, int k);
void at_covariance_add(struct at_covariance *c, const double *x);
double at_covariance_mean(const struct at_covariance *c, int i);        /* NaN if n = 0 */

/* k x k, n - 1; NaN if n < 2. */
void at_covariance_matrix(const struct at_covariance *c, double *out);

/* The correlations of a k x k covariance matrix; false, and nothing written, where a
 * variance is not above 0. */
bool at_covariance_correlations(const double *covariance, int k, double *out);

/* Rows of numbered groups; they may come in any order. */
struct at_grouped {
	struct at_arena *arena;
	struct at_covariance all;
	struct at_sum *within;          /* lower triangle: products about the groups' means */
	struct at_grouped_part *groups;
	int n_groups;
};

struct at_grouped at_grouped_make(struct at_arena *arena, int k);

/* A group's number is one that was there or the next, n_groups. */
void at_grouped_add(struct at_grouped *g, int group, const double *x);

/* The pooled covariance within groups (n - n_groups), k x k.  NaN unless there are more
 * rows than groups. */
void at_grouped_within(const struct at_grouped *g, double *out);

/* The covariance of the groups' true means, k x k: what the mean square between is above
 * that within, by the mean size of a group (analysis of variance; ML where all are of one
 * size).  It need not be positive definite.  *out_size, may be NULL: that size, (n - sum of
 * squared sizes / n) / (n_groups - 1).  NaN unless the within part is there and there are
 * two groups. */
void at_grouped_between(const struct at_grouped *g, double *out, double *out_size);

#endif
