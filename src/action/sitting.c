/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/form_open.h"
#include "action/sitting.h"

/* A client has the client's or the teenager's forms; a parent only those of a parent. */
static bool
is_same_person(const struct at_due *a, const struct at_due *b)
{
	if (at_form_is_own(a) || at_form_is_own(b))
		return at_form_is_own(a) && at_form_is_own(b) && a->session == b->session
		    && a->relationship == b->relationship;
	return (strcmp(a->form, "parent") == 0) == (strcmp(b->form, "parent") == 0);
}

static bool
is_finished_here(const struct at_call *call, const struct at_form_view *view)
{
	return view->device.id != 0 && call->now - view->device.began < AT_SITTING_LASTS
	    && (view->stand == AT_FORM_SENT || view->stand == AT_FORM_DECLINED);
}

enum at_status
at_action_sitting(struct at_call *call, const struct at_form_view *view, struct at_sitting *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_due *dues;
	struct at_form_view one;
	int n;
	enum at_status st;

	*out = (struct at_sitting){ .n_left = 0 };
	if (!is_finished_here(call, view))
		return AT_OK;
	if (db == NULL)
		return call->err->status;
	st = at_due_list(call->arena, db, view->due.org, view->due.client, &dues, &n, call->err);
	if (st == AT_OK)
		at_form_sort(dues, n);
	for (int i = 0; st == AT_OK && i < n; i++) {
		if (dues[i].id == view->due.id || dues[i].state != AT_DUE_OPEN
		    || !is_same_person(&dues[i], &view->due))
			continue;
		st = at_form_look(call, &dues[i], view->device.lang, &one);
		if (st == AT_INVALID) {         /* the receipt is shown all the same */
			at_error_clear(call->err);
			return AT_OK;
		}
		if (st == AT_OK && one.stand == AT_FORM_OPEN && out->n_left++ == 0)
			out->next = one;
	}
	return st;
}

enum at_status
at_action_sitting_next(struct at_call *call, at_id due, const unsigned char *cookie_hash,
    struct at_form_view *out)
{
	struct at_sitting sitting;
	enum at_status st = at_form_find(call, due, cookie_hash, AT_VIEW, out);

	if (st == AT_OK)
		st = at_action_sitting(call, out, &sitting);
	if (st != AT_OK)
		return st;
	if (sitting.n_left == 0)
		return at_fail(call->err, AT_GONE, "Nothing else is open for you now.");
	*out = sitting.next;
	return at_form_bind(call, out, out->lang, cookie_hash);
}
