/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "guard/policy.h"
#include "guard/token.h"
#include "store/people.h"

static const char changed[] = "Somebody changed this meanwhile. Look again.";

static const char sql_roles[] =
    "SELECT DISTINCT role FROM staff_role WHERE org = $1 AND staff = $2";

static enum at_status
read_staff(struct at_arena *arena, struct at_db *db, const struct at_rows *rows, int row,
    struct at_staff *out, struct at_error *err)
{
	struct at_rows roles;
	struct at_staff got = {
		.org = at_cell_int(rows, row, 0), .id = at_cell_int(rows, row, 1),
		.handle = at_cell_text(rows, row, 2), .name = at_cell_text(rows, row, 3),
		.password = at_cell_text(rows, row, 4),
		.disabled = !at_cell(rows, row, 5)->null,
		.version = at_cell_int(rows, row, 6),
	};
	enum at_status st = at_db_query(arena, db, sql_roles,
	    AT_BIND(at_int(got.org), at_int(got.id)), &roles, err);

	if (st != AT_OK)
		return st;
	for (int i = 0; i < roles.n_rows; i++)
		got.subjects |= at_subject_parse(at_cell_text(&roles, i, 0));
	*out = got;
	return AT_OK;
}

static enum at_status
read_all_staff(struct at_arena *arena, struct at_db *db, const struct at_rows *rows,
    struct at_staff **out, int *out_n, struct at_error *err)
{
	struct at_staff *all = AT_NEW(arena, struct at_staff, (size_t)rows->n_rows);

	for (int i = 0; i < rows->n_rows; i++) {
		enum at_status st = read_staff(arena, db, rows, i, &all[i], err);

		if (st != AT_OK)
			return st;
	}
	*out = all;
	*out_n = rows->n_rows;
	return AT_OK;
}

static const char sql_staff[] =
    "SELECT org, id, handle, name, password, disabled, version FROM staff"
    " WHERE org = $1 AND id = $2";

enum at_status
at_staff_load(struct at_arena *arena, struct at_db *db, at_id org, at_id staff,
    struct at_staff *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_staff, AT_BIND(at_int(org), at_int(staff)),
	    "There is no such person.", &rows, err);

	if (st != AT_OK)
		return st;
	return read_staff(arena, db, &rows, 0, out, err);
}

static const char sql_staff_handle[] =
    "SELECT org, id, handle, name, password, disabled, version FROM staff"
    " WHERE org = $1 AND handle = $2";

enum at_status
at_staff_find(struct at_arena *arena, struct at_db *db, at_id org, const char *handle,
    struct at_staff *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_staff_handle,
	    AT_BIND(at_int(org), at_text(handle)), &rows, err);

	if (st != AT_OK)
		return st;
	if (rows.n_rows == 0)
		return at_fail(err, AT_NOT_FOUND, "There is nobody called \"%s\".", handle);
	return read_staff(arena, db, &rows, 0, out, err);
}

static const char sql_staff_named[] =
    "SELECT org, id, handle, name, password, disabled, version FROM staff"
    " WHERE handle = $1 ORDER BY org NULLS FIRST";

enum at_status
at_staff_named(struct at_arena *arena, struct at_db *db, const char *handle,
    struct at_staff **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_staff_named, AT_BIND(at_text(handle)),
	    &rows, err);

	return st == AT_OK ? read_all_staff(arena, db, &rows, out, out_n, err) : st;
}

static const char sql_staff_all[] =
    "SELECT org, id, handle, name, password, disabled, version FROM staff"
    " WHERE org = $1 ORDER BY id NULLS FIRST";

enum at_status
at_staff_list(struct at_arena *arena, struct at_db *db, at_id org, struct at_staff **out,
    int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_staff_all, AT_BIND(at_int(org)), &rows, err);

	return st == AT_OK ? read_all_staff(arena, db, &rows, out, out_n, err) : st;
}

static const char sql_staff_sites[] =
    "SELECT site FROM staff_role WHERE org = $1 AND staff = $2 AND role = $3";

