/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "action/session.h"
#include "base/words.h"
#include "html/part.h"
#include "html/put.h"
#include "web/session.h"

enum { USUAL_MINUTES = 50 };

/* ---- what the address says --------------------------------------------------- */

static at_id
id_of(const struct at_visit *visit, const char *name)
{
	const char *text = at_field(&visit->request->query, name);
	at_id id = 0;

	return text != NULL && at_id_parse(text, &id) ? id : 0;
}

static int64_t
number_of(const struct at_visit *visit, const char *name)
{
	const char *text = at_field(&visit->request->query, name);

	return text == NULL ? 0 : strtoll(text, NULL, 10);
}

struct at_session_note
at_session_note(struct at_visit *visit)
{
	const char *did = at_field(&visit->request->query, "did");

	return (struct at_session_note){ .client = id_of(visit, "client"),
		.plan = did == NULL, .session = did == NULL ? 0 : id_of(visit, "session"),
		.version = number_of(visit, "v"), .number = (int)number_of(visit, "n"),
		.did = did, .from = number_of(visit, "from"), .to = number_of(visit, "to") };
}

/* Where one comes back to: the row, with what was done. */
static const char *
address_of(struct at_visit *visit, const struct at_session_note *note)
{
	const char *client = at_visit_id_text(visit, note->client);

	return at_printf(visit->call.arena, "/today?client=%s&session=%s&v=%lld&n=%d&did=%s"
	    "&from=%lld&to=%lld#c-%s", client, at_visit_id_text(visit, note->session),
	    (long long)note->version, note->number, note->did, (long long)note->from,
	    (long long)note->to, client);
}

/* ---- in a row ---------------------------------------------------------------- */

/* Where a change to a session goes. */
static const char *
change_of(struct at_visit *visit, at_id client, at_id session, int64_t version)
{
	return at_printf(visit->call.arena, "/sessions/%s?client=%s&v=%lld",
	    at_visit_id_text(visit, session), at_visit_id_text(visit, client),
	    (long long)version);
}

void
at_session_marks(struct at_visit *visit, const struct at_today_row *row)
{
	static const struct { const char *state, *text; } marks[] = {
		{ "attended", AT_TEXT("Attended") }, { "cancelled", AT_TEXT("Cancelled") },
		{ "missed", AT_TEXT("Missed") },
	};
	struct at_call *call = &visit->call;
	const struct at_line_hour *hour = &row->line.last;
	const char *to = change_of(visit, row->client, hour->id, hour->version);

	at_put(visit->out, "<span>%s</span>", at_printf(call->arena,
	    at_tr(call, "Session %d, %s:"), hour->number,
	    at_words_moment(call, row->zone, hour->starts)));
	for (size_t i = 0; i < AT_COUNT(marks); i++) {
		const char *text = at_tr(call, marks[i].text);

		at_put(visit->out, "<button type=\"submit\" class=\"button small\" form=\"act\""
		    " formaction=\"%s\" name=\"state\" value=\"%s\" aria-label=\"%s: %s\">%s"
		    "</button>", to, marks[i].state, text, row->name, text);
	}
}

bool
at_session_unmarked(const struct at_visit *visit, const struct at_today_row *row)
{
	const struct at_line *line = &row->line;

	return line->last.planned && line->last.ends <= visit->call.now
	    && line->client_card == AT_LINE_NO_CARD && line->own_card == AT_LINE_NO_CARD;
}

void
at_session_link(struct at_visit *visit, const struct at_today_row *row)
{
	const char *id = at_visit_id_text(visit, row->client);
	const char *plan = at_tr(&visit->call, "Plan");

	at_put(visit->out, " <a href=\"/today?client=%s#c-%s\" aria-label=\"%s: %s\">%s</a>", id,
	    id, plan, row->name, plan);
}

/* "Session 9: missed." */
static const char *
what_was_done(struct at_visit *visit, const struct at_today_row *row,
    const struct at_session_note *note)
{
	struct at_call *call = &visit->call;
	const char *did = note->did;
	const char *moment = note->to == 0 ? "" : at_words_moment(call, row->zone, note->to);

	if (strcmp(did, "moved") == 0)
		return at_printf(call->arena, at_tr(call, "Session %d is now %s."), note->number,
		    moment);
	if (strcmp(did, "added") == 0)
		return at_printf(call->arena, at_tr(call, "Session %d is planned: %s."),
		    note->number, moment);
	if (strcmp(did, "planned") == 0)
		return at_printf(call->arena, at_tr(call, "Session %d is as it was before."),
		    note->number);
	if (strcmp(did, "attended") == 0)
		return at_printf(call->arena, at_tr(call, "Session %d: attended."), note->number);
	if (strcmp(did, "cancelled") == 0)
		return at_printf(call->arena, at_tr(call, "Session %d: cancelled."), note->number);
	return at_printf(call->arena, at_tr(call, "Session %d: missed."), note->number);
}

