/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune reliability: how much of a score is not error, by items, by raters, by model. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/split.h"
#include "cli/reliability.h"

#define TEXT(name, value, member, help) \
	{ name, AT_FLAG_TEXT, value, help, offsetof(struct at_reliability_options, member), false }
#define SWITCH(name, member, help) \
	{ name, AT_FLAG_SWITCH, NULL, help, offsetof(struct at_reliability_options, member), \
	    false }

static const struct at_flag flags[] = {
	TEXT("items", "COLS", items, "the items of one scale: i1..i12, or a,b,c"),
	TEXT("reverse", "COLS", reverse, "those of them that are turned, low + high - x"),
	TEXT("range", "LOW,HIGH", range, "lowest and highest answer"),
	TEXT("id", "COL", id, "who: within and between persons, too"),
	SWITCH("hierarchical", hierarchical, "omega of a general factor over three, too"),
	SWITCH("icc", icc, "instead: raters who give numbers"),
	SWITCH("kappa", kappa, "instead: raters who choose categories"),
	TEXT("raters", "COLS", raters, "their columns; a row is what they rate"),
	TEXT("graded", "PARAMETERS", graded,
	    "instead: scores by the graded response model of this CSV table"),
	AT_LAB_FLAG(struct at_reliability_options),
};

#undef TEXT
#undef SWITCH

/* ---- what the ways share ------------------------------------------------------------ */

enum at_status
at_reliability_open(struct at_reliability_run *run, const char *list)
{
	enum at_status st = at_lab_open(run->cli, run->cli->args[0], false, &run->csv);

	if (st == AT_OK)
		st = at_lab_columns(run->cli, run->csv, list, &run->columns, &run->k);
	if (st == AT_OK && run->k < 2)
		return at_cli_usage(run->cli, "expected two columns or more, found \"%s\"", list);
	return st;
}

static enum at_status
read_value(struct at_reliability_run *run, int column, double *out)
{
	double value;
	enum at_status st = at_csv_number(run->csv, column, &value, &run->cli->err);

	if (st != AT_OK)
		return st;
	if (value < run->lowest || value > run->highest)
		return at_csv_expected(run->csv, column, at_printf(run->cli->call.arena,
		    "an answer from %g to %g", run->lowest, run->highest), &run->cli->err);
	*out = value;
	return AT_OK;
}

enum at_status
at_reliability_next(struct at_reliability_run *run, const char *why, double *out, bool *out_any)
{
	bool gap = true;

	while (gap) {
		enum at_status st = at_csv_next(run->csv, out_any, &run->cli->err);

		if (st != AT_OK || !*out_any)
			return st;
		gap = false;
		for (int i = 0; i < run->k && st == AT_OK; i++) {
			st = read_value(run, run->columns[i], &out[i]);
			gap = gap || isnan(out[i]);
		}
		if (st != AT_OK)
			return st;
		if (gap)
			at_lab_drop(&run->used, why);
		else if (run->id >= 0 && at_csv_missing(run->csv, run->id)) {
			at_lab_drop(&run->used, "no name");
			gap = true;
		}
	}
	run->used.rows++;
	at_lab_progress(&run->lab, run->used.rows);
	return AT_OK;
}

void
at_reliability_put(struct at_lab *lab, const char *name, double value, const char *why)
{
	at_lab_put_number(lab, name, value);
	if (isnan(value) && why != NULL)
		at_lab_put_text(lab, at_printf(lab->cli->call.arena, "%s_why", name), why);
}

/* ---- options ------------------------------------------------------------------------ */

static enum at_status
set_range(struct at_reliability_run *run)
{
	const char *range = run->options->range;
	struct at_parts parts;

	run->lowest = run->highest = NAN;
	if (range == NULL)
		return AT_OK;
	parts = at_split(run->cli->call.arena, range, ",");
	if (parts.n != 2 || !at_number_parse(parts.at[0], &run->lowest)
	    || !at_number_parse(parts.at[1], &run->highest) || run->lowest >= run->highest)
		return at_cli_usage(run->cli, "--range takes two rising numbers, such as 1,7,"
		    " not \"%s\"", range);
	return AT_OK;
}

/* What goes with what. */
static enum at_status
check_options(struct at_reliability_run *run)
{
	const struct at_reliability_options *o = run->options;
	int ways = o->icc + o->kappa + (o->graded != NULL) + (o->items != NULL);
	bool rated = o->icc || o->kappa;

	if (ways != 1)
		return at_cli_usage(run->cli, "expected one of --items COLS, --icc, --kappa,"
		    " --graded PARAMETERS");
	if (o->graded == NULL && run->cli->n_args != 1)
		return at_cli_usage(run->cli, "expected one FILE");
	if (rated != (o->raters != NULL))
		return at_cli_usage(run->cli, "--raters goes with --icc or --kappa, and they with"
		    " it");
	if (o->items == NULL && (o->reverse != NULL || o->hierarchical))
		return at_cli_usage(run->cli, "--reverse and --hierarchical go with --items");
	if (rated && (o->id != NULL || o->range != NULL))
		return at_cli_usage(run->cli, "--id and --range do not go with --raters");
	if (o->reverse != NULL && o->range == NULL)
		return at_cli_usage(run->cli, "--reverse needs --range LOW,HIGH to turn answers"
		    " in");
	return set_range(run);
}

static enum at_status
run_reliability(struct at_cli *cli, const void *given)
{
	struct at_reliability_run run = { .cli = cli, .options = given, .id = -1 };
	enum at_status st = check_options(&run);

	if (st == AT_OK)
		st = at_lab_begin(cli, run.options->format, &run.lab);
	if (st != AT_OK)
		return st;
	if (run.options->graded != NULL)
		return at_reliability_graded(&run);
	st = at_reliability_open(&run, run.options->items != NULL ? run.options->items
	    : run.options->raters);
	if (st != AT_OK)
		return st;
	if (run.options->items != NULL)
		return at_reliability_items(&run);
	return run.options->icc ? at_reliability_icc(&run) : at_reliability_kappa(&run);
}

const struct at_command at_command_reliability = {
	.name = "reliability", .summary = "how much of a score is not error",
	.arguments = "FILE", .n_least = 0, .n_most = 1,
	.about = "FILE is a CSV table with a header, - is standard input.  Rows with a gap are"
	    " left out and\ncounted.  With --graded and no FILE it prints what the items"
	    " tell at each point.",
	.example = "  attune reliability wai.csv --items i1..i12 --reverse i4,i10 --range 1,7"
	    " --id client\n"
	    "  attune reliability --icc ratings.csv --raters anna,ben,cleo\n"
	    "  attune reliability --graded bank.csv answers.csv --id client",
	.flags = flags, .n_flags = (int)AT_COUNT(flags),
	.options_bytes = sizeof(struct at_reliability_options),
	.folder = AT_FOLDER_NONE, .run = run_reliability,
};
