/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client's record as a page to be printed, in the client's language. */
#include <math.h>
#include <string.h>

#include "action/outcome.h"
#include "action/record_work.h"
#include "action/safety.h"
#include "alliance/worth.h"
#include "base/words.h"
#include "store/consent.h"

struct page {
	struct at_record_work *work;
	struct at_call *call;
	struct at_document document;
};

/* ---- parts ------------------------------------------------------------------- */

static struct at_document_part *
add(struct page *page, enum at_document_kind kind)
{
	struct at_document *document = &page->document;

	document->parts = at_one_more(page->call->arena, document->parts, document->n_parts,
	    sizeof *document->parts);
	document->parts[document->n_parts] = (struct at_document_part){ .kind = kind };
	return &document->parts[document->n_parts++];
}

static struct at_document_part *
add_section(struct page *page, const char *heading, const char *note)
{
	struct at_document_part *part = add(page, AT_DOCUMENT_SECTION);

	part->text = heading;
	part->note = note;
	return part;
}

/* A column of one of the tables, under a heading for people. */
struct shown {
	int column;
	const char *title;              /* AT_TEXT */
	const char *(*say)(struct page *page, const char *cell);        /* NULL: as it is */
};

static void
add_table(struct page *page, const char *label, const char *file, const struct shown *shown,
    int n)
{
	struct at_arena *arena = page->call->arena;
	const struct at_table *from = at_record_table(page->work, file);
	struct at_column *columns = AT_NEW(arena, struct at_column, (size_t)n);
	struct at_table *table = AT_NEW(arena, struct at_table, 1);
	struct at_record_list list = { .arena = arena };

	if (from->n_rows == 0)
		return;
	for (int i = 0; i < n; i++)
		columns[i].title = at_tr(page->call, shown[i].title);
	for (int row = 0; row < from->n_rows; row++)
		for (int i = 0; i < n; i++) {
			const char *cell = from->cells[row * from->n_columns + shown[i].column];

			if (shown[i].say != NULL)
				cell = shown[i].say(page, cell);
			at_record_add(&list, &cell, 1);
		}
	*table = (struct at_table){ .label = label, .columns = columns, .n_columns = n,
		.cells = list.cells, .n_rows = from->n_rows };
	add_section(page, label, NULL);
	add(page, AT_DOCUMENT_TABLE)->table = table;
}

/* ---- words for cells --------------------------------------------------------- */

/* "2026-11-24 09:00" as a person says it. */
static const char *
say_time(struct page *page, const char *cell)
{
	struct at_arena *arena = page->call->arena;
	struct at_date date;

	if (strlen(cell) != 16 || !at_date_parse(at_strndup(arena, cell, 10), &date))
		return cell;
	return at_printf(arena, "%s, %s", at_words_date(page->call, date, AT_DATE_LONG),
	    cell + 11);
}

static const char *
say_state(struct page *page, const char *cell)
{
	static const struct { const char *id, *name; } states[] = {
		{ "planned", AT_TEXT("planned") }, { "attended", AT_TEXT("took place") },
		{ "cancelled", AT_TEXT("cancelled") }, { "missed", AT_TEXT("missed") },
	};

	for (size_t i = 0; i < AT_COUNT(states); i++)
		if (strcmp(states[i].id, cell) == 0)
			return at_tr(page->call, states[i].name);
	return cell;
}

static const char *
say_rule(struct page *page, const char *cell)
{
	const struct at_worth_row *row = at_worth_row_by_id(cell);

	return row == NULL ? cell : at_tr(page->call, row->name);
}

static const char *
say_who(struct page *page, const char *cell)
{
	return cell[0] != '\0' ? cell
	    : at_tr(page->call, "Somebody who runs the program for the clinic");
}

/* What somebody said yes or no to. */
static const char *
say_purpose(struct page *page, const char *cell)
{
	static const char *const names[AT_CONSENT_PURPOSES] = {
		[AT_CONSENT_MEASURING] = AT_TEXT("Being asked"),
		[AT_CONSENT_RESEARCH] = AT_TEXT("Research"),
		[AT_CONSENT_CONTACT] = AT_TEXT("After therapy"),
	};

	for (int i = 0; i < AT_CONSENT_PURPOSES; i++)
		if (strcmp(at_consent_name((enum at_consent_purpose)i), cell) == 0)
			return at_tr(page->call, names[i]);
	return cell;
}

