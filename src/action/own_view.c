/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "action/act.h"
#include "action/own_open.h"
#include "action/own_sheet.h"
#include "action/pair.h"
#include "base/words.h"
#include "store/consent.h"
#include "store/own.h"

enum { LOOKS_READ = 80, LOOKS_SHOWN = 8 };

/* ---- how it begins --------------------------------------------------------- */

enum at_status
at_own_open(struct at_call *call, enum at_resource resource, enum at_verb verb,
    struct at_history *out, struct at_own_frame *out_frame)
{
	enum at_status st = at_history_open(call, call->who->client, resource, verb, out);

	if (st == AT_OK)
		st = at_asking_open(call, out->client.org, out->client.site, NULL,
		    out->client.form, false, at_words_lang(call->words), &out_frame->asking);
	out_frame->parent = call->who->related != 0;
	out_frame->lang = out->client.lang;
	out_frame->zone = out->site.zone;
	return st;
}

static const char *
words_for(struct at_call *call, const struct at_asking *asking, const char *key,
    const char **lang)
{
	struct at_said said;

	if (at_asking_say(call, asking, false, key, &said) != AT_OK) {
		at_error_clear(call->err);
		return asking->instrument->id;
	}
	if (said.lang != NULL)
		*lang = said.lang;
	return said.text;
}

const char *
at_own_title(struct at_call *call, const struct at_asking *asking, const char **lang)
{
	const char *title = words_for(call, asking, "title", lang);

	return asking->instrument->own_card ? title : at_printf(call->arena, "%s (%s)", title,
	    words_for(call, asking, "name", lang));
}

const char *
at_own_contact(const struct at_asking *asking, at_id therapist)
{
	const struct at_contact *contact = &asking->contact;

	if (contact->name == NULL || contact->name[0] == '\0'
	    || (contact->staff != 0 && contact->staff == therapist))
		return NULL;
	return contact->name;
}

/* What a form of the asker's is called. */
static enum at_status
title_of(struct at_call *call, const struct at_history *h, const char *id, const char *form,
    bool first, const char **out)
{
	const struct at_instrument *instrument = at_library_find(call->house->library, id);
	struct at_asking *asking;
	const char *lang = NULL;
	enum at_status st;

	*out = id;
	if (instrument == NULL)
		return AT_OK;
	st = at_asking_open(call, h->client.org, h->client.site, instrument, form, first,
	    at_words_lang(call->words), &asking);
	if (st == AT_OK)
		*out = at_own_title(call, asking, &lang);
	return st;
}

/* ---- what waits ------------------------------------------------------------ */

static bool
is_mine(const struct at_who *who, const char *form)
{
	return strcmp(form, "therapist") != 0
	    && (strcmp(form, "parent") == 0) == (who->related != 0);
}

/* By when they close: those that are open stand before those that are not yet. */
static int
by_closing(const void *a, const void *b)
{
	const struct at_own_waiting *x = a, *y = b;

	return x->closes < y->closes ? -1 : x->closes > y->closes;
}

static enum at_status
read_waiting(struct at_call *call, const struct at_history *h, struct at_own_view *out)
{
	enum at_status st = AT_OK;

	out->waiting = AT_NEW(call->arena, struct at_own_waiting, (size_t)h->n_dues);
	for (int i = 0; i < h->n_dues && st == AT_OK; i++) {
		const struct at_due *due = &h->dues[i];
		const struct at_session *session = at_history_session(h, due->session);
		struct at_own_waiting *w = &out->waiting[out->n_waiting];

		if (due->state != AT_DUE_OPEN || due->closes <= call->now
		    || !is_mine(call->who, due->form))
			continue;
		*w = (struct at_own_waiting){ .due = due->id, .opens = due->opens,
			.closes = due->closes,
			.session = session == NULL ? 0 : session->number,
			.starts = session == NULL ? 0 : session->starts };
		st = title_of(call, h, due->instrument, due->form, due->first, &w->title);
		out->n_waiting++;
	}
	qsort(out->waiting, (size_t)out->n_waiting, sizeof *out->waiting, by_closing);
	return st;
}

/* ---- what was answered ----------------------------------------------------- */

static bool
is_together(const struct at_own_view *view, const struct at_answer *answer, int session)
{
	for (int i = 0; i < view->n_hours; i++)
		if (strcmp(answer->instrument, "session") == 0
		    && view->hours[i].session == session)
			return !isnan(view->hours[i].therapist);
	return false;
}

static enum at_status
read_rows(struct at_call *call, const struct at_history *h, struct at_own_view *out)
{
	enum at_status st = AT_OK;

	out->rows = AT_NEW(call->arena, struct at_own_row, (size_t)h->n_answers);
	for (int i = h->n_answers - 1; i >= 0 && st == AT_OK; i--) {
		const struct at_answer *answer = &h->answers[i];
		const struct at_session *session = at_history_session(h, answer->session);
		struct at_own_row *row = &out->rows[out->n_rows];

		if (!at_own_is_mine(call->who, answer))
			continue;
		*row = (struct at_own_row){ .answer = answer->id, .at = answer->at,
			.session = session == NULL ? 0 : session->number };
		row->card = strcmp(answer->instrument, "session") == 0 && session != NULL;
		row->together = is_together(out, answer, row->session);
		st = title_of(call, h, answer->instrument, answer->form, false, &row->title);
		out->n_rows++;
	}
	return st;
}

