/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/surface.h - outcome over both ratings at once: polynomial regression with
 * response surface analysis (Edwards and Parry 1993; Shanock et al. 2010).
 *
 *	y = b0 + b1 X + b2 W + b3 X^2 + b4 X W + b5 W^2
 *
 * X is the client's rating and W the therapist's, both from the scale's midpoint.  Along
 * the line of agreement (W = X) the outcome is b0 + a1 X + a2 X^2, along the line of
 * disagreement (W = -X) b0 + a3 X + a4 X^2.
 */
#ifndef AT_ALLIANCE_SURFACE_H
#define AT_ALLIANCE_SURFACE_H

#include "alliance/mixed.h"
#include "alliance/sessions.h"

enum {
	AT_SURFACE_TERMS = 6,
	AT_SURFACE_NEEDS = 30           /* rows, house default: 5 for each coefficient */
};

struct at_surface {
	int n, n_dyads;
	struct at_estimate b[AT_SURFACE_TERMS];
	struct at_estimate a[4];        /* a1 to a4 */

	/* Where the surface is level; NaN if it is so nowhere or along a whole line. */
	double x0, w0;

	/* The axes W = intercept + slope X: along the first the surface curves upward most
	 * (or downward least), along the second the other way.  A slope is INFINITY for an
	 * axis parallel to W, its intercept then NaN; all NaN where there is no stationary
	 * point, or the surface curves the same everywhere. */
	double first_slope, first_intercept, second_slope, second_intercept;

	double residual_variance;
	double dyad_variance, criterion;        /* NaN by least squares */
	bool singular, converged;
};

/* `by_dyad`: with an intercept that differs between dyads (1 | dyad); false: least squares,
 * as if sessions were independent.  The first outcome of `s` is taken.
 * AT_INVALID: fewer than AT_SURFACE_NEEDS rows, terms that depend on each other (a side
 * that took fewer than three values, say), or as at_mixed_fit. */
enum at_status at_surface_fit(struct at_arena *arena, const struct at_sessions *s,
    double midpoint, bool by_dyad, struct at_surface *out, struct at_error *err);

#endif
