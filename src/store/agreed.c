/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/agreed.h"

static const char sql_insert[] =
    "INSERT INTO agreed (org, id, client, ratings, seen, said, staff, at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

enum at_status
at_agreed_insert(struct at_db *db, const struct at_agreed *a, struct at_error *err)
{
	return at_db_run(db, sql_insert, AT_BIND(at_int(a->org), at_int(a->id),
	    at_int(a->client), at_text(a->ratings), at_text(a->seen), at_text(a->said),
	    at_id_or_null(a->staff), at_int(a->at)), NULL, err);
}

static const char sql_newest[] =
    "SELECT id, ratings, seen, said, staff, at FROM agreed WHERE org = $1 AND client = $2"
    " ORDER BY id DESC NULLS FIRST LIMIT 1";

enum at_status
at_agreed_newest(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_agreed *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_newest,
	    AT_BIND(at_int(org), at_int(client)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = (struct at_agreed){ .org = org, .client = client, .ratings = "therapist",
		.seen = "now", .said = "therapist" };
	if (rows.n_rows == 0)
		return AT_OK;
	out->id = at_cell_int(&rows, 0, 0);
	out->ratings = at_cell_text(&rows, 0, 1);
	out->seen = at_cell_text(&rows, 0, 2);
	out->said = at_cell_text(&rows, 0, 3);
	out->staff = at_cell_int(&rows, 0, 4);
	out->at = at_cell_int(&rows, 0, 5);
	return AT_OK;
}
