/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/words.h"
#include "store/alert.h"

bool
at_alert_is_open(const struct at_alert *alert)
{
	return alert->by == 0 && strcmp(alert->stage, AT_ALERT_HISTORY) != 0;
}

static const char sql_raise[] =
    "INSERT INTO alert (org, id, client, site, due, device, instrument, item, code, kind, high,"
    " compared, last_code, stage, at, escalates)"
    " SELECT o.org, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15"
    " FROM org o WHERE o.org = $16 AND NOT EXISTS (SELECT 1 FROM alert a WHERE a.org = $16"
    " AND a.client = $2 AND a.due = $4 AND a.device = $5 AND a.item = $7 AND a.code >= $8)";
static const char sql_open[] = "INSERT INTO alert_open (org, alert) VALUES ($1, $2)";

enum at_status
at_alert_raise(struct at_db *db, const struct at_alert *a, bool *out_new, struct at_error *err)
{
	int64_t n = 0;
	enum at_status st = at_db_run(db, sql_raise, AT_BIND(at_int(a->id), at_int(a->client),
	    at_int(a->site), at_int(a->due), at_int(a->device), at_text(a->instrument),
	    at_text(a->item), at_int(a->code), at_text(a->kind), at_int(a->high),
	    at_text(a->compared), a->last_code < 0 ? at_null(AT_VALUE_INT) : at_int(a->last_code),
	    at_text(a->stage), at_int(a->at), at_int(a->escalates), at_int(a->org)), &n, err);

	if (st != AT_OK)
		return st;
	*out_new = n > 0;
	return n > 0 ? at_db_run(db, sql_open, AT_BIND(at_int(a->org), at_int(a->id)), NULL, err)
	    : AT_OK;
}

static const char sql_insert[] =
    "INSERT INTO alert (org, id, client, site, due, device, instrument, item, code, kind, high,"
    " compared, last_code, stage, at, escalates)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";

enum at_status
at_alert_insert(struct at_db *db, const struct at_alert *a, struct at_error *err)
{
	enum at_status st = at_db_run(db, sql_insert, AT_BIND(at_int(a->org), at_int(a->id),
	    at_int(a->client), at_int(a->site), at_int(a->due), at_int(a->device),
	    at_text(a->instrument), at_text(a->item), at_int(a->code), at_text(a->kind),
	    at_int(a->high), at_text(a->compared), a->last_code < 0 ? at_null(AT_VALUE_INT)
	    : at_int(a->last_code), at_text(a->stage), at_int(a->at), at_int(a->escalates)), NULL,
	    err);

	if (st != AT_OK || !at_alert_is_open(a))
		return st;
	return at_db_run(db, sql_open, AT_BIND(at_int(a->org), at_int(a->id)), NULL, err);
}

static const char sql_acknowledge[] =
    "INSERT INTO alert_ack (org, alert, staff, at, note) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (org, alert) DO NOTHING";
static const char sql_close[] = "DELETE FROM alert_open WHERE org = $1 AND alert = $2";

enum at_status
at_alert_acknowledge(struct at_db *db, at_id org, at_id alert, at_id staff, at_ms at,
    struct at_bytes note, struct at_error *err)
{
	enum at_status st = at_db_change(db, sql_acknowledge, AT_BIND(at_int(org), at_int(alert),
	    at_int(staff), at_int(at), at_bytes(note)),
	    "Somebody has already acknowledged this.", err);

	return st == AT_OK ? at_db_run(db, sql_close, AT_BIND(at_int(org), at_int(alert)), NULL,
	    err) : st;
}

#define COLUMNS_FROM(tables) \
	"a.org, a.id, a.client, a.site, a.due, a.device, a.instrument, a.item, a.code, a.kind," \
	" a.high, a.compared, a.last_code, a.stage, a.at, a.escalates, k.staff, s.name, k.at," \
	" k.note FROM " tables " LEFT JOIN alert_ack k ON k.org = a.org AND k.alert = a.id" \
	" LEFT JOIN staff s ON s.org = k.org AND s.id = k.staff"
#define COLUMNS COLUMNS_FROM("alert a")
/* From the few that are open inwards: CROSS JOIN keeps that order. */
#define OPEN_COLUMNS COLUMNS_FROM("alert_open o CROSS JOIN alert a") \
	" WHERE o.org = $1 AND a.org = o.org AND a.id = o.alert AND k.alert IS NULL"

static void
read_alert(const struct at_rows *rows, int row, struct at_alert *out)
{
	const struct at_value *last = at_cell(rows, row, 12);

	*out = (struct at_alert){
		.org = at_cell_int(rows, row, 0), .id = at_cell_int(rows, row, 1),
		.client = at_cell_int(rows, row, 2), .site = at_cell_int(rows, row, 3),
		.due = at_cell_int(rows, row, 4), .device = at_cell_int(rows, row, 5),
		.instrument = at_cell_text(rows, row, 6), .item = at_cell_text(rows, row, 7),
		.code = (int)at_cell_int(rows, row, 8), .kind = at_cell_text(rows, row, 9),
		.high = at_cell_int(rows, row, 10) != 0,
		.compared = at_cell_text(rows, row, 11),
		.last_code = last->null ? -1 : (int)last->number,
		.stage = at_cell_text(rows, row, 13), .at = at_cell_int(rows, row, 14),
		.escalates = at_cell_int(rows, row, 15), .by = at_cell_int(rows, row, 16),
		.by_name = at_cell_text(rows, row, 17), .by_at = at_cell_int(rows, row, 18),
		.note = at_cell_bytes(rows, row, 19),
	};
}

