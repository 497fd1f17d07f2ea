/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "progress/hlm.h"
#include "stats/lmm.h"
#include "stats/matrix.h"

/* Of slopes over the whole time, in SDs of a score: less than this is none. */
#define NO_DIFFERENCE 1e-4

/* Where a client's rows begin; one more than there are clients. */
static enum at_status
find_clients(struct at_arena *arena, const struct at_hlm_row *rows, int n_rows,
    int **out_from, int *out_n, struct at_error *err)
{
	int *from = AT_NEW(arena, int, (size_t)n_rows + 1), n = 0;

	for (int i = 0; i < n_rows; i++)
		if (i == 0 || rows[i].client != rows[i - 1].client)
			from[n++] = i;
	from[n] = n_rows;
	for (int c = 0; c < n; c++)
		if (from[c + 1] - from[c] < AT_HLM_LEAST_SCORES)
			return at_fail(err, AT_INVALID, "expected %d scores of client %d, found %d",
			    AT_HLM_LEAST_SCORES, rows[from[c]].client, from[c + 1] - from[c]);
	*out_from = from;
	*out_n = n;
	return AT_OK;
}

static double
time_range(const struct at_hlm_row *rows, int n_rows)
{
	double least = INFINITY, most = -INFINITY;

	for (int i = 0; i < n_rows; i++) {
		least = fmin(least, rows[i].time);
		most = fmax(most, rows[i].time);
	}
	return most - least;
}

/* score ~ 1 + time + (1 + time | client): both parts have the same columns. */
static enum at_status
fit_model(struct at_arena *arena, const struct at_hlm_row *rows, int n_rows, int n_clients,
    struct at_lmm *out, struct at_error *err)
{
	double *y = AT_NEW(arena, double, (size_t)n_rows);
	double *x = AT_NEW(arena, double, 2 * (size_t)n_rows);
	int *group = AT_NEW(arena, int, (size_t)n_rows);
	const struct at_lmm_term term = { .z = x, .q = 2, .correlated = true, .group = group,
		.n_groups = n_clients };
	const struct at_lmm_input input = { .y = y, .x = x, .n = n_rows, .p = 2,
		.terms = &term, .n_terms = 1 };
	enum at_status st;

	for (int i = 0; i < n_rows; i++) {
		y[i] = rows[i].score;
		x[2 * i] = 1;
		x[2 * i + 1] = rows[i].time;
		group[i] = rows[i].client;
	}
	st = at_lmm_fit(arena, &input, out, NULL, err);
	if (st == AT_OK && !out->converged)
		return at_fail(err, AT_INVALID, "the search for a model of these %d clients did not"
		    " settle", n_clients);
	return st;
}

/* The variance of mean slope + deviation about what they estimate.  With V the conditional
 * variance and S = Z'Z = Z'X of the client, the deviation answers to an error of b by -K,
 * K = V S / sigma^2 (Henderson 1975): V + (I - K) Cov(b) (I - K)', of which the last element
 * is the slope's. */
static double
slope_variance(const struct at_lmm *fit, const double *v, const struct at_hlm_row *rows, int n)
{
	double s[4] = { 0 }, share[2];

	for (int i = 0; i < n; i++) {
		s[0] += 1;
		s[1] += rows[i].time;
		s[3] += rows[i].time * rows[i].time;
	}
	s[2] = s[1];
	for (int j = 0; j < 2; j++)
		share[j] = (j == 1) - (v[2] * s[j] + v[3] * s[2 + j]) / (fit->sigma * fit->sigma);
	return v[3] + at_quadratic(fit->covariance, 2, share, share);
}

static struct at_hlm_client
client_of(const struct at_lmm *fit, int c, const struct at_hlm_row *rows, int n)
{
	const double *v = fit->effects[0].mode_covariance + 4 * c;
	struct at_hlm_client client = { .n = n, .first = rows[0].score,
		.last = rows[n - 1].score, .deviation = fit->effects[0].modes[2 * c + 1],
		.sd = sqrt(v[3]) };

	client.rci = client.deviation / client.sd;
	client.slope = fit->beta[1] + client.deviation;
	client.se = sqrt(slope_variance(fit, v, rows, n));
	return client;
}

enum at_status
at_hlm_fit(struct at_arena *arena, const struct at_hlm_row *rows, int n_rows,
    struct at_hlm *out, struct at_error *err)
{
	struct at_hlm_client *clients;
	struct at_lmm fit;
	int *from = NULL, n = 0;
	double range;
	enum at_status st = find_clients(arena, rows, n_rows, &from, &n, err);

	if (st != AT_OK)
		return st;
	range = time_range(rows, n_rows);
	if (!(range > 0))
		return at_fail(err, AT_INVALID, "expected scores at different times: all %d are"
		    " of the same one", n_rows);
	st = fit_model(arena, rows, n_rows, n, &fit, err);
	if (st != AT_OK)
		return st;
	if (!(sqrt(fit.effects[0].covariance[3]) * range > NO_DIFFERENCE * fit.sigma))
		return at_fail(err, AT_INVALID, "these %d clients do not differ in their slopes:"
		    " none can be told from the others", n);
	clients = AT_NEW(arena, struct at_hlm_client, (size_t)n);
	for (int c = 0; c < n; c++)
		clients[c] = client_of(&fit, c, rows + from[c], from[c + 1] - from[c]);
	*out = (struct at_hlm){ n, n_rows, fit.beta[1], fit.se[1],
		sqrt(fit.effects[0].covariance[3]), fit.sigma, fit.singular, clients };
	return AT_OK;
}
