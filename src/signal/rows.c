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
 * t = (m - 1) / (m + 1), |t| < 0.2.  2^k comes from the exponents of 1 + r and 1 - r: their
 * bits, subtracted and rounded.  t needs neither sum, so that it is r itself when k is 0.
 * atanh(t) = t + t q p(q) with q = t^2, where the polynomial p, found by the exchange of
 * Remez for 0 <= q <= 0.04, costs z at most 1.1e-17.  For |r| < 1; a NaN stays one. */
AT_INLINE double
fisher(double r)
{
	const uint64_t exponent = UINT64_C(0xfff0000000000000);
	double above = 1 + r, below = 1 - r, power, less, more, k, t, q, q2, p;
	uint64_t a, b, bits;

	memcpy(&a, &above, sizeof a);
	memcpy(&b, &below, sizeof b);
	bits = ((a - b + (UINT64_C(1) << 51)) & exponent) + (UINT64_C(1023) << 52);
	memcpy(&power, &bits, sizeof power);
	bits = (bits >> 52) | (UINT64_C(1075) << 52);   /* the number 2^52 + 1023 + k */
	memcpy(&k, &bits, sizeof k);
	k -= 0x1p52 + 1023;

	less = 1 - power;
	more = 1 + power;
	t = (less + r * more) / (more + r * less);
	q = t * t;
	q2 = q * q;
	p = ((0.3333333333333346964 + q * 0.19999999999667856679)
	    + q2 * (0.14285714417810534847 + q * 0.11111091431136534227))
	    + (q2 * q2) * ((0.090923020891236711889 + q * 0.076419408237499598414)
	    + q2 * 0.075583233373559708219);
	return k * 0.34657359027997264 + (t + t * (q * p));
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

/* A row folded once, for what comes next always in the same order. */
enum { HALF = AT_ROW / 2, QUARTER = AT_ROW / 4 };

AT_INLINE double
sum_of(const double half[HALF])
{
	double q[QUARTER];

	for (int j = 0; j < QUARTER; j++)
		q[j] = half[j] + half[j + QUARTER];
	return (q[0] + q[2]) + (q[1] + q[3]);
}

AT_INLINE double
greater(double a, double b)
{
	return a > b ? a : b;
}

AT_INLINE double
top_of(const double half[HALF])
{
	double q[QUARTER];

	for (int j = 0; j < QUARTER; j++)
		q[j] = greater(half[j], half[j + QUARTER]);
	return greater(greater(q[0], q[2]), greater(q[1], q[3]));
}

/* Both halves of a row at a time: what is short enough stays in registers. */
AT_INLINE void
tally(const double *restrict rows, size_t n, bool whole, struct at_columns *restrict all,
    struct at_row *restrict out)
{
	for (size_t i = 0; i < n; i++, rows += AT_ROW) {
		double sum[HALF], size[HALF], there[HALF], top[HALF], top_size[HALF];

		for (int j = 0; j < HALF; j++) {
			double a = rows[j], b = rows[j + HALF];
			bool a_known = whole || a == a, b_known = whole || b == b;
			double known_a = a_known ? a : 0, known_b = b_known ? b : 0;
			double size_a = fabs(known_a), size_b = fabs(known_b);
			double one_a = a_known ? 1 : 0, one_b = b_known ? 1 : 0;
			double top_a = a_known ? a : -INFINITY, top_b = b_known ? b : -INFINITY;

			all->sum[j] += known_a;
			all->sum[j + HALF] += known_b;
			all->magnitude[j] += size_a;
			all->magnitude[j + HALF] += size_b;
			if (!whole) {
				all->n[j] += one_a;
				all->n[j + HALF] += one_b;
			}
			sum[j] = known_a + known_b;
			size[j] = size_a + size_b;
			there[j] = one_a + one_b;
			top[j] = greater(top_a, top_b);
			top_size[j] = greater(a_known ? size_a : -INFINITY,
			    b_known ? size_b : -INFINITY);
		}
		out[i] = (struct at_row){ sum_of(sum), sum_of(size),
			whole ? AT_ROW : sum_of(there), top_of(top), top_of(top_size) };
	}
	for (int j = 0; j < AT_ROW && whole; j++)
		all->n[j] += (double)n;
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

/* No step waits for what the one before it found: where a row has its greatest cell is
 * anybody's guess, and a wrong one costs more than sixteen looks. */
AT_CLONES static int
row_find(const double *row, double value, bool magnitude, int *last)
{
	const uint64_t mask = magnitude ? ~(UINT64_C(1) << 63) : ~UINT64_C(0);
	unsigned bits = 0;

	for (int j = 0; j < AT_ROW; j++) {
		uint64_t cell;
		double size;

		memcpy(&cell, &row[j], sizeof cell);
		cell &= mask;
		memcpy(&size, &cell, sizeof size);
		bits |= (unsigned)(size == value) << j;
	}
	*last = 31 - __builtin_clz(bits);
	return __builtin_ctz(bits);
}

int
at_row_find(const double *row, double value, bool magnitude, int *last)
{
	return row_find(row, value, magnitude, last);
}
