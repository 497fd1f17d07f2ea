/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection: values there and back, transactions, and what failures are called. */
#include "support/store_support.h"

static const char sql_toy[] =
    "CREATE TABLE toy (id INTEGER NOT NULL, real_1 REAL, text_1 TEXT UNIQUE, blob_1 BLOB,"
    " CHECK (id > 0), PRIMARY KEY (id)) STRICT;"
    " CREATE TABLE part (id INTEGER NOT NULL, toy INTEGER NOT NULL,"
    " PRIMARY KEY (toy, id), FOREIGN KEY (toy) REFERENCES toy (id)) WITHOUT ROWID, STRICT;";
static const char sql_insert[] =
    "INSERT INTO toy (id, real_1, text_1, blob_1) VALUES ($1, $2, $3, $4)";
static const char sql_part[] = "INSERT INTO part (id, toy) VALUES ($1, $2)";
static const char sql_select[] = "SELECT id, real_1, text_1, blob_1 FROM toy ORDER BY id";
static const char sql_count[] = "SELECT count(*) FROM toy";

static struct at_db *
toy_db(struct support *s)
{
	struct at_db *db = support_db(s);

	CHECK_OK(s, at_db_script(db, sql_toy, &s->err));
	return db;
}

static enum at_status
insert(struct support *s, struct at_db *db, int64_t id, const char *text)
{
	at_error_clear(&s->err);
	return at_db_run(db, sql_insert, AT_BIND(at_int(id), at_real(0.5), at_text(text),
	    at_null(AT_VALUE_BLOB)), NULL, &s->err);
}

TEST(values_come_back_as_they_went_in)
{
	static const char bytes[] = "\0\1\377\'\\";
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);
	struct at_rows rows;
	int64_t changed = 0;

	CHECK_OK(s, at_db_run(db, sql_insert, AT_BIND(at_int(INT64_MAX), at_real(-0.1),
	    at_text("blåbær 'x'"), at_blob(bytes, sizeof bytes)), &changed, &s->err));
	CHECK_INT(1, changed);
	CHECK_OK(s, at_db_run(db, sql_insert, AT_BIND(at_int(1), at_real(NAN), at_text(NULL),
	    at_blob(NULL, 0)), NULL, &s->err));
	CHECK_OK(s, at_db_run(db, sql_insert, AT_BIND(at_int(2), at_real(1e300), at_text(""),
	    at_blob("", 0)), NULL, &s->err));
	CHECK_OK(s, at_db_query(s->arena, db, sql_select, AT_NO_BIND, &rows, &s->err));
	CHECK_INT(3, rows.n_rows);
	CHECK_INT(4, rows.n_columns);
	CHECK(at_cell(&rows, 0, 1)->null && isnan(at_cell_real(&rows, 0, 1)));
	CHECK(at_cell_text(&rows, 0, 2) == NULL && at_cell(&rows, 0, 3)->null);
	CHECK_NEAR(1e300, at_cell_real(&rows, 1, 1), 0);
	CHECK_TEXT("", at_cell_text(&rows, 1, 2));
	CHECK(!at_cell(&rows, 1, 3)->null && at_cell(&rows, 1, 3)->n_bytes == 0);
	CHECK_INT(INT64_MAX, at_cell_int(&rows, 2, 0));
	CHECK_NEAR(-0.1, at_cell_real(&rows, 2, 1), 0);
	CHECK_TEXT("blåbær 'x'", at_cell_text(&rows, 2, 2));
	CHECK_INT(sizeof bytes, at_cell(&rows, 2, 3)->n_bytes);
	CHECK(memcmp(bytes, at_cell(&rows, 2, 3)->bytes, sizeof bytes) == 0);
	at_db_close(db);
}

TEST(nothing_reads_as_nothing)
{
	static const char sql_none[] = "SELECT max(id), max(real_1), max(text_1) FROM toy";
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);
	struct at_rows rows;

	CHECK_OK(s, at_db_query(s->arena, db, sql_none, AT_NO_BIND, &rows, &s->err));
	CHECK_INT(0, at_cell_int(&rows, 0, 0));
	CHECK(isnan(at_cell_real(&rows, 0, 1)));
	CHECK(at_cell_text(&rows, 0, 2) == NULL);
	at_db_close(db);
}

