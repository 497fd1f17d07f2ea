/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune change: who has changed by more than chance, in a table of scores before and after. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "cli/change_pairs.h"
#include "instrument/library.h"
#include "progress/change.h"
#include "progress/effect.h"

struct options {
	struct at_change_columns columns;
	const char *better, *method, *cutoff, *instrument, *scale;
	struct at_flag_real reliability, reliability_post, functional_mean, functional_sd, z;
	bool summary;
	const char *format;
};

#define COLUMN(name, member, help) \
	{ name, AT_FLAG_TEXT, "COL", help, offsetof(struct options, columns.member), false }
#define REAL(name, value, member, help) \
	{ name, AT_FLAG_REAL, value, help, offsetof(struct options, member), false }
#define TEXT(name, value, member, help) \
	{ name, AT_FLAG_TEXT, value, help, offsetof(struct options, member), false }

static const struct at_flag flags[] = {
	COLUMN("id", id, "who (rows are numbered without it)"),
	COLUMN("pre", pre, "the score before"),
	COLUMN("post", post, "the score after"),
	COLUMN("time", time, "instead: a row is one score, and this says when"),
	COLUMN("score", score, "the score of such a row"),
	TEXT("first", "VALUE", columns.first, "the time that is before"),
	TEXT("last", "VALUE", columns.last, "the time that is after"),
	TEXT("form-version", "COL[,COL]", columns.version,
	    "leave out who filled two versions of the form"),
	TEXT("better", "WAY", better, "lower or higher"),
	REAL("reliability", "R", reliability, "of the scores, above 0 and below 1"),
	REAL("reliability-post", "R", reliability_post, "after, for nk (the same)"),
	TEXT("method", "METHOD", method, "jt, gln, hll, en, nk or ha (jt)"),
	REAL("functional-mean", "M", functional_mean, "of people who are well"),
	REAL("functional-sd", "S", functional_sd, "their standard deviation"),
	TEXT("cutoff", "CUT", cutoff,
	    "a, b, c, none or a value (c with functional norms, else a)"),
	REAL("z", "Z", z, "criterion (1.959963984540054; for ha 1.6448536269514722)"),
	TEXT("instrument", "ID", instrument,
	    "points, cut-off and direction of its authors instead"),
	TEXT("scale", "ID", scale, "of the instrument (its first with such points)"),
	{ "summary", AT_FLAG_SWITCH, NULL, "no rows", offsetof(struct options, summary), false },
	AT_LAB_FLAG(struct options),
};

#undef COLUMN
#undef REAL
#undef TEXT

/* A summary keeps the scores of a table up to this size, and reads it only once. */
enum { MOST_KEPT = 1 << 18 };

struct scores {
	double pre, post;
};

/* What is found on the way through the table. */
struct tally {
	struct at_lab_used used;
	int64_t rows;
	struct at_pairs pairs;
	int64_t counts[AT_CHANGE_CLASSES];
	int64_t started_functional, halved, remitted;
	struct scores *kept;            /* the first MOST_KEPT that are used */
};

struct run {
	struct at_cli *cli;
	const struct options *options;
	struct at_change_plan plan;
	const struct at_scale *scale;   /* of --instrument; or NULL */
	struct at_change_pairs *pairs;
	struct tally tally;
	struct at_change_rule rule;
};

/* ---- options ------------------------------------------------------------------------ */

static enum at_status
set_method(struct run *run)
{
	const char *name = run->options->method;

	run->plan.method = AT_CHANGE_JT;
	if (name == NULL)
		return AT_OK;
	for (int m = AT_CHANGE_JT; m <= AT_CHANGE_HA; m++)
		if (strcmp(name, at_change_method_name((enum at_change_method)m)) == 0) {
			run->plan.method = (enum at_change_method)m;
			return AT_OK;
		}
	return at_cli_usage(run->cli, "--method takes jt, gln, hll, en, nk or ha, not \"%s\"",
	    name);
}

static enum at_status
set_better(struct run *run)
{
	const char *better = run->options->better;

	if (better == NULL)
		return at_cli_usage(run->cli, "--better lower or --better higher is needed");
	run->plan.better = strcmp(better, "higher") == 0 ? 1 : -1;
	if (run->plan.better < 0 && strcmp(better, "lower") != 0)
		return at_cli_usage(run->cli, "--better takes lower or higher, not \"%s\"", better);
	return AT_OK;
}

