/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/client_view.h"
#include "base/words.h"
#include "html/part.h"
#include "web/banner.h"

/* "first time", "higher than last time (Several days)": never a level, never a score. */
static const char *
compared(struct at_visit *visit, const struct at_alert_view *v)
{
	struct at_call *call = &visit->call;
	const char *how = v->alert.compared;
	const char *text = strcmp(how, "first") == 0 ? at_tr(call, "First time.")
	    : strcmp(how, "higher") == 0 ? at_tr(call, "Higher than last time.")
	    : strcmp(how, "lower") == 0 ? at_tr(call, "Lower than last time.")
	    : at_tr(call, "The same as last time.");

	if (v->last_answer == NULL || v->last_answer[0] == '\0')
		return text;
	return at_printf(call->arena, at_tr(call, "%s Last time: \"%s\"."), text, v->last_answer);
}

/* What the client said about being called. */
static const char *
calling(struct at_visit *visit, const struct at_alert_view *v)
{
	struct at_call *call = &visit->call;

	if (v->call_me.id == 0)
		return "";
	if (v->call_me.no_call)
		return at_tr(call, " Asked not to be called.");
	return at_printf(call->arena, at_tr(call, " May be called on %s."), v->phone);
}

static const char *
detail(struct at_visit *visit, const struct at_alert_view *v)
{
	struct at_call *call = &visit->call;
	const char *stage = strcmp(v->alert.stage, "draft") == 0 ? at_tr(call,
	    " Given while filling in the form; the answer that was sent may differ.") : "";

	return at_printf(call->arena, "%s%s%s", compared(visit, v), stage, calling(visit, v));
}

/* What happens if nobody acknowledges it. */
static const char *
cover(struct at_visit *visit, const struct at_alert_view *v)
{
	struct at_call *call = &visit->call;

	if (v->escalated && v->alert.escalates > call->now)
		return at_tr(call, "The client has no therapist here now: the person on cover "
		    "sees it.");
	if (v->escalated)
		return at_tr(call, "Not acknowledged in time: the person on cover sees it too.");
	return at_printf(call->arena, at_tr(call,
	    "If nobody acknowledges it, the person on cover sees it %s."),
	    at_words_moment(call, v->zone, v->alert.escalates));
}

static const char *
said(struct at_visit *visit, const struct at_alert_view *v)
{
	struct at_call *call = &visit->call;

	return at_printf(call->arena, at_tr(call, "%s, %s: \"%s\" to \"%s\" (%s)."),
	    v->client_name, at_words_moment(call, v->zone, v->alert.at), v->answer, v->question,
	    v->instrument_title);
}

/* Acknowledged on a client's page, one goes on there; `client` 0: on the list. */
static void
put_one(struct at_visit *visit, const struct at_alert_view *v, at_id client)
{
	struct at_call *call = &visit->call;
	const char *id = at_visit_id_text(visit, v->alert.id);
	struct at_banner banner = { .id = id,
		.heading = v->alert.high
		    ? at_tr(call, "Safety answer, not yet acknowledged: please look now")
		    : at_tr(call, "Safety answer, not yet acknowledged"),
		.text = said(visit, v), .detail = at_printf(call->arena, "%s %s", detail(visit, v),
		    cover(visit, v)) };

	if (v->may_acknowledge) {
		banner.action = client == 0 ? at_printf(call->arena, "/alerts/%s", id)
		    : at_printf(call->arena, "/alerts/%s?client=%s", id,
		        at_visit_id_text(visit, client));
		banner.csrf = visit->csrf;
		banner.note_name = "note";
		banner.note_most = AT_NOTE_MOST;
		banner.note_label = at_tr(call, "What you did, or will do");
		banner.note_hint = at_tr(call,
		    "A few words. They stand with your name and the time.");
		banner.button = at_tr(call, "Acknowledge");
	}
	at_part_banner(visit->out, &banner);
}

static uint64_t
fnv_1a(uint64_t hash, uint64_t x)
{
	for (int k = 0; k < 8; k++)
		hash = (hash ^ (x >> 8 * k & 255)) * 1099511628211u;
	return hash;
}

/* Changes when an alert comes, goes or escalates, and when the client says something new
 * about calling.  An ETag needs no secrecy. */
static const char *
etag_of(struct at_visit *visit, const struct at_alert_views *alerts)
{
	uint64_t hash = 14695981039346656037u;

	for (int i = 0; i < alerts->n_views; i++) {
		const struct at_alert_view *v = &alerts->views[i];

		if (!at_alert_is_open(&v->alert))
			continue;
		hash = fnv_1a(hash, (uint64_t)v->alert.id);
		hash = fnv_1a(hash, (v->escalated ? 2u : 0u) + (v->may_acknowledge ? 1u : 0u));
		hash = fnv_1a(hash, (uint64_t)v->call_me.id);
	}
	return at_printf(visit->call.arena, "\"%016llx\"", (unsigned long long)hash);
}

static void
put_all(struct at_visit *visit, const struct at_alert_views *alerts, at_id client)
{
	for (int i = 0; i < alerts->n_views; i++)
		if (at_alert_is_open(&alerts->views[i].alert))
			put_one(visit, &alerts->views[i], client);
}

void
at_banner_put(struct at_visit *visit, const struct at_alert_views *alerts, at_id client)
{
	struct at_call *call = &visit->call;
	const struct at_banners banners = {
		.poll = client == 0 ? "/banner" : at_printf(call->arena, "/banner?client=%s",
		    at_visit_id_text(visit, client)),
		.etag = etag_of(visit, alerts), .label = at_tr(call, "Safety answers") };

	at_part_banners_begin(visit->out, &banners);
	put_all(visit, alerts, client);
	at_part_banners_end(visit->out);
}

