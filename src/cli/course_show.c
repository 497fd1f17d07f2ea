/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune course show and signal: a model in, what is to be expected and what is found out. */
#include <math.h>
#include <stdlib.h>

#include "cli/course.h"
#include "cli/long.h"

/* ---- show --------------------------------------------------------------------------- */

/* "2..12", or "7". */
static enum at_status
read_sessions(struct at_cli *cli, const char *text, int *from, int *to)
{
	char *end;
	long a = strtol(text, &end, 10), b = a;

	if (end != text && end[0] == '.' && end[1] == '.')
		b = strtol(end + 2, &end, 10);
	if (end == text || *end != '\0' || a < 1 || b < a || b > AT_LONG_SESSIONS)
		return at_cli_usage(cli, "--sessions takes 2..12, not \"%s\"", text);
	*from = (int)a;
	*to = (int)b;
	return AT_OK;
}

static enum at_status
put_session(struct at_lab *lab, const struct at_course *course, double intake, int session)
{
	struct at_course_expected e = { intake, NAN, NAN, NAN, NAN, false };

	/* The first score is itself; beyond the band nothing is known. */
	if (!at_course_expect(course, intake, session, &e) && session != 1)
		return AT_OK;
	at_lab_cell_count(lab, session);
	at_lab_cell_number(lab, e.mean);
	at_lab_cell_number(lab, e.limit84);
	at_lab_cell_number(lab, e.limit90);
	at_lab_cell_number(lab, e.ahead);
	at_lab_cell_number(lab, e.sd);
	at_lab_cell_truth(lab, e.beyond_median);
	return at_lab_row_end(lab);
}

static enum at_status
put_expected(struct at_lab *lab, const struct at_course *course, double intake, int from,
    int to)
{
	static const struct at_lab_column columns[] = {
		{ "session", AT_LAB_COUNT, 0, NULL }, { "mean", AT_LAB_NUMBER, 2, NULL },
		{ "limit84", AT_LAB_NUMBER, 2, NULL }, { "limit90", AT_LAB_NUMBER, 2, NULL },
		{ "ahead", AT_LAB_NUMBER, 2, NULL }, { "sd", AT_LAB_NUMBER, 2, NULL },
		{ "beyond_median", AT_LAB_TRUTH, 0, NULL },
	};
	static const struct at_lab_table table = { "expected", NULL, columns,
		(int)AT_COUNT(columns), true };
	enum at_status st = AT_OK;

	at_lab_table(lab, &table);
	for (int session = from; session <= to && st == AT_OK; session++)
		st = put_session(lab, course, intake, session);
	at_lab_table_end(lab);
	return st;
}

enum at_status
at_course_run_show(struct at_cli *cli, const void *options)
{
	const struct at_course_options *o = options;
	double intake = o->intake.given ? o->intake.value : NAN;
	struct at_course course;
	int from = 2, to = AT_LONG_SESSIONS;
	struct at_lab lab;
	enum at_status st = at_lab_begin(cli, o->format, &lab);

	if (st == AT_OK && o->sessions != NULL)
		st = read_sessions(cli, o->sessions, &from, &to);
	if (st == AT_OK)
		st = at_course_load(cli, cli->args[0], &course);
	if (st != AT_OK)
		return st;
	if (course.by_intake && !o->intake.given)
		return at_cli_usage(cli, "--intake Y is needed: the limits of %s go by it",
		    cli->args[0]);
	if (to > course.last_session)
		to = course.last_session;
	at_lab_put_number(&lab, "intake", intake);
	if (lab.format == AT_LAB_JSON)
		st = at_course_put(&lab, &course);
	if (st == AT_OK)
		st = put_expected(&lab, &course, intake, from, to);
	at_lab_say(&lab, "%s", AT_COURSE_IS_NOT);
	at_lab_say(&lab, "The band ends at session %d; beyond session %d fewer than half of the"
	    " episodes went on.", course.last_session, course.median_session);
	return st == AT_OK ? at_lab_end(&lab, NULL) : st;
}

/* ---- signal ------------------------------------------------------------------------- */

/* One client, as far as the table has been read. */
struct so_far {
	int person;
	double first, previous;         /* NaN: none */
};

static enum at_status
put_signal(struct at_lab *lab, const struct at_course *course, const struct so_far *so_far,
    const struct at_long_row *row, double cutoff)
{
	struct at_course_expected e = { NAN, NAN, NAN, NAN, NAN, false };
	int session = (int)row->when;

	at_course_expect(course, so_far->first, session, &e);
	at_lab_cell_text(lab, row->who);
	at_lab_cell_count(lab, session);
	at_lab_cell_number(lab, row->values[0]);
	at_lab_cell_number(lab, e.mean);
	at_lab_cell_number(lab, e.limit84);
	at_lab_cell_number(lab, e.limit90);
	at_lab_cell_number(lab, e.ahead);
	at_lab_cell_text(lab, at_course_signal_id(at_course_signal(course, so_far->first,
	    session, row->values[0], so_far->previous, cutoff)));
	return at_lab_row_end(lab);
}

static enum at_status
put_signals(struct at_lab *lab, const struct at_course *course, struct at_long *table,
    double cutoff)
{
	static const struct at_lab_column columns[] = {
		{ "client", AT_LAB_WORDS, 0, NULL }, { "session", AT_LAB_COUNT, 0, NULL },
		{ "score", AT_LAB_NUMBER, 0, NULL }, { "mean", AT_LAB_NUMBER, 2, NULL },
		{ "limit84", AT_LAB_NUMBER, 2, NULL }, { "limit90", AT_LAB_NUMBER, 2, NULL },
		{ "ahead", AT_LAB_NUMBER, 2, NULL }, { "signal", AT_LAB_WORDS, 0, NULL },
	};
	static const struct at_lab_table rows = { "rows", NULL, columns, (int)AT_COUNT(columns),
		true };
	struct so_far so_far = { -1, NAN, NAN };
	enum at_status st = AT_OK;

	at_lab_table(lab, &rows);
	for (int i = 0; i < table->n && st == AT_OK; i++) {
		const struct at_long_row *row = &table->rows[i];

		if (row->person != so_far.person)
			so_far = (struct so_far){ row->person, row->when == 1 ? row->values[0]
			    : NAN, NAN };
		st = put_signal(lab, course, &so_far, row, cutoff);
		if (!isnan(row->values[0]))
			so_far.previous = row->values[0];
		table->used.rows++;
	}
	at_lab_table_end(lab);
	return st;
}

enum at_status
at_course_run_signal(struct at_cli *cli, const void *options)
{
	const struct at_course_options *o = options;
	const struct at_long_columns columns = { .who = o->client, .when = o->session,
		.values = &o->score, .n_values = 1, .sessions = true };
	struct at_course course;
	struct at_long table;
	struct at_lab lab;
	enum at_status st = at_lab_begin(cli, o->format, &lab);

	if (st == AT_OK)
		st = at_course_load(cli, cli->args[0], &course);
	if (st == AT_OK)
		st = at_long_read(&lab, cli->args[1], &columns, &table);
	if (st != AT_OK)
		return st;
	at_lab_put_number(&lab, "cutoff", o->cutoff.given ? o->cutoff.value : NAN);
	at_lab_put_number(&lab, "ppv", course.ppv);
	at_lab_put_truth(&lab, "red_is_shown", at_course_earns_red(&course));
	st = put_signals(&lab, &course, &table, o->cutoff.given ? o->cutoff.value : NAN);
	at_lab_say(&lab, "%s", AT_COURSE_IS_NOT);
	return st == AT_OK ? at_lab_end(&lab, &table.used) : st;
}