static void
put_done(struct at_visit *visit, const struct at_today_row *row,
    const struct at_session_note *note)
{
	struct at_call *call = &visit->call;

	at_put(visit->out, "<p class=\"done\" role=\"status\">%s",
	    what_was_done(visit, row, note));
	if (strcmp(note->did, "planned") != 0)
		at_put(visit->out, " <button type=\"submit\" class=\"link\" form=\"act\""
		    " formaction=\"%s\" name=\"%s\" value=\"%s\">%s</button>",
		    change_of(visit, note->client, note->session, note->version),
		    note->from != 0 ? "starts" : "state", note->from != 0
		    ? at_printf(call->arena, "%lld", (long long)note->from)
		    : strcmp(note->did, "added") == 0 ? "cancelled" : "planned",
		    at_tr(call, "Undo"));
	at_put_raw(visit->out, "</p>");
}

/* Day and time, as the browser offers them. */
static void
put_when(struct at_visit *visit, const struct at_zone *zone, at_ms at)
{
	struct at_call *call = &visit->call;
	struct at_local local = at_zone_local(zone, at);
	char day[AT_DATE_ROOM];

	at_date_format(local.date, day);
	at_put(visit->out, "<label>%s <input type=\"date\" name=\"day\" value=\"%s\" required>"
	    "</label> <label>%s <input type=\"time\" name=\"time\" value=\"%02d:%02d\" required>"
	    "</label>", at_tr(call, "Day"), day, at_tr(call, "Time"), local.hour, local.minute);
}

static void
begin_form(struct at_visit *visit, const char *action, const char *heading)
{
	at_put(visit->out, "<form class=\"when\" method=\"post\" action=\"%s\"><p>%s</p>"
	    "<input type=\"hidden\" name=\"csrf\" value=\"%s\">", action, heading, visit->csrf);
}

/* A week after the last one that is known. */
static at_ms
likely(const struct at_visit *visit, const struct at_today_row *row)
{
	const struct at_line *line = &row->line;
	const struct at_line_hour *last = line->next.id != 0 ? &line->next : &line->last;
	at_ms at = last->id == 0 ? visit->call.now : last->starts;

	while (at <= visit->call.now || at == last->starts)
		at += 7 * AT_DAY;
	return last->id == 0 ? at - at % AT_HOUR : at;
}

static void
put_forms(struct at_visit *visit, const struct at_today_row *row,
    const struct at_session_note *note)
{
	struct at_call *call = &visit->call;
	const struct at_line_hour *next = &row->line.next;

	at_put_raw(visit->out, "<div class=\"planner\">");
	if (note->problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "That did not work"),
		    note->problem);
	if (next->id != 0) {
		begin_form(visit, change_of(visit, row->client, next->id, next->version),
		    at_printf(call->arena, at_tr(call, "Move session %d"), next->number));
		put_when(visit, row->zone, next->starts);
		at_put(visit->out, "<button type=\"submit\" class=\"button small\">%s</button>"
		    "<button type=\"submit\" class=\"button small\" name=\"state\""
		    " value=\"cancelled\">%s</button></form>", at_tr(call, "Move"),
		    at_tr(call, "Cancel it"));
	}
	begin_form(visit, at_printf(call->arena, "/clients/%s/sessions",
	    at_visit_id_text(visit, row->client)), at_tr(call, "Add a session"));
	put_when(visit, row->zone, likely(visit, row));
	at_put(visit->out, "<label>%s <input type=\"number\" name=\"minutes\" value=\"%d\""
	    " min=\"%d\" max=\"%d\" required></label>", at_tr(call, "Minutes"), USUAL_MINUTES,
	    AT_SESSION_LEAST, AT_SESSION_MOST);
	at_put(visit->out, "<button type=\"submit\" class=\"button small\">%s</button></form>"
	    "<a href=\"/today#c-%s\">%s</a></div>", at_tr(call, "Add"),
	    at_visit_id_text(visit, row->client), at_tr(call, "Close"));
}

void
at_session_put(struct at_visit *visit, const struct at_today_row *row,
    const struct at_session_note *note)
{
	if (note->client != row->client)
		return;
	if (note->session != 0)
		put_done(visit, row, note);
	if (note->plan || note->problem != NULL)
		put_forms(visit, row, note);
}

