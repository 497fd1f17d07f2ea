/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune course fit: an archive in, a model out. */
#include <math.h>
#include <string.h>

#include "cli/course.h"
#include "cli/long.h"

struct archive {
	struct at_course_row *rows;
	int n;
	struct at_lab_used used;
};

/* Clients are numbered by their names, so that the same ones are held out in any order. */
static enum at_status
read_archive(struct at_lab *lab, const char *file, const struct at_course_options *o,
    struct archive *out)
{
	const struct at_long_columns columns = { .who = o->client, .when = o->session,
		.values = &o->score, .n_values = 1, .sessions = true };
	struct at_long table;
	enum at_status st = at_long_read(lab, file, &columns, &table);

	if (st != AT_OK)
		return st;
	*out = (struct archive){ .used = table.used,
		.rows = AT_NEW(lab->cli->call.arena, struct at_course_row, (size_t)table.n) };
	for (int i = 0; i < table.n; i++) {
		const struct at_long_row *row = &table.rows[i];

		if (isnan(row->values[0])) {
			at_lab_drop(&out->used, "no score");
			continue;
		}
		out->used.rows++;
		out->rows[out->n++] = (struct at_course_row){ row->person, (int)row->when,
			row->values[0] };
	}
	return AT_OK;
}

static void
say_limits(struct at_lab *lab, const struct at_course *course)
{
	if (!course->by_intake)
		at_lab_say(lab, "The archive is small: one band for every first score (they count"
		    " from %d episodes on), and\nlimits that 84 %% and 90 %% of clients stay within"
		    " with 95 %% confidence.", AT_COURSE_BY_INTAKE_NEEDS);
	if (course->singular)
		at_lab_say(lab, "The model is singular: clients differ less than it allows for.");
	at_lab_say(lab, "The band ends where fewer than %d episodes remain (session %d); half of"
	    " them end by session %d.", AT_COURSE_SESSION_NEEDS, course->last_session,
	    course->median_session);
}

static void
say_validation(struct at_lab *lab, const struct at_course *course)
{
	if (isnan(course->ppv))
		at_lab_say(lab, "The limits are not validated, so red is shown as yellow:"
		    " --reliable POINTS validates.");
	else
		at_lab_say(lab, "Of those signals %.0f %% were right; red is shown as %s (house"
		    " rule: it takes %.0f %%).", 100 * course->ppv, at_course_earns_red(course)
		    ? "red" : "yellow", 100 * AT_COURSE_PPV_NEEDS);
}

static enum at_status
put_fit(struct at_lab *lab, const struct at_course *course, const struct at_course_options *o)
{
	enum at_status st;

	at_lab_put_number(lab, "reliable", o->reliable.given ? o->reliable.value : NAN);
	st = at_course_put(lab, course);
	if (st != AT_OK)
		return st;
	say_limits(lab, course);
	say_validation(lab, course);
	at_lab_say(lab, "%s", AT_COURSE_IS_NOT);
	return AT_OK;
}

/* The file is the JSON of this command, whatever the format of what is shown. */
static enum at_status
keep(struct at_lab *shown, const struct at_course *course, const struct at_course_options *o)
{
	struct at_cli beside = *shown->cli;
	struct at_lab lab;
	enum at_status st;

	beside.out = at_buffer_init(beside.call.arena);
	st = at_lab_begin(&beside, "json", &lab);
	if (st == AT_OK)
		st = put_fit(&lab, course, o);
	if (st != AT_OK)
		return st;
	at_json_end(&lab.json);
	at_buffer_byte(&beside.out, '\n');
	return at_lab_save(shown->cli, o->out, beside.out.bytes, beside.out.n_bytes);
}

enum at_status
at_course_run_fit(struct at_cli *cli, const void *options)
{
	const struct at_course_options *o = options;
	struct at_course_plan plan = { .reliable = o->reliable.given ? o->reliable.value : NAN };
	struct at_course course;
	struct archive archive;
	struct at_lab lab;
	enum at_status st = at_course_better(cli, o->better, &plan.better);

	if (st == AT_OK && o->reliable.given && !(o->reliable.value > 0))
		return at_cli_usage(cli, "--reliable takes points above 0");
	if (st == AT_OK)
		st = at_lab_begin(cli, o->format, &lab);
	if (st == AT_OK)
		st = read_archive(&lab, cli->args[0], o, &archive);
	if (st == AT_OK)
		st = at_course_fit(cli->call.arena, &plan, archive.rows, archive.n, &course,
		    &cli->err);
	if (st == AT_OK && o->out != NULL)
		st = keep(&lab, &course, o);
	if (st == AT_OK)
		st = put_fit(&lab, &course, o);
	return st == AT_OK ? at_lab_end(&lab, &archive.used) : st;
}
