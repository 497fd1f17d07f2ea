/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/macros.h"
#include "signal/rows.h"

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

AT_INLINE void
start_row(const double *restrict before, double x, const double *restrict y, double *restrict row)
{
	for (int j = 0; j < AT_ROW; j++)
		row[j] = before[j] + x * y[j];
}

AT_INLINE void
add_row(const double *restrict more, double *restrict row)
{
	for (int j = 0; j < AT_ROW; j++)
		row[j] += more[j];
}

AT_CLONES static void
rows_left(const struct at_group *group, const double *x, const double *y, double *rows)
{
	size_t step = group->step, last = (group->n - 1) * step;
	double *row = rows + (group->n - 1) * AT_ROW;

	memset(row, 0, AT_ROW * sizeof *row);
	add_products(x + last, y + last, group->window - last, row);
	for (size_t t = last; t > 0; row -= AT_ROW) {
		t -= step;
		start_row(row, x[t], y + t, row - AT_ROW);
		add_products(x + t + 1, y + t + 1, step - 1, row - AT_ROW);
	}
}

AT_CLONES static void
rows_right(const struct at_group *group, const double *x, const double *y, size_t first,
    size_t n, struct at_right *right, double *rows)
{
	size_t step = group->step;

	for (size_t i = first > 0 ? first : 1; i < first + n; i++) {
		size_t t = group->window + (i - 1) * step;

		add_products(x + t, y + t, step, right->sums);
		add_row(right->sums, rows + i * AT_ROW);
	}
}

void
at_rows_left(const struct at_group *group, const double *x, const double *y, double *rows)
{
	rows_left(group, x, y, rows);
}

void
at_rows_right(const struct at_group *group, const double *x, const double *y, size_t first,
    size_t n, struct at_right *right, double *rows)
{
	rows_right(group, x, y, first, n, right, rows);
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

/* Short loops, as a compiler makes a few instructions of each. */
AT_INLINE bool
correlate(const double *sums, size_t n, size_t step, const struct at_window_scale *x,
    const struct at_window_scale *y, bool raw_r, double *cells)
{
	double most[AT_ROW] = { 0 }, greatest = 0;

	for (size_t i = 0; i < n; i++) {
		const double *restrict sum = sums + i * AT_ROW;
		const double *restrict offset = y->offset + i * step;
		const double *restrict inverse = y->inverse + i * step;
		double x_offset = x->offset[i * step], x_inverse = x->inverse[i * step];
		double r[AT_ROW], *restrict cell = cells + i * AT_ROW;

		for (int j = 0; j < AT_ROW; j++)
			r[j] = (sum[j] - x_offset * offset[j]) * (x_inverse * inverse[j]);
		for (int j = 0; j < AT_ROW; j++)
			most[j] = fabs(r[j]) > most[j] ? fabs(r[j]) : most[j];
		for (int j = 0; j < AT_ROW; j++)
			cell[j] = raw_r ? r[j] : fisher(r[j]);
	}
	for (int j = 0; j < AT_ROW; j++)
		greatest = most[j] > greatest ? most[j] : greatest;
	return greatest > AT_NEAR_ONE;
}

/* A function each, so that the loops are compiled for one kind alone. */
AT_CLONES static bool
correlate_r(const double *sums, size_t n, size_t step, const struct at_window_scale *x,
    const struct at_window_scale *y, double *cells)
{
	return correlate(sums, n, step, x, y, true, cells);
}

AT_CLONES static bool
correlate_z(const double *sums, size_t n, size_t step, const struct at_window_scale *x,
    const struct at_window_scale *y, double *cells)
{
	return correlate(sums, n, step, x, y, false, cells);
}

bool
at_rows_correlate(const double *sums, size_t n, size_t step, const struct at_window_scale *x,
    const struct at_window_scale *y, bool raw_r, double *cells)
{
	return raw_r ? correlate_r(sums, n, step, x, y, cells)
	    : correlate_z(sums, n, step, x, y, cells);
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
