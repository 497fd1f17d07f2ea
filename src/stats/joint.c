/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "stats/bfgs.h"
#include "stats/joint.h"
#include "stats/matrix.h"
#include "stats/ols.h"

enum { D = AT_JOINT_OUTCOMES, K = AT_JOINT_COLUMNS, MOST_EVALUATIONS = 500 };

/* Slopes flatter than this, by row, are flat; a Cholesky factor of Psi smaller than this
 * beside that of R is nothing; as much of an outcome must be left by the columns. */
#define FLAT 1e-10
#define NOTHING 1e-4
#define LEAST_LEFT 1e-10

/* Rows that share one covariance V = R + size Psi, seen through their sums.  Means of
 * groups of that size come with their number of rows as weight; size 0 holds what is
 * around the means of all groups. */
struct stratum {
	double size, count;             /* count of log |V| in the likelihood */
	double xx[K * K], xy[K * D], yy[D * D];
};

struct group {
	int size, stratum;
	double x[K], y[D];              /* means */
	struct stratum around;          /* them */
};

/* y is what the columns leave by least squares, in units of its own spread: then little
 * is lost by cancellation, and all parameters are of one size. */
struct at_joint_sums {
	int k, d, n_groups, n_strata;
	struct group *groups;
	struct stratum *strata;         /* of one fit; the first is around the means */
	double first[D][K], unit[D];    /* the least squares and the spread taken away */
};

/* One value of the criterion on the way. */
struct point {
	const struct at_joint_sums *sums;
	double r[D * D], psi[D * D], l[D * D], p[D * D];        /* r = l l', psi = p p' */
	double a[AT_JOINT_ALL * AT_JOINT_ALL], inverse[AT_JOINT_ALL * AT_JOINT_ALL];
	double beta[AT_JOINT_ALL];
	double rows;                    /* counted */
};

/* ---- sums --------------------------------------------------------------------------- */

/* Adds the products of one x and one y. */
static void
add_products(struct stratum *s, int k, int d, double weight, const double *x, const double *y)
{
	for (int i = 0; i < k; i++) {
		for (int j = 0; j < k; j++)
			s->xx[i * k + j] += weight * x[i] * x[j];
		for (int b = 0; b < d; b++)
			s->xy[i * d + b] += weight * x[i] * y[b];
	}
	for (int a = 0; a < d; a++)
		for (int b = 0; b < d; b++)
			s->yy[a * d + b] += weight * y[a] * y[b];
}

static void
add_stratum(struct stratum *to, const struct stratum *from, int k, int d, double times)
{
	to->count += times * from->count;
	for (int i = 0; i < k * k; i++)
		to->xx[i] += times * from->xx[i];
	for (int i = 0; i < k * d; i++)
		to->xy[i] += times * from->xy[i];
	for (int i = 0; i < d * d; i++)
		to->yy[i] += times * from->yy[i];
}

static void
gather_groups(struct at_joint_sums *s, const struct at_joint_input *in, double *const *y)
{
	int k = s->k, d = s->d;
	double x_off[K], y_off[D];

	for (int i = 0; i < in->n; i++) {
		struct group *g = &s->groups[in->group[i]];

		g->size++;
		for (int j = 0; j < k; j++)
			g->x[j] += in->x[(size_t)i * (size_t)k + (size_t)j];
		for (int a = 0; a < d; a++)
			g->y[a] += y[a][i];
	}
	for (int i = 0; i < s->n_groups; i++) {
		for (int j = 0; j < k; j++)
			s->groups[i].x[j] /= s->groups[i].size;
		for (int a = 0; a < d; a++)
			s->groups[i].y[a] /= s->groups[i].size;
		s->groups[i].around.count = s->groups[i].size - 1;
	}
	for (int i = 0; i < in->n; i++) {
		struct group *g = &s->groups[in->group[i]];

		for (int j = 0; j < k; j++)
			x_off[j] = in->x[(size_t)i * (size_t)k + (size_t)j] - g->x[j];
		for (int a = 0; a < d; a++)
			y_off[a] = y[a][i] - g->y[a];
		add_products(&g->around, k, d, 1, x_off, y_off);
	}
}

