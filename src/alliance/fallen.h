/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/fallen.h - how likely it is that a person's ratings have fallen below their usual
 * level: the house rule, version 1.
 *
 * A value is weighed on the day, from those before it alone.  Either the person is at the
 * usual level, or below it by 1.5, 2.5, 3.5 or by 5 and more of their own SDs (four depths,
 * equally likely before anything is seen).  From one value to the next a fall begins with
 * probability .03, and one that is there lasts with .9.  Around the level of each state
 * values are spread as Student's t; what is above the usual level, or below the deepest,
 * speaks as that level itself does.  Bayes' rule gives the probability of each state.
 *
 *	level      after the first value: that value.  Then a local level model: of the mean
 *	           distance e of the value from the levels of the states, weighed with their
 *	           probabilities, the share G = P / (1 + P) is added; P becomes P (1 - G) + .015
 *	           (1 after the first value; also + .015 for a missing one).
 *	own SD     s^2 = (k u^2 + sum of q) / (k + n): u is the usual SD of people here, and
 *	           worth k values (`alike`); q = the mean of e^2 over the states / (1 + P), n
 *	           their number.  So with few values one is taken to be like the others, and
 *	           nobody is ever held to no spread at all.
 *	prediction level, with SD sigma = s sqrt(1 + P); t with k + 2 degrees of freedom, to
 *	           the nearest even number
 *
 * Fallen: the probability of a fall is one half or more, and the value is below the level.
 * During a fall the level all but stands still, so a lasting fall stays one until it mends.
 *
 * u and k are learned from many people (credibility theory, Buehlmann 1967): each gives
 * v = sum of q / n under the house defaults; u^2 is the mean of v weighed with n, and
 * k = 2 (1 + c) / c, where c is the squared coefficient of variation of their true
 * variances: what is left of that of v when chance, 2 / n, is taken off.
 *
 * Source: house rule, chosen by simulation (bench/rupture_rules.c, docs/rupture-rules.md);
 * its parts are standard (Hamilton 1989 for the filter of a hidden state, West and Harrison
 * 1997 for the local level).  The probability is one within this model: a measure of how
 * clear the fall is, and no more.
 */
#ifndef AT_ALLIANCE_FALLEN_H
#define AT_ALLIANCE_FALLEN_H

#include <stdbool.h>

#include "stats/moments.h"

enum { AT_FALLEN_VERSION = 1, AT_FALLEN_STATES = 5, AT_FALLEN_NEEDS = 2 };

#define AT_FALLEN_LIKELY .5

/* How people here spread. */
struct at_fallen_usual {
	double sd;                      /* u > 0: of values within a person */
	double alike;                   /* k > 0: values that it is worth */
};

/* House default, where too little is known: .075 of the range of the scale, worth 6. */
struct at_fallen_usual at_fallen_house(double range);

/* What is known of a person before the next value. */
struct at_fallen {
	int n;                          /* values so far */
	double level, spare;            /* spare: P, the variance of the level over s^2 */
	double squares, weight;         /* s^2 = squares / weight */
	double df;
	double states[AT_FALLEN_STATES];        /* probabilities; 0 is the usual level */
};

/* What is said of one value. */
struct at_fallen_row {
	double expected, sigma;         /* the level before it; NaN before two values */
	double probability;             /* of a fall at it; NaN as well, and if it is missing */
	bool fallen;
};

struct at_fallen at_fallen_begin(const struct at_fallen_usual *usual);

/* The next value; NaN is a missing one, which is never fallen. */
struct at_fallen_row at_fallen_next(struct at_fallen *fallen, double value);

/* The next value is fallen if it is below this, but for rounding: at most the level.  NaN
 * before two values. */
double at_fallen_limit(const struct at_fallen *fallen);

/* Learning from many people; starts as { 0 }. */
struct at_fallen_pool {
	int people;
	struct at_sum n, squares, ratios;       /* of n, of v n, of v^2 n */
};

enum { AT_FALLEN_PEOPLE = 30 };         /* fewer: the house defaults */

/* One person's course; without four values nothing is added. */
void at_fallen_learn(struct at_fallen_pool *pool, double range, const double *values, int n);

/* What was learned: sd at least a 50th of the range, alike 3 to 60. */
struct at_fallen_usual at_fallen_learned(const struct at_fallen_pool *pool, double range);

#endif
