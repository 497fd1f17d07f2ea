/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Back through crossed terms: coefficients, what is known of them, and the gradient.
 *
 * With T = A^-1 Lambda'Z'[Q e] and W = Z'V^-1[Q e] = Z'[Q e] - Z'Z Lambda T:
 *	u = T_e - T_Q beta,  Z'Pe = W_e - W_Q beta
 *	Z'PZ Lambda = Z'Z Lambda A^-1 - W_Q C T_Q'
 * The last needs A^-1 only where A is not zero.  It is found there from L, last column first:
 * Takahashi, Fagan and Chin (1973); Erisman and Tinney (1975). */
#include <string.h>

#include "stats/lmm_crossed.h"

/* ---- entries of the inverse --------------------------------------------------------- */

/* The place of (row, column) of L; row >= column, and it is there.  Rows of a column go up,
 * so it is no later than if none were left out. */
static int
place_in(const cs_di *l, int row, int column)
{
	int low = l->p[column], high = low + row - column;

	if (high >= l->p[column + 1])
		high = l->p[column + 1] - 1;
	while (l->i[high] != row) {
		int middle = low + (high - low) / 2;

		if (l->i[middle] < row)
			low = middle + 1;
		else
			high = middle;
	}
	return high;
}

/* What column `at` of the inverse adds to column j: k is its row there.  Columns near the
 * end of L mostly have every row. */
static void
add_column(const cs_di *l, int k, int to, double *inverse)
{
	int at = l->i[k], first = l->p[at];
	bool whole = l->p[at + 1] - first == l->n - at;
	double x = l->x[k], sum = 0;

	for (int i = k + 1; i < to; i++) {
		double z = inverse[whole ? first + l->i[i] - at : place_in(l, l->i[i], at)];

		inverse[i] += z * x;
		sum += z * l->x[i];
	}
	inverse[k] += inverse[first] * x + sum;
}

/* Column j from those behind it. */
static void
invert_column(const cs_di *l, int j, double *inverse)
{
	int from = l->p[j] + 1, to = l->p[j + 1];
	double diagonal = l->x[from - 1], sum = 1 / diagonal;

	for (int k = from; k < to; k++)
		add_column(l, k, to, inverse);
	for (int k = from; k < to; k++) {
		inverse[k] /= -diagonal;
		sum -= inverse[k] * l->x[k];
	}
	inverse[from - 1] = sum / diagonal;
}

static void
invert(struct at_cross *cross)
{
	const cs_di *l = cross->numeric->L;

	memset(cross->inverse, 0, (size_t)l->p[cross->nu] * sizeof *cross->inverse);
	for (int j = cross->nu - 1; j >= 0; j--)
		invert_column(l, j, cross->inverse);
}

/* q x q of A^-1 for the groups of a block. */
static void
inverse_of(const struct at_cross *cross, const struct at_pair_block *block, double *out)
{
	const int *pinv = cross->symbolic->pinv;
	int q = cross->core->factors[block->fa].q, r = cross->core->factors[block->fb].q;
	int row = cross->first[block->fa] + block->a * q;
	int column = cross->first[block->fb] + block->b * r;

	for (int i = 0; i < q; i++)
		for (int j = 0; j < r; j++) {
			int a = pinv[row + i], b = pinv[column + j];

			out[i * r + j] = cross->inverse[a > b ? place_in(cross->numeric->L, a, b)
			    : place_in(cross->numeric->L, b, a)];
		}
}

/* ---- solutions ---------------------------------------------------------------------- */

/* T. */
static void
solve_columns(struct at_cross *cross)
{
	const struct at_lmm_core *core = cross->core;
	int p1 = core->p + 1;
	double *x = cross->scratch, *out = x + cross->nu;

	for (int c = 0; c < p1; c++) {
		memcpy(x, cross->half + (size_t)c * (size_t)cross->nu,
		    (size_t)cross->nu * sizeof *x);
		cs_di_ltsolve(cross->numeric->L, x);
		cs_di_pvec(cross->symbolic->pinv, x, out, cross->nu);
		for (int i = 0; i < cross->nu; i++)
			cross->solved[(size_t)i * (size_t)p1 + (size_t)c] = out[i];
	}
}

/* to -= zz (or zz') times from. */
static void
subtract_product(const double *zz, int rows, int columns, bool transposed, const double *from,
    int width, double *to)
{
	int n = transposed ? columns : rows, inner = transposed ? rows : columns;

	for (int i = 0; i < n; i++)
		for (int k = 0; k < inner; k++) {
			double z = transposed ? zz[k * columns + i] : zz[i * columns + k];

			for (int c = 0; c < width; c++)
				to[i * width + c] -= z * from[k * width + c];
		}
}

/* W. */
static void
find_left(struct at_cross *cross)
{
	const struct at_lmm_core *core = cross->core;
	size_t p1 = (size_t)core->p + 1, cells = (size_t)cross->nu * p1;
	double *turned = cross->turned;

	for (int t = 0; t < core->n_factors; t++)
		for (int g = 0; g < core->factors[t].n_groups; g++) {
			size_t at = (size_t)(cross->first[t] + g * core->factors[t].q) * p1;

			at_cross_turn(&core->factors[t], cross->solved + at, (int)p1, false,
			    turned + at);
		}
	memcpy(cross->left, cross->zx, cells * sizeof *cross->left);
	for (int k = 0; k < cross->n_blocks; k++) {
		const struct at_pair_block *b = &cross->blocks[k];
		int qa = core->factors[b->fa].q, qb = core->factors[b->fb].q;
		size_t row = (size_t)(cross->first[b->fa] + b->a * qa) * p1;
		size_t column = (size_t)(cross->first[b->fb] + b->b * qb) * p1;

		subtract_product(b->zz, qa, qb, false, turned + column, (int)p1,
		    cross->left + row);
		if (b->fa != b->fb)
			subtract_product(b->zz, qa, qb, true, turned + row, (int)p1,
			    cross->left + column);
	}
}

