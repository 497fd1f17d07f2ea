/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ceiling - the fastest a submit can be: a bare libmicrohttpd server that stores a
 * form's rows through the same writer, with nothing in between.
 *
 *     ceiling FOLDER [DATABASE-URL]
 *
 * It prints its port and serves POST until standard input ends.  A thread of 32 takes
 * the body, makes no sense of it, and waits until the writer has the rows on disk: one
 * answer, one line of the audit log, one changed due measure.  No token, no policy, no
 * validation, no scoring, no alert, no hash chain, no page. */
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "store/store.h"

enum { THREADS = 32, BODY_BYTES = 4096 };

/* --- the shape of the rows: as many, and as wide, as those of a 12-item form ------- */

enum { DUE_ROWS = 100000, CLIENTS = 1000 };

static const char sql_tables[] =
    "CREATE TABLE IF NOT EXISTS bench_due ("
    " org INTEGER NOT NULL, id INTEGER NOT NULL, client INTEGER NOT NULL,"
    " state INTEGER NOT NULL, changed INTEGER NOT NULL, version INTEGER NOT NULL,"
    " PRIMARY KEY (org, id)"
    ") WITHOUT ROWID, STRICT;"
    "CREATE TABLE IF NOT EXISTS bench_answer ("
    " org INTEGER NOT NULL, client INTEGER NOT NULL, at INTEGER NOT NULL,"
    " id INTEGER NOT NULL, due INTEGER NOT NULL, instrument TEXT NOT NULL,"
    " packed BLOB NOT NULL, scores BLOB NOT NULL,"
    " PRIMARY KEY (org, client, at, id)"
    ") WITHOUT ROWID, STRICT;";

static const char sql_due_rows[] =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
    " INSERT INTO bench_due (org, id, client, state, changed, version)"
    " SELECT 1, i, i % 1000, 0, 0, 0 FROM n WHERE 1 = 1 ON CONFLICT DO NOTHING";

static const char sql_answer[] =
    "INSERT INTO bench_answer (org, client, at, id, due, instrument, packed, scores)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

static const char sql_due[] =
    "UPDATE bench_due SET state = 2, changed = $1, version = version + 1"
    " WHERE org = $2 AND id = $3";

static const char sql_audit[] =
    "INSERT INTO audit (org, node, seq, at, subject, staff, verb, resource, row_id, client,"
    " detail, hash) VALUES ($1, $2, $3, $4, 'link-holder', 0, 'submit', 'answer', $5, $6,"
    " 'bench-12', $7)";

static const char sql_last_seq[] = "SELECT max(seq) FROM audit WHERE org = 1 AND node = $1";

struct form {
	int64_t id, due, client, node;
	at_ms at;
	int64_t *seq;                   /* touched on the writer's thread alone */
	unsigned char packed[16], hash[32];
	double scores[4];
};

/* What the writer does for a form. */
static enum at_status
apply_form(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct form *form = job;
	enum at_status st;

	(void)scratch;
	st = at_db_run(db, sql_answer, AT_BIND(at_int(1), at_int(form->client),
	    at_int(form->at), at_int(form->id), at_int(form->due), at_text("bench-12"),
	    at_blob(form->packed, sizeof form->packed),
	    at_blob(form->scores, sizeof form->scores)), NULL, err);
	if (st == AT_OK)
		st = at_db_run(db, sql_due, AT_BIND(at_int(form->at), at_int(1),
		    at_int(form->due)), NULL, err);
	if (st == AT_OK)
		st = at_db_run(db, sql_audit, AT_BIND(at_int(1), at_int(form->node),
		    at_int(++*form->seq), at_int(form->at), at_int(form->id),
		    at_int(form->client), at_blob(form->hash, sizeof form->hash)), NULL, err);
	return st;
}

/* --- the server -------------------------------------------------------------------- */

struct ceiling {
	struct at_store *store;
	int64_t seq;
	atomic_long n;                  /* forms so far */
};

struct body {
	struct at_arena *arena;
	size_t n_bytes;
	char bytes[BODY_BYTES];
};