/* Groups of one size share a stratum; the first is of no size. */
static void
make_strata(struct at_arena *arena, struct at_joint_sums *s)
{
	int most = 0, *stratum_of;

	for (int i = 0; i < s->n_groups; i++)
		if (s->groups[i].size > most)
			most = s->groups[i].size;
	stratum_of = AT_NEW(arena, int, (size_t)most + 1);
	s->n_strata = 1;
	for (int i = 0; i < s->n_groups; i++) {
		int *at = &stratum_of[s->groups[i].size];

		if (*at == 0)
			*at = s->n_strata++;
		s->groups[i].stratum = *at;
	}
	s->strata = AT_NEW(arena, struct stratum, (size_t)s->n_strata);
}

/* Only what counts, and how often it does. */
static void
count_groups(struct at_joint_sums *s, const int *times)
{
	memset(s->strata, 0, (size_t)s->n_strata * sizeof *s->strata);
	for (int i = 0; i < s->n_groups; i++) {
		const struct group *g = &s->groups[i];
		struct stratum *means = &s->strata[g->stratum];
		double n = times == NULL ? 1 : times[i];

		if (n == 0)
			continue;
		means->size = g->size;
		means->count += n;
		add_products(means, s->k, s->d, n * g->size, g->x, g->y);
		add_stratum(&s->strata[0], &g->around, s->k, s->d, n);
	}
}

/* ---- the criterion ------------------------------------------------------------------ */

/* The inverse of V = R + size Psi and the log of its determinant; NaN if it has none. */
static double
invert_covariance(const struct point *p, double size, double *out)
{
	int d = p->sums->d;
	double v[D * D];

	for (int i = 0; i < d * d; i++)
		v[i] = p->r[i] + size * p->psi[i];
	if (!at_cholesky(v, d))
		return NAN;
	at_cholesky_invert(v, d, out);
	return at_cholesky_log_det(v, d);
}

/* X'V^-1 X, X'V^-1 y and y'V^-1 y. */
static void
add_equations(struct point *p, const struct stratum *s, const double *v, double *rhs,
    double *square)
{
	int k = p->sums->k, d = p->sums->d, all = k * d;

	for (int a = 0; a < d; a++)
		for (int b = 0; b < d; b++) {
			double w = v[a * d + b];

			for (int i = 0; i < k; i++) {
				for (int j = 0; j < k; j++)
					p->a[(a * k + i) * all + b * k + j] += w * s->xx[i * k + j];
				rhs[a * k + i] += w * s->xy[i * d + b];
			}
			*square += w * s->yy[a * d + b];
		}
}

/* -2 log restricted likelihood but for its constant; NaN where there is none. */
static double
criterion(struct point *p)
{
	const struct at_joint_sums *sums = p->sums;
	int all = sums->k * sums->d;
	double rhs[AT_JOINT_ALL] = { 0 }, square = 0, logs = 0, v[D * D];

	memset(p->a, 0, sizeof p->a);
	p->rows = 0;
	for (int i = 0; i < sums->n_strata; i++) {
		const struct stratum *s = &sums->strata[i];

		if (s->count == 0)
			continue;
		logs += s->count * invert_covariance(p, s->size, v);
		if (isnan(logs))
			return NAN;
		add_equations(p, s, v, rhs, &square);
		p->rows += s->count;
	}
	if (!at_cholesky(p->a, all))
		return NAN;
	memcpy(p->beta, rhs, sizeof p->beta);
	at_cholesky_solve(p->a, all, p->beta);
	for (int i = 0; i < all; i++)
		square -= p->beta[i] * rhs[i];
	return logs + at_cholesky_log_det(p->a, all) + square;
}

/* Squares and products of what a stratum leaves, and what the coefficients took of it:
 * the mean of the products if V were right is count V. */
static void
left_over(const struct point *p, const struct stratum *s, double *out)
{
	int k = p->sums->k, d = p->sums->d, all = k * d;

	for (int a = 0; a < d; a++)
		for (int b = 0; b < d; b++) {
			const double *ba = p->beta + a * k, *bb = p->beta + b * k;
			double sum = s->yy[a * d + b];

			for (int i = 0; i < k; i++) {
				sum -= ba[i] * s->xy[i * d + b] + bb[i] * s->xy[i * d + a];
				for (int j = 0; j < k; j++)
					sum += (ba[i] * bb[j] + p->inverse[(a * k + i) * all
					    + b * k + j]) * s->xx[i * k + j];
			}
			out[a * d + b] = sum;
		}
}

