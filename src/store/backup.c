/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "store/backup_work.h"
#include "store/migrate.h"

enum { BLOCK_BYTES = 64 << 10 };

static void
close_arena(void *arena)
{
	at_arena_close(arena);
}

enum at_status
at_backup_start(struct at_backup_work *work, struct at_error *err)
{
	work->page = at_arena_open();
	if (work->page == NULL)
		return at_fail(err, AT_BUSY, "memory is short; try again in a moment");
	at_arena_defer(work->arena, close_arena, work->page);
	return AT_OK;
}

enum at_status
at_backup_count(struct at_backup_work *work, const struct at_copy_table *table, int n,
    struct at_error *err)
{
	work->sum.n_rows += n;
	if (strcmp(table->name, "answer") == 0)
		work->sum.n_answers += n;
	if (work->watch == NULL || work->watch->go_on(work->watch->ptr, work->sum.n_rows))
		return AT_OK;
	return at_fail(err, AT_GONE, "It was stopped; nothing is left of it.");
}

static enum at_status
put_head(struct at_backup_work *work, struct at_error *err)
{
	const char *head = at_printf(work->arena, "schema %d\nprogram %s\nat %" PRId64 "\n",
	    work->sum.schema, work->sum.program, work->sum.at);

	return at_blocks_put(work->blocks, AT_BLOCK_HEAD, head, strlen(head), err);
}

/* The name of the table and of its columns, a line each. */
static enum at_status
put_table(struct at_backup_work *work, const struct at_copy_table *table, struct at_error *err)
{
	struct at_buffer names = at_buffer_init(work->page);

	at_buffer_printf(&names, "%s\n", table->name);
	for (int i = 0; i < table->n_columns; i++)
		at_buffer_printf(&names, "%s\n", table->columns[i].name);
	return at_blocks_put(work->blocks, AT_BLOCK_TABLE, names.bytes, names.n_bytes, err);
}

static enum at_status
put_rows(struct at_backup_work *work, const struct at_rows *rows, struct at_error *err)
{
	struct at_buffer bytes = at_buffer_init(work->page);
	enum at_status st = AT_OK;

	for (int i = 0; i < rows->n_rows && st == AT_OK; i++) {
		at_cells_put(&bytes, rows->cells + (ptrdiff_t)i * rows->n_columns, rows->n_columns);
		if (bytes.n_bytes < BLOCK_BYTES && i + 1 < rows->n_rows)
			continue;
		st = at_blocks_put(work->blocks, AT_BLOCK_ROWS, bytes.bytes, bytes.n_bytes, err);
		bytes.n_bytes = 0;
	}
	return st;
}

/* The last row of a page outlives it: the next page begins behind it. */
static struct at_value *
keep_row(struct at_arena *arena, const struct at_rows *rows)
{
	const struct at_value *last = rows->cells
	    + (ptrdiff_t)(rows->n_rows - 1) * rows->n_columns;
	struct at_value *kept = at_grow(arena, last, (size_t)rows->n_columns,
	    (size_t)rows->n_columns, sizeof *last);

	for (int i = 0; i < rows->n_columns; i++)
		if (kept[i].bytes != NULL)
			kept[i].bytes = at_strndup(arena, kept[i].bytes, kept[i].n_bytes);
	return kept;
}

static enum at_status
copy_out(struct at_backup_work *work, const struct at_copy_table *table, struct at_error *err)
{
	struct at_value *after = NULL;
	struct at_arena *keys = at_arena_open();
	struct at_rows rows = { 0 };
	enum at_status st = keys == NULL ? at_fail(err, AT_BUSY, "memory is short")
	    : put_table(work, table, err);

	do {
		if (st == AT_OK)
			st = at_copy_read(work->page, work->db, table, after, &rows, err);
		if (st != AT_OK || rows.n_rows == 0)
			break;
		st = put_rows(work, &rows, err);
		if (st == AT_OK)
			st = at_backup_count(work, table, rows.n_rows, err);
		at_arena_clear(keys);
		after = keep_row(keys, &rows);
		at_arena_clear(work->page);
	} while (table->paged);
	at_arena_clear(work->page);
	at_arena_close(keys);
	return st;
}

static enum at_status
put_end(struct at_backup_work *work, struct at_error *err)
{
	struct at_buffer text = at_buffer_init(work->arena);
	struct at_audit_report report;
	char head[AT_AUDIT_HEAD_ROOM];
	enum at_status st = at_audit_verify(work->arena, work->db, NULL, 0, &report, err);

	if (st != AT_OK)
		return st;
	at_buffer_printf(&text, "rows %" PRId64 "\n", work->sum.n_rows);
	for (int i = 0; i < report.n_heads; i++) {
		at_audit_head_format(&report.heads[i], head);
		at_buffer_printf(&text, "head %s\n", head);
	}
	/* A log that somebody spoilt is no reason to have no backup of the rest. */
	if (report.broken) {
		at_audit_head_format(&report.at, head);
		at_buffer_printf(&text, "broken %s\n", head);
		work->sum.broken = at_strdup(work->arena, head);
	}
	work->sum.heads = report.heads;
	work->sum.n_heads = report.n_heads;
	return at_blocks_put(work->blocks, AT_BLOCK_END, text.bytes, text.n_bytes, err);
}

static enum at_status
put_key(struct at_backup_work *work, struct at_bytes key, struct at_error *err)
{
	work->sum.with_key = key.n_bytes > 0;
	return key.n_bytes == 0 ? AT_OK : at_blocks_put(work->blocks, AT_BLOCK_KEY, key.bytes,
	    key.n_bytes, err);
}

static enum at_status
write_all(struct at_backup_work *work, const struct at_backup_order *order,
    struct at_error *err)
{
	enum at_status st = at_schema_version(work->arena, work->db, &work->sum.schema, err);

	if (st == AT_OK && order->schema != 0 && order->schema != work->sum.schema)
		return at_fail(err, AT_CONFLICT, "the database has schema %d by now; expected %d",
		    work->sum.schema, order->schema);
	if (st == AT_OK)
		st = at_copy_tables(work->arena, work->db, &work->tables, &work->n_tables, err);
	if (st == AT_OK)
		st = put_head(work, err);
	if (st == AT_OK)
		st = put_key(work, order->key, err);
	if (st == AT_OK)
		st = at_backup_put_files(work, err);
	for (int i = 0; i < work->n_tables && st == AT_OK; i++)
		st = copy_out(work, &work->tables[i], err);
	work->sum.n_tables = work->n_tables;
	if (st == AT_OK)
		st = put_end(work, err);
	return st == AT_OK ? at_blocks_keep(work->blocks, &work->sum.n_bytes, err) : st;
}

enum at_status
at_backup_write(struct at_arena *arena, struct at_db *db, const struct at_backup_order *order,
    struct at_backup *out, struct at_error *err)
{
	struct at_backup_work work = { .arena = arena, .db = db, .watch = order->watch,
		.folder = order->folder, .sum = { .program = AT_VERSION, .at = order->now } };
	enum at_status st = at_backup_start(&work, err);

	if (st == AT_OK)
		st = at_blocks_make(arena, order->path, order->replace, &work.blocks, err);
	if (st == AT_OK)
		st = at_db_begin_reading(db, err);
	if (st != AT_OK)
		return st;
	st = write_all(&work, order, err);
	at_db_rollback(db);
	if (st == AT_OK)
		*out = work.sum;
	return st;
}
