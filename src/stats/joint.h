/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/joint.h - one or two outcomes of the same rows in groups, fitted as one by REML.
 *
 *	y_a,ij = x_ij' beta_a + u_a,i + e_a,ij         a = 0, 1;  group i, row j
 *	(u_0, u_1) ~ N(0, Psi)   (e_0, e_1) ~ N(0, R)
 *
 * Both outcomes have the same columns, with coefficients of their own; intercepts go
 * together within a group by Psi, residuals within a row by R, both free.  A group of n
 * rows is seen through its means, with covariance Psi + R / n, and what is around them,
 * with R: so all a fit needs are sums over groups, and it costs the same for any number of
 * rows.  The criterion is that of Harville (1977); its slopes are exact, the search is
 * stats/bfgs.h over the Cholesky factors, and a Psi at its boundary is found and told. */
#ifndef AT_STATS_JOINT_H
#define AT_STATS_JOINT_H

#include "base/arena.h"
#include "base/random.h"
#include "base/status.h"

enum {
	AT_JOINT_OUTCOMES = 2,
	AT_JOINT_COLUMNS = 8,
	AT_JOINT_ALL = AT_JOINT_OUTCOMES * AT_JOINT_COLUMNS
};

struct at_joint_input {
	const double *x;                /* n rows of n_columns, the column of ones among them */
	const double *y[AT_JOINT_OUTCOMES];     /* n each; finite */
	int n, n_columns, n_outcomes;
	const int *group;               /* n, from 0 to n_groups - 1; each occurs */
	int n_groups;
};

/* Sums over groups, ready to be fitted. */
struct at_joint_sums;

struct at_joint {
	int n_columns, n_outcomes;
	double beta[AT_JOINT_OUTCOMES][AT_JOINT_COLUMNS];
	double covariance[AT_JOINT_ALL * AT_JOINT_ALL]; /* of beta, outcome after outcome:
	                                   n_outcomes x n_columns in a row */
	double r[AT_JOINT_OUTCOMES][AT_JOINT_OUTCOMES];
	double psi[AT_JOINT_OUTCOMES][AT_JOINT_OUTCOMES];
	double criterion;               /* -2 log restricted likelihood, as lme4 has it */
	bool singular;                  /* Psi is, or nearly so */
	bool converged;
	int evaluations;
};

/* AT_INVALID: a column depends on those before it (*out_column, may be NULL, says which),
 * an outcome that the columns fit exactly, or no group with two rows. */
enum at_status at_joint_gather(struct at_arena *arena, const struct at_joint_input *input,
    struct at_joint_sums **out, int *out_column, struct at_error *err);

/* times[group]: how often each group counts; NULL: once.  False, and *out as it was: the
 * groups that count do not tell the coefficients apart. */
bool at_joint_fit(struct at_joint_sums *sums, const int *times, struct at_joint *out);

/* As many groups as there are, drawn with replacement: how often each came, into times. */
void at_joint_draw(const struct at_joint_sums *sums, struct at_random *random, int *times);

#endif
