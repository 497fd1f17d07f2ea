/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "store/job.h"

static const char sql_insert[] =
    "INSERT INTO job (org, id, kind, state, argument, queued, stop, progress, message, result)"
    " VALUES ($1, $2, $3, 'queued', $4, $5, 0, 0, '', '')";

enum at_status
at_job_insert(struct at_db *db, const struct at_job *job, struct at_error *err)
{
	return at_db_run(db, sql_insert, AT_BIND(at_int(job->org), at_int(job->id),
	    at_text(job->kind), at_text(job->argument), at_int(job->queued)), NULL, err);
}

#define COLUMNS \
	"org, id, kind, state, argument, queued, started, ended, node, stop, progress, message," \
	" result FROM job"

static void
read_job(const struct at_rows *rows, int i, struct at_job *out)
{
	*out = (struct at_job){
		.org = at_cell_int(rows, i, 0), .id = at_cell_int(rows, i, 1),
		.kind = at_cell_text(rows, i, 2), .state = at_cell_text(rows, i, 3),
		.argument = at_cell_text(rows, i, 4), .queued = at_cell_int(rows, i, 5),
		.started = at_cell_int(rows, i, 6), .ended = at_cell_int(rows, i, 7),
		.node = (int)at_cell_int(rows, i, 8), .stop = at_cell_int(rows, i, 9) != 0,
		.progress = (int)at_cell_int(rows, i, 10), .message = at_cell_text(rows, i, 11),
		.result = at_cell_text(rows, i, 12),
	};
}

static enum at_status
read_jobs(struct at_arena *arena, enum at_status st, const struct at_rows *rows,
    struct at_job **out, int *out_n)
{
	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_job, (size_t)rows->n_rows);
	for (int i = 0; i < rows->n_rows; i++)
		read_job(rows, i, &(*out)[i]);
	*out_n = rows->n_rows;
	return AT_OK;
}

static const char sql_list[] =
    "SELECT " COLUMNS " WHERE org = $1 ORDER BY id DESC NULLS FIRST LIMIT $2";

enum at_status
at_job_list(struct at_arena *arena, struct at_db *db, at_id org, int n_most, struct at_job **out,
    int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_list, AT_BIND(at_int(org),
	    at_int(n_most)), &rows, err);

	return read_jobs(arena, st, &rows, out, out_n);
}

static const char sql_load[] = "SELECT " COLUMNS " WHERE org = $1 AND id = $2";

enum at_status
at_job_load(struct at_arena *arena, struct at_db *db, at_id org, at_id job, struct at_job *out,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_load, AT_BIND(at_int(org), at_int(job)),
	    AT_TEXT("There is no such job."), &rows, err);

	if (st == AT_OK)
		read_job(&rows, 0, out);
	return st;
}

static const char sql_in_state[] =
    "SELECT " COLUMNS " WHERE org = $1 AND state = $2 ORDER BY id NULLS FIRST";

enum at_status
at_job_in_state(struct at_arena *arena, struct at_db *db, at_id org, const char *state,
    struct at_job **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_in_state, AT_BIND(at_int(org),
	    at_text(state)), &rows, err);

	return read_jobs(arena, st, &rows, out, out_n);
}

static const char sql_newest[] =
    "SELECT " COLUMNS " WHERE org = $1 AND kind = $2 AND (state = 'done' OR $3 = 0)"
    " AND ($4 = 0 OR queued <= $4) ORDER BY id DESC NULLS FIRST LIMIT 1";

enum at_status
at_job_newest(struct at_arena *arena, struct at_db *db, const struct at_job_wanted *wanted,
    struct at_job *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_newest, AT_BIND(at_int(wanted->org),
	    at_text(wanted->kind), at_int(wanted->done), at_int(wanted->until)), &rows, err);

	*out = (struct at_job){ .kind = wanted->kind, .argument = "", .state = "", .message = "",
		.result = "" };
	if (st == AT_OK && rows.n_rows > 0)
		read_job(&rows, 0, out);
	return st;
}

static const char sql_begin[] =
    "UPDATE job SET state = 'running', started = $1, node = $2 WHERE org = $3 AND id = $4"
    " AND state = 'queued' AND NOT EXISTS (SELECT 1 FROM job r WHERE r.org = $3"
    " AND r.state = 'running')";

enum at_status
at_job_begin(struct at_db *db, at_id org, at_id job, at_ms at, int node, struct at_error *err)
{
	return at_db_change(db, sql_begin, AT_BIND(at_int(at), at_int(node), at_int(org),
	    at_int(job)), "Another job runs now; this one waits.", err);
}

static const char sql_report[] =
    "UPDATE job SET progress = $1 WHERE org = $2 AND id = $3 AND state = 'running'";

enum at_status
at_job_report(struct at_db *db, at_id org, at_id job, int progress, struct at_error *err)
{
	return at_db_change(db, sql_report, AT_BIND(at_int(progress), at_int(org), at_int(job)),
	    "This job does not run any more.", err);
}

static const char sql_end[] =
    "UPDATE job SET state = $1, ended = $2, message = $3, result = $4,"
    " progress = CASE WHEN $1 = 'done' THEN 100 ELSE progress END"
    " WHERE org = $5 AND id = $6 AND state = 'running'";

enum at_status
at_job_end(struct at_db *db, at_id org, at_id job, const char *state, at_ms at,
    const char *message, const char *result, struct at_error *err)
{
	return at_db_change(db, sql_end, AT_BIND(at_text(state), at_id_or_null(at),
	    at_text(message), at_text(result), at_int(org), at_int(job)),
	    "This job does not run any more.", err);
}

static const char sql_stop[] =
    "UPDATE job SET stop = 1, ended = CASE WHEN state = 'queued' THEN $1 END,"
    " state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END"
    " WHERE org = $2 AND id = $3 AND state IN ('queued', 'running')";

enum at_status
at_job_stop(struct at_db *db, at_id org, at_id job, at_ms at, struct at_error *err)
{
	return at_db_change(db, sql_stop, AT_BIND(at_int(at), at_int(org), at_int(job)),
	    "This job has ended already.", err);
}
