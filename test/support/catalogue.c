/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buffer.h"
#include "support/catalogue.h"

static const char sqlite_columns[] =
    "SELECT m.name || '.' || c.name || ' ' || c.type"
    " || CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN ' NOT NULL' ELSE '' END"
    " || CASE WHEN c.dflt_value IS NOT NULL THEN ' default' ELSE '' END"
    " || CASE WHEN c.pk > 0 THEN ' key ' || c.pk ELSE '' END"
    " FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'";
static const char sqlite_indexes[] =
    "SELECT CASE WHEN i.\"unique\" = 1 THEN 'unique ' ELSE 'index ' END || m.name || '('"
    " || (SELECT group_concat(k.name) FROM pragma_index_info(i.name) AS k) || ')'"
    " || CASE WHEN i.partial = 1 THEN ' partial' ELSE '' END"
    " FROM sqlite_schema AS m JOIN pragma_index_list(m.name) AS i"
    " WHERE m.type = 'table' AND i.origin <> 'pk'";
static const char sqlite_foreign[] =
    "SELECT 'foreign ' || m.name || '(' || group_concat(f.\"from\") || ') '"
    " || f.\"table\" || '(' || group_concat(f.\"to\") || ') ' || f.on_delete"
    " FROM sqlite_schema AS m JOIN pragma_foreign_key_list(m.name) AS f"
    " WHERE m.type = 'table' GROUP BY m.name, f.id, f.\"table\", f.on_delete";
static const char sqlite_triggers[] =
    "SELECT DISTINCT 'trigger on ' || tbl_name FROM sqlite_schema WHERE type = 'trigger'";

static const char postgres_columns[] =
    "SELECT c.relname || '.' || a.attname || ' ' || CASE format_type(a.atttypid, -1)"
    " WHEN 'bigint' THEN 'INTEGER' WHEN 'double precision' THEN 'REAL'"
    " WHEN 'text' THEN 'TEXT' WHEN 'bytea' THEN 'BLOB' ELSE format_type(a.atttypid, -1) END"
    " || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END"
    " || CASE WHEN a.atthasdef THEN ' default' ELSE '' END"
    " || COALESCE((SELECT ' key ' || k.n FROM pg_index AS i,"
    "  unnest(i.indkey) WITH ORDINALITY AS k(attnum, n)"
    "  WHERE i.indrelid = c.oid AND i.indisprimary AND k.attnum = a.attnum), '')"
    " FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid"
    " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
    " AND a.attnum > 0 AND NOT a.attisdropped";
static const char postgres_indexes[] =
    "SELECT CASE WHEN i.indisunique THEN 'unique ' ELSE 'index ' END || c.relname || '('"
    " || (SELECT string_agg(a.attname, ',' ORDER BY k.n)"
    "  FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, n)"
    "  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.attnum) || ')'"
    " || CASE WHEN i.indpred IS NOT NULL THEN ' partial' ELSE '' END"
    " FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid"
    " WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisprimary";
static const char postgres_foreign[] =
    "SELECT 'foreign ' || c.relname || '('"
    " || (SELECT string_agg(a.attname, ',' ORDER BY k.n)"
    "  FROM unnest(f.conkey) WITH ORDINALITY AS k(attnum, n)"
    "  JOIN pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = k.attnum) || ') '"
    " || t.relname || '(' || (SELECT string_agg(a.attname, ',' ORDER BY k.n)"
    "  FROM unnest(f.confkey) WITH ORDINALITY AS k(attnum, n)"
    "  JOIN pg_attribute AS a ON a.attrelid = f.confrelid AND a.attnum = k.attnum) || ') '"
    " || CASE f.confdeltype WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT'"
    "  WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE 'SET DEFAULT' END"
    " FROM pg_constraint AS f JOIN pg_class AS c ON c.oid = f.conrelid"
    " JOIN pg_class AS t ON t.oid = f.confrelid"
    " WHERE c.relnamespace = current_schema()::regnamespace AND f.contype = 'f'";
static const char postgres_triggers[] =
    "SELECT DISTINCT 'trigger on ' || c.relname FROM pg_trigger AS t"
    " JOIN pg_class AS c ON c.oid = t.tgrelid"
    " WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal";

static const char *const queries[][4] = {
	[AT_SQLITE] = { sqlite_columns, sqlite_indexes, sqlite_foreign, sqlite_triggers },
	[AT_POSTGRES] = { postgres_columns, postgres_indexes, postgres_foreign,
	    postgres_triggers },
};

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted here: the engines order text differently. */
static void
add_sorted(struct support *s, struct at_buffer *out, const struct at_rows *rows)
{
	const char **lines = AT_NEW(s->arena, const char *, (size_t)rows->n_rows + 1);

	for (int i = 0; i < rows->n_rows; i++) {
		lines[i] = at_cell_text(rows, i, 0);
		CHECK(lines[i] != NULL);
	}
	qsort(lines, (size_t)rows->n_rows, sizeof *lines, compare);
	for (int i = 0; i < rows->n_rows; i++)
		at_buffer_printf(out, "%s\n", lines[i]);
}

const char *
support_catalogue(struct support *s, struct at_db *db)
{
	struct at_buffer out = at_buffer_init(s->arena);

	for (size_t i = 0; i < AT_COUNT(queries[0]); i++) {
		struct at_rows rows;

		CHECK_OK(s, at_db_query(s->arena, db, queries[at_db_engine(db)][i], AT_NO_BIND,
		    &rows, &s->err));
		add_sorted(s, &out, &rows);
	}
	return at_buffer_string(&out);
}
