/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/meta.h - what the files of attune meta share: options, rows, findings. */
#ifndef AT_CLI_META_H
#define AT_CLI_META_H

#include "cli/lab.h"
#include "stats/meta.h"
#include "stats/meta_bias.h"
#include "stats/meta_levels.h"

enum {
	AT_META_MOST_BY = 8,
	AT_META_MOST_SINGLE = 2000      /* effects left out or compared in turn: k^2 steps */
};

struct at_meta_options {
	const char *r, *n, *yi, *vi, *study, *method, *by, *within, *forest, *funnel, *format;
	struct at_flag_real rho;
	bool hksj, guard, as_groups, aggregate;
};

struct at_meta_row {
	const char *study;
	const char *effect;             /* --within; or NULL */
	const char *by[AT_META_MOST_BY];
	double r, n;                    /* NaN unless given */
	double y, v;
	int number;                     /* of its study, in the order in which they occur */
};

struct at_meta_excluded {
	int64_t row;
	const char *study, *why;
};

/* A column of --by. */
struct at_meta_by {
	const char *name;
	const char **levels;            /* of groups, by name; NULL: a number */
	int n_levels;
};

/* The table, and the numbers of its rows side by side. */
struct at_meta_data {
	bool correlations;              /* y is Fisher's z */
	struct at_meta_row *rows;
	int k, n_studies;
	struct at_meta_by by[AT_META_MOST_BY];
	int n_by;
	double *y, *v;
	int *study;
	struct at_meta_excluded *excluded;
	int n_excluded;
	struct at_lab_used used;
};

/* The mean of it all, whichever the number of levels. */
struct at_meta_found {
	struct at_meta model;           /* of three levels: its b, covariance and Q */
	struct at_meta_line line;
	double tau2_low, tau2_high;
	double between, within;         /* NaN: two levels */
	double i2_between, i2_within;
	struct at_meta_range prediction, higgins;       /* the latter: t of k - 2 */
	double *weights;                /* percent */
	struct at_meta_line robust;     /* three levels */
	double robust_df;
};

/* Of models with --by. */
struct at_meta_moderated {
	struct at_meta model;
	double between, within;         /* NaN: two levels */
	double r2;                      /* percent of tau2 explained; NaN if there was none */
	struct at_meta_omnibus omnibus;
	const char **names;             /* p */
	struct at_meta_line *lines, *robust;    /* p; robust NULL: two levels */
	double *robust_df;
};

struct at_meta_run {
	struct at_cli *cli;
	const struct at_meta_options *options;
	enum at_meta_method method;
	bool has_levels;                /* --within */
	struct at_meta_data data;
	struct at_meta_found found;
	struct at_meta_moderated moderated;
};

/* meta_table.c: reads the table, excludes, aggregates.  AT_INVALID, AT_IO. */
enum at_status at_meta_read(struct at_meta_run *run, const char *file);

/* meta_find.c: fits. */
struct at_meta_input at_meta_model(const struct at_meta_run *run);
struct at_meta_levels_input at_meta_levels_model(const struct at_meta_run *run);
enum at_status at_meta_find(struct at_meta_run *run);

/* meta_put.c: says it; meta_rows.c: study by study. */
enum at_status at_meta_put(struct at_meta_run *run, struct at_lab *lab);
enum at_status at_meta_put_rows(struct at_meta_run *run, struct at_lab *lab);

/* meta_draw.c: --forest and --funnel. */
enum at_status at_meta_draw(struct at_meta_run *run);

#endif
