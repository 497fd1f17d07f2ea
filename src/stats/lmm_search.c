/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search for theta: BOBYQA (Powell 2009) from two starts comes near, Newton's steps on
 * the exact gradient come home.  A column of a term whose variance is 0 is taken out. */
#include <math.h>
#include <nlopt.h>
#include <string.h>

#include "stats/lmm_core.h"
#include "stats/matrix.h"

#define COARSE 3e-2
#define FINE   1e-8

enum { MOST_STEPS = 30, MOST_HALVINGS = 12, ROUNDS = 4 };

struct search {
	struct at_lmm_core *core;
	int n, evaluations;
	double *best, value;            /* the lowest so far */
	double *trial;
	bool *diagonal;                 /* of each theta */
	bool *off;                      /* each theta: its column's variance is 0 */
	double *det, *rss, *gradient, *step;
	double *hessian;                /* of those that are not off */
	double *cholesky;               /* of it, or of it with more on its diagonal */
	int *free;                      /* which those are */
	int n_free;
};

static double
evaluate(struct search *s, const double *theta)
{
	double value = at_lmm_core_set(s->core, theta);

	s->evaluations++;
	if (!isfinite(value))
		return HUGE_VAL;
	if (value < s->value) {
		s->value = value;
		memmove(s->best, theta, (size_t)s->n * sizeof *theta);
	}
	return value;
}

/* What rounding may do to the criterion. */
static double
noise(const struct search *s)
{
	return 3e-14 * (fabs(s->value) + s->core->n);
}

static struct search
make_search(struct at_lmm_core *core)
{
	size_t n = (size_t)core->n_theta;
	struct search s = { .core = core, .n = core->n_theta, .value = HUGE_VAL,
		.best = AT_NEW(core->arena, double, n), .trial = AT_NEW(core->arena, double, n),
		.diagonal = AT_NEW(core->arena, bool, n), .off = AT_NEW(core->arena, bool, n),
		.det = AT_NEW(core->arena, double, n), .rss = AT_NEW(core->arena, double, n),
		.gradient = AT_NEW(core->arena, double, n),
		.step = AT_NEW(core->arena, double, n),
		.hessian = AT_NEW(core->arena, double, n * n),
		.cholesky = AT_NEW(core->arena, double, n * n),
		.free = AT_NEW(core->arena, int, n) };
	bool *diagonal = s.diagonal;

	for (int t = 0; t < core->n_factors; t++) {
		int q = core->factors[t].q;

		for (int k = 0; k < at_lmm_core_n_theta(&core->factors[t]); k++)
			*diagonal++ = at_lmm_core_place(&core->factors[t], k) % (q + 1) == 0;
	}
	return s;
}

/* ---- BOBYQA ------------------------------------------------------------------------- */

static double
objective(unsigned n, const double *theta, double *gradient, void *search)
{
	(void)n;
	(void)gradient;
	return evaluate(search, theta);
}

/* From `theta`, which is changed; the best stays in the search. */
static void
walk(struct search *s, double *theta, double step, double tolerance)
{
	nlopt_opt opt = nlopt_create(NLOPT_LN_BOBYQA, (unsigned)s->n);
	double value;

	if (opt == NULL)
		at_oom(s->core->arena);
	for (int k = 0; k < s->n; k++)
		if (s->diagonal[k])
			nlopt_set_lower_bound(opt, k, 0);
	nlopt_set_min_objective(opt, objective, s);
	nlopt_set_initial_step1(opt, step);
	nlopt_set_xtol_abs1(opt, tolerance);
	nlopt_set_maxeval(opt, 200 * (s->n + 1));
	nlopt_optimize(opt, theta, &value);
	nlopt_destroy(opt);
}

static void
set_diagonal(const struct search *s, double *theta, double value)
{
	for (int k = 0; k < s->n; k++)
		theta[k] = s->diagonal[k] ? value : 0;
}

/* From the best multiple of the unit matrix, and from the unit matrix or the next. */
static void
start(struct search *s)
{
	static const double scales[] = { 1, 0.3, 0.1, 3 };
	double first = 1, lowest = HUGE_VAL;

	for (size_t i = 0; i < AT_COUNT(scales); i++) {
		double value;

		set_diagonal(s, s->trial, scales[i]);
		value = evaluate(s, s->trial);
		if (value < lowest) {
			lowest = value;
			first = scales[i];
		}
	}
	for (int i = 0; i < 2; i++) {
		double scale = i == 0 ? first : first < 1 || first > 1 ? 1 : 0.3;

		set_diagonal(s, s->trial, scale);
		walk(s, s->trial, 0.4 * scale, COARSE * scale);
	}
}

