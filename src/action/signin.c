/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/enter.h"
#include "action/factor_open.h"
#include "base/words.h"
#include "guard/password.h"

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
		.login = login.id, .once = login.once, .owes = login.owes, .failed = login.failed,
		.name = staff.name };
	if (!used || call->now - login.seen < AT_MINUTE)
		return AT_OK;
	login.seen = call->now;
	if (at_store_write(call, apply_touch, &login) != AT_OK)
		at_error_clear(call->err);      /* a full disk hides no alert from anybody */
	return AT_OK;
}

/* ---- in -------------------------------------------------------------------- */

/* Whoever has a second factor is asked for a code next.  Whoever must have one and has
 * none, or a password too short to come in by alone, does that first. */
static enum at_status
go_on(struct at_call *call, struct at_entering *e, const char *password,
    struct at_signed_in *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_second_factor factor;
	bool required;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_factor_load(call->arena, db, e->staff->org, e->staff->id, &factor, call->err);
	if (st == AT_OK && factor.made != 0)
		return at_enter_half(call, e, out);
	if (st == AT_OK)
		st = at_factor_required(call, e->staff, &required);
	if (st != AT_OK)
		return st;
	e->owes = required ? AT_OWES_FACTOR
	    : password != NULL && !at_password_alone(password) ? AT_OWES_PASSWORD : 0;
	return at_enter(call, e, out);
}

enum at_status
at_action_sign_in_once(struct at_call *call, const char *token, const struct at_from *from,
    struct at_signed_in *out)
{
	struct at_db *db = at_store_reader(call);
	unsigned char hash[AT_TOKEN_HASH];
	struct at_once once;
	struct at_staff staff;
	struct at_entering e = { .staff = &staff, .from = from, .how = "one-time link",
		.by_once = true, .once = &once };
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
	st = go_on(call, &e, NULL, out);
	return st == AT_CONFLICT ? AT_GONE : st;
}

/* ---- by password ------------------------------------------------------------ */

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

static enum at_status
refuse(struct at_call *call, const struct at_tries *tries, const struct at_staff *staff)
{
	return at_enter_failed(call, tries, staff, "password", at_tr(call, "That name and password"
	    " do not go together."));
}

/* As it was given out, whatever a phone makes of it: "Ada " is ada. */
static const char *
plain_name(struct at_call *call, const char *login)
{
	size_t n;
	char *name;

	login += strspn(login, " ");
	name = at_strdup(call->arena, login);
	for (n = strlen(name); n > 0 && name[n - 1] == ' '; n--)
		name[n - 1] = '\0';
	for (char *c = name; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return name;
}

enum at_status
at_action_sign_in(struct at_call *call, const char *login, const char *password,
    const struct at_from *from, struct at_signed_in *out)
{
	struct at_db *db;
	struct at_tries tries;
	struct at_staff *staff;
	struct at_entering e = { .from = from, .how = "password", .tries = &tries };
	int n_staff;
	enum at_status st;

	login = plain_name(call, login);
	st = at_tries_load(call, "name", login, from->peer, &tries);
	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	st = at_staff_named(call->arena, db, login, &staff, &n_staff, call->err);
	if (st != AT_OK)
		return st;
	at_store_rest(call);            /* the hash takes a while; nobody waits for us */
	e.staff = whose_password(staff, n_staff, password);
	if (e.staff == NULL)
		return refuse(call, &tries, n_staff == 0 ? NULL : &staff[0]);
	st = go_on(call, &e, password, out);
	if (st != AT_CONFLICT)
		return st;
	at_error_clear(call->err);      /* one of too many at the same moment */
	return refuse(call, &tries, e.staff);
}

/* ---- out -------------------------------------------------------------------- */

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
	enum at_status st = at_once_end_all(db, m->once.org, m->once.staff, m->line.at, err);

	if (st == AT_OK)
		st = at_once_insert(db, &m->once, m->hash, m->line.at, err);
	return st == AT_OK ? at_act_append(db, scratch, &m->line, err) : st;
}

enum at_status
at_action_make_once(struct at_call *call, at_id staff, const char **out_url)
{
	struct at_staff somebody;
	struct making_once job;
	char token[AT_TOKEN_ROOM];
	enum at_status st = at_their_staff(call, AT_WRITE, staff, &somebody);

	if (st != AT_OK)
		return st;
	at_token_make(call->random, AT_COOKIE_BITS, token);
	at_token_hash(token, AT_COOKIE_BITS, job.hash);
	job.once = (struct at_once){ .org = call->who->org, .id = at_store_id(call),
		.staff = staff, .closes = call->now + once_lasts };
	job.line = at_act_line(call, "make", "one-time-link", staff, 0);
	st = at_store_write(call, apply_make_once, &job);
	if (st == AT_OK)
		*out_url = at_printf(call->arena, "%s/once/%s", call->house->public_url, token);
	return st;
}
