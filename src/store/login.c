/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Browsers that are signed in or half way in, one-time links, tries (store/people.h). */
#include <string.h>

#include "guard/token.h"
#include "store/people.h"

static const char changed[] = "Somebody changed this meanwhile. Look again.";

#define LOGIN "SELECT org, id, staff, made, seen, once, owes, failed, device FROM login"

static struct at_login
read_login(const struct at_rows *rows, int row)
{
	return (struct at_login){ at_cell_int(rows, row, 0), at_cell_int(rows, row, 1),
		at_cell_int(rows, row, 2), at_cell_int(rows, row, 3), at_cell_int(rows, row, 4),
		at_cell_int(rows, row, 5) != 0, (uint32_t)at_cell_int(rows, row, 6),
		(int)at_cell_int(rows, row, 7), at_cell_text(rows, row, 8) };
}

static const char sql_login[] = LOGIN " WHERE hash = $1 AND ended IS NULL";

enum at_status
at_login_find(struct at_arena *arena, struct at_db *db, const void *hash, struct at_login *out,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_login,
	    AT_BIND(at_blob(hash, AT_TOKEN_HASH)), "You are not signed in.", &rows, err);

	if (st == AT_OK)
		*out = read_login(&rows, 0);
	return st;
}

static const char sql_login_insert[] =
    "INSERT INTO login (org, id, hash, staff, made, seen, once, owes, failed, device)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

enum at_status
at_login_insert(struct at_db *db, const struct at_login *login, const void *hash,
    struct at_error *err)
{
	return at_db_run(db, sql_login_insert, AT_BIND(at_int(login->org), at_int(login->id),
	    at_blob(hash, AT_TOKEN_HASH), at_int(login->staff), at_int(login->made),
	    at_int(login->seen), at_int(login->once), at_int(login->owes),
	    at_int(login->failed), at_text(login->device == NULL ? "" : login->device)), NULL,
	    err);
}

static const char sql_login_touch[] = "UPDATE login SET seen = $1 WHERE org = $2 AND id = $3";

enum at_status
at_login_touch(struct at_db *db, const struct at_login *login, at_ms at, struct at_error *err)
{
	return at_db_run(db, sql_login_touch,
	    AT_BIND(at_int(at), at_int(login->org), at_int(login->id)), NULL, err);
}

static const char sql_login_end[] =
    "UPDATE login SET ended = $1 WHERE org = $2 AND id = $3 AND ended IS NULL";

enum at_status
at_login_end(struct at_db *db, at_id org, at_id login, at_ms at, struct at_error *err)
{
	return at_db_run(db, sql_login_end, AT_BIND(at_int(at), at_int(org), at_int(login)), NULL,
	    err);
}

static const char sql_login_end_others[] =
    "UPDATE login SET ended = $1 WHERE org = $2 AND staff = $3 AND id <> $4 AND ended IS NULL";
static const char sql_half_end_all[] = "DELETE FROM half_login WHERE org = $1 AND staff = $2";

enum at_status
at_login_end_others(struct at_db *db, const struct at_staff *staff, at_id but, at_ms at,
    struct at_error *err)
{
	enum at_status st = at_db_run(db, sql_login_end_others, AT_BIND(at_int(at),
	    at_int(staff->org), at_int(staff->id), at_int(but)), NULL, err);

	return st == AT_OK ? at_db_run(db, sql_half_end_all,
	    AT_BIND(at_int(staff->org), at_int(staff->id)), NULL, err) : st;
}

static const char sql_login_list[] = LOGIN
    " WHERE org = $1 AND staff = $2 AND ended IS NULL AND made >= $3 AND seen >= $4"
    " ORDER BY made DESC NULLS LAST, id DESC NULLS LAST";

