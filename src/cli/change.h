/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/change.h - the parts of attune change. */
#ifndef AT_CLI_CHANGE_H
#define AT_CLI_CHANGE_H

#include "cli/change_pairs.h"
#include "progress/change.h"

struct at_change_options {
	struct at_change_columns columns;
	const char *better, *method, *cutoff, *instrument, *scale;
	struct at_flag_real reliability, reliability_post, functional_mean, functional_sd, z;
	bool summary;
	const char *format;
};

struct at_change_scores {
	double pre, post;
};

/* What is found on the way through the table. */
struct at_change_tally {
	struct at_lab_used used;
	int64_t rows;
	struct at_pairs pairs;
	int64_t counts[AT_CHANGE_CLASSES];
	int64_t started_functional, halved, remitted;
	struct at_change_scores *kept;  /* of a summary: the first ones */
};

struct at_change_run {
	struct at_cli *cli;
	const struct at_change_options *options;
	struct at_change_plan plan;
	const struct at_scale *scale;   /* of --instrument; or NULL */
	struct at_change_pairs *pairs;
	struct at_change_tally tally;
	struct at_change_rule rule;
};

/* From the options to the plan; with --instrument also the rule.  Wrong usage, or there is no
 * such instrument. */
enum at_status at_change_settle(struct at_change_run *run);

/* The method of three scores or more, from the table to the end; the plan is settled. */
enum at_status at_change_run_hlm(struct at_change_run *run, struct at_lab *lab);

/* One client that was judged. */
void at_change_count(struct at_change_run *run, double pre, double post,
    const struct at_change *change);

/* What every method says of the sample, and of the counts with a sentence. */
void at_change_put_sample(const struct at_change_run *run, struct at_lab *lab);
void at_change_put_counts(const struct at_change_run *run, struct at_lab *lab);

#endif
