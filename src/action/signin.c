/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/signin.h"
#include "action/tries.h"
#include "guard/password.h"
#include "store/people.h"

static const at_ms once_lasts = AT_DAY;

/* ---- who asks -------------------------------------------------------------- */

static enum at_status
apply_touch(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	const struct at_login *login = job;

	(void)scratch;
	return at_login_touch(db, login, login->seen, err);
}

enum at_status
at_action_who(struct at_call *call, const char *cookie, bool used, struct at_who *out)
{
	struct at_db *db = at_store_reader(call);
	unsigned char hash[AT_TOKEN_HASH];
	struct at_login login;
	struct at_staff staff;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	if (cookie == NULL || !at_token_hash(cookie, AT_COOKIE_BITS, hash))
		return at_fail(call->err, AT_NOT_FOUND, "You are not signed in.");
	st = at_login_find(call->arena, db, hash, &login, call->err);
	if (st == AT_OK && (call->now - login.seen > AT_LOGIN_IDLE_MS
	    || call->now - login.made > AT_LOGIN_LONGEST_MS))
		return at_fail(call->err, AT_NOT_FOUND, "You have been signed out.");
	if (st == AT_OK)
		st = at_staff_load(call->arena, db, login.org, login.staff, &staff, call->err);
	if (st != AT_OK)
		return st;
	if (staff.disabled)
		return at_fail(call->err, AT_NOT_FOUND, "This account has been closed.");
	*out = (struct at_who){ .subjects = staff.subjects, .org = staff.org, .staff = staff.id,
		.login = login.id, .once = login.once, .name = staff.name };
	if (!used || call->now - login.seen < AT_MINUTE)
		return AT_OK;
	login.seen = call->now;
	if (at_store_write(call, apply_touch, &login) != AT_OK)
		at_error_clear(call->err);      /* a full disk hides no alert from anybody */
	return AT_OK;
}

/* ---- in -------------------------------------------------------------------- */

struct entering {
	struct at_login login;
	unsigned char hash[AT_TOKEN_HASH];
	struct at_audit_line line;
	const struct at_once *once;     /* NULL: by password */
	at_ms now;
};

static enum at_status
apply_enter(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct entering *e = job;
	enum at_status st = AT_OK;

	if (e->once != NULL)
		st = at_once_use(db, e->once, e->now, err);
	if (st == AT_OK)
		st = at_login_insert(db, &e->login, e->hash, err);
	return st == AT_OK ? at_act_append(db, scratch, &e->line, err) : st;
}

static enum at_status
enter(struct at_call *call, const struct at_staff *staff, const struct at_once *once,
    struct at_signed_in *out)
{
	struct entering job = { .once = once, .now = call->now };
	enum at_status st;

	at_token_make(call->random, AT_COOKIE_BITS, out->cookie);
	at_token_hash(out->cookie, AT_COOKIE_BITS, job.hash);
	job.login = (struct at_login){ staff->org, at_store_id(call), staff->id, call->now,
		call->now, once != NULL };
	job.line = at_act_line(call, "sign-in", "login", job.login.id, 0);
	job.line.org = staff->org;
	job.line.staff = staff->id;
	job.line.detail = once != NULL ? "one-time link" : "password";
	st = at_store_write(call, apply_enter, &job);
	if (st == AT_OK)
		out->has_password = staff->password != NULL;
	return st;
}

enum at_status
at_action_sign_in_once(struct at_call *call, const char *token, struct at_signed_in *out)
{
	struct at_db *db = at_store_reader(call);
	unsigned char hash[AT_TOKEN_HASH];
	struct at_once once;
	struct at_staff staff;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	if (!at_token_hash(token, AT_COOKIE_BITS, hash))
		return at_fail(call->err, AT_NOT_FOUND, "This link does not work.");
	st = at_once_find(call->arena, db, hash, &once, call->err);
	if (st == AT_OK)
		st = at_staff_load(call->arena, db, once.org, once.staff, &staff, call->err);
	if (st != AT_OK)
		return st;
	if (once.used || once.closes <= call->now || staff.disabled)
		return at_fail(call->err, AT_GONE,
		    "This link has been used or is too old. Ask for a new one.");
	st = enter(call, &staff, &once, out);
	return st == AT_CONFLICT ? AT_GONE : st;
}

/* ---- wrong passwords ------------------------------------------------------- */

struct failing {
	struct at_tries tries;
	struct at_audit_line line;      /* org 0: nobody of that name, nothing to log */
};

static enum at_status
apply_failure(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct failing *f = job;
	enum at_status st = at_tries_failed(db, scratch, &f->tries, f->line.at, err);

	if (st == AT_OK && f->line.org != 0)
		st = at_act_append(db, scratch, &f->line, err);
	return st;
}

static enum at_status
note_failure(struct at_call *call, const struct at_tries *tries, const struct at_staff *staff)
{
	struct failing job = { .tries = *tries };
	enum at_status st;

	job.line = at_act_line(call, "sign-in-failed", "login", 0, 0);
	job.line.org = staff == NULL ? 0 : staff->org;
	job.line.staff = staff == NULL ? 0 : staff->id;
	st = at_store_write(call, apply_failure, &job);
	if (st != AT_OK)
		return st;
	return at_fail(call->err, AT_DENIED, "That name and password do not go together.");
}

