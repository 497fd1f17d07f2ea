/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/day.h"
#include "store/said.h"

static const char sql_insert[] =
    "INSERT INTO said_read (org, answer, client, staff, at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (org, answer, staff) DO NOTHING";

enum at_status
at_said_read_insert(struct at_db *db, const struct at_said_read *r, struct at_error *err)
{
	enum at_status st = at_db_run(db, sql_insert, AT_BIND(at_int(r->org), at_int(r->answer),
	    at_int(r->client), at_int(r->staff), at_int(r->at)), NULL, err);

	return st == AT_OK ? at_day_touch(db, r->org, r->client, err) : st;
}

static const char sql_list[] =
    "SELECT answer, staff, at FROM said_read WHERE org = $1 AND client = $2"
    " ORDER BY answer NULLS FIRST, staff NULLS FIRST";

enum at_status
at_said_read_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_said_read **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_list, AT_BIND(at_int(org), at_int(client)),
	    &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_said_read, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = (struct at_said_read){ .org = org, .client = client,
			.answer = at_cell_int(&rows, i, 0), .staff = at_cell_int(&rows, i, 1),
			.at = at_cell_int(&rows, i, 2) };
	*out_n = rows.n_rows;
	return AT_OK;
}

at_ms
at_said_read_find(const struct at_said_read *reads, int n, at_id answer, at_id staff)
{
	for (int i = 0; i < n; i++)
		if (reads[i].answer == answer && reads[i].staff == staff)
			return reads[i].at;
	return 0;
}

static const char sql_first[] =
    "SELECT count(*) FROM said_read r JOIN answer a ON a.org = r.org AND a.client = r.client"
    " AND a.id = r.answer WHERE r.org = $1 AND r.client = $2 AND a.session = $3"
    " AND r.staff = $4 AND a.instrument = 'session' AND a.form IN ('client', 'teen')";

enum at_status
at_said_read_first(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    at_id session, at_id staff, bool *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_first, AT_BIND(at_int(org), at_int(client),
	    at_int(session), at_int(staff)), &rows, err);

	if (st == AT_OK)
		*out = at_cell_int(&rows, 0, 0) > 0;
	return st;
}
