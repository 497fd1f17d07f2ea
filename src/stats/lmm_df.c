/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Satterthwaite's degrees of freedom.
 *
 * With v = l' Var(beta) l as a function of phi = (theta, log sigma) and I the information of
 * phi: df = 2 v^2 / (g' I^-1 g), g = dv/dphi (Giesbrecht and Burns 1985; Fai and Cornelius
 * 1996).  I is half of the second derivatives of the criterion, sigma not profiled out. */
#include <math.h>
#include <string.h>

#include "stats/lmm_core.h"
#include "stats/matrix.h"

/* What is differentiated by theta, at one theta. */
struct at_point {
	double *slope;                  /* n_theta: of the criterion, sigma as it is */
	double *unscaled;               /* p x p */
};

struct work {
	struct at_lmm_core core;
	double *theta, *det, *rss;
	double weight;                  /* of rss: 1 / sigma^2 */
	int *free, n_free;              /* theta whose variance is not 0 */
	struct at_point sides[4];
};

/* Derivatives from four sides, which leave an error of the fourth order. */
static const double offsets[4] = { -2, -1, 1, 2 };
static const double shares[4] = { 1.0 / 12, -8.0 / 12, 8.0 / 12, -1.0 / 12 };

static void
look(struct work *w, const double *theta, struct at_point *out)
{
	at_lmm_core_set(&w->core, theta);
	at_lmm_core_gradient(&w->core, w->det, w->rss);
	for (int k = 0; k < w->core.n_theta; k++)
		out->slope[k] = w->det[k] + w->weight * w->rss[k];
	at_lmm_core_unscaled(&w->core, out->unscaled);
}

static void
find_free(struct work *w)
{
	const double *theta = w->theta;
	int at = 0;
	bool off = false;

	for (int t = 0; t < w->core.n_factors; t++)
		for (int k = 0; k < at_lmm_core_n_theta(&w->core.factors[t]); k++, at++) {
			if (at_lmm_core_place(&w->core.factors[t], k)
			    % (w->core.factors[t].q + 1) == 0)
				off = !(fabs(theta[at]) > 0);
			if (!off)
				w->free[w->n_free++] = at;
		}
}

/* Row i of the second derivatives, and of dv for each contrast. */
static void
differ(struct work *w, int i, double *hessian, int width, const double *contrasts, int n,
    double *slopes)
{
	int at = w->free[i], p = w->core.p;
	double kept = w->theta[at], h = 5e-3 * fmax(fabs(kept), 0.1);

	for (int side = 0; side < 4; side++) {
		const struct at_point *point = &w->sides[side];

		w->theta[at] = kept + offsets[side] * h;
		look(w, w->theta, &w->sides[side]);
		for (int j = 0; j < w->n_free; j++)
			hessian[i * width + j] += shares[side] / h * point->slope[w->free[j]];
		for (int c = 0; c < n; c++)
			slopes[c * width + i] += shares[side] / h * at_quadratic(point->unscaled, p,
			    contrasts + c * p, contrasts + c * p);
	}
	w->theta[at] = kept;
}

static bool
make_work(struct at_arena *arena, const struct at_lmm_input *input, const struct at_lmm *fit,
    struct work *w)
{
	size_t k, pp = (size_t)input->p * (size_t)input->p;

	if (at_lmm_core_make(arena, input, &w->core, NULL, NULL) != AT_OK)
		return false;
	k = (size_t)w->core.n_theta;
	w->theta = AT_NEW(arena, double, k);
	w->det = AT_NEW(arena, double, k);
	w->rss = AT_NEW(arena, double, k);
	w->free = AT_NEW(arena, int, k + 1);
	for (int side = 0; side < 4; side++)
		w->sides[side] = (struct at_point){ AT_NEW(arena, double, k),
			AT_NEW(arena, double, pp) };
	at_lmm_core_inward(&w->core, fit->theta, w->theta);
	find_free(w);
	return true;
}

/* The derivatives that have sigma in them; it comes last, as its logarithm. */
static void
add_sigma(struct work *w, double *hessian, int width, const double *contrasts, int n,
    double *slopes)
{
	int last = w->n_free, p = w->core.p;
	double *unscaled = w->sides[0].unscaled;

	look(w, w->theta, &w->sides[0]);
	for (int i = 0; i < w->n_free; i++)
		hessian[i * width + last] = hessian[last * width + i]
		    = -2 * w->weight * w->rss[w->free[i]];
	hessian[last * width + last] = 4 * w->weight * w->core.rss;
	for (int c = 0; c < n; c++)
		slopes[c * width + last] = 2 * at_quadratic(unscaled, p, contrasts + c * p,
		    contrasts + c * p);
}

/* 2 v^2 / (g' I^-1 g), I = H / 2. */
static double
one_df(const double *cholesky, int width, double variance, double *slope)
{
	double below = 0;

	at_cholesky_forward(cholesky, width, slope);
	for (int i = 0; i < width; i++)
		below += 2 * slope[i] * slope[i];
	return below > 0 ? 2 * variance * variance / below : INFINITY;
}

void
at_lmm_dfs(struct at_arena *arena, const struct at_lmm_input *input, const struct at_lmm *fit,
    const double *contrasts, int n, double *out)
{
	struct work w = { .n_free = 0 };
	bool whole = make_work(arena, input, fit, &w);
	int p = input->p, width = w.n_free + (input->sigma > 0 ? 0 : 1);
	size_t cells = (size_t)(width * width);
	double *hessian = AT_NEW(arena, double, cells), *slopes, *unscaled;

	for (int c = 0; c < n; c++)
		out[c] = NAN;
	if (!whole)
		return;
	slopes = AT_NEW(arena, double, (size_t)(n * width));
	at_lmm_core_set(&w.core, w.theta);
	w.weight = at_lmm_core_rss_weight(&w.core);
	unscaled = AT_NEW(arena, double, (size_t)(p * p));
	at_lmm_core_unscaled(&w.core, unscaled);
	for (int i = 0; i < w.n_free; i++)
		differ(&w, i, hessian, width, contrasts, n, slopes);
	if (width > w.n_free)
		add_sigma(&w, hessian, width, contrasts, n, slopes);
	for (int i = 0; i < width; i++)
		for (int j = 0; j < i; j++)
			hessian[i * width + j] = (hessian[i * width + j] + hessian[j * width + i])
			    / 2;
	if (!at_cholesky(hessian, width))
		return;
	for (int c = 0; c < n; c++)
		out[c] = one_df(hessian, width, at_quadratic(unscaled, p, contrasts + c * p,
		    contrasts + c * p), slopes + c * width);
}

double
at_lmm_df(struct at_arena *arena, const struct at_lmm_input *input, const struct at_lmm *fit,
    const double *contrast)
{
	double df;

	at_lmm_dfs(arena, input, fit, contrast, 1, &df);
	return df;
}