static struct at_entry
entry_of(struct at_visit *visit, const struct at_alert_view *v)
{
	struct at_call *call = &visit->call;
	char *iso = AT_NEW(call->arena, char, AT_ISO_ROOM);
	struct at_entry entry;

	at_time_iso(v->alert.at, iso);
	entry = (struct at_entry){
		.when = at_words_moment(call, v->zone, v->alert.at), .when_iso = iso,
		.tag = { AT_TONE_DONE, v->alert.by != 0 ? at_tr(call, "acknowledged")
		    : at_tr(call, "said before it came here") },
		.text = at_printf(call->arena, "\"%s\" · %s · %s", v->answer, v->question,
		    detail(visit, v)) };
	if (v->alert.by != 0)
		entry.note = at_printf(call->arena, at_tr(call, "%s, %s: %s"), v->alert.by_name,
		    at_words_moment(call, v->zone, v->alert.by_at), v->note);
	return entry;
}

bool
at_banner_any_open(const struct at_alert_views *alerts)
{
	for (int i = 0; i < alerts->n_views; i++)
		if (at_alert_is_open(&alerts->views[i].alert))
			return true;
	return false;
}

bool
at_banner_any_past(const struct at_alert_views *alerts)
{
	for (int i = 0; i < alerts->n_views; i++)
		if (!at_alert_is_open(&alerts->views[i].alert))
			return true;
	return false;
}

void
at_banner_history(struct at_visit *visit, const struct at_alert_views *alerts)
{
	struct at_entry *entries = AT_NEW(visit->call.arena, struct at_entry,
	    (size_t)alerts->n_views);
	int n = 0;

	for (int i = 0; i < alerts->n_views; i++)
		if (!at_alert_is_open(&alerts->views[i].alert))
			entries[n++] = entry_of(visit, &alerts->views[i]);
	at_part_entries(visit->out, entries, n);
}

/* ---- pages ----------------------------------------------------------------- */

/* The banners alone: asked for every second, and not a look. */
int
at_page_banner(struct at_visit *visit)
{
	const char *client = at_field(&visit->request->query, "client");
	struct at_alert_views alerts;
	at_id id = 0;

	if (client != NULL && !at_id_parse(client, &id))
		return at_page_notice(visit, 404, AT_PAGE_DOOR,
		    at_tr(&visit->call, "Nothing here"), "");
	if (at_action_banner(&visit->call, id, &alerts) != AT_OK)
		return at_page_problem(visit);
	visit->response->etag = etag_of(visit, &alerts);
	put_all(visit, &alerts, id);
	return 200;
}

/* What stands above an alert that could not be acknowledged so. */
struct problem {
	const char *title, *text;
};

static int
put_alert(struct at_visit *visit, const struct at_alert_view *view, const struct problem *problem)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_page_staff(visit, at_tr(call, "Safety answer"), "/alerts");
	struct at_alert_view copy = *view;
	const struct at_alert_views one = { &copy, 1 };

	page.back = (struct at_page_link){ "/today", at_tr(call, "Today"), false };
	if (!at_alert_is_open(&view->alert))
		page.lead = view->client_name;
	at_page_begin(visit->out, &page);
	if (problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK, problem->title, problem->text);
	put_all(visit, &one, 0);
	if (!at_alert_is_open(&view->alert))
		at_banner_history(visit, &one);
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_alert(struct at_visit *visit)
{
	struct at_alert_view view;

	if (at_action_alert(&visit->call, at_visit_id(visit, "alert"), &view) != AT_OK)
		return at_page_problem(visit);
	return put_alert(visit, &view, NULL);
}

static const char *
after_acknowledging(struct at_visit *visit)
{
	const char *client = at_field(&visit->request->query, "client");
	at_id id;

	if (client == NULL || !at_id_parse(client, &id))
		return "/today";
	return at_printf(visit->call.arena, "/clients/%s#safety", at_visit_id_text(visit, id));
}

/* A note that came second is not kept, and not lost: it is shown. */
static struct problem
problem_of(struct at_visit *visit, enum at_status st, const char *note)
{
	struct at_call *call = &visit->call;
	const char *text = at_strdup(call->arena, visit->err.text);

	if (st == AT_INVALID)
		return (struct problem){ at_tr(call, "Please check the page"), text };
	return (struct problem){ at_tr(call, "Somebody was faster"), at_printf(call->arena,
		at_tr(call, "%s Your note was not kept: \"%s\""), text, note) };
}

int
at_page_alert_post(struct at_visit *visit)
{
	at_id alert = at_visit_id(visit, "alert");
	const char *note = at_field(&visit->request->form, "note");
	enum at_status st = at_action_acknowledge(&visit->call, alert, note);
	struct at_alert_view view;
	struct problem problem;

	if (st == AT_OK)
		return at_page_redirect(visit, after_acknowledging(visit));
	if (st != AT_INVALID && st != AT_CONFLICT)
		return at_page_problem(visit);
	problem = problem_of(visit, st, note);
	at_error_clear(&visit->err);
	if (at_action_alert(&visit->call, alert, &view) != AT_OK)
		return at_page_problem(visit);
	put_alert(visit, &view, &problem);
	return st == AT_INVALID ? 400 : 409;
}
