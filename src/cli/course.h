/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/course.h - the verbs of attune course, and the file a fitted course is kept in. */
#ifndef AT_CLI_COURSE_H
#define AT_CLI_COURSE_H

#include "cli/lab.h"
#include "progress/course.h"

/* The options of all verbs; each has its own table of them. */
struct at_course_options {
	const char *client, *session, *score, *better;
	const char *out, *sessions;             /* fit, show */
	struct at_flag_real reliable, intake, cutoff;
	const char *closed;                     /* the rest: dropout, neighbours */
	const char *missed, *definition, *dropped, *alliance, *barriers, *age;
	int least;
	const char *who, *match, *nominal;
	int k;
	const char *format;
};

/* What every result has under it. */
#define AT_COURSE_IS_NOT "This is where past clients with such a first score stood, not a" \
	" forecast of this client;\nlater sessions are of those who stayed."

enum at_status at_course_run_fit(struct at_cli *cli, const void *options);
enum at_status at_course_run_show(struct at_cli *cli, const void *options);
enum at_status at_course_run_signal(struct at_cli *cli, const void *options);
enum at_status at_course_run_dropout(struct at_cli *cli, const void *options);
enum at_status at_course_run_neighbours(struct at_cli *cli, const void *options);

/* "lower" or "higher" to -1 or +1; wrong usage. */
enum at_status at_course_better(struct at_cli *cli, const char *better, int *out);

/* "model":{...}, with its validation. */
enum at_status at_course_put(struct at_lab *lab, const struct at_course *course);

/* The model out of a file that at_course_put() wrote.  AT_INVALID: not one of these. */
enum at_status at_course_load(struct at_cli *cli, const char *file, struct at_course *out);

#endif
