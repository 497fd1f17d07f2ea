/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "stats/logit.h"
#include "stats/matrix.h"
#include "stats/moments.h"

enum { MOST_STEPS = 100, MOST_HALVINGS = 40 };

struct search {
	const struct at_logit_input *input;
	int k;                          /* 1 + p */
	double *b, *step, *tried;       /* k */
	double *information;            /* k x k */
	struct at_sum *gradient;        /* k */
};

double
at_logistic(double logit)
{
	return logit >= 0 ? 1 / (1 + exp(-logit)) : exp(logit) / (1 + exp(logit));
}

static double
value_of(const double *b, const double *x, int p)
{
	double value = b[0];

	for (int j = 0; j < p; j++)
		value += b[1 + j] * x[j];
	return value;
}

double
at_logit_predict(const struct at_logit *fit, const double *x)
{
	return value_of(fit->b, x, fit->p);
}

/* log p of what happened: -log(1 + exp(-value)), whichever sign the value has. */
static double
log_probability(double value, bool y)
{
	double v = y ? value : -value;

	return v > 0 ? -log1p(exp(-v)) : v - log1p(exp(v));
}

static double
likelihood(const struct at_logit_input *in, const double *b)
{
	struct at_sum sum = { 0, 0 };

	for (int i = 0; i < in->n; i++)
		at_sum_add(&sum, log_probability(value_of(b, in->x + (size_t)i * (size_t)in->p,
		    in->p), in->y[i]));
	return at_sum_value(&sum);
}

static double
criterion(const struct at_logit_input *in, const double *b)
{
	double penalty = 0;

	for (int j = 1; j <= in->p; j++)
		penalty += b[j] * b[j];
	return likelihood(in, b) - in->lambda * penalty / 2;
}

/* Adds one row.  Sums of the gradient are compensated, as it says where the maximum is; the
 * information only says how to get there. */
static void
derive_row(struct search *s, const double *x, bool y)
{
	double p = at_logistic(value_of(s->b, x, s->input->p)), w = p * (1 - p);

	for (int j = 0; j < s->k; j++) {
		double xj = j == 0 ? 1 : x[j - 1];
		double *row = s->information + j * s->k;

		at_sum_add(&s->gradient[j], (y - p) * xj);
		row[0] += w * xj;
		for (int l = 1; l <= j; l++)
			row[l] += w * xj * x[l - 1];
	}
}

/* step: the gradient at b; and the information there. */
static void
derive(struct search *s)
{
	const struct at_logit_input *in = s->input;
	int k = s->k;

	memset(s->gradient, 0, (size_t)k * sizeof *s->gradient);
	memset(s->information, 0, (size_t)(k * k) * sizeof *s->information);
	for (int i = 0; i < in->n; i++)
		derive_row(s, in->x + (size_t)i * (size_t)in->p, in->y[i]);
	for (int j = 0; j < k; j++) {
		double lambda = j > 0 ? in->lambda : 0;

		s->step[j] = at_sum_value(&s->gradient[j]) - lambda * s->b[j];
		s->information[j * k + j] += lambda;
		for (int l = 0; l < j; l++)
			s->information[l * k + j] = s->information[j * k + l];
	}
}

/* One step, made shorter until it goes up.  Returns what it gained; below 0: none did. */
static double
go_up(struct search *s, double now)
{
	double gained = -1;

	for (int halvings = 0; halvings < MOST_HALVINGS && !(gained >= 0); halvings++) {
		for (int j = 0; j < s->k; j++)
			s->tried[j] = s->b[j] + s->step[j];
		gained = criterion(s->input, s->tried) - now;
		for (int j = 0; j < s->k; j++)
			s->step[j] /= 2;
	}
	if (gained >= 0)
		memcpy(s->b, s->tried, (size_t)s->k * sizeof *s->b);
	return gained;
}

static bool
climb(struct search *s)
{
	double now = criterion(s->input, s->b);

	for (int i = 0; i < MOST_STEPS; i++) {
		double gained;

		derive(s);
		if (!at_cholesky(s->information, s->k))
			return false;
		at_cholesky_solve(s->information, s->k, s->step);
		gained = go_up(s, now);
		if (gained <= 1e-13 * fabs(now))
			return true;
		now += gained;
	}
	return false;
}

static bool
both_occur(const struct at_logit_input *in)
{
	int n = 0;

	for (int i = 0; i < in->n; i++)
		n += in->y[i];
	return n > 0 && n < in->n;
}

enum at_status
at_logit_fit(struct at_arena *arena, const struct at_logit_input *input, struct at_logit *out,
    struct at_error *err)
{
	size_t k = (size_t)input->p + 1;
	struct search s = { input, (int)k, AT_NEW(arena, double, k), AT_NEW(arena, double, k),
		AT_NEW(arena, double, k), AT_NEW(arena, double, k * k),
		AT_NEW(arena, struct at_sum, k) };

	if (!both_occur(input))
		return at_fail(err, AT_INVALID, "expected both outcomes among %d rows, found one",
		    input->n);
	/* Separated outcomes climb for ever, or until no information is left. */
	if (!climb(&s))
		return at_fail(err, AT_INVALID, "no maximum: columns depend on each other, or tell"
		    " the outcomes apart");
	*out = (struct at_logit){ input->n, input->p, s.b, likelihood(input, s.b) };
	return AT_OK;
}
