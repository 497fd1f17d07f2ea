/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/words.h"
#include "guard/policy.h"
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
	    AT_TEXT("There is no such person."), &rows, err);

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

static const char sql_staff_changed[] =
    "UPDATE staff SET version = version + 1 WHERE org = $1 AND id = $2 AND version = $3";

enum at_status
at_staff_changed(struct at_db *db, const struct at_staff *staff, struct at_error *err)
{
	return at_db_change(db, sql_staff_changed, AT_BIND(at_int(staff->org),
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

static const char sql_failed[] =
    "UPDATE staff SET failed = failed + 1 WHERE org = $1 AND id = $2";

enum at_status
at_staff_failed(struct at_db *db, at_id org, at_id staff, struct at_error *err)
{
	return at_db_run(db, sql_failed, AT_BIND(at_int(org), at_int(staff)), NULL, err);
}

static const char sql_failed_load[] = "SELECT failed FROM staff WHERE org = $1 AND id = $2";
static const char sql_failed_clear[] =
    "UPDATE staff SET failed = 0 WHERE org = $1 AND id = $2 AND failed > 0";

enum at_status
at_staff_take_failed(struct at_arena *arena, struct at_db *db, at_id org, at_id staff, int *out_n,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_failed_load,
	    AT_BIND(at_int(org), at_int(staff)), AT_TEXT("There is no such person."), &rows, err);

	if (st == AT_OK)
		st = at_db_run(db, sql_failed_clear, AT_BIND(at_int(org), at_int(staff)), NULL,
		    err);
	if (st == AT_OK)
		*out_n = (int)at_cell_int(&rows, 0, 0);
	return st;
}