/* ---- what is asked for -------------------------------------------------------------- */

/* det += zz (or zz') Lambda times the inverse (or its transpose), for one side of a block. */
static void
add_inverse(const struct at_lmm_factor *own, const struct at_lmm_factor *other, const double *zz,
    const double *inverse, bool transposed, double *det)
{
	int q = own->q, r = other->q;

	for (int i = 0; i < q; i++)
		for (int k = 0; k < r; k++) {
			double sum = 0;

			for (int l = k; l < r; l++)
				sum += (transposed ? zz[l * q + i] : zz[i * r + l])
				    * other->lambda[l * r + k];
			for (int j = 0; j < q; j++)
				det[i * q + j] += sum * inverse[transposed ? k * q + j : j * r + k];
		}
}

static void
add_det(const struct at_cross *cross, struct at_lmm_back *out)
{
	const struct at_lmm_factor *factors = cross->core->factors;
	double *part = cross->scratch;

	for (int k = 0; k < cross->n_blocks; k++) {
		const struct at_pair_block *b = &cross->blocks[k];
		const struct at_lmm_factor *f = &factors[b->fa], *g = &factors[b->fb];

		inverse_of(cross, b, part);
		add_inverse(f, g, b->zz, part, false, out[b->fa].det);
		if (b->fa != b->fb)
			add_inverse(g, f, b->zz, part, true, out[b->fb].det);
		else if (out[b->fa].covariance != NULL) {
			size_t qq = (size_t)(f->q * f->q);

			memcpy(out[b->fa].covariance + (size_t)b->a * qq, part, qq * sizeof *part);
		}
	}
}

/* of row i of `at`: e - Q beta. */
static double
without_fixed(const double *at, int p, const double *beta)
{
	double sum = at[p];

	for (int c = 0; c < p; c++)
		sum -= at[c] * beta[c];
	return sum;
}

static double
between(const double *c, int p, const double *a, const double *b)
{
	double sum = 0;

	for (int i = 0; i < p; i++)
		for (int j = 0; j < p; j++)
			sum += a[i] * c[i * p + j] * b[j];
	return sum;
}

static void
add_group(const struct at_cross *cross, int t, int group, const struct at_lmm_root *root,
    struct at_lmm_back *out)
{
	const struct at_lmm_factor *f = &cross->core->factors[t];
	int q = f->q, p = cross->core->p, p1 = p + 1;
	size_t row = (size_t)(cross->first[t] + group * q);
	const double *solved = cross->solved + row * (size_t)p1;
	const double *left = cross->left + row * (size_t)p1;
	double *u = cross->scratch;

	for (int i = 0; i < q; i++)
		u[i] = without_fixed(solved + i * p1, p, root->beta);
	for (int i = 0; i < q; i++)
		for (int j = 0; j < q; j++) {
			out->det[i * q + j] -= between(root->covariance, p, left + i * p1,
			    solved + j * p1);
			out->rss[i * q + j] += without_fixed(left + i * p1, p, root->beta) * u[j];
		}
	if (out->modes != NULL)
		at_cross_turn(f, u, 1, false, out->modes + (size_t)group * (size_t)q);
}

/* Lambda (A^-1 + T_Q C T_Q') Lambda', in place of A^-1. */
static void
turn_covariance(const struct at_cross *cross, int t, int group, const struct at_lmm_root *root,
    double *covariance)
{
	const struct at_lmm_factor *f = &cross->core->factors[t];
	int q = f->q, p = cross->core->p, p1 = p + 1;
	const double *solved = cross->solved + (size_t)(cross->first[t] + group * q) * (size_t)p1;
	double *half = cross->scratch, *turned = half + q * q;

	for (int i = 0; i < q; i++)
		for (int j = 0; j < q; j++)
			covariance[i * q + j] += between(root->covariance, p, solved + i * p1,
			    solved + j * p1);
	at_cross_turn(f, covariance, q, false, half);
	for (int i = 0; i < q; i++)
		for (int j = 0; j < q; j++)
			turned[j * q + i] = half[i * q + j];
	at_cross_turn(f, turned, q, false, covariance);
}

void
at_cross_back(void *self, const struct at_lmm_root *root, struct at_lmm_back *out)
{
	struct at_cross *cross = self;
	const struct at_lmm_core *core = cross->core;

	solve_columns(cross);
	find_left(cross);
	invert(cross);
	add_det(cross, out);
	for (int t = 0; t < core->n_factors; t++) {
		size_t qq = (size_t)(core->factors[t].q * core->factors[t].q);

		for (int g = 0; g < core->factors[t].n_groups; g++) {
			add_group(cross, t, g, root, &out[t]);
			if (out[t].covariance != NULL)
				turn_covariance(cross, t, g, root,
				    out[t].covariance + (size_t)g * qq);
		}
	}
}