static void
multiply(const double *a, const double *b, int d, double *out)
{
	for (int i = 0; i < d; i++)
		for (int j = 0; j < d; j++) {
			out[i * d + j] = 0;
			for (int m = 0; m < d; m++)
				out[i * d + j] += a[i * d + m] * b[m * d + j];
		}
}

/* The slopes by the elements of R and Psi: of each stratum count V^-1 - V^-1 S V^-1 with
 * S of left_over, for Psi times its size. */
static void
slopes_of(struct point *p, double *by_r, double *by_psi)
{
	const struct at_joint_sums *sums = p->sums;
	int d = sums->d;
	double v[D * D], s[D * D], t[D * D], u[D * D];

	at_cholesky_invert(p->a, sums->k * d, p->inverse);
	for (int i = 0; i < sums->n_strata; i++) {
		if (sums->strata[i].count == 0)
			continue;
		invert_covariance(p, sums->strata[i].size, v);
		left_over(p, &sums->strata[i], s);
		multiply(v, s, d, t);
		multiply(t, v, d, u);
		for (int j = 0; j < d * d; j++) {
			double slope = sums->strata[i].count * v[j] - u[j];

			by_r[j] += slope;
			by_psi[j] += sums->strata[i].size * slope;
		}
	}
}

/* ---- the search --------------------------------------------------------------------- */

/* A lower triangle from the next elements of x, and its square. */
static const double *
take_factor(const double *x, int d, double *factor, double *square)
{
	for (int i = 0; i < d; i++)
		for (int j = 0; j < d; j++)
			factor[i * d + j] = j <= i ? *x++ : 0;
	for (int i = 0; i < d; i++)
		for (int j = 0; j < d; j++) {
			square[i * d + j] = 0;
			for (int m = 0; m < d; m++)
				square[i * d + j] += factor[i * d + m] * factor[j * d + m];
		}
	return x;
}

/* Of F F' by the elements of F: 2 G F. */
static double *
put_slopes(const double *by_square, const double *factor, int d, double *out)
{
	double g[D * D];

	multiply(by_square, factor, d, g);
	for (int i = 0; i < d; i++)
		for (int j = 0; j <= i; j++)
			*out++ = 2 * g[i * d + j];
	return out;
}

static double
value_at(void *context, const double *x, double *gradient)
{
	struct point *p = context;
	int d = p->sums->d;
	double by_r[D * D] = { 0 }, by_psi[D * D] = { 0 }, value;

	take_factor(take_factor(x, d, p->l, p->r), d, p->p, p->psi);
	value = criterion(p);
	if (isnan(value))
		return INFINITY;
	slopes_of(p, by_r, by_psi);
	put_slopes(by_psi, p->p, d, put_slopes(by_r, p->l, d, gradient));
	return value;
}

/* Where to begin: R from around the means of groups, Psi a quarter of it.  False if that
 * is no covariance, as with twice the same outcome. */
static bool
begin(const struct at_joint_sums *s, double *x)
{
	const struct stratum *around = &s->strata[0];
	int d = s->d, n = 0;
	double r[D * D];

	for (int i = 0; i < d * d; i++)
		r[i] = around->yy[i] / around->count;
	if (!(r[0] > LEAST_LEFT) || !at_cholesky(r, d)
	    || !(r[d * d - 1] * r[d * d - 1] > LEAST_LEFT))
		return false;
	for (int half = 0; half < 2; half++)
		for (int i = 0; i < d; i++)
			for (int j = 0; j <= i; j++)
				x[n++] = r[i * d + j] / (half + 1);
	return true;
}

static bool
is_singular(const struct point *p)
{
	for (int i = 0, d = p->sums->d; i < d; i++)
		if (fabs(p->p[i * d + i]) < NOTHING * fabs(p->l[i * d + i]))
			return true;
	return false;
}

/* Back to the units of the outcomes. */
static void
report(const struct point *p, double value, struct at_joint *out)
{
	const struct at_joint_sums *s = p->sums;
	int k = s->k, d = s->d, all = k * d;
	double left = p->rows - k;

	out->criterion = value + left * d * log(2 * acos(-1));
	for (int a = 0; a < d; a++) {
		out->criterion += 2 * left * log(s->unit[a]);
		for (int i = 0; i < k; i++)
			out->beta[a][i] = s->first[a][i] + s->unit[a] * p->beta[a * k + i];
		for (int b = 0; b < d; b++) {
			out->r[a][b] = s->unit[a] * s->unit[b] * p->r[a * d + b];
			out->psi[a][b] = s->unit[a] * s->unit[b] * p->psi[a * d + b];
		}
	}
	for (int i = 0; i < all; i++)
		for (int j = 0; j < all; j++)
			out->covariance[i * all + j] = s->unit[i / k] * s->unit[j / k]
			    * p->inverse[i * all + j];
}

