/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune change: who has changed by more than chance, in a table of scores before and after. */
#include <math.h>
#include <string.h>

#include "cli/change.h"
#include "progress/effect.h"

#define IN_OPTIONS(member) offsetof(struct at_change_options, member), false
#define COLUMN(name, member, help) \
	{ name, AT_FLAG_TEXT, "COL", help, IN_OPTIONS(columns.member) }
#define REAL(name, value, member, help) \
	{ name, AT_FLAG_REAL, value, help, IN_OPTIONS(member) }
#define TEXT(name, value, member, help) \
	{ name, AT_FLAG_TEXT, value, help, IN_OPTIONS(member) }

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
	TEXT("method", "METHOD", method, "jt, gln, hll, en, nk, ha or hlm (jt)"),
	REAL("functional-mean", "M", functional_mean, "of people who are well"),
	REAL("functional-sd", "S", functional_sd, "their standard deviation"),
	TEXT("cutoff", "CUT", cutoff,
	    "a, b, c, none or a value (c with functional norms, else a)"),
	REAL("z", "Z", z, "criterion (1.959963984540054; for ha 1.6448536269514722)"),
	TEXT("instrument", "ID", instrument,
	    "points, cut-off and direction of its authors instead"),
	TEXT("scale", "ID", scale, "of the instrument (its first with such points)"),
	{ "summary", AT_FLAG_SWITCH, NULL, "no rows", IN_OPTIONS(summary) },
	AT_LAB_FLAG(struct at_change_options),
};

#undef IN_OPTIONS
#undef COLUMN
#undef REAL
#undef TEXT

/* A summary keeps the scores of a table up to this size, and reads it only once. */
enum { MOST_KEPT = 1 << 18 };

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
keep(struct at_change_run *run, const struct at_change_pair *pair)
{
	struct at_change_tally *t = &run->tally;
	int n = (int)t->used.rows - 1;

	if (t->used.rows > MOST_KEPT)
		return;
	t->kept = at_one_more(run->cli->call.arena, t->kept, n, sizeof *t->kept);
	t->kept[n] = (struct at_change_scores){ pair->pre, pair->post };
}

/* First: what the sample is like. */
static enum at_status
measure(struct at_change_run *run, const struct at_lab *lab)
{
	struct at_change_tally *t = &run->tally;
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

void
at_change_count(struct at_change_run *run, double pre, double post,
    const struct at_change *change)
{
	const struct at_change_rule *rule = &run->rule;
	struct at_change_tally *t = &run->tally;

	t->counts[change->class]++;
	t->started_functional += change->started_functional;
	t->halved += at_change_share(pre, post) <= -0.5;
	t->remitted += !isnan(rule->cutoff) && !at_change_is_clinical(rule, post);
}

static void
count(struct at_change_run *run, double pre, double post, struct at_change *out)
{
	at_change_judge(&run->rule, pre, post, out);
	at_change_count(run, pre, post, out);
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
judge_kept(struct at_change_run *run)
{
	struct at_change change;

	for (int i = 0; i < (int)run->tally.used.rows; i++)
		count(run, run->tally.kept[i].pre, run->tally.kept[i].post, &change);
}

/* Then: everybody. */
static enum at_status
judge(struct at_change_run *run, struct at_lab *lab)
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
put_method(struct at_change_run *run, struct at_lab *lab)
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

void
at_change_put_sample(const struct at_change_run *run, struct at_lab *lab)
{
	const struct at_change_sample s = at_change_sample_of(&run->tally.pairs);

	at_lab_put_count(lab, "n", run->tally.rows);
	at_lab_put_count(lab, "n_used", run->tally.pairs.x.n);
	at_lab_put_number(lab, "mean_pre", s.mean_pre);
	at_lab_put_number(lab, "sd_pre", s.sd_pre);
	at_lab_put_number(lab, "mean_post", s.mean_post);
	at_lab_put_number(lab, "sd_post", s.sd_post);
	at_lab_put_number(lab, "r_pre_post", at_pairs_correlation(&run->tally.pairs));
}

static void
put_rule(struct at_change_run *run, struct at_lab *lab)
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
put_effect(struct at_change_run *run, struct at_lab *lab)
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
void
at_change_put_counts(const struct at_change_run *run, struct at_lab *lab)
{
	const struct at_change_tally *t = &run->tally;
	const int64_t *n = t->counts;

	at_lab_object(lab, "counts");
	for (int c = 0; c < AT_CHANGE_CLASSES; c++)
		at_lab_put_count(lab, at_change_class_name((enum at_change_class)c), n[c]);
	at_lab_object_end(lab);
	if (!isnan(run->rule.cutoff)) {
		at_lab_put_count(lab, "started_functional", t->started_functional);
		at_lab_put_count(lab, "ended_functional", t->remitted);
	}
	if (run->rule.better < 0)
		at_lab_put_count(lab, "halved", t->halved);
	at_lab_say(lab, "Of %lld, %lld are reliably better, %lld of them recovered; %lld are"
	    " reliably worse.", (long long)t->pairs.x.n,
	    (long long)(n[AT_CHANGE_RECOVERED] + n[AT_CHANGE_IMPROVED]),
	    (long long)n[AT_CHANGE_RECOVERED],
	    (long long)(n[AT_CHANGE_DETERIORATED] + n[AT_CHANGE_HARMED]));
}


static enum at_status
put_all(struct at_change_run *run, struct at_lab *lab)
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
	at_change_put_sample(run, lab);
	put_rule(run, lab);
	put_effect(run, lab);
	if (!run->options->summary)
		at_lab_table(lab, &rows);
	st = judge(run, lab);
	if (st != AT_OK)
		return st;
	if (!run->options->summary)
		at_lab_table_end(lab);
	at_change_put_counts(run, lab);
	if (run->rule.method == AT_CHANGE_HLL)
		at_lab_say(lab, "hll compares with the mean of this group afterwards: it says"
		    " nothing to one client.");
	return at_lab_end(lab, &run->tally.used);
}

static enum at_status
run_change(struct at_cli *cli, const void *given)
{
	const struct at_change_options *options = given;
	struct at_change_run run = { .cli = cli, .options = options };
	struct at_change_sample sample;
	struct at_lab lab;
	enum at_status st = at_change_settle(&run);

	if (st == AT_OK)
		st = at_lab_begin(cli, options->format, &lab);
	if (st == AT_OK && run.plan.method == AT_CHANGE_HLM)
		return at_change_run_hlm(&run, &lab);
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
	.options_bytes = sizeof(struct at_change_options),
	.folder = AT_FOLDER_NONE, .run = run_change,
};
