/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's page: a course for each measure, with what was expected. */
#include <math.h>
#include <string.h>

#include "base/words.h"
#include "chart/chart.h"
#include "html/put.h"
#include "web/client.h"
#include "web/show.h"

/* ---- in words --------------------------------------------------------------- */

/* Sums are whole numbers unless a gap was filled; means have one decimal. */
static int
decimals_of(const struct at_outcome *course)
{
	if (course->scale->combine == AT_MEAN)
		return 1;
	for (int i = 0; i < course->n_points; i++)
		if (course->points[i].prorated)
			return 1;
	return 0;
}

/* The first and the last value of a course; false if there is none. */
static bool
ends_of(const struct at_outcome *course, double *first, double *last, int *n)
{
	*n = 0;
	for (int i = 0; i < course->n_points; i++) {
		if (isnan(course->points[i].value))
			continue;
		if ((*n)++ == 0)
			*first = course->points[i].value;
		*last = course->points[i].value;
	}
	return *n > 0;
}

/* The change in words, with whether it is more than chance allows where that is known. */
static const char *
sentence_of_course(struct at_visit *visit, const struct at_outcome *course)
{
	struct at_call *call = &visit->call;
	int decimals = decimals_of(course), n;
	double first = NAN, last = NAN, change;
	const char *what;

	if (!ends_of(course, &first, &last, &n))
		return at_printf(call->arena, at_tr(call, "%s: no complete form yet."),
		    course->title);
	if (n == 1)
		return at_printf(call->arena, at_tr(call, "%s: %s, once so far."), course->title,
		    at_show_number(visit, last, decimals));
	change = last - first;
	what = change == 0 ? at_printf(call->arena, at_tr(call, "%s: %s, as at the start."),
	        course->title, at_show_number(visit, last, decimals))
	    : at_printf(call->arena, change < 0 ? at_tr(call, "%s: fell from %s to %s.")
	        : at_tr(call, "%s: rose from %s to %s."), course->title,
	        at_show_number(visit, first, decimals), at_show_number(visit, last, decimals));
	if (isnan(course->scale->reliable) || change == 0)
		return what;
	if (!at_signal_reliable(course->scale, change))
		return at_printf(call->arena, at_tr(call,
		    "%s That is not yet a reliable change (%s points are)."), what,
		    at_show_number(visit, course->scale->reliable, 0));
	return at_printf(call->arena, at_tr(call,
	    "%s That is a reliable change (%s points or more)."), what,
	    at_show_number(visit, course->scale->reliable, 0));
}

static const char *
notes_of_course(struct at_visit *visit, const struct at_outcome *course)
{
	struct at_call *call = &visit->call;
	struct at_buffer notes = at_buffer_init(call->arena);

	for (int i = 0; i < course->n_points; i++) {
		const struct at_outcome_point *p = &course->points[i];

		if (p->instead != NULL)
			at_buffer_printf(&notes, at_tr(call, "Form %d: %s only, %s. "), i + 1,
			    p->instead, at_show_number(visit, p->instead_value, 1));
		else if (p->prorated)
			at_buffer_printf(&notes, at_tr(call,
			    "Form %d: p, a gap was filled with the mean of the other answers. "),
			    i + 1);
		else if (isnan(p->value))
			at_buffer_printf(&notes, at_tr(call,
			    "Form %d: too few answers for a score. "), i + 1);
	}
	return at_buffer_string(&notes);
}

/* ---- what was expected ------------------------------------------------------- */

/* The columns of the chart, with room for forms to come. */
enum { AHEAD = 2 };
struct columns {
	struct at_chart_point *points;
	double *values, *low, *high, *edge;
	int n_slots, pale_from;
	struct at_chart_mark *marks;
	int n_marks;
};

/* One slot of the band; false: nothing is expected there. */
static bool
expect(const struct at_outcome *course, double first, int session, int slot, struct columns *c)
{
	const struct at_course *model = &course->expected.course;
	struct at_course_expected e;

	if (!at_course_expect(model, first, session, &e))
		return false;
	c->low[slot] = model->better < 0 ? e.ahead : e.limit84;
	c->high[slot] = model->better < 0 ? e.limit84 : e.ahead;
	c->edge[slot] = e.limit90;
	if (e.beyond_median && c->pale_from == 0)
		c->pale_from = slot;
	return true;
}

/* At each form, and as far as the next two would lie that come as often. */
static void
add_band(const struct at_outcome *course, struct columns *c)
{
	int n = course->n_points, often = 1;
	const struct at_outcome_point *last = &course->points[n - 1];

	c->n_slots = n;
	for (int i = 0; i < n; i++)
		if (course->points[i].since > 0)
			expect(course, course->points[i].first, course->points[i].since, i, c);
	if (last->since == 0)
		return;
	if (n > 1 && course->points[n - 2].since > 0)
		often = last->since - course->points[n - 2].since;
	for (int k = 1; often > 0 && k <= AHEAD; k++)
		if (expect(course, last->first, last->since + k * often, n - 1 + k, c))
			c->n_slots = n + k;
}

/* Where a signal began, and where the change first was a reliable one. */
static void
add_marks(struct at_visit *visit, const struct at_outcome *course, struct columns *c)
{
	enum at_track_kind before = AT_TRACK_NONE;
	bool better = false;

	for (int i = 0; i < course->n_points; i++) {
		const struct at_outcome_point *p = &course->points[i];
		const struct at_track *track = p->track == NULL ? NULL : &p->track->track;
		const char *label = NULL;
		bool glad = false;

		if (track == NULL)
			continue;
		if (track->kind != before)
			label = at_client_track_mark(visit, track->kind);
		before = track->kind;
		if (label == NULL && !better && at_signal_reliable(course->scale,
		    p->value - p->first) && course->scale->better * (p->value - p->first) > 0) {
			better = glad = true;
			label = at_tr(&visit->call, "reliably better");
		}
		if (label != NULL)
			c->marks[c->n_marks++] = (struct at_chart_mark){ i, label, glad };
	}
}