TEST(the_smaller_types_of_postgresql_are_read_and_others_refused)
{
	static const char sql_small[] = "SELECT CAST(-2 AS smallint), CAST(-3 AS integer),"
	    " CAST(-4 AS bigint), 1 = 1, 1 = 2, CAST(-0.5 AS real), CAST('v' AS varchar),"
	    " CAST('name' AS name)";
	static const char sql_refused[] = "SELECT sum(id) AS total FROM toy";
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);
	struct at_rows rows;

	CHECK_OK(s, at_db_query(s->arena, db, sql_small, AT_NO_BIND, &rows, &s->err));
	for (int i = 0; i < 3; i++)
		CHECK_INT(-2 - i, at_cell_int(&rows, 0, i));
	CHECK(at_cell_int(&rows, 0, 3) == 1 && at_cell_int(&rows, 0, 4) == 0);
	CHECK_NEAR(-0.5, at_cell_real(&rows, 0, 5), 0);
	CHECK_TEXT("v", at_cell_text(&rows, 0, 6));
	CHECK_TEXT("name", at_cell_text(&rows, 0, 7));
	CHECK_INT(AT_IO, at_db_query(s->arena, db, sql_refused, AT_NO_BIND, &rows, &s->err));
	CHECK_HAS("column total is of a type", s->err.text);
	at_db_close(db);
}

TEST(many_rows_come_in_order)
{
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);
	struct at_rows rows;

	CHECK_OK(s, at_db_begin(db, &s->err));
	for (int i = 1; i <= 1000; i++)
		CHECK_OK(s, insert(s, db, i, NULL));
	CHECK_OK(s, at_db_commit(db, &s->err));
	CHECK_OK(s, at_db_query(s->arena, db, sql_select, AT_NO_BIND, &rows, &s->err));
	CHECK_INT(1000, rows.n_rows);
	for (int i = 0; i < 1000; i++)
		CHECK_INT(i + 1, at_cell_int(&rows, i, 0));
	at_db_close(db);
}

TEST(an_empty_result_has_no_rows)
{
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);
	struct at_rows rows = { .n_rows = 99 };

	CHECK_OK(s, at_db_query(s->arena, db, sql_select, AT_NO_BIND, &rows, &s->err));
	CHECK_INT(0, rows.n_rows);
	at_db_close(db);
}

TEST(a_broken_key_is_a_conflict)
{
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);

	CHECK_OK(s, insert(s, db, 1, "a"));
	CHECK_INT(AT_CONFLICT, insert(s, db, 1, "b"));          /* primary key */
	CHECK_INT(AT_CONFLICT, insert(s, db, 2, "a"));          /* unique */
	CHECK_INT(AT_CONFLICT, insert(s, db, 0, "c"));          /* check */
	at_error_clear(&s->err);
	CHECK_INT(AT_CONFLICT, at_db_run(db, sql_part, AT_BIND(at_int(1), at_int(77)), NULL,
	    &s->err));                                          /* foreign key */
	CHECK_HAS("does not fit", s->err.text);
	CHECK_INT(1, support_number(s, db, sql_count));
	at_db_close(db);
}

TEST(nonsense_is_an_io_failure_with_the_engines_words)
{
	static const char sql_nowhere[] = "SELECT id FROM nowhere";
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);
	struct at_rows rows;

	CHECK_INT(AT_IO, at_db_query(s->arena, db, sql_nowhere, AT_NO_BIND, &rows, &s->err));
	CHECK_HAS("nowhere", s->err.text);
	at_db_close(db);
}

TEST(changes_are_counted)
{
	static const char sql_update[] = "UPDATE toy SET real_1 = $1 WHERE id < $2";
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);
	int64_t changed = 99;

	for (int i = 1; i <= 5; i++)
		CHECK_OK(s, insert(s, db, i, NULL));
	CHECK_OK(s, at_db_run(db, sql_update, AT_BIND(at_real(2), at_int(4)), &changed,
	    &s->err));
	CHECK_INT(3, changed);
	CHECK_OK(s, at_db_run(db, sql_update, AT_BIND(at_real(2), at_int(0)), &changed,
	    &s->err));
	CHECK_INT(0, changed);
	at_db_close(db);
}

