/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <sodium.h>

#include "action/act.h"
#include "action/enter.h"
#include "action/factor.h"
#include "action/factor_open.h"
#include "base/words.h"
#include "guard/password.h"
#include "store/org.h"

/* ---- the secret ------------------------------------------------------------ */

static struct at_place
place_of(at_id org, at_id staff)
{
	return (struct at_place){ "second_factor.secret", org, staff };
}

enum at_status
at_factor_open(struct at_call *call, const struct at_second_factor *factor, struct at_totp *out)
{
	char *bytes;
	size_t n;
	enum at_status st = at_unseal(call->arena, &call->house->master,
	    place_of(factor->org, factor->staff), factor->secret.bytes, factor->secret.n_bytes,
	    &bytes, &n, call->err);

	if (st == AT_OK && n != sizeof out->bytes)
		st = at_fail(call->err, AT_CORRUPT, "This second factor is damaged.");
	if (st != AT_OK)
		return st;
	memcpy(out->bytes, bytes, sizeof out->bytes);
	sodium_memzero(bytes, n);
	return AT_OK;
}

struct at_bytes
at_factor_seal(struct at_call *call, const struct at_staff *staff, const struct at_totp *secret)
{
	struct at_bytes sealed;

	sealed.bytes = at_seal(call->arena, &call->house->master,
	    place_of(staff->org, staff->id), call->random, secret->bytes, sizeof secret->bytes,
	    &sealed.n_bytes);
	return sealed;
}

const char *
at_factor_account(struct at_call *call, const struct at_staff *staff)
{
	char id[AT_ID_ROOM];

	at_id_format(staff->id, id);
	return at_strdup(call->arena, id);
}

/* ---- looked at ------------------------------------------------------------- */

static enum at_status
load_factor(struct at_call *call, const struct at_staff *staff, struct at_second_factor *out)
{
	struct at_db *db = at_store_reader(call);

	return db == NULL ? call->err->status : at_factor_load(call->arena, db, staff->org,
	    staff->id, out, call->err);
}

/* The asker, and what there is. */
static enum at_status
open_own(struct at_call *call, enum at_verb verb, struct at_staff *staff,
    struct at_second_factor *factor)
{
	enum at_status st = at_own_staff(call, verb, staff);

	return st == AT_OK ? load_factor(call, staff, factor) : st;
}

/* Somebody else, for whoever may change the clinic's settings. */
static enum at_status
open_their(struct at_call *call, enum at_verb verb, at_id id, struct at_staff *staff,
    struct at_second_factor *factor)
{
	enum at_status st = at_their_staff(call, verb, id, staff);

	return st == AT_OK ? load_factor(call, staff, factor) : st;
}

static struct at_totp
offered(const struct at_call *call, const struct at_staff *staff)
{
	return at_totp_make(call->house->master.bytes, call->who->login, staff->version);
}

enum at_status
at_action_factor(struct at_call *call, struct at_factor_view *out)
{
	struct at_staff staff;
	struct at_second_factor factor;
	struct at_totp secret;
	const char *clinic;
	enum at_status st = open_own(call, AT_VIEW, &staff, &factor);

	*out = (struct at_factor_view){ .on = false };
	if (st == AT_OK)
		st = at_factor_required(call, &staff, &out->required);
	if (st == AT_OK)
		st = at_org_name(call->arena, at_store_reader(call), staff.org, &clinic,
		    call->err);
	if (st != AT_OK)
		return st;
	out->on = factor.made != 0;
	out->since = factor.made;
	out->n_codes = factor.n_codes;
	out->asks_password = staff.password != NULL && !call->who->once;
	if (out->on)
		return AT_OK;
	secret = offered(call, &staff);
	out->secret = at_totp_text(call->arena, &secret);
	out->address = at_totp_address(call->arena, &secret, clinic, staff.handle);
	return AT_OK;
}

enum at_status
at_action_factor_has(struct at_call *call, at_id staff, bool *out)
{
	struct at_staff person;
	struct at_second_factor factor;
	enum at_status st = open_their(call, AT_VIEW, staff, &person, &factor);

	if (st == AT_OK)
		*out = factor.made != 0;
	return st;
}

/* ---- changed --------------------------------------------------------------- */

struct job {
	const struct at_staff *staff;
	struct at_second_factor factor;
	unsigned char salt[AT_RECOVERY_SALT];
	struct at_recovery_hashes hashes;
	at_id login;                    /* this browser stays signed in */
	struct at_audit_line line;
};

static enum at_status
make_codes(struct at_call *call, struct job *job, struct at_recovery_codes *out)
{
	char plain[AT_RECOVERY_ROOM];
	enum at_status st = AT_OK;

	at_store_rest(call);            /* ten slow hashes */
	at_random_bytes(call->random, job->salt, sizeof job->salt);
	job->factor.salt = (struct at_bytes){ job->salt, sizeof job->salt };
	for (int i = 0; i < AT_RECOVERY_CODES && st == AT_OK; i++) {
		at_recovery_make(call->random, out->at[i]);
		at_recovery_plain(out->at[i], plain);
		st = at_recovery_hash(plain, job->salt, job->hashes.at[i], call->err);
	}
	sodium_memzero(plain, sizeof plain);
	return st;
}

