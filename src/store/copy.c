/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/buffer.h"
#include "store/copy.h"

enum { PAGE = 1000, MOST_BINDS = 60 };

/* Which statements of a table there are to be written. */
enum { ONE = 1 };

static const char *const left_out[] = {
	"schema_version",               /* written by migrating */
	"node_last",                    /* a restored database is another one to every node */
	"login", "half_login", "own_login", "attempt",  /* who was signed in signs in again */
	"day_line",                     /* made anew at the next look */
};

static bool
is_left_out(const char *name)
{
	for (size_t i = 0; i < AT_COUNT(left_out); i++)
		if (strcmp(left_out[i], name) == 0)
			return true;
	return false;
}

/* ---- the catalogue ------------------------------------------------------------------ */

/* table, column, type, place in the primary key. */
static const char sql_sqlite[] =
    "SELECT t.name, c.name, c.type, c.pk FROM sqlite_schema t, pragma_table_info(t.name) c"
    " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid";
static const char sql_postgres[] =
    "SELECT c.table_name::text, c.column_name::text, c.data_type::text,"
    " coalesce(k.ordinal_position, 0)::bigint FROM information_schema.columns c"
    " LEFT JOIN information_schema.table_constraints p ON p.table_schema = c.table_schema"
    " AND p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY'"
    " LEFT JOIN information_schema.key_column_usage k ON k.table_schema = c.table_schema"
    " AND k.table_name = c.table_name AND k.constraint_name = p.constraint_name"
    " AND k.column_name = c.column_name WHERE c.table_schema = current_schema()"
    " ORDER BY c.table_name::text COLLATE \"C\", c.ordinal_position";

static enum at_value_type
type_of(const char *name)
{
	static const struct { const char *name; enum at_value_type type; } types[] = {
		{ "INTEGER", AT_VALUE_INT }, { "bigint", AT_VALUE_INT },
		{ "REAL", AT_VALUE_REAL }, { "double precision", AT_VALUE_REAL },
		{ "BLOB", AT_VALUE_BLOB }, { "bytea", AT_VALUE_BLOB },
	};

	for (size_t i = 0; i < AT_COUNT(types); i++)
		if (strcmp(types[i].name, name) == 0)
			return types[i].type;
	return AT_VALUE_TEXT;
}

static const char *
key_at(const struct at_copy_table *table, int place)
{
	for (int i = 0; i < table->n_columns; i++)
		if (table->columns[i].key == place)
			return table->columns[i].name;
	return NULL;
}

/* "a, b, c" of all columns, or of the key. */
static void
put_names(struct at_buffer *sql, const struct at_copy_table *table, bool keys)
{
	int n = keys ? table->n_keys : table->n_columns;

	for (int i = 0; i < n; i++)
		at_buffer_printf(sql, "%s\"%s\"", i > 0 ? ", " : "",
		    keys ? key_at(table, i + 1) : table->columns[i].name);
}

static void
put_places(struct at_buffer *sql, int from, int n)
{
	for (int i = 0; i < n; i++)
		at_buffer_printf(sql, "%s$%d", i > 0 ? ", " : "", from + i);
}

static const char *
select_text(struct at_arena *arena, const struct at_copy_table *table, bool next)
{
	struct at_buffer sql = at_buffer_init(arena);

	at_buffer_text(&sql, "SELECT ");
	put_names(&sql, table, false);
	at_buffer_printf(&sql, " FROM \"%s\"", table->name);
	if (next) {
		at_buffer_text(&sql, " WHERE (");
		put_names(&sql, table, true);
		at_buffer_text(&sql, ") > (");
		put_places(&sql, 1, table->n_keys);
		at_buffer_text(&sql, ")");
	}
	if (table->paged) {
		at_buffer_text(&sql, " ORDER BY ");
		put_names(&sql, table, true);
		at_buffer_printf(&sql, " LIMIT %d", PAGE);
	}
	return at_buffer_string(&sql);
}