static struct columns
columns_of(struct at_visit *visit, const struct at_client_view *view,
    const struct at_outcome *course)
{
	struct at_arena *arena = visit->call.arena;
	size_t n = (size_t)course->n_points, room = n + AHEAD;
	struct columns c = { .points = AT_NEW(arena, struct at_chart_point, n),
		.values = AT_NEW(arena, double, n), .low = AT_NEW(arena, double, room),
		.high = AT_NEW(arena, double, room), .edge = AT_NEW(arena, double, room),
		.marks = AT_NEW(arena, struct at_chart_mark, n) };

	for (size_t i = 0; i < room; i++)
		c.low[i] = c.high[i] = c.edge[i] = NAN;
	for (int i = 0; i < course->n_points; i++) {
		c.points[i] = (struct at_chart_point){ at_printf(arena, "%d", i + 1),
			at_show_day(visit, view->zone, course->points[i].at) };
		c.values[i] = course->points[i].value;
	}
	if (course->expected.model != 0)
		add_band(course, &c);
	add_marks(visit, course, &c);
	return c;
}

/* ---- the chart ----------------------------------------------------------------- */

/* The numbers that are known of the scale: its axis, cut-off and reliable change. */
static void
add_scale(struct at_visit *visit, const struct at_scale *scale, struct at_chart_tick ticks[4],
    struct at_chart *chart)
{
	struct at_call *call = &visit->call;
	int parts = 3;

	/* Only where a whole number is the truth: 0, 5, 10 and not 0, 3, 7, 10. */
	while (parts > 1 && fmod(scale->highest - scale->lowest, parts) != 0)
		parts--;
	for (int i = 0; i <= parts; i++) {
		ticks[i].at = scale->lowest + (scale->highest - scale->lowest) * i / parts;
		ticks[i].label = at_show_number(visit, ticks[i].at, 0);
	}
	chart->ticks = ticks;
	chart->n_ticks = parts + 1;
	chart->low = scale->lowest;
	chart->high = scale->highest;
	chart->cutoff = scale->cutoff;
	if (!isnan(scale->cutoff))
		chart->cutoff_label = at_printf(call->arena, at_tr(call, "cut-off %s"),
		    at_show_number(visit, scale->cutoff, 0));
	if (!isnan(scale->reliable)) {
		chart->step = scale->reliable;
		chart->step_label = at_printf(call->arena, at_tr(call, "%s reliable"),
		    at_show_number(visit, scale->reliable, 0));
	}
}

static void
add_expected(struct at_visit *visit, const struct columns *c, struct at_chart *chart)
{
	chart->n_slots = c->n_slots;
	chart->band_low = c->low;
	chart->band_high = c->high;
	chart->band_edge = c->edge;
	chart->band_pale_from = c->pale_from;
	chart->band_label = at_tr(&visit->call, "expected");
	chart->band_head = at_tr(&visit->call, "expected");
}

static void
put_chart(struct at_visit *visit, const struct at_client_view *view,
    const struct at_outcome *course, int index)
{
	struct at_call *call = &visit->call;
	const struct columns c = columns_of(visit, view, course);
	struct at_chart_tick ticks[4];
	const struct at_series series = { .kind = AT_SERIES_OUTCOME, .label = at_tr(call, "score"),
		.values = c.values };
	struct at_chart chart = {
		.id = at_printf(call->arena, "course-%d", index),
		.title = sentence_of_course(visit, course),
		.desc = at_printf(call->arena, at_tr(call, "%s, form by form."), course->title),
		.empty = sentence_of_course(visit, course),
		.points = c.points, .n_points = course->n_points,
		.decimals = decimals_of(course), .decimal_mark = at_show_mark(visit),
		.series = &series, .n_series = 1, .marks = c.marks, .n_marks = c.n_marks,
		.x_label = at_tr(call, "Form"), .date_label = at_tr(call, "Date"),
		.sealed_label = at_tr(call, "sealed"),
		.table_label = at_tr(call, "As a table") };

	add_scale(visit, course->scale, ticks, &chart);
	if (course->expected.model != 0)
		add_expected(visit, &c, &chart);
	at_chart_figure(visit->out, &chart);
}

static void
put_course(struct at_visit *visit, const struct at_client_view *view,
    const struct at_outcome *course, int index)
{
	const struct at_section section = { .heading = course->title };

	at_part_section_begin(visit->out, &section);
	put_chart(visit, view, course, index);
	at_client_track(visit, view, course);
	at_client_expected(visit, view, course);
	if (course->instrument->own_card)
		at_part_own_card(visit->out,
		    at_tr(&visit->call, "Our own card, not a validated test."));
	at_put(visit->out, "<p class=\"note\">%s%s</p>\n", notes_of_course(visit, course),
	    course->instrument->own_card ? "" : course->scale->source);
	at_part_section_end(visit->out);
}

/* Validated measures stand before our own cards. */
void
at_client_courses(struct at_visit *visit, const struct at_client_view *view, bool own_cards)
{
	for (int i = 0; i < view->n_courses; i++)
		if (view->courses[i].instrument->own_card == own_cards)
			put_course(visit, view, &view->courses[i], i);
}
