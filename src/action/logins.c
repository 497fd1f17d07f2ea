/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "action/act.h"
#include "action/factor_open.h"
#include "action/logins.h"
#include "action/signin.h"
#include "store/org.h"

/* Whose logins: the asker's own, or those of somebody else by whoever may. */
static enum at_status
open_person(struct at_call *call, at_id id, enum at_verb verb, struct at_staff *out)
{
	return id == 0 || id == call->who->staff ? at_own_staff(call, verb, out)
	    : at_their_staff(call, verb, id, out);
}

static enum at_status
list(struct at_call *call, const struct at_staff *staff, struct at_login **out, int *out_n)
{
	return at_login_list(call->arena, at_store_reader(call), staff,
	    call->now - AT_LOGIN_LONGEST_MS, call->now - AT_LOGIN_IDLE_MS, out, out_n,
	    call->err);
}

enum at_status
at_action_logins(struct at_call *call, at_id staff, struct at_login **out, int *out_n)
{
	struct at_staff person;
	enum at_status st = open_person(call, staff, AT_VIEW, &person);

	return st == AT_OK ? list(call, &person, out, out_n) : st;
}

struct ending {
	const struct at_staff *staff;
	at_id but;                      /* stays; when one is ended: 0 */
	struct at_audit_line line;      /* row: the one to end, or the person */
};

static enum at_status
apply_end(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct ending *e = job;
	enum at_status st = at_login_end(db, e->line.org, e->line.row, e->line.at, err);

	return st == AT_OK ? at_act_append(db, scratch, &e->line, err) : st;
}

enum at_status
at_action_login_end(struct at_call *call, at_id staff, at_id login)
{
	struct at_staff person;
	struct at_login *logins;
	struct ending job;
	int n, i = 0;
	enum at_status st = open_person(call, staff, AT_WRITE, &person);

	if (st == AT_OK)
		st = list(call, &person, &logins, &n);
	if (st != AT_OK)
		return st;
	while (i < n && logins[i].id != login)
		i++;
	if (i == n)
		return at_fail(call->err, AT_NOT_FOUND, "That browser is signed out already.");
	job.line = at_act_line(call, "end", "login", login, 0);
	return at_store_write(call, apply_end, &job);
}

static enum at_status
apply_end_all(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct ending *e = job;
	enum at_status st = at_login_end_others(db, e->staff, e->but, e->line.at, err);

	if (st == AT_OK)
		st = at_once_end_all(db, e->staff->org, e->staff->id, e->line.at, err);
	return st == AT_OK ? at_act_append(db, scratch, &e->line, err) : st;
}

enum at_status
at_action_logins_end(struct at_call *call, at_id staff)
{
	struct at_staff person;
	struct ending job = { .staff = &person, .but = call->who->login };
	enum at_status st = open_person(call, staff, AT_WRITE, &person);

	if (st != AT_OK)
		return st;
	job.line = at_act_line(call, "end-all", "login", person.id, 0);
	return at_store_write(call, apply_end_all, &job);
}

enum at_status
at_action_logins_zone(struct at_call *call, const struct at_zone **out)
{
	enum at_status st = call->who->staff != 0
	    ? at_act_allow(call, AT_REL_SELF, AT_RES_OWN_LOGIN, AT_VIEW)
	    : at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_VIEW);

	return st == AT_OK ? at_act_first_zone(call, out) : st;
}

enum at_status
at_action_tried(struct at_call *call, int most, struct at_tried_hour **out, int *out_n)
{
	struct at_db *db;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_VIEW);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	return db == NULL ? call->err->status : at_tried_list(call->arena, db, call->who->org,
	    most, out, out_n, call->err);
}
