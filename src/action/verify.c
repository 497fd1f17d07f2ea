/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "action/act.h"
#include "action/verify.h"

enum at_status
at_action_verify(struct at_call *call, const struct at_audit_head *expected, int n_expected,
    struct at_audit_report *out)
{
	struct at_db *db;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_AUDIT, AT_VIEW);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	return db == NULL ? call->err->status : at_audit_verify(call->arena, db, expected,
	    n_expected, out, call->err);
}
