/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "action/act.h"
#include "action/backup.h"

static enum at_status
note(struct at_call *call, const char *verb, const char *detail)
{
	struct at_audit_line line = at_act_line(call, verb, "backup", 0, 0);
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_BACKUP, AT_WRITE);

	line.detail = detail;
	return st == AT_OK ? at_act_note(call, &line) : st;
}

enum at_status
at_action_backup(struct at_call *call, const char *path, const struct at_backup_watch *watch,
    struct at_backup *out)
{
	struct at_db *db;
	enum at_status st = note(call, "write", "");

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	return db == NULL ? call->err->status : at_backup_write(call->arena, db,
	    &(struct at_backup_order){ .path = path, .now = call->now, .watch = watch }, out,
	    call->err);
}

enum at_status
at_action_restored(struct at_call *call, const struct at_backup *backup)
{
	return note(call, "restore", at_printf(call->arena, "%" PRId64, backup->at));
}
