/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/moments.h - mean and spread of every window of a stretch. */
#ifndef AT_SIGNAL_MOMENTS_H
#define AT_SIGNAL_MOMENTS_H

#include "signal/rows.h"

/* The mean of the quietest half window that moves at all (of the whole, if none does):
 * seen from there loud windows lie far away, but loud ones can bear it.  0 if all are
 * missing. */
double at_moments_centre(const double *x, size_t n, size_t window);

/* Of the windows that start with a window of the group or up to `lag` behind it; nothing
 * is missing.  scratch: 2 * window places. */
void at_moments(const double *x, const struct at_group *group, size_t lag, long double *scratch,
    const struct at_window_scale *out);

/* Puts NaN where all that is there in a window is the same, and says whether there is
 * such a one.  Samples may be missing. */
bool at_moments_still(const double *x, const struct at_group *group, size_t lag,
    const struct at_window_scale *out);

#endif
