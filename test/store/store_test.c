/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The open store: jobs in batches that fail alone, readers lent and given back. */
#include <pthread.h>
#include <sys/stat.h>

#include "support/store_support.h"

static const char sql_toy[] =
    "CREATE TABLE toy (id INTEGER NOT NULL, worker INTEGER NOT NULL, PRIMARY KEY (id)) STRICT";
static const char sql_insert[] = "INSERT INTO toy (id, worker) VALUES ($1, $2)";
static const char sql_count[] = "SELECT count(*) FROM toy";

struct toy {
	int64_t id, worker;
	bool fail;                      /* after the insert */
	bool forget;                    /* run out of memory after the insert */
};

static enum at_status
apply_toy(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	const struct toy *toy = job;
	enum at_status status;

	if (at_arena_used_bytes(scratch) != 0)
		return at_fail(err, AT_CORRUPT, "the scratch of another job");
	(void)at_strdup(scratch, "of this job");
	status = at_db_run(db, sql_insert, AT_BIND(at_int(toy->id),
	    at_int(toy->worker)), NULL, err);

	if (toy->forget)
		at_oom(scratch);
	if (status == AT_OK && toy->fail)
		status = at_fail(err, AT_DENIED, "as the test asked");
	return status;
}

static struct at_call *
toy_store(struct support *s, bool serve)
{
	struct at_db *db;
	struct at_call *call = support_store(s, serve);

	db = support_db(s);
	CHECK_OK(s, at_db_script(db, sql_toy, &s->err));
	at_db_close(db);
	return call;
}

static void
check_a_job_is_stored_or_not(struct support *s, bool serve)
{
	struct at_call *call = toy_store(s, serve);
	struct toy toy = { .id = 1 };

	CHECK_OK(s, at_store_write(call, apply_toy, &toy));
	CHECK_INT(1, support_number(s, at_store_reader(call), sql_count));
	CHECK_INT(AT_CONFLICT, at_store_write(call, apply_toy, &toy));
	at_error_clear(&s->err);
	toy = (struct toy){ .id = 2, .fail = true };
	CHECK_INT(AT_DENIED, at_store_write(call, apply_toy, &toy));
	CHECK_TEXT("as the test asked", s->err.text);
	at_error_clear(&s->err);
	toy = (struct toy){ .id = 3, .forget = true };
	CHECK_INT(AT_BUSY, at_store_write(call, apply_toy, &toy));
	CHECK_HAS("memory", s->err.text);
	at_error_clear(&s->err);
	CHECK_INT(1, support_number(s, at_store_reader(call), sql_count));
	toy = (struct toy){ .id = 4 };
	CHECK_OK(s, at_store_write(call, apply_toy, &toy));
	CHECK_INT(2, support_number(s, at_store_reader(call), sql_count));
}

TEST(a_job_is_stored_whole_or_not_at_all_when_serving)
{
	check_a_job_is_stored_or_not(support_begin(state_), true);
}

TEST(a_job_is_stored_whole_or_not_at_all_in_a_command)
{
	check_a_job_is_stored_or_not(support_begin(state_), false);
}

enum { WORKERS = 16, EACH = 100 };

struct worker {
	pthread_t thread;
	struct support *s;
	int number, n_stored, n_wrong;
};

/* Every seventh job fails by itself; the others of its batch must not notice. */
static void *
work(void *argument)
{
	struct worker *worker = argument;
	struct at_error err = { .status = AT_OK };
	struct at_call call = { .arena = at_arena_open(), .err = &err,
		.store = worker->s->store, .now = support_noon };

	for (int i = 0; i < EACH; i++) {
		struct toy toy = { .id = at_store_id(&call), .worker = worker->number,
			.fail = i % 7 == 0 };
		enum at_status status = at_store_write(&call, apply_toy, &toy);

		worker->n_stored += status == AT_OK;
		worker->n_wrong += status != (toy.fail ? AT_DENIED : AT_OK);
		at_error_clear(&err);
		if (i % 5 == 0 && at_store_reader(&call) == NULL)
			worker->n_wrong++;
		at_arena_clear(call.arena);
	}
	at_arena_close(call.arena);
	return NULL;
}

TEST(many_threads_store_exactly_what_was_acknowledged)
{
	struct support *s = support_begin(state_);
	struct at_call *call = toy_store(s, true);
	struct worker workers[WORKERS];
	int n_stored = 0;

	for (int i = 0; i < WORKERS; i++) {
		workers[i] = (struct worker){ .s = s, .number = i };
		CHECK_INT(0, pthread_create(&workers[i].thread, NULL, work, &workers[i]));
	}
	for (int i = 0; i < WORKERS; i++) {
		pthread_join(workers[i].thread, NULL);
		CHECK_INT(0, workers[i].n_wrong);
		n_stored += workers[i].n_stored;
	}
	CHECK_INT(WORKERS * (EACH - (EACH + 6) / 7), n_stored);
	CHECK_INT(n_stored, support_number(s, at_store_reader(call), sql_count));
}

TEST(closing_keeps_what_was_stored_and_ids_go_on)
{
	struct support *s = support_begin(state_);
	struct at_call *call = toy_store(s, true);
	struct toy toy = { .id = at_store_id(call) };

	CHECK_OK(s, at_store_write(call, apply_toy, &toy));
	support_close(s);
	call = support_store(s, false);
	if (s->engine == AT_SQLITE)             /* PostgreSQL's waits until its time is over */
		CHECK_INT(0, at_store_node(call->store));
	CHECK(at_store_id(call) > toy.id);
	CHECK_INT(1, support_number(s, at_store_reader(call), sql_count));
}

