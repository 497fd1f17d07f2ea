/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rupture_rules - how well each rule finds falls that were planted.
 *
 *     rupture_rules simulate SEED [COURSES]
 *     rupture_rules FILE LOWEST HIGHEST        dyad,session,client,therapist,planted
 *
 * A flag is right in a session in which a fall is there.  Of every rule: clean relationships
 * alarmed (one flag or more), falls found (a flag in one of their sessions), their sessions
 * found, sessions without a fall left alone, and sessions until a fall is found.
 *
 * The default has one threshold.  Every other rule is given, by bisection on this very data,
 * the threshold with which it alarms as many clean relationships as the default: what it
 * would be at its best.  Rules that look back know sessions that come later; the default
 * does not. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alliance/change_point.h"
#include "alliance/control.h"
#include "alliance/drop.h"
#include "alliance/fallen.h"
#include "alliance/own_range.h"
#include "alliance/rupture.h"
#include "base/csv.h"
#include "base/random.h"

enum { MOST = 64 };                     /* sessions of a relationship */

enum shape { NO_FALL, SHORT, LASTING, SLIDE, PLANTED, SHAPES };

struct course {
	int n;
	double lowest, highest;         /* of the scale */
	double client[MOST], therapist[MOST];   /* NaN: missing */
	unsigned char planted[MOST];    /* enum shape */
	bool clean;                     /* nothing is planted */
};

/* ---- a relationship by chance ------------------------------------------------------- */

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
			c->planted[i] = (unsigned char)shape;
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

/* A relationship by chance.
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
 *              not see a fall at all */
static void
course_make(struct at_random *random, struct course *c)
{
	static const struct {
		double lowest, highest, step;
		int items;
	} scales[] = { { 1, 7, 1 / 6.0, 9 }, { 1, 5, 1 / 4.0, 12 }, { 0, 10, .01, 4 } };
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

	*c = (struct course){ .n = lengths[one_of(random, 7)], .lowest = scales[scale].lowest,
		.highest = scales[scale].highest, .clean = one_of(random, 2) == 0 };
	if (!c->clean)
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
		c->client[i] = at_random_unit(random) < .08 ? NAN
		    : c->lowest + (c->highest - c->lowest) * a;
		c->therapist[i] = at_random_unit(random) < .12 ? NAN
		    : c->lowest + (c->highest - c->lowest) * b;
	}
}

/* ---- relationships from a table ----------------------------------------------------- */

struct data {
	struct course *courses;
	int n;
};

static int
fail(const char *text)
{
	fprintf(stderr, "rupture_rules: %s\n", text);
	return 1;
}

static enum at_status
read_rows(struct at_arena *arena, struct at_csv *csv, double lowest, double highest,
    struct data *data, struct at_error *err)
{
	const char *last = "";
	struct course *c = NULL;
	enum at_status st;
	bool any;

	while ((st = at_csv_next(csv, &any, err)) == AT_OK && any) {
		const char *dyad = at_csv_field(csv, 0)->text;
		double session, planted;

		if (strcmp(dyad, last) != 0) {
			last = at_strdup(arena, dyad);
			data->courses = at_one_more(arena, data->courses, data->n,
			    sizeof *data->courses);
			c = &data->courses[data->n++];
			*c = (struct course){ .lowest = lowest, .highest = highest,
				.clean = true };
		}
		st = at_csv_number(csv, 1, &session, err);
		if (st == AT_OK && !(session >= c->n + 1 && session <= MOST))
			st = at_csv_expected(csv, 1, "sessions in order, 64 at most", err);
		if (st != AT_OK)
			return st;
		while (c->n < (int)session) {
			c->client[c->n] = c->therapist[c->n] = NAN;
			c->n++;
		}
		st = at_csv_number(csv, 2, &c->client[c->n - 1], err);
		if (st == AT_OK)
			st = at_csv_number(csv, 3, &c->therapist[c->n - 1], err);
		if (st == AT_OK)
			st = at_csv_number(csv, 4, &planted, err);
		if (st != AT_OK)
			return st;
		c->planted[c->n - 1] = planted > 0 ? PLANTED : NO_FALL;
		c->clean = c->clean && !(planted > 0);
	}
	return st;
}

