/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "action/act.h"
#include "action/backup.h"
#include "base/file.h"
#include "guard/locked_key.h"
#include "store/org.h"
#include "store/setup.h"

static enum at_status
allow(struct at_call *call, enum at_verb verb)
{
	return at_act_allow(call, AT_REL_ANY, AT_RES_BACKUP, verb);
}

/* ---- one backup ----------------------------------------------------------------------- */

static enum at_status
lock_key(struct at_call *call, const char *passphrase, struct at_bytes *out)
{
	unsigned char *locked = AT_NEW(call->arena, unsigned char, AT_LOCKED_KEY_BYTES);

	*out = (struct at_bytes){ NULL, 0 };
	if (passphrase == NULL)
		return AT_OK;
	*out = (struct at_bytes){ locked, AT_LOCKED_KEY_BYTES };
	return at_key_lock(&call->house->master, passphrase, call->random, locked, call->err);
}

struct listing {
	struct at_backup_made made;
	struct at_audit_line line;      /* verb NULL: it is written already */
};

static enum at_status
apply_listing(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct listing *l = job;
	enum at_status st = at_backup_made_insert(db, &l->made, err);

	return st == AT_OK && l->line.verb != NULL ? at_act_append(db, scratch, &l->line, err)
	    : st;
}

static struct listing
list_of(struct at_call *call, const char *kind, const char *path, const struct at_backup *backup)
{
	struct listing l = { .made = at_backup_made_of(call->arena, backup) };

	l.made.org = call->who->org;
	l.made.id = at_store_id(call);
	l.made.kind = kind;
	l.made.path = path;
	return l;
}

enum at_status
at_backup_do(struct at_call *call, const struct at_backup_wish *wish, const char *kind,
    struct at_backup *out, struct at_backup_made *out_made)
{
	struct at_audit_line line = at_act_line(call, "write", "backup", 0, 0);
	struct at_backup_order order = { .folder = at_store_folder(call->store),
		.now = call->now, .watch = wish->watch };
	struct listing listing;
	struct at_db *db;
	enum at_status st = at_file_absolute(call->arena, wish->path, &order.path, call->err);

	if (wish->passphrase != NULL)
		line.detail = "with the key";
	if (st == AT_OK)
		st = lock_key(call, wish->passphrase, &order.key);
	if (st == AT_OK)
		st = at_act_note(call, &line);
	if (st == AT_OK)
		st = at_store_apart(call, &db);
	if (st == AT_OK)
		st = at_backup_write(call->arena, db, &order, out, call->err);
	if (st != AT_OK)
		return st;
	listing = list_of(call, kind, order.path, out);
	*out_made = listing.made;
	return at_store_write(call, apply_listing, &listing);
}

enum at_status
at_action_backup(struct at_call *call, const struct at_backup_wish *wish, struct at_backup *out)
{
	struct at_backup_made made;
	enum at_status st = allow(call, AT_WRITE);

	return st == AT_OK ? at_backup_do(call, wish, "hand", out, &made) : st;
}

enum at_status
at_action_restored(struct at_call *call, const char *path, const struct at_backup *backup)
{
	struct listing listing;
	const char *absolute;
	enum at_status st = allow(call, AT_WRITE);

	if (st == AT_OK)
		st = at_file_absolute(call->arena, path, &absolute, call->err);
	if (st != AT_OK)
		return st;
	listing = list_of(call, "received", absolute, backup);
	listing.line = at_act_line(call, "restore", "backup", listing.made.id, 0);
	listing.line.detail = at_printf(call->arena, "%" PRId64, backup->at);
	return at_store_write(call, apply_listing, &listing);
}

struct tried {
	at_id org, id;
	at_ms at;
	const char *problem;
};

static enum at_status
apply_tried(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	const struct tried *t = job;

	(void)scratch;
	return at_backup_made_checked(db, t->org, t->id, t->at, t->problem, err);
}

enum at_status
at_action_backup_tried(struct at_call *call, const char *path, const char *problem)
{
	struct tried tried = { .at = call->now, .problem = problem };
	struct at_backup_made *made;
	const char *absolute;
	int n = 0;
	enum at_status st = allow(call, AT_WRITE);

	if (st == AT_OK)
		st = at_file_absolute(call->arena, path, &absolute, call->err);
	if (st == AT_OK)
		st = at_action_backups(call, false, &made, &n);
	for (int i = 0; i < n && st == AT_OK && tried.id == 0; i++)
		if (strcmp(made[i].path, absolute) == 0) {
			tried.org = made[i].org;
			tried.id = made[i].id;
		}
	return st == AT_OK && tried.id != 0 ? at_store_write(call, apply_tried, &tried) : st;
}

/* ---- what there is ----------------------------------------------------------------------- */

enum at_status
at_action_backups(struct at_call *call, bool all, struct at_backup_made **out, int *out_n)
{
	struct at_db *db;
	enum at_status st = allow(call, AT_VIEW);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	return db == NULL ? call->err->status : at_backup_made_list(call->arena, db, all, out,
	    out_n, call->err);
}

enum at_status
at_backup_rule_of(struct at_call *call, struct at_backup_rule *out)
{
	struct at_db *db;
	const char *line = NULL;
	enum at_status st;

	*out = at_backup_rule_usual;
	if (call->house != NULL && call->house->backups != NULL) {
		*out = *call->house->backups;
	} else {
		db = at_store_reader(call);
		st = db == NULL ? call->err->status : at_noted_load(call->arena, db,
		    call->who->org, "backups", &line, call->err);
		if (st != AT_OK)
			return st;
	}
	if (line != NULL && !at_backup_rule_parse(line, out))
		return at_fail(call->err, AT_CORRUPT, "The noted rule of backups cannot be read:"
		    " start attune serve anew.");
	if (out->folder == NULL)
		out->folder = at_printf(call->arena, "%s/backups", at_store_folder(call->store));
	return AT_OK;
}
