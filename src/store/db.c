/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "store/db.h"
#include "store/db_driver.h"

static const char sql_commit[] = "COMMIT";
static const char sql_rollback[] = "ROLLBACK";
static const char sql_savepoint[] = "SAVEPOINT job";
static const char sql_release[] = "RELEASE SAVEPOINT job";
static const char sql_rollback_to[] = "ROLLBACK TO SAVEPOINT job";

struct at_value
at_null(enum at_value_type type)
{
	return (struct at_value){ .type = type, .null = true, .real = NAN };
}

struct at_value
at_int(int64_t number)
{
	return (struct at_value){ .type = AT_VALUE_INT, .number = number };
}

struct at_value
at_real(double real)
{
	return (struct at_value){ .type = AT_VALUE_REAL, .null = isnan(real), .real = real };
}

struct at_value
at_text(const char *text)
{
	if (text == NULL)
		return at_null(AT_VALUE_TEXT);
	return (struct at_value){ .type = AT_VALUE_TEXT, .bytes = text, .n_bytes = strlen(text) };
}

struct at_value
at_blob(const void *bytes, size_t n_bytes)
{
	if (bytes == NULL)
		return at_null(AT_VALUE_BLOB);
	return (struct at_value){ .type = AT_VALUE_BLOB, .bytes = bytes, .n_bytes = n_bytes };
}

struct at_value
at_bytes(struct at_bytes bytes)
{
	return at_blob(bytes.bytes, bytes.n_bytes);
}

struct at_value
at_id_or_null(int64_t id)
{
	return id == 0 ? at_null(AT_VALUE_INT) : at_int(id);
}

const struct at_value *
at_cell(const struct at_rows *rows, int row, int column)
{
	assert(row >= 0 && row < rows->n_rows);
	assert(column >= 0 && column < rows->n_columns);
	return &rows->cells[(size_t)row * (size_t)rows->n_columns + (size_t)column];
}

/* A cell read as the wrong type is a query that means something else than its
 * reader: the engines would differ in what they make of it. */
int64_t
at_cell_int(const struct at_rows *rows, int row, int column)
{
	const struct at_value *cell = at_cell(rows, row, column);

	assert(cell->null || cell->type == AT_VALUE_INT);
	return cell->null ? 0 : cell->number;
}

double
at_cell_real(const struct at_rows *rows, int row, int column)
{
	const struct at_value *cell = at_cell(rows, row, column);

	if (cell->null)
		return NAN;
	assert(cell->type == AT_VALUE_REAL || cell->type == AT_VALUE_INT);
	return cell->type == AT_VALUE_INT ? (double)cell->number : cell->real;
}

const char *
at_cell_text(const struct at_rows *rows, int row, int column)
{
	const struct at_value *cell = at_cell(rows, row, column);

	assert(cell->null || cell->type == AT_VALUE_TEXT);
	return cell->null ? NULL : cell->bytes;
}

struct at_bytes
at_cell_bytes(const struct at_rows *rows, int row, int column)
{
	const struct at_value *cell = at_cell(rows, row, column);

	assert(cell->null || cell->type == AT_VALUE_BLOB);
	return cell->null ? (struct at_bytes){ NULL, 0 }
	    : (struct at_bytes){ cell->bytes, cell->n_bytes };
}

struct at_value *
at_harvest_row(struct at_harvest *harvest)
{
	size_t width = (size_t)harvest->n_columns;

	if (harvest->n_rows == harvest->room) {
		harvest->room = harvest->room == 0 ? 1 : harvest->room * 4;
		harvest->cells = at_grow(harvest->arena, harvest->cells,
		    (size_t)harvest->n_rows * width, (size_t)harvest->room * width,
		    sizeof *harvest->cells);
	}
	return harvest->cells + (size_t)harvest->n_rows++ * width;
}

