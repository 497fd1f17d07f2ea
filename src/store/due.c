/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/words.h"
#include "guard/token.h"
#include "store/due.h"
#include "store/privacy.h"

static const char no_form[] = AT_TEXT("There is no such form.");
static const char already_sent[] = "This form has already been sent.";

static const char *const state_names[] = {
	[AT_DUE_OPEN] = "open", [AT_DUE_SENT] = "sent",
	[AT_DUE_DECLINED] = "declined", [AT_DUE_REVOKED] = "revoked",
};

/* Of an open one `paused` tells whether its client is restricted. */
static enum at_due_state
read_state(const char *name, bool paused)
{
	if (paused && strcmp(name, state_names[AT_DUE_OPEN]) == 0)
		return AT_DUE_PAUSED;
	for (int i = 0; i < (int)AT_COUNT(state_names); i++)
		if (strcmp(state_names[i], name) == 0)
			return (enum at_due_state)i;
	return AT_DUE_REVOKED;          /* a word we do not know opens nothing */
}

#define DUE_COLUMNS \
	"d.org, d.id, d.client, d.relationship, d.session, d.site, d.instrument," \
	" d.instrument_version, d.form, d.first, d.opens, d.closes, d.state, d.answer," \
	" CASE WHEN EXISTS (SELECT 1 FROM device v WHERE v.org = d.org AND v.due = d.id)" \
	" THEN 1 ELSE 0 END, d.plan, d.reminds," \
	" CASE WHEN " AT_RESTRICTED("d.org", "d.client") " THEN 1 ELSE 0 END"

enum { N_DUE_COLUMNS = 18 };

static void
read_due(const struct at_rows *rows, int row, struct at_due *out)
{
	*out = (struct at_due){
		.org = at_cell_int(rows, row, 0), .id = at_cell_int(rows, row, 1),
		.client = at_cell_int(rows, row, 2), .relationship = at_cell_int(rows, row, 3),
		.session = at_cell_int(rows, row, 4), .site = at_cell_int(rows, row, 5),
		.instrument = at_cell_text(rows, row, 6),
		.instrument_version = (int)at_cell_int(rows, row, 7),
		.form = at_cell_text(rows, row, 8), .first = at_cell_int(rows, row, 9) != 0,
		.opens = at_cell_int(rows, row, 10), .closes = at_cell_int(rows, row, 11),
		.state = read_state(at_cell_text(rows, row, 12), at_cell_int(rows, row, 17) != 0),
		.answer = at_cell_int(rows, row, 13), .begun = at_cell_int(rows, row, 14) != 0,
		.plan = at_cell_text(rows, row, 15), .reminds = at_cell_int(rows, row, 16),
	};
}

static const char sql_due[] =
    "SELECT " DUE_COLUMNS " FROM due d WHERE d.org = $1 AND d.id = $2";

enum at_status
at_due_load(struct at_arena *arena, struct at_db *db, at_id org, at_id due, struct at_due *out,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_due, AT_BIND(at_int(org), at_int(due)),
	    no_form, &rows, err);

	if (st == AT_OK)
		read_due(&rows, 0, out);
	return st;
}

static const char sql_dues[] =
    "SELECT " DUE_COLUMNS " FROM due d WHERE d.org = $1 AND d.client = $2"
    " ORDER BY d.id NULLS FIRST";

enum at_status
at_due_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_due **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_dues, AT_BIND(at_int(org), at_int(client)),
	    &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_due, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		read_due(&rows, i, &(*out)[i]);
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_due_by_link[] =
    "SELECT " DUE_COLUMNS " FROM link l JOIN due d ON d.org = l.org AND d.id = l.due"
    " WHERE l.hash = $1";

enum at_status
at_due_by_link(struct at_arena *arena, struct at_db *db, const void *hash, struct at_due *out,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_due_by_link,
	    AT_BIND(at_blob(hash, AT_TOKEN_HASH)), no_form, &rows, err);

	if (st == AT_OK)
		read_due(&rows, 0, out);
	return st;
}

static const char sql_due_insert[] =
    "INSERT INTO due (org, id, client, relationship, session, site, instrument,"
    " instrument_version, form, first, opens, closes, plan, reminds, state, made)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'open', $15)";

enum at_status
at_due_insert(struct at_db *db, const struct at_due *d, at_ms made, struct at_error *err)
{
	return at_db_run(db, sql_due_insert, AT_BIND(at_int(d->org), at_int(d->id),
	    at_int(d->client), at_int(d->relationship), at_id_or_null(d->session),
	    at_int(d->site), at_text(d->instrument), at_int(d->instrument_version),
	    at_text(d->form), at_int(d->first), at_int(d->opens), at_int(d->closes),
	    at_text(d->plan == NULL ? "" : d->plan), at_id_or_null(d->reminds),
	    at_int(made)), NULL, err);
}

static const char sql_due_move[] =
    "UPDATE due SET opens = $1, closes = $2, reminds = $3, first = $4, instrument_version = $5"
    " WHERE org = $6 AND id = $7 AND state = 'open'"
    " AND NOT EXISTS (SELECT 1 FROM device v WHERE v.org = due.org AND v.due = due.id)";

enum at_status
at_due_move(struct at_db *db, const struct at_due *d, struct at_error *err)
{
	return at_db_run(db, sql_due_move, AT_BIND(at_int(d->opens), at_int(d->closes),
	    at_id_or_null(d->reminds), at_int(d->first), at_int(d->instrument_version),
	    at_int(d->org), at_int(d->id)), NULL, err);
}