static int
read_data(struct at_arena *arena, char **argv, struct data *data)
{
	struct at_error err = { 0 };
	struct at_csv_source source = { .name = argv[1], .fd = open(argv[1], O_RDONLY) };
	struct at_csv *csv;

	if (source.fd < 0)
		return fail(strerror(errno));
	if (at_csv_open(arena, &source, &csv, &err) != AT_OK || at_csv_count(csv) != 5
	    || read_rows(arena, csv, strtod(argv[2], NULL), strtod(argv[3], NULL), data, &err)
	    != AT_OK)
		return fail(err.text);
	close(source.fd);
	return 0;
}

static void
simulate(struct at_arena *arena, uint64_t seed, int n, struct data *data)
{
	struct at_random random = at_random_seeded(seed);

	data->n = n;
	data->courses = AT_NEW(arena, struct course, (size_t)n);
	for (int i = 0; i < n; i++)
		course_make(&random, &data->courses[i]);
}

/* ---- rules with a threshold: fewer flags where it is higher ------------------------- */

struct rule {
	const char *name;
	void (*flag)(struct at_arena *arena, const struct course *c, const struct rule *rule,
	    double threshold, bool *flags);
	int detail;                     /* rule of alliance/rupture.h, values before, run */
	double least, most;             /* of the threshold */
	bool back;                      /* looks back */
};

static void
flag_rupture(struct at_arena *arena, const struct course *c, enum at_rupture_rule rule,
    const struct at_rupture_settings *settings, bool *flags)
{
	struct at_rupture_row rows[MOST];

	at_rupture_find(arena, rule, settings, c->client, c->n, rows);
	for (int i = 0; i < c->n; i++)
		flags[i] = rows[i].flagged;
	at_arena_clear(arena);
}

static void
flag_chart(struct at_arena *arena, const struct course *c, const struct rule *rule,
    double threshold, bool *flags)
{
	struct at_rupture_settings s = at_rupture_defaults(c->lowest, c->highest);

	(void)rule;
	s.sigmas = threshold;
	flag_rupture(arena, c, AT_RUPTURE_CHART, &s, flags);
}

static void
flag_prospective(struct at_arena *arena, const struct course *c, const struct rule *rule,
    double threshold, bool *flags)
{
	struct at_rupture_settings s = at_rupture_defaults(c->lowest, c->highest);

	s.sigmas = threshold;
	s.min_before = rule->detail;
	flag_rupture(arena, c, AT_RUPTURE_PROSPECTIVE, &s, flags);
}

static void
flag_drop(struct at_arena *arena, const struct course *c, const struct rule *rule,
    double threshold, bool *flags)
{
	struct at_rupture_settings s = at_rupture_defaults(c->lowest, c->highest);

	(void)rule;
	s.step = threshold * (c->highest - c->lowest);
	flag_rupture(arena, c, AT_RUPTURE_DROP, &s, flags);
}

static void
flag_runs(struct at_arena *arena, const struct course *c, const struct rule *rule,
    double threshold, bool *flags)
{
	struct at_spread spread = at_spread_of(c->client, c->n);
	unsigned runs[MOST];

	(void)arena;
	at_runs_series(c->client, c->n, spread.mean, threshold * spread.sigma, rule->detail,
	    runs);
	for (int i = 0; i < c->n; i++)
		flags[i] = spread.n >= 4 && runs[i] != 0;
}

static void
flag_ewma(struct at_arena *arena, const struct course *c, const struct rule *rule,
    double threshold, bool *flags)
{
	struct at_spread spread = at_spread_of(c->client, c->n);
	struct at_control rows[MOST];

	(void)arena, (void)rule;
	at_ewma_series(c->client, c->n, spread.mean, spread.sigma, rows);
	for (int i = 0; i < c->n; i++)
		flags[i] = spread.n >= 4 && spread.mean - rows[i].statistic
		    > threshold * (spread.mean - rows[i].limit);
}

static void
flag_cusum(struct at_arena *arena, const struct course *c, const struct rule *rule,
    double threshold, bool *flags)
{
	struct at_spread spread = at_spread_of(c->client, c->n);
	struct at_control rows[MOST];

	(void)arena, (void)rule;
	at_cusum_series(c->client, c->n, spread.mean, spread.sigma, rows);
	for (int i = 0; i < c->n; i++)
		flags[i] = spread.n >= 4 && rows[i].statistic > threshold * spread.sigma;
}

