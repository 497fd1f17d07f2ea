/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a due measure: by its link, by the therapist, and binding it to a browser. */
#include <string.h>

#include "action/act.h"
#include "action/form_open.h"
#include "base/words.h"
#include "guard/token.h"

enum at_status
at_form_ready(struct at_call *call, struct at_form_view *view)
{
	enum at_status st = at_form_word(call, view);

	return st == AT_OK ? at_asking_ready(call, view->asking) : st;
}

void
at_form_sort(struct at_due *dues, int n)
{
	for (int i = 1; i < n; i++) {
		struct at_due one = dues[i];
		int k = i;

		for (; k > 0 && dues[k - 1].closes > one.closes; k--)
			dues[k] = dues[k - 1];
		dues[k] = one;
	}
}

enum at_status
at_form_look(struct at_call *call, const struct at_due *due, const char *lang,
    struct at_form_view *out)
{
	enum at_status st = at_form_allow(call, due, AT_WRITE);

	*out = (struct at_form_view){ .due = *due };
	if (st == AT_OK)
		st = at_form_fill(call, lang, out);
	if (st == AT_OK && out->stand == AT_FORM_OPEN)
		st = at_form_ready(call, out);
	if (st != AT_NOT_FOUND)
		return st;
	at_error_clear(call->err);
	out->stand = AT_FORM_CLOSED;
	return AT_OK;
}

static enum at_status
due_of_token(struct at_call *call, const char *token, struct at_due *out)
{
	struct at_db *db = at_store_reader(call);
	unsigned char hash[AT_TOKEN_HASH];

	if (db == NULL)
		return call->err->status;
	if (!at_token_hash(token, AT_LINK_BITS, hash))
		return at_fail(call->err, AT_NOT_FOUND, "This link does not work.");
	return at_due_by_link(call->arena, db, hash, out, call->err);
}

/* The language to ask in: the one chosen, else the client's own. */
static enum at_status
language(struct at_call *call, const struct at_due *due, const char *chosen, const char **out)
{
	struct at_db *db = at_store_reader(call);
	struct at_client client;
	enum at_status st;

	if (chosen != NULL) {
		*out = at_words_lang(at_words_find(chosen));
		return AT_OK;
	}
	if (db == NULL)
		return call->err->status;
	st = at_client_load(call->arena, db, due->org, due->client, &client, call->err);
	if (st == AT_OK)
		*out = client.lang;
	return st;
}

enum at_status
at_action_link(struct at_call *call, const char *token, const char *lang,
    struct at_form_view *out)
{
	enum at_status st;

	*out = (struct at_form_view){ 0 };
	st = due_of_token(call, token, &out->due);
	if (st == AT_OK && at_form_is_own(&out->due))
		return at_fail(call->err, AT_NOT_FOUND, "This link does not work.");
	if (st == AT_OK)
		st = language(call, &out->due, lang, &lang);
	if (st == AT_OK)
		st = at_form_fill(call, lang, out);
	return st == AT_OK ? at_form_ready(call, out) : st;
}

struct beginning {
	struct at_device device;
	const unsigned char *hash;
	struct at_audit_line line;
};

static enum at_status
apply_begin(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct beginning *b = job;
	enum at_status st = at_device_insert(db, &b->device, b->hash, err);

	return st == AT_OK ? at_act_append(db, scratch, &b->line, err) : st;
}

/* Whoever began earlier keeps the place and draft, in the language asked for now. */
static enum at_status
apply_language(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct beginning *b = job;

	(void)scratch;
	return at_device_set_lang(db, &b->device, b->device.lang, err);
}

enum at_status
at_form_bind(struct at_call *call, struct at_form_view *view, const char *lang,
    const unsigned char *hash)
{
	struct at_form_view mine;
	struct beginning job = { .hash = hash };
	at_id due = view->due.id;
	enum at_status st = at_action_form(call, due, hash, &mine);

	if (st == AT_OK) {
		*view = mine;
		if (strcmp(mine.device.lang, lang) == 0 || mine.stand != AT_FORM_OPEN)
			return AT_OK;
		job.device = mine.device;
		job.device.lang = lang;
		st = at_store_write(call, apply_language, &job);
		return st == AT_OK ? at_action_form(call, due, hash, view) : st;
	}
	if (st != AT_NOT_FOUND)
		return st;
	at_error_clear(call->err);
	if (view->stand != AT_FORM_OPEN)
		return AT_OK;
	job.device = (struct at_device){ .org = view->due.org, .id = at_store_id(call),
		.due = due, .lang = lang, .began = call->now };
	at_random_bytes(call->random, job.device.key, sizeof job.device.key);
	job.line = at_act_line(call, "begin", "form", due, view->due.client);
	job.line.org = view->due.org;
	if (!at_form_is_own(&view->due) && call->who->client == 0)
		job.line.subject = at_subject_name(AT_LINK_HOLDER);
	st = at_store_write(call, apply_begin, &job);
	return st == AT_OK ? at_action_form(call, due, hash, view) : st;
}

enum at_status
at_action_begin(struct at_call *call, const char *token, const char *lang,
    const unsigned char *cookie_hash, struct at_form_view *out)
{
	enum at_status st = at_action_link(call, token, lang, out);

	return st == AT_OK ? at_form_bind(call, out, at_words_lang(call->words), cookie_hash) : st;
}

enum at_status
at_action_begin_own(struct at_call *call, at_id due, const char *lang,
    const unsigned char *cookie_hash, struct at_form_view *out)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	*out = (struct at_form_view){ 0 };
	if (db == NULL)
		return call->err->status;
	st = at_due_load(call->arena, db, call->who->org, due, &out->due, call->err);
	if (st == AT_OK && !at_form_is_own(&out->due))
		return at_fail(call->err, AT_DENIED, "This form is the client's to answer.");
	if (st == AT_OK)
		st = at_form_allow(call, &out->due, AT_WRITE);
	if (st == AT_OK)
		st = at_form_fill(call, lang, out);
	if (st == AT_OK)
		st = at_form_ready(call, out);
	return st == AT_OK ? at_form_bind(call, out, at_words_lang(call->words), cookie_hash) : st;
}

/* A teenager's forms are not the parent's, nor the other way round. */
static bool
is_mine(const struct at_who *who, const struct at_due *due)
{
	return who->client != 0 && due->client == who->client && !at_form_is_own(due)
	    && (strcmp(due->form, "parent") == 0) == (who->related != 0);
}

enum at_status
at_action_begin_mine(struct at_call *call, at_id due, const char *lang,
    const unsigned char *cookie_hash, struct at_form_view *out)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st = at_act_allow(call, AT_REL_SELF, AT_RES_FORM, AT_WRITE);

	*out = (struct at_form_view){ 0 };
	if (st != AT_OK)
		return st;
	if (db == NULL)
		return call->err->status;
	st = at_due_load(call->arena, db, call->who->org, due, &out->due, call->err);
	if (st == AT_OK && !is_mine(call->who, &out->due))
		return at_fail(call->err, AT_NOT_FOUND, "%s",
		    at_tr(call, "There is no such form among yours."));
	if (st == AT_OK)
		st = at_form_fill(call, lang, out);
	if (st == AT_OK)
		st = at_form_ready(call, out);
	return st == AT_OK ? at_form_bind(call, out, at_words_lang(call->words), cookie_hash) : st;
}
