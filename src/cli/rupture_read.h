/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/rupture_read.h - the courses of a table with a row a session: one relationship after
 * the other, its sessions in order, as often as wanted.
 *
 * Where the rows of each relationship stand together, one of them at a time is in memory,
 * and their names.  Otherwise all scores are: 32 bytes a row and 8 for each score. */
#ifndef AT_CLI_RUPTURE_READ_H
#define AT_CLI_RUPTURE_READ_H

#include "cli/lab.h"

enum { AT_RUPTURE_RATERS = 8 };

/* What the options say. */
struct at_rupture_columns {
	const char *dyad, *session;
	const char *score;              /* "client,therapist" */
	const char *form;               /* NULL: scores are all of one form */
	double lowest, highest;         /* of scores */
};

/* A relationship: n sessions, and one without any score wherever numbers are left out. */
struct at_rupture_dyad {
	const char *name;               /* stays */
	int n;
	const double *sessions;         /* whole and rising; NaN: left out */
	const int *forms;               /* -1: left out */
	const double *scores[AT_RUPTURE_RATERS];        /* of each rater; NaN: missing */
};

/* Who wants them. */
struct at_rupture_taker {
	void *job;
	void (*begin)(void *job);       /* from the beginning; may come again */
	enum at_status (*take)(void *job, const struct at_rupture_dyad *dyad);
};

struct at_rupture_read;

/* Wrong usage, or a column that is not there. */
enum at_status at_rupture_open(struct at_cli *cli, const char *file,
    const struct at_rupture_columns *columns, struct at_rupture_read **out);

int at_rupture_n_raters(const struct at_rupture_read *read);
const char *at_rupture_rater(const struct at_rupture_read *read, int rater);
int at_rupture_n_forms(const struct at_rupture_read *read);     /* 1 without such a column */
const char *at_rupture_form(const struct at_rupture_read *read, int form);
const struct at_lab_used *at_rupture_used(const struct at_rupture_read *read);

/* Every relationship, in the order in which they first occur.  AT_INVALID for what is wrong
 * with the table: whatever is taken in a second run was found right in the first. */
enum at_status at_rupture_each(struct at_rupture_read *read, const struct at_lab *lab,
    const struct at_rupture_taker *taker);

#endif
