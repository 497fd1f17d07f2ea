/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "stats/matrix.h"

static double
dot(const double *a, const double *b, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

bool
at_cholesky(double *a, int n)
{
	for (int i = 0; i < n; i++) {
		double *row = a + i * n, whole = row[i], pivot;

		for (int j = 0; j < i; j++)
			row[j] = (row[j] - dot(row, a + j * n, j)) / a[j * n + j];
		pivot = whole - dot(row, row, i);
		if (!(pivot > 1e-14 * whole))
			return false;
		row[i] = sqrt(pivot);
	}
	for (int i = 0; i < n; i++)
		memset(a + i * n + i + 1, 0, (size_t)(n - i - 1) * sizeof *a);
	return true;
}

void
at_cholesky_forward(const double *l, int n, double *b)
{
	for (int i = 0; i < n; i++)
		b[i] = (b[i] - dot(l + i * n, b, i)) / l[i * n + i];
}

void
at_cholesky_back(const double *l, int n, double *b)
{
	for (int i = n - 1; i >= 0; i--) {
		b[i] /= l[i * n + i];
		for (int j = 0; j < i; j++)
			b[j] -= l[i * n + j] * b[i];
	}
}

void
at_cholesky_solve(const double *l, int n, double *b)
{
	at_cholesky_forward(l, n, b);
	at_cholesky_back(l, n, b);
}

/* Row by row of the inverse, which is symmetric. */
void
at_cholesky_invert(const double *l, int n, double *out)
{
	memset(out, 0, (size_t)n * (size_t)n * sizeof *out);
	for (int i = 0; i < n; i++) {
		out[i * n + i] = 1;
		at_cholesky_solve(l, n, out + i * n);
	}
	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
			out[j * n + i] = out[i * n + j];
}

double
at_cholesky_log_det(const double *l, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += log(l[i * n + i]);
	return 2 * sum;
}

double
at_quadratic(const double *a, int n, const double *u, const double *v)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += u[i] * dot(a + i * n, v, n);
	return sum;
}
