/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What attune rupture puts out: method, a row for each session, the courses in JSON. */
#include <math.h>

#include "cli/rupture.h"

/* Output goes out in parts of this size. */
enum { FLUSH_BYTES = 1 << 16 };

static bool
has_forms(const struct at_rupture_run *run)
{
	return at_rupture_n_forms(run->read) > 1;
}

/* ---- method ------------------------------------------------------------------------- */

static const char *
source_of(enum at_rupture_rule rule)
{
	switch (rule) {
	case AT_RUPTURE_CHART:
	case AT_RUPTURE_PROSPECTIVE:
		return "control chart for single values";
	case AT_RUPTURE_RUNS:
		return "Western Electric 1956, Nelson 1984";
	case AT_RUPTURE_EWMA:
		return "Roberts 1959";
	case AT_RUPTURE_CUSUM:
		return "Page 1954";
	case AT_RUPTURE_CHANGE:
		return "one split of least squares, BIC";
	case AT_RUPTURE_DROP:
	case AT_RUPTURE_TOP_LOST:
		return "house rule";
	case AT_RUPTURE_DEFAULT:
	case AT_RUPTURE_RULES:
		break;
	}
	return "house rule, chosen by simulation, version 1";
}

static void
put_spreads(struct at_rupture_run *run)
{
	static const struct at_lab_column columns[] = {
		{ "rater", AT_LAB_WORDS, 0, NULL }, { "usual_sd", AT_LAB_NUMBER, 3, NULL },
		{ "worth", AT_LAB_NUMBER, 1, "sessions" },
		{ "learned_from", AT_LAB_COUNT, 0, "courses" },
	};
	static const struct at_lab_table table = { "spread", "How ratings usually move", columns,
		(int)AT_COUNT(columns), false };

	at_lab_table(&run->lab, &table);
	for (int r = 0; r < at_rupture_n_raters(run->read); r++) {
		at_lab_cell_text(&run->lab, at_rupture_rater(run->read, r));
		at_lab_cell_number(&run->lab, run->spreads[r].usual.sd);
		at_lab_cell_number(&run->lab, run->spreads[r].usual.alike);
		at_lab_cell_count(&run->lab, run->spreads[r].people);
		at_lab_row_end(&run->lab);
	}
	at_lab_table_end(&run->lab);
}

void
at_rupture_put_method(struct at_rupture_run *run)
{
	const struct at_rupture_settings *s = &run->settings;
	struct at_lab *lab = &run->lab;

	at_lab_put_text(lab, "rule", at_rupture_id(run->rule));
	at_lab_put_text(lab, "source", source_of(run->rule));
	at_lab_put_truth(lab, "looks_back", at_rupture_looks_back(run->rule));
	at_lab_put_pair(lab, "range", s->lowest, s->highest);
	if (run->rule == AT_RUPTURE_CHART || run->rule == AT_RUPTURE_PROSPECTIVE)
		at_lab_put_number(lab, "sigmas", s->sigmas);
	if (run->rule == AT_RUPTURE_PROSPECTIVE)
		at_lab_put_count(lab, "min_before", s->min_before);
	if (run->rule == AT_RUPTURE_DROP)
		at_lab_put_number(lab, "step", s->step);
	if (run->rule == AT_RUPTURE_RUNS)
		at_lab_put_count(lab, "in_a_row", s->in_a_row);
	if (run->rule == AT_RUPTURE_DEFAULT)
		put_spreads(run);
}

/* ---- rows --------------------------------------------------------------------------- */

/* The last is there with the default rule, in JSON and text: the columns of CSV are a
 * contract. */
static const struct at_lab_column row_columns[] = {
	{ "dyad", AT_LAB_WORDS, 0, NULL }, { "session", AT_LAB_NUMBER, 0, NULL },
	{ "rater", AT_LAB_WORDS, 0, NULL }, { "score", AT_LAB_NUMBER, 2, NULL },
	{ "center", AT_LAB_NUMBER, 2, NULL }, { "sigma", AT_LAB_NUMBER, 2, NULL },
	{ "lower", AT_LAB_NUMBER, 2, NULL }, { "flag", AT_LAB_TRUTH, 0, NULL },
	{ "episode", AT_LAB_COUNT, 0, NULL }, { "repaired", AT_LAB_TRUTH, 0, NULL },
	{ "probability", AT_LAB_NUMBER, 3, NULL },
};

