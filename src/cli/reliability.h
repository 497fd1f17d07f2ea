/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/reliability.h - the four things attune reliability does, with what they share. */
#ifndef AT_CLI_RELIABILITY_H
#define AT_CLI_RELIABILITY_H

#include "cli/lab.h"

struct at_reliability_options {
	const char *items, *reverse, *range, *id, *raters, *graded, *format;
	bool icc, kappa, hierarchical;
};

/* One run of it. */
struct at_reliability_run {
	struct at_cli *cli;
	const struct at_reliability_options *options;
	struct at_csv *csv;
	const int *columns;             /* of the items or raters */
	int k;
	int id;                         /* column of who it is; -1: not asked for */
	double lowest, highest;         /* of an answer; NaN: not told */
	struct at_lab lab;
	struct at_lab_used used;
};

/* Opens the file and finds the columns of `list`, of which there are two or more. */
enum at_status at_reliability_open(struct at_reliability_run *run, const char *list);

/* The next row's values into `out` (k).  *out_any is false behind the last; a row with a
 * gap is dropped, because of `why`, one of nobody as well, and the next one is taken.
 * AT_INVALID: no number, or outside lowest .. highest. */
enum at_status at_reliability_next(struct at_reliability_run *run, const char *why, double *out,
    bool *out_any);

/* A value, or why there is none. */
void at_reliability_put(struct at_lab *lab, const char *name, double value, const char *why);

/* What each does once the options are settled. */
enum at_status at_reliability_items(struct at_reliability_run *run);
enum at_status at_reliability_icc(struct at_reliability_run *run);
enum at_status at_reliability_kappa(struct at_reliability_run *run);
enum at_status at_reliability_graded(struct at_reliability_run *run);

#endif