bool
at_joint_fit(struct at_joint_sums *sums, const int *times, struct at_joint *out)
{
	int d = sums->d;
	double x[AT_BFGS_MOST], gradient[AT_BFGS_MOST];
	struct point p = { .sums = sums };
	struct at_bfgs search = { .value = value_at, .context = &p, .n = d * (d + 1),
		.most = MOST_EVALUATIONS };
	struct at_bfgs_end end;

	count_groups(sums, times);
	if (!begin(sums, x) || isinf(value_at(&p, x, gradient)))
		return false;
	search.enough = FLAT * p.rows;
	end = at_bfgs_minimise(&search, x);
	value_at(&p, x, gradient);
	*out = (struct at_joint){ .n_columns = sums->k, .n_outcomes = d,
		.singular = is_singular(&p), .converged = end.found,
		.evaluations = end.evaluations };
	report(&p, end.value, out);
	return true;
}

/* ---- input -------------------------------------------------------------------------- */

/* What least squares leave of one outcome, in units of its spread. */
static enum at_status
take_outcome(struct at_arena *arena, struct at_joint_sums *s, const struct at_joint_input *in,
    int a, double **out_y, int *out_column, struct at_error *err)
{
	struct at_ols_input ols = { .x = in->x, .y = in->y[a], .n = in->n, .p = in->n_columns };
	struct at_ols fit;
	enum at_status st = at_ols_fit(arena, &ols, &fit, out_column, err);
	double size = 0;

	if (st != AT_OK)
		return st;
	for (int i = 0; i < in->n; i++)
		size = fmax(size, fabs(in->y[a][i]));
	s->unit[a] = sqrt(fit.rss / in->n);
	if (!(s->unit[a] > LEAST_LEFT * size))
		return at_fail(err, AT_INVALID, "the outcome is fitted exactly: nothing is left"
		    " to say how sure that is");
	for (int i = 0; i < in->n; i++)
		fit.residuals[i] /= s->unit[a];
	memcpy(s->first[a], fit.b, (size_t)in->n_columns * sizeof *fit.b);
	*out_y = fit.residuals;
	return AT_OK;
}

enum at_status
at_joint_gather(struct at_arena *arena, const struct at_joint_input *input,
    struct at_joint_sums **out, int *out_column, struct at_error *err)
{
	struct at_joint_sums *s = AT_NEW(arena, struct at_joint_sums, 1);
	double *y[D], x[AT_BFGS_MOST];
	enum at_status st = AT_OK;

	assert(input->n_columns >= 1 && input->n_columns <= K);
	assert(input->n_outcomes >= 1 && input->n_outcomes <= D);
	*s = (struct at_joint_sums){ .k = input->n_columns, .d = input->n_outcomes,
		.n_groups = input->n_groups };
	if (out_column != NULL)
		*out_column = -1;
	for (int a = 0; a < s->d && st == AT_OK; a++)
		st = take_outcome(arena, s, input, a, &y[a], out_column, err);
	if (st != AT_OK)
		return st;
	s->groups = AT_NEW(arena, struct group, (size_t)s->n_groups);
	gather_groups(s, input, y);
	make_strata(arena, s);
	count_groups(s, NULL);
	if (s->strata[0].count == 0)
		return at_fail(err, AT_INVALID, "no group has two rows");
	if (!begin(s, x))
		return at_fail(err, AT_INVALID, "nothing is left of %s within groups", s->d > 1
		    ? "one of the outcomes, or both are the same," : "the outcome");
	*out = s;
	return AT_OK;
}

void
at_joint_draw(const struct at_joint_sums *sums, struct at_random *random, int *times)
{
	memset(times, 0, (size_t)sums->n_groups * sizeof *times);
	for (int i = 0; i < sums->n_groups; i++)
		times[(int)(at_random_unit(random) * sums->n_groups)]++;
}
