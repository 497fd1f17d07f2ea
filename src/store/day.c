/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/day.h"
#include "store/privacy.h"

/* CROSS JOIN keeps the order of the tables as written, from the therapist's relationships
 * inwards. */
static const char sql_lines[] =
    "SELECT c.id, c.site, c.name, k.sealed, c.form, c.lang, c.made, r.id,"
    " CASE WHEN d.client IS NULL THEN 0 ELSE 1 END, COALESCE(d.changes, 0),"
    " CASE WHEN d.made = d.changes AND d.until > $1 THEN d.packed END"
    " FROM relationship r CROSS JOIN client c"
    " LEFT JOIN client_key k ON k.org = c.org AND k.client = c.id"
    " LEFT JOIN day_line d ON d.org = c.org AND d.client = c.id AND d.relationship = r.id"
    " WHERE r.org = $2 AND r.therapist = $3 AND r.from_ms <= $1"
    " AND (r.to_ms IS NULL OR r.to_ms > $1) AND c.org = r.org AND c.id = r.client"
    " AND " AT_UNRESTRICTED("c.org", "c.id")
    " ORDER BY r.client NULLS FIRST";

enum at_status
at_day_lines(struct at_arena *arena, struct at_db *db, at_id org, at_id therapist, at_ms now,
    struct at_day_line **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_lines, AT_BIND(at_int(now), at_int(org),
	    at_int(therapist)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_day_line, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = (struct at_day_line){
			.client = { .org = org, .id = at_cell_int(&rows, i, 0),
			    .site = at_cell_int(&rows, i, 1), .name = at_cell_bytes(&rows, i, 2),
			    .key = at_cell_bytes(&rows, i, 3), .form = at_cell_text(&rows, i, 4),
			    .lang = at_cell_text(&rows, i, 5), .made = at_cell_int(&rows, i, 6) },
			.relationship = at_cell_int(&rows, i, 7),
			.kept = at_cell_int(&rows, i, 8) != 0,
			.changes = at_cell_int(&rows, i, 9),
			.packed = at_cell_bytes(&rows, i, 10) };
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_begin[] =
    "INSERT INTO day_line (org, client, relationship, changes) VALUES ($1, $2, $3, 0)"
    " ON CONFLICT (org, client, relationship) DO NOTHING";

enum at_status
at_day_begin(struct at_db *db, at_id org, at_id client, at_id relationship, struct at_error *err)
{
	return at_db_run(db, sql_begin, AT_BIND(at_int(org), at_int(client),
	    at_int(relationship)), NULL, err);
}

static const char sql_keep[] =
    "UPDATE day_line SET made = $1, until = $2, packed = $3"
    " WHERE org = $4 AND client = $5 AND relationship = $6";

enum at_status
at_day_keep(struct at_db *db, const struct at_day_line *line, at_ms until, struct at_error *err)
{
	return at_db_run(db, sql_keep, AT_BIND(at_int(line->changes), at_int(until),
	    at_bytes(line->packed), at_int(line->client.org), at_int(line->client.id),
	    at_int(line->relationship)), NULL, err);
}

static const char sql_touch[] =
    "UPDATE day_line SET changes = changes + 1 WHERE org = $1 AND client = $2";

enum at_status
at_day_touch(struct at_db *db, at_id org, at_id client, struct at_error *err)
{
	return at_db_run(db, sql_touch, AT_BIND(at_int(org), at_int(client)), NULL, err);
}
