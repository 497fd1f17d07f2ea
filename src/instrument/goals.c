/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stddef.h>

#include "instrument/goals.h"

/* How much goals of one person are taken to go together. */
static const double rho = 0.30;

double
at_goals_t(const double *levels, const double *weights, int n_goals)
{
	double sum = 0, squares = 0, weighted = 0;

	for (int i = 0; i < n_goals; i++) {
		double w = weights == NULL ? 1 : weights[i];

		sum += w;
		squares += w * w;
		weighted += w * levels[i];
	}
	if (sum <= 0)
		return NAN;
	return 50 + 10 * weighted / sqrt((1 - rho) * squares + rho * sum * sum);
}

struct at_goals_change
at_goals_change(const struct at_goal *goals, int n_goals)
{
	struct at_goals_change change = { .mean = 0 };

	for (int i = 0; i < n_goals; i++) {
		if (isnan(goals[i].first) || isnan(goals[i].last))
			continue;
		if (goals[i].edited) {
			change.n_edited++;
			continue;
		}
		change.mean += goals[i].last - goals[i].first;
		change.n_goals++;
	}
	change.mean = change.n_goals == 0 ? NAN : change.mean / change.n_goals;
	return change;
}