static const char *
say_yes(struct page *page, const char *cell)
{
	return strcmp(cell, "yes") == 0 ? at_tr(page->call, "yes") : at_tr(page->call, "no");
}

/* ---- sections ---------------------------------------------------------------- */

static void
put_tables_before(struct page *page)
{
	static const struct shown therapy[] = { { 3, AT_TEXT("Therapist"), NULL },
		{ 2, AT_TEXT("Clinic"), NULL }, { 4, AT_TEXT("From"), say_time },
		{ 5, AT_TEXT("Until"), say_time } };
	static const struct shown sessions[] = { { 0, AT_TEXT("Session"), NULL },
		{ 3, AT_TEXT("Begins"), say_time }, { 5, AT_TEXT("What became of it"), say_state },
		{ 1, AT_TEXT("Therapist"), NULL } };

	add_table(page, at_tr(page->call, "Your therapy here"), "therapy.csv", therapy,
	    (int)AT_COUNT(therapy));
	add_table(page, at_tr(page->call, "Your sessions"), "sessions.csv", sessions,
	    (int)AT_COUNT(sessions));
}

static void
put_tables_after(struct page *page)
{
	static const struct shown flags[] = { { 0, AT_TEXT("When"), say_time },
		{ 1, AT_TEXT("Session"), NULL }, { 2, AT_TEXT("What"), say_rule } };
	static const struct shown consents[] = { { 0, AT_TEXT("When"), say_time },
		{ 2, AT_TEXT("What"), say_purpose }, { 3, AT_TEXT("Yes or no"), say_yes } };
	static const struct shown looks[] = { { 0, AT_TEXT("When"), say_time },
		{ 2, AT_TEXT("Who"), say_who } };

	add_table(page, at_tr(page->call, "What you agree to"), "consents.csv", consents,
	    (int)AT_COUNT(consents));
	add_table(page, at_tr(page->call, "Worth asking about"), "flags.csv", flags,
	    (int)AT_COUNT(flags));
	add_table(page, at_tr(page->call, "Who has looked"), "looks.csv", looks,
	    (int)AT_COUNT(looks));
}

static struct at_document_line *
line_of(struct page *page, const struct at_outcome *course)
{
	struct at_call *call = page->call;
	struct at_arena *arena = call->arena;
	size_t n = (size_t)course->n_points;
	const char **labels = AT_NEW(arena, const char *, n);
	const char **dates = AT_NEW(arena, const char *, n);
	double *values = AT_NEW(arena, double, n);
	struct at_document_line *line = AT_NEW(arena, struct at_document_line, 1);

	*line = (struct at_document_line){ .title = course->title, .labels = labels,
		.dates = dates, .values = values, .low = course->scale->lowest,
		.high = course->scale->highest, .mark = at_words_mark(call->words),
		.desc = at_printf(arena, at_tr(call, "%s, form by form."), course->title),
		.decimals = course->scale->combine == AT_MEAN, .series = at_tr(call, "you"),
		.x_label = at_tr(call, "Form"), .date_label = at_tr(call, "Date"),
		.table_label = at_tr(call, "As a table") };
	for (int i = 0; i < course->n_points; i++) {
		if (isnan(course->points[i].value))
			continue;
		labels[line->n] = at_printf(arena, "%d", line->n + 1);
		dates[line->n] = at_words_date(call, at_zone_local(page->work->h.site.zone,
		    course->points[i].at).date, AT_DATE_LONG);
		values[line->n++] = course->points[i].value;
	}
	return line;
}

static enum at_status
put_lines(struct page *page)
{
	struct at_outcome *courses;
	int n;
	enum at_status st = at_outcome_read(page->call, &page->work->h, &courses, &n);

	if (st != AT_OK || n == 0)
		return st;
	add_section(page, at_tr(page->call, "How you have been"), NULL);
	for (int i = 0; i < n; i++) {
		struct at_document_line *line = line_of(page, &courses[i]);

		if (line->n > 0)
			add(page, AT_DOCUMENT_LINE)->line = line;
	}
	return AT_OK;
}

/* The answer, and the therapist's where both sides were opened together. */
static const char *
value_of(struct page *page, const struct at_own_sheet *sheet, const struct at_own_line *line)
{
	struct at_call *call = page->call;
	const char *own = line->answer[0] == '\0' ? at_tr(call, "no answer") : line->answer;

	if (line->therapist == NULL)
		return own;
	return at_printf(call->arena, at_tr(call, "%s: %s. %s: %s."), at_tr(call, "you"), own,
	    sheet->therapist_name, line->therapist);
}

