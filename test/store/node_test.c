/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which node a process is: alone on it, and never an id twice. */
#include <sys/stat.h>
#include <unistd.h>

#include "store/migrate.h"
#include "store/node.h"
#include "support/store_support.h"

/* What a store does at its start, with a clock of our own. */
static void
take(struct support *s, struct at_node *node, at_ms now)
{
	const struct at_migrate_options options = { .create = true, .folder = s->folder };
	struct at_db *db = NULL;

	mkdir(at_printf(s->arena, "%s/nodes", s->folder), 0700);
	if (s->engine == AT_POSTGRES) {
		db = support_db(s);
		CHECK_OK(s, at_migrate(s->arena, db, &options, &s->err));
	}
	CHECK_OK(s, at_node_take(node, s->folder, db, now, &s->err));
	at_node_start(node, 0);
}

static void
drop(struct at_node *node)
{
	struct at_db *db = node->db;

	at_node_drop(node);
	at_db_close(db);
}

/* As the kernel and the server clean up after kill -9. */
static void
crash(struct support *s, struct at_node *node)
{
	if (node->fd >= 0)
		close(node->fd);
	if (node->db != NULL)
		support_kill(s, support_number(s, node->db, "SELECT pg_backend_pid()"));
	at_db_close(node->db);
}

TEST(two_at_once_are_different_and_the_first_free_is_taken)
{
	struct support *s = support_begin(state_);
	struct at_node a, b, c;

	take(s, &a, support_noon);
	take(s, &b, support_noon);
	CHECK(a.number != b.number);
	drop(&a);
	take(s, &c, support_noon);
	CHECK_INT(a.number, c.number);
	CHECK_INT(c.number, at_id_node(at_node_id(&c, support_noon)));
	drop(&b);
	drop(&c);
}

TEST(after_a_clean_end_ids_go_on_behind_the_last)
{
	struct support *s = support_begin(state_);
	struct at_node node;
	at_id last;

	take(s, &node, support_noon);
	last = at_node_id(&node, support_noon);
	drop(&node);
	take(s, &node, support_noon);           /* in the same millisecond */
	CHECK(at_node_id(&node, support_noon) > last);
	CHECK_INT(support_noon + 1, node.ids.last);
	drop(&node);
}

TEST(after_a_crash_no_id_comes_twice_even_when_the_clock_went_back)
{
	struct support *s = support_begin(state_);
	struct at_node node;
	at_id last = 0;
	int number;

	take(s, &node, support_noon);
	number = node.number;
	for (at_ms at = 0; at < AT_MINUTE; at += AT_SECOND)
		last = at_node_id(&node, support_noon + at);
	crash(s, &node);
	/* On PostgreSQL a node whose time is not over counts as held. */
	take(s, &node, support_noon + 2 * AT_MINUTE);
	CHECK_INT(number, node.number);
	CHECK(at_node_id(&node, support_noon) > last);
	drop(&node);
}

TEST(a_node_of_the_table_is_held_until_its_time_is_over)
{
	struct support *s = support_begin(state_);
	struct at_node a, b;

	take(s, &a, support_noon);
	(void)at_node_id(&a, support_noon);
	crash(s, &a);
	take(s, &b, support_noon + AT_SECOND);
	CHECK(b.number != a.number);
	drop(&b);
}

TEST(time_is_written_down_ahead_and_seldom)
{
	struct support *s = support_begin(state_);
	struct at_node node;
	at_ms written;

	take(s, &node, support_noon);
	(void)at_node_id(&node, support_noon);
	written = node.written;
	CHECK(written > support_noon);
	for (at_ms at = 0; at < 5 * AT_SECOND; at += 100)
		(void)at_node_id(&node, support_noon + at);
	CHECK_INT(written, node.written);
	(void)at_node_id(&node, written + 1);
	CHECK(node.written > written);
	CHECK(!node.lost);
	drop(&node);
}

TEST(an_instant_seen_in_the_log_is_not_used_again)
{
	struct support *s = support_begin(state_);
	struct at_node node;

	take(s, &node, support_noon);
	at_node_start(&node, support_noon + AT_HOUR);
	CHECK(at_id_time(at_node_id(&node, support_noon)) > support_noon + AT_HOUR);
	drop(&node);
}

TEST(a_file_that_cannot_be_written_loses_the_node)
{
	struct support *s = support_begin(state_);
	struct at_node node;

	take(s, &node, support_noon);
	close(node.fd);
	(void)at_node_id(&node, support_noon);
	CHECK(node.lost);
	drop(&node);
}

static enum at_status
apply_nothing(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	(void)db;
	(void)scratch;
	(void)job;
	(void)err;
	return AT_OK;
}

TEST(nothing_is_written_once_another_has_the_node)
{
	static const char sql_steal[] = "UPDATE node_last SET last_ms = last_ms + 1";
	struct support *s = support_begin(state_);
	struct at_call *call = support_store(s, true);
	struct at_db *db = support_db(s);

	(void)at_store_id(call);
	CHECK_OK(s, at_store_write(call, apply_nothing, NULL));
	CHECK_OK(s, at_db_run(db, sql_steal, AT_NO_BIND, NULL, &s->err));
	call->now += AT_MINUTE;
	(void)at_store_id(call);
	CHECK_INT(AT_IO, at_store_write(call, apply_nothing, NULL));
	CHECK_HAS("lost its place", s->err.text);
	at_db_close(db);
}

TEST(another_clinic_of_the_same_server_has_nodes_of_its_own)
{
	struct support *s = support_begin(state_);
	const char *name = strrchr(s->folder, '.') + 1;
	struct at_db *other = support_db(s);
	struct at_node a, b;

	take(s, &a, support_noon);
	CHECK_OK(s, at_db_begin(other, &s->err));
	CHECK_OK(s, at_db_script(other, at_printf(s->arena, "CREATE SCHEMA \"%s\";"
	    " SET LOCAL search_path TO \"%s\"", name, name), &s->err));
	CHECK_OK(s, at_migrate_within(s->arena, other, 0, support_noon, &s->err));
	CHECK_OK(s, at_node_take(&b, s->folder, other, support_noon, &s->err));
	CHECK_INT(a.number, b.number);
	at_db_rollback(other);
	drop(&b);
	drop(&a);
}

RUN_ALL(
    RUN_BOTH(two_at_once_are_different_and_the_first_free_is_taken),
    RUN_BOTH(after_a_clean_end_ids_go_on_behind_the_last),
    RUN_BOTH(after_a_crash_no_id_comes_twice_even_when_the_clock_went_back),
    RUN_POSTGRES(a_node_of_the_table_is_held_until_its_time_is_over),
    RUN_BOTH(time_is_written_down_ahead_and_seldom),
    RUN_BOTH(an_instant_seen_in_the_log_is_not_used_again),
    RUN_SQLITE(a_file_that_cannot_be_written_loses_the_node),
    RUN_POSTGRES(nothing_is_written_once_another_has_the_node),
    RUN_POSTGRES(another_clinic_of_the_same_server_has_nodes_of_its_own),
)
