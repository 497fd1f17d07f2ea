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
check_alerts(struct at_db *db, struct at_arena *scratch, const struct at_audit_line *line,
    const char *alarmed, struct at_error *err)
{
	struct at_alert *alerts;
	int n = 0;
	enum at_status st = at_alert_list(scratch, db, line->org, line->client, &alerts, &n, err);

	for (int i = 0; st == AT_OK && i < n; i++)
		if (at_alert_is_open(&alerts[i]))
			return at_fail(err, AT_CONFLICT, "%s", alarmed);
	return st;
}

static const char *
say_alarmed(const struct at_call *call)
{
	return at_tr(call, "A safety answer of this client's has not been acknowledged. Somebody"
	    " must look at it first.");
}

static enum at_status
apply_setting(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct setting *s = job;
	enum at_status st = AT_OK;

	if (s->lift)
		st = at_privacy_lift(db, s->row.org, s->row.client, s->row.kind, err);
	else if (s->row.kind == AT_RESTRICT)
		st = check_alerts(db, scratch, &s->line, s->alarmed, err);
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
	return AT_OK;
}

/* Its last day ends with midnight where the client comes. */
static enum at_status
read_until(struct at_call *call, const struct at_client *client,
    const struct at_privacy_ask *ask, at_ms *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_date date;
	struct at_site site;
	enum at_status st;

	*out = 0;
	if (ask->lift || ask->until == NULL || ask->until[0] == '\0')
		return AT_OK;
	st = db == NULL ? call->err->status : at_site_load(call->arena, db, client->org,
	    client->site, &site, call->err);
	if (st != AT_OK)
		return st;
	if (at_date_parse(ask->until, &date))
		*out = at_zone_instant(site.zone, at_date_of_days(at_date_days(date) + 1), 0, 0);
	if (ask->kind != AT_HOLD || *out <= call->now)
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call, "The last day of a hold is"
		    " a day to come, such as 2030-12-31."));
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
	at_ms until;
	struct setting job = { .lift = ask->lift, .alarmed = say_alarmed(call) };
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_PRIVACY, AT_WRITE);

	if (st == AT_OK)
		st = check_ask(call, ask);
	if (st == AT_OK)
		st = load_client(call, ask->client, &client);
	if (st == AT_OK)
		st = read_until(call, &client, ask, &until);
	if (st != AT_OK)
		return st;
	job.row = (struct at_privacy){ .org = client.org, .client = client.id, .kind = ask->kind,
		.at = call->now, .until = until, .staff = call->who->staff };
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

/* ---- one record ---------------------------------------------------------------------------- */

static enum at_status
read_asked(struct at_call *call, const struct at_client *client, enum at_privacy_kind kind,
    struct at_privacy *out, const char **out_reason)
{
	struct at_db *db = at_store_reader(call);
	enum at_status st = db == NULL ? call->err->status : at_privacy_load(call->arena, db,
	    client->org, client->id, kind, out, call->err);

	return st == AT_OK ? at_act_unseal(call, client, "privacy.reason", client->id, out->reason,
	    out_reason) : st;
}

/* Those of before the erasure, or of before now; a client who came later is in none. */
static enum at_status
read_backups(struct at_call *call, struct at_record_view *out)
{
	struct at_db *db = at_store_reader(call);
	at_ms until = out->erased.at != 0 ? out->erased.at : call->now + 1;
	int n = 0;
	enum at_status st = db == NULL ? call->err->status : at_backup_made_list(call->arena, db,
	    false, &out->backups, &n, call->err);

	for (int i = 0; st == AT_OK && i < n; i++)
		if (out->backups[i].at < until && out->backups[i].at >= out->made)
			out->backups[out->n_backups++] = out->backups[i];
	return st;
}

