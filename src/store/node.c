/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/node.h"

/* One write per so much time, and at most so far ahead after a crash. */
static const at_ms ahead = 10 * AT_SECOND;

enum { LINE_BYTES = 21, PATH_ROOM = 4096 };             /* 20 digits and a newline */

static at_ms
read_last(int fd)
{
	char line[LINE_BYTES + 1] = "";

	return pread(fd, line, LINE_BYTES, 0) == LINE_BYTES ? strtoll(line, NULL, 10) : 0;
}

static bool
write_file(struct at_node *node, at_ms last)
{
	char line[LINE_BYTES + 1];

	snprintf(line, sizeof line, "%020lld\n", (long long)last);
	return pwrite(node->fd, line, LINE_BYTES, 0) == LINE_BYTES
	    && fdatasync(node->fd) == 0;
}

/* Of a node of this clinic: another in the same PostgreSQL has nodes of its own. */
#define ROW_LOCK \
	"(47110001 + CAST($1 AS INTEGER), hashtext(coalesce(current_schema(), '')))"

/* Whoever took the node meanwhile has written another number: then nothing is changed. */
static bool
write_table(struct at_node *node, at_ms last)
{
	static const char sql_lock[] =
	    "SELECT 1 FROM (SELECT pg_try_advisory_lock" ROW_LOCK ") AS tried";
	static const char sql_reserve[] =
	    "UPDATE node_last SET last_ms = $1 WHERE node = $2 AND last_ms IN ($1, $3)";
	int64_t changed = 0;

	/* A second try finds the connection opened anew; the lock went with the old one. */
	for (int i = 0; i < 2; i++)
		if (at_db_run(node->db, sql_lock, AT_BIND(at_int(node->number)), NULL, NULL)
		    == AT_OK && at_db_run(node->db, sql_reserve, AT_BIND(at_int(last),
		    at_int(node->number), at_int(node->written)), &changed, NULL) == AT_OK)
			return changed == 1;
	return false;
}

static bool
write_last(struct at_node *node, at_ms last)
{
	bool written = node->db == NULL ? write_file(node, last) : write_table(node, last);

	if (written)
		node->written = last;
	return written;
}

/* -1 if another process holds it, -2 if there can be no such file. */
static int
lock_file(const char *folder, int number)
{
	char path[PATH_ROOM];
	int fd;

	if ((size_t)snprintf(path, sizeof path, "%s/nodes/%d", folder, number) >= sizeof path)
		return -2;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return -2;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	close(fd);
	return -1;
}

static enum at_status
take_file(struct at_node *node, const char *folder, struct at_error *err)
{
	for (int i = 0; i < AT_NODES; i++) {
		node->fd = lock_file(folder, i);
		if (node->fd == -2)
			return at_fail(err, AT_IO, "cannot write in %s/nodes", folder);
		if (node->fd == -1)
			continue;
		node->number = i;
		node->written = read_last(node->fd);
		return AT_OK;
	}
	return at_fail(err, AT_BUSY, "too many programs use this data folder at once");
}

static const char sql_try_lock[] =
    "SELECT CASE WHEN pg_try_advisory_lock" ROW_LOCK " THEN 1 ELSE 0 END";
static const char sql_unlock_one[] =
    "SELECT 1 FROM (SELECT pg_advisory_unlock" ROW_LOCK ") AS freed";

/* Its lock is free and its reservation over: a holder whose connection broke a moment ago
 * is still working. */
static enum at_status
try_row(struct at_arena *arena, struct at_node *node, int number, at_ms now, bool *out_taken,
    struct at_error *err)
{
	static const char sql_make[] =
	    "INSERT INTO node_last (node, last_ms) VALUES ($1, 0) ON CONFLICT DO NOTHING";
	static const char sql_last[] = "SELECT last_ms FROM node_last WHERE node = $1";
	struct at_rows rows;
	enum at_status status = at_db_query(arena, node->db, sql_try_lock,
	    AT_BIND(at_int(number)), &rows, err);