static void
flag_change(struct at_arena *arena, const struct course *c, const struct rule *rule,
    double threshold, bool *flags)
{
	struct at_change_point change = at_change_point(c->client, c->n);

	(void)arena, (void)rule;
	if (change.at >= 0 && change.after < change.before && change.gain > threshold)
		flags[change.at] = true;
}

static void
flag_top(struct at_arena *arena, const struct course *c, const struct rule *rule,
    double threshold, bool *flags)
{
	int at_top = 0;

	(void)arena, (void)rule;
	for (int i = 0; i < c->n; i++) {
		double lost = c->highest - c->client[i];

		if (isnan(lost))
			continue;
		flags[i] = at_top >= 2 && lost > threshold * (c->highest - c->lowest);
		at_top = lost < 1e-9 ? at_top + 1 : 0;
	}
}

static double
log_odds(double probability)
{
	return log(probability / (1 - probability));
}

static void
flag_default(struct at_arena *arena, const struct course *c, const struct rule *rule,
    double threshold, bool *flags)
{
	struct at_fallen f = at_fallen_begin(AT_FALLEN_USUAL * (c->highest - c->lowest));

	(void)arena, (void)rule;
	for (int i = 0; i < c->n; i++) {
		struct at_fallen_row row = at_fallen_next(&f, c->client[i]);

		flags[i] = c->client[i] < row.expected && log_odds(row.probability) >= threshold;
	}
}

/* The therapist's evidence added with a fifth of its weight (with all of it, it is worse). */
static void
flag_both(struct at_arena *arena, const struct course *c, const struct rule *rule,
    double threshold, bool *flags)
{
	double usual = AT_FALLEN_USUAL * (c->highest - c->lowest);
	struct at_fallen f = at_fallen_begin(usual), g = at_fallen_begin(usual);

	(void)arena, (void)rule;
	for (int i = 0; i < c->n; i++) {
		struct at_fallen_row row = at_fallen_next(&f, c->client[i]);
		double theirs = log_odds(at_fallen_next(&g, c->therapist[i]).probability);

		if (isnan(theirs))
			theirs = log_odds(.05);
		flags[i] = c->client[i] < row.expected && log_odds(row.probability)
		    + .2 * (theirs - log_odds(.05)) >= threshold;
	}
}

static const struct rule the_default = { "default", flag_default, 0, -10, 20, false };

static const struct rule others[] = {
	{ "xmr", flag_chart, 0, .3, 8, true },
	{ "prospective, 2 before", flag_prospective, 2, .3, 400, false },
	{ "prospective, 3 before", flag_prospective, 3, .3, 100, false },
	{ "prospective, 5 before", flag_prospective, 5, .3, 100, false },
	{ "drop", flag_drop, 0, .01, .8, false },
	{ "runs, 6 in a row", flag_runs, 6, .1, 8, true },
	{ "runs, 8 in a row", flag_runs, 8, .1, 8, true },
	{ "runs, 12 in a row", flag_runs, 12, .1, 8, true },
	{ "ewma", flag_ewma, 0, .1, 4, true },
	{ "cusum", flag_cusum, 0, .3, 20, true },
	{ "changepoint", flag_change, 0, -20, 60, true },
	{ "alltop", flag_top, 0, 0, .8, false },
	{ "default with therapist", flag_both, 0, -10, 20, false },
};

/* ---- how well ----------------------------------------------------------------------- */

struct score {
	int clean, alarmed;
	int falls[SHAPES], found[SHAPES];       /* NO_FALL: all */
	int sessions, hits, quiet, left_alone, delay;
};

static void
count_fall(struct score *score, const struct course *c, const bool *flags, int first, int last)
{
	bool seen = false;

	for (int i = first; i <= last; i++) {
		seen = seen || !isnan(c->client[i]);
		if (!flags[i])
			continue;
		score->found[c->planted[first]]++;
		score->found[NO_FALL]++;
		score->delay += i - first;
		break;
	}
	score->falls[c->planted[first]] += seen;
	score->falls[NO_FALL] += seen;
}

