/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune meta: the mean of many studies, and how much they differ. */
#include <string.h>
#include <strings.h>

#include "cli/meta.h"

#define COLUMN(name, member, help) \
	{ name, AT_FLAG_TEXT, "COL", help, offsetof(struct at_meta_options, member), false }
#define SWITCH(name, member, help) \
	{ name, AT_FLAG_SWITCH, NULL, help, offsetof(struct at_meta_options, member), false }
#define PLACE(name, help) \
	{ #name, AT_FLAG_TEXT, "FILE.svg", help, offsetof(struct at_meta_options, name), false }

static const struct at_flag flags[] = {
	COLUMN("r", r, "correlations; they are pooled as Fisher's z"),
	COLUMN("n", n, "numbers of people"),
	COLUMN("yi", yi, "instead: any effect"),
	COLUMN("vi", vi, "and its sampling variance"),
	COLUMN("study", study, "names (rows are numbered without it)"),
	{ "method", AT_FLAG_TEXT, "METHOD", "REML, DL, ML, PM, HE, SJ, EB or FE (REML)",
	    offsetof(struct at_meta_options, method), false },
	SWITCH("hksj", hksj, "intervals of Hartung and Knapp: t instead of z"),
	SWITCH("guard", guard, "but never narrower than those of z"),
	{ "by", AT_FLAG_TEXT, "COL[,COL...]", "moderators: numbers are slopes, words are groups",
	    offsetof(struct at_meta_options, by), false },
	SWITCH("as-groups", as_groups, "numbers of --by are groups, too"),
	COLUMN("within", within, "names of effects within a study: three levels"),
	SWITCH("aggregate", aggregate, "average the effects of each study first"),
	{ "rho", AT_FLAG_REAL, "R", "correlation of errors within a study (--aggregate .5,"
	    " --within 0)", offsetof(struct at_meta_options, rho), false },
	PLACE(forest, "draw studies and mean"),
	PLACE(funnel, "draw effects against standard errors"),
	AT_LAB_FLAG(struct at_meta_options),
};

#undef COLUMN
#undef SWITCH
#undef PLACE

static enum at_status
set_method(struct at_meta_run *run)
{
	const char *name = run->options->method;

	run->method = AT_META_REML;
	if (name == NULL)
		return AT_OK;
	for (int m = 0; m < AT_META_METHODS; m++)
		if (strcasecmp(name, at_meta_method_name((enum at_meta_method)m)) == 0) {
			run->method = (enum at_meta_method)m;
			return AT_OK;
		}
	return at_cli_usage(run->cli, "--method takes REML, DL, ML, PM, HE, SJ, EB or FE, not"
	    " \"%s\"", name);
}

static enum at_status
set_metric(struct at_meta_run *run)
{
	const struct at_meta_options *o = run->options;

	run->data.correlations = o->r != NULL;
	if ((o->r != NULL || o->n != NULL) == (o->yi != NULL || o->vi != NULL))
		return at_cli_usage(run->cli, "expected --r and --n, or --yi and --vi");
	if ((o->r == NULL) != (o->n == NULL))
		return at_cli_usage(run->cli, "--r and --n go together");
	if ((o->yi == NULL) != (o->vi == NULL))
		return at_cli_usage(run->cli, "--yi and --vi go together");
	return AT_OK;
}

/* Standard output is the result's. */
static bool
is_output(const char *file)
{
	return file != NULL && strcmp(file, "-") == 0;
}

/* What goes with what, and why not. */
static enum at_status
check_options(struct at_meta_run *run)
{
	const struct at_meta_options *o = run->options;
	bool levels = run->has_levels;
	const struct { bool wrong; const char *text; } rules[] = {
		{ (levels || o->aggregate) && o->study == NULL,
		    "--within and --aggregate need --study" },
		{ levels && o->aggregate, "--within and --aggregate do the same thing twice" },
		{ levels && run->method != AT_META_REML, "--within goes with --method REML" },
		{ levels && o->hksj, "--within has robust standard errors instead of --hksj" },
		{ o->hksj && run->method == AT_META_FE,
		    "--hksj goes with a method that lets studies differ" },
		{ o->guard && !o->hksj, "--guard goes with --hksj" },
		{ o->rho.given && !levels && !o->aggregate,
		    "--rho goes with --within or --aggregate" },
		{ o->rho.given && !(o->rho.value >= 0 && o->rho.value < 1),
		    "--rho takes a correlation from 0 to below 1" },
		{ is_output(o->forest) || is_output(o->funnel),
		    "--forest and --funnel take the name of a file" },
		{ o->as_groups && o->by == NULL, "--as-groups goes with --by" },
	};

	for (size_t i = 0; i < AT_COUNT(rules); i++)
		if (rules[i].wrong)
			return at_cli_usage(run->cli, "%s", rules[i].text);
	return AT_OK;
}

static enum at_status
run_meta(struct at_cli *cli, const void *given)
{
	struct at_meta_run run = { .cli = cli, .options = given };
	struct at_lab lab;
	enum at_status st;

	run.has_levels = run.options->within != NULL;
	st = set_method(&run);
	if (st == AT_OK)
		st = set_metric(&run);
	if (st == AT_OK)
		st = check_options(&run);
	if (st == AT_OK)
		st = at_lab_begin(cli, run.options->format, &lab);
	if (st == AT_OK)
		st = at_meta_read(&run, cli->args[0]);
	if (st == AT_OK)
		st = at_meta_find(&run);
	if (st == AT_OK)
		st = at_meta_draw(&run);
	return st == AT_OK ? at_meta_put(&run, &lab) : st;
}

const struct at_command at_command_meta = {
	.name = "meta", .summary = "the mean of many studies, and how much they differ",
	.arguments = "FILE", .n_least = 1, .n_most = 1,
	.about = "FILE is a CSV table with a header, a row for each study; - is standard input.",
	.example = "  attune meta studies.csv --r r --n n --study name --hksj --forest forest.svg\n"
	    "  attune meta effects.csv --yi g --vi v --study name --within outcome --by format",
	.flags = flags, .n_flags = (int)AT_COUNT(flags),
	.options_bytes = sizeof(struct at_meta_options),
	.folder = AT_FOLDER_NONE, .run = run_meta,
};
