/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of attune change, made into a plan. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "cli/change.h"
#include "instrument/library.h"

static enum at_status
set_method(struct at_change_run *run)
{
	const char *name = run->options->method;

	run->plan.method = AT_CHANGE_JT;
	if (name == NULL)
		return AT_OK;
	for (int m = AT_CHANGE_JT; m <= AT_CHANGE_HLM; m++)
		if (strcmp(name, at_change_method_name((enum at_change_method)m)) == 0) {
			run->plan.method = (enum at_change_method)m;
			return AT_OK;
		}
	return at_cli_usage(run->cli, "--method takes jt, gln, hll, en, nk, ha or hlm, not \"%s\"",
	    name);
}

static enum at_status
set_better(struct at_change_run *run)
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
set_cutoff(struct at_change_run *run)
{
	static const char *const names[] = { "none", "a", "b", "c" };
	const struct at_change_options *o = run->options;
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
set_plan(struct at_change_run *run)
{
	const struct at_change_options *o = run->options;
	enum at_status st = set_better(run);

	if (st == AT_OK)
		st = set_method(run);
	if (st == AT_OK)
		st = set_cutoff(run);
	if (st != AT_OK)
		return st;
	if (run->plan.method == AT_CHANGE_HLM && o->reliability.given)
		return at_cli_usage(run->cli, "hlm has no use for --reliability");
	if (run->plan.method != AT_CHANGE_HLM && !o->reliability.given)
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
find_scale(struct at_change_run *run, const struct at_instrument *instrument)
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
set_instrument(struct at_change_run *run)
{
	const struct at_change_options *o = run->options;
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

enum at_status
at_change_settle(struct at_change_run *run)
{
	if (run->options->instrument != NULL)
		return set_instrument(run);
	if (run->options->scale != NULL)
		return at_cli_usage(run->cli, "--scale goes with --instrument");
	return set_plan(run);
}