static const char sql_due_revoke[] =
    "UPDATE due SET state = 'revoked' WHERE org = $1 AND id = $2 AND state = 'open'"
    " AND ($3 = 1 OR NOT EXISTS (SELECT 1 FROM device v"
    "  WHERE v.org = due.org AND v.due = due.id))";

enum at_status
at_due_revoke(struct at_db *db, at_id org, at_id due, bool begun, struct at_error *err)
{
	int64_t changed;
	enum at_status st = at_db_run(db, sql_due_revoke, AT_BIND(at_int(org), at_int(due),
	    at_int(begun)), &changed, err);

	return st == AT_OK && changed > 0 ? at_draft_drop(db, org, due, err) : st;
}

static const char sql_link_insert[] =
    "INSERT INTO link (org, hash, due, made) VALUES ($1, $2, $3, $4)";

enum at_status
at_link_insert(struct at_db *db, at_id org, const void *hash, at_id due, at_ms made,
    struct at_error *err)
{
	return at_db_run(db, sql_link_insert, AT_BIND(at_int(org), at_blob(hash, AT_TOKEN_HASH),
	    at_int(due), at_int(made)), NULL, err);
}

static const char sql_due_finish[] =
    "UPDATE due SET state = $1, answer = $2 WHERE org = $3 AND id = $4 AND state = 'open'"
    " AND " AT_UNRESTRICTED("due.org", "due.client");

enum at_status
at_due_finish(struct at_db *db, at_id org, at_id due, enum at_due_state state, at_id answer,
    struct at_error *err)
{
	return at_db_change(db, sql_due_finish, AT_BIND(at_text(state_names[state]),
	    at_id_or_null(answer), at_int(org), at_int(due)), already_sent, err);
}

static const char sql_device[] =
    "SELECT " DUE_COLUMNS ", v.id, v.key, v.lang, v.began, f.packed, f.words"
    " FROM device v JOIN due d ON d.org = v.org AND d.id = v.due"
    " LEFT JOIN draft f ON f.org = v.org AND f.due = v.due AND f.device = v.id"
    " WHERE v.hash = $1 AND v.due = $2";

enum at_status
at_device_find(struct at_arena *arena, struct at_db *db, const void *hash, at_id due,
    struct at_device *out, struct at_due *out_due, struct at_error *err)
{
	struct at_bytes key;
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_device,
	    AT_BIND(at_blob(hash, AT_TOKEN_HASH), at_int(due)), no_form, &rows, err);

	if (st != AT_OK)
		return st;
	key = at_cell_bytes(&rows, 0, N_DUE_COLUMNS + 1);
	if (key.n_bytes != sizeof out->key)
		return at_fail(err, AT_CORRUPT, "This form's key is damaged.");
	read_due(&rows, 0, out_due);
	*out = (struct at_device){ .org = out_due->org, .due = out_due->id,
		.id = at_cell_int(&rows, 0, N_DUE_COLUMNS),
		.lang = at_cell_text(&rows, 0, N_DUE_COLUMNS + 2),
		.began = at_cell_int(&rows, 0, N_DUE_COLUMNS + 3),
		.packed = at_cell_bytes(&rows, 0, N_DUE_COLUMNS + 4),
		.words = at_cell_bytes(&rows, 0, N_DUE_COLUMNS + 5) };
	memcpy(out->key, key.bytes, sizeof out->key);
	return AT_OK;
}

static const char sql_device_insert[] =
    "INSERT INTO device (org, id, due, hash, key, lang, began)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org, due, hash) DO NOTHING";

enum at_status
at_device_insert(struct at_db *db, const struct at_device *v, const void *hash,
    struct at_error *err)
{
	return at_db_run(db, sql_device_insert, AT_BIND(at_int(v->org), at_int(v->id),
	    at_int(v->due), at_blob(hash, AT_TOKEN_HASH), at_blob(v->key, sizeof v->key),
	    at_text(v->lang), at_int(v->began)), NULL, err);
}

static const char sql_device_lang[] = "UPDATE device SET lang = $1 WHERE org = $2 AND id = $3";

enum at_status
at_device_set_lang(struct at_db *db, const struct at_device *device, const char *lang,
    struct at_error *err)
{
	return at_db_run(db, sql_device_lang,
	    AT_BIND(at_text(lang), at_int(device->org), at_int(device->id)), NULL, err);
}

static const char sql_draft_save[] =
    "INSERT INTO draft (org, due, device, packed, words, saved)"
    " SELECT d.org, d.id, $1, $2, $3, $4 FROM due d"
    " WHERE d.org = $5 AND d.id = $6 AND d.state = 'open'"
    " AND " AT_UNRESTRICTED("d.org", "d.client")
    " ON CONFLICT (org, due, device) DO UPDATE SET packed = excluded.packed,"
    " words = excluded.words, saved = excluded.saved";

enum at_status
at_draft_save(struct at_db *db, const struct at_device *v, at_ms at, struct at_error *err)
{
	return at_db_change(db, sql_draft_save, AT_BIND(at_int(v->id), at_bytes(v->packed),
	    at_bytes(v->words), at_int(at), at_int(v->org), at_int(v->due)), already_sent, err);
}

static const char sql_draft_drop[] = "DELETE FROM draft WHERE org = $1 AND due = $2";

enum at_status
at_draft_drop(struct at_db *db, at_id org, at_id due, struct at_error *err)
{
	return at_db_run(db, sql_draft_drop, AT_BIND(at_int(org), at_int(due)), NULL, err);
}