TEST(a_row_that_must_be_there_is_found_and_changed_or_said_to_be_missing)
{
	static const char sql_one[] = "SELECT text_1, blob_1 FROM toy WHERE id = $1";
	static const char sql_text[] = "UPDATE toy SET text_1 = $1 WHERE id = $2";
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);
	struct at_rows rows;

	CHECK_OK(s, insert(s, db, 1, "one"));
	CHECK_OK(s, at_db_find(s->arena, db, sql_one, AT_BIND(at_int(1)), "no toy", &rows,
	    &s->err));
	CHECK_TEXT("one", at_cell_text(&rows, 0, 0));
	CHECK(at_cell_bytes(&rows, 0, 1).bytes == NULL);
	CHECK_OK(s, at_db_change(db, sql_text, AT_BIND(at_text("1"), at_int(1)), "late", &s->err));
	CHECK_INT(AT_NOT_FOUND, at_db_find(s->arena, db, sql_one, AT_BIND(at_int(2)), "no toy",
	    &rows, &s->err));
	CHECK_TEXT("no toy", s->err.text);
	at_error_clear(&s->err);
	CHECK_INT(AT_CONFLICT, at_db_change(db, sql_text, AT_BIND(at_text("2"), at_int(2)), "late",
	    &s->err));
	CHECK_TEXT("late", s->err.text);
	at_db_close(db);
}

TEST(a_rollback_leaves_nothing)
{
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);

	CHECK_OK(s, at_db_begin(db, &s->err));
	CHECK(at_db_inside(db));
	CHECK_OK(s, insert(s, db, 1, "a"));
	at_db_rollback(db);
	CHECK(!at_db_inside(db));
	CHECK_INT(0, support_number(s, db, sql_count));
	at_db_close(db);
}

TEST(a_savepoint_takes_back_one_job_even_after_an_error)
{
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);

	CHECK_OK(s, at_db_begin(db, &s->err));
	CHECK_OK(s, at_db_savepoint(db, &s->err));
	CHECK_OK(s, insert(s, db, 1, "a"));
	CHECK_OK(s, at_db_release(db, &s->err));
	CHECK_OK(s, at_db_savepoint(db, &s->err));
	CHECK_OK(s, insert(s, db, 2, "b"));
	CHECK_INT(AT_CONFLICT, insert(s, db, 3, "b"));
	at_db_rollback_to(db);
	CHECK(at_db_inside(db));
	CHECK_OK(s, at_db_savepoint(db, &s->err));
	CHECK_OK(s, insert(s, db, 4, "d"));
	CHECK_OK(s, at_db_release(db, &s->err));
	CHECK_OK(s, at_db_commit(db, &s->err));
	CHECK_INT(5, support_number(s, db, "SELECT CAST(sum(id) AS INTEGER) FROM toy"));
	at_db_close(db);
}

TEST(a_reader_cannot_write)
{
	struct support *s = support_begin(state_);
	const struct at_db_options options = { .url = s->url, .read_only = true };
	struct at_db *db = toy_db(s), *reader = NULL;

	CHECK_OK(s, at_db_open(&options, &reader, &s->err));
	CHECK_INT(0, support_number(s, reader, sql_count));
	CHECK_INT(AT_IO, insert(s, reader, 1, "a"));
	at_db_close(reader);
	at_db_close(db);
}

TEST(text_that_moved_in_memory_is_still_the_right_statement)
{
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);
	char sql[64];

	for (int i = 0; i < 5; i++) {
		snprintf(sql, sizeof sql, "SELECT %d FROM (SELECT 1) AS one", i);
		CHECK_INT(i, support_number(s, db, sql));
	}
	at_db_close(db);
}

TEST(more_statements_than_the_cache_holds_still_run)
{
	enum { N = 1000, ROOM = 48 };
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);
	char *sql = AT_NEW(s->arena, char, N * ROOM);

	for (int i = 0; i < 2 * N; i++) {
		char *one = sql + i % N * ROOM;

		snprintf(one, ROOM, "SELECT %d FROM (SELECT 1) AS one", i % N);
		CHECK_INT(i % N, support_number(s, db, one));
	}
	at_db_close(db);
}

