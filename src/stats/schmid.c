/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three oblique factors and the general one above them. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "stats/factor.h"

enum { MOST_STEPS = 20000, MOST_HALVINGS = 40 };

/* The projected gradient is this short at the end; or, where rounding allows no better, */
#define FLAT 1e-10
#define NEARLY_FLAT 1e-6

/* A rotation T with columns of length 1: loadings A (T')^-1, correlations T'T. */
struct rotation {
	double t[3][3], inverse[3][3];
	double *loadings;               /* p x 3 */
	double f;                       /* quartimin: products of squares across columns / 4 */
};

static void
invert(double a[3][3], double out[3][3])
{
	double det = 0;

	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			int r = (j + 1) % 3, s = (j + 2) % 3, u = (i + 1) % 3, v = (i + 2) % 3;

			out[i][j] = a[r][u] * a[s][v] - a[r][v] * a[s][u];
		}
	for (int j = 0; j < 3; j++)
		det += a[0][j] * out[j][0];
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			out[i][j] /= det;
}

static void
rotate(const double *a, int p, struct rotation *r)
{
	invert(r->t, r->inverse);
	r->f = 0;
	for (int i = 0; i < p; i++) {
		double *l = r->loadings + 3 * i, square[3];

		for (int k = 0; k < 3; k++) {
			l[k] = 0;
			for (int j = 0; j < 3; j++)
				l[k] += a[3 * i + j] * r->inverse[k][j];
			square[k] = l[k] * l[k];
		}
		r->f += (square[0] * (square[1] + square[2]) + square[1] * square[2]) / 2;
	}
}

/* -(L' dF/dL T^-1)', less what would change the length of a column.  Returns its length. */
static double
project(const struct rotation *r, int p, double out[3][3])
{
	double q[3][3] = { { 0 } }, squares = 0;

	for (int i = 0; i < p; i++) {
		const double *l = r->loadings + 3 * i;
		double whole = l[0] * l[0] + l[1] * l[1] + l[2] * l[2];

		for (int a = 0; a < 3; a++)
			for (int b = 0; b < 3; b++)
				q[a][b] += l[a] * l[b] * (whole - l[b] * l[b]);
	}
	for (int k = 0; k < 3; k++) {
		double along = 0;

		for (int j = 0; j < 3; j++) {
			out[j][k] = 0;
			for (int b = 0; b < 3; b++)
				out[j][k] -= q[k][b] * r->inverse[b][j];
			along += out[j][k] * r->t[j][k];
		}
		for (int j = 0; j < 3; j++) {
			out[j][k] -= along * r->t[j][k];
			squares += out[j][k] * out[j][k];
		}
	}
	return sqrt(squares);
}

static void
move(const struct rotation *from, double gradient[3][3], double length, struct rotation *to)
{
	for (int k = 0; k < 3; k++) {
		double square = 0;

		for (int j = 0; j < 3; j++) {
			to->t[j][k] = from->t[j][k] - length * gradient[j][k];
			square += to->t[j][k] * to->t[j][k];
		}
		for (int j = 0; j < 3; j++)
			to->t[j][k] /= sqrt(square);
	}
}

/* `r` begins as the identity.  False if it came to no end. */
static bool
quartimin(const double *a, int p, struct rotation *r, struct rotation *room)
{
	double gradient[3][3], steepest, length = 1;

	rotate(a, p, r);
	for (int step = 0; step < MOST_STEPS; step++) {
		const struct rotation was = *r;
		int halving = 0;

		steepest = project(r, p, gradient);
		if (steepest < FLAT)
			return true;
		for (length *= 2; halving < MOST_HALVINGS; halving++, length /= 2) {
			move(r, gradient, length, room);
			rotate(a, p, room);
			if (r->f - room->f > 0.5 * steepest * steepest * length)
				break;
		}
		if (halving == MOST_HALVINGS)
			return steepest < NEARLY_FLAT;
		*r = *room;
		*room = was;
	}
	return steepest < NEARLY_FLAT;
}

static enum at_status
add_general(struct at_arena *arena, const struct rotation *r, struct at_schmid *out,
    struct at_error *err)
{
	int p = out->three.p;
	struct at_factor above;
	enum at_status st;

	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			out->correlations[i][j] = i == j;
			for (int k = 0; i != j && k < 3; k++)
				out->correlations[i][j] += r->t[k][i] * r->t[k][j];
		}
	st = at_factor_fit(arena, &out->correlations[0][0], 3, 1, &above, err);
	if (st != AT_OK)
		return st;
	out->heywood = out->three.n_heywood > 0 || above.n_heywood > 0;
	out->converged = out->converged && above.converged;
	out->general = AT_NEW(arena, double, (size_t)p);
	for (int i = 0; i < p; i++)
		for (int k = 0; k < 3; k++)
			out->general[i] += r->loadings[3 * i + k] * above.loadings[k];
	return AT_OK;
}

enum at_status
at_factor_schmid(struct at_arena *arena, const double *r, int p, struct at_schmid *out,
    struct at_error *err)
{
	static const struct rotation identity = { .t = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } } };
	struct rotation rotation = identity, room = identity;
	struct at_schmid schmid = { .converged = false };
	enum at_status st = at_factor_fit(arena, r, p, 3, &schmid.three, err);

	if (st != AT_OK)
		return st;
	rotation.loadings = AT_NEW(arena, double, 3 * (size_t)p);
	room.loadings = AT_NEW(arena, double, 3 * (size_t)p);
	schmid.converged = quartimin(schmid.three.loadings, p, &rotation, &room)
	    && schmid.three.converged;
	st = add_general(arena, &rotation, &schmid, err);
	if (st == AT_OK)
		*out = schmid;
	return st;
}
