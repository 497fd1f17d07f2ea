/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "alliance/pattern.h"
#include "stats/moments.h"

/* Residuals below this part of all movement are rounding. */
#define PERFECT 1e-12

/* House default: "variable" is twice the spread that is usual in the clinic. */
#define VARIABLE 2.0

/* Orthogonal polynomials on the session numbers there are: 1, u = x - mean, and
 * q = u^2 - tilt u - level.  Each coefficient is then on its own. */
struct fit {
	int n;
	double first, last;             /* sessions */
	double mean_x, mean_y;
	double tilt, level;
	double b1, b2;                  /* of u and q */
	double tss, rss1, rss2;
};

static void
find_means(struct fit *f, const double *x, const double *y, int n)
{
	struct at_moments mx = { .n = 0 }, my = { .n = 0 };

	for (int i = 0; i < n; i++) {
		if (isnan(y[i]))
			continue;
		if (mx.n == 0)
			f->first = x[i];
		f->last = x[i];
		at_moments_add(&mx, x[i]);
		at_moments_add(&my, y[i]);
	}
	f->n = (int)mx.n;
	f->mean_x = at_moments_mean(&mx);
	f->mean_y = at_moments_mean(&my);
}

static void
fit_line(struct fit *f, const double *x, const double *y, int n)
{
	double uu = 0, uuu = 0, uy = 0;

	for (int i = 0; i < n; i++) {
		double u = x[i] - f->mean_x, v = y[i] - f->mean_y;

		if (isnan(y[i]))
			continue;
		uu += u * u;
		uuu += u * u * u;
		uy += u * v;
		f->tss += v * v;
	}
	f->b1 = uy / uu;
	f->tilt = uuu / uu;
	f->level = uu / f->n;
}

static void
fit_parabola(struct fit *f, const double *x, const double *y, int n)
{
	double qq = 0, qy = 0;

	for (int i = 0; i < n; i++) {
		double u = x[i] - f->mean_x, q = u * u - f->tilt * u - f->level;
		double rest = y[i] - f->mean_y - f->b1 * u;

		if (isnan(y[i]))
			continue;
		f->rss1 += rest * rest;
		qq += q * q;
		qy += q * rest;
	}
	f->b2 = qy / qq;
	for (int i = 0; i < n; i++) {
		double u = x[i] - f->mean_x, q = u * u - f->tilt * u - f->level;
		double rest = y[i] - f->mean_y - f->b1 * u - f->b2 * q;

		if (!isnan(y[i]))
			f->rss2 += rest * rest;
	}
}

static double
bic(const struct fit *f, double rss, int parameters)
{
	double n = f->n, least = PERFECT * f->tss;

	return n * log(fmax(rss, least) / n) + parameters * log(n);
}

static enum at_pattern_kind
choose(const struct fit *f, const struct at_pattern *p, int best)
{
	if (best == 0)
		return AT_PATTERN_STABLE;
	if (best == 2 && p->turn > f->first && p->turn < f->last)
		return p->bend > 0 ? AT_PATTERN_U : AT_PATTERN_INVERTED_U;
	return p->slope > 0 ? AT_PATTERN_RISING : AT_PATTERN_FALLING;
}

static void
judge(struct at_pattern *p, const struct fit *f, double pooled_sd)
{
	const double rss[3] = { f->tss, f->rss1, f->rss2 };
	int best = 0;

	/* b1 u + b2 (u^2 - tilt u - level) turns where its slope is 0. */
	p->slope = f->b1;
	p->bend = f->b2;
	p->turn = f->mean_x + (f->tilt - f->b1 / f->b2) / 2;
	if (!isfinite(p->turn))
		p->turn = NAN;
	if (!(f->tss > 0)) {
		p->kind = AT_PATTERN_STABLE;
		p->residual_sd = 0;
		return;
	}
	for (int i = 0; i < 3; i++) {
		p->bic[i] = bic(f, rss[i], i + 2);
		if (p->bic[i] < p->bic[best])
			best = i;
	}
	p->kind = choose(f, p, best);
	p->residual_sd = sqrt(rss[best] / (f->n - best - 1));
	p->variable = p->residual_sd > VARIABLE * pooled_sd;
}

static double
first_to_last(const struct fit *f, const double *y, int n)
{
	double first = NAN, last = NAN;

	for (int i = 0; i < n; i++) {
		if (isnan(y[i]))
			continue;
		if (isnan(first))
			first = y[i];
		last = y[i];
	}
	return f->n < 2 ? NAN : (last - first) / (f->last - f->first);
}

struct at_pattern
at_pattern_of(const double *sessions, const double *values, int n, double pooled_sd)
{
	struct at_pattern p = { .kind = AT_PATTERN_SHORT, .bend = NAN, .turn = NAN,
		.bic = { NAN, NAN, NAN }, .residual_sd = NAN };
	struct fit f = { .n = 0 };

	find_means(&f, sessions, values, n);
	p.n = f.n;
	if (f.n < AT_PATTERN_NEEDS) {
		p.slope = first_to_last(&f, values, n);
		return p;
	}
	fit_line(&f, sessions, values, n);
	fit_parabola(&f, sessions, values, n);
	judge(&p, &f, pooled_sd);
	return p;
}

const char *
at_pattern_id(enum at_pattern_kind kind)
{
	switch (kind) {
	case AT_PATTERN_SHORT:
		return "short";
	case AT_PATTERN_STABLE:
		return "stable";
	case AT_PATTERN_RISING:
		return "rising";
	case AT_PATTERN_FALLING:
		return "falling";
	case AT_PATTERN_U:
		return "u";
	case AT_PATTERN_INVERTED_U:
		return "inverted-u";
	}
	return "";
}