size_t
at_db_slot(const char *sql, size_t room)
{
	return (size_t)(((uintptr_t)sql * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (room - 1);
}

/* When the engine has ended the transaction by itself (a full disk, a lost connection),
 * what follows must not run as if it were alone: it would be kept. */
static enum at_status
check_alive(struct at_db *db, struct at_error *err)
{
	db->driver->settle(db);
	if (db->begun && !db->driver->inside(db))
		return at_fail(err, AT_IO,
		    "the database gave up in the middle of this; nothing was saved");
	return AT_OK;
}

static enum at_status
run_query(struct at_db *db, const struct at_query *query, struct at_error *err)
{
	enum at_status status = check_alive(db, err);

	return status == AT_OK ? db->driver->query(db, query, err) : status;
}

enum at_status
at_db_run(struct at_db *db, const char *sql, const struct at_value *binds, int n_binds,
    int64_t *out_changed, struct at_error *err)
{
	const struct at_query query = { .sql = sql, .binds = binds, .n_binds = n_binds,
		.ahead = db->ahead && out_changed == NULL, .changed = out_changed };

	return run_query(db, &query, err);
}

enum at_status
at_db_query(struct at_arena *arena, struct at_db *db, const char *sql,
    const struct at_value *binds, int n_binds, struct at_rows *out, struct at_error *err)
{
	const struct at_query query = { .sql = sql, .binds = binds, .n_binds = n_binds,
		.twice = db->read_only, .arena = arena, .rows = out };

	return run_query(db, &query, err);
}

enum at_status
at_db_find(struct at_arena *arena, struct at_db *db, const char *sql,
    const struct at_value *binds, int n_binds, const char *missing, struct at_rows *out,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status status = at_db_query(arena, db, sql, binds, n_binds, &rows, err);

	if (status != AT_OK)
		return status;
	if (rows.n_rows == 0)
		return at_fail(err, AT_NOT_FOUND, "%s", missing);
	*out = rows;
	return AT_OK;
}

enum at_status
at_db_change(struct at_db *db, const char *sql, const struct at_value *binds, int n_binds,
    const char *late, struct at_error *err)
{
	int64_t n = 0;
	enum at_status status = at_db_run(db, sql, binds, n_binds, &n, err);

	if (status == AT_OK && n == 0)
		return at_fail(err, AT_CONFLICT, "%s", late);
	return status;
}

enum at_status
at_db_script(struct at_db *db, const char *sql, struct at_error *err)
{
	enum at_status status = check_alive(db, err);

	return status == AT_OK ? db->driver->script(db, sql, err) : status;
}

static enum at_status
begin(struct at_db *db, const char *sql, struct at_error *err)
{
	const struct at_query query = { .sql = sql, .twice = true };
	enum at_status status;

	assert(!db->begun);
	status = run_query(db, &query, err);
	db->begun = status == AT_OK;
	return status;
}

static void
give_turn(struct at_db *db)
{
	if (db->driver->turn != NULL)
		db->driver->turn(db, false);
}

bool
at_db_wanted(const struct at_db *db)
{
	return db->driver->wanted != NULL && db->driver->wanted(db);
}

enum at_status
at_db_others_wrote(struct at_db *db, bool *out, struct at_error *err)
{
	int64_t version = db->version;
	enum at_status status = db->driver->version == NULL ? AT_OK
	    : db->driver->version(db, &version, err);

	*out = db->version != 0 && version != db->version;
	db->version = version;
	return status;
}

enum at_status
at_db_hasty(struct at_db *db, bool hasty, struct at_error *err)
{
	assert(!db->begun);
	return db->driver->hasty == NULL ? AT_OK : db->driver->hasty(db, hasty, err);
}

enum at_status
at_db_begin(struct at_db *db, struct at_error *err)
{
	enum at_status status;

	if (db->driver->turn != NULL)
		db->driver->turn(db, true);
	status = begin(db, db->driver->begin, err);
	if (status != AT_OK)
		give_turn(db);
	return status;
}

enum at_status
at_db_begin_reading(struct at_db *db, struct at_error *err)
{
	return begin(db, db->driver->begin_reading, err);
}

void
at_db_ahead(struct at_db *db)
{
	assert(db->begun);
	db->ahead = true;
}

enum at_status
at_db_commit(struct at_db *db, struct at_error *err)
{
	const struct at_query query = { .sql = sql_commit };
	enum at_status status;

	assert(db->begun);
	status = run_query(db, &query, err);
	if (status == AT_OK) {
		db->begun = db->ahead = false;
		give_turn(db);
	} else {
		at_db_rollback(db);
	}
	return status;
}

void
at_db_rollback(struct at_db *db)
{
	const struct at_query query = { .sql = sql_rollback, .undoes = true };

	db->driver->settle(db);
	if (db->begun)
		(void)db->driver->query(db, &query, NULL);      /* may have ended by itself */
	db->begun = db->ahead = false;
	give_turn(db);
}

enum at_status
at_db_savepoint(struct at_db *db, struct at_error *err)
{
	const struct at_query query = { .sql = sql_savepoint };

	assert(db->begun);
	return run_query(db, &query, err);
}

enum at_status
at_db_release(struct at_db *db, struct at_error *err)
{
	const struct at_query query = { .sql = sql_release };

	return run_query(db, &query, err);
}

void
at_db_rollback_to(struct at_db *db)
{
	const struct at_query back = { .sql = sql_rollback_to, .undoes = true };

	db->driver->settle(db);
	if (db->driver->query(db, &back, NULL) == AT_OK)
		(void)at_db_release(db, NULL);
}

bool
at_db_inside(const struct at_db *db)
{
	return db->begun && db->driver->inside(db);
}

void
at_db_settle(struct at_db *db)
{
	db->driver->settle(db);
}

enum at_engine
at_db_engine(const struct at_db *db)
{
	return db->driver->engine;
}

static enum at_status
open_engine(struct at_arena *arena, const struct at_db_options *options, struct at_db **out,
    struct at_error *err)
{
	const char *url = options->url;

	if (strncmp(url, "sqlite:", 7) == 0)
		return at_db_sqlite_open(arena, options, out, err);
	if (strncmp(url, "postgresql://", 13) == 0 || strncmp(url, "postgres://", 11) == 0
	    || strchr(url, '=') != NULL)
		return at_db_postgres_open(arena, options, out, err);
	return at_fail(err, AT_INVALID,
	    "the address of a database begins with sqlite: or postgresql://");
}

enum at_status
at_db_open(const struct at_db_options *options, struct at_db **out, struct at_error *err)
{
	struct at_arena *arena = at_arena_open();
	struct at_db *db = NULL;
	enum at_status status;

	if (arena == NULL)
		return at_fail(err, AT_BUSY, "memory is short; try again in a moment");
	status = open_engine(arena, options, &db, err);
	if (status != AT_OK) {
		at_arena_close(arena);
		return status;
	}
	*out = db;
	return AT_OK;
}

void
at_db_close(struct at_db *db)
{
	struct at_arena *arena;

	if (db == NULL)
		return;
	arena = db->arena;
	at_db_rollback(db);
	db->driver->close(db);
	at_arena_close(arena);
}
