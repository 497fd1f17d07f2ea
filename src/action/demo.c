/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "action/act.h"
#include "action/care.h"
#include "action/client_view.h"
#include "action/demo.h"
#include "action/demo_story.h"
#include "action/form.h"
#include "action/people.h"
#include "action/session.h"
#include "action/signin.h"
#include "guard/token.h"

enum { MINUTES = 50, MAX_INPUTS = 64, MAX_STORIES = 16 };

/* ---- when things happen ---------------------------------------------------------------- */

enum event_kind { ARRIVE, PREPARE, MEASURE, ACKNOWLEDGE, MEET, RATE, REFLECT, PARENT };

struct event {
	at_ms at;
	int story, session;
	enum event_kind kind;
};

struct telling {
	struct at_call *call;           /* the operator's, with the arena of it all */
	at_ms now;
	struct at_who therapists[MAX_STORIES];
	at_id clients[MAX_STORIES];
	at_ms first[MAX_STORIES];       /* when the first session began */
	struct event *events;
	int n_events;
};

/* So many local days later, at the same time on the wall. */
static at_ms
days_later(const struct at_zone *zone, at_ms at, int days)
{
	struct at_local local = at_zone_local(zone, at);
	struct at_date date = at_date_of_days(at_date_days(local.date) + days);

	return at_zone_instant(zone, date, local.hour, local.minute);
}

/* Today at that hour. */
static at_ms
today_at(const struct at_zone *zone, at_ms now, int hour)
{
	return at_zone_instant(zone, at_zone_local(zone, now).date, hour, 0);
}

/* The first whole hour between 8 and 17 that is at least an hour away: within a day. */
static at_ms
soon(const struct at_zone *zone, at_ms now)
{
	struct at_local later = at_zone_local(zone, now + 2 * AT_HOUR);

	if (later.hour > 17 || at_date_days(later.date) != at_date_days(at_zone_local(zone,
	    now).date))
		return days_later(zone, today_at(zone, now, 10), 1);
	return today_at(zone, now, later.hour < 8 ? 8 : later.hour);
}

/* When the newest session that has been began. */
static at_ms
newest(const struct at_zone *zone, at_ms now, enum at_demo_when when)
{
	at_ms at;

	switch (when) {
	case AT_DEMO_YESTERDAY:
		return days_later(zone, today_at(zone, now, 15), -1);
	case AT_DEMO_SOON:
		return days_later(zone, soon(zone, now), -7);
	case AT_DEMO_WEEKDAY:
		break;
	}
	at = today_at(zone, now, 10);
	while (at + 2 * AT_HOUR > now || at_zone_local(zone, at).weekday > 4)
		at = days_later(zone, at, -1);
	return at;
}

static void
add_event(struct telling *t, at_ms at, int story, int session, enum event_kind kind)
{
	if (at >= t->now)
		return;
	t->events = at_one_more(t->call->arena, t->events, t->n_events, sizeof *t->events);
	t->events[t->n_events++] = (struct event){ at, story, session, kind };
}

static void
plan_story(struct telling *t, int story, const struct at_zone *zone)
{
	const struct at_demo_story *s = &at_demo_stories[story];

	t->first[story] = days_later(zone, newest(zone, t->now, s->when),
	    -7 * (s->n_sessions - 1));
	add_event(t, t->first[story] - 6 * AT_DAY, story, 1, ARRIVE);
	for (int n = 1; n <= s->n_sessions; n++) {
		at_ms starts = days_later(zone, t->first[story], 7 * (n - 1));
		at_ms ends = starts + MINUTES * AT_MINUTE;

		add_event(t, starts - 90 * AT_MINUTE, story, n, PREPARE);
		add_event(t, starts - 80 * AT_MINUTE, story, n, MEASURE);
		if (at_demo_note(story, n) != NULL)
			add_event(t, starts - 55 * AT_MINUTE, story, n, ACKNOWLEDGE);
		add_event(t, ends, story, n, MEET);
		if (s->client_totals[n - 1] != 0)
			add_event(t, ends + 20 * AT_MINUTE, story, n, RATE);
		add_event(t, ends + 45 * AT_MINUTE, story, n, REFLECT);
		if (s->parent != NULL && n % 2 == 0)
			add_event(t, ends + 22 * AT_HOUR, story, n, PARENT);
	}
}

/* By time; what happens at once, in the order of the table. */
static int
by_time(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->story != y->story)
		return x->story - y->story;
	return (int)x->kind - (int)y->kind;
}

/* ---- what happens ------------------------------------------------------------------------ */

