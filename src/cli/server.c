/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The web server on a data folder: from its secrets to its end. */
#define _XOPEN_SOURCE 700               /* realpath() */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "action/setup.h"
#include "base/log.h"
#include "cli/address.h"
#include "cli/folder.h"
#include "cli/manager.h"
#include "cli/serve.h"
#include "guard/guard.h"
#include "guard/sandbox.h"
#include "http/http.h"
#include "http/listen.h"
#include "job/queue.h"
#include "store/place.h"
#include "store/store.h"
#include "web/visit.h"

enum { PROBE_THREADS = 2 };

/* A server on its way up.  Its ports are open before the sandbox; whoever knocks waits until
 * it takes the first request. */
struct serving {
	struct at_house house;
	struct at_web web, probes;      /* the pages, and the port for collectors */
	struct at_web_meter meter;
	int socket, port;
	int probe_socket;               /* 0: there is no such port */
	struct at_server *server, *probe_server;
	struct at_queue *queue;
	struct at_manager manager;
};

static const struct at_backup_rule no_backups = { .minute = AT_BACKUP_NEVER };

/* Signals are taken by waiting for them: no thread is interrupted by one. */
static enum at_status
hold_signals(struct at_cli *cli, const struct at_serve *serve, sigset_t *out)
{
	sigemptyset(out);
	sigaddset(out, SIGINT);
	sigaddset(out, SIGTERM);
	if (!serve->ends_with_terminal)
		sigaddset(out, SIGHUP);
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR || pthread_sigmask(SIG_BLOCK, out, NULL) != 0)
		return at_fail(&cli->err, AT_IO, "signals: %s", strerror(errno));
	return AT_OK;
}

/* The folders a file of this name is found in, today and when it is renewed: that of the
 * name, and that of what the name points at. */
static void
add_folders(struct at_arena *arena, const char *file, struct at_sandbox *box,
    const char *folders[])
{
	char real[PATH_MAX];
	const char *names[] = { file, realpath(file, real) };

	for (size_t i = 0; i < AT_COUNT(names); i++) {
		const char *slash = names[i] == NULL ? NULL : strrchr(names[i], '/');

		folders[box->n_read_files++] = slash == NULL ? "."
		    : at_strndup(arena, names[i], (size_t)(slash - names[i]) + 1);
	}
}

/* Give up everything that serving does not need, and say what this kernel cannot keep
 * from us. */
static enum at_status
enter_sandbox(struct at_cli *cli, const struct at_serve *serve)
{
	const char *files[5];
	struct at_sandbox box = { .data_folder = cli->folder.data, .read_files = files,
		.listen_port = -1,
		.allow_connect = cli->folder.db != NULL,
		.backup_folder = serve->backups == NULL ? NULL : serve->backups->folder };
	struct at_sandbox_layers layers = { 0, false };
	const char *pgpass = at_printf(cli->call.arena, "%s/.pgpass",
	    cli->world->home == NULL ? "" : cli->world->home);
	enum at_status st;

	if (serve->tls_cert != NULL) {
		add_folders(cli->call.arena, serve->tls_cert, &box, files);
		add_folders(cli->call.arena, serve->tls_key, &box, files);
	}
	if (cli->folder.db != NULL && access(pgpass, R_OK) == 0)
		files[box.n_read_files++] = pgpass;
	st = at_sandbox_enter(&box, &layers, &cli->err);
	if (st == AT_OK && layers.landlock == 0)
		at_buffer_text(&cli->out, "This kernel has no Landlock: a flaw in attune could read"
		    " other files of this user.\n");
	if (st == AT_OK && !layers.seccomp)
		at_buffer_text(&cli->out, "This kernel has no seccomp: a flaw in attune could start"
		    " programs.\n");
	return st;
}