static enum at_status
set_cutoff(struct run *run)
{
	static const char *const names[] = { "none", "a", "b", "c" };
	const struct options *o = run->options;
	bool norms = o->functional_mean.given;

	if (o->functional_mean.given != o->functional_sd.given)
		return at_cli_usage(run->cli, "--functional-mean and --functional-sd go together");
	run->plan.cutoff = norms ? AT_CUTOFF_C : AT_CUTOFF_A;
	if (o->cutoff == NULL)
		return AT_OK;
	for (size_t i = 0; i < AT_COUNT(names); i++) {
		if (strcmp(o->cutoff, names[i]) != 0)
			continue;
		if (i >= AT_CUTOFF_B && !norms)
			return at_cli_usage(run->cli, "--cutoff %s needs --functional-mean and"
			    " --functional-sd", names[i]);
		run->plan.cutoff = (enum at_change_cutoff)i;
		return AT_OK;
	}
	run->plan.cutoff = AT_CUTOFF_VALUE;
	if (!at_number_parse(o->cutoff, &run->plan.value))
		return at_cli_usage(run->cli, "--cutoff takes a, b, c, none or a value, not \"%s\"",
		    o->cutoff);
	return AT_OK;
}

static enum at_status
set_plan(struct run *run)
{
	const struct options *o = run->options;
	enum at_status st = set_better(run);

	if (st == AT_OK)
		st = set_method(run);
	if (st == AT_OK)
		st = set_cutoff(run);
	if (st != AT_OK)
		return st;
	if (!o->reliability.given)
		return at_cli_usage(run->cli, "--reliability R is needed, or --instrument ID");
	if (o->z.given && !(o->z.value > 0))
		return at_cli_usage(run->cli, "--z takes a number above 0");
	run->plan.reliability = o->reliability.value;
	run->plan.reliability_post = o->reliability_post.given ? o->reliability_post.value : NAN;
	run->plan.functional_mean = o->functional_mean.value;
	run->plan.functional_sd = o->functional_sd.value;
	run->plan.z = o->z.given ? o->z.value : run->plan.method == AT_CHANGE_HA ? AT_CHANGE_Z_HA
	    : AT_CHANGE_Z;
	return AT_OK;
}

static enum at_status
find_scale(struct run *run, const struct at_instrument *instrument)
{
	const char *name = run->options->scale;
	int i = 0;

	if (name != NULL) {
		i = at_instrument_scale(instrument, name);
		if (i < 0)
			return at_fail(&run->cli->err, AT_INVALID, "%s has no scale \"%s\"",
			    instrument->id, name);
	} else {
		while (i + 1 < instrument->n_scales && isnan(instrument->scales[i].reliable))
			i++;
	}
	run->scale = &instrument->scales[i];
	return at_change_rule_published(run->scale, &run->rule, &run->cli->err);
}

/* The instrument says all that options would. */
static enum at_status
set_instrument(struct run *run)
{
	const struct options *o = run->options;
	const struct at_instrument *instrument;
	struct at_library *library;
	enum at_status st;

	if (o->better != NULL || o->method != NULL || o->cutoff != NULL || o->reliability.given
	    || o->reliability_post.given || o->functional_mean.given || o->functional_sd.given
	    || o->z.given)
		return at_cli_usage(run->cli, "--instrument stands instead of --better,"
		    " --reliability, --method, --cutoff, --z and the norms");
	st = at_library_load(run->cli->call.arena, &library, &run->cli->err);
	if (st != AT_OK)
		return st;
	instrument = at_library_find(library, o->instrument);
	if (instrument == NULL)
		return at_fail(&run->cli->err, AT_NOT_FOUND, "There is no instrument \"%s\".",
		    o->instrument);
	return find_scale(run, instrument);
}

static enum at_status
settle_options(struct run *run)
{
	if (run->options->instrument != NULL)
		return set_instrument(run);
	if (run->options->scale != NULL)
		return at_cli_usage(run->cli, "--scale goes with --instrument");
	return set_plan(run);
}

/* ---- both ways through the table ---------------------------------------------------- */

static const char *
why_not(const struct at_change_pair *pair)
{
	if (isnan(pair->pre))
		return "no score before";
	if (isnan(pair->post))
		return "no score after";
	return pair->same_form ? NULL : "another version of the form";
}

static void
keep(struct run *run, const struct at_change_pair *pair)
{
	struct tally *t = &run->tally;
	int n = (int)t->used.rows - 1;

	if (t->used.rows > MOST_KEPT)
		return;
	t->kept = at_one_more(run->cli->call.arena, t->kept, n, sizeof *t->kept);
	t->kept[n] = (struct scores){ pair->pre, pair->post };
}

/* First: what the sample is like. */
static enum at_status
measure(struct run *run, const struct at_lab *lab)
{
	struct tally *t = &run->tally;
	struct at_change_pair pair;
	bool any;
	enum at_status st;

	while ((st = at_change_pairs_next(run->pairs, &pair, &any)) == AT_OK && any) {
		const char *why = why_not(&pair);

		t->rows++;
		at_lab_progress(lab, t->rows);
		if (why != NULL) {
			at_lab_drop(&t->used, why);
			continue;
		}
		t->used.rows++;
		at_pairs_add(&t->pairs, pair.pre, pair.post);
		if (run->options->summary)
			keep(run, &pair);
	}
	return st;
}