static enum at_status
arrive(struct at_call *call, struct telling *t, int story)
{
	const struct at_demo_story *s = &at_demo_stories[story];
	const struct at_new_client new = { .name = s->name, .site = s->site,
		.therapist = s->therapist, .form = s->form, .lang = s->lang, .parent = s->parent };
	at_id session;
	enum at_status st = at_action_client_add(call, &new, &t->clients[story]);

	return st == AT_OK ? at_action_session_add(call, t->clients[story], t->first[story],
	    MINUTES, "planned", &session) : st;
}

static enum at_status
meet(struct at_call *call, struct telling *t, const struct event *e)
{
	at_id client = t->clients[e->story], session;
	struct at_session *sessions;
	const struct at_zone *zone;
	int n;
	enum at_status st = at_action_session_set(call, client, e->session, "attended");

	if (st == AT_OK)
		st = at_action_session_rows(call, client, &sessions, &n, &zone);
	return st == AT_OK ? at_action_session_add(call, client,
	    days_later(zone, t->first[e->story], 7 * e->session), MINUTES, "planned", &session)
	    : st;
}

/* The answers to one page, as a browser sends them. */
static int
fill_page(const struct at_form_view *view, int page, const struct at_answers *answers,
    const char *words, struct at_form_input out[MAX_INPUTS])
{
	const struct at_form_span *p = &view->pages[page];
	int n = 0;

	for (int i = p->first; i < p->last; i++) {
		const struct at_item *item = &view->instrument->items[i];
		int code = answers->codes[i];

		if (item->kind == AT_ITEM_WORDS) {
			out[n++] = (struct at_form_input){ item->id, words };
			continue;
		}
		for (int o = 0; code >= 0 && o < item->options->n_options; o++) {
			const struct at_option *option = &item->options->options[o];

			assert(n < MAX_INPUTS);
			if (item->kind == AT_ITEM_CHOICE ? option->code == code
			    : (code >> option->code & 1) != 0)
				out[n++] = (struct at_form_input){ item->id, option->id };
		}
	}
	return n;
}

/* Page after page until it is sent; a minute each. */
static enum at_status
answer(struct at_call *call, const struct event *e, struct at_form_view *view,
    const unsigned char *cookie)
{
	struct at_form_post post = { .due = view->due.id, .cookie_hash = cookie,
		.verb = AT_FORM_NEXT };
	struct at_form_result result = { .view = *view };
	struct at_form_input inputs[MAX_INPUTS];
	struct at_answers answers;
	const char *words;
	enum at_status st = AT_OK;

	at_demo_answers(e->story, e->session, view->instrument, view->due.form, &answers, &words);
	while (st == AT_OK && result.view.stand == AT_FORM_OPEN) {
		post.page = result.page;
		post.inputs = inputs;
		post.n_inputs = fill_page(&result.view, post.page, &answers, words, inputs);
		call->now += 40 * AT_SECOND;
		st = at_action_form_post(call, &post, &result);
	}
	return st;
}

/* A client's or parent's form: the link, Begin, and the pages. */
static enum at_status
fill_form(struct at_call *call, struct telling *t, const struct event *e, const char *instrument,
    const char *form)
{
	static const struct at_who public = { .subjects = AT_PUBLIC, .name = "" };
	const struct at_new_link new = { .client = t->clients[e->story], .instrument = instrument,
		.form = form, .session = e->session };
	unsigned char cookie[AT_TOKEN_HASH];
	struct at_made_link link;
	struct at_form_view view;
	enum at_status st = at_action_link_make(call, &new, &link);

	if (st != AT_OK)
		return st;
	at_random_bytes(call->random, cookie, sizeof cookie);
	call->who = &public;
	st = at_action_begin(call, strrchr(link.url, '/') + 1, at_demo_stories[e->story].lang,
	    cookie, &view);
	return st == AT_OK ? answer(call, e, &view, cookie) : st;
}

/* The therapist opens the client's page and fills in the own card, or leaves it. */
static enum at_status
reflect(struct at_call *call, struct telling *t, const struct event *e)
{
	const struct at_new_link new = { .client = t->clients[e->story],
		.instrument = "session", .form = "therapist", .session = e->session };
	unsigned char cookie[AT_TOKEN_HASH];
	struct at_made_link link;
	struct at_form_view view;
	struct at_client_view page;
	enum at_status st = at_action_link_make(call, &new, &link);

	if (st != AT_OK || at_demo_stories[e->story].own_totals[e->session - 1] == 0)
		return st;
	at_random_bytes(call->random, cookie, sizeof cookie);
	call->who = &t->therapists[e->story];
	st = at_action_view_client(call, t->clients[e->story], &page);
	if (st == AT_OK)
		st = at_action_begin_own(call, link.due, "en", cookie, &view);
	return st == AT_OK ? answer(call, e, &view, cookie) : st;
}

