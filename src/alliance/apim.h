/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/apim.h - the actor-partner interdependence model of two people who are not
 * exchangeable, over sessions (Kenny, Kashy and Cook 2006; Laurenceau and Bolger 2005).
 *
 *	client's outcome     Y_c = a C + p T + ...      actor: the client's own rating
 *	therapist's outcome  Y_t = a T + p C + ...      actor: the therapist's own rating
 *
 * Both ratings go in twice, as parts within and between dyads, so each outcome has four
 * effects.  Intercepts of the two outcomes differ between dyads and go together there;
 * residuals go together within a session: both equations are one fit (stats/joint.h).
 * With one outcome it is the client's equation alone, the same as
 * Y ~ Cw + Tw + Cb + Tb + (1 | dyad).
 *
 * k = p / a (Kenny and Ledermann 2010) says in one number how the pair works: 0 each for
 * oneself, 1 as a couple, -1 against each other.  It means nothing where a might be 0.
 */
#ifndef AT_ALLIANCE_APIM_H
#define AT_ALLIANCE_APIM_H

#include "alliance/levels.h"
#include "base/random.h"

enum {
	AT_APIM_DRAWS = 2000,           /* of the bootstrap, by default */
	AT_APIM_K_NEEDS = 10            /* dyads for its interval, house default */
};

enum at_apim_level { AT_APIM_WITHIN, AT_APIM_BETWEEN, AT_APIM_LEVELS };

/* Why there is no k, or no interval of it. */
enum at_apim_k_state {
	AT_APIM_K_GIVEN,
	AT_APIM_K_NO_ACTOR,             /* the interval of a holds 0: no k */
	AT_APIM_K_FEW_DYADS             /* k without an interval */
};

struct at_apim_k {
	enum at_apim_k_state state;
	double value, low, high;        /* percentiles 2.5 and 97.5 of the draws; or NaN */
	int n_draws;                    /* that could be fitted */
};

/* Of one outcome. */
struct at_apim_equation {
	struct at_estimate intercept;
	struct at_estimate actor[AT_APIM_LEVELS], partner[AT_APIM_LEVELS];
	struct at_apim_k k[AT_APIM_LEVELS];
	double dyad_variance, residual_variance;
};

struct at_apim {
	int n_equations;                /* the client's; the therapist's */
	struct at_apim_equation equations[2];
	double dyad_correlation, residual_correlation;  /* NaN with one equation */
	int n, n_dyads, n_detrended;
	double criterion;
	bool singular, converged;
};

struct at_apim_plan {
	bool both;                      /* the second outcome is the therapist's */
	enum at_detrend detrend;
	int n_draws;                    /* 0: no intervals of k */
	struct at_random *random;       /* draws dyads, with replacement */
};

/* Sessions with both ratings and the outcomes asked for.  Intervals are by t with
 * n - n_dyads - 2 degrees of freedom within and n_dyads - 3 between: what is left of each
 * level.
 *
 * AT_INVALID: too few dyads or sessions, or a column that depends on those before it. */
enum at_status at_apim_fit(struct at_arena *arena, const struct at_sessions *s,
    const struct at_apim_plan *plan, struct at_apim *out, struct at_error *err);

#endif
