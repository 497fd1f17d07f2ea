/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/planning.h"
#include "action/privacy.h"
#include "base/utf8.h"
#include "base/words.h"
#include "store/alert.h"

enum { MOST_REASON = 300 };

struct setting {
	struct at_privacy row;
	bool lift;
	const char *alarmed;            /* what is said when a safety answer waits */
	struct at_audit_line line;
};

/* Looked at by the job itself: an answer may come in at any moment. */
static enum at_status
check_alerts(struct at_db *db, struct at_arena *scratch, const struct setting *s,
    struct at_error *err)
{
	struct at_alert *alerts;
	int n = 0;
	enum at_status st = at_alert_list(scratch, db, s->row.org, s->row.client, &alerts, &n, err);

	for (int i = 0; st == AT_OK && i < n; i++)
		if (alerts[i].by == 0)
			return at_fail(err, AT_CONFLICT, "%s", s->alarmed);
	return st;
}

static enum at_status
apply_setting(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct setting *s = job;
	enum at_status st = AT_OK;

	if (s->lift)
		st = at_privacy_lift(db, s->row.org, s->row.client, s->row.kind, err);
	else if (s->row.kind == AT_RESTRICT)
		st = check_alerts(db, scratch, s, err);
	if (st == AT_OK && !s->lift)
		st = at_privacy_set(db, &s->row, err);
	return st == AT_OK ? at_act_append(db, scratch, &s->line, err) : st;
}

static enum at_status
check_ask(struct at_call *call, const struct at_privacy_ask *ask)
{
	const char *reason = ask->reason == NULL ? "" : ask->reason;

	if (ask->lift)
		return AT_OK;
	if (reason[strspn(reason, " \t\r\n")] == '\0')
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call, "Say in a few words who"
		    " asks for this, and why."));
	if (!at_utf8_valid(reason, strlen(reason)) || at_utf8_count(reason) > MOST_REASON)
		return at_fail(call->err, AT_INVALID, at_tr(call, "A reason has at most %d"
		    " characters."), MOST_REASON);
	if (ask->until != 0 && (ask->kind != AT_HOLD || ask->until <= call->now))
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call, "A hold ends on a day to"
		    " come."));
	return AT_OK;
}

/* The client, whom the policy may know nothing else of. */
static enum at_status
load_client(struct at_call *call, at_id client, struct at_client *out)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st = db == NULL ? call->err->status : at_client_load(call->arena, db,
	    call->who->org, client, out, call->err);

	if (st == AT_OK && out->key.n_bytes == 0)
		return at_fail(call->err, AT_GONE, "%s", at_tr(call,
		    "This client has been erased."));
	return st;
}

enum at_status
at_action_privacy_set(struct at_call *call, const struct at_privacy_ask *ask)
{
	struct at_client client;
	struct setting job = { .lift = ask->lift, .alarmed = at_tr(call, "A safety answer of this"
	    " client's has not been acknowledged. Somebody must look at it first.") };
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_PRIVACY, AT_WRITE);

	if (st == AT_OK)
		st = check_ask(call, ask);
	if (st == AT_OK)
		st = load_client(call, ask->client, &client);
	if (st != AT_OK)
		return st;
	job.row = (struct at_privacy){ .org = client.org, .client = client.id, .kind = ask->kind,
		.at = call->now, .until = ask->until, .staff = call->who->staff };
	job.line = at_act_line(call, ask->lift ? "lift" : "set", at_privacy_name(ask->kind),
	    client.id, client.id);
	if (!ask->lift)
		st = at_act_seal(call, &client, "privacy.reason", client.id, ask->reason,
		    &job.row.reason);
	if (st == AT_OK)
		st = at_store_write(call, apply_setting, &job);
	return st == AT_OK && ask->lift && ask->kind == AT_RESTRICT
	    ? at_plan_settle(call, client.org, client.id) : st;
}
