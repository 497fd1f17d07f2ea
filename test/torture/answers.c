/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answers - what test/torture/submits has stored.
 *
 *     answers FOLDER [DATABASE-URL]
 *
 * Prints the path of the form of each answer row, so that an answer stored twice is seen
 * twice.  Fails when something around the answers disagrees with them: a due measure that
 * is not sent though it has its answer, or the other way round, an answer without its one
 * line in the access log, a broken chain, a damaged file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/audit.h"
#include "store/store.h"

/* What must be 0. */
static const struct {
	const char *sql, *what;
} faults[] = {
	{ "SELECT count(*) FROM due d LEFT JOIN answer a ON a.org = d.org"
	  " AND a.client = d.client AND a.id = d.answer AND a.due = d.id"
	  " WHERE (d.state = 'sent') <> (a.id IS NOT NULL)"
	  " OR (d.state <> 'sent' AND d.answer IS NOT NULL)",
	  "due measures that are sent without an answer, or not sent with one" },
	{ "SELECT count(*) FROM answer a LEFT JOIN due d ON d.org = a.org AND d.id = a.due"
	  " AND d.answer = a.id WHERE d.id IS NULL",
	  "answers that their due measure does not know" },
	{ "SELECT count(*) FROM answer a WHERE 1 <> (SELECT count(*) FROM audit l"
	  " WHERE l.org = a.org AND l.client = a.client AND l.row_id = a.id"
	  " AND l.verb = 'submit' AND l.resource = 'answer')",
	  "answers without their one line in the access log" },
	{ "SELECT count(*) FROM audit l WHERE l.verb = 'submit' AND NOT EXISTS"
	  " (SELECT 1 FROM answer a WHERE a.org = l.org AND a.client = l.client"
	  " AND a.id = l.row_id)",
	  "lines in the access log of answers that are not there" },
};

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "answers: %s: %s\n", what, why);
	exit(1);
}

static void
query(struct at_arena *arena, struct at_db *db, const char *sql, struct at_rows *out)
{
	struct at_error err = { .status = AT_OK };

	if (at_db_query(arena, db, sql, AT_NO_BIND, out, &err) != AT_OK)
		die(sql, err.text);
}

static void
check_file(struct at_arena *arena, struct at_db *db)
{
	struct at_rows rows;

	if (at_db_engine(db) != AT_SQLITE)
		return;
	query(arena, db, "PRAGMA integrity_check", &rows);
	if (strcmp(at_cell_text(&rows, 0, 0), "ok") != 0)
		die("the file is damaged", at_cell_text(&rows, 0, 0));
}

static void
check_rows(struct at_arena *arena, struct at_db *db)
{
	struct at_rows rows;

	for (size_t i = 0; i < AT_COUNT(faults); i++) {
		query(arena, db, faults[i].sql, &rows);
		if (at_cell_int(&rows, 0, 0) != 0)
			die(faults[i].what, at_printf(arena, "%lld",
			    (long long)at_cell_int(&rows, 0, 0)));
	}
}

static void
check_log(struct at_arena *arena, struct at_db *db)
{
	struct at_error err = { .status = AT_OK };
	struct at_audit_report report;

	if (at_audit_verify(arena, db, NULL, 0, &report, &err) != AT_OK)
		die("the access log", err.text);
	if (report.broken)
		die("the access log is broken", report.why);
}

static void
print_answers(struct at_arena *arena, struct at_db *db)
{
	char due[AT_ID_ROOM], client[AT_ID_ROOM];
	struct at_rows rows;

	query(arena, db, "SELECT due, client FROM answer", &rows);
	for (int i = 0; i < rows.n_rows; i++) {
		at_id_format(at_cell_int(&rows, i, 0), due);
		at_id_format(at_cell_int(&rows, i, 1), client);
		printf("/f/%s?client=%s\n", due, client);
	}
}

int
main(int argc, char **argv)
{
	struct at_arena *arena = at_arena_open();
	struct at_error err = { .status = AT_OK };
	struct at_call call = { .arena = arena, .err = &err };
	const struct at_store_options options = { .folder = argc > 1 ? argv[1] : NULL,
		.db_url = argc > 2 ? argv[2] : NULL };
	struct at_db *db;

	if (arena == NULL || argc < 2 || argc > 3) {
		fputs("usage: answers FOLDER [DATABASE-URL]\n", stderr);
		return 64;
	}
	if (at_store_open(&options, &call.store, &err) != AT_OK)
		die("open", err.text);
	db = at_store_reader(&call);
	check_file(arena, db);
	check_rows(arena, db);
	check_log(arena, db);
	print_answers(arena, db);
	at_store_rest(&call);
	at_store_close(call.store);
	at_arena_close(arena);
	return 0;
}
