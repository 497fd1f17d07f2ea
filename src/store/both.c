/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/both.h"

static const char sql_open[] =
    "INSERT INTO opened (org, session, client, staff, at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (org, session) DO NOTHING";

enum at_status
at_opened_insert(struct at_db *db, at_id org, at_id client, const struct at_opened *opened,
    struct at_error *err)
{
	return at_db_run(db, sql_open, AT_BIND(at_int(org), at_int(opened->session),
	    at_int(client), at_int(opened->staff), at_int(opened->at)), NULL, err);
}

static const char sql_opened[] =
    "SELECT session, staff, at FROM opened WHERE org = $1 AND client = $2";

enum at_status
at_opened_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_opened **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_opened,
	    AT_BIND(at_int(org), at_int(client)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_opened, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = (struct at_opened){ at_cell_int(&rows, i, 0), at_cell_int(&rows, i, 1),
			at_cell_int(&rows, i, 2) };
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_release[] =
    "INSERT INTO released (org, relationship, what, staff, at, ended)"
    " VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (org, relationship, what) DO UPDATE SET staff = excluded.staff,"
    " at = excluded.at, ended = excluded.ended";

enum at_status
at_released_set(struct at_db *db, at_id org, const struct at_released *released,
    struct at_error *err)
{
	return at_db_run(db, sql_release, AT_BIND(at_int(org), at_int(released->relationship),
	    at_text(released->what), at_int(released->staff), at_int(released->at),
	    released->ended ? at_int(released->at) : at_null(AT_VALUE_INT)), NULL, err);
}

static const char sql_released[] =
    "SELECT x.relationship, x.staff, x.what, x.at FROM relationship r CROSS JOIN released x"
    " WHERE r.org = $1 AND r.client = $2 AND x.org = r.org AND x.relationship = r.id"
    " AND x.ended IS NULL";

enum at_status
at_released_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_released **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_released,
	    AT_BIND(at_int(org), at_int(client)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_released, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = (struct at_released){ at_cell_int(&rows, i, 0),
			at_cell_int(&rows, i, 1), at_cell_text(&rows, i, 2),
			at_cell_int(&rows, i, 3), false };
	*out_n = rows.n_rows;
	return AT_OK;
}
