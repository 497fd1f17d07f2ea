/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "stats/moments.h"

void
at_sum_add(struct at_sum *sum, double x)
{
	double total = sum->high + x;

	/* What the smaller of the two lost. */
	sum->low += fabs(sum->high) >= fabs(x) ? (sum->high - total) + x : (x - total) + sum->high;
	sum->high = total;
}

double
at_sum_value(const struct at_sum *sum)
{
	return sum->high + sum->low;
}

void
at_moments_add(struct at_moments *m, double x)
{
	double before = m->offset, d;

	if (m->n++ == 0)
		m->first = x;
	d = x - m->first;
	at_sum_add(&m->deviations, d);
	m->offset = at_sum_value(&m->deviations) / (double)m->n;
	at_sum_add(&m->squares, (d - before) * (d - m->offset));
}

double
at_moments_mean(const struct at_moments *m)
{
	return m->n > 0 ? m->first + m->offset : NAN;
}

double
at_moments_variance(const struct at_moments *m)
{
	return m->n > 1 ? at_sum_value(&m->squares) / (double)(m->n - 1) : NAN;
}

double
at_moments_sd(const struct at_moments *m)
{
	return sqrt(at_moments_variance(m));
}

void
at_pairs_add(struct at_pairs *p, double x, double y)
{
	double before = p->x.offset;

	at_moments_add(&p->x, x);
	at_moments_add(&p->y, y);
	at_sum_add(&p->products, (x - p->x.first - before) * (y - p->y.first - p->y.offset));
}

double
at_pairs_covariance(const struct at_pairs *p)
{
	return p->x.n > 1 ? at_sum_value(&p->products) / (double)(p->x.n - 1) : NAN;
}

double
at_pairs_correlation(const struct at_pairs *p)
{
	double squares = sqrt(at_sum_value(&p->x.squares)) * sqrt(at_sum_value(&p->y.squares));
	double r = at_sum_value(&p->products) / squares;

	if (p->x.n < 2 || !(squares > 0))
		return NAN;
	return r > 1 ? 1 : r < -1 ? -1 : r;
}
