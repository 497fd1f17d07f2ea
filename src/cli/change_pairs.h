/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/change_pairs.h - scores before and after out of a table, one client after the other.
 *
 * Wide: a row has both.  Long: a row is one score, and two moments are picked; that keeps
 * the clients in memory. */
#ifndef AT_CLI_CHANGE_PAIRS_H
#define AT_CLI_CHANGE_PAIRS_H

#include "cli/lab.h"

/* What the options say; NULL: not given. */
struct at_change_columns {
	const char *id;
	const char *pre, *post;                         /* wide */
	const char *time, *score, *first, *last;        /* long */
	const char *version;            /* of the form: one column, "a,b" when wide */
};

struct at_change_pair {
	const char *id;                 /* good until the next one */
	double pre, post;               /* NaN: missing */
	bool same_form;                 /* both are of one version of the form */
};

struct at_change_pairs;

/* Wrong usage, or what is wrong with the table.  Scores outside lowest .. highest are
 * AT_INVALID with their place; NaN: no such limits. */
enum at_status at_change_pairs_open(struct at_cli *cli, const char *file,
    const struct at_change_columns *columns, double lowest, double highest,
    struct at_change_pairs **out);

/* *out_any is false behind the last. */
enum at_status at_change_pairs_next(struct at_change_pairs *pairs, struct at_change_pair *out,
    bool *out_any);
enum at_status at_change_pairs_rewind(struct at_change_pairs *pairs);

#endif
