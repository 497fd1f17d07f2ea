/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/macros.h"
#include "signal/rows.h"

/* With these limits what the sums lose stays under 1e-11 (of z: near 1e-10 at the edge). */
#define MOST_SPREAD 1500.0
#define NEAR_ONE    (1 - 1e-6)

/* Four samples at a time, so that a cell is loaded and stored once for them. */
AT_INLINE void
add_products(const double *restrict x, const double *restrict y, size_t n, double *restrict row)
{
	size_t t = 0;

	for (; t + 4 <= n; t += 4)
		for (int j = 0; j < AT_ROW; j++)
			row[j] += (x[t] * y[t + j] + x[t + 1] * y[t + j + 1])
			    + (x[t + 2] * y[t + j + 2] + x[t + 3] * y[t + j + 3]);
	for (; t < n; t++)
		for (int j = 0; j < AT_ROW; j++)
			row[j] += x[t] * y[t + j];
}

AT_CLONES void
at_rows_sum(const struct at_group *group, const double *x, const double *y, double *rows)
{
	size_t step = group->step, last = (group->n - 1) * step;
	double right[AT_ROW] = { 0 };
	double *row = rows + (group->n - 1) * AT_ROW;

	memset(row, 0, sizeof right);
	add_products(x + last, y + last, group->window - last, row);
	for (size_t i = group->n - 1; i-- > 0; row -= AT_ROW) {
		memcpy(row - AT_ROW, row, sizeof right);
		add_products(x + i * step, y + i * step, step, row - AT_ROW);
	}
	for (size_t i = 1; i < group->n; i++) {
		size_t t = group->window + (i - 1) * step;

		add_products(x + t, y + t, step, right);
		for (int j = 0; j < AT_ROW; j++)
			rows[i * AT_ROW + j] += right[j];
	}
}

/* Fisher's z = atanh(r), with operations alone that exist for several numbers at a time.
 * (1 + r) / (1 - r) = 2^k m with m near 1, so that z = k ln(2) / 2 + atanh(t) with
 * t = (m - 1) / (m + 1), |t| < 0.2, where the series is short.  2^k comes from the
 * exponents of 1 + r and 1 - r: their bits, subtracted and rounded.  t needs neither, so
 * that it is r itself when k is 0.  For |r| < 1; a NaN stays one. */
AT_INLINE double
fisher(double r)
{
	const uint64_t exponent = UINT64_C(0xfff0000000000000);
	double above = 1 + r, below = 1 - r, power, k, t, q, q2, q4, series;
	uint64_t a, b, bits;

	memcpy(&a, &above, sizeof a);
	memcpy(&b, &below, sizeof b);
	bits = ((a - b + (UINT64_C(1) << 51)) & exponent) + (UINT64_C(1023) << 52);
	memcpy(&power, &bits, sizeof power);
	bits = (bits >> 52) | (UINT64_C(1075) << 52);   /* the number 2^52 + 1023 + k */
	memcpy(&k, &bits, sizeof k);
	k -= 0x1p52 + 1023;

	t = ((1 - power) + r * (1 + power)) / ((1 + power) + r * (1 - power));
	q = t * t;
	q2 = q * q;
	q4 = q2 * q2;
	series = ((1.0 / 3 + q * (1.0 / 5)) + q2 * (1.0 / 7 + q * (1.0 / 9)))
	    + q4 * (((1.0 / 11 + q * (1.0 / 13)) + q2 * (1.0 / 15 + q * (1.0 / 17)))
	    + q4 * (1.0 / 19 + q * (1.0 / 21)));
	return k * 0.34657359027997264 + (t + t * (q * series));
}