static enum at_status
read_place(struct at_call *call, const struct at_client *client, struct at_record_view *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_erasure *erased;
	struct at_site site;
	int n = 0;
	enum at_status st = db == NULL ? call->err->status : at_site_load(call->arena, db,
	    client->org, client->site, &site, call->err);

	if (st == AT_OK)
		st = at_erasure_list(call->arena, db, client->org, client->id, &erased, &n,
		    call->err);
	if (st == AT_OK)
		st = at_erasure_count(call->arena, db, client->org, client->id, &out->count,
		    call->err);
	if (st != AT_OK)
		return st;
	out->site = site.name;
	out->elsewhere = at_db_engine(db) == AT_POSTGRES;
	out->zone = site.zone;
	if (n > 0)
		out->erased = erased[0];
	return AT_OK;
}

enum at_status
at_action_record_state(struct at_call *call, at_id client, struct at_record_view *out)
{
	struct at_client row;
	struct at_audit_line line;
	struct at_db *db;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_PRIVACY, AT_VIEW);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	st = db == NULL ? call->err->status : at_client_load(call->arena, db, call->who->org,
	    client, &row, call->err);
	if (st != AT_OK)
		return st;
	line = at_act_line(call, "view", "privacy", client, client);
	st = at_act_note(call, &line);
	*out = (struct at_record_view){ .client = client, .made = row.made };
	if (st == AT_OK)
		st = at_act_name(call, &row, &out->name);
	if (st == AT_OK)
		st = read_place(call, &row, out);
	if (st == AT_OK)
		st = read_asked(call, &row, AT_HOLD, &out->hold, &out->hold_reason);
	if (st == AT_OK)
		st = read_asked(call, &row, AT_RESTRICT, &out->restriction,
		    &out->restriction_reason);
	out->held = at_privacy_holds(&out->hold, call->now);
	return st == AT_OK ? read_backups(call, out) : st;
}

/* ---- erasing ------------------------------------------------------------------------------- */

struct erasing {
	const char *held, *alarmed;     /* what is said when it must not be */
	struct at_audit_line line;
};

static enum at_status
apply_erasing(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct erasing *e = job;
	struct at_audit_line *line = &e->line;
	struct at_privacy hold;
	enum at_status st = at_privacy_load(scratch, db, line->org, line->client, AT_HOLD, &hold,
	    err);

	if (st == AT_OK && at_privacy_holds(&hold, line->at))
		return at_fail(err, AT_CONFLICT, "%s", e->held);
	if (st == AT_OK)
		st = check_alerts(db, scratch, line, e->alarmed, err);
	if (st == AT_OK)
		st = at_act_append(db, scratch, line, err);
	return st == AT_OK ? at_erasure_add(db, line->org, line->client, line->at, line->staff,
	    err) : st;
}

/* The erasure stands whether or not the journal can be emptied now. */
static const char *
scrub(struct at_call *call)
{
	struct at_error why = { .status = AT_OK }, *kept = call->err;
	enum at_status st;

	call->err = &why;
	st = at_store_scrub(call);
	call->err = kept;
	return st == AT_OK ? "" : at_strdup(call->arena, why.text);
}

enum at_status
at_action_erase(struct at_call *call, at_id client, struct at_erased *out)
{
	struct erasing job = { .alarmed = say_alarmed(call), .held = at_tr(call,
	    "There is a hold on this client: the record must be kept until it is lifted.") };
	struct at_client row;
	struct at_db *db;
	bool elsewhere;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_PRIVACY, AT_WRITE);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	st = db == NULL ? call->err->status : at_client_load(call->arena, db, call->who->org,
	    client, &row, call->err);
	elsewhere = db != NULL && at_db_engine(db) == AT_POSTGRES;
	job.line = at_act_line(call, "erase", "client", client, client);
	if (st == AT_OK && row.key.n_bytes > 0)
		st = at_store_write(call, apply_erasing, &job);
	if (st == AT_OK)
		*out = (struct at_erased){ scrub(call), elsewhere };
	return st;
}

enum at_status
at_action_privacy(struct at_call *call, struct at_privacy_view *out)
{
	struct at_db *db;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_PRIVACY, AT_VIEW);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	st = at_act_first_zone(call, &out->zone);
	if (st == AT_OK)
		st = at_privacy_list(call->arena, db, call->who->org, &out->set, &out->n_set,
		    call->err);
	return st == AT_OK ? at_erasure_list(call->arena, db, call->who->org, 0, &out->erased,
	    &out->n_erased, call->err) : st;
}
