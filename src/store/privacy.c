/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/macros.h"
#include "store/privacy.h"

static const char *const names[] = { [AT_HOLD] = "hold", [AT_RESTRICT] = "restrict" };

const char *
at_privacy_name(enum at_privacy_kind kind)
{
	return names[kind];
}

bool
at_privacy_holds(const struct at_privacy *privacy, at_ms now)
{
	return privacy->at != 0 && (privacy->until == 0 || privacy->until > now);
}

#define COLUMNS \
	"p.org, p.client, p.kind, p.at, p.until, p.staff, s.name, p.reason FROM privacy p" \
	" LEFT JOIN staff s ON s.org = p.org AND s.id = p.staff"

static void
read_privacy(const struct at_rows *rows, int row, struct at_privacy *out)
{
	const char *name = at_cell_text(rows, row, 6);

	*out = (struct at_privacy){
		.org = at_cell_int(rows, row, 0), .client = at_cell_int(rows, row, 1),
		.kind = strcmp(at_cell_text(rows, row, 2), names[AT_HOLD]) == 0 ? AT_HOLD
		    : AT_RESTRICT,
		.at = at_cell_int(rows, row, 3), .until = at_cell_int(rows, row, 4),
		.staff = at_cell_int(rows, row, 5), .staff_name = name == NULL ? "" : name,
		.reason = at_cell_bytes(rows, row, 7),
	};
}

static const char sql_load[] =
    "SELECT " COLUMNS " WHERE p.org = $1 AND p.client = $2 AND p.kind = $3";

enum at_status
at_privacy_load(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    enum at_privacy_kind kind, struct at_privacy *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_load, AT_BIND(at_int(org), at_int(client),
	    at_text(names[kind])), &rows, err);

	if (st != AT_OK)
		return st;
	*out = (struct at_privacy){ .org = org, .client = client, .kind = kind,
		.staff_name = "" };
	if (rows.n_rows > 0)
		read_privacy(&rows, 0, out);
	return AT_OK;
}

static const char sql_list[] =
    "SELECT " COLUMNS " WHERE p.org = $1"
    " ORDER BY p.at DESC NULLS FIRST, p.client NULLS FIRST";

enum at_status
at_privacy_list(struct at_arena *arena, struct at_db *db, at_id org, struct at_privacy **out,
    int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_list, AT_BIND(at_int(org)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_privacy, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		read_privacy(&rows, i, &(*out)[i]);
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_set[] =
    "INSERT INTO privacy (org, client, kind, at, until, staff, reason)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org, client, kind) DO UPDATE SET"
    " at = excluded.at, until = excluded.until, staff = excluded.staff,"
    " reason = excluded.reason";

enum at_status
at_privacy_set(struct at_db *db, const struct at_privacy *p, struct at_error *err)
{
	return at_db_run(db, sql_set, AT_BIND(at_int(p->org), at_int(p->client),
	    at_text(names[p->kind]), at_int(p->at), at_id_or_null(p->until),
	    at_id_or_null(p->staff), at_bytes(p->reason)), NULL, err);
}

static const char sql_lift[] =
    "DELETE FROM privacy WHERE org = $1 AND client = $2 AND kind = $3";

enum at_status
at_privacy_lift(struct at_db *db, at_id org, at_id client, enum at_privacy_kind kind,
    struct at_error *err)
{
	return at_db_change(db, sql_lift, AT_BIND(at_int(org), at_int(client),
	    at_text(names[kind])), kind == AT_HOLD ? "There is no hold on this client."
	    : "This client is not restricted.", err);
}
