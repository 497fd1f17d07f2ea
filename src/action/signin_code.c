/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second half of signing in: a code of the app, or a recovery code (action/signin.h). */
#include <sodium.h>

#include "action/act.h"
#include "action/enter.h"
#include "action/factor_open.h"
#include "base/words.h"
#include "guard/recovery.h"

/* Who waits, and with which factor. */
struct waiting {
	struct at_half_login half;
	struct at_staff staff;
	struct at_second_factor factor;
};

static enum at_status
too_late(struct at_call *call)
{
	at_error_clear(call->err);
	return at_fail(call->err, AT_GONE, "%s", at_tr(call, "That took too long, or something "
	    "was changed meanwhile. Please sign in again."));
}

static enum at_status
open_waiting(struct at_call *call, const char *cookie, struct waiting *out)
{
	struct at_db *db = at_store_reader(call);
	unsigned char hash[AT_TOKEN_HASH];
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	if (cookie == NULL || !at_token_hash(cookie, AT_COOKIE_BITS, hash))
		return too_late(call);
	st = at_half_login_find(call->arena, db, hash, &out->half, call->err);
	if (st == AT_NOT_FOUND || (st == AT_OK && out->half.closes <= call->now))
		return too_late(call);
	if (st == AT_OK)
		st = at_staff_load(call->arena, db, out->half.org, out->half.staff, &out->staff,
		    call->err);
	if (st == AT_OK)
		st = at_factor_load(call->arena, db, out->half.org, out->half.staff,
		    &out->factor, call->err);
	if (st == AT_OK && (out->staff.disabled || out->factor.made == 0))
		return too_late(call);
	return st;
}

enum at_status
at_action_awaits_code(struct at_call *call, const char *half)
{
	struct waiting w;

	return open_waiting(call, half, &w);
}

/* What was typed, as something to use up.  AT_DENIED: it is nothing. */
static enum at_status
read_code(struct at_call *call, const struct waiting *w, const char *typed,
    struct at_entering *e, unsigned char hash[AT_RECOVERY_HASH])
{
	char code[AT_TOTP_ROOM], recovery[AT_RECOVERY_ROOM];
	struct at_totp secret;
	enum at_status st;

	if (at_recovery_plain(typed, recovery)) {
		e->recovery = hash;
		e->how = "recovery code";
		return at_recovery_hash(recovery, w->factor.salt.bytes, hash, call->err);
	}
	if (!at_totp_plain(typed, code))
		return AT_DENIED;
	st = at_factor_open(call, &w->factor, &secret);
	if (st != AT_OK)
		return st;
	e->step = at_totp_match(&secret, code, w->factor.step, call->now);
	sodium_memzero(&secret, sizeof secret);
	return e->step == 0 ? AT_DENIED : AT_OK;
}

static enum at_status
refuse(struct at_call *call, const struct at_tries *tries, const struct at_staff *staff)
{
	return at_enter_failed(call, tries, staff, "code", at_tr(call, "This code does not fit. "
	    "Take the newest one from your app: each works once."));
}

enum at_status
at_action_sign_in_code(struct at_call *call, const char *half, const char *code,
    const struct at_from *from, struct at_signed_in *out)
{
	unsigned char hash[AT_RECOVERY_HASH];
	struct waiting w;
	struct at_tries tries;
	struct at_entering e = { .staff = &w.staff, .from = from, .how = "code",
		.half = &w.half, .factor = &w.factor, .tries = &tries };
	enum at_status st = open_waiting(call, half, &w);

	if (st == AT_OK)
		st = at_tries_load(call, "code", at_factor_account(call, &w.staff), from->peer,
		    &tries);
	if (st != AT_OK)
		return st;
	at_store_rest(call);            /* a recovery code takes a while to hash */
	st = read_code(call, &w, code, &e, hash);
	if (st == AT_DENIED)
		return refuse(call, &tries, &w.staff);
	if (st != AT_OK)
		return st;
	e.by_once = w.half.once;
	st = at_enter(call, &e, out);
	if (st != AT_CONFLICT)
		return st;
	at_error_clear(call->err);      /* used at the same moment, or one of too many */
	return refuse(call, &tries, &w.staff);
}