TEST(memory_that_runs_out_under_a_query_leaves_the_connection_usable)
{
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);
	struct at_arena *arena = at_arena_open();
	struct at_rows rows;
	volatile int jumps = 0;

	CHECK_OK(s, insert(s, db, 1, "a"));
	if (setjmp(*at_arena_boundary(arena)) == 0)
		at_oom(arena);                  /* as at_alloc would, outside a statement */
	else
		jumps++;
	CHECK_INT(1, jumps);
	at_db_settle(db);
	CHECK_OK(s, at_db_query(arena, db, sql_select, AT_NO_BIND, &rows, &s->err));
	CHECK_INT(1, rows.n_rows);
	at_arena_close(arena);
	at_db_close(db);
}

TEST(a_full_disk_is_said_and_nothing_after_it_is_kept)
{
	static const char sql_large[] =
	    "INSERT INTO toy (id, blob_1) VALUES ($1, zeroblob(100000))";
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);

	CHECK_OK(s, at_db_script(db, "PRAGMA max_page_count = 8", &s->err));
	CHECK_OK(s, at_db_begin(db, &s->err));
	CHECK_OK(s, insert(s, db, 1, "a"));
	CHECK_INT(AT_IO, at_db_run(db, sql_large, AT_BIND(at_int(2)), NULL, &s->err));
	CHECK_TEXT("the disk is full; nothing was saved", s->err.text);
	if (!at_db_inside(db))                  /* SQLite may have ended the transaction */
		CHECK_INT(AT_IO, insert(s, db, 3, "c"));
	at_db_rollback(db);
	CHECK_INT(0, support_number(s, db, sql_count));
	at_db_close(db);
}

TEST(after_the_engine_ended_a_transaction_nothing_runs_alone)
{
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);

	CHECK_OK(s, at_db_begin(db, &s->err));
	CHECK_OK(s, insert(s, db, 1, "a"));
	CHECK_OK(s, at_db_script(db, "ROLLBACK", &s->err));     /* as an engine may */
	CHECK(!at_db_inside(db));
	CHECK_INT(AT_IO, insert(s, db, 2, "b"));
	CHECK_HAS("nothing was saved", s->err.text);
	CHECK_INT(AT_IO, at_db_savepoint(db, NULL));
	CHECK_INT(AT_IO, at_db_commit(db, NULL));
	CHECK_INT(0, support_number(s, db, sql_count));
	CHECK_OK(s, insert(s, db, 3, "c"));
	at_db_close(db);
}

TEST(a_lock_that_is_held_too_long_is_busy)
{
	static const char sql_update[] = "UPDATE toy SET real_1 = 1 WHERE id = 1";
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s), *other = support_db(s);

	CHECK_OK(s, insert(s, db, 1, "a"));
	CHECK_OK(s, at_db_script(other, s->engine == AT_SQLITE ? "PRAGMA busy_timeout = 20"
	    : "SET lock_timeout = '20ms'", &s->err));
	CHECK_OK(s, at_db_begin(db, &s->err));
	CHECK_OK(s, at_db_run(db, sql_update, AT_NO_BIND, NULL, &s->err));
	CHECK_INT(AT_BUSY, at_db_run(other, sql_update, AT_NO_BIND, NULL, &s->err));
	CHECK_HAS("Try again", s->err.text);
	at_db_rollback(db);
	at_error_clear(&s->err);
	CHECK_OK(s, at_db_run(other, sql_update, AT_NO_BIND, NULL, &s->err));
	at_db_close(other);
	at_db_close(db);
}

static bool
others_wrote(struct support *s, struct at_db *db)
{
	bool wrote;

	CHECK_OK(s, at_db_others_wrote(db, &wrote, &s->err));
	return wrote;
}

TEST(what_others_wrote_is_noticed_once_and_ones_own_is_not)
{
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s), *other = support_db(s);

	CHECK(!others_wrote(s, db));
	CHECK_OK(s, insert(s, db, 1, "own"));
	CHECK(!others_wrote(s, db));
	CHECK_OK(s, insert(s, other, 2, "another's"));
	CHECK_OK(s, at_db_begin(db, &s->err));
	CHECK(others_wrote(s, db) == (at_db_engine(db) == AT_SQLITE));
	CHECK(!others_wrote(s, db));
	CHECK_OK(s, at_db_commit(db, &s->err));
	at_db_close(other);
	at_db_close(db);
}

