/* SPDX-License-Identifier: GPL-3.0-or-later */
/* support/store_support.h - a database of its own for each test, on either engine.
 *
 *     TEST(rows_come_back)
 *     {
 *             struct support *s = support_begin(state_);
 *             struct at_call *call = support_store(s, true);
 *     ...
 *     RUN_ALL(RUN_BOTH(rows_come_back))
 *
 * On PostgreSQL a test runs when ATTUNE_TEST_PG holds the address of a server where
 * schemas may be made (tools/pg-cluster starts one), and is skipped otherwise.
 */
#ifndef AT_TEST_STORE_SUPPORT_H
#define AT_TEST_STORE_SUPPORT_H

#include "check.h"
#include "store/store.h"

struct support {
	enum at_engine engine;
	struct at_arena *arena;         /* of the test */
	struct at_error err;
	const char *folder;             /* a new folder, gone afterwards */
	const char *url;                /* for at_db_open */
	const char *db_url;             /* for at_store_open: NULL with SQLite */
	struct at_store *store;         /* of support_store; closed afterwards */
	struct at_random random;
	struct at_call call;
};

#define RUN_ON(name, engine, where) \
	{ #name " on " where, name, support_set_up, support_tear_down, (void *)(intptr_t)engine }
#define RUN_BOTH(name) \
	RUN_ON(name, AT_SQLITE, "SQLite"), RUN_ON(name, AT_POSTGRES, "PostgreSQL")
#define RUN_SQLITE(name) RUN_ON(name, AT_SQLITE, "SQLite")
#define RUN_POSTGRES(name) RUN_ON(name, AT_POSTGRES, "PostgreSQL")

int support_set_up(void **state);
int support_tear_down(void **state);

/* First line of a test: skips it where the engine is absent. */
struct support *support_begin(void **state);

/* Open (and make) the store, serving or direct; the call of a test at noon. */
struct at_call *support_store(struct support *s, bool serve);

/* Close the store and keep its data, to open it again. */
void support_close(struct support *s);

/* A connection of its own; fails the test when there is none.  Close it. */
struct at_db *support_db(struct support *s);

/* Fails the test with the message of `err`, unless `status` is AT_OK. */
void support_ok(enum at_status status, const struct at_error *err, const char *file, int line);
#define CHECK_OK(s, status) support_ok((status), &(s)->err, __FILE__, __LINE__)

/* The one number a query gives. */
int64_t support_number(struct support *s, struct at_db *db, const char *sql);

/* End PostgreSQL's side of a connection (SELECT pg_backend_pid()) and wait for its end. */
void support_kill(struct support *s, int64_t pid);

static const at_ms support_noon = 1795348800000;        /* 2026-11-22T12:00:00Z */

#endif
