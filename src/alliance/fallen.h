/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/fallen.h - how likely it is that a person's ratings have fallen below their usual
 * level: the house rule, version 1.
 *
 * A value is weighed on the day, from those before it alone.  Either the person is at the
 * usual level, or below it by 1.5, 2.5, 3.5 or by 5 and more of their own SDs (four depths,
 * equally likely before anything is seen).  From one value to the next a fall begins with
 * probability .03, and one that is there lasts with .9.  Around the level of each state
 * values are spread as Student's t with 8 degrees of freedom; what is above the usual
 * level, or below the deepest, speaks as that level itself does.  Bayes' rule gives the
 * probability of each state.
 *
 *	level      after the first value: that value.  Then a local level model: of the mean
 *	           distance e of the value from the levels of the states, weighed with their
 *	           probabilities, the share G = P / (1 + P) is added; P becomes P (1 - G) + .015
 *	           (1 after the first value; also + .015 for a missing one).
 *	own SD     s^2 = (6 u^2 + sum of q) / (6 + n): u is the usual SD, q = the mean of
 *	           e^2 over the states / (1 + P), n their number.  The usual SD holds until there
 *	           are own values to go by, and one steady client is never held to no spread at
 *	           all.
 *	prediction level, with SD sigma = s sqrt(1 + P)
 *
 * Fallen: the probability of a fall is one half or more, and the value is below the level.
 * During a fall the level all but stands still, so a lasting fall stays one until it mends.
 *
 * Source: house rule, chosen by simulation (bench/rupture_rules.c, docs/rupture-rules.md);
 * the parts are standard (Hamilton 1989 for the filter of a hidden state, West and Harrison
 * 1997 for the local level).  The probability is one within this model, and no more than a
 * measure of how clear the fall is.
 */
#ifndef AT_ALLIANCE_FALLEN_H
#define AT_ALLIANCE_FALLEN_H

#include <stdbool.h>

enum { AT_FALLEN_VERSION = 1, AT_FALLEN_STATES = 5, AT_FALLEN_NEEDS = 2 };

#define AT_FALLEN_LIKELY .5

/* House default where the clinic's own is not known: .45 on a scale from 1 to 7. */
#define AT_FALLEN_USUAL .075            /* of the range of the scale */

/* What is known of a person before the next value. */
struct at_fallen {
	int n;                          /* values so far */
	double level, spare;            /* spare: P, the variance of the level over s^2 */
	double squares, weight;         /* s^2 = squares / weight */
	double states[AT_FALLEN_STATES];        /* probabilities; 0 is the usual level */
};

/* What is said of one value. */
struct at_fallen_row {
	double expected, sigma;         /* the level before it; NaN before two values */
	double probability;             /* of a fall at it; NaN as well, and if it is missing */
	bool fallen;
};

/* `usual_sd` > 0: of values within a person. */
struct at_fallen at_fallen_begin(double usual_sd);

/* The next value; NaN is a missing one, which is never fallen. */
struct at_fallen_row at_fallen_next(struct at_fallen *fallen, double value);

/* The next value is fallen if it is below this, but for rounding: at most the level.  NaN
 * before two values. */
double at_fallen_limit(const struct at_fallen *fallen);

#endif
