/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune rupture: falls in the ratings of a relationship, and whether they mend. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/split.h"
#include "cli/rupture.h"

struct options {
	const char *dyad, *session, *score, *form;
	const char *rule, *range, *usual;
	struct at_flag_real sigmas, step;
	int min_before;
	bool summary;
	const char *format;
};

#define TEXT(name, value, member, help, required) \
	{ name, AT_FLAG_TEXT, value, help, offsetof(struct options, member), required }
#define REAL(name, value, member, help) \
	{ name, AT_FLAG_REAL, value, help, offsetof(struct options, member), false }

static const struct at_flag flags[] = {
	TEXT("dyad", "COL", dyad, "which relationship", true),
	TEXT("session", "COL", session, "the number of the session", true),
	TEXT("score", "COL[,COL...]", score, "a rating, one column for each side", true),
	TEXT("rule", "RULE", rule, "xmr, prospective, drop, runs, ewma, cusum, changepoint,"
	    " alltop or default", false),
	TEXT("range", "LOW,HIGH", range, "of the scale (1,7)", false),
	REAL("sigmas", "N", sigmas, "width of the limits, for xmr and prospective (3)"),
	{ "min-before", AT_FLAG_NUMBER, "N", "sessions before limits are drawn, for"
	    " prospective (5)", offsetof(struct options, min_before), false },
	REAL("step", "D", step, "a reliable drop, for drop (a sixth of the range)"),
	TEXT("usual", "SD[,N]", usual, "usual SD within a person and how many sessions it is"
	    " worth, for default (learned)", false),
	TEXT("form-version", "COL", form, "never compare two versions of the form", false),
	{ "summary", AT_FLAG_SWITCH, NULL, "no rows", offsetof(struct options, summary), false },
	AT_LAB_FLAG(struct options),
};

#undef TEXT
#undef REAL

/* ---- options ------------------------------------------------------------------------ */

static enum at_status
set_rule(struct at_rupture_run *run, const char *id)
{
	run->rule = id == NULL ? AT_RUPTURE_DEFAULT : at_rupture_by_id(id);
	if (run->rule == AT_RUPTURE_RULES)
		return at_cli_usage(run->cli, "--rule takes xmr, prospective, drop, runs, ewma,"
		    " cusum, changepoint, alltop or default, not \"%s\"", id);
	return AT_OK;
}

/* "1,7"; the second may be left out if `least` is 1. */
static bool
take_numbers(struct at_arena *arena, const char *text, int least, double out[2])
{
	const struct at_parts parts = at_split(arena, text, ",");

	if (parts.n < least || parts.n > 2)
		return false;
	for (int i = 0; i < parts.n; i++)
		if (!at_number_parse(parts.at[i], &out[i]))
			return false;
	return true;
}

static enum at_status
set_range(struct at_rupture_run *run, const char *text)
{
	double range[2] = { 1, 7 };

	if (text != NULL && (!take_numbers(run->cli->call.arena, text, 2, range)
	    || !(range[1] > range[0])))
		return at_cli_usage(run->cli, "--range takes the lowest and the highest score, as"
		    " 1,7, not \"%s\"", text);
	run->settings = at_rupture_defaults(range[0], range[1]);
	return AT_OK;
}

static enum at_status
set_usual(struct at_rupture_run *run, const char *text)
{
	double range = run->settings.highest - run->settings.lowest;
	double given[2] = { 0, at_fallen_house(range).alike };

	if (text == NULL)
		return AT_OK;
	if (!take_numbers(run->cli->call.arena, text, 1, given) || !(given[0] > 0)
	    || !(given[1] > 0 && given[1] <= 1000))
		return at_cli_usage(run->cli, "--usual takes an SD above 0, and a number of"
		    " sessions up to 1000, as .45,6, not \"%s\"", text);
	run->settings.usual = (struct at_fallen_usual){ given[0], given[1] };
	return AT_OK;
}

static enum at_status
settle_options(struct at_rupture_run *run, const struct options *o)
{
	enum at_status st = set_rule(run, o->rule);

	if (st == AT_OK)
		st = set_range(run, o->range);
	if (st == AT_OK)
		st = set_usual(run, o->usual);
	if (st != AT_OK)
		return st;
	run->summary = run->settings.no_limits = o->summary;
	if (o->sigmas.given && !(o->sigmas.value > 0))
		return at_cli_usage(run->cli, "--sigmas takes a number above 0");
	if (o->step.given && !(o->step.value > 0))
		return at_cli_usage(run->cli, "--step takes a number above 0");
	if (o->min_before == 1)
		return at_cli_usage(run->cli, "--min-before takes 2 or more");
	if (o->sigmas.given)
		run->settings.sigmas = o->sigmas.value;
	if (o->step.given)
		run->settings.step = o->step.value;
	if (o->min_before > 0)
		run->settings.min_before = o->min_before;
	return AT_OK;
}

