/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Back through nested terms, the outermost first: coefficients, what is known of them, and
 * the gradient.
 *
 * A group's coefficients follow from those of what it lies in, (its chain):
 *	u = -N r,  Var(b) = Lambda A^-1 Lambda' + K C K',  Cov(b, chain) = -K C
 * with r = (b of the chain, beta, -1), C its covariance, N = A^-1 Lambda' H_rest and
 * K = Lambda N.  With E = H_rest - H_own Lambda N, of the group's rows:
 *	Z'PZ Lambda = (A^-1 Lambda' H_own)' - E C N',  Z'Pe = -E r */
#include <string.h>

#include "stats/lmm_nested.h"

/* b = A^-1 Lambda' [H | I]. */
AT_INLINE void
solve_block(const struct at_level *level, const at_lanes *h, struct at_block *s)
{
	const double *lambda = level->factor->lambda;
	int q = level->q, m = level->m, width = m + q;

	for (int i = 0; i < q; i++)
		for (int j = 0; j < q; j++) {
			at_lanes zero = { 0 };

			s->b[i * width + m + j] = zero + (j >= i ? lambda[j * q + i] : 0);
		}
	at_block_eliminate(level, h, 0, width, s);
	for (int i = q - 1; i >= 0; i--)
		for (int c = 0; c < width; c++) {
			at_lanes sum = s->b[i * width + c] * s->a[i * q + i];

			for (int k = i + 1; k < q; k++)
				sum -= s->a[k * q + i] * s->b[k * width + c];
			s->b[i * width + c] = sum;
		}
}

/* ha = H_own Lambda; e = H_rest - H_own Lambda N. */
AT_INLINE void
find_e(const struct at_level *level, const at_lanes *h, struct at_block *s)
{
	const double *lambda = level->factor->lambda;
	int q = level->q, m = level->m, width = m + q, rest = m - q;

	for (int i = 0; i < q; i++)
		for (int j = 0; j < q; j++) {
			at_lanes sum = { 0 };

			for (int k = j; k < q; k++)
				sum += h[i * m + k] * lambda[k * q + j];
			s->ha[i * q + j] = sum;
		}
	for (int i = 0; i < q; i++)
		for (int c = 0; c < rest; c++) {
			at_lanes sum = h[i * m + q + c];

			for (int k = 0; k < q; k++)
				sum -= s->ha[i * q + k] * s->b[k * width + q + c];
			s->e[i * rest + c] = sum;
		}
}

/* out (q x rest - 1) = of (q x rest) times the covariance of the chain. */
AT_INLINE void
times_covariance(const at_lanes *of, const double *c, int q, int rest, at_lanes *out)
{
	for (int i = 0; i < q; i++)
		for (int j = 0; j < rest - 1; j++) {
			at_lanes sum = { 0 };

			for (int k = 0; k < rest - 1; k++)
				sum += of[i * rest + k] * c[k * (rest - 1) + j];
			out[i * rest + j] = sum;
		}
}

/* vectors: u, Z'Pe, and b. */
AT_INLINE void
find_modes(const struct at_level *level, const double *r, struct at_block *s)
{
	const double *lambda = level->factor->lambda;
	int q = level->q, width = level->m + q, rest = level->m - q;
	at_lanes *b = s->vectors, *u = b + q, *w = u + q;

	for (int i = 0; i < q; i++) {
		at_lanes zero = { 0 };

		u[i] = w[i] = zero;
		for (int c = 0; c < rest; c++) {
			u[i] -= s->b[i * width + q + c] * r[c];
			w[i] -= s->e[i * rest + c] * r[c];
		}
	}
	for (int i = 0; i < q; i++) {
		b[i] = lambda[i * q] * u[0];
		for (int k = 1; k <= i; k++)
			b[i] += lambda[i * q + k] * u[k];
	}
}

AT_INLINE void
add_slopes(const struct at_level *level, struct at_block *s)
{
	int q = level->q, width = level->m + q, rest = level->m - q;
	const at_lanes *u = s->vectors + q, *w = u + q;

	for (int i = 0; i < q; i++)
		for (int j = 0; j < q; j++) {
			at_lanes sum = s->b[j * width + i];

			for (int c = 0; c < rest - 1; c++)
				sum -= s->ec[i * rest + c] * s->b[j * width + q + c];
			s->det[i * q + j] += sum;
			s->rss[i * q + j] += w[i] * u[j];
		}
}

