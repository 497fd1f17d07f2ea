/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/upkeep.h"
#include "store/alert.h"
#include "store/health.h"
#include "store/migrate.h"

static enum at_status
look_at_backups(struct at_call *call, struct at_upkeep *out)
{
	struct at_backup_made *all;
	const struct at_zone *zone;
	int n;
	enum at_status st = at_backup_rule_of(call, &out->rule);

	if (st == AT_OK)
		st = at_act_first_zone(call, &zone);
	if (st == AT_OK)
		st = at_action_backups(call, false, &all, &n);
	if (st != AT_OK)
		return st;
	if (out->rule.minute != AT_BACKUP_NEVER)
		out->next = at_backup_rule_next(&out->rule, zone, call->now);
	/* One of a night that has not come is of a clock that was wrong: when it was made
	 * nobody knows. */
	for (int i = n - 1; i >= 0; i--) {
		if (strcmp(all[i].kind, "received") == 0 || all[i].problem[0] != '\0'
		    || all[i].at > call->now)
			continue;
		out->newest = all[i];
		if (all[i].checked != 0)
			out->tried = all[i];
	}
	return AT_OK;
}

static enum at_status
count_jobs(struct at_call *call, struct at_db *db, const char *state, int *out_n,
    at_ms *out_since)
{
	struct at_job *jobs;
	enum at_status st = at_job_in_state(call->arena, db, call->who->org, state, &jobs, out_n,
	    call->err);

	if (st == AT_OK && *out_n > 0)
		*out_since = jobs[0].started != 0 ? jobs[0].started : jobs[0].queued;
	return st;
}

static enum at_status
look_at_jobs(struct at_call *call, struct at_db *db, struct at_upkeep *out)
{
	enum at_status st = count_jobs(call, db, "queued", &out->n_queued, &out->queued_since);

	return st == AT_OK ? count_jobs(call, db, "running", &out->n_running,
	    &out->running_since) : st;
}

enum at_status
at_action_upkeep(struct at_call *call, struct at_upkeep *out)
{
	struct at_upkeep upkeep = { .program = AT_VERSION };
	struct at_db *db;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_UPKEEP, AT_VIEW);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	upkeep.engine = at_db_engine(db) == AT_SQLITE ? "SQLite" : "PostgreSQL";
	at_migrations(&upkeep.schema);
	st = at_health_size(call->arena, db, &upkeep.n_database_bytes, call->err);
	if (st == AT_OK)
		st = look_at_backups(call, &upkeep);
	if (st == AT_OK)
		st = look_at_jobs(call, db, &upkeep);
	if (st == AT_OK)
		st = at_alert_open_count(call->arena, db, call->who->org, &upkeep.n_alerts,
		    &upkeep.alerts_since, call->err);
	if (st == AT_OK)
		*out = upkeep;
	return st;
}
