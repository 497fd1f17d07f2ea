/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/track.h"

static const char sql_insert[] =
    "INSERT INTO signal (org, id, client, answer, instrument, kind, rule, version, model,"
    " inputs, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

enum at_status
at_kept_track_insert(struct at_db *db, const struct at_kept_track *t, struct at_error *err)
{
	return at_db_run(db, sql_insert, AT_BIND(at_int(t->org), at_int(t->id),
	    at_int(t->client), at_int(t->answer), at_text(t->instrument), at_text(t->kind),
	    at_text(t->rule), at_int(t->version), at_id_or_null(t->model), at_text(t->inputs),
	    at_int(t->at)), NULL, err);
}

static const char sql_list[] =
    "SELECT s.id, s.answer, s.instrument, s.kind, s.rule, s.version, s.model, m.version, m.at,"
    " m.n_episodes, s.inputs, s.at FROM signal s"
    " LEFT JOIN course_model m ON m.org = s.org AND m.id = s.model"
    " WHERE s.org = $1 AND s.client = $2 ORDER BY s.id NULLS FIRST";

enum at_status
at_kept_track_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_kept_track **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_list, AT_BIND(at_int(org),
	    at_int(client)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_kept_track, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = (struct at_kept_track){ .org = org, .client = client,
			.id = at_cell_int(&rows, i, 0), .answer = at_cell_int(&rows, i, 1),
			.instrument = at_cell_text(&rows, i, 2),
			.kind = at_cell_text(&rows, i, 3), .rule = at_cell_text(&rows, i, 4),
			.version = (int)at_cell_int(&rows, i, 5),
			.model = at_cell_int(&rows, i, 6),
			.model_version = (int)at_cell_int(&rows, i, 7),
			.model_at = at_cell_int(&rows, i, 8),
			.model_episodes = (int)at_cell_int(&rows, i, 9),
			.inputs = at_cell_text(&rows, i, 10), .at = at_cell_int(&rows, i, 11) };
	*out_n = rows.n_rows;
	return AT_OK;
}
