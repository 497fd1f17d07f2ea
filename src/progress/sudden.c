/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stddef.h>

#include "progress/sudden.h"
#include "stats/dist.h"

enum { SIDE = 3 };                      /* sessions looked at before and after */

/* Those there are among scores[from .. to - 1], within 0 .. n_scores. */
static struct at_moments
side(const double *scores, int from, int to, int n_scores)
{
	struct at_moments m = { .n = 0 };

	for (int i = from < 0 ? 0 : from; i < to && i < n_scores; i++)
		if (!isnan(scores[i]))
			at_moments_add(&m, scores[i]);
	return m;
}

/* Whether the level stays where the step behind score n took it. */
static bool
is_stable(const double *scores, int n, int n_scores, bool up)
{
	struct at_moments pre = side(scores, n + 1 - SIDE, n + 1, n_scores);
	struct at_moments post = side(scores, n + 1, n + 1 + SIDE, n_scores);
	double n1 = (double)pre.n, n2 = (double)post.n, df = n1 + n2 - 2, pooled, moved;

	if (pre.n < 2 || post.n < 2)
		return false;
	pooled = sqrt(((n1 - 1) * at_moments_variance(&pre) + (n2 - 1) * at_moments_variance(&post))
	    / df);
	moved = at_moments_mean(&post) - at_moments_mean(&pre);
	return (up ? moved : -moved) > at_t_q(0.975, df) * pooled;
}

int
at_sudden_find(const double *scores, int n_scores, int better, double reliable,
    struct at_sudden *out)
{
	int found = 0;

	for (int n = 0; n + 1 < n_scores; n++) {
		double step = scores[n + 1] - scores[n];

		/* A missing score makes every comparison false. */
		if (step == 0 || !(fabs(step) >= reliable)
		    || !(fabs(step) >= 0.25 * fabs(scores[n]))
		    || !is_stable(scores, n, n_scores, step > 0))
			continue;
		out[found++] = (struct at_sudden){ n, n + 1, step, better * step > 0 };
	}
	return found;
}

static const struct at_signal_point *
at_session(const struct at_signal_point *points, int n_points, int session)
{
	for (int i = 0; i < n_points; i++)
		if (points[i].session == session && !isnan(points[i].value))
			return &points[i];
	return NULL;
}

bool
at_early_find(const struct at_change_rule *rule, const struct at_signal_point *points,
    int n_points, struct at_early *out)
{
	static const int window[] = { 4, 3, 5 };
	const struct at_signal_point *first = NULL, *later = NULL;

	for (int i = 0; i < n_points && first == NULL; i++)
		if (!isnan(points[i].value))
			first = &points[i];
	for (size_t i = 0; i < AT_COUNT(window) && later == NULL; i++)
		later = at_session(points, n_points, window[i]);
	if (first == NULL || later == NULL || first->session >= later->session)
		return false;
	out->first_session = first->session;
	out->session = later->session;
	out->share = at_change_share(first->value, later->value);
	at_change_judge(rule, first->value, later->value, &out->change);
	out->responded = out->change.class == AT_CHANGE_RECOVERED
	    || out->change.class == AT_CHANGE_IMPROVED;
	return true;
}
