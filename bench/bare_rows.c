/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bare_rows - what an export or a backup has to read, by the engine alone.
 *
 *     bare_rows FILE.db forms|all
 *
 * Every form with its session and its therapist, in the order of an export; or every column
 * of every table, in the order of its key.  Prints the milliseconds of the fastest of three. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <sqlite3.h>

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Takes every cell of a query; the sum keeps the compiler from leaving it out. */
static bool
take(sqlite3 *db, const char *sql, long long *sum)
{
	sqlite3_stmt *statement;
	bool done;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		return false;
	while (sqlite3_step(statement) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(statement); i++)
			*sum += sqlite3_column_type(statement, i) == SQLITE_INTEGER
			    ? sqlite3_column_int64(statement, i) & 1
			    : (sqlite3_column_blob(statement, i) != NULL)
			    + sqlite3_column_bytes(statement, i);
	done = sqlite3_errcode(db) == SQLITE_DONE;
	sqlite3_finalize(statement);
	return done;
}

static bool
take_tables(sqlite3 *db, long long *sum)
{
	static const char sql[] = "SELECT 'SELECT * FROM ' || name FROM sqlite_schema"
	    " WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
	sqlite3_stmt *statement;
	bool good = sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK;

	while (good && sqlite3_step(statement) == SQLITE_ROW)
		good = take(db, (const char *)sqlite3_column_text(statement, 0), sum);
	sqlite3_finalize(statement);
	return good;
}

static const char sql_forms[] =
    "SELECT a.client, a.id, r.therapist, e.site, s.number, s.day, a.instrument,"
    " a.instrument_version, a.form, a.at, a.packed, a.told FROM answer a"
    " LEFT JOIN relationship r ON r.org = a.org AND r.id = a.relationship"
    " LEFT JOIN episode e ON e.org = a.org AND e.id = r.episode"
    " LEFT JOIN session s ON s.org = a.org AND s.id = a.session ORDER BY a.org, a.client, a.id";

int
main(int argc, char **argv)
{
	double best = 0;
	long long sum = 0;
	sqlite3 *db;

	if (argc != 3 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		return 1;
	for (int i = 0; i < 3; i++) {
		double began = now_ms(), took;

		if (!(strcmp(argv[2], "forms") == 0 ? take(db, sql_forms, &sum)
		    : take_tables(db, &sum)))
			return 1;
		took = now_ms() - began;
		if (i == 0 || took < best)
			best = took;
	}
	sqlite3_close(db);
	printf("%.1f\n", best);
	return sum == 0;
}
