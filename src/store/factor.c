/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/factor.h"

static const char gone[] = "This second factor was changed meanwhile. Look again.";

static const char sql_factor[] =
    "SELECT f.secret, f.step, f.made, f.salt, (SELECT count(*) FROM recovery_code r"
    " WHERE r.org = f.org AND r.staff = f.staff AND r.used IS NULL) FROM second_factor f"
    " WHERE f.org = $1 AND f.staff = $2";

enum at_status
at_factor_load(struct at_arena *arena, struct at_db *db, at_id org, at_id staff,
    struct at_second_factor *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_factor,
	    AT_BIND(at_int(org), at_int(staff)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = (struct at_second_factor){ .org = org, .staff = staff };
	if (rows.n_rows == 0)
		return AT_OK;
	out->secret = at_cell_bytes(&rows, 0, 0);
	out->step = at_cell_int(&rows, 0, 1);
	out->made = at_cell_int(&rows, 0, 2);
	out->salt = at_cell_bytes(&rows, 0, 3);
	out->n_codes = (int)at_cell_int(&rows, 0, 4);
	return AT_OK;
}

static const char sql_holders[] =
    "SELECT staff FROM second_factor WHERE org = $1 ORDER BY staff NULLS FIRST";

enum at_status
at_factor_holders(struct at_arena *arena, struct at_db *db, at_id org, at_id **out, int *out_n,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_holders, AT_BIND(at_int(org)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, at_id, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = at_cell_int(&rows, i, 0);
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_insert[] =
    "INSERT INTO second_factor (org, staff, secret, step, made, salt)"
    " VALUES ($1, $2, $3, $4, $5, $6)";

enum at_status
at_factor_insert(struct at_db *db, const struct at_second_factor *factor, struct at_error *err)
{
	return at_db_run(db, sql_insert, AT_BIND(at_int(factor->org), at_int(factor->staff),
	    at_bytes(factor->secret), at_int(factor->step), at_int(factor->made),
	    at_bytes(factor->salt)), NULL, err);
}

static const char sql_delete[] = "DELETE FROM second_factor WHERE org = $1 AND staff = $2";
static const char sql_codes_delete[] = "DELETE FROM recovery_code WHERE org = $1 AND staff = $2";

enum at_status
at_factor_delete(struct at_db *db, at_id org, at_id staff, struct at_error *err)
{
	enum at_status st = at_db_change(db, sql_delete, AT_BIND(at_int(org), at_int(staff)),
	    gone, err);

	return st == AT_OK ? at_db_run(db, sql_codes_delete,
	    AT_BIND(at_int(org), at_int(staff)), NULL, err) : st;
}

static const char sql_use[] =
    "UPDATE second_factor SET step = $1 WHERE org = $2 AND staff = $3 AND step < $1";

enum at_status
at_factor_use(struct at_db *db, const struct at_second_factor *factor, int64_t step,
    struct at_error *err)
{
	return at_db_change(db, sql_use, AT_BIND(at_int(step), at_int(factor->org),
	    at_int(factor->staff)), gone, err);
}

static const char sql_salt[] =
    "UPDATE second_factor SET salt = $1 WHERE org = $2 AND staff = $3";
static const char sql_code_insert[] =
    "INSERT INTO recovery_code (org, staff, hash) VALUES ($1, $2, $3)";

enum at_status
at_recovery_save(struct at_db *db, const struct at_second_factor *factor,
    const struct at_recovery_hashes *hashes, struct at_error *err)
{
	enum at_status st = at_db_change(db, sql_salt, AT_BIND(at_bytes(factor->salt),
	    at_int(factor->org), at_int(factor->staff)), gone, err);

	if (st == AT_OK)
		st = at_db_run(db, sql_codes_delete,
		    AT_BIND(at_int(factor->org), at_int(factor->staff)), NULL, err);
	for (int i = 0; i < AT_RECOVERY_CODES && st == AT_OK; i++)
		st = at_db_run(db, sql_code_insert, AT_BIND(at_int(factor->org),
		    at_int(factor->staff), at_blob(hashes->at[i], AT_RECOVERY_HASH)), NULL,
		    err);
	return st;
}

static const char sql_code_use[] =
    "UPDATE recovery_code SET used = $1 WHERE org = $2 AND staff = $3 AND hash = $4"
    " AND used IS NULL";

enum at_status
at_recovery_use(struct at_db *db, const struct at_second_factor *factor, const void *hash, at_ms at,
    struct at_error *err)
{
	return at_db_change(db, sql_code_use, AT_BIND(at_int(at), at_int(factor->org),
	    at_int(factor->staff), at_blob(hash, AT_RECOVERY_HASH)), gone, err);
}

static const char sql_rule[] =
    "SELECT value FROM setting WHERE org = $1 AND site = 0 AND name = 'second_factor'";

enum at_status
at_factor_rule_load(struct at_arena *arena, struct at_db *db, at_id org, const char **out,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_rule, AT_BIND(at_int(org)), &rows, err);

	if (st == AT_OK)
		*out = rows.n_rows == 0 ? NULL : at_cell_text(&rows, 0, 0);
	return st;
}