/* ---- the first way through: how people here spread ---------------------------------- */

struct learning {
	struct at_rupture_run *run;
	struct at_fallen_pool pools[AT_RUPTURE_RATERS];
};

static void
begin_learning(void *job)
{
	struct learning *l = job;

	memset(l->pools, 0, sizeof l->pools);
}

/* The scores of one form; NaN where there is another. */
static double *
values_of(struct at_rupture_run *run, const struct at_rupture_dyad *dyad, int rater, int form)
{
	double *values = AT_NEW(run->scratch, double, (size_t)dyad->n);

	for (int i = 0; i < dyad->n; i++)
		values[i] = dyad->forms[i] == form ? dyad->scores[rater][i] : NAN;
	return values;
}

static enum at_status
learn(void *job, const struct at_rupture_dyad *dyad)
{
	struct learning *l = job;
	struct at_rupture_run *run = l->run;
	double range = run->settings.highest - run->settings.lowest;

	for (int r = 0; r < at_rupture_n_raters(run->read); r++)
		for (int f = 0; f < at_rupture_n_forms(run->read); f++)
			at_fallen_learn(&l->pools[r], range, values_of(run, dyad, r, f), dyad->n);
	at_arena_clear(run->scratch);
	return AT_OK;
}

static enum at_status
learn_all(struct at_rupture_run *run, bool given)
{
	struct learning l = { .run = run };
	const struct at_rupture_taker taker = { &l, begin_learning, learn };
	enum at_status st = at_rupture_each(run->read, &run->lab, &taker);

	for (int r = 0; r < at_rupture_n_raters(run->read) && st == AT_OK; r++) {
		struct at_rupture_spread *spread = &run->spreads[r];
		struct at_rupture_settings settings = run->settings;

		spread->people = given || l.pools[r].people < AT_FALLEN_PEOPLE ? 0
		    : l.pools[r].people;
		spread->usual = given ? run->settings.usual : at_fallen_learned(&l.pools[r],
		    settings.highest - settings.lowest);
		settings.usual = spread->usual;
		run->chances[r] = at_chance_make(run->cli->call.arena, run->rule, &settings);
	}
	return st;
}

/* ---- the second: everybody ---------------------------------------------------------- */

/* The episodes of a course, to be told when all have been read. */
static void
keep_episodes(struct at_rupture_run *run, struct at_rupture_series *s,
    const struct at_rupture *found, const double *sessions, const struct at_rupture_row *rows)
{
	struct at_arena *arena = run->cli->call.arena;
	size_t n = (size_t)found->n_episodes;
	struct at_episode *episodes = AT_NEW(arena, struct at_episode, n);
	double *numbers = AT_NEW(arena, double, 2 * n);
	double *probabilities = AT_NEW(arena, double, n);

	for (size_t i = 0; i < n; i++) {
		const struct at_episode *e = &found->episodes[i];

		episodes[i] = *e;
		numbers[2 * i] = sessions[e->onset];
		numbers[2 * i + 1] = e->back >= 0 ? sessions[e->back] : NAN;
		probabilities[i] = rows[e->onset].probability;
	}
	s->episodes = episodes;
	s->sessions = numbers;
	s->probabilities = probabilities;
	s->n_episodes = found->n_episodes;
}

static void
keep_series(struct at_rupture_run *run, const struct at_rupture_series *s)
{
	run->series = at_one_more(run->cli->call.arena, run->series, run->n_series, sizeof *s);
	run->series[run->n_series++] = *s;
}

/* One course; its flags are added to those of the rater. */
static enum at_status
judge_course(struct at_rupture_run *run, const struct at_rupture_dyad *dyad, int rater,
    int form, bool *flagged)
{
	struct at_rupture_row *rows = AT_NEW(run->scratch, struct at_rupture_row,
	    (size_t)dyad->n);
	const double *values = values_of(run, dyad, rater, form);
	struct at_rupture_settings settings = run->settings;
	struct at_rupture_series s = { .dyad = dyad->name, .rater = rater, .form = form };
	struct at_rupture found;
	enum at_status st = AT_OK;

	settings.usual = run->spreads[rater].usual;
	found = at_rupture_find(run->scratch, run->rule, &settings, values, dyad->n, rows);
	if (found.n == 0)
		return AT_OK;
	s.n = found.n;
	s.n_flagged = found.n_flagged;
	s.too_early = found.n < at_rupture_needs(run->rule, &settings);
	for (int i = 0; i < dyad->n; i++)
		flagged[i] = flagged[i] || rows[i].flagged;
	if (!run->summary) {
		s.episodes = found.episodes;
		st = at_rupture_put_rows(run, &s, dyad, rows);
	}
	if (run->lab.format == AT_LAB_CSV)
		return st;
	s.spread = at_spread_of(values, dyad->n);
	s.pattern = at_pattern_of(dyad->sessions, values, dyad->n, settings.usual.sd);
	s.by_chance = at_chance_of(run->chances[rater], s.n, s.spread.mean, s.spread.sigma);
	keep_episodes(run, &s, &found, dyad->sessions, rows);
	keep_series(run, &s);
	return st;
}