/* ---- variances of 0 ----------------------------------------------------------------- */

/* Lambda with the same Lambda Lambda', lower, no diagonal below 0, and a column of zeros
 * where the diagonal is 0. */
static void
straighten(const struct at_lmm_factor *f, double *theta, double *psi, double *lambda)
{
	int q = f->q, n = at_lmm_core_n_theta(f);

	memset(lambda, 0, (size_t)(q * q) * sizeof *lambda);
	for (int k = 0; k < n; k++)
		lambda[at_lmm_core_place(f, k)] = theta[k];
	for (int i = 0; i < q; i++)
		for (int j = 0; j < q; j++) {
			psi[i * q + j] = 0;
			for (int k = 0; k < q; k++)
				psi[i * q + j] += lambda[i * q + k] * lambda[j * q + k];
		}
	for (int j = 0; j < q; j++)
		for (int i = j; i < q; i++) {
			double left = psi[i * q + j];

			for (int k = 0; k < j; k++)
				left -= lambda[i * q + k] * lambda[j * q + k];
			if (i == j)
				lambda[i * q + i] = left > 1e-13 * psi[i * q + i] ? sqrt(left) : 0;
			else
				lambda[i * q + j] = lambda[j * q + j] > 0
				    ? left / lambda[j * q + j] : 0;
		}
	for (int k = 0; k < n; k++)
		theta[k] = lambda[at_lmm_core_place(f, k)];
}

static void
straighten_all(const struct search *s, double *theta)
{
	for (int t = 0; t < s->core->n_factors; t++) {
		const struct at_lmm_factor *f = &s->core->factors[t];
		size_t qq = (size_t)(f->q * f->q);

		straighten(f, theta, AT_NEW(s->core->arena, double, qq),
		    AT_NEW(s->core->arena, double, qq));
		theta += at_lmm_core_n_theta(f);
	}
}

/* Variances that are next to nothing become nothing where that is no worse. */
static void
drop_small(struct search *s)
{
	for (int k = 0; k < s->n; k++) {
		if (!s->diagonal[k] || !(s->best[k] > 0) || s->best[k] > 0.1)
			continue;
		memcpy(s->trial, s->best, (size_t)s->n * sizeof *s->trial);
		s->trial[k] = 0;
		straighten_all(s, s->trial);
		if (evaluate(s, s->trial) <= s->value + noise(s))
			memcpy(s->best, s->trial, (size_t)s->n * sizeof *s->best);
	}
}

/* Columns of zeros; the others are free. */
static void
find_free(struct search *s)
{
	bool off = false;

	s->n_free = 0;
	for (int k = 0; k < s->n; k++) {
		if (s->diagonal[k])
			off = !(s->best[k] > 0);
		s->off[k] = off;
		if (!off)
			s->free[s->n_free++] = k;
	}
}

/* Whether some variance of 0 would rather not be; `best` is then moved there.  The gradient
 * does not tell: the criterion is even in theta. */
static bool
comes_back(struct search *s)
{
	static const double tries[] = { 1e-3, 1e-2, 0.03, 0.1, 0.3 };
	double before = s->value;

	for (int k = 0; k < s->n; k++)
		for (size_t i = 0; i < AT_COUNT(tries) && s->diagonal[k] && s->off[k]; i++) {
			memcpy(s->trial, s->best, (size_t)s->n * sizeof *s->trial);
			s->trial[k] = tries[i];
			evaluate(s, s->trial);
		}
	return s->value < before - noise(s);
}

/* ---- Newton ------------------------------------------------------------------------- */

static void
find_gradient(struct search *s, double *out)
{
	double weight = at_lmm_core_rss_weight(s->core);

	at_lmm_core_gradient(s->core, s->det, s->rss);
	for (int i = 0; i < s->n_free; i++)
		out[i] = s->det[s->free[i]] + weight * s->rss[s->free[i]];
}

/* Where the criterion curves down, as much is added to the diagonal as makes it curve up. */
static bool
factor(struct search *s)
{
	int n = s->n_free;
	double more = 0, largest = 0;

	for (int i = 0; i < n; i++)
		largest = fmax(largest, fabs(s->hessian[i * n + i]));
	for (int tries = 0; tries < 20; tries++) {
		memcpy(s->cholesky, s->hessian, (size_t)(n * n) * sizeof *s->hessian);
		for (int i = 0; i < n; i++)
			s->cholesky[i * n + i] += more;
		if (at_cholesky(s->cholesky, n))
			return !(more > 0);
		more = fmax(3 * more, 1e-7 * largest);
	}
	return false;
}

