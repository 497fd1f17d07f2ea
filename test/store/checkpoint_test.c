/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal goes back into the database beside the writing. */
#include <sys/stat.h>

#include <sqlite3.h>

#include "base/timing.h"
#include "check.h"
#include "store/checkpoint.h"
#include "support/store_support.h"

enum { PAGE_BYTES = 4096, PATIENCE_MS = 120000 };

struct journal {
	struct at_arena *arena;         /* of a thread that a failed test would leave behind */
	const char *path;
	sqlite3 *handle;
	struct at_checkpoint *checkpoint;
	int n_rows;
};

static void
run(sqlite3 *handle, const char *sql)
{
	CHECK_INT(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
}

static int
ask(sqlite3 *handle, const char *sql)
{
	sqlite3_stmt *statement;
	int n;

	CHECK_INT(sqlite3_prepare_v2(handle, sql, -1, &statement, NULL), SQLITE_OK);
	CHECK_INT(sqlite3_step(statement), SQLITE_ROW);
	n = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return n;
}

/* The thread's connection goes to `beside`. */
static struct journal
begin(struct support *s, const char *beside, struct at_checkpoint_rule rule)
{
	struct at_arena *arena = at_arena_open();
	struct journal j = { .arena = arena,
		.path = at_printf(arena, "%s/journal.db", s->folder) };

	CHECK_INT(sqlite3_open(j.path, &j.handle), SQLITE_OK);
	run(j.handle, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
	    "CREATE TABLE t (id INTEGER PRIMARY KEY, filling BLOB) STRICT;");
	j.checkpoint = at_checkpoint_open(arena, j.handle, beside == NULL ? j.path : beside,
	    rule);
	return j;
}

static void
write_row(struct journal *j)
{
	run(j->handle, "INSERT INTO t (filling) VALUES (zeroblob(3000))");
	j->n_rows++;
}

static int
journal_pages(const struct journal *j)
{
	struct stat st;

	CHECK(stat(at_printf(j->arena, "%s-wal", j->path), &st) == 0);
	return (int)(st.st_size / PAGE_BYTES);
}

/* All that was written is there, also for who opens the file anew. */
static void
end(struct journal *j)
{
	at_checkpoint_close(j->checkpoint);
	sqlite3_close(j->handle);
	CHECK_INT(sqlite3_open(j->path, &j->handle), SQLITE_OK);
	CHECK_INT(ask(j->handle, "SELECT count(*) FROM t"), j->n_rows);
	sqlite3_close(j->handle);
	at_arena_close(j->arena);
}

TEST(a_thread_copies_what_commits_leave)
{
	struct support *s = support_begin(state_);
	struct journal j = begin(s, NULL, (struct at_checkpoint_rule){ .step = 1,
		.lengthy = 1, .excessive = 1 << 20, .little = 0 });

	for (int i = 0; i < 20; i++) {
		for (int row = 0; row < 50; row++)
			write_row(&j);
		for (int ms = 0; at_checkpoint_state(j.checkpoint).left > 0; ms++) {
			CHECK(ms < PATIENCE_MS);
			at_timing_rest_ms(1);
		}
	}
	CHECK(journal_pages(&j) < 500);         /* a page at least for each of 1,000 rows */
	CHECK_INT(at_checkpoint_state(j.checkpoint).inside, 0);
	CHECK(at_checkpoint_state(j.checkpoint).beside > 0);
	end(&j);
}

TEST(where_writing_never_rests_commits_copy_the_last_few)
{
	struct support *s = support_begin(state_);
	struct journal j = begin(s, NULL, (struct at_checkpoint_rule){ .step = 1 << 20,
		.lengthy = 1 << 20, .excessive = 100, .little = 1 << 20 });

	for (int i = 0; i < 2000; i++)
		write_row(&j);
	CHECK(at_checkpoint_state(j.checkpoint).inside > 10);
	CHECK(journal_pages(&j) < 1000);
	end(&j);
}

TEST(a_short_journal_is_let_alone)
{
	struct support *s = support_begin(state_);
	struct journal j = begin(s, NULL, AT_CHECKPOINT_RULE);

	for (int i = 0; i < 100; i++)
		write_row(&j);
	CHECK_INT(at_checkpoint_state(j.checkpoint).inside, 0);
	CHECK_INT(at_checkpoint_state(j.checkpoint).beside, 0);
	end(&j);
}

TEST(who_reads_for_long_keeps_the_journal_and_nobody_waits)
{
	struct support *s = support_begin(state_);
	struct journal j = begin(s, NULL, (struct at_checkpoint_rule){ .step = 50,
		.lengthy = 50, .excessive = 100, .little = 10 });
	sqlite3 *reader;

	write_row(&j);
	CHECK_INT(sqlite3_open(j.path, &reader), SQLITE_OK);
	run(reader, "BEGIN");
	CHECK_INT(ask(reader, "SELECT count(*) FROM t"), 1);
	for (int i = 0; i < 500; i++)
		write_row(&j);
	CHECK_INT(ask(reader, "SELECT count(*) FROM t"), 1);
	CHECK_INT(at_checkpoint_state(j.checkpoint).inside, 0);
	CHECK(journal_pages(&j) > 500);
	run(reader, "COMMIT");
	sqlite3_close(reader);
	end(&j);
}

TEST(without_a_second_connection_commits_do_it_all)
{
	struct support *s = support_begin(state_);
	struct journal j = begin(s, "/nowhere/at/all.db", (struct at_checkpoint_rule){
		.step = 10, .lengthy = 50, .excessive = 1 << 20, .little = 0 });

	for (int ms = 0; at_checkpoint_state(j.checkpoint).inside < 3; ms++) {
		CHECK(ms < PATIENCE_MS);
		write_row(&j);
		at_timing_rest_ms(ms % 10 == 0);        /* the thread finds out by itself */
	}
	CHECK_INT(at_checkpoint_state(j.checkpoint).beside, 0);
	end(&j);
}

RUN_ALL(
    RUN_SQLITE(a_thread_copies_what_commits_leave),
    RUN_SQLITE(where_writing_never_rests_commits_copy_the_last_few),
    RUN_SQLITE(a_short_journal_is_let_alone),
    RUN_SQLITE(who_reads_for_long_keeps_the_journal_and_nobody_waits),
    RUN_SQLITE(without_a_second_connection_commits_do_it_all),
)
