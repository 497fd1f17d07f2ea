/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The own password: asked for before a change, and changed (action/signin.h). */
#include <string.h>

#include "action/act.h"
#include "action/factor_open.h"
#include "action/signin.h"
#include "action/tries.h"
#include "base/words.h"
#include "guard/password.h"

static enum at_status
load(struct at_call *call, at_id staff, struct at_staff *out)
{
	struct at_db *db = at_store_reader(call);

	return db == NULL ? call->err->status : at_staff_load(call->arena, db, call->who->org,
	    staff, out, call->err);
}

enum at_status
at_own_staff(struct at_call *call, enum at_verb verb, struct at_staff *out)
{
	enum at_status st = at_act_allow(call, AT_REL_SELF, AT_RES_OWN_LOGIN, verb);

	return st == AT_OK ? load(call, call->who->staff, out) : st;
}

enum at_status
at_their_staff(struct at_call *call, enum at_verb verb, at_id staff, struct at_staff *out)
{
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, verb);

	return st == AT_OK ? load(call, staff, out) : st;
}

struct wrong {
	struct at_tries tries;
	at_ms now;
};

static enum at_status
apply_wrong(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	const struct wrong *w = job;

	return at_tries_failed(db, scratch, &w->tries, w->now, err);
}

enum at_status
at_own_password(struct at_call *call, const struct at_staff *staff, const char *password)
{
	struct wrong job = { .now = call->now };
	enum at_status st;

	if (staff->password == NULL || call->who->once)
		return AT_OK;
	st = at_tries_load(call, "own", at_factor_account(call, staff), NULL, &job.tries);
	if (st != AT_OK)
		return st;
	at_store_rest(call);            /* the hash takes a while; nobody waits for us */
	if (password != NULL && at_password_verify(password, staff->password))
		return at_tries_load(call, "own", at_factor_account(call, staff), NULL,
		    &job.tries);    /* again: it may be one of many at the same moment */
	st = at_store_write(call, apply_wrong, &job);
	return st != AT_OK ? st : at_fail(call->err, AT_DENIED, "%s",
	    at_tr(call, "This is not your password."));
}

struct changing {
	const struct at_staff *staff;
	at_id login;                    /* this browser stays signed in */
	uint32_t owes;                  /* what is left of it */
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
	if (st == AT_OK)
		st = at_once_end_all(db, c->staff->org, c->staff->id, c->line.at, err);
	if (st == AT_OK)
		st = at_login_by_password(db, c->staff->org, c->login, err);
	if (st == AT_OK)
		st = at_login_settle(db, c->staff->org, c->login, c->owes, err);
	return st == AT_OK ? at_act_append(db, scratch, &c->line, err) : st;
}

enum at_status
at_action_set_password(struct at_call *call, const char *old, const char *new)
{
	struct at_staff staff;
	struct at_second_factor factor;
	struct changing job;
	enum at_status st = at_own_staff(call, AT_WRITE, &staff);

	if (st == AT_OK)
		st = at_factor_load(call->arena, at_store_reader(call), staff.org, staff.id,
		    &factor, call->err);
	if (st == AT_OK)
		st = at_own_password(call, &staff, old);
	if (st == AT_OK)
		st = at_password_check_as(call, new, staff.handle, factor.made != 0);
	if (st != AT_OK)
		return st;
	at_store_rest(call);
	st = at_password_hash(new, job.hash, call->err);
	if (st != AT_OK)
		return st;
	job.staff = &staff;
	job.login = call->who->login;
	job.owes = call->who->owes & ~(uint32_t)AT_OWES_PASSWORD;
	job.line = at_act_line(call, "set-password", "login", staff.id, 0);
	return at_store_write(call, apply_password, &job);
}