static void
count(struct run *run, double pre, double post, struct at_change *out)
{
	const struct at_change_rule *rule = &run->rule;
	struct tally *t = &run->tally;

	at_change_judge(rule, pre, post, out);
	t->counts[out->class]++;
	t->started_functional += out->started_functional;
	t->halved += at_change_share(pre, post) <= -0.5;
	t->remitted += !isnan(rule->cutoff) && !at_change_is_clinical(rule, post);
}

static enum at_status
put_row(struct at_lab *lab, const struct at_change_pair *pair, const struct at_change *c)
{
	at_lab_cell_text(lab, pair->id);
	at_lab_cell_number(lab, pair->pre);
	at_lab_cell_number(lab, pair->post);
	at_lab_cell_number(lab, c->change);
	at_lab_cell_number(lab, c->rci);
	at_lab_cell_text(lab, at_change_class_name(c->class));
	return at_lab_row_end(lab);
}

static void
judge_kept(struct run *run)
{
	struct at_change change;

	for (int i = 0; i < (int)run->tally.used.rows; i++)
		count(run, run->tally.kept[i].pre, run->tally.kept[i].post, &change);
}

/* Then: everybody. */
static enum at_status
judge(struct run *run, struct at_lab *lab)
{
	struct at_change_pair pair;
	bool any;
	enum at_status st;

	if (run->options->summary && run->tally.used.rows <= MOST_KEPT) {
		judge_kept(run);
		return AT_OK;
	}
	st = at_change_pairs_rewind(run->pairs);

	while (st == AT_OK) {
		struct at_change change;

		st = at_change_pairs_next(run->pairs, &pair, &any);
		if (st != AT_OK || !any)
			break;
		if (why_not(&pair) != NULL)
			continue;
		count(run, pair.pre, pair.post, &change);
		if (!run->options->summary)
			st = put_row(lab, &pair, &change);
	}
	return st;
}

/* ---- what is said ------------------------------------------------------------------- */

static void
put_method(struct run *run, struct at_lab *lab)
{
	const struct at_change_rule *rule = &run->rule;

	at_lab_put_text(lab, "method", at_change_method_name(rule->method));
	at_lab_put_text(lab, "better", rule->better < 0 ? "lower" : "higher");
	if (run->scale != NULL) {
		at_lab_put_text(lab, "instrument", run->options->instrument);
		at_lab_put_text(lab, "scale", run->scale->id);
		at_lab_put_number(lab, "points", run->scale->reliable);
		at_lab_put_text(lab, "source", run->scale->source);
	}
}

static void
put_sample(struct run *run, struct at_lab *lab)
{
	const struct at_change_sample s = at_change_sample_of(&run->tally.pairs);

	at_lab_put_count(lab, "n", run->tally.rows);
	at_lab_put_count(lab, "n_used", run->tally.used.rows);
	at_lab_put_number(lab, "mean_pre", s.mean_pre);
	at_lab_put_number(lab, "sd_pre", s.sd_pre);
	at_lab_put_number(lab, "mean_post", s.mean_post);
	at_lab_put_number(lab, "sd_post", s.sd_post);
	at_lab_put_number(lab, "r_pre_post", at_pairs_correlation(&run->tally.pairs));
}

static void
put_rule(struct run *run, struct at_lab *lab)
{
	const struct at_change_rule *rule = &run->rule;

	if (run->scale == NULL) {
		at_lab_put_number(lab, "reliability", run->plan.reliability);
		if (rule->method == AT_CHANGE_NK)
			at_lab_put_number(lab, "reliability_post",
			    isnan(run->plan.reliability_post) ? run->plan.reliability
			    : run->plan.reliability_post);
		at_lab_put_number(lab, "z", rule->z);
		at_lab_put_number(lab, "se", rule->se);
		at_lab_put_number(lab, "s_diff", rule->s_diff);
	}
	if (rule->method == AT_CHANGE_JT)
		at_lab_put_number(lab, "points", rule->z * rule->s_diff);
	if (rule->method == AT_CHANGE_HA)
		at_lab_put_number(lab, "r_dd", rule->r_dd);
	at_lab_put_number(lab, "cutoff", rule->cutoff);
}

