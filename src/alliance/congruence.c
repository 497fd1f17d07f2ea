/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>

#include "alliance/congruence.h"
#include "stats/dist.h"

void
at_congruence_add(struct at_congruence_sums *sums, double client, double therapist)
{
	at_moments_add(&sums->difference, client - therapist);
	at_moments_add(&sums->distance, fabs(client - therapist));
	at_pairs_add(&sums->pairs, client, therapist);
}

/* z = atanh(r) has the standard error 1 / sqrt(n - 3) (Fisher 1921), and each mean taken
 * away beyond the first costs one more. */
void
at_congruence_interval(double r, int n, int within, double *out_low, double *out_high)
{
	int left = n - within - 2;
	double reach = at_normal_q(0.975) / sqrt(left), z = atanh(r);
	bool known = left >= 1 && isfinite(z);

	*out_low = known ? tanh(z - reach) : NAN;
	*out_high = known ? tanh(z + reach) : NAN;
}

/* The correlation of (x, y) and (y, x) in one column: with h half the difference of the
 * means, (2 cov(x, y) - 2 h^2) / (var x + var y + 2 h^2), variances by n. */
static double
profile_of(const struct at_congruence_sums *sums, const struct at_agreement *c)
{
	double by_n = (c->n - 1.0) / c->n, h = c->difference / 2;
	double spread = by_n * (at_moments_variance(&sums->pairs.x)
	    + at_moments_variance(&sums->pairs.y)) + 2 * h * h;

	return (2 * by_n * at_pairs_covariance(&sums->pairs) - 2 * h * h) / spread;
}

struct at_agreement
at_congruence_of(const struct at_congruence_sums *sums)
{
	struct at_agreement c = { (int)sums->pairs.x.n, at_moments_mean(&sums->difference),
		at_moments_mean(&sums->distance), NAN, NAN, NAN, NAN };
	bool moved = at_moments_variance(&sums->pairs.x) > 0
	    || at_moments_variance(&sums->pairs.y) > 0;

	if (c.n < AT_CONGRUENCE_NEEDS || !moved)
		return c;
	c.r = at_pairs_correlation(&sums->pairs);
	c.profile = profile_of(sums, &c);
	at_congruence_interval(c.r, c.n, 1, &c.r_low, &c.r_high);
	return c;
}
