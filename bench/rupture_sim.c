/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rupture_sim - relationships by chance, some with falls planted, for bench/rupture_rules.c.
 *
 *     rupture_sim SEED N > dyad,session,client,therapist,planted
 *
 * Scores are parts of the range, 0 to 1; planted is 0, or the kind of fall.
 *
 *   scale      nine statements from 1 to 7, twelve from 1 to 5, or four lines of 0 to 10;
 *              the score is the mean of rounded answers that are kept to the scale
 *   level      around .62, .75 or .90 of the range (a ceiling), SD .10
 *   length     5, 8, 12, 16, 20, 30 or 40 sessions; 8 % of cards missing (therapist 12 %)
 *   own moves  SD log-normal around .045 of the range, autocorrelation 0 to .5; an answer
 *              adds noise of .03 to .14, half of it common to the card
 *   trend      none, growth with the logarithm of the session, or a slow line either way
 *   falls      none in one half; else one, or two in a long course, from the third session
 *              on: short (1 to 3 sessions), lasting (to the end or 4 to 7 sessions), or a
 *              slide over 4 to 6 sessions that stays for 1 to 4; depth .10 + .12 |N| of
 *              the range
 *   therapist  follows the client's moves by 0 to .7, and in one half of relationships does
 *              not see a fall at all
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"

enum { MOST = 40 };                     /* sessions of a relationship */

enum shape { NO_FALL, SHORT, LASTING, SLIDE };

struct course {
	int n;
	double client[MOST], therapist[MOST];   /* NaN: missing */
	enum shape planted[MOST];
};

static double
between(struct at_random *random, double low, double high)
{
	return low + (high - low) * at_random_unit(random);
}

static int
one_of(struct at_random *random, int n)
{
	return (int)(n * at_random_unit(random));
}

/* A card: `value` and the answers' steps are parts of the range. */
static double
card(struct at_random *random, double value, int items, double step, double noise)
{
	double sum = 0, common = .5 * noise * at_random_normal(random);

	for (int i = 0; i < items; i++) {
		double answer = value + common + noise * at_random_normal(random);

		sum += round(fmin(fmax(answer, 0), 1) / step) * step;
	}
	return sum / items;
}

/* How long a fall is, and over how many of its sessions it slides. */
static int
length_of(struct at_random *random, enum shape shape, int *out_slides)
{
	*out_slides = 1;
	if (shape == SHORT)
		return 1 + one_of(random, 3);
	if (shape == LASTING)
		return one_of(random, 2) == 0 ? MOST : 4 + one_of(random, 4);
	*out_slides = 4 + one_of(random, 3);
	return *out_slides + 1 + one_of(random, 4);
}

static void
plant(struct at_random *random, struct course *c, double *depths)
{
	int wanted = c->n > 15 && at_random_unit(random) < .4 ? 2 : 1, from = 2;

	for (int k = 0; k < wanted && from < c->n; k++) {
		enum shape shape = (enum shape)(SHORT + one_of(random, 3));
		double depth = .10 + .12 * fabs(at_random_normal(random));
		int first = from + one_of(random, c->n - from), slides;
		int last = first + length_of(random, shape, &slides) - 1;

		if (last >= c->n)
			last = c->n - 1;
		for (int i = first; i <= last; i++) {
			depths[i] = depth * fmin(1, (i - first + 1.0) / slides);
			c->planted[i] = shape;
		}
		from = last + 3;
	}
}

struct trend {
	double growth, line;
};

static struct trend
trend_by_chance(struct at_random *random)
{
	double u = at_random_unit(random);

	if (u < .4)
		return (struct trend){ .02 * fabs(at_random_normal(random)), 0 };
	if (u < .6)
		return (struct trend){ 0, .003 * at_random_normal(random) };
	return (struct trend){ 0, 0 };
}

static void
course_make(struct at_random *random, struct course *c)
{
	static const struct {
		double step;            /* of answers */
		int items;
	} scales[] = { { 1 / 6.0, 9 }, { 1 / 4.0, 12 }, { .01, 4 } };
	static const double levels[] = { .62, .75, .90 };
	static const int lengths[] = { 5, 8, 12, 16, 20, 30, 40 };
	int scale = one_of(random, 3);
	double level = levels[one_of(random, 3)] + .10 * at_random_normal(random);
	double sd = .045 * exp(.6 * at_random_normal(random)), stays = between(random, 0, .5);
	double noise = between(random, .03, .14), follows = between(random, 0, .7);
	double theirs = level - .04 + .08 * at_random_normal(random);
	double their_sd = .04 * exp(.35 * at_random_normal(random));
	bool blind = at_random_unit(random) < .5;
	struct trend trend = trend_by_chance(random);
	double depths[MOST] = { 0 }, move = 0, their_move = 0;

	*c = (struct course){ .n = lengths[one_of(random, 7)] };
	if (one_of(random, 2) == 0)
		plant(random, c, depths);
	for (int i = 0; i < c->n; i++) {
		double course = trend.growth * log(i + 1) + trend.line * i, a, b;

		move = i == 0 ? sd * at_random_normal(random)
		    : stays * move + sd * sqrt(1 - stays * stays) * at_random_normal(random);
		their_move = .3 * their_move + .95 * their_sd * at_random_normal(random);
		a = level + course + move - depths[i];
		b = theirs + .8 * course + their_move
		    + follows * (move - (blind ? 0 : depths[i]));
		a = card(random, a, scales[scale].items, scales[scale].step, noise);
		b = card(random, b, scales[scale].items, scales[scale].step, noise);
		c->client[i] = at_random_unit(random) < .08 ? NAN : a;
		c->therapist[i] = at_random_unit(random) < .12 ? NAN : b;
	}
}

static void
put(double score)
{
	if (!isnan(score))
		printf("%.6f", score);
	putchar(',');
}

int
main(int argc, char **argv)
{
	struct at_random random;
	int n;

	if (argc != 3) {
		fprintf(stderr, "usage: rupture_sim SEED N\n");
		return 2;
	}
	random = at_random_seeded(strtoull(argv[1], NULL, 10));
	n = (int)strtol(argv[2], NULL, 10);
	printf("dyad,session,client,therapist,planted\n");
	for (int k = 1; k <= n; k++) {
		struct course c;

		course_make(&random, &c);
		for (int i = 0; i < c.n; i++) {
			printf("%d,%d,", k, i + 1);
			put(c.client[i]);
			put(c.therapist[i]);
			printf("%d\n", c.planted[i]);
		}
	}
	return 0;
}
