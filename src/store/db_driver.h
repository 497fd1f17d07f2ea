/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/db_driver.h - what an engine must do; only db*.c include this. */
#ifndef AT_STORE_DB_DRIVER_H
#define AT_STORE_DB_DRIVER_H

#include "store/db.h"

/* One statement on its way through a driver. */
struct at_query {
	const char *sql;
	const struct at_value *binds;
	int n_binds;
	bool twice;                     /* harmless to run again after a lost connection */
	bool ahead;                     /* an answer may be waited for later */
	bool undoes;                    /* whatever became of what was sent ahead */
	struct at_arena *arena;         /* where the rows go; NULL: none are wanted */
	struct at_rows *rows;
	int64_t *changed;               /* may be NULL */
};

struct at_driver {
	enum at_engine engine;
	const char *begin;              /* takes the write lock where the engine has one */
	const char *begin_reading;

	enum at_status (*query)(struct at_db *db, const struct at_query *query,
	    struct at_error *err);
	enum at_status (*script)(struct at_db *db, const char *sql, struct at_error *err);

	/* True inside a transaction that can still be committed. */
	bool (*inside)(const struct at_db *db);

	/* Let go of a statement or result that a jump out of memory left open. */
	void (*settle)(struct at_db *db);

	/* Before a transaction that writes, and behind it: whose turn it is.  NULL: writers
	 * need not take turns. */
	void (*turn)(struct at_db *db, bool take);

	/* Whether another process waits for its turn.  NULL as above. */
	bool (*wanted)(const struct at_db *db);

	/* Another number, not 0, once somebody else has committed.  NULL as above. */
	enum at_status (*version)(struct at_db *db, int64_t *out, struct at_error *err);

	/* NULL: a commit holds up nobody. */
	enum at_status (*hasty)(struct at_db *db, bool hasty, struct at_error *err);

	void (*close)(struct at_db *db);
};

/* The head of every driver's own struct. */
struct at_db {
	const struct at_driver *driver;
	struct at_arena *arena;         /* the connection's own memory; it lives there too */
	bool read_only;
	bool begun;                     /* between at_db_begin and its end */
	bool ahead;                     /* in that time, statements may be */
	int64_t version;                /* the driver's, when it was asked last; 0: never */
};

/* `arena` is the connection's and is closed by at_db_open on failure. */
enum at_status at_db_sqlite_open(struct at_arena *arena, const struct at_db_options *options,
    struct at_db **out, struct at_error *err);
enum at_status at_db_postgres_open(struct at_arena *arena, const struct at_db_options *options,
    struct at_db **out, struct at_error *err);

/* DDL as SQLite takes it, for PostgreSQL: INTEGER, REAL, BLOB and the words behind the
 * last bracket of a table; strings, comments and function bodies stay as they are. */
const char *at_db_postgres_ddl(struct at_arena *arena, const char *sql);

/* The rows of a result as they arrive: room for one more, zeroed, each time. */
struct at_harvest {
	struct at_arena *arena;
	struct at_value *cells;
	int n_rows, n_columns, room;
};

struct at_value *at_harvest_row(struct at_harvest *harvest);

/* Where a statement stands in a cache of `room` (a power of two) keyed by address. */
size_t at_db_slot(const char *sql, size_t room);

#endif
