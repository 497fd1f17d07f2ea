/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client's own page: lines of one's own, with what they mean; no cut-off, no band and no
 * verdict, which are for two to talk about. */
#include <math.h>

#include "base/words.h"
#include "chart/chart.h"
#include "html/put.h"
#include "web/own.h"
#include "web/show.h"

/* A phone in a waiting room loads this page: a few drawings, the rest in words. */
enum { MOST_CHARTS = 3, MOST_POINTS = 24 };

/* ---- measures -------------------------------------------------------------- */

/* The points that have a value, the newest MOST_POINTS of them. */
struct line {
	const struct at_outcome *course;
	const struct at_outcome_point *points[MOST_POINTS];
	int n;
	int before;                     /* left out, older */
};

static struct line
line_of(const struct at_outcome *course)
{
	struct line line = { .course = course };
	int n = 0;

	for (int i = 0; i < course->n_points; i++)
		n += !isnan(course->points[i].value);
	line.before = n > MOST_POINTS ? n - MOST_POINTS : 0;
	n = 0;
	for (int i = 0; i < course->n_points; i++)
		if (!isnan(course->points[i].value) && n++ >= line.before)
			line.points[line.n++] = &course->points[i];
	return line;
}

/* Sums are whole numbers unless a gap was filled; means have one decimal. */
static int
decimals_of(const struct line *line)
{
	if (line->course->scale->combine == AT_MEAN)
		return 1;
	for (int i = 0; i < line->n; i++)
		if (line->points[i]->prorated)
			return 1;
	return 0;
}

static const char *
sentence_of(struct at_visit *visit, const struct line *line)
{
	struct at_call *call = &visit->call;
	int decimals = decimals_of(line);
	const char *first, *last;

	if (line->n == 0)
		return at_tr(call, "Too few answers for a number so far.");
	first = at_show_number(visit, line->points[0]->value, decimals);
	last = at_show_number(visit, line->points[line->n - 1]->value, decimals);
	if (line->n == 1)
		return at_printf(call->arena, at_tr(call, "%s, once so far."), last);
	if (line->points[0]->value == line->points[line->n - 1]->value)
		return at_printf(call->arena, at_tr(call, "%s the first time, and %s now."), first,
		    last);
	return at_printf(call->arena, at_tr(call, "%s the first time, %s now."), first, last);
}

/* What the number means, and how sure it is. */
static void
put_meaning(struct at_visit *visit, const struct at_scale *scale)
{
	struct at_call *call = &visit->call;
	const char *lowest = at_show_number(visit, scale->lowest, 0);
	const char *highest = at_show_number(visit, scale->highest, 0);

	at_put(visit->out, "<p class=\"note\">%s", at_printf(call->arena, scale->better < 0
	    ? at_tr(call, "It can go from %s to %s. The lower the number, the less it weighs on "
	    "you.") : at_tr(call, "It can go from %s to %s. The higher the number, the better it "
	    "is for you."), lowest, highest));
	if (!isnan(scale->reliable))
		at_put(visit->out, " %s", at_printf(call->arena, at_tr(call,
		    "Numbers go up and down by themselves: a difference of less than %s may be "
		    "chance."), at_show_number(visit, scale->reliable, 0)));
	at_put_raw(visit->out, "</p>\n");
}

static void
put_chart(struct at_visit *visit, const struct at_own_view *view, const struct line *line,
    int index)
{
	struct at_call *call = &visit->call;
	const struct at_scale *scale = line->course->scale;
	struct at_chart_point points[MOST_POINTS];
	double values[MOST_POINTS];
	struct at_chart_tick ticks[2] = {
		{ scale->lowest, at_show_number(visit, scale->lowest, 0) },
		{ scale->highest, at_show_number(visit, scale->highest, 0) } };
	const struct at_series series = { .kind = AT_SERIES_CLIENT, .label = at_tr(call, "you"),
		.values = values };
	const struct at_chart chart = { .id = at_printf(call->arena, "own-%d", index),
		.title = sentence_of(visit, line), .empty = "",
		.desc = at_printf(call->arena, at_tr(call, "%s, form by form."),
		    line->course->title),
		.points = points, .n_points = line->n, .low = scale->lowest,
		.high = scale->highest, .ticks = ticks, .n_ticks = 2,
		.decimals = decimals_of(line), .decimal_mark = at_show_mark(visit),
		.series = &series, .n_series = 1, .cutoff = NAN, .narrow = true,
		.x_label = at_tr(call, "Form"), .date_label = at_tr(call, "Date"),
		.table_label = at_tr(call, "As a table") };

	for (int i = 0; i < line->n; i++) {
		points[i] = (struct at_chart_point){ at_printf(call->arena, "%d",
			line->before + i + 1),
			at_show_day(visit, view->frame.zone, line->points[i]->at) };
		values[i] = line->points[i]->value;
	}
	at_chart_figure(visit->out, &chart);
}