static enum at_status
read_alerts(struct at_arena *arena, enum at_status st, const struct at_rows *rows,
    struct at_alert **out, int *out_n)
{
	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_alert, (size_t)rows->n_rows);
	for (int i = 0; i < rows->n_rows; i++)
		read_alert(rows, i, &(*out)[i]);
	*out_n = rows->n_rows;
	return AT_OK;
}

static const char sql_one[] = "SELECT " COLUMNS " WHERE a.org = $1 AND a.id = $2";

enum at_status
at_alert_load(struct at_arena *arena, struct at_db *db, at_id org, at_id alert,
    struct at_alert *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_one, AT_BIND(at_int(org), at_int(alert)),
	    AT_TEXT("There is no such alert."), &rows, err);

	if (st == AT_OK)
		read_alert(&rows, 0, out);
	return st;
}

static const char sql_list[] =
    "SELECT " COLUMNS " WHERE a.org = $1 AND a.client = $2 ORDER BY a.id DESC NULLS FIRST";

enum at_status
at_alert_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_alert **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_list, AT_BIND(at_int(org), at_int(client)),
	    &rows, err);

	return read_alerts(arena, st, &rows, out, out_n);
}

static const char sql_list_own[] =
    "SELECT " OPEN_COLUMNS " AND a.client IN"
    " (SELECT r.client FROM relationship r WHERE r.org = $1 AND r.therapist = $2"
    "  AND r.from_ms <= $3 AND (r.to_ms IS NULL OR r.to_ms > $3)) ORDER BY a.id NULLS FIRST";

enum at_status
at_alert_list_own(struct at_arena *arena, struct at_db *db, at_id org, at_id staff, at_ms now,
    struct at_alert **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_list_own,
	    AT_BIND(at_int(org), at_int(staff), at_int(now)), &rows, err);

	return read_alerts(arena, st, &rows, out, out_n);
}

static const char sql_list_escalated[] =
    "SELECT " OPEN_COLUMNS " AND (a.escalates <= $2"
    " OR NOT EXISTS (SELECT 1 FROM relationship r JOIN staff t ON t.org = r.org"
    "  AND t.id = r.therapist WHERE r.org = a.org AND r.client = a.client"
    "  AND t.disabled IS NULL AND r.from_ms <= $2 AND (r.to_ms IS NULL OR r.to_ms > $2)"
    "  AND EXISTS (SELECT 1 FROM staff_role h WHERE h.org = t.org AND h.staff = t.id"
    "  AND h.role = 'therapist')))"
    " ORDER BY a.id NULLS FIRST";

enum at_status
at_alert_list_escalated(struct at_arena *arena, struct at_db *db, at_id org, at_ms now,
    struct at_alert **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_list_escalated,
	    AT_BIND(at_int(org), at_int(now)), &rows, err);

	return read_alerts(arena, st, &rows, out, out_n);
}

static const char sql_open_count[] =
    "SELECT count(*), min(a.at) FROM alert_open o JOIN alert a ON a.org = o.org"
    " AND a.id = o.alert WHERE o.org = $1";

enum at_status
at_alert_open_count(struct at_arena *arena, struct at_db *db, at_id org, int *out_n,
    at_ms *out_since, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_open_count, AT_BIND(at_int(org)),
	    &rows, err);

	if (st != AT_OK)
		return st;
	*out_n = (int)at_cell_int(&rows, 0, 0);
	*out_since = at_cell_int(&rows, 0, 1);
	return AT_OK;
}

static const char sql_call_me_insert[] =
    "INSERT INTO call_me (org, id, client, due, at, no_call, phone)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)";

enum at_status
at_call_me_insert(struct at_db *db, const struct at_call_me *c, struct at_error *err)
{
	return at_db_run(db, sql_call_me_insert, AT_BIND(at_int(c->org), at_int(c->id),
	    at_int(c->client), at_int(c->due), at_int(c->at), at_int(c->no_call),
	    at_bytes(c->phone)), NULL, err);
}

static const char sql_call_me_last[] =
    "SELECT id, due, at, no_call, phone FROM call_me WHERE org = $1 AND client = $2"
    " ORDER BY id DESC NULLS FIRST LIMIT 1";

enum at_status
at_call_me_last(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_call_me *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_call_me_last,
	    AT_BIND(at_int(org), at_int(client)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = (struct at_call_me){ .org = org, .client = client };
	if (rows.n_rows == 0)
		return AT_OK;
	out->id = at_cell_int(&rows, 0, 0);
	out->due = at_cell_int(&rows, 0, 1);
	out->at = at_cell_int(&rows, 0, 2);
	out->no_call = at_cell_int(&rows, 0, 3) != 0;
	out->phone = at_cell_bytes(&rows, 0, 4);
	return AT_OK;
}
