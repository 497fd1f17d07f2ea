/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/matrix.h - small symmetric matrices in the caller's memory.
 *
 * A matrix is row after row, at[i * n + j].  For a few dozen rows; nothing is allocated. */
#ifndef AT_STATS_MATRIX_H
#define AT_STATS_MATRIX_H

#include <stdbool.h>

/* Lower L with L L' = a, in place (the upper part becomes 0).  False if a is not positive
 * definite: a pivot under 1e-14 of its diagonal element; a is then spoilt. */
bool at_cholesky(double *a, int n);

/* Solves L x = b and L' x = b, in place; both after each other solve a x = b. */
void at_cholesky_forward(const double *l, int n, double *b);
void at_cholesky_back(const double *l, int n, double *b);
void at_cholesky_solve(const double *l, int n, double *b);

/* The inverse of a = L L'. */
void at_cholesky_invert(const double *l, int n, double *out);

/* log of the determinant of a = L L'. */
double at_cholesky_log_det(const double *l, int n);

/* Eigenvalues of a symmetric a, in no order, and its vectors: the columns of `out_vectors`
 * (n x n).  Jacobi's rotations (1846): a is spoilt. */
void at_symmetric_eigen(double *a, int n, double *out_values, double *out_vectors);

/* u'v. */
double at_dot(const double *u, const double *v, int n);

/* u' a v. */
double at_quadratic(const double *a, int n, const double *u, const double *v);

#endif
