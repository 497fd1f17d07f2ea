/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "alliance/surface.h"
#include "stats/ols.h"

enum { P = AT_SURFACE_TERMS };

/* A curvature smaller than this beside the largest is none. */
#define FLAT 1e-12

static const char *const names[P - 1] = {
	"the client's ratings", "the therapist's ratings", "the client's ratings squared",
	"the product of both ratings", "the therapist's ratings squared",
};

/* What a1 to a4 take of b. */
static const double lines[4][P] = {
	{ 0, 1, 1, 0, 0, 0 }, { 0, 0, 0, 1, 1, 1 }, { 0, 1, -1, 0, 0, 0 }, { 0, 0, 0, 1, -1, 1 },
};

/* 1, X, W and so on of one session. */
static void
terms_of(double client, double therapist, double midpoint, double out[P])
{
	double x = client - midpoint, w = therapist - midpoint;

	out[0] = 1;
	out[1] = x;
	out[2] = w;
	out[3] = x * x;
	out[4] = x * w;
	out[5] = w * w;
}

static enum at_status
fit_rows(struct at_arena *arena, const struct at_sessions *s, double midpoint,
    struct at_surface *out, struct at_error *err)
{
	double *x = AT_NEW(arena, double, (size_t)s->n * P), *covariance;
	struct at_ols_input in = { .x = x, .y = s->outcome[0], .n = s->n, .p = P };
	struct at_error why = { .status = AT_OK };
	struct at_ols fit;
	int column = -1;
	enum at_status st;

	for (int i = 0; i < s->n; i++)
		terms_of(s->client[i], s->therapist[i], midpoint, x + i * P);
	st = at_ols_fit(arena, &in, &fit, &column, &why);
	if (st != AT_OK)
		return at_fail(err, st, "%s: nothing varies there that the model does not hold"
		    " already", column < 1 ? "both ratings" : names[column - 1]);
	covariance = AT_NEW(arena, double, P * P);
	out->residual_variance = fit.rss / fit.df;
	for (int i = 0; i < P * P; i++)
		covariance[i] = out->residual_variance * fit.unscaled[i];
	for (int i = 0; i < P; i++)
		out->b[i] = at_estimate_of(fit.b[i], fit.se[i], fit.df);
	for (int i = 0; i < 4; i++)
		out->a[i] = at_estimate_contrast(fit.b, covariance, P, lines[i], fit.df);
	out->dyad_variance = out->criterion = NAN;
	out->converged = true;
	return AT_OK;
}

static enum at_status
fit_dyads(struct at_arena *arena, const struct at_sessions *s, double midpoint,
    struct at_surface *out, struct at_error *err)
{
	struct at_mixed_input in = { .n = s->n, .y = s->outcome[0], .n_columns = P - 1,
		.group = s->dyad, .n_groups = s->n_dyads };
	double *columns = AT_NEW(arena, double, (size_t)s->n * (P - 1)), row[P];
	struct at_mixed m;
	enum at_status st;

	for (int j = 0; j < P - 1; j++) {
		in.columns[j] = columns + (size_t)j * (size_t)s->n;
		in.names[j] = names[j];
	}
	for (int i = 0; i < s->n; i++) {
		terms_of(s->client[i], s->therapist[i], midpoint, row);
		for (int j = 0; j < P - 1; j++)
			columns[(size_t)j * (size_t)s->n + (size_t)i] = row[j + 1];
	}
	st = at_mixed_fit(arena, &in, &m, err);
	if (st != AT_OK)
		return st;
	for (int i = 0; i < P; i++)
		out->b[i] = m.b[i];
	at_estimate_mixed(arena, &m.input, &m.fit, lines[0], 4, s->n_dyads - 1, out->a);
	out->dyad_variance = m.intercept_variance;
	out->residual_variance = m.residual_variance;
	out->criterion = m.criterion;
	out->singular = m.singular;
	out->converged = m.converged;
	return AT_OK;
}

/* Of (d + s) / b4 and (d - s) / b4 with s = sqrt(d^2 + b4^2) one cancels: it is written as
 * the other's, since their product is -1. */
static void
set_axes(struct at_surface *out)
{
	double b4 = out->b[4].value, d = out->b[5].value - out->b[3].value, s = hypot(d, b4);

	if (!(s > FLAT * fmax(fabs(out->b[3].value), fabs(out->b[5].value))))
		return;                 /* a bowl: every way is an axis */
	if (d > 0) {
		out->second_slope = -b4 / (d + s);
		out->first_slope = fabs(b4) > FLAT * s ? (d + s) / b4 : INFINITY;
	} else {
		out->first_slope = b4 / (s - d);
		out->second_slope = fabs(b4) > FLAT * s ? (d - s) / b4 : INFINITY;
	}
	if (isfinite(out->first_slope))
		out->first_intercept = out->w0 - out->first_slope * out->x0;
	if (isfinite(out->second_slope))
		out->second_intercept = out->w0 - out->second_slope * out->x0;
}

static void
set_shape(struct at_surface *out)
{
	double b1 = out->b[1].value, b2 = out->b[2].value, b3 = out->b[3].value;
	double b4 = out->b[4].value, b5 = out->b[5].value;
	double whole = fabs(4 * b3 * b5) + b4 * b4, by = 4 * b3 * b5 - b4 * b4;

	out->x0 = out->w0 = NAN;
	out->first_slope = out->first_intercept = NAN;
	out->second_slope = out->second_intercept = NAN;
	if (!(fabs(by) > FLAT * whole))
		return;
	out->x0 = (b2 * b4 - 2 * b1 * b5) / by;
	out->w0 = (b1 * b4 - 2 * b2 * b3) / by;
	set_axes(out);
}

enum at_status
at_surface_fit(struct at_arena *arena, const struct at_sessions *s, double midpoint,
    bool by_dyad, struct at_surface *out, struct at_error *err)
{
	struct at_surface surface = { .n = s->n, .n_dyads = s->n_dyads };
	enum at_status st;

	if (s->n < AT_SURFACE_NEEDS)
		return at_fail(err, AT_INVALID, "a surface needs %d rated sessions with an"
		    " outcome; there are %d", AT_SURFACE_NEEDS, s->n);
	st = by_dyad ? fit_dyads(arena, s, midpoint, &surface, err)
	    : fit_rows(arena, s, midpoint, &surface, err);
	if (st != AT_OK)
		return st;
	set_shape(&surface);
	*out = surface;
	return AT_OK;
}
