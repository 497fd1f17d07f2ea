/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "store/flag.h"

static const char sql_insert[] =
    "INSERT INTO flag (org, id, client, relationship, session, answer, rule, version, inputs,"
    " at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

enum at_status
at_flag_insert(struct at_db *db, const struct at_kept_flag *f, struct at_error *err)
{
	return at_db_run(db, sql_insert, AT_BIND(at_int(f->org), at_int(f->id), at_int(f->client),
	    at_int(f->relationship), at_int(f->session), at_id_or_null(f->answer),
	    at_text(f->rule), at_int(f->version), at_text(f->inputs), at_int(f->at)), NULL, err);
}

/* The newest line of flag_handled, if there is one. */
#define COLUMNS \
	"f.org, f.id, f.client, f.relationship, f.session, f.answer, f.rule, f.version," \
	" f.inputs, f.at, h.how, h.staff, h.at, h.reason FROM flag f" \
	" LEFT JOIN flag_handled h ON h.org = f.org AND h.flag = f.id AND h.id =" \
	" (SELECT max(n.id) FROM flag_handled n WHERE n.org = f.org AND n.flag = f.id)"

static void
read_flag(const struct at_rows *rows, int i, struct at_kept_flag *out)
{
	const char *how = at_cell_text(rows, i, 10);

	*out = (struct at_kept_flag){
		.org = at_cell_int(rows, i, 0), .id = at_cell_int(rows, i, 1),
		.client = at_cell_int(rows, i, 2), .relationship = at_cell_int(rows, i, 3),
		.session = at_cell_int(rows, i, 4), .answer = at_cell_int(rows, i, 5),
		.rule = at_cell_text(rows, i, 6), .version = (int)at_cell_int(rows, i, 7),
		.inputs = at_cell_text(rows, i, 8), .at = at_cell_int(rows, i, 9),
		.how = how == NULL || how[0] == 'o' ? "" : how,         /* "open": taken back */
		.by = at_cell_int(rows, i, 11), .done = at_cell_int(rows, i, 12),
		.reason = at_cell_bytes(rows, i, 13),
	};
}

static const char sql_list[] =
    "SELECT " COLUMNS " WHERE f.org = $1 AND f.client = $2 ORDER BY f.id NULLS FIRST";

enum at_status
at_flag_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_kept_flag **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_list, AT_BIND(at_int(org), at_int(client)),
	    &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_kept_flag, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		read_flag(&rows, i, &(*out)[i]);
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_load[] = "SELECT " COLUMNS " WHERE f.org = $1 AND f.id = $2";

enum at_status
at_flag_load(struct at_arena *arena, struct at_db *db, at_id org, at_id flag,
    struct at_kept_flag *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_load, AT_BIND(at_int(org), at_int(flag)),
	    AT_TEXT("There is no such flag."), &rows, err);

	if (st == AT_OK)
		read_flag(&rows, 0, out);
	return st;
}

static const char sql_handle[] =
    "INSERT INTO flag_handled (org, id, flag, client, how, staff, at, reason)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

enum at_status
at_flag_handle(struct at_db *db, const struct at_handling *h, struct at_error *err)
{
	return at_db_run(db, sql_handle, AT_BIND(at_int(h->org), at_int(h->id), at_int(h->flag),
	    at_int(h->client), at_text(h->how), at_int(h->staff), at_int(h->at),
	    at_bytes(h->reason)), NULL, err);
}

static const char sql_judge[] =
    "INSERT INTO flag_judged (org, session, stage, at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (org, session, stage) DO NOTHING";

enum at_status
at_judged_insert(struct at_db *db, at_id org, at_id session, const char *stage, at_ms at,
    struct at_error *err)
{
	return at_db_change(db, sql_judge, AT_BIND(at_int(org), at_int(session), at_text(stage),
	    at_int(at)), "These cards have been looked at already.", err);
}

static const char sql_judged[] =
    "SELECT j.session, j.stage FROM session s CROSS JOIN flag_judged j"
    " WHERE s.org = $1 AND s.client = $2 AND j.org = s.org AND j.session = s.id";

enum at_status
at_judged_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_judged **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_judged,
	    AT_BIND(at_int(org), at_int(client)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_judged, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = (struct at_judged){ at_cell_int(&rows, i, 0),
			at_cell_text(&rows, i, 1) };
	*out_n = rows.n_rows;
	return AT_OK;
}