enum at_status
at_staff_sites(struct at_arena *arena, struct at_db *db, at_id org, at_id staff,
    const char *role, at_id **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_staff_sites,
	    AT_BIND(at_int(org), at_int(staff), at_text(role)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, at_id, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = at_cell_int(&rows, i, 0);
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_staff_insert[] =
    "INSERT INTO staff (org, id, handle, name, version) VALUES ($1, $2, $3, $4, 1)";

enum at_status
at_staff_insert(struct at_db *db, const struct at_staff *staff, struct at_error *err)
{
	return at_db_run(db, sql_staff_insert, AT_BIND(at_int(staff->org), at_int(staff->id),
	    at_text(staff->handle), at_text(staff->name)), NULL, err);
}

static const char sql_staff_password[] =
    "UPDATE staff SET password = $1, version = version + 1"
    " WHERE org = $2 AND id = $3 AND version = $4";

enum at_status
at_staff_set_password(struct at_db *db, const struct at_staff *staff, const char *hash,
    struct at_error *err)
{
	return at_db_change(db, sql_staff_password, AT_BIND(at_text(hash), at_int(staff->org),
	    at_int(staff->id), at_int(staff->version)), changed, err);
}

static const char sql_staff_disable[] =
    "UPDATE staff SET disabled = $1, version = version + 1"
    " WHERE org = $2 AND id = $3 AND disabled IS NULL";

enum at_status
at_staff_disable(struct at_db *db, at_id org, at_id staff, at_ms at, struct at_error *err)
{
	return at_db_change(db, sql_staff_disable,
	    AT_BIND(at_int(at), at_int(org), at_int(staff)), changed, err);
}

static const char sql_staff_enable[] =
    "UPDATE staff SET disabled = NULL, version = version + 1"
    " WHERE org = $1 AND id = $2 AND disabled IS NOT NULL";

enum at_status
at_staff_enable(struct at_db *db, at_id org, at_id staff, struct at_error *err)
{
	return at_db_change(db, sql_staff_enable, AT_BIND(at_int(org), at_int(staff)), changed,
	    err);
}

static const char sql_administrators[] =
    "SELECT count(DISTINCT s.id) FROM staff s"
    " JOIN staff_role r ON r.org = s.org AND r.staff = s.id"
    " WHERE s.org = $1 AND r.role = 'administrator' AND s.disabled IS NULL";

enum at_status
at_staff_administrators(struct at_arena *arena, struct at_db *db, at_id org, int *out,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_administrators, AT_BIND(at_int(org)),
	    &rows, err);

	if (st == AT_OK)
		*out = (int)at_cell_int(&rows, 0, 0);
	return st;
}

static const char sql_seen[] =
    "SELECT staff, max(seen) FROM login WHERE org = $1 GROUP BY staff";

enum at_status
at_staff_seen(struct at_arena *arena, struct at_db *db, at_id org, struct at_staff_seen **out,
    int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_seen, AT_BIND(at_int(org)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_staff_seen, (size_t)rows.n_rows);
	*out_n = rows.n_rows;
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = (struct at_staff_seen){ at_cell_int(&rows, i, 0),
			at_cell_int(&rows, i, 1) };
	return AT_OK;
}

static const char sql_clients[] =
    "SELECT count(DISTINCT client) FROM relationship"
    " WHERE org = $1 AND therapist = $2 AND to_ms IS NULL";

enum at_status
at_staff_clients(struct at_arena *arena, struct at_db *db, at_id org, at_id staff, int *out,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_clients,
	    AT_BIND(at_int(org), at_int(staff)), &rows, err);

	if (st == AT_OK)
		*out = (int)at_cell_int(&rows, 0, 0);
	return st;
}

static const char sql_role_insert[] =
    "INSERT INTO staff_role (org, staff, role, site) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (org, staff, role, site) DO NOTHING";

enum at_status
at_staff_add_role(struct at_db *db, at_id org, at_id staff, const char *role, at_id site,
    struct at_error *err)
{
	return at_db_run(db, sql_role_insert,
	    AT_BIND(at_int(org), at_int(staff), at_text(role), at_int(site)), NULL, err);
}

static const char sql_supervision_insert[] =
    "INSERT INTO supervision (org, supervisor, therapist, from_ms) VALUES ($1, $2, $3, $4)";

enum at_status
at_supervision_insert(struct at_db *db, at_id org, at_id supervisor, at_id therapist, at_ms from,
    struct at_error *err)
{
	return at_db_run(db, sql_supervision_insert, AT_BIND(at_int(org), at_int(supervisor),
	    at_int(therapist), at_int(from)), NULL, err);
}

static const char sql_login[] =
    "SELECT org, id, staff, made, seen, once FROM login WHERE hash = $1 AND ended IS NULL";

enum at_status
at_login_find(struct at_arena *arena, struct at_db *db, const void *hash, struct at_login *out,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_login,
	    AT_BIND(at_blob(hash, AT_TOKEN_HASH)), "You are not signed in.", &rows, err);

	if (st == AT_OK)
		*out = (struct at_login){ at_cell_int(&rows, 0, 0), at_cell_int(&rows, 0, 1),
			at_cell_int(&rows, 0, 2), at_cell_int(&rows, 0, 3),
			at_cell_int(&rows, 0, 4), at_cell_int(&rows, 0, 5) != 0 };
	return st;
}

static const char sql_login_insert[] =
    "INSERT INTO login (org, id, hash, staff, made, seen, once)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)";

enum at_status
at_login_insert(struct at_db *db, const struct at_login *login, const void *hash,
    struct at_error *err)
{
	return at_db_run(db, sql_login_insert, AT_BIND(at_int(login->org), at_int(login->id),
	    at_blob(hash, AT_TOKEN_HASH), at_int(login->staff), at_int(login->made),
	    at_int(login->seen), at_int(login->once)), NULL, err);
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

enum at_status
at_login_end_others(struct at_db *db, const struct at_staff *staff, at_id but, at_ms at,
    struct at_error *err)
{
	return at_db_run(db, sql_login_end_others, AT_BIND(at_int(at), at_int(staff->org),
	    at_int(staff->id), at_int(but)), NULL, err);
}

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
