/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <string.h>

#include "stats/dist.h"
#include "stats/factor.h"
#include "stats/matrix.h"

enum { MOST_STEPS = 200, MOST_HALVINGS = 30 };

/* The gradient, by the logarithms, is this near to 0 when all is found. */
#define FLAT 1e-13
/* From here on the way down is shorter than the rounding of f: the gradient leads. */
#define NEARLY_FLAT 1e-7
/* No logarithm moves further in a step. */
#define LONGEST 2.0
#define MOST_SHIFT 1e3

/* One place of the search. */
struct place {
	double *x;                      /* p: log of the uniquenesses */
	double *theta;                  /* p: eigenvalues of psi^-1/2 R psi^-1/2, falling */
	double *omega;                  /* p x p: its vectors, in columns */
	double f;
};

struct search {
	int p, m;
	const double *r;
	double *scaled, *values, *vectors;      /* room of evaluate() */
	double *gradient, *hessian, *root, *step;
	bool *fixed;                    /* where the step is settled */
	struct place now, next;
};

static struct place
place_make(struct at_arena *arena, size_t p)
{
	return (struct place){ AT_NEW(arena, double, p), AT_NEW(arena, double, p),
		AT_NEW(arena, double, p * p), 0 };
}

static void
sort_eigen(const struct search *s, struct place *at)
{
	int p = s->p;

	for (int k = 0; k < p; k++) {
		int best = 0;

		for (int i = 1; i < p; i++)
			if (s->values[i] > s->values[best])
				best = i;
		at->theta[k] = s->values[best];
		s->values[best] = -DBL_MAX;
		for (int i = 0; i < p; i++)
			at->omega[i * p + k] = s->vectors[i * p + best];
	}
}

/* f = sum over the p - m smallest of theta - log theta - 1. */
static void
evaluate(const struct search *s, struct place *at)
{
	int p = s->p;

	for (int i = 0; i < p; i++)
		for (int j = 0; j < p; j++)
			s->scaled[i * p + j] = s->r[i * p + j] * exp(-(at->x[i] + at->x[j]) / 2);
	at_symmetric_eigen(s->scaled, p, s->values, s->vectors);
	sort_eigen(s, at);
	at->f = 0;
	for (int k = s->m; k < p; k++) {
		double over = at->theta[k] - 1;

		at->f += over - log1p(over);
	}
}

/* df/dx_i = sum_k (1 - theta_k) omega_ik^2. */
static void
find_gradient(const struct search *s)
{
	int p = s->p;

	for (int i = 0; i < p; i++) {
		s->gradient[i] = 0;
		for (int k = s->m; k < p; k++) {
			double w = s->now.omega[i * p + k];

			s->gradient[i] += (1 - s->now.theta[k]) * w * w;
		}
	}
}

/* With a_k = omega_ik omega_jk: sum_k a_k sum_k theta_k a_k over the small ones and, between
 * those and the large n, (theta_k - 1) (theta_k + theta_n) / (theta_k - theta_n) a_k a_n. */
static double
second(const struct search *s, int i, int j)
{
	const double *wi = s->now.omega + i * s->p, *wj = s->now.omega + j * s->p;
	const double *theta = s->now.theta;
	double plain = 0, weighted = 0, mixed = 0;

	for (int k = s->m; k < s->p; k++) {
		double a = wi[k] * wj[k];

		plain += a;
		weighted += theta[k] * a;
		for (int n = 0; n < s->m; n++)
			mixed += (theta[k] - 1) * (theta[k] + theta[n]) / (theta[k] - theta[n])
			    * a * wi[n] * wj[n];
	}
	return plain * weighted + mixed;
}

static double
room_below(const struct search *s, int i)
{
	return s->now.x[i] - log(AT_FACTOR_LEAST);
}

/* The best step of those that are free, given the steps of the others. */
static bool
solve_free(const struct search *s)
{
	int p = s->p;

	memcpy(s->root, s->hessian, (size_t)p * (size_t)p * sizeof *s->root);
	for (int i = 0; i < p; i++) {
		if (!s->fixed[i])
			s->step[i] = -s->gradient[i];
		for (int j = 0; j < p; j++) {
			if (!s->fixed[i] && s->fixed[j])
				s->step[i] -= s->hessian[i * p + j] * s->step[j];
			if (s->fixed[i] || s->fixed[j])
				s->root[i * p + j] = i == j;
		}
	}
	if (!at_cholesky(s->root, p))
		return false;
	at_cholesky_solve(s->root, p, s->step);
	return true;
}

/* Ends at the bound whatever would run beyond it. */
static bool
fix_crossing(const struct search *s)
{
	bool any = false;

	for (int i = 0; i < s->p; i++)
		if (!s->fixed[i] && s->step[i] < -room_below(s, i)) {
			s->step[i] = -room_below(s, i);
			s->fixed[i] = any = true;
		}
	return any;
}

/* Newton's step within the bounds; `shift` on the diagonal makes it shorter, and a step down
 * where the second derivatives alone are not positive definite.  False if it is none. */
static bool
find_step(const struct search *s, double shift)
{
	int p = s->p;
	double promised = 0;

	for (int i = 0; i < p; i++) {
		s->fixed[i] = room_below(s, i) <= 0 && s->gradient[i] > 0;
		s->step[i] = 0;
		for (int j = 0; j <= i; j++)
			s->hessian[i * p + j] = s->hessian[j * p + i] = second(s, i, j);
		s->hessian[i * p + i] += shift;
	}
	do {
		if (!solve_free(s))
			return false;
	} while (fix_crossing(s));
	for (int i = 0; i < p; i++)
		promised += s->gradient[i] * s->step[i];
	return promised < 0;
}

