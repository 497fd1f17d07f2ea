/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "stats/lmm_crossed.h"

void
at_cross_turn(const struct at_lmm_factor *f, const double *in, int width, bool transposed,
    double *out)
{
	int q = f->q;

	for (int i = 0; i < q; i++)
		for (int c = 0; c < width; c++) {
			double sum = 0;

			for (int k = transposed ? i : 0; k < (transposed ? q : i + 1); k++)
				sum += f->lambda[transposed ? k * q + i : i * q + k]
				    * in[k * width + c];
			out[i * width + c] = sum;
		}
}

/* ---- which groups meet -------------------------------------------------------------- */

/* Rows in the order of `group`; those of one group as they were. */
static void
sort_rows(struct at_arena *arena, const int *rows, int n, const int *group, int n_groups,
    int *out)
{
	int *next = AT_NEW(arena, int, (size_t)n_groups + 1);

	for (int i = 0; i < n; i++)
		next[group[i] + 1]++;
	for (int g = 0; g < n_groups; g++)
		next[g + 1] += next[g];
	for (int i = 0; i < n; i++) {
		int row = rows != NULL ? rows[i] : i;

		out[next[group[row]]++] = row;
	}
}

static void
add_products(const struct at_lmm_factor *f, const struct at_lmm_factor *g, int row, double *zz)
{
	const double *z = f->z + (size_t)row * (size_t)f->q, *y = g->z + (size_t)row * (size_t)g->q;

	for (int i = 0; i < f->q; i++)
		for (int j = 0; j < g->q; j++)
			zz[i * g->q + j] += z[i] * y[j];
}

/* The blocks of two terms, those of one group of the second together. */
static void
find_blocks(struct at_cross *cross, int fa, int fb)
{
	const struct at_lmm_factor *f = &cross->core->factors[fa], *g = &cross->core->factors[fb];
	int n = cross->core->n, *by_a = AT_NEW(cross->arena, int, (size_t)n);
	int *rows = AT_NEW(cross->arena, int, (size_t)n);
	struct at_pair_block *block = NULL;

	sort_rows(cross->arena, NULL, n, f->group, f->n_groups, by_a);
	sort_rows(cross->arena, by_a, n, g->group, g->n_groups, rows);
	for (int i = 0; i < n; i++) {
		int a = f->group[rows[i]], b = g->group[rows[i]];

		if (block == NULL || block->a != a || block->b != b) {
			cross->blocks = at_one_more(cross->arena, cross->blocks, cross->n_blocks,
			    sizeof *cross->blocks);
			block = &cross->blocks[cross->n_blocks++];
			*block = (struct at_pair_block){ .fa = fa, .fb = fb, .a = a, .b = b,
				.zz = AT_NEW(cross->arena, double, (size_t)(f->q * g->q)) };
		}
		add_products(f, g, rows[i], block->zz);
	}
}

static void
add_fixed(struct at_cross *cross)
{
	const struct at_lmm_core *core = cross->core;
	int p1 = core->p + 1;

	cross->zx = AT_NEW(cross->arena, double, (size_t)cross->nu * (size_t)p1);
	for (int t = 0; t < core->n_factors; t++) {
		const struct at_lmm_factor *f = &core->factors[t];

		for (int i = 0; i < core->n; i++)
			for (int k = 0; k < f->q; k++) {
				double z = f->z[(size_t)i * (size_t)f->q + (size_t)k];
				int row = cross->first[t] + f->group[i] * f->q + k;
				double *to = cross->zx + (size_t)row * (size_t)p1;

				for (int c = 0; c < p1; c++)
					to[c] += z * core->columns[(size_t)c * (size_t)core->n
					    + (size_t)i];
			}
	}
}

/* ---- the matrix --------------------------------------------------------------------- */

static int
column_of(const struct at_cross *cross, const struct at_pair_block *block)
{
	return cross->first[block->fb] + block->b * cross->core->factors[block->fb].q;
}

/* Where the blocks of a column begin, the diagonal one last: it is the last that is found. */
static void
make_pattern(struct at_cross *cross)
{
	const struct at_lmm_factor *factors = cross->core->factors;
	int *height = AT_NEW(cross->arena, int, (size_t)cross->nu), entries = 0;

	for (int k = 0; k < cross->n_blocks; k++) {
		struct at_pair_block *block = &cross->blocks[k];
		int column = column_of(cross, block), q = factors[block->fb].q;

		block->at = height[column];
		for (int j = 0; j < q; j++)
			height[column + j] += block->fa == block->fb ? j + 1 : factors[block->fa].q;
	}
	for (int c = 0; c < cross->nu; c++)
		entries += height[c];
	cross->a = cs_di_spalloc(cross->nu, cross->nu, entries, 1, 0);
	if (cross->a == NULL)
		at_oom(cross->arena);
	cross->a->p[0] = 0;
	for (int c = 0; c < cross->nu; c++)
		cross->a->p[c + 1] = cross->a->p[c] + height[c];
	for (int k = 0; k < cross->n_blocks; k++) {
		const struct at_pair_block *block = &cross->blocks[k];
		int column = column_of(cross, block), q = factors[block->fa].q;
		int row = cross->first[block->fa] + block->a * q;

		for (int j = 0; j < factors[block->fb].q; j++)
			for (int i = 0; i < q && (block->fa != block->fb || i <= j); i++)
				cross->a->i[cross->a->p[column + j] + block->at + i] = row + i;
	}
}