enum at_status
at_login_list(struct at_arena *arena, struct at_db *db, const struct at_staff *staff, at_ms made,
    at_ms seen, struct at_login **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_login_list, AT_BIND(at_int(staff->org),
	    at_int(staff->id), at_int(made), at_int(seen)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_login, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = read_login(&rows, i);
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_login_settle[] = "UPDATE login SET owes = $1 WHERE org = $2 AND id = $3";

enum at_status
at_login_settle(struct at_db *db, at_id org, at_id login, uint32_t owes, struct at_error *err)
{
	return at_db_run(db, sql_login_settle,
	    AT_BIND(at_int(owes), at_int(org), at_int(login)), NULL, err);
}

static const char sql_login_by_password[] =
    "UPDATE login SET once = 0 WHERE org = $1 AND id = $2";

enum at_status
at_login_by_password(struct at_db *db, at_id org, at_id login, struct at_error *err)
{
	return at_db_run(db, sql_login_by_password, AT_BIND(at_int(org), at_int(login)), NULL,
	    err);
}

static const char sql_login_forget[] =
    "DELETE FROM login WHERE org = $1 AND staff = $2 AND made < $3";

enum at_status
at_login_forget(struct at_db *db, const struct at_login *login, at_ms made, struct at_error *err)
{
	return at_db_run(db, sql_login_forget, AT_BIND(at_int(login->org), at_int(login->staff),
	    at_int(made)), NULL, err);
}

/* ---- half way in ------------------------------------------------------------ */

static const char sql_half[] =
    "SELECT org, id, staff, closes, once FROM half_login WHERE hash = $1";

enum at_status
at_half_login_find(struct at_arena *arena, struct at_db *db, const void *hash,
    struct at_half_login *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_half,
	    AT_BIND(at_blob(hash, AT_TOKEN_HASH)), "Please sign in again.", &rows, err);

	if (st == AT_OK)
		*out = (struct at_half_login){ at_cell_int(&rows, 0, 0),
			at_cell_int(&rows, 0, 1), at_cell_int(&rows, 0, 2),
			at_cell_int(&rows, 0, 3), at_cell_int(&rows, 0, 4) != 0 };
	return st;
}

static const char sql_half_insert[] =
    "INSERT INTO half_login (org, id, hash, staff, closes, once)"
    " VALUES ($1, $2, $3, $4, $5, $6)";

enum at_status
at_half_login_insert(struct at_db *db, const struct at_half_login *half, const void *hash,
    struct at_error *err)
{
	return at_db_run(db, sql_half_insert, AT_BIND(at_int(half->org), at_int(half->id),
	    at_blob(hash, AT_TOKEN_HASH), at_int(half->staff), at_int(half->closes),
	    at_int(half->once)), NULL, err);
}

static const char sql_half_use[] = "DELETE FROM half_login WHERE org = $1 AND id = $2";
static const char sql_half_forget[] =
    "DELETE FROM half_login WHERE org = $1 AND staff = $2 AND closes <= $3";

enum at_status
at_half_login_use(struct at_db *db, const struct at_half_login *half, at_ms at,
    struct at_error *err)
{
	enum at_status st = at_db_change(db, sql_half_use,
	    AT_BIND(at_int(half->org), at_int(half->id)), changed, err);

	return st == AT_OK ? at_db_run(db, sql_half_forget, AT_BIND(at_int(half->org),
	    at_int(half->staff), at_int(at)), NULL, err) : st;
}

/* ---- one-time links, tries -------------------------------------------------- */

static const char sql_once[] = "SELECT org, id, staff, closes, used FROM once WHERE hash = $1";

enum at_status
at_once_find(struct at_arena *arena, struct at_db *db, const void *hash, struct at_once *out,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_once,
	    AT_BIND(at_blob(hash, AT_TOKEN_HASH)), "This link does not work.", &rows, err);

	if (st == AT_OK)
		*out = (struct at_once){ at_cell_int(&rows, 0, 0), at_cell_int(&rows, 0, 1),
			at_cell_int(&rows, 0, 2), at_cell_int(&rows, 0, 3),
			!at_cell(&rows, 0, 4)->null };
	return st;
}

static const char sql_once_insert[] =
    "INSERT INTO once (org, id, hash, staff, made, closes) VALUES ($1, $2, $3, $4, $5, $6)";

enum at_status
at_once_insert(struct at_db *db, const struct at_once *once, const void *hash, at_ms made,
    struct at_error *err)
{
	return at_db_run(db, sql_once_insert, AT_BIND(at_int(once->org), at_int(once->id),
	    at_blob(hash, AT_TOKEN_HASH), at_int(once->staff), at_int(made),
	    at_int(once->closes)), NULL, err);
}

static const char sql_once_end[] =
    "UPDATE once SET used = $1 WHERE org = $2 AND staff = $3 AND used IS NULL";

enum at_status
at_once_end_all(struct at_db *db, at_id org, at_id staff, at_ms at, struct at_error *err)
{
	return at_db_run(db, sql_once_end, AT_BIND(at_int(at), at_int(org), at_int(staff)), NULL,
	    err);
}

static const char sql_once_use[] =
    "UPDATE once SET used = $1 WHERE org = $2 AND id = $3 AND used IS NULL";

enum at_status
at_once_use(struct at_db *db, const struct at_once *once, at_ms at, struct at_error *err)
{
	return at_db_change(db, sql_once_use,
	    AT_BIND(at_int(at), at_int(once->org), at_int(once->id)), changed, err);
}

static const char sql_attempt[] = "SELECT failures, last FROM attempt WHERE org = 0 AND key = $1";

enum at_status
at_attempt_load(struct at_arena *arena, struct at_db *db, const void *key,
    struct at_failures *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_attempt,
	    AT_BIND(at_blob(key, AT_TOKEN_HASH)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = (struct at_failures){ 0, 0 };
	if (rows.n_rows > 0)
		*out = (struct at_failures){ (int)at_cell_int(&rows, 0, 0),
			at_cell_int(&rows, 0, 1) };
	return AT_OK;
}

static const char sql_attempts[] =
    "SELECT key, failures, last FROM attempt WHERE org = 0 AND last >= $1"
    " ORDER BY failures DESC NULLS LAST LIMIT $2";

enum at_status
at_attempt_list(struct at_arena *arena, struct at_db *db, at_ms since, struct at_attempt **out,
    int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_attempts, AT_BIND(at_int(since),
	    at_int(AT_ATTEMPTS_LISTED)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_attempt, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++) {
		struct at_bytes key = at_cell_bytes(&rows, i, 0);

		if (key.n_bytes == AT_TOKEN_HASH)
			memcpy((*out)[i].key, key.bytes, AT_TOKEN_HASH);
		(*out)[i].failures = (struct at_failures){ (int)at_cell_int(&rows, i, 1),
			at_cell_int(&rows, i, 2) };
	}
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_attempt_save[] =
    "INSERT INTO attempt (org, key, failures, last) VALUES (0, $1, $2, $3)"
    " ON CONFLICT (org, key) DO UPDATE SET failures = excluded.failures, last = excluded.last";

enum at_status
at_attempt_save(struct at_db *db, const void *key, const struct at_failures *failures,
    struct at_error *err)
{
	return at_db_run(db, sql_attempt_save, AT_BIND(at_blob(key, AT_TOKEN_HASH),
	    at_int(failures->count), at_int(failures->last)), NULL, err);
}

static const char sql_attempt_forget[] = "DELETE FROM attempt WHERE last < $1";

enum at_status
at_attempt_forget(struct at_db *db, at_ms last, struct at_error *err)
{
	return at_db_run(db, sql_attempt_forget, AT_BIND(at_int(last)), NULL, err);
}
