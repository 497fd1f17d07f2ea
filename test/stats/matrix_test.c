/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small symmetric matrices; the example is worked out by hand: L = 2; 1 3; -1 2 1. */
#include "check.h"
#include "stats/matrix.h"

static const double lower[9] = { 2, 0, 0, 1, 3, 0, -1, 2, 1 };
static const double whole[9] = { 4, 2, -2, 2, 10, 5, -2, 5, 6 };

TEST(a_positive_definite_matrix_has_its_root)
{
	double a[9];

	(void)state_;
	memcpy(a, whole, sizeof a);
	CHECK(at_cholesky(a, 3));
	for (int i = 0; i < 9; i++)
		CHECK_NEAR(lower[i], a[i], 1e-15);
	CHECK_NEAR(log(36), at_cholesky_log_det(a, 3), 1e-15);
}

TEST(systems_are_solved_and_inverted)
{
	double b[3] = { 4 + 4 - 6, 2 + 20 + 15, -2 + 10 + 18 }, inverse[9];
	static const double ones[3] = { 1, 1, 1 }, u[3] = { 1, 0, -1 };

	(void)state_;
	at_cholesky_solve(lower, 3, b);
	for (int i = 0; i < 3; i++)
		CHECK_NEAR(i + 1, b[i], 1e-14);
	at_cholesky_invert(lower, 3, inverse);
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			double sum = 0;

			for (int k = 0; k < 3; k++)
				sum += inverse[i * 3 + k] * whole[k * 3 + j];
			CHECK_NEAR(i == j, sum, 1e-14);
		}
	CHECK_NEAR(30, at_quadratic(whole, 3, ones, ones), 0);
	CHECK_NEAR(4 - 9, at_quadratic(whole, 3, u, ones), 0);
}

TEST(a_matrix_that_is_not_positive_definite_is_refused)
{
	double not_positive[4] = { 1, 2, 2, 1 }, singular[4] = { 1, 3, 3, 9 }, zero[1] = { 0 };
	double no_number[1] = { NAN };

	(void)state_;
	CHECK(!at_cholesky(not_positive, 2));
	CHECK(!at_cholesky(singular, 2));
	CHECK(!at_cholesky(zero, 1));
	CHECK(!at_cholesky(no_number, 1));
}

/* Of 2 on the diagonal and -1 beside it: 2 - 2 cos(pi j / (n + 1)). */
TEST(eigenvalues_of_a_chain)
{
	enum { N = 12 };
	double a[N * N] = { 0 }, values[N], vectors[N * N];

	(void)state_;
	for (int i = 0; i < N; i++) {
		a[i * N + i] = 2;
		if (i + 1 < N)
			a[i * N + i + 1] = a[(i + 1) * N + i] = -1;
	}
	at_symmetric_eigen(a, N, values, vectors);
	for (int e = 0; e < N; e++) {
		double nearest = INFINITY, length = 0;

		for (int j = 1; j <= N; j++)
			nearest = fmin(nearest, fabs(values[e] - 2
			    + 2 * cos(acos(-1) * j / (N + 1))));
		CHECK_NEAR(0, nearest, 1e-14);
		for (int i = 0; i < N; i++) {
			double image = 2 * vectors[i * N + e];

			image -= i > 0 ? vectors[(i - 1) * N + e] : 0;
			image -= i + 1 < N ? vectors[(i + 1) * N + e] : 0;
			CHECK_NEAR(values[e] * vectors[i * N + e], image, 1e-14);
			length += vectors[i * N + e] * vectors[i * N + e];
		}
		CHECK_NEAR(1, length, 1e-14);
	}
}

RUN_ALL(
    RUN(eigenvalues_of_a_chain),
    RUN(a_positive_definite_matrix_has_its_root),
    RUN(systems_are_solved_and_inverted),
    RUN(a_matrix_that_is_not_positive_definite_is_refused),
)