/* A change of the factor, on the person's version: of two at once, one is late. */
static enum at_status
settle(struct at_db *db, struct at_arena *scratch, struct job *job, struct at_error *err)
{
	enum at_status st = at_staff_changed(db, job->staff, err);

	if (st == AT_OK)
		st = at_login_end_others(db, job->staff, job->login, job->line.at, err);
	return st == AT_OK ? at_act_append(db, scratch, &job->line, err) : st;
}

static enum at_status
apply_on(struct at_db *db, struct at_arena *scratch, void *given, struct at_error *err)
{
	struct job *job = given;
	enum at_status st = at_factor_insert(db, &job->factor, err);

	if (st == AT_OK)
		st = at_recovery_save(db, &job->factor, &job->hashes, err);
	if (st == AT_OK)
		st = at_login_settle(db, job->staff->org, job->login, 0, err);
	return st == AT_OK ? settle(db, scratch, job, err) : st;
}

/* The step of a code of what this login is offered; 0 if it is none. */
static int64_t
step_of(const struct at_call *call, const struct at_totp *secret, const char *typed)
{
	char code[AT_TOTP_ROOM];

	return typed != NULL && at_totp_plain(typed, code)
	    ? at_totp_match(secret, code, 0, call->now) : 0;
}

enum at_status
at_action_factor_on(struct at_call *call, const char *password, const char *code,
    struct at_recovery_codes *out)
{
	struct at_staff staff;
	struct job job = { .staff = &staff, .login = call->who->login };
	struct at_totp secret;
	enum at_status st = open_own(call, AT_WRITE, &staff, &job.factor);

	if (st == AT_OK && job.factor.made != 0)
		return at_fail(call->err, AT_CONFLICT, "%s",
		    at_tr(call, "Your second factor is on already."));
	if (st == AT_OK)
		st = at_own_password(call, &staff, password);
	if (st != AT_OK)
		return st;
	secret = offered(call, &staff);
	job.factor.step = step_of(call, &secret, code);
	if (job.factor.step == 0)
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call, "This code does not fit. "
		    "Take the newest one from your app, and look at the phone's clock."));
	job.factor.made = call->now;
	job.factor.secret = at_factor_seal(call, &staff, &secret);
	job.line = at_act_line(call, "set-up", "second-factor", staff.id, 0);
	st = make_codes(call, &job, out);
	return st == AT_OK ? at_store_write(call, apply_on, &job) : st;
}

static enum at_status
apply_codes(struct at_db *db, struct at_arena *scratch, void *given, struct at_error *err)
{
	struct job *job = given;
	enum at_status st = at_recovery_save(db, &job->factor, &job->hashes, err);

	return st == AT_OK ? at_act_append(db, scratch, &job->line, err) : st;
}

static enum at_status
not_on(struct at_call *call)
{
	return at_fail(call->err, AT_CONFLICT, "%s", at_tr(call, "There is no second factor."));
}

enum at_status
at_action_factor_codes(struct at_call *call, const char *password, struct at_recovery_codes *out)
{
	struct at_staff staff;
	struct job job = { .staff = &staff };
	enum at_status st = open_own(call, AT_WRITE, &staff, &job.factor);

	if (st == AT_OK && job.factor.made == 0)
		return not_on(call);
	if (st == AT_OK)
		st = at_own_password(call, &staff, password);
	if (st == AT_OK)
		st = make_codes(call, &job, out);
	job.line = at_act_line(call, "make", "recovery-codes", staff.id, 0);
	return st == AT_OK ? at_store_write(call, apply_codes, &job) : st;
}

static enum at_status
apply_off(struct at_db *db, struct at_arena *scratch, void *given, struct at_error *err)
{
	struct job *job = given;
	enum at_status st = at_factor_delete(db, job->staff->org, job->staff->id, err);

	return st == AT_OK ? settle(db, scratch, job, err) : st;
}

enum at_status
at_action_factor_off(struct at_call *call, const char *password)
{
	struct at_staff staff;
	struct job job = { .staff = &staff, .login = call->who->login };
	bool required = false;
	enum at_status st = open_own(call, AT_WRITE, &staff, &job.factor);

	if (st == AT_OK && job.factor.made == 0)
		return not_on(call);
	if (st == AT_OK)
		st = at_factor_required(call, &staff, &required);
	if (st == AT_OK && required)
		return at_fail(call->err, AT_INVALID, "%s",
		    at_tr(call, "Your clinic asks for a second factor."));
	if (st == AT_OK)
		st = at_own_password(call, &staff, password);
	if (st != AT_OK)
		return st;
	if (password != NULL && staff.password != NULL && !call->who->once
	    && !at_password_alone(password))
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call, "Your password is too "
		    "short to be asked for alone. Choose a longer one first."));
	job.line = at_act_line(call, "turn-off", "second-factor", staff.id, 0);
	return at_store_write(call, apply_off, &job);
}

enum at_status
at_action_factor_reset(struct at_call *call, at_id id)
{
	struct at_staff staff;
	struct job job = { .staff = &staff };
	enum at_status st = open_their(call, AT_WRITE, id, &staff, &job.factor);

	if (st == AT_OK && job.factor.made == 0)
		return not_on(call);
	job.line = at_act_line(call, "reset", "second-factor", staff.id, 0);
	return st == AT_OK ? at_store_write(call, apply_off, &job) : st;
}
