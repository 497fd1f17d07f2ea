/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/form_open.h"
#include "action/history.h"
#include "action/link.h"
#include "base/words.h"
#include "guard/token.h"

struct handing {
	at_id org, due;
	unsigned char hash[AT_TOKEN_HASH];
	struct at_audit_line line;
};

static enum at_status
apply_handing(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct handing *h = job;
	enum at_status st = at_link_insert(db, h->org, h->hash, h->due, h->line.at, err);

	return st == AT_OK ? at_act_append(db, scratch, &h->line, err) : st;
}

static bool
is_for(const struct at_due *due, enum at_party party)
{
	return due->state == AT_DUE_OPEN && !at_form_is_own(due)
	    && (strcmp(due->form, "parent") == 0) == (party == AT_PARTY_PARENT);
}

/* Note a form that is open, or that something opens later. */
static enum at_status
add_form(struct at_call *call, const struct at_form_view *view, struct at_handed_link *out)
{
	struct at_linked_form *form = &out->forms[out->n_forms];
	struct at_said title;
	enum at_status st;

	if (view->stand == AT_FORM_EARLY
	    && (out->opens == 0 || view->due.opens < out->opens))
		out->opens = view->due.opens;
	if (view->stand != AT_FORM_OPEN)
		return AT_OK;
	st = at_asking_say(call, view->asking, false, "name", &title);
	if (st != AT_OK)
		return st;
	*form = (struct at_linked_form){ title.text, view->due.closes };
	out->n_forms++;
	return AT_OK;
}

/* Everything open for that person; *out_first is the due measure the address opens. */
static enum at_status
find_open(struct at_call *call, at_id client, enum at_party party, struct at_handed_link *out,
    at_id *out_first)
{
	const char *lang = at_words_lang(call->words);  /* of who hands it out */
	struct at_db *db = at_store_reader(call);
	struct at_form_view view;
	struct at_due *dues;
	int n;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_due_list(call->arena, db, call->who->org, client, &dues, &n, call->err);
	if (st != AT_OK)
		return st;
	at_form_sort(dues, n);
	out->forms = AT_NEW(call->arena, struct at_linked_form, (size_t)n);
	for (int i = 0; i < n && st == AT_OK; i++) {
		if (!is_for(&dues[i], party))
			continue;
		st = at_form_look(call, &dues[i], lang, &view);
		if (st == AT_OK)
			st = add_form(call, &view, out);
		if (out->n_forms == 1 && *out_first == 0)
			*out_first = dues[i].id;
	}
	return st;
}

enum at_status
at_action_link_for(struct at_call *call, at_id client, enum at_party party,
    struct at_handed_link *out)
{
	struct handing job = { .due = 0 };
	struct at_history h;
	char token[AT_TOKEN_ROOM];
	enum at_status st = at_history_open(call, client, AT_RES_LINK, AT_WRITE, &h);

	*out = (struct at_handed_link){ .url = NULL };
	if (st == AT_OK)
		st = at_act_name(call, &h.client, &out->client_name);
	if (st == AT_OK)
		st = find_open(call, client, party, out, &job.due);
	if (st != AT_OK)
		return st;
	out->zone = h.site.zone;
	if (out->n_forms == 0)
		return AT_OK;
	job.org = call->who->org;
	job.line = at_act_line(call, "make", "link", job.due, client);
	at_token_make(call->random, AT_LINK_BITS, token);
	at_token_hash(token, AT_LINK_BITS, job.hash);
	st = at_store_write(call, apply_handing, &job);
	if (st == AT_OK)
		out->url = at_printf(call->arena, "%s/m/%s", call->house->public_url, token);
	return st;
}
