/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite behind store/db.h. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <sys/stat.h>

#include <sqlite3.h>

#include "store/checkpoint.h"
#include "store/db_driver.h"
#include "store/turn.h"

enum { SLOTS = 512, BUSY_MS = 5000 };

struct sqlite {
	struct at_db db;
	sqlite3 *handle;
	sqlite3_stmt *active;           /* being stepped; set only across allocations */
	sqlite3_stmt *slots[SLOTS];     /* by address of the text; see find_statement */
	const char *keys[SLOTS];
	int n_slots;
	struct at_turn_file turn;
	struct at_checkpoint *checkpoint;       /* NULL: not one that writes */
};

static struct sqlite *
sqlite_of(struct at_db *db)
{
	return (struct sqlite *)(void *)db;
}

/* SQLite's own words name tables and columns, never a value: they may be shown. */
static enum at_status
fail(struct sqlite *lite, int code, struct at_error *err)
{
	const char *words = sqlite3_errmsg(lite->handle);

	switch (code) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_FOREIGNKEY:
	case SQLITE_CONSTRAINT_CHECK:
		return at_fail(err, AT_CONFLICT, "this does not fit what is stored (%s)", words);
	case SQLITE_IOERR_SHMSIZE:      /* the index of the journal cannot grow */
		return at_fail(err, AT_IO, "the disk is full; nothing was saved");
	}
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return at_fail(err, AT_BUSY,
		    "the database is busy; nothing was saved. Try again in a moment");
	case SQLITE_NOMEM:
		return at_fail(err, AT_BUSY,
		    "memory is short; nothing was saved. Try again in a moment");
	case SQLITE_FULL:
		return at_fail(err, AT_IO, "the disk is full; nothing was saved");
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return at_fail(err, AT_CORRUPT, "the database file is damaged (%s)", words);
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
	case SQLITE_READONLY:
		return at_fail(err, AT_IO, "the database cannot be opened for writing (%s); nothing"
		    " was saved. Run this as the user it belongs to", words);
	}
	return at_fail(err, AT_IO, "the database could not do this; nothing was saved (%s)",
	    words);
}

static void
forget_statements(struct sqlite *lite)
{
	for (int i = 0; i < SLOTS; i++) {
		sqlite3_finalize(lite->slots[i]);
		lite->slots[i] = NULL;
		lite->keys[i] = NULL;
	}
	lite->n_slots = 0;
}

/* $1 is a name to SQLite and a number to PostgreSQL: both agree only while the
 * numbers stand in order of first use. */
static void
check_parameters(sqlite3_stmt *statement)
{
	for (int i = 1; i <= sqlite3_bind_parameter_count(statement); i++) {
		char want[16];

		snprintf(want, sizeof want, "$%d", i);
		assert(strcmp(want, sqlite3_bind_parameter_name(statement, i)) == 0);
	}
}

static enum at_status
prepare(struct sqlite *lite, const char *sql, sqlite3_stmt **out, struct at_error *err)
{
	int code = sqlite3_prepare_v3(lite->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, out,
	    NULL);

	if (code != SQLITE_OK)
		return fail(lite, code, err);
	assert(*out != NULL);                   /* the text is not empty */
	check_parameters(*out);
	return AT_OK;
}

/* The prepared statement of this text.  The address finds it and the text confirms it:
 * text that was not static would otherwise run somebody else's statement. */
static enum at_status
find_statement(struct sqlite *lite, const char *sql, sqlite3_stmt **out, struct at_error *err)
{
	size_t at = at_db_slot(sql, SLOTS);
	enum at_status status;

	while (lite->keys[at] != NULL && lite->keys[at] != sql)
		at = (at + 1) % SLOTS;
	if (lite->keys[at] == sql) {
		if (strcmp(sqlite3_sql(lite->slots[at]), sql) == 0) {
			*out = lite->slots[at];
			return AT_OK;
		}
		forget_statements(lite);
		return find_statement(lite, sql, out, err);
	}
	if (lite->n_slots == SLOTS * 3 / 4) {
		forget_statements(lite);
		return find_statement(lite, sql, out, err);
	}
	status = prepare(lite, sql, out, err);
	if (status != AT_OK)
		return status;
	lite->keys[at] = sql;
	lite->slots[at] = *out;
	lite->n_slots++;
	return AT_OK;
}

static int
bind_value(sqlite3_stmt *statement, int at, const struct at_value *value)
{
	if (value->null)
		return sqlite3_bind_null(statement, at);
	switch (value->type) {
	case AT_VALUE_INT:
		return sqlite3_bind_int64(statement, at, value->number);
	case AT_VALUE_REAL:
		return sqlite3_bind_double(statement, at, value->real);
	case AT_VALUE_TEXT:
		return sqlite3_bind_text64(statement, at, value->bytes, value->n_bytes,
		    SQLITE_STATIC, SQLITE_UTF8);
	case AT_VALUE_BLOB:
		return sqlite3_bind_blob64(statement, at, value->bytes, value->n_bytes,
		    SQLITE_STATIC);
	}
	return SQLITE_MISUSE;
}