/* Whether it is on disk at the end is seen by test/torture/imports. */
TEST(what_is_written_in_haste_is_there)
{
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s), *other = support_db(s);
	struct at_rows rows;

	CHECK_OK(s, at_db_hasty(db, true, &s->err));
	CHECK_OK(s, insert(s, db, 1, "in haste"));
	CHECK_OK(s, at_db_hasty(db, false, &s->err));
	CHECK_OK(s, insert(s, db, 2, "no longer"));
	CHECK_OK(s, at_db_query(s->arena, other, sql_count, AT_NO_BIND, &rows, &s->err));
	CHECK_INT(2, at_cell_int(&rows, 0, 0));
	at_db_close(other);
	at_db_close(db);
}

TEST(what_is_sent_ahead_is_there_for_whoever_asks)
{
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);

	CHECK_OK(s, at_db_begin(db, &s->err));
	at_db_ahead(db);
	for (int i = 1; i <= 1000; i++) {
		CHECK_OK(s, insert(s, db, i, NULL));
		if (i % 300 == 0)
			CHECK_INT(i, support_number(s, db, sql_count));
		if (i % 400 == 0)
			CHECK_OK(s, at_db_run(db, sql_part, AT_BIND(at_int(1), at_int(i)), NULL,
			    &s->err));
	}
	CHECK_OK(s, at_db_run(db, sql_insert, AT_BIND(at_int(1001), at_int(1), at_null(
	    AT_VALUE_TEXT), at_null(AT_VALUE_BLOB)), NULL, &s->err));       /* of other types */
	CHECK_OK(s, at_db_commit(db, &s->err));
	CHECK_INT(1001, support_number(s, db, sql_count));
	CHECK_INT(AT_CONFLICT, insert(s, db, 1, NULL));
	at_db_close(db);
}

/* What somebody asks who has sent a statement ahead that failed. */
static enum at_status
ask(struct support *s, struct at_db *db, int how)
{
	struct at_rows rows;
	int64_t changed;

	switch (how) {
	case 0: return at_db_commit(db, &s->err);
	case 1: return at_db_query(s->arena, db, sql_count, AT_NO_BIND, &rows, &s->err);
	case 2: return at_db_run(db, sql_part, AT_BIND(at_int(1), at_int(2)), NULL, &s->err);
	case 3: return at_db_run(db, sql_part, AT_BIND(at_int(1), at_int(2)), &changed, &s->err);
	case 4: return at_db_script(db, "CREATE TABLE other (id INTEGER) STRICT", &s->err);
	case 5: return at_db_savepoint(db, &s->err);
	}
	return AT_NOT_FOUND;
}

TEST(what_went_wrong_ahead_is_said_and_nothing_is_kept)
{
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);

	for (int how = 0; how < 6; how++) {
		enum at_status st;

		CHECK_OK(s, at_db_begin(db, &s->err));
		at_db_ahead(db);
		CHECK_OK(s, insert(s, db, 1, "one"));
		CHECK_OK(s, insert(s, db, 2, "two"));
		st = insert(s, db, 1, "another");
		if (st == AT_OK)
			st = insert(s, db, 3, "behind it");
		if (st == AT_OK)
			st = ask(s, db, how);
		CHECK_INT(AT_CONFLICT, st);
		CHECK_HAS("does not fit what is stored", s->err.text);
		at_error_clear(&s->err);
		at_db_rollback(db);
		CHECK_INT(0, support_number(s, db, sql_count));
	}
	at_db_close(db);
}

TEST(nobody_asks_what_became_of_what_is_taken_back)
{
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);

	CHECK_OK(s, at_db_begin(db, &s->err));
	at_db_ahead(db);
	CHECK_OK(s, insert(s, db, 1, NULL));
	(void)insert(s, db, 1, NULL);
	at_db_rollback(db);
	CHECK_OK(s, at_db_begin(db, &s->err));
	CHECK_OK(s, at_db_savepoint(db, &s->err));
	at_db_ahead(db);
	CHECK_OK(s, insert(s, db, 1, NULL));
	(void)insert(s, db, 1, NULL);
	at_db_rollback_to(db);
	CHECK(at_db_inside(db));
	CHECK_OK(s, insert(s, db, 2, NULL));
	CHECK_OK(s, at_db_commit(db, &s->err));
	CHECK_INT(1, support_number(s, db, sql_count));
	at_db_close(db);
}

