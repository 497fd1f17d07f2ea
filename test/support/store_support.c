/* SPDX-License-Identifier: GPL-3.0-or-later */
/* _XOPEN_SOURCE would be needed for nftw(): the tree is two deep, so we walk it. */
#include <ctype.h>
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/store_support.h"

static void
remove_tree(struct at_arena *arena, const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		const char *inner = at_printf(arena, "%s/%s", path, entry->d_name);

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (unlink(inner) != 0)
			remove_tree(arena, inner);
	}
	if (dir != NULL)
		closedir(dir);
	rmdir(path);
}

/* NULL where there is no PostgreSQL to test on. */
static const char *
server_address(void)
{
	const char *url = getenv("ATTUNE_TEST_PG");

	return url == NULL || *url == '\0' ? NULL : url;
}

/* Address and schema in one, in either of the ways an address is written. */
static const char *
with_schema(struct at_arena *arena, const char *base, const char *schema)
{
	if (strstr(base, "://") == NULL)
		return at_printf(arena, "%s options='-csearch_path=%s'", base, schema);
	return at_printf(arena, "%s%soptions=-csearch_path%%3D%s", base,
	    strchr(base, '?') == NULL ? "?" : "&", schema);
}

/* As the folder, in the lower case that an address without quotes may name. */
static const char *
schema_name(struct support *s)
{
	char *name = at_printf(s->arena, "t%ld_%s", (long)getpid(),
	    strrchr(s->folder, '.') + 1);

	for (char *c = name; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return name;
}

static void
script(struct support *s, const char *sql)
{
	const struct at_db_options options = { .url = server_address() };
	struct at_db *db = NULL;

	if (at_db_open(&options, &db, &s->err) == AT_OK)
		(void)at_db_script(db, sql, &s->err);
	at_db_close(db);
}

int
support_set_up(void **state)
{
	struct at_arena *arena = at_arena_open();
	struct support *s = AT_NEW(arena, struct support, 1);
	const char *tmp = getenv("TMPDIR"), *pg = server_address();
	char *folder = at_printf(arena, "%s/attune-test.XXXXXX", tmp == NULL ? "/tmp" : tmp);

	*s = (struct support){ .engine = (enum at_engine)(intptr_t)*state, .arena = arena,
		.random = at_random_seeded(1) };
	*state = s;
	if (mkdtemp(folder) == NULL)
		return -1;
	s->folder = folder;
	s->url = at_printf(arena, "sqlite:%s/attune.db", folder);
	if (s->engine == AT_POSTGRES && pg != NULL) {
		script(s, at_printf(arena, "CREATE SCHEMA \"%s\"", schema_name(s)));
		s->db_url = s->url = with_schema(arena, pg, schema_name(s));
	}
	return 0;
}

int
support_tear_down(void **state)
{
	struct support *s = *state;

	support_close(s);
	if (s->db_url != NULL)
		script(s, at_printf(s->arena, "DROP SCHEMA \"%s\" CASCADE", schema_name(s)));
	remove_tree(s->arena, s->folder);
	at_arena_close(s->arena);
	return 0;
}

struct support *
support_begin(void **state)
{
	struct support *s = *state;

	if (s->engine == AT_POSTGRES && s->db_url == NULL)
		SKIP("no PostgreSQL (ATTUNE_TEST_PG is not set)");
	CHECK_OK(s, s->err.status);
	return s;
}

struct at_call *
support_store(struct support *s, bool serve)
{
	const struct at_store_options options = { .folder = s->folder, .db_url = s->db_url,
		.serve = serve, .create = true };

	CHECK_OK(s, at_store_open(&options, &s->store, &s->err));
	s->call = (struct at_call){ .arena = s->arena, .err = &s->err, .store = s->store,
		.now = support_noon, .random = &s->random };
	return &s->call;
}

void
support_close(struct support *s)
{
	at_store_close(s->store);
	s->store = NULL;
}

struct at_db *
support_db(struct support *s)
{
	const struct at_db_options options = { .url = s->url };
	struct at_db *db = NULL;

	CHECK_OK(s, at_db_open(&options, &db, &s->err));
	return db;
}

void
support_ok(enum at_status status, const struct at_error *err, const char *file, int line)
{
	if (status != AT_OK)
		fail_msg("%s:%d: %s: %s (%s:%d)", file, line, at_status_name(status),
		    err->text, err->file, err->line);
}

int64_t
support_number(struct support *s, struct at_db *db, const char *sql)
{
	struct at_rows rows;

	CHECK_OK(s, at_db_query(s->arena, db, sql, AT_NO_BIND, &rows, &s->err));
	CHECK_INT(1, rows.n_rows);
	return at_cell_int(&rows, 0, 0);
}

void
support_kill(struct support *s, int64_t pid)
{
	static const char sql_kill[] = "SELECT CASE"
	    " WHEN pg_terminate_backend(CAST($1 AS INTEGER), 5000) THEN 1 ELSE 0 END";
	struct at_db *db = support_db(s);
	struct at_rows rows;

	CHECK_OK(s, at_db_query(s->arena, db, sql_kill, AT_BIND(at_int(pid)), &rows, &s->err));
	CHECK_INT(1, at_cell_int(&rows, 0, 0));
	at_db_close(db);
}