static const char *
insert_text(struct at_arena *arena, const struct at_copy_table *table, int n_rows)
{
	struct at_buffer sql = at_buffer_init(arena);

	at_buffer_printf(&sql, "INSERT INTO \"%s\" (", table->name);
	put_names(&sql, table, false);
	at_buffer_text(&sql, ") VALUES ");
	for (int i = 0; i < n_rows; i++) {
		at_buffer_text(&sql, i > 0 ? ", (" : "(");
		put_places(&sql, i * table->n_columns + 1, table->n_columns);
		at_buffer_text(&sql, ")");
	}
	return at_buffer_string(&sql);
}

static void
finish_table(struct at_arena *arena, struct at_copy_table *table)
{
	table->paged = true;
	for (int i = 0; i < table->n_columns; i++) {
		const struct at_copy_column *column = &table->columns[i];

		table->n_keys += column->key > 0;
		table->paged &= column->key == 0 || column->type == AT_VALUE_INT
		    || column->type == AT_VALUE_BLOB;
	}
	table->paged &= table->n_keys > 0;
	table->n_many = MOST_BINDS / table->n_columns;
	table->sql_first = select_text(arena, table, false);
	table->sql_next = table->paged ? select_text(arena, table, true) : NULL;
	table->sql_one = insert_text(arena, table, ONE);
	table->sql_many = table->n_many > ONE ? insert_text(arena, table, table->n_many) : NULL;
}

static struct at_copy_table *
table_of(struct at_arena *arena, struct at_copy_table **tables, int *n, const char *name)
{
	if (*n == 0 || strcmp((*tables)[*n - 1].name, name) != 0) {
		*tables = at_one_more(arena, *tables, *n, sizeof **tables);
		(*tables)[(*n)++] = (struct at_copy_table){ .name = name };
	}
	return &(*tables)[*n - 1];
}

enum at_status
at_copy_tables(struct at_arena *arena, struct at_db *db, struct at_copy_table **out, int *out_n,
    struct at_error *err)
{
	struct at_copy_table *tables = NULL;
	struct at_rows rows;
	int n = 0;
	enum at_status st = at_db_query(arena, db, at_db_engine(db) == AT_SQLITE ? sql_sqlite
	    : sql_postgres, AT_NO_BIND, &rows, err);

	if (st != AT_OK)
		return st;
	for (int i = 0; i < rows.n_rows; i++) {
		struct at_copy_table *table;

		if (is_left_out(at_cell_text(&rows, i, 0)))
			continue;
		table = table_of(arena, &tables, &n, at_cell_text(&rows, i, 0));
		table->columns = at_one_more(arena, table->columns, table->n_columns,
		    sizeof *table->columns);
		table->columns[table->n_columns++] = (struct at_copy_column){
			at_cell_text(&rows, i, 1), type_of(at_cell_text(&rows, i, 2)),
			(int)at_cell_int(&rows, i, 3) };
	}
	for (int i = 0; i < n; i++)
		finish_table(arena, &tables[i]);
	*out = tables;
	*out_n = n;
	return AT_OK;
}

/* ---- rows --------------------------------------------------------------------------- */

enum at_status
at_copy_read(struct at_arena *arena, struct at_db *db, const struct at_copy_table *table,
    const struct at_value *after, struct at_rows *out, struct at_error *err)
{
	struct at_value keys[MOST_BINDS];

	*out = (struct at_rows){ .n_columns = table->n_columns };
	if (after == NULL)
		return at_db_query(arena, db, table->sql_first, AT_NO_BIND, out, err);
	if (!table->paged)
		return AT_OK;
	for (int i = 0; i < table->n_columns; i++)
		if (table->columns[i].key > 0)
			keys[table->columns[i].key - 1] = after[i];
	return at_db_query(arena, db, table->sql_next, keys, table->n_keys, out, err);
}

enum at_status
at_copy_write(struct at_db *db, const struct at_copy_table *table, const struct at_value *cells,
    int n_rows, struct at_error *err)
{
	enum at_status st = AT_OK;
	int n;

	for (int row = 0; row < n_rows && st == AT_OK; row += n) {
		bool many = table->sql_many != NULL && n_rows - row >= table->n_many;

		n = many ? table->n_many : ONE;
		st = at_db_run(db, many ? table->sql_many : table->sql_one,
		    cells + (ptrdiff_t)row * table->n_columns, n * table->n_columns, NULL, err);
	}
	return st;
}