/* k = Lambda N, kc = k times covariance; Var(b) into ha, which is done with. */
AT_INLINE void
find_covariance(const struct at_level *level, const double *c, struct at_block *s)
{
	const double *lambda = level->factor->lambda;
	int q = level->q, m = level->m, width = m + q, rest = m - q;

	for (int i = 0; i < q; i++)
		for (int j = 0; j < rest; j++) {
			at_lanes sum = { 0 };

			for (int k = 0; k <= i; k++)
				sum += lambda[i * q + k] * s->b[k * width + q + j];
			s->k[i * rest + j] = sum;
		}
	times_covariance(s->k, c, q, rest, s->kc);
	for (int i = 0; i < q; i++)
		for (int j = 0; j < q; j++) {
			at_lanes sum = { 0 };

			for (int k = 0; k <= i; k++)
				sum += lambda[i * q + k] * s->b[k * width + m + j];
			for (int k = 0; k < rest - 1; k++)
				sum += s->kc[i * rest + k] * s->k[j * rest + k];
			s->ha[i * q + j] = sum;
		}
}

AT_CLONES static void
back_block(const struct at_level *level, const at_lanes *h, const double *above, bool wide,
    struct at_block *s)
{
	int q = level->q, rest = level->m - q;

	solve_block(level, h, s);
	find_e(level, h, s);
	times_covariance(s->e, above + rest, q, rest, s->ec);
	find_modes(level, above, s);
	add_slopes(level, s);
	if (wide)
		find_covariance(level, above + rest, s);
}

/* Of one group: its coefficients and what is above it, and their covariance. */
static void
put_chain(const struct at_level *level, int slot, const double *above,
    const struct at_block *s)
{
	int q = level->q, m = level->m, rest = m - q, lane = slot % AT_LANES, n = m - 1;
	double *r = level->chain + (size_t)slot * (size_t)(m + m * m), *c = r + m;

	for (int i = 0; i < q; i++)
		r[i] = s->vectors[i][lane];
	memcpy(r + q, above, (size_t)rest * sizeof *r);
	above += rest;
	for (int i = 0; i < q; i++) {
		for (int j = 0; j < q; j++)
			c[i * n + j] = s->ha[i * q + j][lane];
		for (int j = 0; j < rest - 1; j++)
			c[i * n + q + j] = c[(q + j) * n + i] = -s->kc[i * rest + j][lane];
	}
	for (int i = 0; i < rest - 1; i++)
		memcpy(c + (q + i) * n + q, above + i * (rest - 1),
		    (size_t)(rest - 1) * sizeof *c);
}

static void
put_results(const struct at_level *level, int slot, const struct at_block *s,
    struct at_lmm_back *out)
{
	int q = level->q, lane = slot % AT_LANES;
	size_t group = (size_t)level->group[slot];

	for (int i = 0; i < q && out->modes != NULL; i++)
		out->modes[group * (size_t)q + (size_t)i] = s->vectors[i][lane];
	for (int i = 0; i < q * q && out->covariance != NULL; i++)
		out->covariance[group * (size_t)(q * q) + (size_t)i] = s->ha[i][lane];
}

static void
back_run(struct at_nest *nest, int l, int run, struct at_lmm_back *out)
{
	const struct at_level *level = &nest->levels[l], *up = level + 1;
	const double *above = nest->root;
	bool wide = l > 0 || out->covariance != NULL;

	if (l + 1 < nest->n_levels)
		above = up->chain + (size_t)run * (size_t)(up->m + up->m * up->m);
	for (int block = level->run[run]; block < level->run[run + 1]; block++) {
		back_block(level, level->work + (size_t)block * (size_t)(level->q * level->m),
		    above, wide, &nest->block);
		for (int s = AT_LANES * block; s < AT_LANES * (block + 1); s++) {
			if (level->group[s] < 0)
				continue;
			if (l > 0)
				put_chain(level, s, above, &nest->block);
			put_results(level, s, &nest->block, out);
		}
	}
}

void
at_nest_back(void *self, const struct at_lmm_root *root, struct at_lmm_back *out)
{
	struct at_nest *nest = self;
	int p = nest->p;

	memcpy(nest->root, root->beta, (size_t)p * sizeof *nest->root);
	nest->root[p] = -1;
	memcpy(nest->root + p + 1, root->covariance, (size_t)(p * p) * sizeof *nest->root);
	for (int l = nest->n_levels - 1; l >= 0; l--) {
		const struct at_level *level = &nest->levels[l];
		struct at_lmm_back *to = &out[level->term];
		size_t bytes = (size_t)(level->q * level->q) * sizeof(at_lanes);

		memset(nest->block.det, 0, bytes);
		memset(nest->block.rss, 0, bytes);
		for (int run = 0; run < level->n_runs; run++)
			back_run(nest, l, run, to);
		for (int i = 0; i < level->q * level->q; i++)
			for (int lane = 0; lane < AT_LANES; lane++) {
				to->det[i] += nest->block.det[i][lane];
				to->rss[i] += nest->block.rss[i][lane];
			}
	}
}