/* By central differences of the gradient.  False if it is not positive definite. */
static bool
find_hessian(struct search *s, const double *theta)
{
	int n = s->n_free;
	double *sides = AT_NEW(s->core->arena, double, 2 * (size_t)n);

	for (int i = 0; i < n; i++) {
		double h = 1e-3 * fmax(fabs(theta[s->free[i]]), 0.1);

		for (int side = 0; side < 2; side++) {
			memcpy(s->trial, theta, (size_t)s->n * sizeof *theta);
			s->trial[s->free[i]] += side == 0 ? h : -h;
			evaluate(s, s->trial);
			find_gradient(s, sides + side * n);
		}
		for (int j = 0; j < n; j++)
			s->hessian[i * n + j] = (sides[j] - sides[n + j]) / (2 * h);
	}
	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
			s->hessian[i * n + j] = s->hessian[j * n + i]
			    = (s->hessian[i * n + j] + s->hessian[j * n + i]) / 2;
	return factor(s);
}

/* Along the step, half of it at a time, until the criterion does not rise; the problem is
 * then set there. */
static bool
go(struct search *s, double *theta, double *value)
{
	double part = 1;

	for (int k = 0; k < MOST_HALVINGS; k++, part /= 2) {
		double there;

		memcpy(s->trial, theta, (size_t)s->n * sizeof *theta);
		for (int i = 0; i < s->n_free; i++)
			s->trial[s->free[i]] -= part * s->step[i];
		there = evaluate(s, s->trial);
		if (there <= *value + noise(s)) {
			memcpy(theta, s->trial, (size_t)s->n * sizeof *theta);
			*value = there;
			return true;
		}
	}
	return false;
}

/* Returns the largest of the step beside its theta; it goes no further than 1. */
static double
find_step(struct search *s, const double *theta)
{
	double most = 0;

	memcpy(s->step, s->gradient, (size_t)s->n_free * sizeof *s->step);
	at_cholesky_solve(s->cholesky, s->n_free, s->step);
	for (int i = 0; i < s->n_free; i++)
		most = fmax(most, fabs(s->step[i]) / fmax(fabs(theta[s->free[i]]), 0.1));
	for (int i = 0; i < s->n_free && most > 1; i++)
		s->step[i] /= most;
	return most;
}

/* To where the gradient is 0, as near as rounding lets: until steps no longer shrink.  The
 * matrix of second differences is kept while steps are small. */
static bool
come_home(struct search *s, double *theta)
{
	double value = evaluate(s, theta), before = HUGE_VAL;
	bool known = false, up = true;

	for (int k = 0; k < MOST_STEPS; k++) {
		double step;

		find_gradient(s, s->gradient);
		if (!known)
			up = find_hessian(s, theta);
		step = find_step(s, theta);
		if (step < 1e-7 && (step > 0.3 * before || step < 1e-13))
			return up;
		if (!go(s, theta, &value))
			return up && step < 1e-7;
		known = up && step < 1e-2 && step < 0.3 * before;
		before = step;
	}
	return false;
}

static double
largest_gradient(struct search *s)
{
	double most = 0;

	find_gradient(s, s->gradient);
	for (int i = 0; i < s->n_free; i++)
		most = fmax(most, fabs(s->gradient[i]));
	return most;
}

/* One round from the best so far.  False: there may be better, and another is due. */
static bool
settle(struct search *s, double *theta)
{
	bool home;

	straighten_all(s, s->best);
	drop_small(s);
	find_free(s);
	memcpy(theta, s->best, (size_t)s->n * sizeof *theta);
	home = come_home(s, theta);
	straighten_all(s, theta);
	if (!home) {
		memcpy(theta, s->best, (size_t)s->n * sizeof *theta);
		walk(s, theta, 0.1, FINE);
		return false;
	}
	/* Where rounding alone tells values apart, that of the gradient stands. */
	s->value = evaluate(s, theta);
	memcpy(s->best, theta, (size_t)s->n * sizeof *theta);
	drop_small(s);
	find_free(s);
	return !comes_back(s);
}

void
at_lmm_search(struct at_lmm_core *core, struct at_lmm_found *out)
{
	struct search s = make_search(core);
	double *theta = AT_NEW(core->arena, double, (size_t)s.n);
	bool converged = s.n == 0;

	if (s.n > 0)
		start(&s);
	for (int round = 0; round < ROUNDS && !converged; round++)
		converged = settle(&s, theta);
	evaluate(&s, s.best);
	if (!converged)
		find_free(&s);
	*out = (struct at_lmm_found){ .theta = s.best, .converged = converged,
		.evaluations = s.evaluations, .max_gradient = largest_gradient(&s) };
}
