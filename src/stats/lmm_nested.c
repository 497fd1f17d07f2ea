/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "stats/lmm_nested.h"

/* ---- levels ------------------------------------------------------------------------- */

/* Places of the groups of one level: those that lie in the same slot above together. */
static void
place_groups(struct at_arena *arena, struct at_level *level, const int *parent, int n_runs)
{
	int n_groups = level->factor->n_groups;
	int *next = AT_NEW(arena, int, (size_t)n_runs);

	level->n_runs = n_runs;
	level->run = AT_NEW(arena, int, (size_t)n_runs + 1);
	for (int g = 0; g < n_groups; g++)
		next[parent[g]]++;
	for (int r = 0; r < n_runs; r++) {
		level->run[r + 1] = level->run[r] + (next[r] + AT_LANES - 1) / AT_LANES;
		next[r] = AT_LANES * level->run[r];
	}
	level->n_slots = AT_LANES * level->run[n_runs];
	level->slot = AT_NEW(arena, int, (size_t)n_groups);
	level->group = AT_NEW(arena, int, (size_t)level->n_slots);
	level->up = AT_NEW(arena, int, (size_t)level->n_slots);
	for (int s = 0; s < level->n_slots; s++)
		level->group[s] = -1;
	for (int g = 0; g < n_groups; g++) {
		int s = next[parent[g]]++;

		level->slot[g] = s;
		level->group[s] = g;
	}
	for (int r = 0; r < n_runs; r++)
		for (int s = AT_LANES * level->run[r]; s < AT_LANES * level->run[r + 1]; s++)
			level->up[s] = r;
}

static void
make_level(struct at_nest *nest, const struct at_lmm_core *core, int l)
{
	struct at_level *level = &nest->levels[l];
	const struct at_level *above = l + 1 < nest->n_levels ? level + 1 : NULL;
	const struct at_lmm_factor *f = level->factor;
	int *parent = AT_NEW(nest->arena, int, (size_t)f->n_groups);
	size_t blocks, m = (size_t)level->m;

	for (int i = 0; above != NULL && i < core->n; i++)
		parent[f->group[i]] = above->slot[above->factor->group[i]];
	place_groups(nest->arena, level, parent, above != NULL ? above->n_slots : 1);
	blocks = (size_t)(level->n_slots / AT_LANES);
	level->base = AT_NEW(nest->arena, at_lanes, blocks * (size_t)level->q * m);
	level->work = level->base;
	if (l == 0)
		return;
	level->work = AT_NEW(nest->arena, at_lanes, blocks * (size_t)level->q * m);
	level->chain = AT_NEW(nest->arena, double, (size_t)level->n_slots * (m + m * m));
}

/* One number of a slot's H. */
AT_INLINE double *
own_rows(at_lanes *h, const struct at_level *level, int slot)
{
	return (double *)(h + (size_t)(slot / AT_LANES) * (size_t)(level->q * level->m))
	    + slot % AT_LANES;
}

/* Products of the rows, level by level. */
static void
add_row(struct at_nest *nest, int i, const double *row, int width)
{
	int p1 = nest->p + 1;
	const double *fixed = row + width - p1;

	for (int l = 0; l < nest->n_levels; l++) {
		const struct at_level *level = &nest->levels[l];
		const double *own = row + level->first;
		double *h = own_rows(level->base, level, level->slot[level->factor->group[i]]);

		for (int a = 0; a < level->q; a++)
			for (int c = 0; c < level->m; c++, h += AT_LANES)
				*h += own[a] * own[c];
	}
	for (int a = 0; a < p1; a++)
		for (int c = 0; c < p1; c++)
			nest->base[a * p1 + c] += fixed[a] * fixed[c];
}

static void
add_rows(struct at_nest *nest, const struct at_lmm_core *core, int width)
{
	double *row = AT_NEW(nest->arena, double, (size_t)width);

	for (int i = 0; i < core->n; i++) {
		double *to = row;

		for (int l = 0; l < nest->n_levels; l++) {
			const struct at_lmm_factor *f = nest->levels[l].factor;

			for (int a = 0; a < f->q; a++)
				*to++ = f->z[(size_t)i * (size_t)f->q + (size_t)a];
		}
		for (int j = 0; j <= core->p; j++)
			*to++ = core->columns[(size_t)j * (size_t)core->n + (size_t)i];
		add_row(nest, i, row, width);
	}
}

static void
make_block(struct at_nest *nest, int width)
{
	size_t q = 0, m = (size_t)width + 1;

	for (int l = 0; l < nest->n_levels; l++)
		if ((size_t)nest->levels[l].q > q)
			q = (size_t)nest->levels[l].q;
	nest->block = (struct at_block){ .a = AT_NEW(nest->arena, at_lanes, q * q),
		.b = AT_NEW(nest->arena, at_lanes, q * (m + q)),
		.e = AT_NEW(nest->arena, at_lanes, q * m),
		.ec = AT_NEW(nest->arena, at_lanes, q * m),
		.k = AT_NEW(nest->arena, at_lanes, q * m),
		.kc = AT_NEW(nest->arena, at_lanes, q * m),
		.ha = AT_NEW(nest->arena, at_lanes, q * q),
		.vectors = AT_NEW(nest->arena, at_lanes, 3 * q),
		.explained = AT_NEW(nest->arena, at_lanes, m * m),
		.det = AT_NEW(nest->arena, at_lanes, q * q),
		.rss = AT_NEW(nest->arena, at_lanes, q * q) };
}