static enum at_status
apply_right(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	(void)scratch;
	return at_tries_right(db, job, err);
}

/* The account whose password fits.  A name that nobody has costs the same time. */
static const struct at_staff *
whose_password(const struct at_staff *staff, int n_staff, const char *password)
{
	const struct at_staff *found = NULL;

	if (n_staff == 0)
		at_password_verify(password, NULL);
	for (int i = 0; i < n_staff; i++)
		if (at_password_verify(password, staff[i].password) && !staff[i].disabled
		    && found == NULL)
			found = &staff[i];
	return found;
}

enum at_status
at_action_sign_in(struct at_call *call, const char *login, const char *password,
    const char *peer, struct at_signed_in *out)
{
	struct at_db *db;
	struct at_tries tries;
	struct at_staff *staff;
	const struct at_staff *found;
	int n_staff;
	enum at_status st = at_tries_load(call, "name", login, peer, &tries);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	st = at_staff_named(call->arena, db, login, &staff, &n_staff, call->err);
	if (st != AT_OK)
		return st;
	at_store_rest(call);            /* the hash takes a while; nobody waits for us */
	found = whose_password(staff, n_staff, password);
	if (found == NULL)
		return note_failure(call, &tries, n_staff == 0 ? NULL : &staff[0]);
	st = at_store_write(call, apply_right, &tries);
	return st == AT_OK ? enter(call, found, NULL, out) : st;
}

/* ---- own password, out ----------------------------------------------------- */

static enum at_status
apply_sign_out(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct at_audit_line *line = job;
	enum at_status st = at_login_end(db, line->org, line->row, line->at, err);

	return st == AT_OK ? at_act_append(db, scratch, line, err) : st;
}

enum at_status
at_action_sign_out(struct at_call *call)
{
	struct at_audit_line line = at_act_line(call, "sign-out", "login", call->who->login, 0);

	if (call->who->login == 0)
		return AT_OK;
	return at_store_write(call, apply_sign_out, &line);
}

struct changing {
	const struct at_staff *staff;
	at_id login;                    /* this browser stays signed in */
	char hash[AT_PASSWORD_ROOM];
	struct at_audit_line line;
};

static enum at_status
apply_password(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct changing *c = job;
	enum at_status st = at_staff_set_password(db, c->staff, c->hash, err);

	if (st == AT_OK)
		st = at_login_end_others(db, c->staff, c->login, c->line.at, err);
	return st == AT_OK ? at_act_append(db, scratch, &c->line, err) : st;
}

enum at_status
at_action_set_password(struct at_call *call, const char *old, const char *new)
{
	struct at_db *db = at_store_reader(call);
	struct at_staff staff;
	struct changing job;
	enum at_status st = at_act_allow(call, AT_REL_SELF, AT_RES_OWN_LOGIN, AT_WRITE);

	if (st != AT_OK)
		return st;
	if (db == NULL)
		return call->err->status;
	st = at_staff_load(call->arena, db, call->who->org, call->who->staff, &staff, call->err);
	if (st != AT_OK)
		return st;
	at_store_rest(call);
	if (staff.password != NULL && !call->who->once
	    && (old == NULL || !at_password_verify(old, staff.password)))
		return at_fail(call->err, AT_DENIED, "The old password is not right.");
	st = at_password_check(new, staff.handle, call->err);
	if (st == AT_OK)
		st = at_password_hash(new, job.hash, call->err);
	if (st != AT_OK)
		return st;
	job.staff = &staff;
	job.login = call->who->login;
	job.line = at_act_line(call, "set-password", "login", staff.id, 0);
	return at_store_write(call, apply_password, &job);
}

/* ---- one-time links -------------------------------------------------------- */

struct making_once {
	struct at_once once;
	unsigned char hash[AT_TOKEN_HASH];
	struct at_audit_line line;
};

static enum at_status
apply_make_once(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct making_once *m = job;
	enum at_status st = at_once_insert(db, &m->once, m->hash, m->line.at, err);

	return st == AT_OK ? at_act_append(db, scratch, &m->line, err) : st;
}

enum at_status
at_action_make_once(struct at_call *call, at_id staff, const char **out_url)
{
	struct at_db *db;
	struct at_staff somebody;
	struct making_once job;
	char token[AT_TOKEN_ROOM];
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_WRITE);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	st = at_staff_load(call->arena, db, call->who->org, staff, &somebody, call->err);
	if (st != AT_OK)
		return st;
	at_token_make(call->random, AT_COOKIE_BITS, token);
	at_token_hash(token, AT_COOKIE_BITS, job.hash);
	job.once = (struct at_once){ .org = call->who->org, .id = at_store_id(call),
		.staff = staff, .closes = call->now + once_lasts };
	job.line = at_act_line(call, "make", "one-time-link", job.once.id, 0);
	st = at_store_write(call, apply_make_once, &job);
	if (st == AT_OK)
		*out_url = at_printf(call->arena, "%s/once/%s", call->house->public_url, token);
	return st;
}
