/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/tolerance.h - how far from a sample's mean a share of all others lies, surely. */
#ifndef AT_STATS_TOLERANCE_H
#define AT_STATS_TOLERANCE_H

/* k such that mean + k SD of a normal sample of `n` (3 or more) lies above a share `p` of
 * the population with this confidence: t'(confidence; n - 1, z_p sqrt(n)) / sqrt(n), t' the
 * noncentral t (Odeh and Owen 1980).  To about 1e-10 (n = 3: 1e-7).  NaN: p or confidence
 * not between 0 and 1, or n < 3. */
double at_tolerance_factor(double p, double confidence, int n);

#endif
