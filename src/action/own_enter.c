/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coming in to an own page by address and PIN, and going out again. */
#include <sodium.h>

#include "action/act.h"
#include "action/own_page.h"
#include "action/tries.h"
#include "base/words.h"
#include "guard/password.h"
#include "guard/pin.h"
#include "store/own.h"

/* Whose record is restricted has no page meanwhile. */
static enum at_status
fail_closed(struct at_call *call, enum at_status status)
{
	return at_fail(call->err, status, "%s", at_tr(call, "This page is closed for now: nothing"
	    " is done with what is written here. The clinic can tell you more."));
}

struct entering {
	struct at_tries tries;
	struct at_own_page page;
	struct at_own_login login;
	unsigned char hash[AT_TOKEN_HASH];
	struct at_audit_line line;      /* org 0: no such address, nothing to log */
};

static const char *
subject_of(at_id related)
{
	return at_subject_name(related != 0 ? AT_PARENT : AT_CLIENT);
}

static enum at_status
apply_failure(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct entering *e = job;
	enum at_status st = at_tries_failed(db, scratch, &e->tries, e->line.at, err);

	return st == AT_OK && e->line.org != 0 ? at_act_append(db, scratch, &e->line, err) : st;
}

static enum at_status
refuse(struct at_call *call, struct entering *job)
{
	enum at_status st = at_store_write(call, apply_failure, job);

	return st != AT_OK ? st : at_fail(call->err, AT_DENIED, "%s", at_tr(call,
	    "That did not open the page. Try the PIN once more; if it does not work, the "
	    "clinic makes you a new address."));
}

/* The PIN may have been changed, or guessed at, while this one was being looked at. */
static enum at_status
apply_enter(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct entering *e = job;
	struct at_own_page now;
	enum at_status st = at_own_page_of(scratch, db, e->page.org, e->page.client,
	    e->page.related, &now, err);

	if (st == AT_OK && (now.id != e->page.id || now.version != e->page.version))
		return at_fail(err, AT_CONFLICT, "This page was changed meanwhile.");
	if (st == AT_OK)
		st = at_tries_still(db, scratch, &e->tries, e->line.at, err);
	if (st == AT_OK)
		st = at_tries_right(db, &e->tries, err);
	if (st == AT_OK)
		st = at_own_login_insert(db, &e->login, e->hash, err);
	return st == AT_OK ? at_act_append(db, scratch, &e->line, err) : st;
}

/* The page of an address; id 0 when there is none, or its client was erased.  AT_DENIED: closed
 * for now. */
static enum at_status
find_page(struct at_call *call, const char *token, struct at_own_page *out)
{
	struct at_db *db = at_store_reader(call);
	unsigned char hash[AT_TOKEN_HASH];
	struct at_client client;
	enum at_status st;

	*out = (struct at_own_page){ .id = 0 };
	if (db == NULL)
		return call->err->status;
	if (!at_token_hash(token, AT_LINK_BITS, hash))
		return AT_OK;
	st = at_own_page_find(call->arena, db, hash, out, call->err);
	if (st == AT_OK)
		st = at_client_load(call->arena, db, out->org, out->client, &client, call->err);
	if (st == AT_NOT_FOUND || (st == AT_OK && client.key.n_bytes == 0)) {
		at_error_clear(call->err);
		*out = (struct at_own_page){ .id = 0 };
		return AT_OK;
	}
	return st == AT_OK && client.restricted ? fail_closed(call, AT_DENIED) : st;
}

/* As much work whether there is a PIN or not. */
static bool
fits(const char *typed, const char *pin)
{
	char plain[AT_PIN_ROOM];
	bool right;

	if (!at_pin_plain(typed, plain))
		plain[0] = '\0';
	right = at_password_verify(plain, pin);
	sodium_memzero(plain, sizeof plain);
	return right && pin != NULL;
}

enum at_status
at_action_own_enter(struct at_call *call, const char *token, const char *pin, const char *peer,
    struct at_own_entered *out)
{
	struct entering job;
	const struct at_own_page *page = &job.page;
	bool right;
	enum at_status st = at_tries_load(call, "page", token, peer, &job.tries);

	if (st == AT_OK)
		st = find_page(call, token, &job.page);
	if (st != AT_OK)
		return st;
	at_store_rest(call);            /* the hash takes a while; nobody waits for us */
	right = fits(pin, page->pin);
	job.line = at_act_line(call, right ? "sign-in" : "sign-in-failed", "own-page", page->id,
	    page->client);
	job.line.org = page->org;
	job.line.subject = right ? subject_of(page->related) : job.line.subject;
	if (!right)
		return refuse(call, &job);
	at_token_make(call->random, AT_COOKIE_BITS, out->cookie);
	at_token_hash(out->cookie, AT_COOKIE_BITS, job.hash);
	job.login = (struct at_own_login){ .org = page->org, .id = at_store_id(call),
		.page = page->id, .made = call->now, .seen = call->now };
	st = at_store_write(call, apply_enter, &job);
	if (st != AT_CONFLICT)
		return st;
	at_error_clear(call->err);
	return refuse(call, &job);
}

/* ---- who asks -------------------------------------------------------------- */

static enum at_status
apply_touch(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	const struct at_own_login *login = job;

	(void)scratch;
	return at_own_login_touch(db, login, login->seen, err);
}

enum at_status
at_action_own_who(struct at_call *call, const char *cookie, struct at_who *out,
    const char **out_lang)
{
	struct at_db *db = at_store_reader(call);
	unsigned char hash[AT_TOKEN_HASH];
	struct at_own_login login;
	struct at_client client;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	if (cookie == NULL || !at_token_hash(cookie, AT_COOKIE_BITS, hash))
		return at_fail(call->err, AT_NOT_FOUND, "You are not signed in.");
	st = at_own_login_find(call->arena, db, hash, &login, call->err);
	if (st == AT_OK && (call->now - login.seen > AT_OWN_IDLE_MS
	    || call->now - login.made > AT_OWN_LONGEST_MS))
		return at_fail(call->err, AT_NOT_FOUND, "You have been signed out.");
	if (st == AT_OK)
		st = at_client_load(call->arena, db, login.org, login.client, &client, call->err);
	if (st == AT_OK && client.key.n_bytes == 0)
		return at_fail(call->err, AT_NOT_FOUND, "This client has been erased.");
	if (st == AT_OK && client.restricted)
		return fail_closed(call, AT_NOT_FOUND);
	if (st != AT_OK)
		return st;
	*out_lang = client.lang;
	*out = (struct at_who){ .subjects = login.related != 0 ? AT_PARENT : AT_CLIENT,
		.org = login.org, .login = login.id, .name = "", .client = login.client,
		.related = login.related };
	if (call->now - login.seen < AT_MINUTE)
		return AT_OK;
	login.seen = call->now;
	if (at_store_write(call, apply_touch, &login) != AT_OK)
		at_error_clear(call->err);      /* a full disk keeps nobody out */
	return AT_OK;
}

static enum at_status
apply_leave(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct at_audit_line *line = job;
	enum at_status st = at_own_login_end(db, line->org, line->row, line->at, err);

	return st == AT_OK ? at_act_append(db, scratch, line, err) : st;
}

enum at_status
at_action_own_leave(struct at_call *call)
{
	struct at_audit_line line = at_act_line(call, "sign-out", "own-page", call->who->login,
	    call->who->client);

	return call->who->client == 0 ? AT_OK : at_store_write(call, apply_leave, &line);
}
