/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server: threads, connections, the way of a request to the handler and back. */
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/time.h"
#include "http/exchange.h"
#include "http/listen.h"
#include "http/parse.h"
#include "http/tls.h"

enum {
	THREADS = 32,
	/* A slow client costs a place, not a thread: there are places for many. */
	CONNECTIONS = 4096, CONNECTIONS_OF_ONE_PEER = 1024,
	FILES_FOR_OTHERS = 128,         /* database, log, assets, the program itself */
	IDLE_S = 30,                    /* nothing heard or taken for so long: gone */
	/* Half is for reading, and must take a head of AT_HEADER_BYTES and its index. */
	CONNECTION_BYTES = 32 * 1024,
	PATIENCE_MS = 5000              /* of a stop with requests that are running */
};

struct at_server {
	struct at_arena *arena;         /* holds this struct */
	struct MHD_Daemon *daemon;
	at_handler *handler;
	void *cookie;
	struct at_front front;
	int port;
	const char *tls_cert, *tls_key; /* file names, or NULL */
	_Atomic(struct at_tls *) tls;   /* what new connections show */
	bool lent;                      /* the socket is also somebody else's */
	char complaint[200];            /* what libmicrohttpd said while starting */
	pthread_mutex_t lock;           /* of the three below */
	pthread_cond_t rest;            /* running became 0 */
	int running;                    /* handlers at work and replies on their way */
	bool started, stopping;
};

static void take_complaint(void *cookie, const char *format, va_list args) AT_PRINTF(2, 0);

static void
take_complaint(void *cookie, const char *format, va_list args)
{
	struct at_server *server = cookie;

	pthread_mutex_lock(&server->lock);
	if (!server->started && server->complaint[0] == '\0')
		vsnprintf(server->complaint, sizeof server->complaint, format, args);
	pthread_mutex_unlock(&server->lock);
}

/* The first line has arrived, and this is the only time it is seen as it was sent.  The
 * request gets its arena; NULL if there is no memory for one. */
static void *
begin(void *cookie, const char *target, struct MHD_Connection *connection)
{
	struct at_arena *arena = at_arena_open();
	struct at_exchange *exchange;

	(void)cookie, (void)connection;
	if (arena == NULL)
		return NULL;
	if (setjmp(*at_arena_boundary(arena)) != 0) {
		at_arena_close(arena);
		return NULL;
	}
	exchange = AT_NEW(arena, struct at_exchange, 1);
	exchange->arena = arena;
	exchange->body = at_buffer_init(arena);
	exchange->target = at_strdup(arena, target);
	return exchange;
}

/* From here on a stop waits for this request, whose body may be on its way still. */
static void
count_in(struct at_server *server, struct at_exchange *exchange)
{
	pthread_mutex_lock(&server->lock);
	server->running++;
	exchange->counted = true;
	pthread_mutex_unlock(&server->lock);
}

static void
see_whether_stopping(struct at_server *server, struct at_exchange *exchange)
{
	pthread_mutex_lock(&server->lock);
	exchange->closing = server->stopping;
	pthread_mutex_unlock(&server->lock);
}

static void
count_out(struct at_server *server)
{
	pthread_mutex_lock(&server->lock);
	if (--server->running == 0)
		pthread_cond_broadcast(&server->rest);
	pthread_mutex_unlock(&server->lock);
}

static enum MHD_Result
run_handler(struct at_server *server, struct at_exchange *exchange,
    struct MHD_Connection *connection)
{
	struct at_response response = { .body = at_buffer_init(exchange->arena) };

	see_whether_stopping(server, exchange);
	at_exchange_end(exchange);
	server->handler(server->cookie, exchange->arena, &exchange->request, &response);
	return at_reply(exchange, connection, &response);
}

/* Called once for the head, once for each piece of body, and once to be answered.
 * A refused request is read to its end as well: a client that is still writing
 * would not see the reply. */
static enum MHD_Result
step(struct at_server *server, struct at_exchange *exchange, struct MHD_Connection *connection,
    const char *method, const char *upload, size_t n_upload)
{
	if (!exchange->begun) {
		exchange->begun = true;
		count_in(server, exchange);
		at_exchange_head(exchange, connection, method, &server->front);
		return MHD_YES;
	}
	if (n_upload > 0) {
		at_exchange_body(exchange, upload, n_upload);
		return MHD_YES;
	}
	if (exchange->refused != 0)
		return at_reply_plain(connection, exchange->refused, exchange->request.secure);
	return run_handler(server, exchange, connection);
}