static int
bind_all(sqlite3_stmt *statement, const struct at_value *binds, int n_binds)
{
	int code = SQLITE_OK;

	assert(n_binds == sqlite3_bind_parameter_count(statement));
	for (int i = 0; i < n_binds && code == SQLITE_OK; i++)
		code = bind_value(statement, i + 1, &binds[i]);
	return code;
}

static struct at_value
take_cell(struct at_arena *arena, sqlite3_stmt *statement, int column)
{
	size_t n_bytes;

	switch (sqlite3_column_type(statement, column)) {
	case SQLITE_INTEGER:
		return at_int(sqlite3_column_int64(statement, column));
	case SQLITE_FLOAT:
		return at_real(sqlite3_column_double(statement, column));
	case SQLITE_TEXT: {
		const void *text = sqlite3_column_text(statement, column);

		if (text == NULL)
			at_oom(arena);          /* the engine's own memory is out */
		n_bytes = (size_t)sqlite3_column_bytes(statement, column);
		return (struct at_value){ .type = AT_VALUE_TEXT, .n_bytes = n_bytes,
			.bytes = at_strndup(arena, text, n_bytes) };
	}
	case SQLITE_BLOB: {
		const void *blob = sqlite3_column_blob(statement, column);

		n_bytes = (size_t)sqlite3_column_bytes(statement, column);
		return at_blob(at_strndup(arena, blob, n_bytes), n_bytes);
	}
	}
	return at_null(AT_VALUE_INT);
}

static void
take_row(struct at_harvest *harvest, sqlite3_stmt *statement)
{
	struct at_value *row = at_harvest_row(harvest);

	for (int i = 0; i < harvest->n_columns; i++)
		row[i] = take_cell(harvest->arena, statement, i);
}

static int
step_all(sqlite3_stmt *statement, const struct at_query *query)
{
	struct at_harvest harvest = { .arena = query->arena,
		.n_columns = sqlite3_column_count(statement) };
	int code;

	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		if (query->arena != NULL)
			take_row(&harvest, statement);
	if (code == SQLITE_DONE && query->rows != NULL)
		*query->rows = (struct at_rows){ .n_rows = harvest.n_rows,
			.n_columns = harvest.n_columns, .cells = harvest.cells };
	return code;
}

static void
settle(struct at_db *db)
{
	struct sqlite *lite = sqlite_of(db);

	if (lite->active == NULL)
		return;
	sqlite3_reset(lite->active);
	sqlite3_clear_bindings(lite->active);
	lite->active = NULL;
}

static enum at_status
run_statement(struct at_db *db, const struct at_query *query, struct at_error *err)
{
	struct sqlite *lite = sqlite_of(db);
	sqlite3_stmt *statement;
	enum at_status status = find_statement(lite, query->sql, &statement, err);
	int code;

	if (status != AT_OK)
		return status;
	lite->active = statement;
	code = bind_all(statement, query->binds, query->n_binds);
	if (code == SQLITE_OK)
		code = step_all(statement, query);
	if (code != SQLITE_DONE)
		status = fail(lite, code, err);
	else if (query->changed != NULL)
		*query->changed = sqlite3_changes64(lite->handle);
	settle(db);
	return status;
}

static enum at_status
run_script(struct at_db *db, const char *sql, struct at_error *err)
{
	struct sqlite *lite = sqlite_of(db);
	int code = sqlite3_exec(lite->handle, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? AT_OK : fail(lite, code, err);
}

static bool
inside(const struct at_db *db)
{
	return !sqlite3_get_autocommit(((const struct sqlite *)(const void *)db)->handle);
}

static void
close_sqlite(struct at_db *db)
{
	struct sqlite *lite = sqlite_of(db);

	forget_statements(lite);
	at_checkpoint_close(lite->checkpoint);
	sqlite3_close(lite->handle);
	at_turn_close(&lite->turn);
}

static void
turn(struct at_db *db, bool take)
{
	struct sqlite *lite = sqlite_of(db);

	if (take)
		at_turn_take(&lite->turn);
	else
		at_turn_give(&lite->turn);
}

static bool
wanted(const struct at_db *db)
{
	return at_turn_wanted(&((const struct sqlite *)(const void *)db)->turn);
}

static enum at_status
version(struct at_db *db, int64_t *out, struct at_error *err)
{
	static const char sql_version[] = "PRAGMA data_version";
	sqlite3_stmt *statement;
	enum at_status status = find_statement(sqlite_of(db), sql_version, &statement, err);

	if (status != AT_OK)
		return status;
	if (sqlite3_step(statement) == SQLITE_ROW)
		*out = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return AT_OK;
}

static enum at_status
set_synchronous(struct at_db *db, bool normal, struct at_error *err)
{
	return run_script(db, normal ? "PRAGMA synchronous=NORMAL;" : "PRAGMA synchronous=FULL;",
	    err);
}

/* What commits have left in the journal; there is none before the first of them. */
static int
sync_journal(sqlite3 *handle)
{
	sqlite3_file *journal = NULL;
	int code = sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal);

	if (code != SQLITE_OK || journal == NULL || journal->pMethods == NULL)
		return code;
	return journal->pMethods->xSync(journal, SQLITE_SYNC_NORMAL);
}

