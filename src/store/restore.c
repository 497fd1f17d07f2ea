/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clinic from its backup, store/backup.h: once for good, or on trial. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/backup_work.h"
#include "store/erasure.h"
#include "store/migrate.h"

static enum at_status
fail_shape(enum at_status status, struct at_error *err)
{
	return status != AT_OK ? status : at_fail(err, AT_CORRUPT, "the backup is whole, but not as"
	    " this program writes them");
}

/* "name value" lines. */
struct line {
	const char *name, *value;
};

static bool
next_line(struct at_arena *arena, const char **text, struct line *out)
{
	const char *end = strchr(*text, '\n'), *space = strchr(*text, ' ');

	if (end == NULL || space == NULL || space > end)
		return false;
	*out = (struct line){ at_strndup(arena, *text, (size_t)(space - *text)),
		at_strndup(arena, space + 1, (size_t)(end - space - 1)) };
	*text = end + 1;
	return true;
}

static enum at_status
take_head(struct at_backup_work *work, struct at_error *err)
{
	const unsigned char *bytes;
	struct line line;
	size_t n;
	int kind, n_known;
	const char *text;
	enum at_status st = at_blocks_next(work->blocks, &kind, &bytes, &n, err);

	if (st != AT_OK || kind != AT_BLOCK_HEAD)
		return fail_shape(st, err);
	text = at_strndup(work->arena, (const char *)bytes, n);
	while (next_line(work->arena, &text, &line)) {
		if (strcmp(line.name, "schema") == 0)
			sscanf(line.value, "%d", &work->sum.schema);
		else if (strcmp(line.name, "program") == 0)
			work->sum.program = line.value;
		else if (strcmp(line.name, "at") == 0)
			sscanf(line.value, "%" SCNd64, &work->sum.at);
	}
	at_migrations(&n_known);
	if (work->sum.schema < 1)
		return fail_shape(AT_OK, err);
	if (work->sum.schema > n_known)
		return at_fail(err, AT_CORRUPT, "the backup comes from a newer version (%s): this"
		    " program is %s and cannot read it", work->sum.program, AT_VERSION);
	return AT_OK;
}

static bool
has_table(const struct at_copy_table *tables, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (strcmp(tables[i].name, name) == 0)
			return true;
	return false;
}

/* Before anything is touched: nobody may live there.  A schema without an organisation may
 * be there, of attune init that was interrupted. */
static enum at_status
check_empty(struct at_backup_work *work, struct at_error *err)
{
	static const char sql[] = "SELECT count(*) FROM org";
	struct at_copy_table *tables;
	struct at_rows rows = { 0 };
	int n;
	enum at_status st = at_copy_tables(work->arena, work->db, &tables, &n, err);

	if (st == AT_OK && has_table(tables, n, "org"))
		st = at_db_query(work->arena, work->db, sql, AT_NO_BIND, &rows, err);
	if (st == AT_OK && rows.n_rows > 0 && at_cell_int(&rows, 0, 0) > 0)
		return at_fail(err, AT_CONFLICT, "there is a clinic in this database already:"
		    " restore into an empty one. Nothing was changed.");
	return st;
}

/* The table of a block of names, if it has the same columns here. */
static const struct at_copy_table *
find_table(const struct at_backup_work *work, const char *names)
{
	for (int i = 0; i < work->n_tables; i++) {
		const struct at_copy_table *table = &work->tables[i];
		struct at_buffer here = at_buffer_init(work->page);

		at_buffer_printf(&here, "%s\n", table->name);
		for (int j = 0; j < table->n_columns; j++)
			at_buffer_printf(&here, "%s\n", table->columns[j].name);
		if (strcmp(at_buffer_string(&here), names) == 0)
			return table;
	}
	return NULL;
}

static enum at_status
copy_in(struct at_backup_work *work, const struct at_copy_table *table,
    const unsigned char *bytes, size_t n_bytes, struct at_error *err)
{
	struct at_value *cells;
	int n_rows;
	enum at_status st = table == NULL ? fail_shape(AT_OK, err)
	    : at_cells_take(work->page, table, bytes, n_bytes, &cells, &n_rows, err);

	if (st == AT_OK)
		st = at_copy_write(work->db, table, cells, n_rows, err);
	return st == AT_OK ? at_backup_count(work, table, n_rows, err) : st;
}