static enum at_status
start_server(struct at_cli *cli, const struct at_serve *serve, struct serving *s)
{
	const struct at_server_options options = { .socket = s->socket,
		.lent = s->manager.socket != 0, .trusted_proxy = serve->trusted_proxy,
		.tls_cert = serve->tls_cert, .tls_key = serve->tls_key,
		.handler = at_web_handle, .cookie = &s->web };

	s->meter.started = cli->call.now;
	s->meter.log_requests = serve->log_requests;
	at_token_csrf_key(s->house.master.bytes, s->web.csrf_key);
	s->web.store = cli->call.store;
	s->web.house = &s->house;
	s->web.now = cli->world->now;
	s->web.meter = &s->meter;
	s->web.metrics_apart = serve->metrics_listen != NULL;
	return at_server_start(&options, &s->server, &cli->err);
}

static enum at_status
start_probes(struct at_cli *cli, struct serving *s)
{
	const struct at_server_options options = { .socket = s->probe_socket,
		.threads = PROBE_THREADS, .handler = at_web_handle, .cookie = &s->probes };

	if (s->probe_socket == 0)
		return AT_OK;
	s->probes = s->web;
	s->probes.only_probes = true;
	return at_server_start(&options, &s->probe_server, &cli->err);
}

/* By which address everybody comes: it is in every link. */
static enum at_status
settle_url(struct at_cli *cli, const struct at_serve *serve, struct serving *s,
    const char **out_url)
{
	enum at_status st;

	*out_url = at_address_url(cli->call.arena, serve->listen, s->port,
	    serve->tls_cert != NULL);
	s->house.public_url = cli->folder.public_url != NULL ? cli->folder.public_url : *out_url;
	cli->call.house = &s->house;
	st = at_action_note_public_url(&cli->call, s->house.public_url);
	return st == AT_OK ? at_action_note_backups(&cli->call, s->house.backups) : st;
}

/* It serves: say so, to whoever reads and to the service manager. */
static enum at_status
announce(struct at_cli *cli, const struct at_serve *serve, struct serving *s, const char *url)
{
	const char *as = cli->folder.public_url;
	enum at_status st = serve->ready != NULL ? serve->ready(cli) : AT_OK;

	at_store_rest(&cli->call);
	at_buffer_printf(&cli->out, "attune is serving %s%s%s\n", url, as != NULL ? " as " : "",
	    as != NULL ? as : "");
	if (st == AT_OK)
		st = at_cli_flush(cli);
	at_manager_tell(&s->manager, "READY=1");
	return st;
}

static enum at_status
start_queue(struct at_cli *cli, struct serving *s)
{
	const struct at_queue_options options = { .store = cli->call.store, .house = &s->house,
		.now = cli->world->now, .kinds = &at_job_kinds, .beat = &s->meter.queue_beat };

	return at_queue_start(cli->call.arena, &options, &s->queue, &cli->err);
}

/* The certificate was renewed, or somebody thinks so.  Its file is the operator's own, and
 * may be named. */
static void
reload(struct at_cli *cli, struct serving *s)
{
	struct at_error err = { .status = AT_OK };

	at_manager_tell(&s->manager, "RELOADING=1");
	if (at_server_reload(s->server, &err) == AT_OK)
		at_log(AT_NOTICE, "serve", "the TLS files were read again");
	else
		at_log(AT_ERROR, "serve", "the old certificate stays in use: %s", err.text);
	at_manager_tell(&s->manager, "READY=1");
	cli->call.now = cli->world->now();
}

/* Until somebody wants it to end. */
static enum at_status
wait_for_end(struct at_cli *cli, const sigset_t *signals, struct serving *s)
{
	int which = 0;

	while (sigwait(signals, &which) == 0) {
		if (which != SIGHUP)
			return AT_OK;
		reload(cli, s);
	}
	return at_fail(&cli->err, AT_IO, "waiting for a signal failed");
}

