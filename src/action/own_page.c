/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <sodium.h>

#include "action/act.h"
#include "action/history.h"
#include "action/own_page.h"
#include "action/tries.h"
#include "base/words.h"
#include "guard/password.h"
#include "guard/pin.h"
#include "store/own.h"

/* ---- in the clinic --------------------------------------------------------- */

/* The client, and the page that runs: id 0 if there is none. */
static enum at_status
open_page(struct at_call *call, const struct at_own_of *of, enum at_verb verb,
    struct at_history *h, struct at_own_page *out, bool *out_has_parent)
{
	struct at_db *db;
	at_id related;
	enum at_status st = at_history_open(call, of->client, AT_RES_OWN_PAGE, verb, h);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	st = at_related_first(call->arena, db, h->client.org, h->client.id, &related, call->err);
	if (st != AT_OK)
		return st;
	*out_has_parent = related != 0;
	if (of->parent && related == 0)
		return at_fail(call->err, AT_NOT_FOUND,
		    "This client came without a parent or carer.");
	return at_own_page_of(call->arena, db, h->client.org, h->client.id,
	    of->parent ? related : 0, out, call->err);
}

/* The address, if this is the token of the page. */
static enum at_status
show_token(struct at_call *call, const struct at_own_page *page, const char *token,
    struct at_own_address *out)
{
	struct at_db *db = at_store_reader(call);
	unsigned char hash[AT_TOKEN_HASH];
	struct at_own_page found;
	enum at_status st;

	if (token == NULL || page->id == 0 || !at_token_hash(token, AT_LINK_BITS, hash))
		return AT_OK;
	if (db == NULL)
		return call->err->status;
	st = at_own_page_find(call->arena, db, hash, &found, call->err);
	if (st == AT_NOT_FOUND || (st == AT_OK && found.id != page->id)) {
		at_error_clear(call->err);
		return AT_OK;
	}
	out->token = at_strdup(call->arena, token);
	out->url = at_printf(call->arena, "%s/me/%s", call->house->public_url, token);
	return st;
}

enum at_status
at_action_own_address(struct at_call *call, const struct at_own_of *of, const char *token,
    struct at_own_address *out)
{
	struct at_history h;
	struct at_own_page page;
	enum at_status st;

	*out = (struct at_own_address){ 0 };
	st = open_page(call, of, AT_VIEW, &h, &page, &out->has_parent);
	if (st == AT_OK)
		st = at_act_name(call, &h.client, &out->client_name);
	if (st != AT_OK)
		return st;
	out->zone = h.site.zone;
	out->made = page.made;
	out->has_pin = page.pin != NULL;
	return show_token(call, &page, token, out);
}

struct paging {
	struct at_own_page page;
	unsigned char hash[AT_TOKEN_HASH];
	char pin[AT_PASSWORD_ROOM];
	struct at_audit_line line;
};

static enum at_status
apply_make(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct paging *p = job;
	enum at_status st = at_own_page_end(db, &p->page, p->line.at, err);

	if (st == AT_OK)
		st = at_own_page_insert(db, &p->page, p->hash, err);
	return st == AT_OK ? at_act_append(db, scratch, &p->line, err) : st;
}

static struct at_audit_line
line_of(struct at_call *call, const char *verb, const struct at_own_page *page)
{
	struct at_audit_line line = at_act_line(call, verb, "own-page", page->id, page->client);

	line.org = page->org;
	line.detail = page->related != 0 ? "parent" : "";
	return line;
}

enum at_status
at_action_own_make(struct at_call *call, const struct at_own_of *of, struct at_own_address *out)
{
	struct at_history h;
	struct paging job;
	char token[AT_TOKEN_ROOM];
	bool has_parent;
	enum at_status st = open_page(call, of, AT_WRITE, &h, &job.page, &has_parent);

	if (st != AT_OK)
		return st;
	at_token_make(call->random, AT_LINK_BITS, token);
	at_token_hash(token, AT_LINK_BITS, job.hash);
	job.page.id = at_store_id(call);
	job.page.pin = NULL;
	job.page.made = call->now;
	job.line = line_of(call, "make", &job.page);
	st = at_store_write(call, apply_make, &job);
	return st == AT_OK ? at_action_own_address(call, of, token, out) : st;
}

static enum at_status
apply_pin(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct paging *p = job;
	enum at_status st = at_own_page_set_pin(db, &p->page, p->pin, err);

	if (st == AT_OK)
		st = at_own_login_end_all(db, &p->page, p->line.at, err);
	return st == AT_OK ? at_act_append(db, scratch, &p->line, err) : st;
}

/* What will be hashed, if it is one and both are the same. */
static enum at_status
check_typed(struct at_call *call, const char *pin, const char *again, char out[AT_PIN_ROOM])
{
	char second[AT_PIN_ROOM];
	enum at_status st;

	if (!at_pin_plain(pin, out) || !at_pin_plain(again, second))
		return at_fail(call->err, AT_INVALID, "%s",
		    at_tr(call, "That is longer than a PIN may be."));
	st = at_pin_check(call, out);
	if (st == AT_OK && strcmp(out, second) != 0)
		st = at_fail(call->err, AT_INVALID, "%s",
		    at_tr(call, "The two are not the same. Please type it twice again."));
	sodium_memzero(second, sizeof second);
	return st;
}

enum at_status
at_action_own_pin(struct at_call *call, const struct at_own_of *of, const char *pin,
    const char *again)
{
	struct at_history h;
	struct paging job;
	char plain[AT_PIN_ROOM];
	bool has_parent;
	enum at_status st = open_page(call, of, AT_WRITE, &h, &job.page, &has_parent);

	if (st != AT_OK)
		return st;
	if (job.page.id == 0)
		return at_fail(call->err, AT_NOT_FOUND,
		    "There is no own page to choose a PIN for.");
	at_store_rest(call);
	st = check_typed(call, pin, again, plain);
	if (st == AT_OK)
		st = at_password_hash(plain, job.pin, call->err);
	sodium_memzero(plain, sizeof plain);
	if (st != AT_OK)
		return st;
	job.line = line_of(call, "set-pin", &job.page);
	return at_store_write(call, apply_pin, &job);
}

static enum at_status
apply_end(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct paging *p = job;
	enum at_status st = at_own_page_end(db, &p->page, p->line.at, err);

	return st == AT_OK ? at_act_append(db, scratch, &p->line, err) : st;
}

enum at_status
at_action_own_end(struct at_call *call, const struct at_own_of *of)
{
	struct at_history h;
	struct paging job;
	bool has_parent;
	enum at_status st = open_page(call, of, AT_WRITE, &h, &job.page, &has_parent);

	if (st != AT_OK || job.page.id == 0)
		return st;
	job.line = line_of(call, "end", &job.page);
	return at_store_write(call, apply_end, &job);
}
