/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "stats/matrix.h"

double
at_dot(const double *u, const double *v, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += u[i] * v[i];
	return sum;
}

bool
at_cholesky(double *a, int n)
{
	for (int i = 0; i < n; i++) {
		double *row = a + i * n, whole = row[i], pivot;

		for (int j = 0; j < i; j++)
			row[j] = (row[j] - at_dot(row, a + j * n, j)) / a[j * n + j];
		pivot = whole - at_dot(row, row, i);
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
		b[i] = (b[i] - at_dot(l + i * n, b, i)) / l[i * n + i];
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

/* One plane turned so that a[i][j] becomes 0; the angle is the smaller one. */
static void
rotate(double *a, int n, int i, int j, double *vectors)
{
	double half = (a[j * n + j] - a[i * n + i]) / (2 * a[i * n + j]);
	double t = (half < 0 ? -1 : 1) / (fabs(half) + hypot(half, 1));
	double c = 1 / hypot(t, 1), s = t * c;

	for (int k = 0; k < n; k++) {
		double x = a[k * n + i], y = a[k * n + j];

		a[k * n + i] = c * x - s * y;
		a[k * n + j] = s * x + c * y;
	}
	for (int k = 0; k < n; k++) {
		double x = a[i * n + k], y = a[j * n + k];
		double u = vectors[k * n + i], v = vectors[k * n + j];

		a[i * n + k] = c * x - s * y;
		a[j * n + k] = s * x + c * y;
		vectors[k * n + i] = c * u - s * v;
		vectors[k * n + j] = s * u + c * v;
	}
}

void
at_symmetric_eigen(double *a, int n, double *out_values, double *out_vectors)
{
	double whole = at_dot(a, a, n * n), off = whole;

	memset(out_vectors, 0, (size_t)n * (size_t)n * sizeof *a);
	for (int i = 0; i < n; i++)
		out_vectors[i * n + i] = 1;
	/* Few sweeps are ever needed: the convergence is quadratic. */
	for (int sweep = 0; sweep < 60 && off > 1e-32 * whole; sweep++) {
		off = 0;
		for (int i = 0; i < n; i++)
			for (int j = i + 1; j < n; j++) {
				off += a[i * n + j] * a[i * n + j];
				if (a[i * n + j] != 0)
					rotate(a, n, i, j, out_vectors);
			}
	}
	for (int i = 0; i < n; i++)
		out_values[i] = a[i * n + i];
}

double
at_quadratic(const double *a, int n, const double *u, const double *v)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += u[i] * at_dot(a + i * n, v, n);
	return sum;
}
