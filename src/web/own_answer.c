/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client's own page: one form as it was answered, both sides of an hour that was opened
 * together; all of them on a page, and as a file to take away. */
#include <string.h>

#include "base/csv.h"
#include "base/words.h"
#include "chart/steps.h"
#include "html/put.h"
#include "web/crisis.h"
#include "web/own.h"
#include "web/show.h"

/* ---- one form -------------------------------------------------------------- */

/* "About today" is about another day by now. */
static const char *
title_of(struct at_visit *visit, const struct at_own_sheet *s)
{
	return s->session == 0 || strcmp(s->instrument, "session") != 0 ? s->title
	    : at_printf(visit->call.arena, at_tr(&visit->call, "Session %d"), s->session);
}

static const char *
about(struct at_visit *visit, const struct at_own_frame *frame, const struct at_own_sheet *s)
{
	struct at_call *call = &visit->call;
	const char *sent = at_printf(call->arena, at_tr(call, "Sent on %s."),
	    at_show_day(visit, frame->zone, s->at));

	if (s->session == 0)
		return sent;
	return at_printf(call->arena, at_tr(call, "About session %d on %s. %s"), s->session,
	    at_show_day(visit, frame->zone, s->starts), sent);
}

static void
put_line(struct at_visit *visit, const struct at_own_line *line)
{
	at_put_raw(visit->out, "<div");
	if (line->lang != NULL)
		at_put(visit->out, " lang=\"%s\"", line->lang);
	at_put(visit->out, "><dt>%s</dt><dd>%s</dd></div>\n", line->question,
	    line->answer[0] == '\0' ? at_tr(&visit->call, "no answer") : line->answer);
}

/* A statement from both chairs. */
static void
put_both(struct at_visit *visit, const struct at_own_sheet *sheet,
    const struct at_own_line *line)
{
	struct at_call *call = &visit->call;
	const char *none = at_tr(call, "no answer"), *you = at_tr(call, "you");
	const char *own = line->answer[0] == '\0' ? none : line->answer;
	const char *theirs = line->therapist == NULL ? none : line->therapist;
	const struct at_steps steps = { 7, line->code > 0 ? line->code : 0, line->therapist_code,
		at_printf(call->arena, at_tr(call, "%s: %s. %s: %s."), you, own,
		    sheet->therapist_name, theirs) };

	at_put(visit->out, "<li><h3>%s</h3>\n", line->question);
	at_chart_steps(visit->out, &steps);
	at_put(visit->out, "<p><span class=\"who-client\">%s</span> %s</p>\n"
	    "<p><span class=\"who-therapist\">%s</span> %s</p></li>\n", you, own,
	    sheet->therapist_name, theirs);
}

static void
put_lines(struct at_visit *visit, const struct at_own_sheet *sheet)
{
	bool any = false;

	if (!sheet->whole) {
		at_part_text(visit->out, at_tr(&visit->call, "This was an earlier version of the "
		    "form. The clinic can read it out to you."));
		return;
	}
	if (sheet->together) {
		at_put_raw(visit->out, "<ol class=\"both\">\n");
		for (int i = 0; i < sheet->n_lines; i++)
			if (sheet->lines[i].statement)
				put_both(visit, sheet, &sheet->lines[i]);
		at_put_raw(visit->out, "</ol>\n");
	}
	for (int i = 0; i < sheet->n_lines; i++) {
		if (sheet->lines[i].statement)
			continue;
		if (!any)
			at_put_raw(visit->out, "<dl class=\"answers\">\n");
		any = true;
		put_line(visit, &sheet->lines[i]);
	}
	if (any)
		at_put_raw(visit->out, "</dl>\n");
}

/* Who could see it, as it was agreed when it was sent. */
static void
put_agreed(struct at_visit *visit, const struct at_own_sheet *sheet,
    const struct at_own_frame *frame)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .heading = at_tr(call, "Who may see it"),
		.note = at_tr(call, "As you agreed when you sent it.") };
	const struct at_agreed agreed = { .ratings = sheet->ratings, .seen = sheet->seen,
		.said = sheet->to_contact ? "other" : "therapist" };

	if (sheet->ratings == NULL || sheet->seen == NULL)
		return;
	at_part_section_begin(visit->out, &section);
	at_own_agreed(visit, &agreed, frame->asking->contact.name);
	at_part_section_end(visit->out);
}

