/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "action/act.h"
#include "action/care.h"
#include "action/client_view.h"
#include "action/consent.h"
#include "action/demo.h"
#include "action/demo_answer.h"
#include "action/demo_archive.h"
#include "action/demo_time.h"
#include "action/episode.h"
#include "action/form.h"
#include "action/people.h"
#include "action/planning.h"
#include "action/session.h"
#include "action/together.h"
#include "guard/token.h"

enum { MINUTES = 50, MAX_INPUTS = 64 };

/* ---- when things happen ---------------------------------------------------------------- */

enum event_kind {
	ARRIVE, HAND_OVER, PREPARE, ACKNOWLEDGE, MEET, RATE, REFLECT, LOOK_BACK, STOP, END, PARENT
};

struct event {
	at_ms at;
	int story, session;
	enum event_kind kind;
};

/* A story under way. */
struct life {
	const struct at_demo_story *story;
	struct at_who therapist, next;  /* next.staff 0: nobody follows */
	at_id client;
	at_ms first;                    /* when the first session begins */
};

struct telling {
	struct at_call *call;           /* the operator's, with the arena of it all */
	at_ms now;
	struct life *lives;
	int n_lives;
	struct event *events;
	int n_events;
};

static void
add_event(struct telling *t, at_ms at, int story, int session, enum event_kind kind)
{
	if (at >= t->now)
		return;
	t->events = at_one_more(t->call->arena, t->events, t->n_events, sizeof *t->events);
	t->events[t->n_events++] = (struct event){ at, story, session, kind };
}

static void
plan_session(struct telling *t, int i, int n, at_ms starts)
{
	const struct at_demo_story *s = t->lives[i].story;
	at_ms ends = starts + MINUTES * AT_MINUTE;
	bool missed = s->missed[n - 1];

	if (n == s->next_from)
		add_event(t, starts - 2 * AT_DAY, i, n, HAND_OVER);
	if (!missed && (s->outcomes[n - 1] != 0 || s->client_totals[n - 1] != 0))
		add_event(t, starts - 90 * AT_MINUTE, i, n, PREPARE);
	if (at_demo_note(s, n) != NULL)
		add_event(t, starts - 55 * AT_MINUTE, i, n, ACKNOWLEDGE);
	if (n > 1)
		add_event(t, starts + AT_MINUTE, i, n, LOOK_BACK);
	add_event(t, ends, i, n, MEET);
	if (s->client_totals[n - 1] != 0)
		add_event(t, ends + 20 * AT_MINUTE, i, n, RATE);
	if (!missed)
		add_event(t, ends + 45 * AT_MINUTE, i, n, REFLECT);
	if (s->parent != NULL && n % 2 == 0)
		add_event(t, ends + 22 * AT_HOUR, i, n, PARENT);
	if (n == s->stops)
		add_event(t, ends + AT_DAY, i, n, STOP);
	if (n == s->ends)
		add_event(t, ends + 2 * AT_HOUR, i, n, END);
}

static void
plan_life(struct telling *t, int i, const struct at_zone *zone)
{
	struct life *life = &t->lives[i];
	const struct at_demo_story *s = life->story;

	life->first = at_demo_days_later(zone, at_demo_newest(zone, t->now, s),
	    -7 * (s->n_sessions - 1));
	add_event(t, life->first - 6 * AT_DAY, i, 1, ARRIVE);
	for (int n = 1; n <= s->n_sessions; n++)
		plan_session(t, i, n, at_demo_days_later(zone, life->first, 7 * (n - 1)));
}

/* By time; what happens at once, in the order of the file. */
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

/* Sessions count anew with each therapist. */
static int
number_of(const struct at_demo_story *s, int session)
{
	return s->next_from > 0 && session >= s->next_from ? session - s->next_from + 1 : session;
}

static const struct at_who *
therapist_at(const struct life *life, int session)
{
	return life->story->next_from > 0 && session >= life->story->next_from ? &life->next
	    : &life->therapist;
}

/* Every second client has said yes to research, on paper, and then their therapist as well. */
static enum at_status
agree(struct at_call *call, const struct life *life)
{
	const struct at_consent_ask ask = { .client = life->client, .purpose = "research",
		.answer = "yes", .version = "2026-02" };
	const struct at_who *who = call->who;
	enum at_status st;

	if (life->story->slot % 2 == 0)
		return AT_OK;
	call->who = &life->therapist;
	st = at_action_consent(call, &ask);
	if (st == AT_OK)
		st = at_action_own_research_set(call, true);
	call->who = who;
	return st;
}

static enum at_status
arrive(struct at_call *call, struct life *life)
{
	const struct at_demo_story *s = life->story;
	const struct at_new_client new = { .name = s->name, .site = s->site,
		.therapist = s->therapist, .form = s->form, .lang = s->lang, .parent = s->parent };
	at_id session;
	enum at_status st = at_action_client_add(call, &new, &life->client);

	if (st == AT_OK)
		st = agree(call, life);
	return st == AT_OK ? at_action_session_add(call, life->client, life->first, MINUTES,
	    "planned", &session) : st;
}

