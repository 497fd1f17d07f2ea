/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/levels.h - what differs between relationships, and what moves within one.
 *
 * A rating holds two things that say different things about outcome: how good this
 * relationship is beside others (its mean, the part between) and how this session was
 * beside the relationship's own others (the part within).  They are reported apart, never
 * as one slope (Raudenbush and Bryk 2002; Zilcha-Mano 2016).
 */
#ifndef AT_ALLIANCE_LEVELS_H
#define AT_ALLIANCE_LEVELS_H

#include "alliance/mixed.h"
#include "alliance/sessions.h"

enum {
	AT_LEVELS_TREND_NEEDS = 6,      /* sessions of a dyad before a trend of its own goes */
	AT_LEVELS_LAG_NEEDS = 10        /* sessions before a lagged outcome hardly biases */
};

/* What the part within is taken around: the dyad's mean, or its own line over the number
 * of the session, or over the logarithm of that (numbers must then be above 0). */
enum at_detrend { AT_DETREND_NONE, AT_DETREND_LINEAR, AT_DETREND_LOG };

struct at_levels_parts {
	double *within, *between;       /* n: between is the same for all rows of a dyad */
	double *mean;                   /* n_dyads */
	double grand;                   /* mean of the dyads' means: 0 of `between` */
	int n_detrended;                /* dyads; those under 6 sessions keep their trend */
};

/* `values` is a column of `s` without NaN. */
struct at_levels_parts at_levels_split(struct at_arena *arena, const struct at_sessions *s,
    const double *values, enum at_detrend detrend);

/* How much of a rating is the dyad's. */
struct at_levels {
	struct at_estimate mean;
	double between, within;         /* variances: tau^2, sigma^2 */
	double icc;                     /* tau^2 / (tau^2 + sigma^2) */
	double *reliability;            /* n_dyads: of the observed mean as the dyad's own,
	                                   tau^2 / (tau^2 + sigma^2 / sessions) */
	double criterion;
	bool singular;
};

enum at_status at_levels_fit(struct at_arena *arena, const struct at_sessions *s,
    const double *values, struct at_levels *out, struct at_error *err);

struct at_levels_plan {
	const double *values, *outcome; /* columns without NaN */
	enum at_detrend detrend;
	bool next;                      /* outcome of the next session, given that of this one */
};

struct at_levels_model {
	struct at_estimate intercept, within, between;
	struct at_estimate before;      /* NaN unless `next`: slope of this session's outcome
	                                   around the dyad's mean */
	double dyad_variance, residual_variance, criterion;
	int n, n_dyads;
	int n_detrended;                /* dyads; 0 unless asked for */
	int n_short;                    /* `next`: dyads under 10 sessions.  A lagged outcome
	                                   biases the slopes (Nickell 1981), in these visibly */
	bool singular, converged;
};

/* outcome ~ within + between + (1 | dyad); for the next session, whose number is one more,
 * y_j+1 ~ within_j + between + (y_j - the dyad's mean) + (1 | dyad).
 * AT_INVALID as at_mixed_fit. */
enum at_status at_levels_outcome(struct at_arena *arena, const struct at_sessions *s,
    const struct at_levels_plan *plan, struct at_levels_model *out, struct at_error *err);

#endif
