/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A therapist's day: own clients, those in need first, with what can be done on the spot. */
#include <math.h>
#include <string.h>

#include "base/words.h"
#include "chart/chart.h"
#include "html/put.h"
#include "web/account.h"
#include "web/banner.h"
#include "web/clients.h"
#include "web/session.h"
#include "web/show.h"
#include "web/today_why.h"

/* ---- a row ----------------------------------------------------------------- */

static bool
is_today(const struct at_visit *visit, const struct at_zone *zone, at_ms at)
{
	return at_date_days(at_zone_local(zone, at).date)
	    == at_date_days(at_zone_local(zone, visit->call.now).date);
}

static const char *
clock_of(struct at_visit *visit, const struct at_zone *zone, at_ms at)
{
	struct at_local local = at_zone_local(zone, at);

	return at_printf(visit->call.arena, "%02d:%02d", local.hour, local.minute);
}

/* The hour of today, which is what one comes for; else the one to come. */
static const struct at_line_hour *
hour_of(const struct at_visit *visit, const struct at_today_row *row)
{
	const struct at_line *line = &row->line;

	if (line->last.id != 0 && line->last.ends > visit->call.now)
		return &line->last;
	return line->next.id == 0 ? NULL : &line->next;
}

static void
put_time(struct at_visit *visit, const struct at_today_row *row)
{
	struct at_call *call = &visit->call;
	const struct at_line_hour *hour = hour_of(visit, row);
	bool today = hour != NULL && is_today(visit, row->zone, hour->starts);

	at_put(visit->out, "<p class=\"time\"><span class=\"%s\">", today ? "today" : "");
	if (hour == NULL)
		at_put(visit->out, "%s", at_tr(call, "not planned"));
	else if (today)
		at_put(visit->out, "%s", clock_of(visit, row->zone, hour->starts));
	else
		at_put(visit->out, "%s", at_words_moment(call, row->zone, hour->starts));
	at_put_raw(visit->out, "</span>");
	if (row->therapist == NULL)
		at_session_link(visit, row);
	at_put_raw(visit->out, "</p>");
}

static double
last_of(const double *values, int n)
{
	for (int i = n - 1; i >= 0; i--)
		if (!isnan(values[i]))
			return values[i];
	return NAN;
}

static const char *
first_name(struct at_visit *visit, const char *name)
{
	return at_strndup(visit->call.arena, name, strcspn(name, " "));
}

/* The last hours from both sides, with the last values in words. */
static void
put_spark(struct at_visit *visit, const struct at_today_row *row)
{
	struct at_call *call = &visit->call;
	const struct at_line *line = &row->line;
	double client = last_of(line->client, line->n_hours);
	double own = last_of(line->own, line->n_hours);
	const char *name = first_name(visit, row->name);
	const struct at_series series[] = {
		{ .kind = AT_SERIES_CLIENT, .label = name, .values = line->client },
		{ .kind = AT_SERIES_THERAPIST, .label = at_tr(call, "you"), .values = line->own },
	};
	struct at_spark spark = { .low = AT_DYAD_LOWEST, .high = AT_DYAD_HIGHEST, .decimals = 1,
		.decimal_mark = at_show_mark(visit), .n_points = line->n_hours,
		.series = series, .n_series = 2 };

	if (isnan(client) && isnan(own)) {
		at_put_raw(visit->out, "<span class=\"spark\"></span>");
		return;
	}
	spark.label = isnan(client) ? at_printf(call->arena, at_tr(call, "Last hours: you %s."),
	        at_show_number(visit, own, 1))
	    : isnan(own) ? at_printf(call->arena, at_tr(call, "Last hours: %s %s."), name,
	        at_show_number(visit, client, 1))
	    : at_printf(call->arena, at_tr(call, "Last hours: %s %s, you %s."), name,
	        at_show_number(visit, client, 1), at_show_number(visit, own, 1));
	at_chart_spark(visit->out, &spark);
}

