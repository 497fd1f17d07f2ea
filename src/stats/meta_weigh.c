/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <string.h>

#include "stats/matrix.h"
#include "stats/meta_weigh.h"
#include "stats/moments.h"

/* A column of which less than this is new beside those before it depends on them. */
#define LEAST_NEW 1e-10

enum { MOST_STEPS = 2000, MOST_HALVINGS = 50 };

static const double one = 1;

/* ---- a basis ------------------------------------------------------------------------ */

/* Takes what is along column j out of column l; returns how much that was. */
static double
take_out(double *q, int k, int p, int j, int l)
{
	double along = 0;

	for (int i = 0; i < k; i++)
		along += q[i * p + j] * q[i * p + l];
	for (int i = 0; i < k; i++)
		q[i * p + l] -= along * q[i * p + j];
	return along;
}

static double
column_norm(const double *q, int k, int p, int l)
{
	double sum = 0;

	for (int i = 0; i < k; i++)
		sum += q[i * p + l] * q[i * p + l];
	return sqrt(sum);
}

/* Gram and Schmidt's, twice: that is enough. */
static bool
orthonormalise(struct at_meta_work *work, int l)
{
	int k = work->k, p = work->p;
	double *q = work->q, whole = column_norm(q, k, p, l), left;

	for (int pass = 0; pass < 2; pass++)
		for (int j = 0; j < l; j++)
			work->r[j * p + l] += take_out(q, k, p, j, l);
	left = column_norm(q, k, p, l);
	if (!(left > LEAST_NEW * whole))
		return false;
	work->r[l * p + l] = left;
	for (int i = 0; i < k; i++)
		q[i * p + l] /= left;
	return true;
}

static enum at_status
make_basis(struct at_arena *arena, const double *x, struct at_meta_work *work, int *out_column,
    struct at_error *err)
{
	size_t n = (size_t)work->k * (size_t)work->p;

	work->r = AT_NEW(arena, double, (size_t)work->p * (size_t)work->p);
	if (x == NULL) {
		work->r[0] = 1;
		return AT_OK;
	}
	work->q = AT_NEW(arena, double, n);
	memcpy(work->q, x, n * sizeof *x);
	for (int l = 0; l < work->p; l++)
		if (!orthonormalise(work, l)) {
			if (out_column != NULL)
				*out_column = l;
			return at_fail(err, AT_INVALID, "column %d of the moderators depends on"
			    " those before it", l + 1);
		}
	return AT_OK;
}

enum at_status
at_meta_work_make(struct at_arena *arena, const struct at_meta_input *input,
    struct at_meta_work *out, int *out_column, struct at_error *err)
{
	int p = input->x != NULL ? input->p : 1;
	size_t squares = (size_t)p * (size_t)p;
	struct at_meta_work work = { .y = input->y, .v = input->v, .k = input->k, .p = p };
	enum at_status st;

	if (out_column != NULL)
		*out_column = -1;
	if (work.k < 1)
		return at_fail(err, AT_INVALID, "expected at least one study");
	if (work.k < p)
		return at_fail(err, AT_INVALID, "%d studies are too few for %d coefficients",
		    work.k, p);
	if (work.k == p && input->hartung_knapp)
		return at_fail(err, AT_INVALID, "Hartung and Knapp's interval needs more than %d"
		    " %s", work.k, work.k == 1 ? "study" : "studies");
	st = make_basis(arena, input->x, &work, out_column, err);
	if (st != AT_OK)
		return st;
	work.w = AT_NEW(arena, double, (size_t)work.k);
	work.inverse = AT_NEW(arena, double, squares);
	work.b = AT_NEW(arena, double, (size_t)p);
	work.sums = AT_NEW(arena, double, 4 * squares);
	if (!at_meta_weigh(&work, 0))
		return at_fail(err, AT_INVALID, "the variances are so far apart that some studies"
		    " weigh nothing");
	*out = work;
	return AT_OK;
}

/* r x = b in place. */
static void
solve_triangle(const double *r, int p, double *b)
{
	for (int i = p - 1; i >= 0; i--) {
		for (int j = i + 1; j < p; j++)
			b[i] -= r[i * p + j] * b[j];
		b[i] /= r[i * p + i];
	}
}