struct at_lmm_engine
at_lmm_nested(const struct at_lmm_core *core, const int *order)
{
	struct at_nest *nest = AT_NEW(core->arena, struct at_nest, 1);
	size_t p1 = (size_t)core->p + 1;
	int width = 0, m = core->p + 1;

	*nest = (struct at_nest){ .arena = core->arena, .p = core->p,
		.n_levels = core->n_factors,
		.levels = AT_NEW(core->arena, struct at_level, (size_t)core->n_factors + 1),
		.base = AT_NEW(core->arena, double, p1 * p1),
		.root = AT_NEW(core->arena, double, p1 + p1 * p1) };
	for (int l = nest->n_levels - 1; l >= 0; l--) {
		struct at_level *level = &nest->levels[l];

		level->term = order[l];
		level->factor = &core->factors[order[l]];
		level->q = level->factor->q;
		level->m = m += level->q;
		make_level(nest, core, l);
	}
	for (int l = 0; l < nest->n_levels; l++) {
		nest->levels[l].first = width;
		width += nest->levels[l].q;
	}
	width += core->p + 1;
	make_block(nest, width);
	add_rows(nest, core, width);
	return (struct at_lmm_engine){ nest, at_nest_reduce, at_nest_back };
}

/* ---- elimination -------------------------------------------------------------------- */

/* The logarithms of many numbers above 1, taken of their products. */
AT_INLINE void
add_log(const at_lanes *number, at_lanes *product, double *sum)
{
	bool large = false;

	*product *= *number;
	for (int i = 0; i < AT_LANES; i++)
		large |= (*product)[i] > 1e150;
	for (int i = 0; large && i < AT_LANES; i++) {
		*sum += log((*product)[i]);
		(*product)[i] = 1;
	}
}

/* What the groups of one run explain of the columns above them; log|A| of them. */
AT_CLONES static double
reduce_run(const struct at_level *level, int run, struct at_block *s)
{
	int q = level->q, m = level->m, width = m + q, rest = m - q;
	at_lanes product = { 1, 1, 1, 1 };
	double log_det = 0;

	memset(s->explained, 0, (size_t)(rest * rest) * sizeof *s->explained);
	for (int block = level->run[run]; block < level->run[run + 1]; block++) {
		at_block_eliminate(level, level->work + (size_t)block * (size_t)(q * m), q, m, s);
		for (int k = 0; k < q; k++) {
			const at_lanes *row = s->b + k * width + q, pivot = 1 / s->a[k * q + k];

			add_log(&pivot, &product, &log_det);
			for (int i = 0; i < rest; i++) {
				at_lanes t = row[i] * s->a[k * q + k];

				for (int j = 0; j <= i; j++)
					s->explained[i * rest + j] += t * row[j];
			}
		}
	}
	for (int i = 0; i < AT_LANES; i++)
		log_det += log(product[i]);
	return log_det;
}

static double
all_lanes(const at_lanes *at)
{
	return ((*at)[0] + (*at)[1]) + ((*at)[2] + (*at)[3]);
}

/* From the matrices of what the run lies in, each its own rows; the rest from S. */
static void
subtract_run(struct at_nest *nest, int l, int run, double *s)
{
	const at_lanes *explained = nest->block.explained;
	int rest = nest->levels[l].m - nest->levels[l].q, row = 0, p1 = nest->p + 1;

	for (int k = l + 1, slot = run; k < nest->n_levels; slot = nest->levels[k++].up[slot]) {
		const struct at_level *level = &nest->levels[k];
		double *h = own_rows(level->work, level, slot);

		for (int a = 0; a < level->q; a++)
			for (int c = 0; c < level->m; c++, h += AT_LANES) {
				int i = row + a, j = row + c;

				*h -= all_lanes(&explained[i > j ? i * rest + j : j * rest + i]);
			}
		row += level->q;
	}
	for (int i = 0; i < p1; i++)
		for (int j = 0; j <= i; j++)
			s[i * p1 + j] -= all_lanes(&explained[(row + i) * rest + row + j]);
}

void
at_nest_reduce(void *self, double *out_log_det, double *out_s)
{
	struct at_nest *nest = self;
	int p1 = nest->p + 1;
	double log_det = 0;

	memcpy(out_s, nest->base, (size_t)(p1 * p1) * sizeof *out_s);
	for (int l = 0; l < nest->n_levels; l++) {
		struct at_level *level = &nest->levels[l];

		if (l > 0)
			memcpy(level->work, level->base, (size_t)(level->n_slots / AT_LANES
			    * level->q * level->m) * sizeof *level->base);
	}
	for (int l = 0; l < nest->n_levels; l++)
		for (int run = 0; run < nest->levels[l].n_runs; run++) {
			if (nest->levels[l].run[run] == nest->levels[l].run[run + 1])
				continue;
			log_det += reduce_run(&nest->levels[l], run, &nest->block);
			subtract_run(nest, l, run, out_s);
		}
	for (int i = 0; i < p1; i++)
		for (int j = 0; j < i; j++)
			out_s[j * p1 + i] = out_s[i * p1 + j];
	*out_log_det = log_det;
}
