/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/dist.h - the normal, t, chi-square and F distributions.
 *
 * NAME_p is the area below, NAME_upper the area above, each to about 1e-13 of itself;
 * NAME_q the point below which `p` lies.  Degrees of freedom are any number above 0, and
 * may be INFINITY for t.  NaN, and arguments that make no sense, give NaN; the ends
 * (p = 0 or 1) give the ends of the range. */
#ifndef AT_STATS_DIST_H
#define AT_STATS_DIST_H

double at_normal_density(double z);
double at_normal_p(double z);
double at_normal_upper(double z);
double at_normal_q(double p);

double at_t_p(double t, double df);
double at_t_upper(double t, double df);
double at_t_two_sided(double t, double df);     /* the area beyond -|t| and |t| */
double at_t_q(double p, double df);

double at_chi2_p(double x, double df);
double at_chi2_upper(double x, double df);
double at_chi2_q(double p, double df);

double at_f_p(double f, double df1, double df2);
double at_f_upper(double f, double df1, double df2);
double at_f_q(double p, double df1, double df2);

#endif