TEST(a_reader_is_given_back_with_its_arena_or_at_rest)
{
	struct support *s = support_begin(state_);
	struct at_call *call = support_store(s, true);

	for (int i = 0; i < 100; i++) {         /* more than there are: would wait for ever */
		struct at_call other = *call;

		other.arena = at_arena_open();
		CHECK(at_store_reader(&other) != NULL);
		CHECK(at_store_reader(&other) == at_store_reader(&other));
		if (i % 2 == 0)
			at_store_rest(&other);
		if (i % 4 == 0)
			CHECK(at_store_reader(&other) != NULL);
		at_arena_close(other.arena);
	}
}

TEST(a_write_gives_the_reader_back)
{
	struct support *s = support_begin(state_);
	struct at_call *call = toy_store(s, true), other = *call;
	struct at_db *db = at_store_reader(call);
	struct toy toy = { .id = 1 };

	CHECK_OK(s, at_store_write(call, apply_toy, &toy));
	other.arena = at_arena_open();
	CHECK(at_store_reader(&other) == db);   /* the only one that is open */
	at_arena_close(other.arena);
}

enum { POOL = 8 };

/* Waits for one of the eight to come back. */
static void *
borrow_one(void *argument)
{
	struct support *s = argument;
	struct at_error err = { .status = AT_OK };
	struct at_call call = { .arena = at_arena_open(), .err = &err, .store = s->store };
	struct at_db *db = at_store_reader(&call);

	at_arena_close(call.arena);
	return db;
}

TEST(whoever_finds_all_readers_lent_waits_for_one)
{
	struct support *s = support_begin(state_);
	struct at_call calls[POOL];
	pthread_t thread;
	struct at_db *last;
	void *got = NULL;

	(void)support_store(s, true);
	for (int i = 0; i < POOL; i++) {
		calls[i] = s->call;
		calls[i].arena = at_arena_open();
		last = at_store_reader(&calls[i]);
		CHECK(last != NULL);
		for (int j = 0; j < i; j++)
			CHECK(at_store_reader(&calls[j]) != last);
	}
	CHECK_INT(0, pthread_create(&thread, NULL, borrow_one, s));
	at_store_rest(&calls[POOL - 1]);        /* only this one can be what it gets */
	pthread_join(thread, &got);
	CHECK(got == last);
	for (int i = 0; i < POOL; i++)
		at_arena_close(calls[i].arena);
}

/* Ends the transaction under the writer, as a disk that fails may. */
static enum at_status
apply_ruin(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	(void)scratch;
	(void)job;
	return at_db_script(db, "ROLLBACK", err);
}

TEST(a_batch_that_breaks_acknowledges_nothing)
{
	struct support *s = support_begin(state_);
	struct at_call *call = toy_store(s, true);
	struct toy toy = { .id = 1 };

	CHECK_INT(AT_IO, at_store_write(call, apply_ruin, NULL));
	CHECK_HAS("nothing was saved", s->err.text);
	at_error_clear(&s->err);
	CHECK_OK(s, at_store_write(call, apply_toy, &toy));
	CHECK_INT(1, support_number(s, at_store_reader(call), sql_count));
}

TEST(the_files_are_for_the_owner_alone)
{
	static const char *const names[] = { "", "/keys", "/backups", "/nodes", "/attune.db",
		"/attune.db-wal" };
	struct support *s = support_begin(state_);
	struct stat st;

	(void)toy_store(s, false);
	for (size_t i = 0; i < AT_COUNT(names); i++) {
		CHECK_INT(0, stat(at_printf(s->arena, "%s%s", s->folder, names[i]), &st));
		CHECK_INT(0, st.st_mode & 077);
	}
}

TEST(a_folder_that_is_not_there_is_not_found)
{
	struct support *s = support_begin(state_);
	struct at_store_options options = { .folder = "/nonexistent/attune" };
	struct at_store *store = NULL;

	CHECK_INT(AT_NOT_FOUND, at_store_open(&options, &store, &s->err));
	at_error_clear(&s->err);
	options.folder = s->folder;             /* there, and empty */
	options.db_url = s->db_url;
	CHECK_INT(AT_NOT_FOUND, at_store_open(&options, &store, &s->err));
	CHECK_HAS("attune init", s->err.text);
	CHECK(store == NULL);
}

TEST(two_stores_at_once_are_two_nodes)
{
	struct support *s = support_begin(state_);
	struct at_call *call = support_store(s, true);
	const struct at_store_options options = { .folder = s->folder, .db_url = s->db_url };
	struct at_store *other = NULL;

	CHECK_OK(s, at_store_open(&options, &other, &s->err));
	CHECK(at_store_node(other) != at_store_node(call->store));
	at_store_close(other);
}

RUN_ALL(
    RUN_BOTH(a_job_is_stored_whole_or_not_at_all_when_serving),
    RUN_BOTH(a_job_is_stored_whole_or_not_at_all_in_a_command),
    RUN_BOTH(many_threads_store_exactly_what_was_acknowledged),
    RUN_BOTH(closing_keeps_what_was_stored_and_ids_go_on),
    RUN_BOTH(a_reader_is_given_back_with_its_arena_or_at_rest),
    RUN_BOTH(a_write_gives_the_reader_back),
    RUN_BOTH(whoever_finds_all_readers_lent_waits_for_one),
    RUN_BOTH(a_batch_that_breaks_acknowledges_nothing),
    RUN_SQLITE(the_files_are_for_the_owner_alone),
    RUN_BOTH(a_folder_that_is_not_there_is_not_found),
    RUN_BOTH(two_stores_at_once_are_two_nodes),
)