static enum at_status
acknowledge(struct at_call *call, struct telling *t, const struct event *e)
{
	struct at_alert_views alerts;
	enum at_status st;

	call->who = &t->therapists[e->story];
	st = at_action_alerts(call, &alerts);
	for (int i = 0; st == AT_OK && i < alerts.n_views; i++)
		if (alerts.views[i].alert.client == t->clients[e->story])
			st = at_action_acknowledge(call, alerts.views[i].alert.id,
			    at_demo_note(e->story, e->session));
	return st;
}

static enum at_status
happen(struct at_call *call, struct telling *t, const struct event *e)
{
	const struct at_demo_story *s = &at_demo_stories[e->story];

	switch (e->kind) {
	case ARRIVE:      return arrive(call, t, e->story);
	case PREPARE:     return fill_form(call, t, e, "before", NULL);
	case MEASURE:     return fill_form(call, t, e, s->outcome, NULL);
	case ACKNOWLEDGE: return acknowledge(call, t, e);
	case MEET:        return meet(call, t, e);
	case RATE:        return fill_form(call, t, e, "session", NULL);
	case REFLECT:     return reflect(call, t, e);
	case PARENT:      return fill_form(call, t, e, "session", "parent");
	}
	return AT_OK;
}

/* Each in memory of its own, at its own time. */
static enum at_status
happen_all(struct telling *t, struct at_arena *scratch)
{
	enum at_status st = AT_OK;

	for (int i = 0; i < t->n_events && st == AT_OK; i++) {
		struct at_call call = *t->call;

		call.arena = scratch;
		call.now = t->events[i].at;
		st = happen(&call, t, &t->events[i]);
		at_arena_clear(scratch);
	}
	return st;
}

static enum at_status
plan(struct telling *t)
{
	struct at_call *call = t->call;
	struct at_db *db = at_store_reader(call);
	enum at_status st = db == NULL ? call->err->status : AT_OK;

	assert(at_demo_n_stories <= MAX_STORIES);
	for (int i = 0; i < at_demo_n_stories && st == AT_OK; i++) {
		struct at_staff staff;
		struct at_site site;
		at_id id;

		st = at_site_find(call->arena, db, call->who->org, at_demo_stories[i].site, &id,
		    call->err);
		if (st == AT_OK)
			st = at_site_load(call->arena, db, call->who->org, id, &site, call->err);
		if (st == AT_OK)
			st = at_action_person_find(call, at_demo_stories[i].therapist, &staff);
		if (st != AT_OK)
			return st;
		t->therapists[i] = (struct at_who){ .subjects = staff.subjects, .org = staff.org,
			.staff = staff.id, .name = staff.name };
		plan_story(t, i, site.zone);
	}
	qsort(t->events, (size_t)t->n_events, sizeof *t->events, by_time);
	return st;
}

enum at_status
at_action_demo_fill(struct at_call *call, at_ms now)
{
	struct telling *t = AT_NEW(call->arena, struct telling, 1);
	struct at_arena *scratch;
	enum at_status st;

	t->call = call;
	t->now = now;
	st = plan(t);
	if (st != AT_OK)
		return st;
	scratch = at_arena_open();
	if (scratch == NULL)
		at_oom(call->arena);
	st = happen_all(t, scratch);
	at_arena_close(scratch);
	return st;
}

/* ---- the ways in ------------------------------------------------------------------------- */

/* Somebody who is this and nothing else, if there is one. */
static const struct at_staff *
somebody(const struct at_person_row *rows, int n, uint32_t role)
{
	const struct at_staff *found = NULL;

	for (int i = 0; i < n; i++) {
		if (rows[i].staff.disabled || (rows[i].staff.subjects & role) == 0)
			continue;
		if (rows[i].staff.subjects == role)
			return &rows[i].staff;
		if (found == NULL)
			found = &rows[i].staff;
	}
	return found;
}

