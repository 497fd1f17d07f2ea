/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <sodium.h>

#include "action/act.h"
#include "action/enter.h"
#include "action/rules.h"
#include "base/log.h"
#include "store/tried.h"

/* Logins that are over are kept for so long. */
static const at_ms kept = 30 * AT_DAY;

enum at_status
at_factor_required(struct at_call *call, const struct at_staff *staff, bool *out)
{
	struct at_db *db = at_store_reader(call);
	const char *rule;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_factor_rule_load(call->arena, db, staff->org, &rule, call->err);
	if (st == AT_OK)
		*out = (staff->subjects & at_rules_wanted(call->arena, rule)) != 0;
	return st;
}

/* ---- in ------------------------------------------------------------------------ */

struct job {
	const struct at_entering *e;
	struct at_login login, before;  /* before: id 0, or that of this browser until now */
	struct at_tries name;           /* by sign-in name, */
	bool own_name;                  /* by which nobody of another clinic comes in */
	unsigned char hash[AT_TOKEN_HASH];
	struct at_audit_line line;
};

static enum at_status
use_up(struct at_db *db, struct at_arena *scratch, const struct at_entering *e, at_ms now,
    struct at_error *err)
{
	enum at_status st = e->tries == NULL ? AT_OK
	    : at_tries_still(db, scratch, e->tries, now, err);

	if (st == AT_OK && e->once != NULL)
		st = at_once_use(db, e->once, now, err);
	if (st == AT_OK && e->half != NULL)
		st = at_half_login_use(db, e->half, now, err);
	if (st == AT_OK && e->factor != NULL)
		st = e->step != 0 ? at_factor_use(db, e->factor, e->step, err)
		    : at_recovery_use(db, e->factor, e->recovery, now, err);
	return st;
}

/* Whoever comes in with the name that others have as well must not clear their count. */
static enum at_status
begin_anew(struct at_db *db, const struct job *job, struct at_error *err)
{
	enum at_status st = job->own_name ? at_tries_right(db, &job->name, err) : AT_OK;

	return st == AT_OK && job->e->factor != NULL ? at_tries_right(db, job->e->tries, err)
	    : st;
}

static enum at_status
apply_enter(struct at_db *db, struct at_arena *scratch, void *given, struct at_error *err)
{
	struct job *job = given;
	struct at_login *login = &job->login;
	enum at_status st = use_up(db, scratch, job->e, login->made, err);

	if (st == AT_OK)
		st = begin_anew(db, job, err);
	if (st == AT_OK && job->before.id != 0)
		st = at_login_end(db, job->before.org, job->before.id, login->made, err);
	if (st == AT_OK)
		st = at_staff_take_failed(scratch, db, login->org, login->staff,
		    &login->failed, err);
	if (st == AT_OK)
		st = at_login_forget(db, login, login->made - kept, err);
	if (st == AT_OK)
		st = at_login_insert(db, login, job->hash, err);
	return st == AT_OK ? at_act_append(db, scratch, &job->line, err) : st;
}

enum at_status
at_enter_own_name(struct at_call *call, const struct at_staff *staff, bool *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_staff *same;
	int n = 0;
	enum at_status st = db == NULL ? call->err->status : at_staff_named(call->arena, db,
	    staff->handle, &same, &n, call->err);

	*out = true;
	for (int i = 0; i < n; i++)
		if (same[i].password != NULL && (same[i].id != staff->id
		    || same[i].org != staff->org))
			*out = false;
	return st;
}