static enum at_status
hasty(struct at_db *db, bool hasty, struct at_error *err)
{
	enum at_status status = set_synchronous(db, hasty, err);

	if (status == AT_OK && !hasty && sync_journal(sqlite_of(db)->handle) != SQLITE_OK)
		return at_fail(err, AT_IO, "the disk did not take what was written");
	return status;
}

static const struct at_driver driver = {
	.engine = AT_SQLITE,
	.begin = "BEGIN IMMEDIATE",
	.begin_reading = "BEGIN",
	.query = run_statement,
	.script = run_script,
	.inside = inside,
	.settle = settle,
	.turn = turn,
	.wanted = wanted,
	.version = version,
	.hasty = hasty,
	.close = close_sqlite,
};

/* "text" in double quotes would be a string to SQLite and a column to PostgreSQL;
 * the schema is not trusted to call functions with side effects. */
static void
harden(sqlite3 *handle)
{
	static const struct { int what, on; } settings[] = {
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
	};

	for (size_t i = 0; i < AT_COUNT(settings); i++)
		sqlite3_db_config(handle, settings[i].what, settings[i].on, NULL);
}

/* Whoever closes a database last takes its journal in; a doctor does not. */
static void
leave_journal(struct sqlite *lite, const char *path)
{
	struct stat st;

	if (stat(at_printf(lite->db.arena, "%s-wal", path), &st) == 0)
		sqlite3_db_config(lite->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

static enum at_status
set_up(struct sqlite *lite, const struct at_db_options *options, struct at_error *err)
{
	bool normal = options->synchronous != NULL
	    && strcmp(options->synchronous, "NORMAL") == 0;
	enum at_status status;

	sqlite3_extended_result_codes(lite->handle, 1);
	sqlite3_busy_timeout(lite->handle, BUSY_MS);
	harden(lite->handle);
	status = run_script(&lite->db, "PRAGMA recursive_triggers=ON; PRAGMA temp_store=MEMORY;",
	    err);
	if (status != AT_OK)
		return status;
	if (options->read_only)
		return run_script(&lite->db, "PRAGMA query_only=ON; PRAGMA cache_size=-256;",
		    err);
	status = run_script(&lite->db, "PRAGMA journal_mode=WAL; PRAGMA secure_delete=FAST;",
	    err);
	if (status != AT_OK)
		return status;
	return set_synchronous(&lite->db, normal, err);
}

/* A file system without shared memory keeps another journal mode and says nothing. */
static enum at_status
check_wal(struct sqlite *lite, struct at_error *err)
{
	static const char sql_journal_mode[] = "PRAGMA journal_mode";
	struct at_rows rows;
	const struct at_query query = { .sql = sql_journal_mode, .arena = lite->db.arena,
		.rows = &rows };
	enum at_status status = run_statement(&lite->db, &query, err);

	if (status == AT_OK && strcmp(at_cell_text(&rows, 0, 0), "wal") == 0)
		return AT_OK;
	if (status == AT_OK && lite->db.read_only)
		status = at_fail(err, AT_CORRUPT, "the database is empty, or not attune's");
	else if (status == AT_OK)
		status = at_fail(err, AT_IO,
		    "the data folder is on a file system that cannot hold the database");
	return status;
}

enum at_status
at_db_sqlite_open(struct at_arena *arena, const struct at_db_options *options,
    struct at_db **out, struct at_error *err)
{
	struct sqlite *lite = AT_NEW(arena, struct sqlite, 1);
	const char *path = options->url + strlen("sqlite:");
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
	enum at_status status;
	int code;

	lite->db = (struct at_db){ .driver = &driver, .arena = arena,
		.read_only = options->read_only };
	lite->turn = options->read_only ? (struct at_turn_file){ .fd = -1 }
	    : at_turn_open(at_printf(arena, "%s-turn", path));
	if (!options->read_only)
		flags |= SQLITE_OPEN_CREATE;
	code = sqlite3_open_v2(path, &lite->handle, flags, NULL);
	if (code == SQLITE_OK && options->untouched)
		leave_journal(lite, path);
	status = code == SQLITE_OK ? set_up(lite, options, err) : fail(lite, code, err);
	if (status == AT_OK)
		status = check_wal(lite, err);
	if (status == AT_OK && !options->read_only)
		lite->checkpoint = at_checkpoint_open(arena, lite->handle, path,
		    AT_CHECKPOINT_RULE);
	if (status != AT_OK) {
		close_sqlite(&lite->db);
		return status;
	}
	*out = &lite->db;
	return AT_OK;
}
