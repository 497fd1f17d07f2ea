/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "stats/dist.h"
#include "stats/matrix.h"
#include "stats/meta_blocks.h"

enum { MOST_STEPS = 500, MOST_HALVINGS = 40 };

/* ---- the search --------------------------------------------------------------------- */

/* tr(P Z): ones in the block of each study (between), on the diagonal (within). */
static void
traces(const struct at_meta_blocks *set, double out[2])
{
	int p = set->p;

	out[AT_META_BETWEEN] = out[AT_META_WITHIN] = 0;
	for (int s = 0; s < set->n_studies; s++) {
		int n = at_meta_blocks_size(set, s);
		const double *w = set->w_blocks + set->block[s];
		const double *wq = set->wq + (size_t)set->start[s] * (size_t)p;

		for (int i = 0; i < n; i++)
			for (int j = 0; j < n; j++) {
				double element = w[i * n + j] - at_quadratic(set->m, p, wq + i * p,
				    wq + j * p);

				out[AT_META_BETWEEN] += element;
				out[AT_META_WITHIN] += i == j ? element : 0;
			}
	}
}

/* Z P y of both parts: Py itself, and its sums over each study. */
static void
working_variates(const struct at_meta_blocks *set, double *between, double *within)
{
	memcpy(within, set->py, (size_t)set->k * sizeof *within);
	for (int s = 0; s < set->n_studies; s++) {
		double sum = 0;

		for (int i = set->start[s]; i < set->start[s + 1]; i++)
			sum += set->py[i];
		for (int i = set->start[s]; i < set->start[s + 1]; i++)
			between[i] = sum;
	}
}

/* Newton's step with the average of observed and expected information; a variance that is
 * 0 and would fall stays, and where no residual is left there is none. */
static void
find_step(struct at_arena *scratch, const struct at_meta_blocks *set,
    const double variances[2], double step[2])
{
	size_t k = (size_t)set->k;
	double *f[2] = { AT_NEW(scratch, double, k), AT_NEW(scratch, double, k) };
	double *pf[2] = { AT_NEW(scratch, double, k), AT_NEW(scratch, double, k) };
	double *unread = AT_NEW(scratch, double, (size_t)set->p), score[2], info[2][2], det;
	bool stays[2];

	traces(set, score);
	working_variates(set, f[AT_META_BETWEEN], f[AT_META_WITHIN]);
	for (int a = 0; a < 2; a++) {
		at_meta_blocks_times_p(scratch, set, f[a], pf[a], unread);
		score[a] = at_dot(f[a], set->py, set->k) - score[a];
		stays[a] = variances[a] <= 0 && score[a] <= 0;
	}
	for (int a = 0; a < 2; a++)
		for (int b = 0; b < 2; b++)
			info[a][b] = at_dot(f[a], pf[b], set->k);
	det = info[0][0] * info[1][1] - info[0][1] * info[1][0];
	for (int a = 0; a < 2; a++) {
		int b = 1 - a;

		if (stays[a])
			step[a] = 0;
		else if (stays[b] || !(det > 1e-14 * info[0][0] * info[1][1]))
			step[a] = info[a][a] > 0 ? score[a] / info[a][a] : -variances[a];
		else
			step[a] = (info[b][b] * score[a] - info[a][b] * score[b]) / det;
	}
}

static bool
climb(struct at_arena *scratch, struct at_meta_blocks *set, double variances[2])
{
	double height;

	at_meta_blocks_weigh(scratch, set, variances);
	height = -(set->log_det + set->ypy) / 2;
	for (int i = 0; i < MOST_STEPS; i++) {
		double step[2], next[2], then = -INFINITY, moved = 0, share = 1;

		find_step(scratch, set, variances, step);
		for (int h = 0; h < MOST_HALVINGS; h++, share /= 2) {
			for (int a = 0; a < 2; a++)
				next[a] = fmax(0, variances[a] + share * step[a]);
			if (at_meta_blocks_weigh(scratch, set, next))
				then = -(set->log_det + set->ypy) / 2;
			if (then >= height - 1e-13 * fabs(height))
				break;
		}
		for (int a = 0; a < 2; a++) {
			moved += fabs(next[a] - variances[a]);
			variances[a] = next[a];
		}
		height = then;
		at_arena_clear(scratch);
		if (moved <= 1e-13 * (variances[0] + variances[1]))
			return true;
	}
	return false;
}

/* Both variances start at half of what two levels would find, and inside. */
static void
start_search(struct at_meta_blocks *set, double variances[2])
{
	bool converged;
	double inside = 0.1 * set->k / set->flat.sum_w;
	double tau2 = at_meta_find_tau2(&set->flat, AT_META_REML, &converged);

	variances[AT_META_BETWEEN] = variances[AT_META_WITHIN] = fmax(tau2, inside) / 2;
}

/* ---- the fit ------------------------------------------------------------------------ */

/* As if neither variance were. */
static bool
set_heterogeneity(struct at_arena *scratch, struct at_meta_blocks *set,
    struct at_meta_levels *fit)
{
	static const double none[2] = { 0, 0 };
	double trace[2];

	if (!at_meta_blocks_weigh(scratch, set, none))
		return false;
	traces(set, trace);
	fit->q = set->ypy;
	fit->q_df = set->k - set->p;
	fit->q_p = at_chi2_upper(fit->q, fit->q_df);
	fit->typical = fit->q_df / trace[AT_META_WITHIN];
	return true;
}