static void
count(struct score *score, const struct course *c, const bool *flags)
{
	bool alarmed = false;

	for (int i = 0; i < c->n; i++) {
		int last = i;

		alarmed = alarmed || flags[i];
		if (!isnan(c->client[i]) && c->planted[i] != NO_FALL) {
			score->sessions++;
			score->hits += flags[i];
		} else if (!isnan(c->client[i])) {
			score->quiet++;
			score->left_alone += !flags[i];
		}
		if (c->planted[i] == NO_FALL || (i > 0 && c->planted[i - 1] != NO_FALL))
			continue;
		while (last + 1 < c->n && c->planted[last + 1] != NO_FALL)
			last++;
		count_fall(score, c, flags, i, last);
	}
	score->clean += c->clean;
	score->alarmed += c->clean && alarmed;
}

static struct score
judge(struct at_arena *scratch, const struct data *data, const struct rule *rule,
    double threshold)
{
	struct score score = { 0 };

	for (int k = 0; k < data->n; k++) {
		bool flags[MOST] = { false };

		rule->flag(scratch, &data->courses[k], rule, threshold, flags);
		count(&score, &data->courses[k], flags);
	}
	return score;
}

/* The lowest threshold with which the rule alarms no more than `alarmed`. */
static double
matched(struct at_arena *scratch, const struct data *data, const struct rule *rule,
    int alarmed)
{
	double low = rule->least, high = rule->most;

	if (judge(scratch, data, rule, low).alarmed <= alarmed)
		return low;
	for (int i = 0; i < 20; i++) {
		double middle = (low + high) / 2;

		if (judge(scratch, data, rule, middle).alarmed > alarmed)
			low = middle;
		else
			high = middle;
	}
	return high;
}

static double
percent(int part, int of)
{
	return of > 0 ? 100.0 * part / of : NAN;
}

static void
put(const struct rule *rule, double threshold, const struct score *s)
{
	printf("%-24s%10.3f%9.1f%9.1f%9.1f%9.1f%9.2f", rule->name, threshold,
	    percent(s->alarmed, s->clean), percent(s->found[NO_FALL], s->falls[NO_FALL]),
	    percent(s->hits, s->sessions), percent(s->left_alone, s->quiet),
	    s->found[NO_FALL] > 0 ? (double)s->delay / s->found[NO_FALL] : NAN);
	for (int k = SHORT; k <= SLIDE && s->falls[k] > 0; k++)
		printf("%8.1f", percent(s->found[k], s->falls[k]));
	printf("%s\n", rule->back ? "  looks back" : "");
}

static void
compare(struct at_arena *scratch, const struct data *data, double threshold)
{
	struct score best = judge(scratch, data, &the_default, threshold);

	printf("\n%d relationships, %d of them clean; %d falls of %d sessions\n", data->n,
	    best.clean, best.falls[NO_FALL], best.sessions);
	printf("%-24s%10s%9s%9s%9s%9s%9s%8s%8s%8s\n", "rule", "threshold", "alarmed", "falls",
	    "sessions", "left", "delay", "short", "lasting", "slide");
	put(&the_default, threshold, &best);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		double same = matched(scratch, data, &others[i], best.alarmed);
		struct score score = judge(scratch, data, &others[i], same);

		put(&others[i], same, &score);
	}
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	struct at_arena *arena = at_arena_open(), *scratch = at_arena_open();
	struct data data = { .n = 0 };
	bool simulated = argc >= 3 && strcmp(argv[1], "simulate") == 0;

	if (!simulated && argc != 4)
		return fail("simulate SEED [COURSES], or FILE LOWEST HIGHEST");
	if (simulated)
		simulate(arena, strtoull(argv[2], NULL, 10),
		    argc > 3 ? (int)strtol(argv[3], NULL, 10) : 4000, &data);
	else if (read_data(arena, argv, &data) != 0)
		return 1;

	/* As it is, then with about half and twice as many false alarms. */
	compare(scratch, &data, 0);
	for (int k = 0; k < 2; k++) {
		static const double shares[] = { .05, .20 };
		int clean = judge(scratch, &data, &the_default, 0).clean;

		compare(scratch, &data, matched(scratch, &data, &the_default,
		    (int)(shares[k] * clean)));
	}
	at_arena_close(scratch);
	at_arena_close(arena);
	return 0;
}
