/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ceiling - the fastest a submit can be: a bare libmicrohttpd server that stores a
 * form's rows through the same writer, with nothing in between.
 *
 *     ceiling FOLDER [DATABASE-URL]
 *
 * The folder was made by bench/prepare.  It prints its port and serves POST until
 * standard input ends.  A thread of 32 takes the body, makes no sense of it, and waits
 * until the writer has the rows on disk: one answer, one line of the audit log, one
 * changed due measure.  No token, no policy, no
 * validation, no scoring, no alert, no hash chain, no page. */
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "store/answer.h"
#include "store/org.h"
#include "store/store.h"

enum { THREADS = 32, BODY_BYTES = 4096 };

/* --- the rows: those of a submit, written by the same functions ------------------- */

static const char sql_audit[] =
    "INSERT INTO audit (org, node, seq, at, subject, staff, verb, resource, row_id, client,"
    " detail, hash) VALUES ($1, $2, $3, $4, 'link-holder', 0, 'submit', 'answer', $5, $6,"
    " '', $7)";

static const char sql_last_seq[] =
    "SELECT max(seq) FROM audit WHERE org = $1 AND node = $2";

struct form {
	struct at_answer answer;
	int64_t node;
	int64_t *seq;                   /* touched on the writer's thread alone */
	unsigned char packed[16], hash[32];
	double scores[4];
};

/* What the writer does for a form. */
static enum at_status
apply_form(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct form *form = job;
	const struct at_answer *a = &form->answer;
	enum at_status st = at_due_finish(db, a->org, a->due, AT_DUE_SENT, a->id, err);

	(void)scratch;
	if (st == AT_OK)
		st = at_answer_insert(db, a, err);
	if (st == AT_OK)
		st = at_db_run(db, sql_audit, AT_BIND(at_int(a->org), at_int(form->node),
		    at_int(++*form->seq), at_int(a->at), at_int(a->id), at_int(a->client),
		    at_blob(form->hash, sizeof form->hash)), NULL, err);
	return st;
}

/* --- the server -------------------------------------------------------------------- */

struct ceiling {
	struct at_store *store;
	at_id org;
	int64_t seq;
};

struct body {
	struct at_arena *arena;
	size_t n_bytes;
	char bytes[BODY_BYTES];
};

/* The due measure is in the path and its client in the query: nothing is looked up. */
static enum at_status
store_form(struct ceiling *ceiling, const struct body *body, const char *url,
    const char *client)
{
	struct at_error err = { 0 };
	struct at_call call = { .arena = body->arena, .err = &err, .store = ceiling->store,
		.now = at_time_now() };
	struct form form = { .node = at_store_node(ceiling->store), .seq = &ceiling->seq };
	enum at_status st;

	memcpy(form.packed, body->bytes, sizeof form.packed);
	form.answer = (struct at_answer){ .org = ceiling->org, .id = at_store_id(&call),
		.device = 1, .relationship = 1, .instrument = "bench-12",
		.instrument_version = 1, .form = "client", .at = call.now,
		.packed = { form.packed, sizeof form.packed },
		.scores = { form.scores, sizeof form.scores }, .lang = "en",
		.layout = "pages3", .mode = "own-device", .seconds = 40, .told = "therapist" };
	if (strlen(url) != 3 + AT_ID_CHARS || !at_id_parse(url + 3, &form.answer.due)
	    || client == NULL || !at_id_parse(client, &form.answer.client))
		return AT_INVALID;
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

	(void)method, (void)version;
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
	st = store_form(cookie, body, url, MHD_lookup_connection_value(connection,
	    MHD_GET_ARGUMENT_KIND, "client"));
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
open_folder(struct at_arena *arena, const char *folder, const char *url,
    struct ceiling *ceiling, struct at_error *err)
{
	const struct at_store_options options = { .folder = folder, .db_url = url,
		.serve = true };
	struct at_call call = { .arena = arena, .err = err };
	struct at_rows rows;
	int n;
	enum at_status st = at_store_open(&options, &ceiling->store, err);

	if (st != AT_OK)
		return st;
	call.store = ceiling->store;
	st = at_org_list(arena, at_store_reader(&call), &ceiling->org, 1, &n, err);
	if (st == AT_OK)
		st = at_db_query(arena, at_store_reader(&call), sql_last_seq,
		    AT_BIND(at_int(ceiling->org), at_int(at_store_node(ceiling->store))), &rows,
		    err);
	if (st == AT_OK)
		ceiling->seq = at_cell_int(&rows, 0, 0);
	at_store_rest(&call);
	return st;
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