/* Whoever asks a second time gets the system's own end, at once, even where a shell had us
 * ignore it: what is on disk is whole at any moment.  SIGHUP has nothing to ask any more. */
static void
end_at_once_when_asked_again(void)
{
	sigset_t ends;

	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	pthread_sigmask(SIG_UNBLOCK, &ends, NULL);
}

static void
shut_down(struct serving *s)
{
	end_at_once_when_asked_again();
	at_manager_tell(&s->manager, "STOPPING=1");
	if (s->queue != NULL)
		at_queue_leave(s->queue);
	at_server_stop(s->probe_server);
	at_server_stop(s->server);
	at_queue_stop(s->queue);
}

static enum at_status
serve_until(struct at_cli *cli, const struct at_serve *serve, const sigset_t *signals,
    struct serving *s)
{
	const char *url;
	enum at_status st = settle_url(cli, serve, s, &url);

	if (st == AT_OK)
		st = start_server(cli, serve, s);
	if (st == AT_OK)
		st = start_queue(cli, s);
	if (st == AT_OK)
		st = start_probes(cli, s);
	if (st == AT_OK)
		st = announce(cli, serve, s, url);
	if (st == AT_OK)
		st = wait_for_end(cli, signals, s);
	shut_down(s);
	return st;
}

static enum at_status
open_ports(struct at_cli *cli, const struct at_serve *serve, struct serving *s)
{
	int port;
	enum at_status st;

	s->socket = s->manager.socket;
	st = s->socket != 0 ? at_listen_port(s->socket, &s->port, &cli->err)
	    : at_listen_open(serve->listen, &s->socket, &s->port, &cli->err);
	if (st == AT_OK && serve->metrics_listen != NULL)
		st = at_listen_open(serve->metrics_listen, &s->probe_socket, &port, &cli->err);
	return st;
}

/* Secrets, limits and ports are taken before the sandbox, threads are started in it. */
static enum at_status
prepare(struct at_cli *cli, const struct at_serve *serve, sigset_t *signals, struct serving *s)
{
	enum at_status st = at_guard_start(&cli->err);

	if (st == AT_OK)
		st = at_place_look(cli->folder.data, &cli->err);
	if (st == AT_OK)
		st = at_folder_house(cli, false, "");
	if (st == AT_OK)
		st = hold_signals(cli, serve, signals);
	if (st != AT_OK)
		return st;
	s->house = *cli->call.house;
	s->house.backups = serve->backups != NULL ? serve->backups : &no_backups;
	at_listen_raise_files();
	st = open_ports(cli, serve, s);
	if (st == AT_OK)
		st = enter_sandbox(cli, serve);
	if (st == AT_OK)
		st = at_folder_store(cli, false, true);
	if (st == AT_OK)
		st = at_house_learn(&cli->call, cli->folder.data);
	return st == AT_OK ? at_folder_operator(cli) : st;
}

/* Where it listens is the service manager's word, if that opened the port. */
static enum at_status
meet_manager(struct at_cli *cli, struct at_serve *serve, struct serving *s)
{
	enum at_status st = at_manager_meet(cli->world, &s->manager, &cli->err);

	if (st == AT_OK && s->manager.socket != 0)
		st = at_listen_address(cli->call.arena, s->manager.socket, &serve->listen,
		    &cli->err);
	return st;
}

enum at_status
at_cli_serve(struct at_cli *cli, const struct at_serve *serve)
{
	struct serving *s = AT_NEW(cli->call.arena, struct serving, 1);
	struct at_serve checked = *serve;
	sigset_t signals;
	enum at_status st = meet_manager(cli, &checked, s);

	if (st == AT_OK)
		st = at_serve_check(cli, &checked);
	if (st == AT_OK)
		st = prepare(cli, &checked, &signals, s);
	if (st == AT_OK)
		st = serve_until(cli, &checked, &signals, s);
	at_folder_close(cli);
	at_key_wipe(&s->house.master);
	return st;
}
