/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "store/tried.h"

static const int64_t kept_hours = 90 * 24;

static const char sql_add[] =
    "INSERT INTO failed_sign_in (org, hour, staff, network, tries) VALUES ($1, $2, $3, $4, 1)"
    " ON CONFLICT (org, hour, staff, network) DO UPDATE SET"
    " tries = failed_sign_in.tries + 1";
static const char sql_forget[] = "DELETE FROM failed_sign_in WHERE org = $1 AND hour < $2";

enum at_status
at_tried_add(struct at_db *db, const struct at_tried *tried, struct at_error *err)
{
	int64_t hour = tried->at / AT_HOUR;
	enum at_status st = at_db_run(db, sql_add, AT_BIND(at_int(tried->org), at_int(hour),
	    at_int(tried->staff), at_blob(tried->network, AT_TRIED_NETWORK)), NULL, err);

	return st == AT_OK ? at_db_run(db, sql_forget, AT_BIND(at_int(tried->org),
	    at_int(hour - kept_hours)), NULL, err) : st;
}

static const char sql_list[] =
    "SELECT hour, CAST(sum(CASE WHEN org = 0 THEN 0 ELSE tries END) AS BIGINT),"
    " CAST(sum(CASE WHEN org = 0 THEN tries ELSE 0 END) AS BIGINT),"
    " count(DISTINCT CASE WHEN org = 0 THEN NULL ELSE staff END), count(DISTINCT network)"
    " FROM failed_sign_in WHERE org IN (0, $1) GROUP BY hour"
    " ORDER BY hour DESC NULLS LAST LIMIT $2";

enum at_status
at_tried_list(struct at_arena *arena, struct at_db *db, at_id org, int most,
    struct at_tried_hour **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_list, AT_BIND(at_int(org), at_int(most)),
	    &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_tried_hour, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = (struct at_tried_hour){ at_cell_int(&rows, i, 0) * AT_HOUR,
			(int)at_cell_int(&rows, i, 1), (int)at_cell_int(&rows, i, 2),
			(int)at_cell_int(&rows, i, 3), (int)at_cell_int(&rows, i, 4) };
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_page[] =
    "SELECT hour, staff, network, tries FROM failed_sign_in WHERE org IN (0, $1)"
    " AND (hour < $2 OR (hour = $2 AND (staff > $3 OR (staff = $3 AND network > $4))))"
    " ORDER BY hour DESC NULLS LAST, staff NULLS FIRST, network NULLS FIRST LIMIT $5";

enum at_status
at_tried_page(struct at_arena *arena, struct at_db *db, at_id org,
    const struct at_tried_row *before, int most, struct at_tried_row **out, int *out_n,
    struct at_error *err)
{
	static const struct at_tried_row newest = { .hour = INT64_MAX };
	const struct at_tried_row *from = before == NULL ? &newest : before;
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_page, AT_BIND(at_int(org),
	    at_int(from->hour), at_int(from->staff), at_blob(from->network, AT_TRIED_NETWORK),
	    at_int(most)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_tried_row, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++) {
		struct at_tried_row *row = &(*out)[i];
		struct at_bytes network = at_cell_bytes(&rows, i, 2);

		row->hour = at_cell_int(&rows, i, 0);
		row->staff = at_cell_int(&rows, i, 1);
		row->tries = (int)at_cell_int(&rows, i, 3);
		if (network.n_bytes == AT_TRIED_NETWORK)
			memcpy(row->network, network.bytes, AT_TRIED_NETWORK);
	}
	*out_n = rows.n_rows;
	return AT_OK;
}
