/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/long.h - a table in long form, in memory: a row is one person at one time.
 *
 * Rows come out by person (names in the order of their bytes) and time, so their order in
 * the file changes nothing. */
#ifndef AT_CLI_LONG_H
#define AT_CLI_LONG_H

#include "cli/lab.h"

/* No therapy has more; a date in the wrong column does. */
enum { AT_LONG_SESSIONS = 10000 };

struct at_long_columns {
	const char *who, *when;
	const char *const *values;      /* NULL: not asked for, all its values are NaN */
	int n_values;
	bool sessions;                  /* `when` is a whole number, 1 to AT_LONG_SESSIONS */
};

struct at_long_row {
	const char *who;
	int person;                     /* its number, from 0 */
	double when;
	const double *values;           /* n_values; NaN: missing */
};

struct at_long {
	struct at_long_row *rows;
	int n, n_people;
	struct at_lab_used used;        /* dropped: no person, no time */
};

/* AT_INVALID, naming the line: a value that is no number, a person twice at one time. */
enum at_status at_long_read(struct at_lab *lab, const char *file,
    const struct at_long_columns *columns, struct at_long *out);

#endif
