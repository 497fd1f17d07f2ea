/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "store/own.h"

static struct at_own_page
read_page(const struct at_rows *rows)
{
	return (struct at_own_page){ .org = at_cell_int(rows, 0, 0), .id = at_cell_int(rows, 0, 1),
		.client = at_cell_int(rows, 0, 2), .related = at_cell_int(rows, 0, 3),
		.pin = at_cell_text(rows, 0, 4), .made = at_cell_int(rows, 0, 5),
		.version = at_cell_int(rows, 0, 6) };
}

static const char sql_find[] =
    "SELECT org, id, client, related, pin, made, version FROM own_page WHERE hash = $1"
    " AND ended IS NULL";

enum at_status
at_own_page_find(struct at_arena *arena, struct at_db *db, const void *hash,
    struct at_own_page *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_find, AT_BIND(at_blob(hash, 32)),
	    AT_TEXT("There is no such page."), &rows, err);

	if (st == AT_OK)
		*out = read_page(&rows);
	return st;
}

static const char sql_of[] =
    "SELECT org, id, client, related, pin, made, version FROM own_page WHERE org = $1"
    " AND client = $2 AND related = $3 AND ended IS NULL ORDER BY id DESC NULLS FIRST LIMIT 1";

enum at_status
at_own_page_of(struct at_arena *arena, struct at_db *db, at_id org, at_id client, at_id related,
    struct at_own_page *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_of, AT_BIND(at_int(org), at_int(client),
	    at_int(related)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = (struct at_own_page){ .org = org, .client = client, .related = related };
	if (rows.n_rows > 0)
		*out = read_page(&rows);
	return AT_OK;
}

static const char sql_insert[] =
    "INSERT INTO own_page (org, id, client, related, hash, pin, made, ended, version)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, 1)";

enum at_status
at_own_page_insert(struct at_db *db, const struct at_own_page *p, const void *hash,
    struct at_error *err)
{
	return at_db_run(db, sql_insert, AT_BIND(at_int(p->org), at_int(p->id),
	    at_int(p->client), at_int(p->related), at_blob(hash, 32), at_text(p->pin),
	    at_int(p->made)), NULL, err);
}

static const char sql_pin[] =
    "UPDATE own_page SET pin = $1, version = version + 1 WHERE org = $2 AND id = $3"
    " AND version = $4 AND ended IS NULL";

enum at_status
at_own_page_set_pin(struct at_db *db, const struct at_own_page *p, const char *pin,
    struct at_error *err)
{
	return at_db_change(db, sql_pin, AT_BIND(at_text(pin), at_int(p->org), at_int(p->id),
	    at_int(p->version)), "This page was changed meanwhile.", err);
}

static const char sql_end[] =
    "UPDATE own_page SET ended = $1, version = version + 1 WHERE org = $2 AND client = $3"
    " AND related = $4 AND ended IS NULL";

enum at_status
at_own_page_end(struct at_db *db, const struct at_own_page *of, at_ms at, struct at_error *err)
{
	enum at_status st = at_own_login_end_all(db, of, at, err);

	return st == AT_OK ? at_db_run(db, sql_end, AT_BIND(at_int(at), at_int(of->org),
	    at_int(of->client), at_int(of->related)), NULL, err) : st;
}

/* ---- browsers -------------------------------------------------------------- */

static const char sql_login_find[] =
    "SELECT l.org, l.id, l.page, p.client, p.related, l.made, l.seen FROM own_login l"
    " JOIN own_page p ON p.org = l.org AND p.id = l.page"
    " WHERE l.hash = $1 AND l.ended IS NULL AND p.ended IS NULL";

enum at_status
at_own_login_find(struct at_arena *arena, struct at_db *db, const void *hash,
    struct at_own_login *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_login_find, AT_BIND(at_blob(hash, 32)),
	    "You are not signed in.", &rows, err);

	if (st != AT_OK)
		return st;
	*out = (struct at_own_login){ .org = at_cell_int(&rows, 0, 0),
		.id = at_cell_int(&rows, 0, 1), .page = at_cell_int(&rows, 0, 2),
		.client = at_cell_int(&rows, 0, 3), .related = at_cell_int(&rows, 0, 4),
		.made = at_cell_int(&rows, 0, 5), .seen = at_cell_int(&rows, 0, 6) };
	return AT_OK;
}

static const char sql_login_insert[] =
    "INSERT INTO own_login (org, id, page, hash, made, seen) VALUES ($1, $2, $3, $4, $5, $6)";

enum at_status
at_own_login_insert(struct at_db *db, const struct at_own_login *l, const void *hash,
    struct at_error *err)
{
	return at_db_run(db, sql_login_insert, AT_BIND(at_int(l->org), at_int(l->id),
	    at_int(l->page), at_blob(hash, 32), at_int(l->made), at_int(l->seen)), NULL, err);
}

static const char sql_login_touch[] =
    "UPDATE own_login SET seen = $1 WHERE org = $2 AND id = $3";

enum at_status
at_own_login_touch(struct at_db *db, const struct at_own_login *l, at_ms at,
    struct at_error *err)
{
	return at_db_run(db, sql_login_touch, AT_BIND(at_int(at), at_int(l->org), at_int(l->id)),
	    NULL, err);
}

static const char sql_login_end[] =
    "UPDATE own_login SET ended = $1 WHERE org = $2 AND id = $3 AND ended IS NULL";

enum at_status
at_own_login_end(struct at_db *db, at_id org, at_id login, at_ms at, struct at_error *err)
{
	return at_db_run(db, sql_login_end, AT_BIND(at_int(at), at_int(org), at_int(login)), NULL,
	    err);
}

static const char sql_login_end_all[] =
    "UPDATE own_login SET ended = $1 WHERE org = $2 AND ended IS NULL AND page IN"
    " (SELECT p.id FROM own_page p WHERE p.org = $2 AND p.client = $3 AND p.related = $4)";

enum at_status
at_own_login_end_all(struct at_db *db, const struct at_own_page *of, at_ms at,
    struct at_error *err)
{
	return at_db_run(db, sql_login_end_all, AT_BIND(at_int(at), at_int(of->org),
	    at_int(of->client), at_int(of->related)), NULL, err);
}

static const char sql_login_before[] =
    "SELECT max(b.made) FROM own_login l JOIN own_login b ON b.org = l.org AND b.page = l.page"
    " AND b.id < l.id WHERE l.org = $1 AND l.id = $2";

enum at_status
at_own_login_before(struct at_arena *arena, struct at_db *db, at_id org, at_id login,
    at_ms *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_login_before,
	    AT_BIND(at_int(org), at_int(login)), &rows, err);

	if (st == AT_OK)
		*out = at_cell_int(&rows, 0, 0);
	return st;
}