TEST(the_same_text_takes_binds_of_other_types)
{
	static const char sql_same[] = "SELECT count(*) FROM toy WHERE text_1 = $1";
	static const char sql_real[] = "SELECT count(*) FROM toy WHERE real_1 = $1";
	struct support *s = support_begin(state_);
	struct at_db *db = toy_db(s);
	struct at_rows rows;

	CHECK_OK(s, insert(s, db, 1, "a"));
	CHECK_OK(s, at_db_query(s->arena, db, sql_real, AT_BIND(at_int(1)), &rows, &s->err));
	CHECK_OK(s, at_db_query(s->arena, db, sql_real, AT_BIND(at_real(0.5)), &rows, &s->err));
	CHECK_INT(1, at_cell_int(&rows, 0, 0));
	CHECK_OK(s, at_db_query(s->arena, db, sql_same, AT_BIND(at_text("a")), &rows, &s->err));
	CHECK_INT(1, at_cell_int(&rows, 0, 0));
	at_db_close(db);
}

TEST(an_address_of_no_engine_is_refused)
{
	struct support *s = support_begin(state_);
	const struct at_db_options options = { .url = "mysql:here" };
	struct at_db *db = NULL;

	CHECK_INT(AT_INVALID, at_db_open(&options, &db, &s->err));
	CHECK(db == NULL);
}

TEST(a_file_that_is_no_database_is_corrupt)
{
	struct support *s = support_begin(state_);
	const struct at_db_options options = { .url = s->url };
	FILE *file = fopen(s->url + strlen("sqlite:"), "w");
	struct at_db *db = NULL;

	CHECK(file != NULL);
	for (int i = 0; i < 1000; i++)
		fputs("this is not a database\n", file);
	fclose(file);
	CHECK_INT(AT_CORRUPT, at_db_open(&options, &db, &s->err));
}

RUN_ALL(
    RUN_BOTH(values_come_back_as_they_went_in),
    RUN_BOTH(nothing_reads_as_nothing),
    RUN_POSTGRES(the_smaller_types_of_postgresql_are_read_and_others_refused),
    RUN_BOTH(many_rows_come_in_order),
    RUN_BOTH(an_empty_result_has_no_rows),
    RUN_BOTH(a_broken_key_is_a_conflict),
    RUN_BOTH(nonsense_is_an_io_failure_with_the_engines_words),
    RUN_BOTH(changes_are_counted),
    RUN_BOTH(a_row_that_must_be_there_is_found_and_changed_or_said_to_be_missing),
    RUN_BOTH(a_rollback_leaves_nothing),
    RUN_BOTH(a_savepoint_takes_back_one_job_even_after_an_error),
    RUN_BOTH(a_reader_cannot_write),
    RUN_BOTH(text_that_moved_in_memory_is_still_the_right_statement),
    RUN_BOTH(more_statements_than_the_cache_holds_still_run),
    RUN_BOTH(memory_that_runs_out_under_a_query_leaves_the_connection_usable),
    RUN_SQLITE(a_full_disk_is_said_and_nothing_after_it_is_kept),
    RUN_BOTH(after_the_engine_ended_a_transaction_nothing_runs_alone),
    RUN_BOTH(a_lock_that_is_held_too_long_is_busy),
    RUN_BOTH(what_others_wrote_is_noticed_once_and_ones_own_is_not),
    RUN_BOTH(what_is_written_in_haste_is_there),
    RUN_BOTH(what_is_sent_ahead_is_there_for_whoever_asks),
    RUN_BOTH(what_went_wrong_ahead_is_said_and_nothing_is_kept),
    RUN_BOTH(nobody_asks_what_became_of_what_is_taken_back),
    RUN_BOTH(the_same_text_takes_binds_of_other_types),
    RUN_SQLITE(an_address_of_no_engine_is_refused),
    RUN_SQLITE(a_file_that_is_no_database_is_corrupt),
)
