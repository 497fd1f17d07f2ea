/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>

#include "stats/covariance.h"

static size_t
triangle(int k)
{
	return (size_t)k * (size_t)(k + 1) / 2;
}

/* Both halves of `out` from the lower one of `sums`, times `scale`. */
static void
unfold(const struct at_sum *sums, int k, double scale, double *out)
{
	for (int i = 0; i < k; i++)
		for (int j = 0; j <= i; j++)
			out[i * k + j] = out[j * k + i] = scale * at_sum_value(sums++);
}

/* ---- one matrix --------------------------------------------------------------------- */

struct at_covariance
at_covariance_make(struct at_arena *arena, int k)
{
	assert(k > 0);
	return (struct at_covariance){ .k = k,
		.first = AT_NEW(arena, double, (size_t)k),
		.offset = AT_NEW(arena, double, (size_t)k),
		.deviations = AT_NEW(arena, struct at_sum, (size_t)k),
		.products = AT_NEW(arena, struct at_sum, triangle(k)),
		.d = AT_NEW(arena, double, (size_t)k) };
}

/* Products of deviations from the mean before this value and after it, as
 * at_pairs_add() has them: of i after it, of j before it. */
void
at_covariance_add(struct at_covariance *c, const double *x)
{
	struct at_sum *product = c->products;
	double n;

	for (int i = 0; c->n == 0 && i < c->k; i++)
		c->first[i] = x[i];
	n = (double)++c->n;
	for (int i = 0; i < c->k; i++) {
		double d = x[i] - c->first[i], before = c->offset[i];

		at_sum_add(&c->deviations[i], d);
		c->offset[i] = at_sum_value(&c->deviations[i]) / n;
		c->d[i] = d - before;
		for (int j = 0; j <= i; j++)
			at_sum_add(product++, (d - c->offset[i]) * c->d[j]);
	}
}

double
at_covariance_mean(const struct at_covariance *c, int i)
{
	return c->n > 0 ? c->first[i] + c->offset[i] : NAN;
}

void
at_covariance_matrix(const struct at_covariance *c, double *out)
{
	unfold(c->products, c->k, c->n > 1 ? 1 / (double)(c->n - 1) : NAN, out);
}

bool
at_covariance_correlations(const double *covariance, int k, double *out)
{
	for (int i = 0; i < k; i++)
		if (!(covariance[i * k + i] > 0))
			return false;
	for (int i = 0; i < k; i++) {
		double sd = sqrt(covariance[i * k + i]);

		out[i * k + i] = 1;
		for (int j = 0; j < i; j++)
			out[i * k + j] = out[j * k + i] = covariance[i * k + j] / sd
			    / sqrt(covariance[j * k + j]);
	}
	return true;
}

/* ---- its parts ---------------------------------------------------------------------- */

struct at_grouped_part {
	int64_t n;
	struct at_sum *deviations;      /* k, from the first row of all */
};

struct at_grouped
at_grouped_make(struct at_arena *arena, int k)
{
	return (struct at_grouped){ .arena = arena, .all = at_covariance_make(arena, k),
		.within = AT_NEW(arena, struct at_sum, triangle(k)) };
}

static struct at_grouped_part *
part_of(struct at_grouped *g, int group)
{
	assert(group >= 0 && group <= g->n_groups);
	if (group == g->n_groups) {
		g->groups = at_one_more(g->arena, g->groups, group, sizeof *g->groups);
		g->groups[group] = (struct at_grouped_part){ 0,
			AT_NEW(g->arena, struct at_sum, (size_t)g->all.k) };
		g->n_groups++;
	}
	return &g->groups[group];
}

void
at_grouped_add(struct at_grouped *g, int group, const double *x)
{
	struct at_grouped_part *part = part_of(g, group);
	struct at_sum *product = g->within;
	double *d = g->all.d, before = (double)part->n, share;

	at_covariance_add(&g->all, x);
	share = before / (before + 1);
	for (int i = 0; i < g->all.k; i++) {
		struct at_sum *sum = &part->deviations[i];

		d[i] = x[i] - g->all.first[i];
		if (before > 0)
			d[i] -= at_sum_value(sum) / before;
		at_sum_add(sum, x[i] - g->all.first[i]);
		for (int j = 0; j <= i; j++)
			at_sum_add(product++, share * (d[i] * d[j]));
	}
	part->n++;
}

void
at_grouped_within(const struct at_grouped *g, double *out)
{
	int64_t df = g->all.n - g->n_groups;

	unfold(g->within, g->all.k, df > 0 ? 1 / (double)df : NAN, out);
}

/* About the mean of all; not the difference of two large sums. */
static void
add_between(const struct at_grouped *g, const struct at_grouped_part *part,
    struct at_sum *products)
{
	double n = (double)part->n;

	for (int i = 0; i < g->all.k; i++) {
		g->all.d[i] = at_sum_value(&part->deviations[i]) / n - g->all.offset[i];
		for (int j = 0; j <= i; j++)
			at_sum_add(products++, n * g->all.d[i] * g->all.d[j]);
	}
}

void
at_grouped_between(const struct at_grouped *g, double *out, double *out_size)
{
	struct at_sum *products = AT_NEW(g->arena, struct at_sum, triangle(g->all.k));
	struct at_sum squares = { 0, 0 };
	double n = (double)g->all.n, df = g->n_groups - 1, within_df = n - g->n_groups, size;

	for (int i = 0; i < g->n_groups; i++) {
		add_between(g, &g->groups[i], products);
		at_sum_add(&squares, (double)g->groups[i].n * (double)g->groups[i].n);
	}
	size = df > 0 && within_df > 0 ? (n - at_sum_value(&squares) / n) / df : NAN;
	for (size_t i = 0; i < triangle(g->all.k); i++) {
		double within = at_sum_value(&g->within[i]) / within_df;

		products[i] = (struct at_sum){ at_sum_value(&products[i]) / df - within, 0 };
	}
	unfold(products, g->all.k, 1 / size, out);
	if (out_size != NULL)
		*out_size = size;
}