/* All buttons of the page belong to one form, and each says where it goes. */
static void
put_own_cards(struct at_visit *visit, const struct at_line *line)
{
	struct at_call *call = &visit->call;

	for (int i = 0; i < line->n_cards; i++) {
		const struct at_line_own *card = &line->cards[i];

		at_put(visit->out, "<button type=\"submit\" class=\"button small\" form=\"act\""
		    " formaction=\"/own/%s\">%s</button>", at_visit_id_text(visit, card->due),
		    card->session == 0 ? at_tr(call, "Fill in your card")
		    : at_printf(call->arena, at_tr(call, "Fill in your card for session %d"),
		        card->session));
	}
}

static void
put_why(struct at_visit *visit, const struct at_today_row *row)
{
	struct at_call *call = &visit->call;
	const struct at_reason safety = { .kind = AT_REASON_SAFETY, .a = row->n_alerts };
	const struct at_line *line = &row->line;
	const struct at_reason *first = row->n_alerts > 0 ? &safety
	    : line->n_reasons > 0 ? &line->reasons[0] : NULL;
	int from = row->n_alerts > 0 ? 0 : 1;

	if (first == NULL) {
		at_put(visit->out, "<p>%s</p>", row->therapist == NULL
		    ? at_today_last(visit, row) : "");
		return;
	}
	at_put(visit->out, "<p>%s", at_today_why(visit, row, first));
	for (int i = from; i < line->n_reasons; i++)
		at_put(visit->out, "%s%s", i == from ? at_tr(call, " Also: ") : " · ",
		    at_today_tag(visit, line->reasons[i].kind).text);
	at_put_raw(visit->out, "</p>");
}

static void
put_head(struct at_visit *visit, const struct at_today_row *row, const char *id)
{
	struct at_call *call = &visit->call;
	const struct at_line_hour *hour = hour_of(visit, row);
	struct at_tag tag;

	at_put(visit->out, "<div class=\"head\"><a href=\"/clients/%s\">%s</a>", id, row->name);
	if (row->therapist != NULL)
		at_put(visit->out, " <span class=\"meta\">%s</span>", at_printf(call->arena,
		    at_tr(call, "with %s"), row->therapist));
	else if (hour != NULL)
		at_put(visit->out, " <span class=\"meta\">%s</span>", at_printf(call->arena,
		    at_tr(call, "Session %d"), hour->number));
	if (row->need != AT_NEED_NONE) {
		tag = at_today_tag(visit, row->n_alerts > 0 ? AT_REASON_SAFETY
		    : row->line.reasons[0].kind);
		at_put_raw(visit->out, " ");
		at_part_tag(visit->out, &tag);
	}
	at_put_raw(visit->out, "</div>");
}

/* What one may do there: nothing with a supervisee's client. */
static void
put_actions(struct at_visit *visit, const struct at_today_row *row,
    const struct at_session_note *note)
{
	if (row->therapist != NULL)
		return;
	if (row->line.n_cards > 0 || at_session_unmarked(visit, row)) {
		at_put_raw(visit->out, "<p class=\"act\">");
		put_own_cards(visit, &row->line);
		if (at_session_unmarked(visit, row))
			at_session_marks(visit, row);
		at_put_raw(visit->out, "</p>");
	}
	at_session_put(visit, row, note);
}

static void
put_row(struct at_visit *visit, const struct at_today_row *row,
    const struct at_session_note *note)
{
	const char *id = at_visit_id_text(visit, row->client);

	at_put(visit->out, "<li id=\"c-%s\">", id);
	put_time(visit, row);
	at_put_raw(visit->out, "<div class=\"about\">");
	put_head(visit, row, id);
	put_why(visit, row);
	put_actions(visit, row, note);
	at_put_raw(visit->out, "</div>");
	if (row->therapist == NULL)
		put_spark(visit, row);
	at_put_raw(visit->out, "</li>\n");
}

/* ---- groups ---------------------------------------------------------------- */

/* What belongs together in the order of need. */
static const struct {
	enum at_need first, last;
	const char *heading;
} groups[] = {
	{ AT_NEED_SAFETY, AT_NEED_WORDS, AT_TEXT("Said") },
	{ AT_NEED_NOT_FORMED, AT_NEED_TRACK, AT_TEXT("Worth a look") },
	{ AT_NEED_OVERDUE, AT_NEED_OVERDUE, AT_TEXT("Cards that wait") },
	{ AT_NEED_NONE, AT_NEED_NONE, AT_TEXT("Everyone else") },
};