enum at_status
at_enter(struct at_call *call, const struct at_entering *e, struct at_signed_in *out)
{
	struct job job = { .e = e };
	enum at_status st = at_enter_own_name(call, e->staff, &job.own_name);

	if (st != AT_OK)
		return st;
	at_tries_make(call, "name", e->staff->handle, e->from->peer, &job.name);
	if (call->who->staff != 0)
		job.before = (struct at_login){ .org = call->who->org, .id = call->who->login };
	at_token_make(call->random, AT_COOKIE_BITS, out->cookie);
	at_token_hash(out->cookie, AT_COOKIE_BITS, job.hash);
	job.login = (struct at_login){ .org = e->staff->org, .id = at_store_id(call),
		.staff = e->staff->id, .made = call->now, .seen = call->now, .once = e->by_once,
		.owes = e->owes, .device = e->from->device };
	job.line = at_act_line(call, "sign-in", "login", job.login.id, 0);
	job.line.org = e->staff->org;
	job.line.staff = e->staff->id;
	job.line.detail = e->how;
	st = at_store_write(call, apply_enter, &job);
	if (st != AT_OK)
		return st;
	out->needs_code = false;
	out->has_password = e->staff->password != NULL;
	out->failed = job.login.failed;
	out->subjects = e->staff->subjects;
	return AT_OK;
}

struct half_job {
	const struct at_entering *e;
	struct at_half_login half;
	unsigned char hash[AT_TOKEN_HASH];
	at_ms now;
};

static enum at_status
apply_half(struct at_db *db, struct at_arena *scratch, void *given, struct at_error *err)
{
	struct half_job *job = given;
	enum at_status st = use_up(db, scratch, job->e, job->now, err);

	return st == AT_OK ? at_half_login_insert(db, &job->half, job->hash, err) : st;
}

enum at_status
at_enter_half(struct at_call *call, const struct at_entering *e, struct at_signed_in *out)
{
	struct half_job job = { .e = e, .now = call->now };
	enum at_status st;

	at_token_make(call->random, AT_COOKIE_BITS, out->cookie);
	at_token_hash(out->cookie, AT_COOKIE_BITS, job.hash);
	job.half = (struct at_half_login){ .org = e->staff->org, .id = at_store_id(call),
		.staff = e->staff->id, .closes = call->now + AT_CODE_WAITS_MS,
		.once = e->by_once };
	st = at_store_write(call, apply_half, &job);
	if (st != AT_OK)
		return st;
	out->needs_code = true;
	out->has_password = e->staff->password != NULL;
	out->failed = 0;
	out->subjects = e->staff->subjects;
	return AT_OK;
}

/* ---- wrong guesses --------------------------------------------------------------- */

struct failing {
	const struct at_tries *tries;
	struct at_tried tried;
	struct at_audit_line line;      /* org 0: nobody of that name, nothing to log */
};

static enum at_status
apply_failure(struct at_db *db, struct at_arena *scratch, void *given, struct at_error *err)
{
	struct failing *f = given;
	enum at_status st = at_tries_failed(db, scratch, f->tries, f->line.at, err);

	if (st == AT_OK)
		st = at_tried_add(db, &f->tried, err);
	if (st != AT_OK || f->line.org == 0)
		return st;
	st = at_staff_failed(db, f->line.org, f->line.staff, err);
	return st == AT_OK ? at_act_append(db, scratch, &f->line, err) : st;
}

/* For whoever runs the server: no name, no address; the same network reads the same. */
static void
log_failure(const struct at_tried *tried, const char *what)
{
	char network[2 * AT_TRIED_NETWORK + 1], staff[AT_ID_ROOM] = "unknown";

	sodium_bin2hex(network, sizeof network, tried->network, AT_TRIED_NETWORK);
	if (tried->staff != 0)
		at_id_format(tried->staff, staff);
	at_log(AT_WARNING, "sign-in", "failed=%s staff=%s network=%s", what, staff, network);
}

enum at_status
at_enter_failed(struct at_call *call, const struct at_tries *tries, const struct at_staff *staff,
    const char *what, const char *text)
{
	struct failing job = { .tries = tries };
	enum at_status st;

	job.line = at_act_line(call, "sign-in-failed", "login", 0, 0);
	job.line.org = staff == NULL ? 0 : staff->org;
	job.line.staff = staff == NULL ? 0 : staff->id;
	job.line.detail = what;
	job.tried = (struct at_tried){ .org = job.line.org, .staff = job.line.staff,
		.at = call->now };
	memcpy(job.tried.network, tries->network, AT_TRIED_NETWORK);
	st = at_store_write(call, apply_failure, &job);
	log_failure(&job.tried, what);
	return st != AT_OK ? st : at_fail(call->err, AT_DENIED, "%s", text);
}