/* ---- what is sent ------------------------------------------------------------ */

/* "2026-12-03" and "10:00", or an instant as an undo gives it back.  0: neither. */
static enum at_status
read_starts(struct at_visit *visit, const struct at_zone *zone, at_ms *out)
{
	const struct at_fields *form = &visit->request->form;
	const char *day = at_field(form, "day"), *time = at_field(form, "time");
	const char *starts = at_field(form, "starts");
	struct at_date date;
	char *colon;
	long hour, minute;

	*out = starts == NULL ? 0 : strtoll(starts, NULL, 10);
	if (day == NULL || time == NULL)
		return AT_OK;
	hour = strtol(time, &colon, 10);
	minute = *colon == ':' ? strtol(colon + 1, NULL, 10) : -1;
	if (!at_date_parse(day, &date) || hour < 0 || hour > 23 || minute < 0 || minute > 59)
		return at_fail(visit->call.err, AT_INVALID, "Please give a day and a time.");
	*out = at_zone_instant(zone, date, (int)hour, (int)minute);
	return AT_OK;
}

/* Back to the list: what was done, or in the row what stood in the way. */
static int
answer(struct at_visit *visit, enum at_status st, struct at_session_note *note)
{
	int status;

	if (st == AT_OK)
		return at_page_redirect(visit, address_of(visit, note));
	if (st != AT_INVALID && st != AT_CONFLICT)
		return at_page_problem(visit);
	note->problem = at_strdup(visit->call.arena, visit->err.text);
	note->session = 0;
	at_error_clear(&visit->err);
	status = at_today_put(visit, note);
	return status == 200 ? st == AT_INVALID ? 400 : 409 : status;
}

static const struct at_session *
find_session(const struct at_session *sessions, int n, at_id id)
{
	for (int i = 0; i < n; i++)
		if (sessions[i].id == id)
			return &sessions[i];
	return NULL;
}

/* The button that cancels stands in the form that moves: the state counts. */
static enum at_status
change(struct at_visit *visit, const struct at_session *session, const struct at_zone *zone,
    struct at_session_note *note)
{
	struct at_session_change change = { .session = session->id,
		.version = number_of(visit, "v"),
		.state = at_field(&visit->request->form, "state") };
	enum at_status st = change.state != NULL ? AT_OK
	    : read_starts(visit, zone, &change.starts);

	if (st == AT_OK && change.state == NULL && change.starts == 0)
		st = at_fail(visit->call.err, AT_INVALID, "Please give a day and a time.");
	if (st == AT_OK)
		st = at_action_session_change(&visit->call, &change);
	note->session = session->id;
	note->number = session->number;
	note->version = change.version + 1;
	note->did = change.state != NULL ? change.state : "moved";
	note->from = change.state != NULL ? 0 : session->starts;
	note->to = change.starts;
	return st;
}

int
at_page_session_post(struct at_visit *visit)
{
	struct at_session_note note = { .client = id_of(visit, "client") };
	const struct at_session *session;
	const struct at_zone *zone;
	struct at_session *sessions;
	int n;
	enum at_status st = at_action_session_rows(&visit->call, note.client, &sessions, &n, &zone);

	if (st != AT_OK)
		return at_page_problem(visit);
	session = find_session(sessions, n, at_visit_id(visit, "session"));
	if (session == NULL)
		st = at_fail(visit->call.err, AT_NOT_FOUND, AT_TEXT("There is no such session."));
	else
		st = change(visit, session, zone, &note);
	return answer(visit, st, &note);
}

int
at_page_session_add(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	const char *minutes = at_field(&visit->request->form, "minutes");
	struct at_session_note note = { .client = at_visit_id(visit, "client"), .version = 1,
		.did = "added" };
	const struct at_session *added;
	const struct at_zone *zone;
	struct at_session *sessions;
	int n;
	enum at_status st = at_action_session_rows(call, note.client, &sessions, &n, &zone);

	if (st == AT_OK)
		st = read_starts(visit, zone, &note.to);
	if (st == AT_OK && (note.to == 0 || minutes == NULL))
		st = at_fail(call->err, AT_INVALID, "Please give a day and a time.");
	if (st == AT_OK)
		st = at_action_session_add(call, note.client, note.to,
		    (int)strtol(minutes, NULL, 10), "planned", &note.session);
	if (st == AT_OK)
		st = at_action_session_rows(call, note.client, &sessions, &n, &zone);
	added = st == AT_OK ? find_session(sessions, n, note.session) : NULL;
	note.number = added == NULL ? 0 : added->number;
	return answer(visit, st, &note);
}