static void
put_rows(struct at_visit *visit, const char *heading, const struct at_today_row *rows, int n,
    const struct at_session_note *note)
{
	if (n == 0)
		return;
	at_put(visit->out, "<section class=\"need\"><h2>%s <span class=\"meta\">%d</span></h2>\n",
	    heading, n);
	at_put_raw(visit->out, "<ol class=\"people day\">\n");
	for (int i = 0; i < n; i++)
		put_row(visit, &rows[i], note);
	at_put_raw(visit->out, "</ol></section>\n");
}

static void
put_groups(struct at_visit *visit, const struct at_today_view *view,
    const struct at_session_note *note)
{
	int from = 0;

	for (size_t g = 0; g < AT_COUNT(groups); g++) {
		int n = 0;

		while (from + n < view->n_rows && view->rows[from + n].need <= groups[g].last)
			n++;
		put_rows(visit, at_tr(&visit->call, groups[g].heading), view->rows + from, n,
		    note);
		from += n;
	}
	put_rows(visit, at_tr(&visit->call, "Clients of those you supervise"), view->supervised,
	    view->n_supervised, note);
}

/* ---- the top of the page --------------------------------------------------- */

/* Today's hours by the clock. */
struct hours {
	struct {
		const struct at_today_row *row;
		const struct at_line_hour *hour;
	} *all;
	int n;
};

static void
add_hour(struct at_visit *visit, struct hours *hours, const struct at_today_row *row,
    const struct at_line_hour *hour)
{
	int at = hours->n;

	if (hour->id == 0 || !is_today(visit, row->zone, hour->starts))
		return;
	while (at > 0 && hours->all[at - 1].hour->starts > hour->starts) {
		hours->all[at] = hours->all[at - 1];
		at--;
	}
	hours->all[at].row = row;
	hours->all[at].hour = hour;
	hours->n++;
}

static struct hours
hours_of(struct at_visit *visit, const struct at_today_view *view)
{
	struct hours hours = { at_alloc(visit->call.arena, 2 * (size_t)view->n_rows,
		sizeof *hours.all), 0 };

	for (int i = 0; i < view->n_rows; i++) {
		add_hour(visit, &hours, &view->rows[i], &view->rows[i].line.last);
		add_hour(visit, &hours, &view->rows[i], &view->rows[i].line.next);
	}
	return hours;
}

static void
put_hours(struct at_visit *visit, const struct hours *hours)
{
	struct at_call *call = &visit->call;

	if (hours->n == 0)
		return;
	at_put(visit->out, "<ol class=\"hours\" aria-label=\"%s\">\n",
	    at_tr(call, "Today's sessions"));
	for (int i = 0; i < hours->n; i++) {
		const struct at_today_row *row = hours->all[i].row;
		const struct at_line_hour *hour = hours->all[i].hour;

		at_put(visit->out, "<li class=\"%s\"><a href=\"#c-%s\"><b>%s</b> %s</a></li>\n",
		    hour->ends <= call->now ? "over" : "",
		    at_visit_id_text(visit, row->client),
		    clock_of(visit, row->zone, hour->starts), first_name(visit, row->name));
	}
	at_put_raw(visit->out, "</ol>\n");
}

/* "3 sessions today. 2 people need you first." */
static const char *
lead_of(struct at_visit *visit, const struct at_today_view *view, int n_hours)
{
	struct at_call *call = &visit->call;
	struct at_buffer lead = at_buffer_init(call->arena);
	int n = 0;

	while (n < view->n_rows && view->rows[n].need <= AT_NEED_TRACK)
		n++;
	if (n_hours == 0)
		at_buffer_text(&lead, at_tr(call, "No session today."));
	else
		at_buffer_printf(&lead, at_trn(call, "%d session today.", "%d sessions today.",
		    (unsigned long)n_hours), n_hours);
	at_buffer_byte(&lead, ' ');
	if (n == 0)
		at_buffer_text(&lead, at_tr(call, "Nobody waits for you."));
	else
		at_buffer_printf(&lead, at_trn(call, "%d client needs you first.",
		    "%d clients need you first.", (unsigned long)n), n);
	return at_buffer_string(&lead);
}