static bool
shows_probability(const struct at_rupture_run *run)
{
	return run->rule == AT_RUPTURE_DEFAULT && run->lab.format != AT_LAB_CSV;
}

void
at_rupture_begin_rows(struct at_rupture_run *run)
{
	int n = (int)AT_COUNT(row_columns) - (shows_probability(run) ? 0 : 1);

	run->rows = (struct at_lab_table){ "rows", NULL, row_columns, n, true };
	at_lab_table(&run->lab, &run->rows);
}

/* Of a session in an episode; while it is open there is no answer. */
static void
put_repaired(struct at_lab *lab, const struct at_episode *episode)
{
	if (episode == NULL || episode->repair == AT_REPAIR_OPEN)
		at_lab_cell_none(lab);
	else
		at_lab_cell_truth(lab, episode->repair == AT_REPAIR_MADE);
}

enum at_status
at_rupture_put_rows(struct at_rupture_run *run, const struct at_rupture_series *s,
    const struct at_rupture_dyad *dyad, const struct at_rupture_row *rows)
{
	struct at_lab *lab = &run->lab;
	enum at_status st = AT_OK;

	for (int i = 0; i < dyad->n && st == AT_OK; i++) {
		const struct at_rupture_row *row = &rows[i];

		if (dyad->forms[i] != s->form || isnan(dyad->scores[s->rater][i]))
			continue;
		at_lab_cell_text(lab, dyad->name);
		at_lab_cell_number(lab, dyad->sessions[i]);
		at_lab_cell_text(lab, at_rupture_rater(run->read, s->rater));
		at_lab_cell_number(lab, dyad->scores[s->rater][i]);
		at_lab_cell_number(lab, row->center);
		at_lab_cell_number(lab, row->sigma);
		at_lab_cell_number(lab, row->lower);
		at_lab_cell_truth(lab, row->flagged);
		if (row->episode < 0)
			at_lab_cell_none(lab);
		else
			at_lab_cell_count(lab, row->episode + 1);
		put_repaired(lab, row->episode < 0 ? NULL : &s->episodes[row->episode]);
		if (shows_probability(run))
			at_lab_cell_number(lab, row->probability);
		st = at_lab_row_end(lab);
	}
	return st;
}

void
at_rupture_end_rows(struct at_rupture_run *run)
{
	at_lab_table_end(&run->lab);
}

/* ---- courses, in JSON --------------------------------------------------------------- */

static void
put(struct at_json *json, const char *name, double number)
{
	at_json_name(json, name);
	at_json_double(json, number);
}

static void
put_int(struct at_json *json, const char *name, int number)
{
	at_json_name(json, name);
	at_json_int(json, number);
}

static void
put_text(struct at_json *json, const char *name, const char *text)
{
	at_json_name(json, name);
	at_json_text(json, text);
}

const char *
at_rupture_repair_id(enum at_repair repair)
{
	switch (repair) {
	case AT_REPAIR_OPEN:
		return "open";
	case AT_REPAIR_MADE:
		return "repaired";
	case AT_REPAIR_NOT:
		return "not repaired";
	}
	return "";
}

static void
put_episodes(struct at_json *json, const struct at_rupture_series *s)
{
	at_json_name(json, "episodes");
	at_json_array(json);
	for (int i = 0; i < s->n_episodes; i++) {
		const struct at_episode *e = &s->episodes[i];
		bool made = e->repair == AT_REPAIR_MADE;

		at_json_object(json);
		put(json, "onset", s->sessions[2 * i]);
		put(json, "repair", made ? s->sessions[2 * i + 1] : NAN);
		put(json, "sessions_to_repair", made ? e->values_to_repair : NAN);
		put_text(json, "state", at_rupture_repair_id(e->repair));
		put(json, "back", s->sessions[2 * i + 1]);
		put(json, "baseline", e->baseline);
		put(json, "lowest", e->lowest);
		put(json, "level", e->level);
		if (!isnan(s->probabilities[i]))
			put(json, "probability", s->probabilities[i]);
		at_json_end(json);
	}
	at_json_end(json);
}