static void
put_sheet(struct page *page, const struct at_own_sheet *sheet)
{
	struct at_call *call = page->call;
	const char *sent = at_printf(call->arena, at_tr(call, "Sent on %s."), at_words_date(call,
	    at_zone_local(page->work->h.site.zone, sheet->at).date, AT_DATE_LONG));
	struct at_document_part *part;
	struct at_document_pair *pairs;

	add_section(page, sheet->session == 0 ? sheet->title : at_printf(call->arena,
	    at_tr(call, "Session %d: %s"), sheet->session, sheet->title), sent);
	if (!sheet->whole) {
		add(page, AT_DOCUMENT_TEXT)->text = at_tr(call, "This was an earlier version of"
		    " the form. The clinic can read it out to you.");
		return;
	}
	pairs = AT_NEW(call->arena, struct at_document_pair, (size_t)sheet->n_lines);
	for (int i = 0; i < sheet->n_lines; i++)
		pairs[i] = (struct at_document_pair){ sheet->lines[i].question,
			value_of(page, sheet, &sheet->lines[i]) };
	part = add(page, AT_DOCUMENT_PAIRS);
	part->pairs = pairs;
	part->n_pairs = sheet->n_lines;
	part->lang = sheet->n_lines > 0 ? sheet->lines[0].lang : NULL;
}

/* A raw answer about safety, and who has seen to it. */
static struct at_document_pair
alert_of(struct page *page, const struct at_alert_view *view)
{
	struct at_call *call = page->call;
	const char *asked = at_printf(call->arena, "%s: %s", say_time(page,
	    at_record_time(page->work, view->alert.at)), view->question);

	if (view->alert.by == 0)
		return (struct at_document_pair){ asked, view->answer };
	return (struct at_document_pair){ asked, at_printf(call->arena, at_tr(call,
	    "%s. Seen to by %s on %s: %s"), view->answer, view->alert.by_name,
	    say_time(page, at_record_time(page->work, view->alert.by_at)), view->note) };
}

static enum at_status
put_alerts(struct page *page)
{
	struct at_alert_views views;
	struct at_document_pair *pairs;
	struct at_document_part *part;
	enum at_status st = at_safety_of_client(page->call, &page->work->h.client,
	    page->work->h.stand.relations, &views);

	if (st != AT_OK || views.n_views == 0)
		return st;
	add_section(page, at_tr(page->call, "Answers about safety"), NULL);
	pairs = AT_NEW(page->call->arena, struct at_document_pair, (size_t)views.n_views);
	for (int i = 0; i < views.n_views; i++)
		pairs[i] = alert_of(page, &views.views[i]);
	part = add(page, AT_DOCUMENT_PAIRS);
	part->pairs = pairs;
	part->n_pairs = views.n_views;
	return AT_OK;
}

static void
put_rest(struct page *page)
{
	struct at_call *call = page->call;

	add_section(page, at_tr(call, "What is not in here"), NULL);
	add(page, AT_DOCUMENT_TEXT)->text = at_tr(call, "What a therapist notes for nobody else,"
	    " a therapist's answers about a session that you did not look at together, and what a"
	    " parent or carer has answered: each was promised to stay with whoever wrote it.");
	add(page, AT_DOCUMENT_TEXT)->text = at_tr(call, "The files beside this page hold the same,"
	    " and more of it, as tables.");
}

enum at_status
at_record_page(struct at_record_work *work, struct at_buffer *out)
{
	struct at_call *call = work->call;
	struct page page = { .work = work, .call = call };
	enum at_status st;

	page.document = (struct at_document){ .lang = at_words_lang(call->words),
		.dir = at_words_dir(call->words), .title = at_printf(call->arena,
		at_tr(call, "The record of %s"), work->name), .lead = at_printf(call->arena,
		at_tr(call, "As it stood on %s."), at_words_date(call, at_zone_local(
		work->h.site.zone, call->now).date, AT_DATE_LONG)), .foot = work->h.site.name };
	put_tables_before(&page);
	st = put_lines(&page);
	for (int i = work->n_sheets - 1; i >= 0 && st == AT_OK; i--)
		put_sheet(&page, &work->sheets[i]);
	if (st == AT_OK)
		st = put_alerts(&page);
	if (st != AT_OK)
		return st;
	put_tables_after(&page);
	put_rest(&page);
	at_document_html(out, &page.document);
	return AT_OK;
}
