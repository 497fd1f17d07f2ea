/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The therapist's own card: whose hour it is about, and until when it is taken. */
#include <string.h>

#include "action/act.h"
#include "action/form_open.h"
#include "action/window.h"
#include "base/words.h"

/* The session a due measure belongs to, and the next one with the client that was not
 * cancelled. */
struct hours {
	const struct at_session *this, *next;   /* NULL: none */
};

static enum at_status
find_hours(struct at_call *call, const struct at_due *due, struct hours *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_session *all;
	int n;
	enum at_status st;

	*out = (struct hours){ NULL, NULL };
	if (db == NULL)
		return call->err->status;
	st = at_session_list(call->arena, db, due->org, due->client, &all, &n, call->err);
	for (int i = 0; st == AT_OK && i < n; i++) {
		if (all[i].id == due->session)
			out->this = &all[i];
		else if (out->this != NULL && out->next == NULL
		    && strcmp(all[i].state, "cancelled") != 0)
			out->next = &all[i];
	}
	return st;
}

enum at_status
at_form_own_late(struct at_call *call, struct at_form_view *view)
{
	const struct at_due *due = &view->due;
	struct hours hours;
	enum at_status st;

	view->own.late = false;
	if (!at_form_is_own(due))
		return AT_OK;
	st = find_hours(call, due, &hours);
	if (st == AT_OK)
		view->own.late = call->now >= due->closes && call->now
		    < at_window_taken_until(due->form, due->closes, hours.next);
	return st;
}

/* When both sides of the session can be seen once this card is sent, whatever the client
 * does. */
static enum at_status
find_lifted(struct at_call *call, const struct at_due *card, const struct hours *hours,
    at_ms *out)
{
	const struct at_side own = { .due = true, .in = true };
	struct at_db *db = at_store_reader(call);
	struct at_side client = { .due = false };
	struct at_due *dues;
	int n;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_due_list(call->arena, db, card->org, card->client, &dues, &n, call->err);
	for (int i = 0; st == AT_OK && i < n; i++) {
		if (dues[i].session != card->session || strcmp(dues[i].instrument, "session") != 0
		    || strcmp(dues[i].form, "parent") == 0 || at_form_is_own(&dues[i])
		    || dues[i].state == AT_DUE_REVOKED)
			continue;
		client = (struct at_side){ .due = dues[i].state == AT_DUE_OPEN,
			.in = dues[i].state == AT_DUE_SENT, .closes = dues[i].closes };
	}
	if (st == AT_OK)
		*out = at_seal_lifts(&client, &own, hours->this, hours->next);
	return st;
}

enum at_status
at_form_own_word(struct at_call *call, struct at_form_view *view)
{
	struct at_form_own *own = &view->own;
	struct at_db *db = at_store_reader(call);
	struct at_client client;
	struct hours hours;
	at_ms lifted = call->now;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	own->is = true;
	st = at_client_load(call->arena, db, view->due.org, view->due.client, &client, call->err);
	if (st == AT_OK)
		st = at_act_name(call, &client, &own->client_name);
	if (st == AT_OK)
		st = find_hours(call, &view->due, &hours);
	if (st != AT_OK || hours.this == NULL)
		return st;
	own->session = hours.this->number;
	own->starts = hours.this->starts;
	st = find_lifted(call, &view->due, &hours, &lifted);
	if (lifted < call->now)
		lifted = call->now;
	if (st == AT_OK)
		at_asking_fill(view->asking, "closes", at_words_moment(call,
		    view->asking->site.zone, lifted), NULL);
	return st;
}