static void
fill_matrix(struct at_cross *cross)
{
	const struct at_lmm_factor *factors = cross->core->factors;
	double *half = cross->scratch;

	for (int k = 0; k < cross->n_blocks; k++) {
		const struct at_pair_block *block = &cross->blocks[k];
		const struct at_lmm_factor *f = &factors[block->fa], *g = &factors[block->fb];
		bool own = block->fa == block->fb;
		int column = column_of(cross, block);

		at_cross_turn(f, block->zz, g->q, true, half);
		for (int j = 0; j < g->q; j++) {
			double *x = cross->a->x + cross->a->p[column + j] + block->at;

			for (int i = 0; i < f->q && (!own || i <= j); i++) {
				x[i] = own && i == j ? 1 : 0;
				for (int l = j; l < g->q; l++)
					x[i] += half[i * g->q + l] * g->lambda[l * g->q + j];
			}
		}
	}
}

static void
free_cross(void *self)
{
	struct at_cross *cross = self;

	cs_di_spfree(cross->a);
	cs_di_sfree(cross->symbolic);
	cs_di_nfree(cross->numeric);
}

/* ---- elimination -------------------------------------------------------------------- */

static void
factorize(struct at_cross *cross)
{
	fill_matrix(cross);
	cs_di_nfree(cross->numeric);
	cross->numeric = cs_di_chol(cross->a, cross->symbolic);
	if (cross->numeric == NULL)
		at_oom(cross->arena);
}

/* Column c of Lambda'Z'[Q e], in the order of L, through L. */
static void
solve_half(struct at_cross *cross, int c)
{
	const struct at_lmm_core *core = cross->core;
	int p1 = core->p + 1;
	double *half = cross->half + (size_t)c * (size_t)cross->nu;
	double *in = cross->scratch, *out = in + cross->nu;

	for (int t = 0; t < core->n_factors; t++) {
		const struct at_lmm_factor *f = &core->factors[t];

		for (int g = 0; g < f->n_groups; g++) {
			int row = cross->first[t] + g * f->q;

			for (int k = 0; k < f->q; k++)
				in[row + k] = cross->zx[(size_t)(row + k) * (size_t)p1 + (size_t)c];
			at_cross_turn(f, in + row, 1, true, out + row);
		}
	}
	cs_di_ipvec(cross->symbolic->pinv, out, half, cross->nu);
	cs_di_lsolve(cross->numeric->L, half);
}

static void
reduce(void *self, double *out_log_det, double *out_s)
{
	struct at_cross *cross = self;
	const struct at_lmm_core *core = cross->core;
	const cs_di *l;
	size_t nu = (size_t)cross->nu;
	int p1 = core->p + 1;
	double log_det = 0;

	factorize(cross);
	l = cross->numeric->L;
	for (int j = 0; j < cross->nu; j++)
		log_det += log(l->x[l->p[j]]);
	for (int c = 0; c < p1; c++)
		solve_half(cross, c);
	for (int i = 0; i < p1; i++)
		for (int j = 0; j <= i; j++) {
			double sum = i == j ? 1 : 0;    /* columns are orthogonal, of length 1 */

			for (size_t k = 0; k < nu; k++)
				sum -= cross->half[(size_t)i * nu + k]
				    * cross->half[(size_t)j * nu + k];
			out_s[i * p1 + j] = out_s[j * p1 + i] = sum;
		}
	*out_log_det = 2 * log_det;
}

struct at_lmm_engine
at_lmm_crossed(const struct at_lmm_core *core)
{
	struct at_cross *cross = AT_NEW(core->arena, struct at_cross, 1);
	size_t cells, q = 0;

	cross->core = core;
	cross->arena = core->arena;
	cross->first = AT_NEW(core->arena, int, (size_t)core->n_factors);
	for (int t = 0; t < core->n_factors; t++) {
		cross->first[t] = cross->nu;
		cross->nu += core->factors[t].q * core->factors[t].n_groups;
		if ((size_t)core->factors[t].q > q)
			q = (size_t)core->factors[t].q;
	}
	for (int b = 0; b < core->n_factors; b++)
		for (int a = 0; a <= b; a++)
			find_blocks(cross, a, b);
	add_fixed(cross);
	cells = (size_t)cross->nu * ((size_t)core->p + 1);
	cross->half = AT_NEW(core->arena, double, cells);
	cross->solved = AT_NEW(core->arena, double, cells);
	cross->turned = AT_NEW(core->arena, double, cells);
	cross->left = AT_NEW(core->arena, double, cells);
	cross->scratch = AT_NEW(core->arena, double, 2 * (size_t)cross->nu + 2 * q * q);
	at_arena_defer(core->arena, free_cross, cross);
	make_pattern(cross);
	cross->symbolic = cs_di_schol(1, cross->a);
	if (cross->symbolic == NULL)
		at_oom(core->arena);
	cross->inverse = AT_NEW(core->arena, double, (size_t)cross->symbolic->lnz);
	return (struct at_lmm_engine){ cross, reduce, at_cross_back };
}
