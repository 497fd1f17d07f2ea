/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "stats/bfgs.h"

/* How much of the promised descent a step must bring, and of the slope it must take. */
#define DESCENT 1e-4
#define FLATTER 0.9

/* Near the end the value cannot tell two points apart any more, but the slopes can. */
#define ROUNDING 2e-15

enum { MOST_HALVINGS = 60 };

struct point {
	double x[AT_BFGS_MOST], slopes[AT_BFGS_MOST];
	double value;
};

struct search {
	const struct at_bfgs *problem;
	struct point here;
	double inverse[AT_BFGS_MOST][AT_BFGS_MOST];     /* of the Hessian, so far */
	double way[AT_BFGS_MOST];
	int evaluations;
};

static double
dot(const double *a, const double *b, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static double
steepest(const struct search *s)
{
	double most = 0;

	for (int i = 0; i < s->problem->n; i++)
		most = fmax(most, fabs(s->here.slopes[i]));
	return most;
}

static void
evaluate(struct search *s, struct point *p)
{
	s->evaluations++;
	p->value = s->problem->value(s->problem->context, p->x, p->slopes);
}

static void
forget(struct search *s, double scale)
{
	memset(s->inverse, 0, sizeof s->inverse);
	for (int i = 0; i < s->problem->n; i++)
		s->inverse[i][i] = scale;
}

/* The way down; straight down if what is known of the curvature misleads. */
static double
choose_way(struct search *s)
{
	int n = s->problem->n;
	double slope;

	for (int i = 0; i < n; i++)
		s->way[i] = -dot(s->inverse[i], s->here.slopes, n);
	slope = dot(s->way, s->here.slopes, n);
	if (slope < 0)
		return slope;
	forget(s, 1);
	for (int i = 0; i < n; i++)
		s->way[i] = -s->here.slopes[i];
	return dot(s->way, s->here.slopes, n);
}

/* A point that is lower by enough and less steep along the way.  False if there is none
 * that the numbers can tell from here; *out is then the lowest seen. */
static bool
step(struct search *s, double slope, struct point *out)
{
	int n = s->problem->n;
	double shortest = 0, longest = INFINITY, length = 1;
	double top = s->here.value + ROUNDING * fabs(s->here.value);
	struct point p, best = s->here;

	for (int i = 0; i < MOST_HALVINGS && s->evaluations < s->problem->most; i++) {
		for (int j = 0; j < n; j++)
			p.x[j] = s->here.x[j] + length * s->way[j];
		evaluate(s, &p);
		if (p.value < best.value)
			best = p;
		if (!(p.value <= top + DESCENT * length * slope)) {
			longest = length;
		} else if (dot(p.slopes, s->way, n) < FLATTER * slope) {
			shortest = length;
		} else {
			*out = p;
			return true;
		}
		length = isinf(longest) ? 2 * length : (shortest + longest) / 2;
	}
	*out = best;
	return false;
}

/* What a step to `to` says of the curvature. */
static void
learn(struct search *s, const struct point *to, bool first)
{
	int n = s->problem->n;
	double dx[AT_BFGS_MOST], dg[AT_BFGS_MOST], hg[AT_BFGS_MOST], along, across;

	for (int i = 0; i < n; i++) {
		dx[i] = to->x[i] - s->here.x[i];
		dg[i] = to->slopes[i] - s->here.slopes[i];
	}
	along = dot(dx, dg, n);
	if (!(along > 0))
		return;
	if (first)
		forget(s, along / dot(dg, dg, n));
	for (int i = 0; i < n; i++)
		hg[i] = dot(s->inverse[i], dg, n);
	across = dot(hg, dg, n);
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
			s->inverse[i][j] += (1 + across / along) * dx[i] * dx[j] / along
			    - (hg[i] * dx[j] + dx[i] * hg[j]) / along;
}

struct at_bfgs_end
at_bfgs_minimise(const struct at_bfgs *problem, double *x)
{
	struct search s = { .problem = problem };
	struct point next;
	bool going = true, first = true;

	assert(problem->n >= 1 && problem->n <= AT_BFGS_MOST);
	memcpy(s.here.x, x, (size_t)problem->n * sizeof *x);
	evaluate(&s, &s.here);
	assert(isfinite(s.here.value));
	forget(&s, 1 / fmax(1, steepest(&s)));
	while (going && steepest(&s) > problem->enough && s.evaluations < problem->most) {
		going = step(&s, choose_way(&s), &next);
		learn(&s, &next, first);
		s.here = next;
		first = false;
	}
	memcpy(x, s.here.x, (size_t)problem->n * sizeof *x);
	return (struct at_bfgs_end){ s.here.value, steepest(&s), s.evaluations,
		steepest(&s) <= problem->enough };
}
