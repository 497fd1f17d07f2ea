/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's page: a course for each measure, with what the house rules say of it. */
#include <math.h>
#include <string.h>

#include "base/words.h"
#include "chart/chart.h"
#include "html/put.h"
#include "web/client.h"
#include "web/show.h"

/* ---- charts ---------------------------------------------------------------- */

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

/* The signal by the house rules as a sentence; NULL: none worth a word. */
static const char *
sentence_of_signal(struct at_visit *visit, const struct at_signal *signal)
{
	struct at_call *call = &visit->call;

	switch (signal->kind) {
	case AT_SIGNAL_NONE:
		return NULL;
	case AT_SIGNAL_WORSE:
		return at_tr(call, "Not on track: reliably worse than at the start.");
	case AT_SIGNAL_SLIPPING:
		return at_tr(call, "Worth a look: worse than at the start by half a reliable "
		    "change or more.");
	case AT_SIGNAL_STALLED:
		return at_tr(call, "Stalled: eight sessions or more, still in the clinical range, "
		    "and no reliable improvement.");
	case AT_SIGNAL_IMPROVED:
		return at_tr(call, "Reliably better than at the start.");
	case AT_SIGNAL_RECOVERED:
		return at_tr(call, "Reliably better, and out of the clinical range: talk about "
		    "what is left.");
	}
	return NULL;
}

/* Why: the numbers the rule was given. */
static void
put_signal(struct at_visit *visit, const struct at_outcome *course)
{
	struct at_call *call = &visit->call;
	const struct at_signal *s = &course->signal;
	const char *sentence = sentence_of_signal(visit, s);
	bool look = s->kind == AT_SIGNAL_WORSE || s->kind == AT_SIGNAL_SLIPPING
	    || s->kind == AT_SIGNAL_STALLED;

	if (sentence == NULL)
		return;
	at_part_notice(visit->out, look ? AT_TONE_LOOK : AT_TONE_DONE, NULL, sentence);
	at_put(visit->out, "<details><summary>%s</summary><p class=\"note\">%s</p></details>\n",
	    at_tr(call, "Why this is said"), at_printf(call->arena, at_tr(call,
	    "From %s at session %d to %s at session %d; %s points are a reliable change. House "
	    "rule: the clinic has no expected course of its own yet. %s"),
	    at_show_number(visit, s->first, decimals_of(course)), s->first_session,
	    at_show_number(visit, s->last, decimals_of(course)), s->last_session,
	    at_show_number(visit, s->reliable, 0), course->scale->source));
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

static void
put_course(struct at_visit *visit, const struct at_client_view *view,
    const struct at_outcome *course, int index)
{
	struct at_call *call = &visit->call;
	struct at_chart_point *points = AT_NEW(call->arena, struct at_chart_point,
	    (size_t)course->n_points);
	double *values = AT_NEW(call->arena, double, (size_t)course->n_points);
	const struct at_scale *scale = course->scale;
	const struct at_section section = { .heading = course->title };
	struct at_chart_tick ticks[4];
	const struct at_series series = { .kind = AT_SERIES_OUTCOME, .label = at_tr(call, "score"),
		.values = values };
	struct at_chart chart = {
		.id = at_printf(call->arena, "course-%d", index),
		.title = sentence_of_course(visit, course),
		.desc = at_printf(call->arena, at_tr(call, "%s, form by form."), course->title),
		.empty = sentence_of_course(visit, course),
		.points = points, .n_points = course->n_points,
		.low = scale->lowest, .high = scale->highest, .ticks = ticks, .n_ticks = 4,
		.decimals = decimals_of(course), .decimal_mark = at_show_mark(visit),
		.series = &series, .n_series = 1, .cutoff = scale->cutoff,
		.x_label = at_tr(call, "Form"), .date_label = at_tr(call, "Date"),
		.sealed_label = at_tr(call, "sealed"),
		.table_label = at_tr(call, "As a table") };

	for (int i = 0; i < course->n_points; i++) {
		points[i] = (struct at_chart_point){ at_printf(call->arena, "%d", i + 1),
			at_show_day(visit, view->zone, course->points[i].at) };
		values[i] = course->points[i].value;
	}
	for (int i = 0; i < 4; i++) {
		ticks[i].at = scale->lowest + (scale->highest - scale->lowest) * i / 3;
		ticks[i].label = at_show_number(visit, ticks[i].at, 0);
	}
	if (!isnan(scale->cutoff))
		chart.cutoff_label = at_printf(call->arena, at_tr(call, "cut-off %s"),
		    at_show_number(visit, scale->cutoff, 0));
	if (!isnan(scale->reliable)) {
		chart.step = scale->reliable;
		chart.step_label = at_printf(call->arena, at_tr(call, "%s reliable"),
		    at_show_number(visit, scale->reliable, 0));
	}
	at_part_section_begin(visit->out, &section);
	at_chart_figure(visit->out, &chart);
	put_signal(visit, course);
	if (course->instrument->own_card)
		at_part_own_card(visit->out,
		    at_tr(call, "Our own card, not a validated test."));
	at_put(visit->out, "<p class=\"note\">%s%s</p>\n", notes_of_course(visit, course),
	    course->instrument->own_card ? "" : scale->source);
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