static void
put_effect(struct run *run, struct at_lab *lab)
{
	const struct at_change_sample s = at_change_sample_of(&run->tally.pairs);
	const struct at_effect_course course = { s.mean_pre, s.sd_pre, s.mean_post, s.sd_post,
		at_pairs_correlation(&run->tally.pairs), (double)run->tally.used.rows };
	struct at_effect smcr = at_effect_smcr(&course);

	at_lab_object(lab, "effect");
	at_lab_put_number(lab, "smcr", smcr.value);
	at_lab_put_number(lab, "variance", smcr.variance);
	at_lab_put_pair(lab, "ci", smcr.low, smcr.high);
	at_lab_put_number(lab, "d_av", at_effect_d_av(&course));
	at_lab_put_number(lab, "d_z", at_effect_d_z(&course));
	at_lab_object_end(lab);
}

/* Response and remission are said of symptoms: where lower is better. */
static void
put_counts(struct run *run, struct at_lab *lab)
{
	const struct tally *t = &run->tally;

	at_lab_object(lab, "counts");
	for (int c = 0; c < AT_CHANGE_CLASSES; c++)
		at_lab_put_count(lab, at_change_class_name((enum at_change_class)c), t->counts[c]);
	at_lab_object_end(lab);
	if (!isnan(run->rule.cutoff)) {
		at_lab_put_count(lab, "started_functional", t->started_functional);
		at_lab_put_count(lab, "ended_functional", t->remitted);
	}
	if (run->rule.better < 0)
		at_lab_put_count(lab, "halved", t->halved);
}

static void
say_finding(const struct run *run, struct at_lab *lab)
{
	const struct tally *t = &run->tally;
	const int64_t *n = t->counts;

	at_lab_say(lab, "Of %lld, %lld are reliably better, %lld of them recovered; %lld are"
	    " reliably worse.", (long long)t->used.rows,
	    (long long)(n[AT_CHANGE_RECOVERED] + n[AT_CHANGE_IMPROVED]),
	    (long long)n[AT_CHANGE_RECOVERED],
	    (long long)(n[AT_CHANGE_DETERIORATED] + n[AT_CHANGE_HARMED]));
	if (run->rule.method == AT_CHANGE_HLL)
		at_lab_say(lab, "hll compares with the mean of this group afterwards: it says"
		    " nothing to one client.");
}

static enum at_status
put_all(struct run *run, struct at_lab *lab)
{
	static const struct at_lab_column columns[] = {
		{ "id", AT_LAB_WORDS, 0, NULL }, { "pre", AT_LAB_NUMBER, 0, NULL },
		{ "post", AT_LAB_NUMBER, 0, NULL }, { "change", AT_LAB_NUMBER, 0, NULL },
		{ "rci", AT_LAB_NUMBER, 2, NULL }, { "category", AT_LAB_WORDS, 0, NULL },
	};
	static const struct at_lab_table rows = { "rows", NULL, columns, (int)AT_COUNT(columns),
		true };
	enum at_status st;

	put_method(run, lab);
	put_sample(run, lab);
	put_rule(run, lab);
	put_effect(run, lab);
	if (!run->options->summary)
		at_lab_table(lab, &rows);
	st = judge(run, lab);
	if (st != AT_OK)
		return st;
	if (!run->options->summary)
		at_lab_table_end(lab);
	put_counts(run, lab);
	say_finding(run, lab);
	return at_lab_end(lab, &run->tally.used);
}

static enum at_status
run_change(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	struct run run = { .cli = cli, .options = options };
	struct at_change_sample sample;
	struct at_lab lab;
	enum at_status st = settle_options(&run);

	if (st == AT_OK)
		st = at_lab_begin(cli, options->format, &lab);
	if (st == AT_OK)
		st = at_change_pairs_open(cli, cli->args[0], &options->columns,
		    run.scale != NULL ? run.scale->lowest : NAN,
		    run.scale != NULL ? run.scale->highest : NAN, &run.pairs);
	if (st == AT_OK)
		st = measure(&run, &lab);
	if (st != AT_OK)
		return st;
	sample = at_change_sample_of(&run.tally.pairs);
	if (run.scale == NULL)
		st = at_change_rule_make(&run.plan, &sample, &run.rule, &cli->err);
	return st == AT_OK ? put_all(&run, &lab) : st;
}

const struct at_command at_command_change = {
	.name = "change", .summary = "who changed by more than chance, before to after",
	.arguments = "FILE", .n_least = 1, .n_most = 1,
	.about = "FILE is a CSV table with a header, - is standard input.",
	.example = "  attune change pairs.csv --id id --pre pre --post post --better lower"
	    " --reliability .88\n"
	    "  attune change phq.csv --id id --pre pre --post post --instrument phq-9 --summary",
	.flags = flags, .n_flags = (int)AT_COUNT(flags),
	.options_bytes = sizeof(struct options),
	.folder = AT_FOLDER_NONE, .run = run_change,
};
