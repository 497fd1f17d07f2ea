/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "stats/dist.h"
#include "stats/estimate.h"
#include "stats/matrix.h"

struct at_estimate
at_estimate_none(void)
{
	return (struct at_estimate){ NAN, NAN, NAN, NAN, NAN };
}

struct at_estimate
at_estimate_of(double value, double se, double df)
{
	double reach = at_t_q(0.975, df) * se;

	return (struct at_estimate){ value, se, df, value - reach, value + reach };
}

struct at_estimate
at_estimate_contrast(const double *b, const double *covariance, int p, const double *l,
    double df)
{
	double value = 0;

	for (int i = 0; i < p; i++)
		value += l[i] * b[i];
	return at_estimate_of(value, sqrt(at_quadratic(covariance, p, l, l)), df);
}

void
at_estimate_mixed(struct at_arena *arena, const struct at_lmm_input *input,
    const struct at_lmm *fit, const double *contrasts, int n, double otherwise,
    struct at_estimate *out)
{
	double *df = AT_NEW(arena, double, (size_t)n);

	at_lmm_dfs(arena, input, fit, contrasts, n, df);
	for (int i = 0; i < n; i++)
		out[i] = at_estimate_contrast(fit->beta, fit->covariance, fit->p,
		    contrasts + (size_t)i * (size_t)fit->p, df[i] > 0 ? df[i] : otherwise);
}