/* R^-1 C R^-T: a triangle for each side, the matrix turned between them. */
void
at_meta_leave_basis(const struct at_meta_work *work, const double *b, const double *inverse,
    double *out_b, double *out_covariance)
{
	int p = work->p;

	memcpy(out_b, b, (size_t)p * sizeof *b);
	solve_triangle(work->r, p, out_b);
	memcpy(out_covariance, inverse, (size_t)(p * p) * sizeof *inverse);
	for (int side = 0; side < 2; side++) {
		for (int i = 0; i < p; i++)
			solve_triangle(work->r, p, out_covariance + i * p);
		for (int i = 0; i < p; i++)
			for (int j = 0; j < i; j++) {
				double kept = out_covariance[i * p + j];

				out_covariance[i * p + j] = out_covariance[j * p + i];
				out_covariance[j * p + i] = kept;
			}
	}
}

/* r' x = l. */
void
at_meta_enter_basis(const struct at_meta_work *work, const double *contrast, double *out)
{
	int p = work->p;

	for (int i = 0; i < p; i++) {
		out[i] = contrast != NULL ? contrast[i] : i == 0;
		for (int j = 0; j < i; j++)
			out[i] -= work->r[j * p + i] * out[j];
		out[i] /= work->r[i * p + i];
	}
}

/* ---- weights ------------------------------------------------------------------------ */

static const double *
row_of(const struct at_meta_work *work, int i)
{
	return work->q != NULL ? work->q + (size_t)i * (size_t)work->p : &one;
}

/* Q'WQ, Q'W^2Q and Q'W^3Q, lower parts; b is Q'Wy. */
static void
add_up(struct at_meta_work *work)
{
	int p = work->p;
	double *a = work->sums, *a2 = a + p * p, *a3 = a2 + p * p;

	memset(work->sums, 0, 4 * (size_t)(p * p) * sizeof *a);
	memset(work->b, 0, (size_t)p * sizeof *a);
	work->sum_w = work->sum_w2 = 0;
	for (int i = 0; i < work->k; i++) {
		const double *row = row_of(work, i);
		double w = work->w[i];

		work->sum_w += w;
		work->sum_w2 += w * w;
		for (int j = 0; j < p; j++) {
			work->b[j] += w * row[j] * work->y[i];
			for (int l = 0; l <= j; l++) {
				double both = w * row[j] * row[l];

				a[j * p + l] += both;
				a2[j * p + l] += w * both;
				a3[j * p + l] += w * w * both;
			}
		}
	}
	for (int j = 0; j < p; j++)
		for (int l = 0; l < j; l++) {
			a[l * p + j] = a[j * p + l];
			a2[l * p + j] = a2[j * p + l];
			a3[l * p + j] = a3[j * p + l];
		}
}

/* tr(P) and tr(PP), from the sums. */
static void
trace(struct at_meta_work *work)
{
	int p = work->p;
	const double *a2 = work->sums + p * p, *a3 = a2 + p * p;
	double *product = work->sums + 3 * p * p, once = 0, twice = 0, cubes = 0;

	for (int i = 0; i < p; i++)
		for (int j = 0; j < p; j++) {
			product[i * p + j] = 0;
			for (int l = 0; l < p; l++)
				product[i * p + j] += work->inverse[i * p + l] * a2[l * p + j];
			cubes += work->inverse[i * p + j] * a3[j * p + i];
		}
	for (int i = 0; i < p; i++) {
		once += product[i * p + i];
		for (int j = 0; j < p; j++)
			twice += product[i * p + j] * product[j * p + i];
	}
	work->tr_p = work->sum_w - once;
	work->tr_pp = work->sum_w2 - 2 * cubes + twice;
}

/* A residual of a few last places is rounding: equal effects leave none. */
static void
look_back(struct at_meta_work *work)
{
	work->ypy = work->yppy = 0;
	for (int i = 0; i < work->k; i++) {
		const double *row = row_of(work, i);
		double e = work->y[i], w = work->w[i];

		for (int j = 0; j < work->p; j++)
			e -= row[j] * work->b[j];
		if (fabs(e) <= 8 * DBL_EPSILON * fabs(work->y[i]))
			e = 0;
		work->ypy += w * e * e;
		work->yppy += w * e * w * e;
	}
}

/* With the weights that are in work->w. */
static bool
weigh(struct at_meta_work *work)
{
	int p = work->p;

	add_up(work);
	if (!at_cholesky(work->sums, p))
		return false;
	work->log_det = at_cholesky_log_det(work->sums, p);
	at_cholesky_solve(work->sums, p, work->b);
	at_cholesky_invert(work->sums, p, work->inverse);
	look_back(work);
	trace(work);
	return true;
}

bool
at_meta_weigh(struct at_meta_work *work, double tau2)
{
	for (int i = 0; i < work->k; i++)
		work->w[i] = 1 / (work->v[i] + tau2);
	return weigh(work);
}

