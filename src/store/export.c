/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/export.h"

#define COUNTS \
	" AND NOT EXISTS (SELECT 1 FROM answer_replaced x WHERE x.org = a.org" \
	" AND x.client = a.client AND x.answer = a.id)"

static const char sql_count[] =
    "SELECT count(*), count(DISTINCT a.client) FROM answer a WHERE a.org = $1" COUNTS;

enum at_status
at_sent_count(struct at_arena *arena, struct at_db *db, at_id org, struct at_sent_count *out,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_count, AT_BIND(at_int(org)), &rows, err);

	if (st == AT_OK)
		*out = (struct at_sent_count){ at_cell_int(&rows, 0, 0),
			at_cell_int(&rows, 0, 1) };
	return st;
}

#define FORMS \
	"SELECT a.client, a.id, a.relationship, a.session, s.number, s.day, a.instrument," \
	" a.instrument_version, a.form, a.at, a.packed, a.told," \
	" a.words IS NOT NULL AS has_words FROM answer a" \
	" LEFT JOIN session s ON s.org = a.org AND s.id = a.session WHERE a.org = $1"
#define IN_ORDER " ORDER BY a.client NULLS FIRST, a.id NULLS FIRST LIMIT $4"

static const char sql_page[] = FORMS " AND (a.client, a.id) > ($2, $3)" COUNTS IN_ORDER;
static const char sql_page_of[] = FORMS " AND a.client = $2 AND a.id > $3" COUNTS IN_ORDER;

static void
read_sent(const struct at_rows *rows, int row, struct at_sent *out)
{
	*out = (struct at_sent){
		.client = at_cell_int(rows, row, 0), .answer = at_cell_int(rows, row, 1),
		.relationship = at_cell_int(rows, row, 2), .session = at_cell_int(rows, row, 3),
		.number = (int)at_cell_int(rows, row, 4), .day = at_cell_int(rows, row, 5),
		.instrument = at_cell_text(rows, row, 6),
		.version = (int)at_cell_int(rows, row, 7), .form = at_cell_text(rows, row, 8),
		.at = at_cell_int(rows, row, 9), .packed = at_cell_bytes(rows, row, 10),
		.told = at_cell_text(rows, row, 11), .has_words = at_cell_int(rows, row, 12) != 0,
	};
}

static enum at_status
page(struct at_arena *arena, struct at_db *db, const char *sql, const struct at_value bind[4],
    struct at_sent **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql, bind, 4, &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_sent, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		read_sent(&rows, i, &(*out)[i]);
	*out_n = rows.n_rows;
	return AT_OK;
}

enum at_status
at_sent_page(struct at_arena *arena, struct at_db *db, at_id org, at_id client, at_id answer,
    struct at_sent **out, int *out_n, struct at_error *err)
{
	const struct at_value bind[] = { at_int(org), at_int(client), at_int(answer),
		at_int(AT_SENT_PAGE) };

	return page(arena, db, sql_page, bind, out, out_n, err);
}

enum at_status
at_sent_page_of(struct at_arena *arena, struct at_db *db, at_id org, at_id client, at_id answer,
    struct at_sent **out, int *out_n, struct at_error *err)
{
	const struct at_value bind[] = { at_int(org), at_int(client), at_int(answer),
		at_int(AT_SENT_PAGE) };

	return page(arena, db, sql_page_of, bind, out, out_n, err);
}

static const char sql_place[] =
    "SELECT r.therapist, e.site, e.opened FROM relationship r"
    " LEFT JOIN episode e ON e.org = r.org AND e.id = r.episode"
    " WHERE r.org = $1 AND r.id = $2";

enum at_status
at_sent_place(struct at_arena *arena, struct at_db *db, at_id org, at_id relationship,
    struct at_sent_place *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_place, AT_BIND(at_int(org),
	    at_int(relationship)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = (struct at_sent_place){ .relationship = relationship };
	if (rows.n_rows > 0) {
		out->therapist = at_cell_int(&rows, 0, 0);
		out->site = at_cell_int(&rows, 0, 1);
		out->opened = at_cell_int(&rows, 0, 2);
	}
	return AT_OK;
}

static const char sql_waiting[] =
    "SELECT DISTINCT client FROM due WHERE org = $1 AND instrument = 'session'"
    " AND state = 'open' AND closes > $2 ORDER BY client NULLS FIRST";

enum at_status
at_sent_waiting(struct at_arena *arena, struct at_db *db, at_id org, at_ms now, at_id **out,
    int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_waiting, AT_BIND(at_int(org),
	    at_int(now)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, at_id, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = at_cell_int(&rows, i, 0);
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_kinds[] =
    "SELECT instrument, instrument_version, form, count(*) FROM answer WHERE org = $1"
    " GROUP BY instrument, instrument_version, form"
    " ORDER BY instrument NULLS FIRST, instrument_version NULLS FIRST, form NULLS FIRST";

enum at_status
at_sent_kinds(struct at_arena *arena, struct at_db *db, at_id org, struct at_sent_kind **out,
    int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_kinds, AT_BIND(at_int(org)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_sent_kind, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = (struct at_sent_kind){ .instrument = at_cell_text(&rows, i, 0),
			.version = (int)at_cell_int(&rows, i, 1),
			.form = at_cell_text(&rows, i, 2), .n = at_cell_int(&rows, i, 3) };
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_kept_back[] =
    "SELECT client, max(erased) FROM (SELECT client, 1 AS erased FROM erasure WHERE org = $1"
    " UNION ALL SELECT client, 0 AS erased FROM privacy WHERE org = $1"
    " AND kind = 'restrict') AS b GROUP BY client ORDER BY client NULLS FIRST";

enum at_status
at_kept_back_list(struct at_arena *arena, struct at_db *db, at_id org,
    struct at_kept_back **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_kept_back, AT_BIND(at_int(org)), &rows,
	    err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_kept_back, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = (struct at_kept_back){ at_cell_int(&rows, i, 0),
			at_cell_int(&rows, i, 1) != 0 };
	*out_n = rows.n_rows;
	return AT_OK;
}
