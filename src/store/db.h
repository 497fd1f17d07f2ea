/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/db.h - one connection to SQLite or PostgreSQL, spoken to in one SQL.
 *
 * The SQL is the subset both engines take: $1, $2 in order of first use,
 * RETURNING, ON CONFLICT, NULLS FIRST said always, CAST(sum(x) AS BIGINT), no
 * ORDER BY on text but ids.  Query text is a static const char array: the address is
 * the key under which the prepared statement is kept.  A connection belongs
 * to one thread at a time.
 */
#ifndef AT_STORE_DB_H
#define AT_STORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

struct at_db;

enum at_value_type { AT_VALUE_INT, AT_VALUE_REAL, AT_VALUE_TEXT, AT_VALUE_BLOB };

/* A typed value on its way in or out.  NULL keeps its type: PostgreSQL needs it. */
struct at_value {
	enum at_value_type type;
	bool null;
	int64_t number;                 /* AT_VALUE_INT */
	double real;                    /* AT_VALUE_REAL */
	const char *bytes;              /* text (NUL follows) and blob */
	size_t n_bytes;
};

/* What a blob holds: a sealed field, packed answers, scores. */
struct at_bytes {
	const void *bytes;
	size_t n_bytes;                 /* 0: none */
};

struct at_value at_int(int64_t number);
struct at_value at_real(double real);                   /* NaN is stored as NULL */
struct at_value at_text(const char *text);              /* NULL pointer = NULL */
struct at_value at_blob(const void *bytes, size_t n_bytes);     /* NULL pointer = NULL */
struct at_value at_bytes(struct at_bytes bytes);        /* none = NULL */
struct at_value at_null(enum at_value_type type);
struct at_value at_id_or_null(int64_t id);              /* 0 = NULL */

/* The bind list of a query: at_db_run(db, sql, AT_BIND(at_int(org), at_text(name)), ...) */
#define AT_BIND(...) \
	(const struct at_value[]){ __VA_ARGS__ }, \
	(int)(sizeof((const struct at_value[]){ __VA_ARGS__ }) / sizeof(struct at_value))
#define AT_NO_BIND NULL, 0

/* A whole result, in an arena. */
struct at_rows {
	int n_rows, n_columns;
	const struct at_value *cells;   /* row by row */
};

/* Cells by row and column from 0.  NULL reads as 0, NaN, NULL, or no bytes. */
int64_t at_cell_int(const struct at_rows *rows, int row, int column);
double at_cell_real(const struct at_rows *rows, int row, int column);
const char *at_cell_text(const struct at_rows *rows, int row, int column);
struct at_bytes at_cell_bytes(const struct at_rows *rows, int row, int column);
const struct at_value *at_cell(const struct at_rows *rows, int row, int column);

/* Run one statement that returns nothing.  *out_changed (may be NULL) counts the
 * rows it touched.  AT_CONFLICT on a broken UNIQUE, PRIMARY or FOREIGN KEY or CHECK,
 * AT_BUSY when the database is locked for too long, AT_CORRUPT when its file is damaged,
 * AT_IO on disk full and the rest. */
enum at_status at_db_run(struct at_db *db, const char *sql, const struct at_value *binds,
    int n_binds, int64_t *out_changed, struct at_error *err);

/* Run one statement and take all its rows into `arena`. */
enum at_status at_db_query(struct at_arena *arena, struct at_db *db, const char *sql,
    const struct at_value *binds, int n_binds, struct at_rows *out, struct at_error *err);

/* The same for one row that must be there: AT_NOT_FOUND with `missing` if it is not. */
enum at_status at_db_find(struct at_arena *arena, struct at_db *db, const char *sql,
    const struct at_value *binds, int n_binds, const char *missing, struct at_rows *out,
    struct at_error *err);

/* Run a change that must find its row: AT_CONFLICT with `late` if it found none. */
enum at_status at_db_change(struct at_db *db, const char *sql, const struct at_value *binds,
    int n_binds, const char *late, struct at_error *err);

/* Several statements separated by ';' without binds: schema and pragmas.
 * On PostgreSQL the four DDL words are mapped (house.md 4). */
enum at_status at_db_script(struct at_db *db, const char *sql, struct at_error *err);

/* Transactions.  begin takes the write lock at once (BEGIN IMMEDIATE). */
enum at_status at_db_begin(struct at_db *db, struct at_error *err);
/* One moment of the whole database to read, however long that takes; ends with
 * at_db_rollback(). */
enum at_status at_db_begin_reading(struct at_db *db, struct at_error *err);
enum at_status at_db_commit(struct at_db *db, struct at_error *err);    /* durable on AT_OK */
void at_db_rollback(struct at_db *db);

/* Inside a transaction: another program waits to write.  Who has much to write ends it soon,
 * and goes on in the next. */
bool at_db_wanted(const struct at_db *db);

/* Whether another connection has committed since this was asked last; false the first time,
 * and where writers do not stand in each other's way. */
enum at_status at_db_others_wrote(struct at_db *db, bool *out, struct at_error *err);

/* Outside a transaction.  Hasty commits do not wait for the disk: a power cut may cost the
 * last of them, never one from the middle.  When this has put an end to haste, all that was
 * committed is on disk.  An engine for which a commit holds up nobody stays as it is. */
enum at_status at_db_hasty(struct at_db *db, bool hasty, struct at_error *err);

/* Inside a transaction, to its end: of statements whose count nobody asks for, the next may be
 * sent before the last is answered.  What one of them did wrong is said by it or by a later
 * one, the commit at the latest, and the transaction cannot be committed then.  For whoever
 * has much to write and does nothing about a failure but give up. */
void at_db_ahead(struct at_db *db);

enum at_status at_db_savepoint(struct at_db *db, struct at_error *err); /* one level */
enum at_status at_db_release(struct at_db *db, struct at_error *err);
void at_db_rollback_to(struct at_db *db);               /* and releases the savepoint */

/* True inside a transaction that can still be committed.  An engine may end one by
 * itself (disk full, connection lost); every later statement then fails with AT_IO. */
bool at_db_inside(const struct at_db *db);

/* Let go of what a jump out of memory left open.  The next call does it too. */
void at_db_settle(struct at_db *db);

enum at_engine { AT_SQLITE, AT_POSTGRES };
enum at_engine at_db_engine(const struct at_db *db);

struct at_db_options {
	const char *url;                /* "sqlite:PATH" or "postgresql://..." / "host=..." */
	bool read_only;                 /* a pooled reader: 256 KiB of cache, no writes */
	bool untouched;                 /* with read_only: what a program that was killed left in
	                                 * the journal stays there */
	const char *synchronous;        /* SQLite: "FULL" (NULL) or "NORMAL", as store/store.h */
};

/* Makes the SQLite file if it is not there, unless read_only. */
enum at_status at_db_open(const struct at_db_options *options, struct at_db **out,
    struct at_error *err);
void at_db_close(struct at_db *db);     /* NULL is fine */

#endif
