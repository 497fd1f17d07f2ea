/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "store/health.h"

const char *
at_health_job_state(int i)
{
	static const char *const states[AT_JOB_STATES] = { "queued", "running", "done", "failed",
		"cancelled" };

	return states[i];
}

static enum at_status
count_jobs(struct at_arena *arena, struct at_db *db, struct at_health_counts *out,
    struct at_error *err)
{
	static const char sql_jobs[] = "SELECT state, count(*) FROM job GROUP BY state";
	struct at_rows rows;
	enum at_status status = at_db_query(arena, db, sql_jobs, AT_NO_BIND, &rows, err);

	for (int r = 0; status == AT_OK && r < rows.n_rows; r++)
		for (int i = 0; i < AT_JOB_STATES; i++)
			if (strcmp(at_cell_text(&rows, r, 0), at_health_job_state(i)) == 0)
				out->jobs[i] = at_cell_int(&rows, r, 1);
	return status;
}

static enum at_status
count_alerts(struct at_arena *arena, struct at_db *db, at_ms now, struct at_health_counts *out,
    struct at_error *err)
{
	static const char sql_alerts[] =
	    "SELECT CAST(sum(CASE WHEN a.at >= $1 THEN 1 ELSE 0 END) AS BIGINT),"
	    " CAST(sum(CASE WHEN a.at < $1 AND a.at >= $2 THEN 1 ELSE 0 END) AS BIGINT),"
	    " CAST(sum(CASE WHEN a.at < $2 THEN 1 ELSE 0 END) AS BIGINT)"
	    " FROM alert_open o CROSS JOIN alert a WHERE a.org = o.org AND a.id = o.alert";
	struct at_rows rows;
	enum at_status status = at_db_query(arena, db, sql_alerts,
	    AT_BIND(at_int(now - AT_HOUR), at_int(now - AT_DAY)), &rows, err);

	if (status != AT_OK)
		return status;
	out->alerts_hour = at_cell_int(&rows, 0, 0);
	out->alerts_day = at_cell_int(&rows, 0, 1);
	out->alerts_older = at_cell_int(&rows, 0, 2);
	return AT_OK;
}

static enum at_status
find_backup(struct at_arena *arena, struct at_db *db, at_ms now, struct at_health_counts *out,
    struct at_error *err)
{
	static const char sql_backup[] =
	    "SELECT max(at) FROM backup_made WHERE removed IS NULL AND problem = ''"
	    " AND kind <> 'received' AND at <= $1";
	struct at_rows rows;
	enum at_status status = at_db_query(arena, db, sql_backup, AT_BIND(at_int(now)), &rows,
	    err);

	if (status == AT_OK)
		out->last_backup = at_cell_int(&rows, 0, 0);
	return status;
}

enum at_status
at_health_count(struct at_arena *arena, struct at_db *db, at_ms now,
    struct at_health_counts *out, struct at_error *err)
{
	struct at_health_counts counts = { { 0 }, 0, 0, 0, 0 };
	enum at_status status = count_jobs(arena, db, &counts, err);

	if (status == AT_OK)
		status = count_alerts(arena, db, now, &counts, err);
	if (status == AT_OK)
		status = find_backup(arena, db, now, &counts, err);
	if (status == AT_OK)
		*out = counts;
	return status;
}

enum at_status
at_health_sealed_key(struct at_arena *arena, struct at_db *db, at_id *out_org,
    at_id *out_client, struct at_bytes *out, struct at_error *err)
{
	static const char sql_key[] =
	    "SELECT org, client, sealed FROM client_key ORDER BY org, client LIMIT 1";
	struct at_rows rows;
	enum at_status status = at_db_query(arena, db, sql_key, AT_NO_BIND, &rows, err);

	if (status != AT_OK)
		return status;
	*out = (struct at_bytes){ NULL, 0 };
	if (rows.n_rows == 0)
		return AT_OK;
	*out_org = at_cell_int(&rows, 0, 0);
	*out_client = at_cell_int(&rows, 0, 1);
	*out = at_cell_bytes(&rows, 0, 2);
	return AT_OK;
}

static const char sql_size_sqlite[] =
    "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
static const char sql_size_postgres[] = "SELECT pg_database_size(current_database())";

enum at_status
at_health_size(struct at_arena *arena, struct at_db *db, int64_t *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, at_db_engine(db) == AT_SQLITE ? sql_size_sqlite
	    : sql_size_postgres, AT_NO_BIND, &rows, err);

	if (st == AT_OK)
		*out = at_cell_int(&rows, 0, 0);
	return st;
}