static enum at_status
search(struct at_arena *arena, struct at_arena *scratch, struct at_meta_blocks *set,
    struct at_meta_levels *fit, struct at_error *err)
{
	double variances[2], whole;

	if (!set_heterogeneity(scratch, set, fit))
		return at_fail(err, AT_INVALID, "the variances are so far apart that some effects"
		    " weigh nothing");
	start_search(set, variances);
	fit->converged = climb(scratch, set, variances);
	fit->between = variances[AT_META_BETWEEN];
	fit->within = variances[AT_META_WITHIN];
	whole = fit->between + fit->within + fit->typical;
	fit->i2_between = 100 * fit->between / whole;
	fit->i2_within = 100 * fit->within / whole;
	fit->b = AT_NEW(arena, double, (size_t)set->p);
	fit->covariance = AT_NEW(arena, double, (size_t)(set->p * set->p));
	at_meta_leave_basis(&set->flat, set->b, set->m, fit->b, fit->covariance);
	return AT_OK;
}

enum at_status
at_meta_levels_fit(struct at_arena *arena, const struct at_meta_levels_input *input,
    struct at_meta_levels *out, int *out_column, struct at_error *err)
{
	struct at_meta_levels fit = { .k = input->k, .n_studies = input->n_studies };
	struct at_arena *scratch;
	struct at_meta_blocks set;
	enum at_status st = at_meta_blocks_make(arena, input, &set, out_column, err);

	if (st != AT_OK)
		return st;
	fit.p = set.p;
	scratch = at_arena_open();
	if (scratch == NULL)
		at_oom(arena);
	st = search(arena, scratch, &set, &fit, err);
	at_arena_close(scratch);
	if (st == AT_OK)
		*out = fit;
	return st;
}

struct at_meta_line
at_meta_levels_line(const struct at_meta_levels *fit, const double *contrast)
{
	double estimate = fit->b[0], variance = fit->covariance[0];

	if (contrast != NULL) {
		estimate = at_dot(contrast, fit->b, fit->p);
		variance = at_quadratic(fit->covariance, fit->p, contrast, contrast);
	}
	return at_meta_line_of(estimate, sqrt(variance), INFINITY);
}

/* ---- one left out ------------------------------------------------------------------- */

/* The rows of all studies but one, numbered without it. */
static struct at_meta_levels_input
others_of(struct at_arena *arena, const struct at_meta_levels_input *in, int left_out)
{
	size_t k = (size_t)in->k, p = in->x != NULL ? (size_t)in->p : 0;
	double *y = AT_NEW(arena, double, k), *v = AT_NEW(arena, double, k);
	double *x = AT_NEW(arena, double, k * p);
	int *study = AT_NEW(arena, int, k);
	struct at_meta_levels_input others = *in;

	others.k = 0;
	others.n_studies--;
	for (int i = 0; i < in->k; i++) {
		if (in->study[i] == left_out)
			continue;
		y[others.k] = in->y[i];
		v[others.k] = in->v[i];
		study[others.k] = in->study[i] - (in->study[i] > left_out);
		for (size_t j = 0; j < p; j++)
			x[(size_t)others.k * p + j] = in->x[(size_t)i * p + j];
		others.k++;
	}
	others.y = y;
	others.v = v;
	others.study = study;
	others.x = in->x != NULL ? x : NULL;
	return others;
}

enum at_status
at_meta_levels_leave_one_out(struct at_arena *arena, const struct at_meta_levels_input *input,
    struct at_meta_levels_left *out, struct at_error *err)
{
	struct at_meta_levels whole;
	enum at_status st = at_meta_levels_fit(arena, input, &whole, NULL, err);
	struct at_arena *scratch;

	if (st != AT_OK)
		return st;
	scratch = at_arena_open();
	if (scratch == NULL)
		at_oom(arena);
	for (int s = 0; s < input->n_studies; s++) {
		struct at_meta_levels_input others = others_of(scratch, input, s);
		struct at_meta_levels rest;

		out[s] = (struct at_meta_levels_left){ { NAN, NAN, NAN, NAN, NAN, NAN }, NAN, NAN };
		if (at_meta_levels_fit(scratch, &others, &rest, NULL, NULL) == AT_OK)
			out[s] = (struct at_meta_levels_left){ at_meta_levels_line(&rest, NULL),
				rest.between, rest.within };
		at_arena_clear(scratch);
	}
	at_arena_close(scratch);
	return AT_OK;
}

/* ---- one effect a study ------------------------------------------------------------- */

void
at_meta_aggregate(struct at_arena *arena, const struct at_meta_levels_input *input,
    double *out_y, double *out_v)
{
	struct sums { double n, y, v, root; };
	struct sums *sums = AT_NEW(arena, struct sums, (size_t)input->n_studies);

	for (int i = 0; i < input->k; i++) {
		struct sums *of = &sums[input->study[i]];

		of->n++;
		of->y += input->y[i];
		of->v += input->v[i];
		of->root += sqrt(input->v[i]);
	}
	for (int s = 0; s < input->n_studies; s++) {
		const struct sums *of = &sums[s];

		out_y[s] = of->y / of->n;
		out_v[s] = ((1 - input->rho) * of->v + input->rho * of->root * of->root)
		    / (of->n * of->n);
	}
}