static enum at_status
store_form(struct ceiling *ceiling, const struct body *body)
{
	struct at_error err = { 0 };
	struct at_call call = { .arena = body->arena, .err = &err, .store = ceiling->store,
		.now = at_time_now() };
	long n = atomic_fetch_add(&ceiling->n, 1);
	struct form form = { .id = at_store_id(&call), .at = call.now,
		.due = n % DUE_ROWS + 1, .client = n % CLIENTS,
		.node = at_store_node(ceiling->store), .seq = &ceiling->seq };
	enum at_status st;

	memcpy(form.packed, body->bytes, sizeof form.packed);
	st = at_store_write(&call, apply_form, &form);
	if (st != AT_OK)
		fprintf(stderr, "ceiling: %s\n", err.text);
	return st;
}

static enum MHD_Result
answer(void *cookie, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *upload, size_t *n_upload, void **slot)
{
	static char thanks[] = "thank you\n";
	struct body *body = *slot;
	struct MHD_Response *reply;
	enum MHD_Result result;
	enum at_status st;

	(void)url, (void)method, (void)version;
	if (body == NULL) {
		struct at_arena *arena = at_arena_open();

		if (arena == NULL)
			return MHD_NO;
		body = *slot = AT_NEW(arena, struct body, 1);
		body->arena = arena;
		return MHD_YES;
	}
	if (*n_upload > 0) {
		if (*n_upload > BODY_BYTES - body->n_bytes)
			return MHD_NO;
		memcpy(body->bytes + body->n_bytes, upload, *n_upload);
		body->n_bytes += *n_upload;
		*n_upload = 0;
		return MHD_YES;
	}
	st = store_form(cookie, body);
	reply = MHD_create_response_from_buffer(sizeof thanks - 1, thanks,
	    MHD_RESPMEM_PERSISTENT);
	result = MHD_queue_response(connection, st == AT_OK ? MHD_HTTP_OK
	    : MHD_HTTP_SERVICE_UNAVAILABLE, reply);
	MHD_destroy_response(reply);
	return result;
}

static void
end(void *cookie, struct MHD_Connection *connection, void **slot,
    enum MHD_RequestTerminationCode why)
{
	struct body *body = *slot;

	(void)cookie, (void)connection, (void)why;
	if (body != NULL)
		at_arena_close(body->arena);
	*slot = NULL;
}

static struct MHD_Daemon *
serve(struct ceiling *ceiling)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	return MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL,
	    answer, ceiling,
	    MHD_OPTION_SOCK_ADDR, &address,
	    MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS,
	    MHD_OPTION_CONNECTION_LIMIT, 1024U,
	    MHD_OPTION_NOTIFY_COMPLETED, end, ceiling,
	    MHD_OPTION_END);
}

static enum at_status
apply_tables(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct ceiling *ceiling = job;
	struct at_rows rows;
	enum at_status st = at_db_script(db, sql_tables, err);

	if (st == AT_OK)
		st = at_db_run(db, sql_due_rows, AT_NO_BIND, NULL, err);
	if (st == AT_OK)
		st = at_db_query(scratch, db, sql_last_seq,
		    AT_BIND(at_int(at_store_node(ceiling->store))), &rows, err);
	if (st == AT_OK)
		ceiling->seq = at_cell_int(&rows, 0, 0);
	return st;
}

static enum at_status
open_folder(struct at_arena *arena, const char *folder, const char *url,
    struct ceiling *ceiling, struct at_error *err)
{
	const struct at_store_options options = { .folder = folder, .db_url = url,
		.serve = true, .create = true };
	enum at_status st = at_store_open(&options, &ceiling->store, err);
	struct at_call call = { .arena = arena, .err = err, .store = ceiling->store };

	return st == AT_OK ? at_store_write(&call, apply_tables, ceiling) : st;
}

int
main(int argc, char **argv)
{
	struct at_arena *arena = at_arena_open();
	struct ceiling ceiling = { 0 };
	struct at_error err = { 0 };
	struct MHD_Daemon *daemon;

	if (arena == NULL || argc < 2 || argc > 3) {
		fputs("usage: ceiling FOLDER [DATABASE-URL]\n", stderr);
		return 2;
	}
	if (open_folder(arena, argv[1], argv[2], &ceiling, &err) != AT_OK) {
		fprintf(stderr, "ceiling: %s\n", err.text);
		return 1;
	}
	daemon = serve(&ceiling);
	if (daemon == NULL)
		return 1;
	printf("%d\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	while (getchar() != EOF)
		continue;
	MHD_stop_daemon(daemon);
	at_store_close(ceiling.store);
	at_arena_close(arena);
	return 0;
}