static enum at_status
open_roles(struct at_call *call, struct at_demo_doors *out)
{
	static const uint32_t roles[] = { AT_THERAPIST, AT_SUPERVISOR, AT_CONTACT, AT_COVER,
		AT_LEAD, AT_ADMINISTRATOR, AT_PRIVACY, AT_RESEARCHER };
	struct at_person_row *rows;
	int n;
	enum at_status st = at_action_person_rows(call, &rows, &n);

	out->roles = AT_NEW(call->arena, struct at_demo_door, AT_COUNT(roles));
	for (size_t i = 0; st == AT_OK && i < AT_COUNT(roles); i++) {
		const struct at_staff *staff = somebody(rows, n, roles[i]);
		struct at_demo_door *door = &out->roles[out->n_roles];

		if (staff == NULL)
			continue;
		door->what = at_subject_name((enum at_subject)roles[i]);
		door->who = staff->name;
		st = at_action_make_once(call, staff->id, &door->url);
		out->n_roles++;
	}
	return st;
}

/* Whether a form asked before or after a session can be filled in now for this one. */
static bool
is_at_hand(const struct at_session *s, bool before, at_ms now)
{
	if (before)
		return strcmp(s->state, "planned") == 0 && s->starts > now
		    && s->starts - now < 23 * AT_HOUR;
	return strcmp(s->state, "attended") == 0 && s->ends <= now && now - s->ends < 40 * AT_HOUR;
}

/* The number of such a session; on later days the old ones are too old, and one is made. */
static enum at_status
session_at_hand(struct at_call *call, at_id client, bool before, int *out)
{
	struct at_session *sessions;
	const struct at_zone *zone;
	at_id made;
	int n;
	enum at_status st = at_action_session_rows(call, client, &sessions, &n, &zone);

	for (int i = 0; st == AT_OK && i < n; i++)
		if (is_at_hand(&sessions[i], before, call->now)) {
			*out = sessions[i].number;
			return AT_OK;
		}
	if (st == AT_OK)
		st = at_action_session_add(call, client, before ? soon(zone, call->now)
		    : days_later(zone, today_at(zone, call->now, 15), -1), MINUTES,
		    before ? "planned" : "attended", &made);
	if (st == AT_OK)
		st = at_action_session_rows(call, client, &sessions, &n, &zone);
	for (int i = 0; st == AT_OK && i < n; i++)
		if (sessions[i].id == made)
			*out = sessions[i].number;
	return st;
}

static enum at_status
open_form(struct at_call *call, const struct at_client_row *row, const char *instrument,
    bool before, struct at_demo_door *out)
{
	struct at_new_link new = { .client = row->client.id, .instrument = instrument };
	const struct at_wording wording = { .lang = "en", .form = "client" };
	const struct at_library *library = call->house->library;
	struct at_made_link link;
	enum at_status st = session_at_hand(call, row->client.id, before, &new.session);

	if (st == AT_OK)
		st = at_action_link_make(call, &new, &link);
	if (st == AT_OK)
		*out = (struct at_demo_door){ at_printf(call->arena, "%s, in %s",
			at_library_text(library, at_library_find(library, instrument), &wording,
			"name", NULL), row->client.lang), row->name, link.url };
	return st;
}

static enum at_status
open_forms(struct at_call *call, struct at_demo_doors *out)
{
	static const struct {
		enum at_demo_when when;
		const char *lang, *instrument;
	} forms[] = {
		{ AT_DEMO_YESTERDAY, "nb", "session" },
		{ AT_DEMO_SOON, "de", "before" },
		{ AT_DEMO_SOON, "en", "phq-9" },
	};
	struct at_client_row *rows;
	int n;
	enum at_status st = at_action_client_rows(call, &rows, &n);

	out->forms = AT_NEW(call->arena, struct at_demo_door, AT_COUNT(forms));
	for (size_t f = 0; st == AT_OK && f < AT_COUNT(forms); f++)
		for (int s = 0; s < at_demo_n_stories; s++) {
			const struct at_demo_story *story = &at_demo_stories[s];

			if (story->when != forms[f].when || strcmp(story->lang, forms[f].lang) != 0)
				continue;
			for (int i = 0; st == AT_OK && i < n; i++)
				if (strcmp(rows[i].name, story->name) == 0)
					st = open_form(call, &rows[i], forms[f].instrument,
					    story->when == AT_DEMO_SOON,
					    &out->forms[out->n_forms++]);
		}
	return st;
}

enum at_status
at_action_demo_doors(struct at_call *call, struct at_demo_doors *out)
{
	struct at_demo_doors doors = { .n_roles = 0 };
	enum at_status st = open_roles(call, &doors);

	if (st == AT_OK)
		st = open_forms(call, &doors);
	if (st == AT_OK)
		*out = doors;
	return st;
}