/* The hours of one relationship, as the client may see them. */
static enum at_status
read_relationship(struct at_call *call, const struct at_history *h, at_id relationship,
    struct at_own_view *out)
{
	struct at_dyad dyad;
	enum at_status st = at_pair_dyad(call, h, relationship, AT_SEES_CLIENT, &dyad);

	for (int i = 0; i < dyad.n_sessions && st == AT_OK; i++) {
		const struct at_dyad_session *s = &dyad.sessions[i];
		const struct at_own_hour hour = { s->number, s->starts,
			at_dyad_total(&s->client), at_dyad_total(&s->therapist) };

		if (!isnan(hour.own) || !isnan(hour.therapist))
			out->hours[out->n_hours++] = hour;
	}
	return st;
}

static enum at_status
read_hours(struct at_call *call, const struct at_history *h, struct at_own_view *out)
{
	enum at_status st = AT_OK;

	out->hours = AT_NEW(call->arena, struct at_own_hour, (size_t)h->n_sessions);
	if (out->frame.parent || !at_policy_allows(call->who->subjects, h->stand.relations,
	    AT_RES_RATINGS, AT_VIEW))
		return AT_OK;
	for (int i = h->n_relationships - 1; i >= 0 && st == AT_OK; i--)
		st = read_relationship(call, h, h->relationships[i].id, out);
	return st;
}

/* The lines alone: what the rules say of them stays on the therapist's page. */
static enum at_status
read_courses(struct at_call *call, const struct at_history *h, struct at_own_view *out)
{
	enum at_status st;

	if (!at_policy_allows(call->who->subjects, h->stand.relations, AT_RES_OUTCOME, AT_VIEW))
		return AT_OK;
	st = at_outcome_read(call, h, &out->courses, &out->n_courses);
	for (int i = 0; i < out->n_courses && st == AT_OK; i++) {
		struct at_outcome *course = &out->courses[i];

		st = title_of(call, h, course->instrument->id, h->client.form, false,
		    &course->title);
	}
	return st;
}

/* ---- who has looked -------------------------------------------------------- */

static bool
same_look(const struct at_own_view *view, const struct at_own_look *a, const struct at_look *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->subject, b->subject) == 0
	    && strcmp(a->resource, b->resource) == 0
	    && at_date_days(at_zone_local(view->frame.zone, a->at).date)
	    == at_date_days(at_zone_local(view->frame.zone, b->at).date);
}

static void
add_look(struct at_own_view *view, const struct at_look *look)
{
	for (int i = 0; i < view->n_looks; i++)
		if (same_look(view, &view->looks[i], look)) {
			view->looks[i].n++;
			return;
		}
	if (view->n_looks < LOOKS_SHOWN)
		view->looks[view->n_looks++] = (struct at_own_look){ look->at, look->name,
			look->subject, look->resource, 1 };
}

static enum at_status
read_looks(struct at_call *call, const struct at_history *h, struct at_own_view *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_look *looks;
	int n;
	enum at_status st;

	if (!at_policy_allows(call->who->subjects, h->stand.relations, AT_RES_LOOKS, AT_VIEW))
		return AT_OK;
	if (db == NULL)
		return call->err->status;
	st = at_audit_looks(call->arena, db, h->client.org, h->client.id, LOOKS_READ, &looks, &n,
	    call->err);
	out->looks = AT_NEW(call->arena, struct at_own_look, LOOKS_SHOWN);
	for (int i = 0; i < n && st == AT_OK; i++)
		add_look(out, &looks[i]);
	return st;
}

/* ---- the page -------------------------------------------------------------- */

static void
read_around(struct at_call *call, const struct at_history *h, struct at_own_view *out)
{
	const struct at_relationship *now = at_history_running(h, call->now);

	out->therapist = now == NULL ? "" : now->therapist_name;
	out->therapist_id = now == NULL ? 0 : now->therapist;
	out->contact = at_own_contact(out->frame.asking, out->therapist_id);
	for (int i = 0; i < h->n_sessions && out->next == 0; i++)
		if (h->sessions[i].starts > call->now
		    && strcmp(h->sessions[i].state, "planned") == 0)
			out->next = h->sessions[i].starts;
}

static enum at_status
read_agreed(struct at_call *call, const struct at_history *h, struct at_own_view *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_consent measuring;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_agreed_newest(call->arena, db, h->client.org, h->client.id, &out->agreed,
	    call->err);
	if (st == AT_OK)
		st = at_measuring_load(call->arena, db, h->client.org, h->client.id, &measuring,
		    call->err);
	if (st == AT_OK)
		st = at_own_login_before(call->arena, db, call->who->org, call->who->login,
		    &out->last_opened, call->err);
	if (st != AT_OK)
		return st;
	out->goes_on = measuring.given;
	out->stopped = measuring.given ? 0 : measuring.at;
	return AT_OK;
}

enum at_status
at_action_own_view(struct at_call *call, struct at_own_view *out)
{
	struct at_history h;
	enum at_status st;

	*out = (struct at_own_view){ .courses = NULL };
	st = at_own_open(call, AT_RES_OWN_PAGE, AT_VIEW, &h, &out->frame);
	if (st == AT_OK)
		st = at_history_read(call, &h);
	if (st == AT_OK)
		st = read_agreed(call, &h, out);
	if (st == AT_OK)
		st = read_waiting(call, &h, out);
	if (st == AT_OK)
		st = read_hours(call, &h, out);
	if (st == AT_OK)
		st = read_courses(call, &h, out);
	if (st == AT_OK)
		st = read_rows(call, &h, out);
	if (st == AT_OK)
		st = read_looks(call, &h, out);
	if (st == AT_OK)
		read_around(call, &h, out);
	return st;
}