static enum at_status
take_end(struct at_backup_work *work, const char *text, struct at_error *err)
{
	struct at_audit_head *heads = NULL, head;
	struct line line;
	int64_t n_rows = -1;
	int n = 0;

	while (next_line(work->arena, &text, &line)) {
		if (strcmp(line.name, "rows") == 0)
			sscanf(line.value, "%" SCNd64, &n_rows);
		if (strcmp(line.name, "broken") == 0)
			work->sum.broken = line.value;
		if (strcmp(line.name, "head") != 0 || !at_audit_head_parse(line.value, &head))
			continue;
		heads = at_one_more(work->arena, heads, n, sizeof *heads);
		heads[n++] = head;
	}
	work->sum.heads = heads;
	work->sum.n_heads = n;
	return n_rows == work->sum.n_rows ? AT_OK : fail_shape(AT_OK, err);
}

/* One block that is not the last; *table is the one that rows belong to. */
static enum at_status
take_block(struct at_backup_work *work, int kind, const unsigned char *bytes, size_t n,
    const struct at_copy_table **table, struct at_error *err)
{
	switch (kind) {
	case AT_BLOCK_KEY:
		work->sum.with_key = true;
		return AT_OK;
	case AT_BLOCK_FILE:
		return at_backup_take_file(work, bytes, n, err);
	case AT_BLOCK_ROWS:
		return copy_in(work, *table, bytes, n, err);
	case AT_BLOCK_TABLE:
		*table = find_table(work, at_strndup(work->page, (const char *)bytes, n));
		work->sum.n_tables++;
		return *table == NULL ? fail_shape(AT_OK, err) : AT_OK;
	}
	return fail_shape(AT_OK, err);
}

static enum at_status
read_all(struct at_backup_work *work, struct at_error *err)
{
	const struct at_copy_table *table = NULL;
	const unsigned char *bytes;
	size_t n;
	int kind;

	for (;;) {
		enum at_status st = at_blocks_next(work->blocks, &kind, &bytes, &n, err);

		at_arena_clear(work->page);
		if (st == AT_OK && kind == AT_BLOCK_END)
			return take_end(work, at_strndup(work->arena, (const char *)bytes, n), err);
		if (st == AT_OK)
			st = take_block(work, kind, bytes, n, &table, err);
		if (st != AT_OK)
			return st;
	}
}

/* Each head of the backup must be a line of the restored log, which is as whole as it was. */
static enum at_status
check_log(struct at_backup_work *work, struct at_error *err)
{
	struct at_audit_report report;
	char text[AT_AUDIT_HEAD_ROOM];
	enum at_status st = at_audit_verify(work->arena, work->db, work->sum.heads,
	    work->sum.n_heads, &report, err);

	if (st != AT_OK || !report.broken)
		return st;
	at_audit_head_format(&report.at, text);
	if (work->sum.broken != NULL && strcmp(text, work->sum.broken) == 0)
		return AT_OK;
	return at_fail(err, AT_CORRUPT, "the access log of the backup is broken at %s: %s", text,
	    report.why);
}

/* Whoever is on the list of erasures, here or in the living database. */
static enum at_status
erase_again(struct at_backup_work *work, struct at_db *living, struct at_error *err)
{
	enum at_status st = living == NULL ? AT_OK
	    : at_erasure_copy(work->arena, living, work->db, err);

	return st == AT_OK ? at_erasure_replay(work->db, err) : st;
}

/* A link to sign in that was used since the backup was made would be good once more. */
static enum at_status
close_links(struct at_db *db, struct at_error *err)
{
	static const char sql[] = "DELETE FROM once";

	return at_db_run(db, sql, AT_NO_BIND, NULL, err);
}