/* Of the chart of the whole course; null where it is too early or beyond the scale. */
static void
put_limits(struct at_json *json, const struct at_rupture_run *run,
    const struct at_rupture_series *s)
{
	const struct at_rupture_settings *o = &run->settings;
	bool early = s->n < at_rupture_needs(AT_RUPTURE_CHART, o);
	double mean = early ? NAN : s->spread.mean, sigma = s->spread.sigma;
	double lower = mean - (sigma > 0 ? o->sigmas * sigma : o->step);
	double upper = mean + (sigma > 0 ? o->sigmas * sigma : o->step);
	double warning = sigma > 0 ? mean - 2 * sigma : NAN;

	at_json_name(json, "limits");
	at_json_object(json);
	put(json, "lower", lower < o->lowest ? NAN : lower);
	put(json, "warning", warning < o->lowest ? NAN : warning);
	put(json, "upper", upper > o->highest ? NAN : upper);
	put(json, "move", AT_OWN_RANGE_MOVE * s->spread.mean_move);
	at_json_end(json);
}

static const char *
note_of(const struct at_rupture_series *s)
{
	if (s->too_early)
		return "too early";
	return s->spread.mean_move > 0 ? NULL : "never moved";
}

static void
put_series(struct at_rupture_run *run, const struct at_rupture_series *s)
{
	struct at_json *json = &run->lab.json;

	at_json_object(json);
	put_text(json, "dyad", s->dyad);
	put_text(json, "rater", at_rupture_rater(run->read, s->rater));
	if (has_forms(run))
		put_text(json, "form", at_rupture_form(run->read, s->form));
	put_int(json, "n", s->n);
	put_text(json, "note", note_of(s));
	put(json, "mean", s->spread.mean);
	put(json, "mean_mr", s->spread.mean_move);
	put_limits(json, run, s);
	put_text(json, "pattern", at_pattern_id(s->pattern.kind));
	put(json, "slope", s->pattern.slope);
	at_json_name(json, "variable");
	at_json_bool(json, s->pattern.variable);
	put_int(json, "flagged", s->n_flagged);
	put(json, "expected_false_alarms", s->by_chance);
	put_episodes(json, s);
	at_json_end(json);
}

static void
put_together(struct at_rupture_run *run, const struct at_rupture_together *t)
{
	struct at_json *json = &run->lab.json;

	at_json_object(json);
	put_text(json, "dyad", t->dyad);
	put_int(json, "n", t->n);
	put_int(json, "all", t->all);
	at_json_name(json, "alone");
	at_json_object(json);
	for (int r = 0; r < at_rupture_n_raters(run->read); r++)
		put_int(json, at_rupture_rater(run->read, r), t->alone[r]);
	at_json_end(json);
	at_json_end(json);
}

static enum at_status
flush_some(struct at_cli *cli)
{
	return cli->out.n_bytes < FLUSH_BYTES ? AT_OK : at_cli_flush(cli);
}

enum at_status
at_rupture_put_courses(struct at_rupture_run *run)
{
	struct at_json *json = &run->lab.json;
	enum at_status st = AT_OK;

	at_json_name(json, "series");
	at_json_array(json);
	for (int i = 0; i < run->n_series && st == AT_OK; i++) {
		put_series(run, &run->series[i]);
		st = flush_some(run->cli);
	}
	at_json_end(json);
	if (run->n_together == 0)
		return st;
	at_json_name(json, "together");
	at_json_array(json);
	for (int i = 0; i < run->n_together && st == AT_OK; i++) {
		put_together(run, &run->together[i]);
		st = flush_some(run->cli);
	}
	at_json_end(json);
	return st;
}