static void
count_together(struct at_rupture_run *run, const struct at_rupture_dyad *dyad,
    bool *const *flagged)
{
	struct at_rupture_together t = { .dyad = dyad->name };
	int n_raters = at_rupture_n_raters(run->read);

	for (int i = 0; i < dyad->n; i++) {
		int rated = 0, n = 0, last = 0;

		for (int r = 0; r < n_raters; r++) {
			rated += !isnan(dyad->scores[r][i]);
			if (!flagged[r][i])
				continue;
			n++;
			last = r;
		}
		if (rated < n_raters)
			continue;
		t.n++;
		t.all += n == n_raters;
		t.alone[last] += n == 1;
	}
	run->together = at_one_more(run->cli->call.arena, run->together, run->n_together,
	    sizeof t);
	run->together[run->n_together++] = t;
}

static void
begin_judging(void *job)
{
	struct at_rupture_run *run = job;

	run->n_series = run->n_together = 0;
}

static enum at_status
judge(void *job, const struct at_rupture_dyad *dyad)
{
	struct at_rupture_run *run = job;
	int n_raters = at_rupture_n_raters(run->read);
	bool *flagged[AT_RUPTURE_RATERS];
	enum at_status st = AT_OK;

	for (int r = 0; r < n_raters; r++) {
		flagged[r] = AT_NEW(run->scratch, bool, (size_t)dyad->n);
		for (int f = 0; f < at_rupture_n_forms(run->read) && st == AT_OK; f++)
			st = judge_course(run, dyad, r, f, flagged[r]);
	}
	if (st == AT_OK && n_raters > 1 && run->lab.format != AT_LAB_CSV)
		count_together(run, dyad, flagged);
	at_arena_clear(run->scratch);
	return st;
}

static enum at_status
judge_all(struct at_rupture_run *run)
{
	const struct at_rupture_taker taker = { run, begin_judging, judge };
	enum at_status st;

	at_rupture_put_method(run);
	if (!run->summary)
		at_rupture_begin_rows(run);
	st = at_rupture_each(run->read, &run->lab, &taker);
	if (st != AT_OK)
		return st;
	if (!run->summary)
		at_rupture_end_rows(run);
	return at_rupture_put_rest(run);
}

/* ---- both --------------------------------------------------------------------------- */

static void
close_scratch(void *scratch)
{
	at_arena_close(scratch);
}

static enum at_status
run_rupture(struct at_cli *cli, const void *given)
{
	const struct options *o = given;
	struct at_rupture_run run = { .cli = cli, .scratch = at_arena_open() };
	struct at_rupture_columns columns = { o->dyad, o->session, o->score, o->form, 0, 0 };
	enum at_status st;

	if (run.scratch == NULL)
		at_oom(cli->call.arena);
	at_arena_defer(cli->call.arena, close_scratch, run.scratch);
	st = settle_options(&run, o);
	columns.lowest = run.settings.lowest;
	columns.highest = run.settings.highest;
	if (st == AT_OK)
		st = at_lab_begin(cli, o->format, &run.lab);
	if (st == AT_OK)
		st = at_rupture_open(cli, cli->args[0], &columns, &run.read);
	if (st == AT_OK)
		st = learn_all(&run, o->usual != NULL);
	return st == AT_OK ? judge_all(&run) : st;
}

const struct at_command at_command_rupture = {
	.name = "rupture", .summary = "falls in the ratings of a relationship, and their repair",
	.arguments = "FILE", .n_least = 1, .n_most = 1,
	.about = "FILE is a CSV table with a header, a row for each session; - is standard input.",
	.example = "  attune rupture sessions.csv --dyad id --session nr --score client,therapist\n"
	    "  attune rupture sessions.csv --dyad id --session nr --score client --rule xmr",
	.flags = flags, .n_flags = (int)AT_COUNT(flags),
	.options_bytes = sizeof(struct options),
	.folder = AT_FOLDER_NONE, .run = run_rupture,
};
