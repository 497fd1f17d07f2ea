/* SPDX-License-Identifier: GPL-3.0-or-later */
/* toy - the smallest program that acknowledges writes; kill9 kills it.
 *
 *     toy load FOLDER ROUND    write as fast as threads can, print each key once stored
 *     toy list FOLDER          print every key that is stored; fails if the log is broken
 *
 * ATTUNE_TORTURE_DB is the address of the database (absent: SQLite in FOLDER),
 * ATTUNE_TORTURE_SYNC the mode of SQLite, "FULL" when absent. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "store/audit.h"
#include "store/store.h"

enum { THREADS = 8, KEY_ROOM = 64 };

static const char sql_toy[] =
    "CREATE TABLE IF NOT EXISTS toy (id INTEGER NOT NULL, key TEXT NOT NULL,"
    " PRIMARY KEY (id)) STRICT";

struct toy {
	at_id id;
	at_ms at;
	int node;
	char key[KEY_ROOM];
};

struct loader {
	pthread_t thread;
	struct at_store *store;
	const char *round;
	int number;
};

/* As an answer: the row and its line in the log, together or not at all. */
static enum at_status
apply_toy(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	static const char sql_insert[] = "INSERT INTO toy (id, key) VALUES ($1, $2)";
	const struct toy *toy = job;
	const struct at_audit_line line = { .org = 1, .at = toy->at, .subject = "link-holder",
		.verb = "submit", .resource = "answer", .row = toy->id, .detail = "" };
	enum at_status status = at_db_run(db, sql_insert, AT_BIND(at_int(toy->id),
	    at_text(toy->key)), NULL, err);

	return status == AT_OK ? at_audit_append(db, scratch, toy->node, &line, err) : status;
}

static void
die(const char *what, const struct at_error *err)
{
	fprintf(stderr, "toy: %s: %s\n", what, err->text);
	exit(1);
}

/* A server that has just been killed takes a moment to come back. */
static struct at_store *
open_store(const char *folder, bool serve)
{
	const struct at_store_options options = { .folder = folder, .serve = serve,
		.create = true, .db_url = getenv("ATTUNE_TORTURE_DB"),
		.synchronous = getenv("ATTUNE_TORTURE_SYNC") };
	const struct timespec pause = { .tv_nsec = 100 * 1000 * 1000 };
	struct at_error err;
	struct at_store *store = NULL;

	for (int i = 0; i < 100; i++) {
		err = (struct at_error){ .status = AT_OK };
		if (at_store_open(&options, &store, &err) == AT_OK)
			return store;
		if (err.status != AT_IO && err.status != AT_BUSY)
			break;
		nanosleep(&pause, NULL);
	}
	die("open", &err);
	return NULL;
}

static void *
load_thread(void *argument)
{
	const struct loader *loader = argument;
	struct at_error err = { .status = AT_OK };
	struct at_call call = { .arena = at_arena_open(), .err = &err, .store = loader->store };
	struct toy toy;
	char line[KEY_ROOM + 1];

	for (int i = 0;; i++) {
		call.now = at_time_now();
		toy = (struct toy){ .id = at_store_id(&call), .at = call.now,
			.node = at_store_node(loader->store) };
		snprintf(toy.key, sizeof toy.key, "%s-%d-%d", loader->round, loader->number, i);
		if (at_store_write(&call, apply_toy, &toy) != AT_OK)
			die("write", &err);
		/* One write per line: a kill cuts between lines only. */
		snprintf(line, sizeof line, "%s\n", toy.key);
		if (write(STDOUT_FILENO, line, strlen(line)) < 0)
			exit(1);
		at_arena_clear(call.arena);
	}
	return NULL;
}

static void
load(const char *folder, const char *round)
{
	struct at_store *store = open_store(folder, true);
	struct loader loaders[THREADS];

	for (int i = 0; i < THREADS; i++) {
		loaders[i] = (struct loader){ .store = store, .round = round, .number = i };
		pthread_create(&loaders[i].thread, NULL, load_thread, &loaders[i]);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(loaders[i].thread, NULL);
}

/* SQLite's own check of the file's structure. */
static void
check_file(struct at_arena *arena, struct at_db *db, struct at_error *err)
{
	static const char sql_check[] = "PRAGMA integrity_check";
	struct at_rows rows;

	if (at_db_engine(db) != AT_SQLITE)
		return;
	if (at_db_query(arena, db, sql_check, AT_NO_BIND, &rows, err) != AT_OK)
		die("integrity", err);
	if (strcmp(at_cell_text(&rows, 0, 0), "ok") != 0) {
		fprintf(stderr, "toy: the file is damaged: %s\n", at_cell_text(&rows, 0, 0));
		exit(1);
	}
}

static void
list(const char *folder)
{
	static const char sql_list[] = "SELECT key FROM toy";
	struct at_error err = { .status = AT_OK };
	struct at_arena *arena = at_arena_open();
	struct at_call call = { .arena = arena, .err = &err, .store = open_store(folder, false) };
	struct at_db *db = at_store_reader(&call);
	struct at_audit_report report;
	struct at_rows rows;

	check_file(arena, db, &err);
	if (at_db_query(arena, db, sql_list, AT_NO_BIND, &rows, &err) != AT_OK
	    || at_audit_verify(arena, db, NULL, 0, &report, &err) != AT_OK)
		die("list", &err);
	if (report.broken || report.n_lines != rows.n_rows) {
		fprintf(stderr, "toy: the log is broken: %lld lines for %d rows (%s)\n",
		    (long long)report.n_lines, rows.n_rows,
		    report.broken ? report.why : "the chain is sound");
		exit(1);
	}
	for (int i = 0; i < rows.n_rows; i++)
		puts(at_cell_text(&rows, i, 0));
	at_store_close(call.store);
	at_arena_close(arena);
}

/* The table is made apart, before anything is acknowledged. */
static void
make_table(const char *folder)
{
	struct at_store *store = open_store(folder, false);
	struct at_error err = { .status = AT_OK };
	struct at_call call = { .err = &err, .store = store };

	if (at_db_script(at_store_reader(&call), sql_toy, &err) != AT_OK)
		die("table", &err);
	at_store_close(store);
}

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "load") == 0) {
		make_table(argv[2]);
		load(argv[2], argv[3]);
		return 0;
	}
	if (argc == 3 && strcmp(argv[1], "list") == 0) {
		list(argv[2]);
		return 0;
	}
	fprintf(stderr, "usage: toy load FOLDER ROUND | toy list FOLDER\n");
	return 64;
}