int
at_page_me_answer(struct at_visit *visit)
{
	struct at_own_sheet sheet;
	struct at_own_frame frame;
	struct at_page page;

	at_own_language(visit);
	if (at_action_own_sheet(&visit->call, at_visit_id(visit, "answer"), &sheet, &frame)
	    != AT_OK)
		return at_page_problem(visit);
	page = at_own_frame(visit, title_of(visit, &sheet));
	page.lead = about(visit, &frame, &sheet);
	at_page_begin(visit->out, &page);
	put_lines(visit, &sheet);
	put_agreed(visit, &sheet, &frame);
	at_crisis_help(visit, frame.asking);
	at_page_end(visit->out, &page);
	return 200;
}

/* ---- all of them ----------------------------------------------------------- */

int
at_page_me_print(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_own_sheet *sheets;
	struct at_own_frame frame;
	struct at_page page;
	int n;

	at_own_language(visit);
	if (at_action_own_sheets(call, false, &sheets, &n, &frame) != AT_OK)
		return at_page_problem(visit);
	page = at_own_frame(visit, at_tr(call, "What you have answered"));
	page.lead = at_printf(call->arena, at_tr(call, "As it stood on %s."),
	    at_show_day(visit, frame.zone, call->now));
	at_page_begin(visit->out, &page);
	for (int i = n - 1; i >= 0; i--) {
		const struct at_section section = { .heading = title_of(visit, &sheets[i]),
			.note = about(visit, &frame, &sheets[i]) };

		at_part_section_begin(visit->out, &section);
		put_lines(visit, &sheets[i]);
		at_part_section_end(visit->out);
	}
	at_crisis_help(visit, frame.asking);
	at_page_end(visit->out, &page);
	return 200;
}

static void
put_csv(struct at_visit *visit, const char *text, char end)
{
	at_csv_put(visit->out, text);
	at_buffer_byte(visit->out, end);
}

static void
put_csv_sheet(struct at_visit *visit, const struct at_zone *zone,
    const struct at_own_sheet *sheet)
{
	struct at_arena *arena = visit->call.arena;
	const struct at_local at = at_zone_local(zone, sheet->at);
	const char *when = at_printf(arena, "%04d-%02d-%02d %02d:%02d", at.date.year,
	    at.date.month, at.date.day, at.hour, at.minute);

	for (int i = 0; i < sheet->n_lines; i++) {
		const struct at_own_line *line = &sheet->lines[i];

		put_csv(visit, when, ',');
		put_csv(visit, sheet->session == 0 ? "" : at_printf(arena, "%d", sheet->session),
		    ',');
		put_csv(visit, sheet->title, ',');
		put_csv(visit, line->question, ',');
		put_csv(visit, line->answer, ',');
		put_csv(visit, line->code < 0 ? "" : at_printf(arena, "%d", line->code), '\n');
	}
}

/* Own answers, own words: the other side of an hour is to be read here, not taken away. */
int
at_page_me_data(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_own_sheet *sheets;
	struct at_own_frame frame;
	int n;

	if (at_action_own_sheets(call, true, &sheets, &n, &frame) != AT_OK)
		return at_page_problem(visit);
	visit->response->type = "text/csv; charset=utf-8";
	visit->response->filename = "answers.csv";
	at_buffer_text(visit->out, "\xef\xbb\xbf");     /* a spreadsheet then reads UTF-8 */
	put_csv(visit, at_tr(call, "Sent"), ',');
	put_csv(visit, at_tr(call, "Session"), ',');
	put_csv(visit, at_tr(call, "Form"), ',');
	put_csv(visit, at_tr(call, "Question"), ',');
	put_csv(visit, at_tr(call, "Answer"), ',');
	put_csv(visit, at_tr(call, "Number"), '\n');
	for (int i = 0; i < n; i++)
		put_csv_sheet(visit, frame.zone, &sheets[i]);
	return 200;
}