static double
shorten(const struct search *s)
{
	double longest = 0;

	for (int i = 0; i < s->p; i++)
		longest = fmax(longest, fabs(s->step[i]));
	return longest > LONGEST ? LONGEST / longest : 1;
}

/* To `length` of the step; returns what the slope promised of it. */
static double
go(struct search *s, double length)
{
	double promised = 0;

	for (int i = 0; i < s->p; i++) {
		s->next.x[i] = fmax(s->now.x[i] + length * s->step[i], log(AT_FACTOR_LEAST));
		promised += s->gradient[i] * (s->next.x[i] - s->now.x[i]);
	}
	evaluate(s, &s->next);
	return promised;
}

static void
take_next(struct search *s)
{
	struct place was = s->now;

	s->now = s->next;
	s->next = was;
	find_gradient(s);
}

/* Goes down along the step, or says that it cannot. */
static bool
walk(struct search *s)
{
	double length = shorten(s);

	for (int i = 0; i < MOST_HALVINGS; i++, length /= 2) {
		double promised = go(s, length);

		if (s->next.f <= s->now.f + 1e-4 * promised) {
			take_next(s);
			return true;
		}
	}
	return false;
}

/* The longest way that the gradient would go: not beyond the bound. */
static double
steepest(const struct search *s)
{
	double most = 0;

	for (int i = 0; i < s->p; i++) {
		double way = fmin(s->gradient[i], room_below(s, i));

		most = fmax(most, fabs(way));
	}
	return most;
}

/* A last step or two, as long as they make it flatter. */
static bool
polish(struct search *s)
{
	double before = steepest(s);

	go(s, 1);
	take_next(s);
	if (steepest(s) < before / 2)
		return true;
	take_next(s);
	return false;
}

/* Begins where Joereskog (1967) does: near what each item does not share with the rest. */
static bool
begin(struct search *s, struct at_arena *arena)
{
	size_t p = (size_t)s->p;
	double *l = AT_NEW(arena, double, p * p), *inverse = AT_NEW(arena, double, p * p);

	memcpy(l, s->r, p * p * sizeof *l);
	if (!at_cholesky(l, s->p))
		return false;
	at_cholesky_invert(l, s->p, inverse);
	for (int i = 0; i < s->p; i++)
		s->now.x[i] = log(fmax((1 - 0.5 * s->m / s->p) / inverse[i * s->p + i],
		    AT_FACTOR_LEAST));
	evaluate(s, &s->now);
	find_gradient(s);
	return true;
}

static bool
descend(struct search *s)
{
	if (steepest(s) < NEARLY_FLAT)
		return find_step(s, 0) && polish(s);
	for (double shift = 0; shift < MOST_SHIFT; shift = fmax(10 * shift, 1e-4))
		if (find_step(s, shift) && walk(s))
			return true;
	return false;
}

static void
finish(const struct search *s, struct at_factor *out)
{
	for (int i = 0; i < s->p; i++) {
		out->uniqueness[i] = exp(s->now.x[i]);
		out->n_heywood += s->now.x[i] <= log(AT_FACTOR_LEAST);
	}
	out->discrepancy = s->now.f;
	for (int k = 0; k < s->m; k++) {
		double root = sqrt(fmax(s->now.theta[k] - 1, 0)), sum = 0;

		for (int i = 0; i < s->p; i++)
			sum += out->loadings[i * s->m + k] = root
			    * sqrt(out->uniqueness[i]) * s->now.omega[i * s->p + k];
		for (int i = 0; sum < 0 && i < s->p; i++)
			out->loadings[i * s->m + k] = -out->loadings[i * s->m + k];
	}
}

enum at_status
at_factor_fit(struct at_arena *arena, const double *r, int p, int m, struct at_factor *out,
    struct at_error *err)
{
	size_t n = (size_t)p;
	struct at_factor f = { .p = p, .m = m, .df = ((p - m) * (p - m) - p - m) / 2.0 };
	struct search s = { .p = p, .m = m, .r = r };

	if (f.df < 0)
		return at_fail(err, AT_INVALID, "%d factor%s need%s more than %d items", m,
		    m == 1 ? "" : "s", m == 1 ? "s" : "", p);
	s.scaled = AT_NEW(arena, double, n * n);
	s.values = AT_NEW(arena, double, n);
	s.vectors = AT_NEW(arena, double, n * n);
	s.gradient = AT_NEW(arena, double, n);
	s.hessian = AT_NEW(arena, double, n * n);
	s.root = AT_NEW(arena, double, n * n);
	s.fixed = AT_NEW(arena, bool, n);
	s.step = AT_NEW(arena, double, n);
	s.now = place_make(arena, n);
	s.next = place_make(arena, n);
	if (!begin(&s, arena))
		return at_fail(err, AT_INVALID, "the items depend on each other: one of them"
		    " is a sum of others, or there are too few rows");
	f.loadings = AT_NEW(arena, double, n * (size_t)m);
	f.uniqueness = AT_NEW(arena, double, n);
	while (steepest(&s) > FLAT && f.steps < MOST_STEPS && descend(&s))
		f.steps++;
	f.converged = steepest(&s) < NEARLY_FLAT;
	finish(&s, &f);
	*out = f;
	return AT_OK;
}

double
at_factor_chi2(const struct at_factor *f, double n, double *out_p)
{
	double chi2 = (n - 1 - (2 * f->p + 5) / 6.0 - 2 * f->m / 3.0) * f->discrepancy;

	if (out_p != NULL)
		*out_p = f->df > 0 ? at_chi2_upper(chi2, f->df) : NAN;
	return chi2;
}
