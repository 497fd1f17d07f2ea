/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buffer.h"
#include "store/backup_made.h"

struct at_backup_made
at_backup_made_of(struct at_arena *arena, const struct at_backup *backup)
{
	struct at_buffer heads = at_buffer_init(arena);
	char head[AT_AUDIT_HEAD_ROOM];

	for (int i = 0; i < backup->n_heads; i++) {
		at_audit_head_format(&backup->heads[i], head);
		at_buffer_printf(&heads, "%s\n", head);
	}
	return (struct at_backup_made){ .at = backup->at, .n_bytes = backup->n_bytes,
		.schema = backup->schema, .heads = at_buffer_string(&heads),
		.with_key = backup->with_key, .problem = "" };
}

static const char sql_insert[] =
    "INSERT INTO backup_made (org, id, kind, path, at, bytes, schema, heads, with_key, checked,"
    " problem, removed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

enum at_status
at_backup_made_insert(struct at_db *db, const struct at_backup_made *made, struct at_error *err)
{
	return at_db_run(db, sql_insert, AT_BIND(at_int(made->org), at_int(made->id),
	    at_text(made->kind), at_text(made->path), at_int(made->at), at_int(made->n_bytes),
	    at_int(made->schema), at_text(made->heads), at_int(made->with_key),
	    at_id_or_null(made->checked), at_text(made->problem), at_id_or_null(made->removed)),
	    NULL, err);
}

static const char sql_list[] =
    "SELECT org, id, kind, path, at, bytes, schema, heads, with_key, checked, problem, removed"
    " FROM backup_made WHERE removed IS NULL OR $1 = 1"
    " ORDER BY id DESC NULLS FIRST, org NULLS FIRST";

static struct at_backup_made
read_made(const struct at_rows *rows, int i)
{
	return (struct at_backup_made){
		.org = at_cell_int(rows, i, 0), .id = at_cell_int(rows, i, 1),
		.kind = at_cell_text(rows, i, 2), .path = at_cell_text(rows, i, 3),
		.at = at_cell_int(rows, i, 4), .n_bytes = at_cell_int(rows, i, 5),
		.schema = (int)at_cell_int(rows, i, 6), .heads = at_cell_text(rows, i, 7),
		.with_key = at_cell_int(rows, i, 8) != 0, .checked = at_cell_int(rows, i, 9),
		.problem = at_cell_text(rows, i, 10), .removed = at_cell_int(rows, i, 11),
	};
}

enum at_status
at_backup_made_list(struct at_arena *arena, struct at_db *db, bool all,
    struct at_backup_made **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_list, AT_BIND(at_int(all)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_backup_made, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = read_made(&rows, i);
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_checked[] =
    "UPDATE backup_made SET checked = $1, problem = $2 WHERE org = $3 AND id = $4";

enum at_status
at_backup_made_checked(struct at_db *db, at_id org, at_id id, at_ms at, const char *problem,
    struct at_error *err)
{
	return at_db_change(db, sql_checked, AT_BIND(at_int(at), at_text(problem), at_int(org),
	    at_int(id)), "There is no such backup.", err);
}

static const char sql_removed[] =
    "UPDATE backup_made SET removed = $1 WHERE org = $2 AND id = $3 AND removed IS NULL";

enum at_status
at_backup_made_removed(struct at_db *db, at_id org, at_id id, at_ms at, struct at_error *err)
{
	return at_db_change(db, sql_removed, AT_BIND(at_int(at), at_int(org), at_int(id)),
	    "There is no such backup any more.", err);
}

static const char sql_replaced[] =
    "UPDATE backup_made SET removed = $1 WHERE path = $2 AND removed IS NULL";

enum at_status
at_backup_made_replaced(struct at_db *db, const char *path, at_ms at, struct at_error *err)
{
	return at_db_run(db, sql_replaced, AT_BIND(at_int(at), at_text(path)), NULL, err);
}
