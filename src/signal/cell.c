/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>

#include "signal/cell.h"

struct mean {
	long double x, y;
	size_t n;
	bool moves_x, moves_y;          /* not all the same */
	size_t n_differ;
};

static struct mean
mean_of(const double *x, const double *y, size_t n)
{
	struct mean m = { 0 };
	double first_x = NAN, first_y = NAN;

	for (size_t i = 0; i < n; i++) {
		if (isnan(x[i]) || isnan(y[i]))
			continue;
		if (m.n++ == 0) {
			first_x = x[i];
			first_y = y[i];
		}
		m.x += x[i];
		m.y += y[i];
		m.moves_x |= x[i] != first_x;
		m.moves_y |= y[i] != first_y;
		m.n_differ += x[i] != y[i];
	}
	m.x /= m.n;
	m.y /= m.n;
	return m;
}

double
at_cell_r(const double *x, const double *y, size_t n)
{
	struct mean m = mean_of(x, y, n);
	long double xx = 0, yy = 0, xy = 0, r;

	if (m.n_differ < 2 || !m.moves_x || !m.moves_y)
		return NAN;
	for (size_t i = 0; i < n; i++) {
		long double a = x[i] - m.x, b = y[i] - m.y;

		if (isnan(x[i]) || isnan(y[i]))
			continue;
		xx += a * a;
		yy += b * b;
		xy += a * b;
	}
	r = xy / (sqrtl(xx) * sqrtl(yy));
	return (double)fmaxl(-1, fminl(1, r));
}

double
at_cell_z(double r)
{
	double z = atanh(r);

	if (z > 10)
		return 10;
	return z < -10 ? -10 : z;
}