double
at_meta_leverage(const struct at_meta_work *work, int i)
{
	const double *row = row_of(work, i);

	return work->w[i] * at_quadratic(work->inverse, work->p, row, row);
}

/* ---- tau2 --------------------------------------------------------------------------- */

/* Newton's steps from 0: y'Py falls with tau2 and is convex, so they never go too far
 * (DerSimonian and Kacker 2007). */
double
at_meta_solve_q(struct at_meta_work *work, double target)
{
	double tau2 = 0;

	at_meta_weigh(work, 0);
	for (int i = 0; i < MOST_STEPS && work->ypy > target; i++) {
		double step = (work->ypy - target) / work->yppy;

		tau2 += step;
		at_meta_weigh(work, tau2);
		if (step <= 1e-15 * tau2)
			break;
	}
	return tau2;
}

/* Unweighted: the spread of y beyond what sampling explains. */
static double
hedges(struct at_meta_work *work)
{
	double sampling = 0;

	for (int i = 0; i < work->k; i++)
		work->w[i] = 1;
	weigh(work);
	for (int i = 0; i < work->k; i++)
		sampling += work->v[i] * (1 - at_meta_leverage(work, i));
	return fmax(0, (work->ypy - sampling) / (work->k - work->p));
}

/* From the variance of y (by k), one step. */
static double
sidik_jonkman(struct at_meta_work *work)
{
	struct at_moments moments = { .n = 0 };
	double start;

	for (int i = 0; i < work->k; i++)
		at_moments_add(&moments, work->y[i]);
	start = at_moments_variance(&moments) * (work->k - 1) / work->k;
	at_meta_weigh(work, start);
	return start * work->ypy / (work->k - work->p);
}

static double
der_simonian_laird(struct at_meta_work *work)
{
	at_meta_weigh(work, 0);
	return fmax(0, (work->ypy - (work->k - work->p)) / work->tr_p);
}

/* Up to a constant. */
static double
log_likelihood(const struct at_meta_work *work, bool restricted)
{
	struct at_sum sum = { 0, 0 };

	for (int i = 0; i < work->k; i++)
		at_sum_add(&sum, log(work->w[i]));
	return (at_sum_value(&sum) - work->ypy - (restricted ? work->log_det : 0)) / 2;
}

static double
scoring_step(const struct at_meta_work *work, bool restricted)
{
	return restricted ? (work->yppy - work->tr_p) / work->tr_pp
	    : (work->yppy - work->sum_w) / work->sum_w2;
}

/* Fisher's scoring from `tau2` on; a step that goes down is halved. */
static double
climb(struct at_meta_work *work, bool restricted, double tau2, double *out_height,
    bool *out_converged)
{
	double height;

	at_meta_weigh(work, tau2);
	height = log_likelihood(work, restricted);
	*out_converged = false;
	for (int i = 0; i < MOST_STEPS && !*out_converged; i++) {
		double next = fmax(0, tau2 + scoring_step(work, restricted)), then;

		at_meta_weigh(work, next);
		then = log_likelihood(work, restricted);
		for (int h = 0; h < MOST_HALVINGS && then < height - 1e-13 * fabs(height); h++) {
			next = (tau2 + next) / 2;
			at_meta_weigh(work, next);
			then = log_likelihood(work, restricted);
		}
		*out_converged = fabs(next - tau2) <= 1e-13 * next;
		tau2 = next;
		height = then;
	}
	*out_height = height;
	return tau2;
}

/* There may be two tops: that above 0 and that above Hedges' estimate are compared. */
static double
likeliest(struct at_meta_work *work, bool restricted, bool *out_converged)
{
	double heights[2], tops[2];
	bool converged[2];
	int best;

	tops[0] = climb(work, restricted, hedges(work), &heights[0], &converged[0]);
	tops[1] = climb(work, restricted, 0, &heights[1], &converged[1]);
	best = heights[1] > heights[0] + 1e-9 * fabs(heights[0]) ? 1 : 0;
	*out_converged = converged[best];
	return tops[best];
}

double
at_meta_find_tau2(struct at_meta_work *work, enum at_meta_method method, bool *out_converged)
{
	*out_converged = true;
	switch (method) {
	case AT_META_REML: return likeliest(work, true, out_converged);
	case AT_META_DL: return der_simonian_laird(work);
	case AT_META_ML: return likeliest(work, false, out_converged);
	case AT_META_PM:
	case AT_META_EB: return at_meta_solve_q(work, work->k - work->p);
	case AT_META_HE: return hedges(work);
	case AT_META_SJ: return sidik_jonkman(work);
	case AT_META_FE:
	case AT_META_METHODS: break;
	}
	return 0;
}
