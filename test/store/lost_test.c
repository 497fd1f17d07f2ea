/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections that die: found at the next use, made anew, and nothing half kept. */
#include "support/store_support.h"

static const char sql_toy[] = "CREATE TABLE toy (id INTEGER NOT NULL, PRIMARY KEY (id)) STRICT";
static const char sql_insert[] = "INSERT INTO toy (id) VALUES ($1)";
static const char sql_count[] = "SELECT count(*) FROM toy";
static const char sql_pid[] = "SELECT pg_backend_pid()";

struct toy {
	struct support *s;
	int64_t id, pid;
	bool die;                       /* the connection is lost after the insert */
};

static enum at_status
apply_toy(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct toy *toy = job;
	struct at_rows rows;
	enum at_status status = at_db_query(scratch, db, sql_pid, AT_NO_BIND, &rows, err);

	if (status == AT_OK)
		toy->pid = at_cell_int(&rows, 0, 0);
	if (status == AT_OK)
		status = at_db_run(db, sql_insert, AT_BIND(at_int(toy->id)), NULL, err);
	if (toy->die)
		support_kill(toy->s, toy->pid);
	return status;
}

static struct at_call *
toy_store(struct support *s, bool serve)
{
	struct at_call *call = support_store(s, serve);
	struct at_db *db = support_db(s);

	CHECK_OK(s, at_db_script(db, sql_toy, &s->err));
	at_db_close(db);
	return call;
}

static void
check_lost_job(struct support *s, bool serve)
{
	struct at_call *call = toy_store(s, serve);
	struct toy toy = { .s = s, .id = 1 };

	CHECK_OK(s, at_store_write(call, apply_toy, &toy));
	support_kill(s, toy.pid);               /* between two jobs: nobody notices */
	toy.id = 2;
	CHECK_OK(s, at_store_write(call, apply_toy, &toy));
	toy = (struct toy){ .s = s, .id = 3, .die = true };
	CHECK_INT(AT_IO, at_store_write(call, apply_toy, &toy));
	at_error_clear(&s->err);
	CHECK_INT(2, support_number(s, at_store_reader(call), sql_count));
	toy = (struct toy){ .s = s, .id = 4 };
	CHECK_OK(s, at_store_write(call, apply_toy, &toy));
	CHECK_INT(3, support_number(s, at_store_reader(call), sql_count));
}

TEST(a_writer_that_lost_its_connection_goes_on_with_another)
{
	check_lost_job(support_begin(state_), true);
}

TEST(a_command_that_lost_its_connection_goes_on_with_another)
{
	check_lost_job(support_begin(state_), false);
}

TEST(a_reader_that_lost_its_connection_asks_again)
{
	struct support *s = support_begin(state_);
	struct at_call *call = toy_store(s, true);
	struct at_db *reader = at_store_reader(call);

	CHECK_INT(0, support_number(s, reader, sql_count));
	support_kill(s, support_number(s, reader, sql_pid));
	CHECK_INT(0, support_number(s, reader, sql_count));
	CHECK(at_store_reader(call) == reader);
}

TEST(what_was_said_in_a_lost_transaction_is_not_said_again_alone)
{
	struct support *s = support_begin(state_);
	struct at_db *db;

	(void)toy_store(s, false);
	db = support_db(s);
	CHECK_OK(s, at_db_begin(db, &s->err));
	CHECK_OK(s, at_db_run(db, sql_insert, AT_BIND(at_int(1)), NULL, &s->err));
	support_kill(s, support_number(s, db, sql_pid));
	for (int i = 2; i < 5; i++)
		CHECK_INT(AT_IO, at_db_run(db, sql_insert, AT_BIND(at_int(i)), NULL, &s->err));
	CHECK_INT(AT_IO, at_db_commit(db, &s->err));
	at_error_clear(&s->err);
	CHECK_INT(0, support_number(s, db, sql_count));
	at_db_close(db);
}

TEST(what_was_sent_ahead_on_a_lost_connection_is_not_committed)
{
	struct support *s = support_begin(state_);
	struct at_db *db;

	(void)toy_store(s, false);
	db = support_db(s);
	CHECK_OK(s, at_db_begin(db, &s->err));
	at_db_ahead(db);
	CHECK_OK(s, at_db_run(db, sql_insert, AT_BIND(at_int(1)), NULL, &s->err));
	support_kill(s, support_number(s, db, sql_pid));
	for (int i = 2; i < 1000; i++)
		(void)at_db_run(db, sql_insert, AT_BIND(at_int(i)), NULL, NULL);
	CHECK_INT(AT_IO, at_db_commit(db, &s->err));
	at_error_clear(&s->err);
	CHECK_INT(0, support_number(s, db, sql_count));
	at_db_close(db);
}

RUN_ALL(
    RUN_POSTGRES(a_writer_that_lost_its_connection_goes_on_with_another),
    RUN_POSTGRES(a_command_that_lost_its_connection_goes_on_with_another),
    RUN_POSTGRES(a_reader_that_lost_its_connection_asks_again),
    RUN_POSTGRES(what_was_said_in_a_lost_transaction_is_not_said_again_alone),
    RUN_POSTGRES(what_was_sent_ahead_on_a_lost_connection_is_not_committed),
)