static enum at_status
meet(struct at_call *call, const struct life *life, int session)
{
	const struct at_demo_story *s = life->story;
	struct at_session *sessions;
	const struct at_zone *zone;
	at_id next;
	int n;
	enum at_status st = at_action_session_set(call, life->client, number_of(s, session),
	    s->missed[session - 1] ? "missed" : "attended");

	if (st == AT_OK)
		st = at_action_session_rows(call, life->client, &sessions, &n, &zone);
	return st == AT_OK ? at_action_session_add(call, life->client,
	    at_demo_days_later(zone, life->first, 7 * session), MINUTES, "planned", &next) : st;
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
answer(struct at_call *call, const struct life *life, const struct event *e,
    struct at_form_view *view, const unsigned char *cookie)
{
	struct at_form_post post = { .due = view->due.id, .cookie_hash = cookie,
		.verb = AT_FORM_NEXT };
	struct at_form_result result = { .view = *view };
	struct at_form_input inputs[MAX_INPUTS];
	struct at_answers answers;
	const char *words;
	enum at_status st = AT_OK;

	at_demo_answers(life->story, (unsigned)e->story, e->session, view->instrument,
	    view->due.form, &answers, &words);
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
fill_form(struct at_call *call, const struct life *life, const struct event *e,
    const struct at_due *due, int number)
{
	static const struct at_who public = { .subjects = AT_PUBLIC, .name = "" };
	const struct at_who *operator_who = call->who;
	const struct at_new_link new = { .client = life->client, .instrument = due->instrument,
		.form = due->form, .session = number };
	unsigned char cookie[AT_TOKEN_HASH];
	struct at_made_link link;
	struct at_form_view view;
	enum at_status st = at_action_link_make(call, &new, &link);

	if (st != AT_OK)
		return st;
	at_random_bytes(call->random, cookie, sizeof cookie);
	call->who = &public;
	st = at_action_begin(call, strrchr(link.url, '/') + 1, life->story->lang, cookie, &view);
	if (st == AT_OK && view.stand == AT_FORM_OPEN)
		st = answer(call, life, e, &view, cookie);
	call->who = operator_who;
	return st;
}

static enum at_status
fill_own(struct at_call *call, const struct life *life, const struct event *e,
    const struct at_due *due)
{
	unsigned char cookie[AT_TOKEN_HASH];
	struct at_form_view view;
	enum at_status st;

	at_random_bytes(call->random, cookie, sizeof cookie);
	st = at_action_begin_own(call, due->id, "en", cookie, &view);
	return st == AT_OK ? answer(call, life, e, &view, cookie) : st;
}

/* The number of the session a due measure belongs to; 0: none. */
static enum at_status
number_of_due(struct at_call *call, const struct at_due *due, int *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_session session;
	enum at_status st = AT_OK;

	*out = 0;
	if (due->session == 0)
		return AT_OK;
	if (db == NULL)
		return call->err->status;
	st = at_session_load(call->arena, db, due->org, due->session, &session, call->err);
	if (st == AT_OK)
		*out = session.number;
	return st;
}

static bool
is_for(const struct at_due *due, enum event_kind kind)
{
	bool therapist = strcmp(due->form, "therapist") == 0;
	bool parent = strcmp(due->form, "parent") == 0;

	return kind == REFLECT ? therapist : kind == PARENT ? parent : !therapist && !parent;
}

/* Somebody answers whatever is open for them now. */
static enum at_status
answer_open(struct at_call *call, struct life *life, const struct event *e)
{
	struct at_db *db = at_store_reader(call);
	struct at_due *dues;
	int n;
	enum at_status st = db == NULL ? call->err->status : at_due_list(call->arena, db,
	    call->who->org, life->client, &dues, &n, call->err);

	for (int i = 0; st == AT_OK && i < n; i++) {
		int number;

		if (dues[i].state != AT_DUE_OPEN || dues[i].opens > call->now
		    || dues[i].closes <= call->now || !is_for(&dues[i], e->kind))
			continue;
		st = number_of_due(call, &dues[i], &number);
		if (st == AT_OK)
			st = e->kind == REFLECT ? fill_own(call, life, e, &dues[i])
			    : fill_form(call, life, e, &dues[i], number);
	}
	return st;
}

/* The therapist opens the client's page and fills in the own cards, or leaves them. */
static enum at_status
reflect(struct at_call *call, struct life *life, const struct event *e)
{
	struct at_client_view page;
	enum at_status st;

	call->who = therapist_at(life, e->session);
	st = at_action_view_client(call, life->client, &page);
	return st == AT_OK && life->story->own_totals[e->session - 1] != 0
	    ? answer_open(call, life, e) : st;
}

static enum at_status
acknowledge(struct at_call *call, const struct life *life, const struct event *e)
{
	struct at_alert_views alerts;
	enum at_status st;

	call->who = therapist_at(life, e->session);
	st = at_action_alerts(call, &alerts);
	for (int i = 0; st == AT_OK && i < alerts.n_views; i++)
		if (alerts.views[i].alert.client == life->client)
			st = at_action_acknowledge(call, alerts.views[i].alert.id,
			    at_demo_note(life->story, e->session)->value);
	return st;
}

/* In the session: what was worth asking about is talked about, or was set aside before; now
 * and then both sides of the last hour are opened together. */
static enum at_status
look_back(struct at_call *call, const struct life *life, const struct event *e)
{
	const struct at_demo_story *s = life->story;
	struct at_client_view page;
	enum at_status st;

	call->who = therapist_at(life, e->session);
	st = at_action_view_client(call, life->client, &page);
	for (int i = 0; st == AT_OK && i < page.flags.n_views; i++) {
		const struct at_flag_view *f = &page.flags.views[i];
		const char *aside = at_demo_aside(s, f->session, f->rule->id);

		if (f->open)
			st = at_action_flag_handle(call, f->flag.id,
			    aside == NULL ? "discussed" : "aside", aside == NULL ? "" : aside);
	}
	for (int i = 0; st == AT_OK && i < page.sides.n_cards; i++)
		if (s->together[e->session - 2]
		    && page.sides.cards[i].session == number_of(s, e->session - 1)
		    && !isnan(page.sides.cards[i].client)
		    && !isnan(page.sides.cards[i].therapist))
			st = at_action_open_together(call, life->client, page.sides.cards[i].id);
	return st;
}

static enum at_status
stop(struct at_call *call, const struct life *life, const struct event *e)
{
	call->who = therapist_at(life, e->session);
	return at_action_measuring(call, life->client, false);
}

static enum at_status
happen(struct at_call *call, struct telling *t, const struct event *e)
{
	struct life *life = &t->lives[e->story];

	switch (e->kind) {
	case ARRIVE:      return arrive(call, life);
	case HAND_OVER:   return at_action_change_therapist(call, life->client,
	    life->story->next_therapist);
	case PREPARE:     return answer_open(call, life, e);
	case ACKNOWLEDGE: return acknowledge(call, life, e);
	case MEET:        return meet(call, life, e->session);
	case RATE:        return answer_open(call, life, e);
	case REFLECT:     return reflect(call, life, e);
	case LOOK_BACK:   return look_back(call, life, e);
	case STOP:        return stop(call, life, e);
	case END:         return at_action_client_end(call, life->client);
	case PARENT:      return answer_open(call, life, e);
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
find_who(struct at_call *call, const char *handle, struct at_who *out)
{
	struct at_staff staff;
	enum at_status st = at_action_person_find(call, handle, &staff);

	if (st == AT_OK)
		*out = (struct at_who){ .subjects = staff.subjects, .org = staff.org,
			.staff = staff.id, .name = staff.name };
	return st;
}

static enum at_status
begin_life(struct telling *t, int i, const struct at_demo_story *story)
{
	struct at_call *call = t->call;
	struct at_db *db = at_store_reader(call);
	struct life *life = &t->lives[i];
	struct at_site site;
	at_id id;
	enum at_status st = db == NULL ? call->err->status : at_site_find(call->arena, db,
	    call->who->org, story->site, &id, call->err);

	if (st == AT_OK)
		st = at_site_load(call->arena, db, call->who->org, id, &site, call->err);
	life->story = story;
	if (st == AT_OK)
		st = find_who(call, story->therapist, &life->therapist);
	if (st == AT_OK && story->next_therapist != NULL)
		st = find_who(call, story->next_therapist, &life->next);
	if (st == AT_OK)
		plan_life(t, i, site.zone);
	return st;
}

static enum at_status
plan(struct telling *t, bool crowd)
{
	struct at_call *call = t->call;
	struct at_demo_story *stories;
	enum at_status st = at_demo_stories(call->arena, &stories, &t->n_lives, call->err);

	if (st != AT_OK)
		return st;
	t->lives = AT_NEW(call->arena, struct life, (size_t)t->n_lives);
	for (int i = 0; i < t->n_lives && st == AT_OK; i++)
		if (crowd || !stories[i].crowd)
			st = begin_life(t, i, &stories[i]);
	qsort(t->events, (size_t)t->n_events, sizeof *t->events, by_time);
	return st;
}

enum at_status
at_action_demo_fill(struct at_call *call, at_ms now, bool crowd)
{
	struct telling *t = AT_NEW(call->arena, struct telling, 1);
	struct at_arena *scratch;
	enum at_status st;

	t->call = call;
	t->now = now;
	st = plan(t, crowd);
	if (st == AT_OK)
		st = at_demo_archive(call);
	if (st != AT_OK)
		return st;
	scratch = at_arena_open();
	if (scratch == NULL)
		at_oom(call->arena);
	st = happen_all(t, scratch);
	at_arena_close(scratch);
	return st;
}