static enum MHD_Result
answer(void *cookie, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *upload, size_t *n_upload, void **slot)
{
	struct at_server *server = cookie;
	struct at_exchange *exchange = *slot;
	size_t n_now = *n_upload;

	(void)url, (void)version;
	if (exchange == NULL)
		return at_reply_plain(connection, MHD_HTTP_SERVICE_UNAVAILABLE, server->front.tls);
	*n_upload = 0;
	if (setjmp(*at_arena_boundary(exchange->arena)) == 0)
		return step(server, exchange, connection, method, upload, n_now);
	/* Out of memory.  A reply is possible only when all has been read. */
	exchange->refused = MHD_HTTP_SERVICE_UNAVAILABLE;
	if (n_now > 0)
		return MHD_YES;
	return at_reply_plain(connection, exchange->refused, exchange->request.secure);
}

static void
end(void *cookie, struct MHD_Connection *connection, void **slot,
    enum MHD_RequestTerminationCode why)
{
	struct at_server *server = cookie;
	struct at_exchange *exchange = *slot;

	(void)connection, (void)why;
	*slot = NULL;
	if (exchange == NULL)
		return;
	if (exchange->counted)
		count_out(server);
	at_arena_close(exchange->arena);
}

static enum at_status
load_tls(struct at_server *server, struct at_error *err)
{
	struct at_tls *tls = AT_NEW(server->arena, struct at_tls, 1);
	enum at_status st = at_tls_load(server->arena, server->tls_cert, server->tls_key, tls, err);

	if (st == AT_OK)
		atomic_store(&server->tls, tls);
	return st;
}

static enum at_status
start_tls(struct at_server *server, const struct at_server_options *options,
    struct at_error *err)
{
	if (options->tls_cert == NULL && options->tls_key == NULL)
		return AT_OK;
	if (options->tls_cert == NULL || options->tls_key == NULL)
		return at_fail(err, AT_INVALID, "TLS needs both a certificate and a key");
	if (MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES)
		return at_fail(err, AT_INVALID, "TLS is not built into libmicrohttpd here");
	server->tls_cert = at_strdup(server->arena, options->tls_cert);
	server->tls_key = at_strdup(server->arena, options->tls_key);
	server->front.tls = true;
	return load_tls(server, err);
}

enum at_status
at_server_reload(struct at_server *server, struct at_error *err)
{
	if (server->tls_cert == NULL)
		return AT_OK;
	if (setjmp(*at_arena_boundary(server->arena)) != 0)
		return at_fail(err, AT_BUSY, "memory is short; try again in a moment");
	return load_tls(server, err);
}

/* Each connection shows the pair that is there when it comes, and keeps it: one that was
 * replaced stays in memory until the server stops. */
static void
meet(void *cookie, struct MHD_Connection *connection, void **context,
    enum MHD_ConnectionNotificationCode what)
{
	struct at_server *server = cookie;
	const union MHD_ConnectionInfo *info;

	(void)context;
	if (what != MHD_CONNECTION_NOTIFY_STARTED || !server->front.tls)
		return;
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
	if (info != NULL && info->tls_session != NULL)
		at_tls_show(info->tls_session, atomic_load(&server->tls));
}

/* A share for every thread; one peer cannot have them all, but a proxy is many. */
static void
choose_limits(const struct at_server *server, int threads, unsigned *out_all, unsigned *out_peer)
{
	int files = at_listen_raise_files() - FILES_FOR_OTHERS;
	int all = files < CONNECTIONS ? files : CONNECTIONS;

	if (all < threads)
		all = threads;
	*out_all = (unsigned)all;
	*out_peer = server->front.trusted_proxy != NULL ? 0 : CONNECTIONS_OF_ONE_PEER;
}

/* Poll, never epoll: libmicrohttpd 0.9.75 stalls on epoll as soon as one thread has
 * 128 connections that are kept alive. */