/* Shown by staff.js, which is what makes keys work. */
static void
put_keys(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	const struct at_fact keys[] = {
		{ "j", at_tr(call, "next client") }, { "k", at_tr(call, "previous client") },
		{ "Enter", at_tr(call, "open the client") },
		{ "f", at_tr(call, "fill in your card") },
		{ "/", at_tr(call, "find a client") }, { "?", at_tr(call, "show these keys") },
	};

	at_put(visit->out, "<details class=\"keys\" hidden><summary>%s</summary>\n",
	    at_tr(call, "Keys"));
	at_part_facts(visit->out, keys, (int)AT_COUNT(keys));
	at_put_raw(visit->out, "</details>\n");
}

/* Somebody without clients learns what there is to do. */
static const char *
why_empty(struct at_visit *visit, const struct at_today_view *view)
{
	struct at_call *call = &visit->call;
	uint32_t subjects = visit->who.subjects;

	if ((subjects & AT_THERAPIST) != 0)
		return at_tr(call, "You have no clients yet. The clinic adds a client with "
		    "\"attune client add\"; then the name stands here, and above all others "
		    "whoever needs you.");
	if ((subjects & AT_SUPERVISOR) != 0)
		return view->n_supervised > 0 ? NULL : at_tr(call, "Nobody needs you. A safety "
		    "answer to somebody you supervise, and flags they have released to you, "
		    "will stand here.");
	if ((subjects & AT_COVER) != 0)
		return at_tr(call, "Nothing waits for you. A safety answer that nobody has "
		    "acknowledged in time will stand here while you have cover.");
	if ((subjects & AT_CONTACT) != 0)
		return at_tr(call, "Clients are not listed for you. What somebody wants to say to "
		    "you stands under \"Said to you\".");
	return at_tr(call, "Clients are not listed for you.");
}

/* Whether some button of the page belongs to the one form; there is no form without. */
static bool
any_action(struct at_visit *visit, const struct at_today_view *view,
    const struct at_session_note *note)
{
	bool any = note->session != 0;

	for (int i = 0; i < view->n_rows && !any; i++)
		any = view->rows[i].line.n_cards > 0
		    || at_session_unmarked(visit, &view->rows[i]);
	return any;
}

int
at_today_put(struct at_visit *visit, const struct at_session_note *note)
{
	struct at_call *call = &visit->call;
	struct at_today_view view;
	struct at_page page;
	struct hours hours;

	if (at_action_today(call, &view) != AT_OK)
		return at_page_problem(visit);
	hours = hours_of(visit, &view);
	page = at_page_staff(visit, at_tr(call, "Today"), "/today");
	if (view.n_rows > 0) {
		page.heading = at_words_date(call, at_zone_local(view.rows[0].zone,
		    call->now).date, AT_DATE_DAY);
		page.lead = lead_of(visit, &view, hours.n);
	}
	page.script = "staff.js";
	at_page_begin(visit->out, &page);
	at_banner_put(visit, &view.alerts, 0);
	if (at_field(&visit->request->query, "tries") != NULL)
		at_account_tries(visit);
	put_hours(visit, &hours);
	if (view.n_rows > 0)
		at_clients_find(visit, "");
	if (any_action(visit, &view, note))
		at_put(visit->out, "<form id=\"act\" method=\"post\" hidden><input type=\"hidden\""
		    " name=\"csrf\" value=\"%s\"></form>\n", visit->csrf);
	put_groups(visit, &view, note);
	if (view.n_rows == 0 && !at_banner_any_open(&view.alerts)
	    && why_empty(visit, &view) != NULL)
		at_part_empty(visit->out, why_empty(visit, &view), NULL, NULL);
	if (view.n_rows > 0)
		put_keys(visit);
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_today(struct at_visit *visit)
{
	const struct at_session_note note = at_session_note(visit);

	return at_today_put(visit, &note);
}
