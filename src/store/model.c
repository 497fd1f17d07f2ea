/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/consent.h"
#include "store/model.h"
#include "store/privacy.h"

static const char sql_insert[] =
    "INSERT INTO course_model (org, id, instrument, instrument_version, scale, form, version,"
    " at, n_episodes, n_scores, parameters)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

enum at_status
at_model_insert(struct at_db *db, const struct at_kept_model *m, struct at_error *err)
{
	return at_db_run(db, sql_insert, AT_BIND(at_int(m->org), at_int(m->id),
	    at_text(m->instrument), at_int(m->instrument_version), at_text(m->scale),
	    at_text(m->form), at_int(m->version), at_int(m->at), at_int(m->n_episodes),
	    at_int(m->n_scores), at_text(m->parameters)), NULL, err);
}

static const char sql_newest[] =
    "SELECT id, version, at, n_episodes, n_scores, parameters FROM course_model"
    " WHERE org = $1 AND instrument = $2 AND instrument_version = $3 AND scale = $4"
    " AND form = $5 ORDER BY version DESC NULLS FIRST LIMIT 1";

enum at_status
at_model_newest(struct at_arena *arena, struct at_db *db, const struct at_kept_model *of,
    struct at_kept_model *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_newest, AT_BIND(at_int(of->org),
	    at_text(of->instrument), at_int(of->instrument_version), at_text(of->scale),
	    at_text(of->form)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = *of;
	out->id = 0;
	if (rows.n_rows == 0)
		return AT_OK;
	out->id = at_cell_int(&rows, 0, 0);
	out->version = (int)at_cell_int(&rows, 0, 1);
	out->at = at_cell_int(&rows, 0, 2);
	out->n_episodes = (int)at_cell_int(&rows, 0, 3);
	out->n_scores = (int)at_cell_int(&rows, 0, 4);
	out->parameters = at_cell_text(&rows, 0, 5);
	return AT_OK;
}

static const char sql_ids[] =
    "SELECT id FROM episode WHERE org = $1 AND id > $2 AND closed < $3"
    " ORDER BY id NULLS FIRST LIMIT $4";

/* CROSS JOIN keeps the order of the tables as written: from the courses inwards. */
static const char sql_page[] =
    "SELECT e.id, a.instrument, a.instrument_version, a.form, a.scores,"
    " CASE WHEN s.id IS NULL THEN 0 ELSE 1 END,"
    " (SELECT count(*) FROM session x WHERE x.org = a.org AND x.client = a.client"
    " AND x.starts <= COALESCE(s.starts, a.at) AND x.state <> 'cancelled')"
    " FROM episode e CROSS JOIN relationship r CROSS JOIN answer a"
    " LEFT JOIN session s ON s.org = a.org AND s.id = a.session"
    " WHERE e.org = $1 AND e.id > $2 AND e.id <= $3 AND e.closed < $4"
    " AND r.org = e.org AND r.client = e.client AND r.episode = e.id"
    " AND a.org = r.org AND a.client = r.client AND a.relationship = r.id"
    " AND a.at < e.closed + $5 AND NOT EXISTS (SELECT 1 FROM answer_replaced x"
    " WHERE x.org = a.org AND x.client = a.client AND x.answer = a.id)"
    " AND " AT_UNRESTRICTED("e.org", "e.client")
    " AND " AT_MEASURED("e.org", "e.client")
    " ORDER BY e.id NULLS FIRST, a.at NULLS FIRST, a.id NULLS FIRST";

enum at_status
at_archive_page(struct at_arena *arena, struct at_db *db, at_id org, at_ms until, at_ms grace,
    at_id after, int n_most, struct at_archived **out, int *out_n, at_id *out_last,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_ids, AT_BIND(at_int(org), at_int(after),
	    at_int(until), at_int(n_most)), &rows, err);

	*out_n = 0;
	*out_last = 0;
	if (st != AT_OK || rows.n_rows == 0)
		return st;
	*out_last = at_cell_int(&rows, rows.n_rows - 1, 0);
	st = at_db_query(arena, db, sql_page, AT_BIND(at_int(org), at_int(after),
	    at_int(*out_last), at_int(until), at_int(grace)), &rows, err);
	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_archived, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = (struct at_archived){ .episode = at_cell_int(&rows, i, 0),
			.instrument = at_cell_text(&rows, i, 1),
			.instrument_version = (int)at_cell_int(&rows, i, 2),
			.form = at_cell_text(&rows, i, 3), .scores = at_cell_bytes(&rows, i, 4),
			.in_session = at_cell_int(&rows, i, 5) != 0,
			.hours = (int)at_cell_int(&rows, i, 6) };
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_grown[] =
    "SELECT count(*) FROM episode WHERE org = $1 AND closed >= $2 AND closed < $3";

enum at_status
at_archive_grown(struct at_arena *arena, struct at_db *db, at_id org, at_ms from, at_ms until,
    int64_t *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_grown, AT_BIND(at_int(org), at_int(from),
	    at_int(until)), &rows, err);

	if (st == AT_OK)
		*out = at_cell_int(&rows, 0, 0);
	return st;
}