static void
put_course(struct at_visit *visit, const struct at_own_view *view,
    const struct at_outcome *course, int *n_charts)
{
	const struct line line = line_of(course);

	at_put(visit->out, "<div class=\"course\"><h3>%s</h3>\n", course->title);
	if (line.n > 1 && *n_charts < MOST_CHARTS)
		put_chart(visit, view, &line, (*n_charts)++);
	else
		at_put(visit->out, "<p>%s</p>\n", sentence_of(visit, &line));
	put_meaning(visit, course->scale);
	if (course->instrument->own_card)
		at_part_own_card(visit->out, at_tr(&visit->call,
		    "Our own card, not a validated test."));
	at_put_raw(visit->out, "</div>\n");
}

void
at_own_courses(struct at_visit *visit, const struct at_own_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "course",
		.heading = at_tr(call, "How you have been"),
		.note = view->therapist[0] == '\0' ? NULL : at_printf(call->arena, at_tr(call,
		    "What the numbers mean for you is found out best together with %s."),
		    view->therapist) };
	int n_charts = 0;

	if (view->n_courses == 0)
		return;
	at_part_section_begin(visit->out, &section);
	for (int own = 0; own <= 1; own++)
		for (int i = 0; i < view->n_courses; i++)
			if (view->courses[i].instrument->own_card == (own == 1))
				put_course(visit, view, &view->courses[i], &n_charts);
	at_part_section_end(visit->out);
}

/* ---- sessions -------------------------------------------------------------- */

static const char *
sentence_of_hours(struct at_visit *visit, const struct at_own_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_own_hour *last = &view->hours[view->n_hours - 1];

	if (isnan(last->own))
		return at_tr(call, "How the sessions were for you, from 1 to 7.");
	return at_printf(call->arena, at_tr(call,
	    "How the sessions were for you, from 1 to 7: %s after session %d."),
	    at_show_number(visit, last->own, 1), last->session);
}

static void
put_hours_chart(struct at_visit *visit, const struct at_own_view *view, bool both)
{
	struct at_call *call = &visit->call;
	int from = view->n_hours > MOST_POINTS ? view->n_hours - MOST_POINTS : 0;
	struct at_chart_point points[MOST_POINTS];
	double own[MOST_POINTS], therapist[MOST_POINTS];
	const struct at_chart_tick ticks[] = { { 1, "1" }, { 4, "4" }, { 7, "7" } };
	const struct at_series series[] = {
		{ .kind = AT_SERIES_CLIENT, .label = at_tr(call, "you"), .values = own },
		{ .kind = AT_SERIES_THERAPIST, .label = view->therapist, .values = therapist } };
	const struct at_chart chart = { .id = "own-hours", .empty = "",
		.title = sentence_of_hours(visit, view),
		.desc = at_tr(call, "The mean of the statements on the card, session by session."),
		.points = points, .n_points = view->n_hours - from, .low = 1, .high = 7,
		.ticks = ticks, .n_ticks = 3, .decimals = 1,
		.decimal_mark = at_show_mark(visit), .series = series, .n_series = both ? 2 : 1,
		.cutoff = NAN, .narrow = true, .x_label = at_tr(call, "Session"),
		.date_label = at_tr(call, "Date"), .table_label = at_tr(call, "As a table") };

	for (int i = from; i < view->n_hours; i++) {
		points[i - from] = (struct at_chart_point){ at_printf(call->arena, "%d",
			view->hours[i].session), at_show_day(visit, view->frame.zone,
			view->hours[i].at) };
		own[i - from] = view->hours[i].own;
		therapist[i - from] = view->hours[i].therapist;
	}
	at_chart_figure(visit->out, &chart);
}

void
at_own_hours(struct at_visit *visit, const struct at_own_view *view)
{
	struct at_call *call = &visit->call;
	bool both = false;

	for (int i = 0; i < view->n_hours; i++)
		both = both || !isnan(view->hours[i].therapist);
	if (view->n_hours == 0)
		return;
	if (view->n_hours > 1)
		put_hours_chart(visit, view, both);
	else
		at_put(visit->out, "<p>%s</p>\n", sentence_of_hours(visit, view));
	at_put(visit->out, "<p class=\"note\">%s</p>\n", both ? at_tr(call,
	    "Your therapist's answers stand here for sessions that you opened together, and for "
	    "no others.") : at_tr(call, "Your therapist's answers stand here once you have opened "
	    "a session together."));
}
