/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <sodium.h>

#include "action/health.h"
#include "action/house.h"
#include "store/migrate.h"

/* A batch with nothing in it: it takes the write lock and gives it back, and costs the disk
 * nothing. */
static enum at_status
apply_nothing(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	(void)db, (void)scratch, (void)job, (void)err;
	return AT_OK;
}

enum at_status
at_action_ready(struct at_call *call)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	st = at_migrate_check(call->arena, db, call->err);
	return st == AT_OK ? at_store_write(call, apply_nothing, NULL) : st;
}

enum at_status
at_action_key_fits(struct at_call *call, struct at_db *db)
{
	struct at_place place = { .field = "client.key" };
	struct at_bytes sealed;
	char *opened;
	size_t n;
	enum at_status st = at_health_sealed_key(call->arena, db, &place.org, &place.row, &sealed,
	    call->err);

	if (st != AT_OK || sealed.n_bytes == 0)
		return st;
	if (at_unseal(call->arena, &call->house->master, place, sealed.bytes, sealed.n_bytes,
	    &opened, &n, NULL) != AT_OK)
		return at_fail(call->err, AT_CORRUPT, "the master key is not the one of this"
		    " database: names and words cannot be read with it");
	sodium_memzero(opened, n);
	return AT_OK;
}

void
at_action_health(struct at_call *call, struct at_health *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_health health = { .counted = false };

	if (db != NULL)
		health.counted = at_health_count(call->arena, db, call->now, &health.counts,
		    call->err) == AT_OK;
	at_error_clear(call->err);
	at_store_state(call->store, &health.store);
	*out = health;
}