static struct MHD_Daemon *
start_daemon(struct at_server *server, int fd, int threads)
{
	const unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG
	    | (server->front.tls ? MHD_USE_TLS : 0);
	const struct at_tls *tls = atomic_load(&server->tls);
	unsigned all, peer;

	choose_limits(server, threads, &all, &peer);
	return MHD_start_daemon(flags, 0, NULL, NULL, answer, server,
	    MHD_OPTION_EXTERNAL_LOGGER, take_complaint, server,
	    MHD_OPTION_LISTEN_SOCKET, fd,
	    MHD_OPTION_THREAD_POOL_SIZE, (unsigned)threads,
	    MHD_OPTION_CONNECTION_LIMIT, all,
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT, peer,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1,
	    MHD_OPTION_URI_LOG_CALLBACK, begin, server,
	    MHD_OPTION_NOTIFY_COMPLETED, end, server,
	    MHD_OPTION_NOTIFY_CONNECTION, meet, server,
	    tls != NULL ? MHD_OPTION_HTTPS_MEM_CERT : MHD_OPTION_END,
	    tls != NULL ? tls->cert : NULL,
	    MHD_OPTION_HTTPS_MEM_KEY, tls != NULL ? tls->key : NULL,
	    MHD_OPTION_END);
}

static enum at_status
start(struct at_server *server, const struct at_server_options *options, struct at_error *err)
{
	enum at_status st = start_tls(server, options, err);
	int fd = options->socket;

	if (st != AT_OK)
		return st;
	if (options->trusted_proxy != NULL) {
		server->front.trusted_proxy =
		    at_http_address(server->arena, options->trusted_proxy);
		if (server->front.trusted_proxy == NULL)
			return at_fail(err, AT_INVALID, "trusted proxy: %s is not an address",
			    options->trusted_proxy);
	}
	server->lent = options->lent;
	st = fd != 0 ? at_listen_port(fd, &server->port, err)
	    : at_listen_open(options->listen, &fd, &server->port, err);
	if (st != AT_OK)
		return st;
	server->daemon = start_daemon(server, fd,
	    options->threads == 0 ? THREADS : options->threads);
	/* libmicrohttpd has closed the socket when it fails. */
	if (server->daemon == NULL)
		return at_fail(err, AT_IO, "the server could not start: %s", server->complaint);
	return AT_OK;
}

static void
destroy(struct at_server *server)
{
	pthread_cond_destroy(&server->rest);
	pthread_mutex_destroy(&server->lock);
	at_arena_close(server->arena);
}

enum at_status
at_server_start(const struct at_server_options *options, struct at_server **out,
    struct at_error *err)
{
	struct at_arena *arena = at_arena_open();
	struct at_server *server;
	enum at_status st;

	if (arena == NULL)
		return at_fail(err, AT_IO, "out of memory");
	server = AT_NEW(arena, struct at_server, 1);
	server->arena = arena;
	server->handler = options->handler;
	server->cookie = options->cookie;
	pthread_mutex_init(&server->lock, NULL);
	pthread_cond_init(&server->rest, NULL);
	st = start(server, options, err);
	if (st != AT_OK) {
		destroy(server);
		return st;
	}
	pthread_mutex_lock(&server->lock);
	server->started = true;
	pthread_mutex_unlock(&server->lock);
	*out = server;
	return AT_OK;
}

int
at_server_port(const struct at_server *server)
{
	return server->port;
}

/* Wait until nothing runs, or patience ends. */
static void
wait_for_running(struct at_server *server)
{
	at_ms until = at_time_now() + PATIENCE_MS;
	struct timespec deadline = {
		.tv_sec = (time_t)(until / AT_SECOND),
		.tv_nsec = (long)(until % AT_SECOND) * 1000000,
	};

	pthread_mutex_lock(&server->lock);
	server->stopping = true;
	while (server->running > 0
	    && pthread_cond_timedwait(&server->rest, &server->lock, &deadline) == 0)
		continue;
	pthread_mutex_unlock(&server->lock);
}

void
at_server_stop(struct at_server *server)
{
	int fd;

	if (server == NULL)
		return;
	fd = MHD_quiesce_daemon(server->daemon);
	/* The socket may be closed only when no thread can look at it any more, but nobody
	 * should queue for a server that will not come; behind a socket that was lent to us
	 * another one will. */
	if (fd != MHD_INVALID_SOCKET && !server->lent)
		shutdown(fd, SHUT_RDWR);
	wait_for_running(server);
	MHD_stop_daemon(server->daemon);
	if (fd != MHD_INVALID_SOCKET)
		close(fd);
	destroy(server);
}