AT_INLINE bool
correlate(const struct at_group *group, const struct at_moments *x, const struct at_moments *y,
    double apart, bool raw_r, double *rows)
{
	double r[AT_ROW], bad[AT_ROW], most[AT_ROW] = { 0 }, greatest = 0;
	double n_less = (double)group->window - 1;

	/* Short loops, as a compiler makes one instruction of each. */
	for (size_t i = 0; i < group->n; i++) {
		size_t at = i * group->step;
		const double *restrict offset = y->offset + at, *restrict inverse = y->inverse + at;
		const double *restrict spread = y->spread + at, *restrict norm = y->norm + at;
		double x_offset = x->offset[at], x_inverse = x->inverse[at], x_norm = x->norm[at];
		double x_spread = x->spread[at], *restrict row = rows + i * AT_ROW;

		for (int j = 0; j < AT_ROW; j++)
			r[j] = (row[j] - x_offset * offset[j]) * (x_inverse * inverse[j]);
		for (int j = 0; j < AT_ROW; j++) {
			double near = fabs(r[j]) * (1 / NEAR_ONE);
			double far = x_spread * spread[j] * (1 / MOST_SPREAD);

			bad[j] = near > far ? near : far;
		}
		for (int j = 0; j < AT_ROW; j++) {
			double mean = apart + (x_offset - offset[j]);
			double squares = x_norm * x_norm + norm[j] * norm[j];
			double products = 2 * x_norm * norm[j] * r[j];
			double off = squares - products - n_less * mean * mean;
			double alike = fabs(off) <= AT_ALIKE * squares ? 2 : 0;

			bad[j] = bad[j] > alike ? bad[j] : alike;
			most[j] = bad[j] > most[j] ? bad[j] : most[j];
		}
		if (!raw_r)
			for (int j = 0; j < AT_ROW; j++)
				r[j] = fisher(r[j]);
		for (int j = 0; j < AT_ROW; j++)
			row[j] = bad[j] > 1 ? AT_ROWS_DOUBT : r[j];
	}
	for (int j = 0; j < AT_ROW; j++)
		greatest = most[j] > greatest ? most[j] : greatest;
	return greatest > 1;
}

/* A function each, so that the loops are compiled for one kind alone. */
AT_CLONES static bool
correlate_r(const struct at_group *group, const struct at_moments *x, const struct at_moments *y,
    double apart, double *rows)
{
	return correlate(group, x, y, apart, true, rows);
}

AT_CLONES static bool
correlate_z(const struct at_group *group, const struct at_moments *x, const struct at_moments *y,
    double apart, double *rows)
{
	return correlate(group, x, y, apart, false, rows);
}

bool
at_rows_correlate(const struct at_group *group, const struct at_moments *x,
    const struct at_moments *y, double apart, bool raw_r, double *rows)
{
	return raw_r ? correlate_r(group, x, y, apart, rows)
	    : correlate_z(group, x, y, apart, rows);
}

/* Sixteen to one, always in the same order. */
AT_INLINE double
sum_of(const double *v)
{
	double h[AT_ROW / 2], q[AT_ROW / 4];

	for (int j = 0; j < AT_ROW / 2; j++)
		h[j] = v[j] + v[j + AT_ROW / 2];
	for (int j = 0; j < AT_ROW / 4; j++)
		q[j] = h[j] + h[j + AT_ROW / 4];
	return (q[0] + q[2]) + (q[1] + q[3]);
}

AT_INLINE double
top_of(const double *v)
{
	double h[AT_ROW / 2], q[AT_ROW / 4];

	for (int j = 0; j < AT_ROW / 2; j++)
		h[j] = v[j] > v[j + AT_ROW / 2] ? v[j] : v[j + AT_ROW / 2];
	for (int j = 0; j < AT_ROW / 4; j++)
		q[j] = h[j] > h[j + AT_ROW / 4] ? h[j] : h[j + AT_ROW / 4];
	q[0] = q[0] > q[2] ? q[0] : q[2];
	q[1] = q[1] > q[3] ? q[1] : q[3];
	return q[0] > q[1] ? q[0] : q[1];
}

AT_INLINE void
tally(const double *rows, size_t n, bool whole, struct at_columns *columns, struct at_row *out)
{
	struct at_columns all = *columns;

	for (size_t i = 0; i < n; i++) {
		const double *row = rows + i * AT_ROW;
		double value[AT_ROW], size[AT_ROW], there[AT_ROW], top[AT_ROW], top_size[AT_ROW];

		for (int j = 0; j < AT_ROW; j++) {
			bool known = whole || row[j] == row[j];

			value[j] = known ? row[j] : 0;
			size[j] = fabs(value[j]);
			there[j] = known ? 1 : 0;
			top[j] = known ? row[j] : -INFINITY;
			top_size[j] = known ? size[j] : -INFINITY;
		}
		for (int j = 0; j < AT_ROW; j++) {
			all.sum[j] += value[j];
			all.magnitude[j] += size[j];
			all.n[j] += there[j];
		}
		out[i] = (struct at_row){ sum_of(value), sum_of(size),
			whole ? AT_ROW : sum_of(there), top_of(top), top_of(top_size) };
	}
	*columns = all;
}

AT_CLONES static void
tally_whole(const double *rows, size_t n, struct at_columns *columns, struct at_row *out)
{
	tally(rows, n, true, columns, out);
}

AT_CLONES static void
tally_known(const double *rows, size_t n, struct at_columns *columns, struct at_row *out)
{
	tally(rows, n, false, columns, out);
}

void
at_rows_tally(const double *rows, size_t n, bool whole, struct at_columns *columns,
    struct at_row *out)
{
	if (whole)
		tally_whole(rows, n, columns, out);
	else
		tally_known(rows, n, columns, out);
}
