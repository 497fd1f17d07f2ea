/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress/effect.h - how large is a difference, in standard deviations?
 *
 * Hedges' g of two groups, and three of one group before and after.  They are different
 * quantities: never pool d_z with the others. */
#ifndef AT_PROGRESS_EFFECT_H
#define AT_PROGRESS_EFFECT_H

struct at_effect {
	double value, variance;
	double low, high;               /* 95 % interval by the normal distribution */
};

/* What small samples exaggerate: Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)), about
 * 1 - 3 / (4 m - 1); m > 1 degrees of freedom (Hedges 1981). */
double at_effect_correction(double m);

struct at_effect_group {
	double mean, sd, n;
};

/* g = J (m1 - m2) / pooled SD; variance 1/n1 + 1/n2 + g^2 / (2 (n1 + n2)).  NaN without a
 * spread or with fewer than three cases. */
struct at_effect at_effect_groups(const struct at_effect_group *one,
    const struct at_effect_group *two);

/* One group twice. */
struct at_effect_course {
	double mean_pre, sd_pre, mean_post, sd_post, r, n;      /* r: of before and after */
};

/* J (m2 - m1) / s1; variance 2 (1 - r) / n + value^2 / (2 n) (Becker 1988). */
struct at_effect at_effect_smcr(const struct at_effect_course *course);

/* By the root mean square of both SDs; by the SD of the differences. */
double at_effect_d_av(const struct at_effect_course *course);
double at_effect_d_z(const struct at_effect_course *course);

#endif