/* The backup's schema, its rows, that the log is whole, the schema of today. */
static enum at_status
fill(struct at_backup_work *work, const struct at_backup_source *source, struct at_error *err)
{
	struct at_db *db = work->db;
	enum at_status st = at_migrate_within(work->arena, db, work->sum.schema, source->now,
	    err);

	if (st == AT_OK)
		st = at_copy_tables(work->arena, db, &work->tables, &work->n_tables, err);
	if (st == AT_OK)
		st = read_all(work, err);
	if (st == AT_OK)
		st = check_log(work, err);
	if (st == AT_OK)
		st = at_migrate_within(work->arena, db, 0, source->now, err);
	if (st == AT_OK)
		st = close_links(db, err);
	return st == AT_OK ? erase_again(work, source->living, err) : st;
}

/* In one transaction, so that nobody erased is ever there again, however it ends. */
static enum at_status
fill_at_once(struct at_backup_work *work, const struct at_backup_source *source,
    struct at_error *err)
{
	enum at_status st = at_db_begin(work->db, err);

	if (st != AT_OK)
		return st;
	at_db_ahead(work->db);
	st = fill(work, source, err);
	if (st == AT_OK)
		return at_db_commit(work->db, err);
	at_db_rollback(work->db);
	return st;
}

enum at_status
at_backup_restore(struct at_arena *arena, struct at_db *db,
    const struct at_backup_source *source, struct at_backup *out, struct at_error *err)
{
	struct at_backup_work work = { .arena = arena, .db = db, .watch = source->watch,
		.folder = source->folder, .sum = { .program = "" } };
	enum at_status st = at_backup_start(&work, err);

	if (st == AT_OK)
		st = at_blocks_open(arena, source->path, &work.blocks, &work.sum.n_bytes, err);
	if (st == AT_OK)
		st = take_head(&work, err);
	if (st == AT_OK)
		st = check_empty(&work, err);
	if (st == AT_OK)
		st = fill_at_once(&work, source, err);
	if (st == AT_OK)
		*out = work.sum;
	return st;
}

/* The key stands right behind the head. */
enum at_status
at_backup_key(struct at_arena *arena, const char *path, struct at_bytes *out,
    struct at_error *err)
{
	struct at_backup_work work = { .arena = arena };
	const unsigned char *bytes = NULL;
	size_t n = 0;
	int kind = 0;
	enum at_status st = at_blocks_open(arena, path, &work.blocks, &work.sum.n_bytes, err);

	if (st == AT_OK)
		st = take_head(&work, err);
	if (st == AT_OK)
		st = at_blocks_next(work.blocks, &kind, &bytes, &n, err);
	*out = (struct at_bytes){ NULL, 0 };
	if (st == AT_OK && kind == AT_BLOCK_KEY)
		*out = (struct at_bytes){ at_strndup(arena, (const char *)bytes, n), n };
	return st;
}

/* ---- the rehearsal ------------------------------------------------------------------ */

/* For the owner alone, and nobody else's: SQLite gives its own files the same rights. */
static enum at_status
make_private(const char *path, struct at_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		return at_fail(err, AT_CONFLICT, "%s is in the way: somebody checks this backup, or"
		    " was interrupted; if nobody does, remove it", path);
	if (fd < 0)
		return at_fail(err, AT_IO, "cannot make %s: %s", path, strerror(errno));
	close(fd);
	return AT_OK;
}

static void
remove_database(struct at_arena *arena, const char *path)
{
	static const char *const endings[] = { "", "-wal", "-shm", "-turn" };

	for (size_t i = 0; i < AT_COUNT(endings); i++)
		unlink(at_printf(arena, "%s%s", path, endings[i]));
}

enum at_status
at_backup_check(struct at_arena *arena, const char *path, at_ms now,
    const struct at_backup_watch *watch, struct at_backup *out, struct at_error *err)
{
	const char *beside = at_printf(arena, "%s.check", path);
	const struct at_db_options options = { .synchronous = "NORMAL",
		.url = at_printf(arena, "sqlite:%s", beside) };
	struct at_db *db = NULL;
	enum at_status st = make_private(beside, err);

	if (st != AT_OK)
		return st;
	st = at_db_open(&options, &db, err);
	if (st == AT_OK)
		st = at_backup_restore(arena, db, &(struct at_backup_source){ .path = path,
		    .now = now, .watch = watch }, out, err);
	at_db_close(db);
	remove_database(arena, beside);
	return st;
}