	if (status != AT_OK || at_cell_int(&rows, 0, 0) == 0)
		return status;
	status = at_db_run(node->db, sql_make, AT_BIND(at_int(number)), NULL, err);
	if (status == AT_OK)
		status = at_db_query(arena, node->db, sql_last, AT_BIND(at_int(number)), &rows,
		    err);
	if (status != AT_OK)
		return status;
	node->number = number;
	node->written = at_cell_int(&rows, 0, 0);
	*out_taken = node->written <= now;
	if (*out_taken)
		return AT_OK;
	return at_db_run(node->db, sql_unlock_one, AT_BIND(at_int(number)), NULL, err);
}

static enum at_status
take_row(struct at_node *node, at_ms now, struct at_error *err)
{
	struct at_arena *arena = at_arena_open();
	enum at_status status = AT_OK;
	bool taken = false;

	if (arena == NULL)
		return at_fail(err, AT_BUSY, "memory is short; try again in a moment");
	for (int i = 0; i < AT_NODES && status == AT_OK && !taken; i++) {
		status = try_row(arena, node, i, now, &taken, err);
		at_arena_clear(arena);
	}
	at_arena_close(arena);
	if (status == AT_OK && !taken)
		status = at_fail(err, AT_BUSY, "too many programs use this database at once");
	return status;
}

enum at_status
at_node_take(struct at_node *node, const char *folder, struct at_db *db, at_ms now,
    struct at_error *err)
{
	*node = (struct at_node){ .fd = -1, .db = db };
	pthread_mutex_init(&node->lock, NULL);
	return db == NULL ? take_file(node, folder, err) : take_row(node, now, err);
}

void
at_node_start(struct at_node *node, at_ms seen)
{
	at_ms last = node->written > seen ? node->written : seen;

	at_ids_init(&node->ids, node->number, last);
	atomic_store(&node->reserved, last);
}

/* Without a reservation ids still come, for whoever only reads; at_store_write looks at
 * `lost` before anything is kept.  A later success covers what was given out before. */
static void
reserve(struct at_node *node, at_ms at)
{
	pthread_mutex_lock(&node->lock);
	if (at > atomic_load(&node->reserved)) {
		bool written = write_last(node, at + ahead);

		if (written)
			atomic_store(&node->reserved, at + ahead);
		atomic_store(&node->lost, !written);
	}
	pthread_mutex_unlock(&node->lock);
}

at_id
at_node_id(struct at_node *node, at_ms now)
{
	at_id id = at_ids_next(&node->ids, now);

	if (at_id_time(id) > atomic_load(&node->reserved))
		reserve(node, at_id_time(id));
	return id;
}

static bool
is_row_held(struct at_node *node, int number)
{
	struct at_arena *arena = at_arena_open();
	struct at_rows rows;
	bool held = true;

	if (arena == NULL)
		return true;
	pthread_mutex_lock(&node->lock);
	if (at_db_query(arena, node->db, sql_try_lock, AT_BIND(at_int(number)), &rows, NULL)
	    == AT_OK && at_cell_int(&rows, 0, 0) != 0)
		held = at_db_run(node->db, sql_unlock_one, AT_BIND(at_int(number)), NULL, NULL)
		    != AT_OK;
	pthread_mutex_unlock(&node->lock);
	at_arena_close(arena);
	return held;
}

bool
at_node_is_held(struct at_node *node, const char *folder, int number)
{
	int fd;

	if (number == node->number)
		return true;
	if (node->db != NULL)
		return is_row_held(node, number);
	fd = lock_file(folder, number);
	if (fd >= 0)
		close(fd);
	return fd < 0;
}

void
at_node_drop(struct at_node *node)
{
	static const char sql_unlock[] =
	    "SELECT 1 FROM (SELECT pg_advisory_unlock_all()) AS freed";

	if (node->ids.last > 0 && !atomic_load(&node->lost) && node->ids.last < node->written)
		(void)write_last(node, node->ids.last); /* else the next one starts later */
	if (node->db != NULL)
		(void)at_db_run(node->db, sql_unlock, AT_NO_BIND, NULL, NULL);
	if (node->fd >= 0)
		close(node->fd);
	pthread_mutex_destroy(&node->lock);
}

int
at_node_count_held(const char *folder)
{
	char path[PATH_ROOM];
	int n = 0;

	for (int i = 0; i < AT_NODES; i++) {
		int fd;

		if ((size_t)snprintf(path, sizeof path, "%s/nodes/%d", folder, i) >= sizeof path)
			break;
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		n += flock(fd, LOCK_SH | LOCK_NB) != 0;
		close(fd);
	}
	return n;
}
