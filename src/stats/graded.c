/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "stats/graded.h"

static double
grid(int g)
{
	return (g - AT_GRADED_GRID / 2) / 10.0;
}

static double
logistic(double x)
{
	return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x));
}

/* Above the threshold below category c, on the scale of the logistic; the ends are beyond
 * everything. */
static double
above(const struct at_graded_item *item, double theta, int c)
{
	if (c == 0)
		return INFINITY;
	if (c == item->n_categories)
		return -INFINITY;
	return item->a * (theta - item->b[c - 1]);
}

/* The difference of two logistics, as a product, because far from the thresholds both are
 * nearly the same. */
double
at_graded_probability(const struct at_graded_item *item, double theta, int category)
{
	double x = above(item, theta, category), y = above(item, theta, category + 1);

	return logistic(x) * logistic(-y) * -expm1(y - x);
}

/* a^2 sum_c (Q_c - Q_c+1)^2 / P_c with Q = P* (1 - P*), whose difference is
 * P_c (1 - P*_c - P*_c+1). */
double
at_graded_information(const struct at_graded_item *item, double theta)
{
	double sum = 0;

	for (int c = 0; c < item->n_categories; c++) {
		double turn = 1 - logistic(above(item, theta, c))
		    - logistic(above(item, theta, c + 1));

		sum += at_graded_probability(item, theta, c) * turn * turn;
	}
	return item->a * item->a * sum;
}

static double
log_logistic(double x)
{
	return x < 0 ? x - log1p(exp(x)) : -log1p(exp(-x));
}

/* Finite also where the probability is too small for a double. */
static double
log_probability(const struct at_graded_item *item, double theta, int category)
{
	double x = above(item, theta, category), y = above(item, theta, category + 1);

	return log_logistic(x) + log_logistic(-y) + log(-expm1(y - x));
}

struct at_graded
at_graded_make(struct at_arena *arena, const struct at_graded_item *items, int n_items)
{
	struct at_graded graded = { items, n_items, AT_NEW(arena, double *, (size_t)n_items) };

	for (int i = 0; i < n_items; i++) {
		int n = items[i].n_categories;

		graded.logs[i] = AT_NEW(arena, double, (size_t)n * AT_GRADED_GRID);
		for (int c = 0; c < n; c++)
			for (int g = 0; g < AT_GRADED_GRID; g++)
				graded.logs[i][c * AT_GRADED_GRID + g] =
				    log_probability(&items[i], grid(g), c);
	}
	return graded;
}

struct at_graded_score
at_graded_eap(const struct at_graded *graded, const int *answers)
{
	struct at_graded_score score = { .answered = 0 };
	double at[AT_GRADED_GRID], most = -INFINITY, whole = 0, squares = 0;

	for (int g = 0; g < AT_GRADED_GRID; g++)
		at[g] = -grid(g) * grid(g) / 2;
	for (int i = 0; i < graded->n_items; i++) {
		const double *logs;

		if (answers[i] == AT_GRADED_MISSING)
			continue;
		logs = graded->logs[i] + answers[i] * AT_GRADED_GRID;
		score.answered++;
		for (int g = 0; g < AT_GRADED_GRID; g++)
			at[g] += logs[g];
	}
	for (int g = 0; g < AT_GRADED_GRID; g++)
		most = fmax(most, at[g]);
	for (int g = 0; g < AT_GRADED_GRID; g++) {
		at[g] = exp(at[g] - most);
		whole += at[g];
		score.theta += at[g] * grid(g);
	}
	score.theta /= whole;
	for (int g = 0; g < AT_GRADED_GRID; g++)
		squares += at[g] * (grid(g) - score.theta) * (grid(g) - score.theta);
	score.sd = sqrt(squares / whole);
	return score;
}
