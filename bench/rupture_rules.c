/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rupture_rules - how well each rule finds falls that were planted.
 *
 *     rupture_rules FILE LOWEST HIGHEST
 *
 * FILE: dyad,session,client,therapist,planted; every session of every relationship; planted
 * is 0, or the kind of fall.
 *
 * A flag is right in a session in which a fall is there.  Of every rule: clean relationships
 * alarmed (one flag or more), falls found (a flag in one of their sessions), their sessions
 * found, sessions without a fall left alone, and sessions until a fall is found.
 *
 * The default has one threshold, and learns from the same scores how people spread; it is
 * not told where falls are.  Every other rule is given, by bisection on this very data and
 * its truth, the threshold with which it alarms as many clean relationships as the default:
 * what it would be at its best.  Rules that look back know sessions that come later; the default
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

enum { MOST = 64 };                     /* sessions of a relationship */
enum { NO_FALL, SHORT, LASTING, SLIDE, SHAPES };       /* kinds of falls, if known */

struct course {
	int n;
	double client[MOST], therapist[MOST];   /* 0 to 1; NaN: missing */
	int planted[MOST];
	bool clean;                     /* nothing is planted */
};

/* ---- relationships from a table ----------------------------------------------------- */

struct data {
	struct course *courses;
	int n;
	struct at_fallen_usual client, therapist;       /* learned */
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
			*c = (struct course){ .clean = true };
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
		c->client[c->n - 1] = (c->client[c->n - 1] - lowest) / (highest - lowest);
		c->therapist[c->n - 1] = (c->therapist[c->n - 1] - lowest) / (highest - lowest);
		c->planted[c->n - 1] = (int)planted;
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
learn(struct data *data)
{
	struct at_fallen_pool client = { 0 }, therapist = { 0 };

	for (int k = 0; k < data->n; k++) {
		struct course *c = &data->courses[k];

		at_fallen_learn(&client, 1, c->client, c->n);
		at_fallen_learn(&therapist, 1, c->therapist, c->n);
	}
	data->client = at_fallen_learned(&client, 1);
	data->therapist = at_fallen_learned(&therapist, 1);
	printf("usual SD %.4f of the range, worth %.1f values (therapist %.4f, %.1f)\n",
	    data->client.sd, data->client.alike, data->therapist.sd, data->therapist.alike);
}

/* ---- rules with a threshold: fewer flags where it is higher ------------------------- */

struct question {
	struct at_arena *scratch;
	const struct data *data;
	const struct rule *rule;
	double threshold;
};

struct rule {
	const char *name;
	void (*flag)(const struct question *q, const struct course *c, bool *flags);
	int detail;                     /* rule of alliance/rupture.h, values before, run */
	double least, most;             /* of the threshold */
	bool back;                      /* looks back */
};

static void
flag_rupture(const struct question *q, const struct course *c, enum at_rupture_rule rule,
    const struct at_rupture_settings *settings, bool *flags)
{
	struct at_rupture_row rows[MOST];

	at_rupture_find(q->scratch, rule, settings, c->client, c->n, rows);
	for (int i = 0; i < c->n; i++)
		flags[i] = rows[i].flagged;
	at_arena_clear(q->scratch);
}

static void
flag_chart(const struct question *q, const struct course *c, bool *flags)
{
	struct at_rupture_settings s = at_rupture_defaults(0, 1);

	s.sigmas = q->threshold;
	flag_rupture(q, c, AT_RUPTURE_CHART, &s, flags);
}

static void
flag_prospective(const struct question *q, const struct course *c, bool *flags)
{
	struct at_rupture_settings s = at_rupture_defaults(0, 1);

	s.sigmas = q->threshold;
	s.min_before = q->rule->detail;
	flag_rupture(q, c, AT_RUPTURE_PROSPECTIVE, &s, flags);
}

static void
flag_drop(const struct question *q, const struct course *c, bool *flags)
{
	struct at_rupture_settings s = at_rupture_defaults(0, 1);

	s.step = q->threshold;
	flag_rupture(q, c, AT_RUPTURE_DROP, &s, flags);
}

static void
flag_runs(const struct question *q, const struct course *c, bool *flags)
{
	struct at_spread spread = at_spread_of(c->client, c->n);
	unsigned runs[MOST];

	at_runs_series(c->client, c->n, spread.mean, q->threshold * spread.sigma, q->rule->detail,
	    runs);
	for (int i = 0; i < c->n; i++)
		flags[i] = spread.n >= 4 && runs[i] != 0;
}

static void
flag_ewma(const struct question *q, const struct course *c, bool *flags)
{
	struct at_spread spread = at_spread_of(c->client, c->n);
	struct at_control rows[MOST];

	at_ewma_series(c->client, c->n, spread.mean, spread.sigma, rows);
	for (int i = 0; i < c->n; i++)
		flags[i] = spread.n >= 4 && spread.mean - rows[i].statistic
		    > q->threshold * (spread.mean - rows[i].limit);
}

static void
flag_cusum(const struct question *q, const struct course *c, bool *flags)
{
	struct at_spread spread = at_spread_of(c->client, c->n);
	struct at_control rows[MOST];

	at_cusum_series(c->client, c->n, spread.mean, spread.sigma, rows);
	for (int i = 0; i < c->n; i++)
		flags[i] = spread.n >= 4 && rows[i].statistic > q->threshold * spread.sigma;
}

static void
flag_change(const struct question *q, const struct course *c, bool *flags)
{
	struct at_change_point change = at_change_point(c->client, c->n);

	if (change.at >= 0 && change.after < change.before && change.gain > q->threshold)
		flags[change.at] = true;
}

static void
flag_top(const struct question *q, const struct course *c, bool *flags)
{
	int at_top = 0;

	for (int i = 0; i < c->n; i++) {
		double lost = 1 - c->client[i];

		if (isnan(lost))
			continue;
		flags[i] = at_top >= 2 && lost > q->threshold;
		at_top = lost < 1e-9 ? at_top + 1 : 0;
	}
}

static double
log_odds(double probability)
{
	return log(probability / (1 - probability));
}

static void
flag_fallen(const struct question *q, const struct course *c,
    const struct at_fallen_usual *usual, bool *flags)
{
	struct at_fallen f = at_fallen_begin(usual);

	for (int i = 0; i < c->n; i++) {
		struct at_fallen_row row = at_fallen_next(&f, c->client[i]);

		flags[i] = c->client[i] < row.expected && log_odds(row.probability) >= q->threshold;
	}
}

static void
flag_default(const struct question *q, const struct course *c, bool *flags)
{
	flag_fallen(q, c, &q->data->client, flags);
}

static void
flag_house(const struct question *q, const struct course *c, bool *flags)
{
	struct at_fallen_usual house = at_fallen_house(1);

	flag_fallen(q, c, &house, flags);
}

/* The therapist's evidence added with a fifth of its weight (with all of it, it is worse). */
static void
flag_both(const struct question *q, const struct course *c, bool *flags)
{
	struct at_fallen f = at_fallen_begin(&q->data->client);
	struct at_fallen g = at_fallen_begin(&q->data->therapist);

	for (int i = 0; i < c->n; i++) {
		struct at_fallen_row row = at_fallen_next(&f, c->client[i]);
		double theirs = log_odds(at_fallen_next(&g, c->therapist[i]).probability);

		if (isnan(theirs))
			theirs = log_odds(.05);
		flags[i] = c->client[i] < row.expected && log_odds(row.probability)
		    + .2 * (theirs - log_odds(.05)) >= q->threshold;
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
	{ "default, not learned", flag_house, 0, -10, 20, false },
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
	struct question q = { scratch, data, rule, threshold };
	struct score score = { 0 };

	for (int k = 0; k < data->n; k++) {
		bool flags[MOST] = { false };

		rule->flag(&q, &data->courses[k], flags);
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
	for (int k = SHORT; k <= SLIDE && s->falls[SLIDE] > 0; k++)
		printf("%8.1f", percent(s->found[k], s->falls[k]));
	printf("%s\n", rule->back ? "  looks back" : "");
}

static void
compare(struct at_arena *scratch, const struct data *data, double threshold)
{
	struct score best = judge(scratch, data, &the_default, threshold);

	printf("\n%d relationships, %d of them clean; %d falls of %d sessions\n", data->n,
	    best.clean, best.falls[NO_FALL], best.sessions);
	printf("%-24s%10s%9s%9s%9s%9s%9s%s\n", "rule", "threshold", "alarmed", "falls",
	    "sessions", "left", "delay", best.falls[SLIDE] > 0 ? "   short lasting   slide" : "");
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

	if (argc != 4)
		return fail("FILE LOWEST HIGHEST");
	if (read_data(arena, argv, &data) != 0)
		return 1;
	learn(&data);

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
