/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sodium.h>
#include <string.h>

#include "action/house.h"
#include "action/tries.h"
#include "base/words.h"
#include "guard/delay.h"
#include "store/people.h"
#include "store/store.h"

static void
make_key(const struct at_call *call, const char *kind, const char *value,
    unsigned char out[AT_TOKEN_HASH])
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, call->house->master.bytes, AT_KEY_BYTES, AT_TOKEN_HASH);
	crypto_generichash_update(&state, (const unsigned char *)kind, strlen(kind) + 1);
	crypto_generichash_update(&state, (const unsigned char *)value, strlen(value));
	crypto_generichash_final(&state, out, AT_TOKEN_HASH);
}

void
at_tries_make(const struct at_call *call, const char *kind, const char *account,
    const char *peer, struct at_tries *out)
{
	char network[AT_NETWORK_ROOM] = "";

	out->by_network = peer != NULL;
	if (peer != NULL)
		at_delay_network(peer, network);
	make_key(call, kind, account, out->account);
	make_key(call, "network", network, out->network);
}

static enum at_status
load_wait(struct at_arena *arena, struct at_db *db, const struct at_tries *tries, at_ms now,
    at_ms *out, struct at_error *err)
{
	struct at_failures by_account, by_network = { 0, 0 };
	enum at_status st = at_attempt_load(arena, db, tries->account, &by_account, err);

	if (st == AT_OK && tries->by_network)
		st = at_attempt_load(arena, db, tries->network, &by_network, err);
	if (st == AT_OK)
		*out = at_delay_wait(by_account, by_network, now);
	return st;
}

/* Rounded up, or who waits so long would have to wait again. */
static enum at_status
too_many(struct at_call *call, at_ms wait)
{
	int seconds = (int)((wait + AT_SECOND - 1) / AT_SECOND), minutes = (seconds + 59) / 60;

	return at_fail(call->err, AT_BUSY, "%s", seconds <= 60
	    ? at_printf(call->arena, at_trn(call, "Too many tries. Wait %d second.",
	    "Too many tries. Wait %d seconds.", (unsigned long)seconds), seconds)
	    : at_printf(call->arena, at_trn(call, "Too many tries. Wait %d minute.",
	    "Too many tries. Wait %d minutes.", (unsigned long)minutes), minutes));
}

enum at_status
at_tries_load(struct at_call *call, const char *kind, const char *account, const char *peer,
    struct at_tries *out)
{
	struct at_db *db = at_store_reader(call);
	at_ms wait;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	at_tries_make(call, kind, account, peer, out);
	st = load_wait(call->arena, db, out, call->now, &wait, call->err);
	if (st != AT_OK || wait == 0)
		return st;
	return too_many(call, wait);
}

static enum at_status
count_failure(struct at_db *db, struct at_arena *scratch, const unsigned char *key, at_ms now,
    struct at_error *err)
{
	struct at_failures failures;
	enum at_status st = at_attempt_load(scratch, db, key, &failures, err);

	if (st != AT_OK)
		return st;
	failures = at_delay_failed(failures, now);
	return at_attempt_save(db, key, &failures, err);
}

enum at_status
at_tries_failed(struct at_db *db, struct at_arena *scratch, const struct at_tries *tries,
    at_ms now, struct at_error *err)
{
	enum at_status st = at_attempt_forget(db, now - AT_DELAY_QUIET, err);

	if (st == AT_OK)
		st = count_failure(db, scratch, tries->account, now, err);
	return st == AT_OK && tries->by_network
	    ? count_failure(db, scratch, tries->network, now, err) : st;
}

enum at_status
at_tries_still(struct at_db *db, struct at_arena *scratch, const struct at_tries *tries,
    at_ms now, struct at_error *err)
{
	at_ms wait;
	enum at_status st = load_wait(scratch, db, tries, now, &wait, err);

	return st == AT_OK && wait > 0 ? at_fail(err, AT_CONFLICT, "Too many tries meanwhile.")
	    : st;
}

enum at_status
at_tries_right(struct at_db *db, const struct at_tries *tries, struct at_error *err)
{
	static const struct at_failures none;

	return at_attempt_save(db, tries->account, &none, err);
}
