/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "store/inspect.h"

enum at_status
at_inspect_pages(struct at_arena *arena, struct at_db *db, const char **out_problem,
    struct at_error *err)
{
	static const char sql[] = "PRAGMA quick_check(1)";
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql, AT_NO_BIND, &rows, err);

	if (st == AT_OK)
		*out_problem = rows.n_rows == 1 && strcmp(at_cell_text(&rows, 0, 0), "ok") == 0
		    ? NULL : at_cell_text(&rows, 0, 0);
	return st;
}

enum at_status
at_inspect_last_line(struct at_arena *arena, struct at_db *db, at_ms *out, struct at_error *err)
{
	static const char sql[] = "SELECT max(at) FROM audit";
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql, AT_NO_BIND, &rows, err);

	if (st == AT_OK)
		*out = at_cell_int(&rows, 0, 0);
	return st;
}

enum at_status
at_inspect_keys(struct at_arena *arena, struct at_db *db, struct at_inspect_key out[2],
    int *out_n, struct at_error *err)
{
	static const char sql[] = "SELECT org, client, sealed FROM client_key"
	    " WHERE client IN (SELECT min(client) FROM client_key)"
	    " OR client IN (SELECT max(client) FROM client_key) ORDER BY client LIMIT 2";
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql, AT_NO_BIND, &rows, err);

	if (st != AT_OK)
		return st;
	*out_n = rows.n_rows;
	for (int i = 0; i < rows.n_rows; i++)
		out[i] = (struct at_inspect_key){ at_cell_int(&rows, i, 0),
			at_cell_int(&rows, i, 1), at_cell_bytes(&rows, i, 2) };
	return AT_OK;
}
