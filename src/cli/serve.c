/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune serve: the web server on a data folder. */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "action/setup.h"
#include "cli/address.h"
#include "cli/folder.h"
#include "cli/serve.h"
#include "guard/guard.h"
#include "guard/sandbox.h"
#include "http/http.h"
#include "http/listen.h"
#include "job/queue.h"
#include "store/store.h"
#include "web/visit.h"

static const char usual_listen[] = "127.0.0.1:8080";

/* A server on its way up: the port, and with it the address in every link, is known only
 * when others may already knock. */
struct serving {
	struct at_house house;
	struct at_web web;
	atomic_bool ready;
	struct at_server *server;
	struct at_queue *queue;
};

static void
handle(void *cookie, struct at_arena *arena, const struct at_request *request,
    struct at_response *response)
{
	struct serving *s = cookie;

	if (atomic_load(&s->ready))
		at_web_handle(&s->web, arena, request, response);
	else
		response->status = 503;
}

/* Signals are taken by waiting for them: no thread is interrupted by one. */
static enum at_status
hold_signals(struct at_cli *cli, sigset_t *out)
{
	sigemptyset(out);
	sigaddset(out, SIGINT);
	sigaddset(out, SIGTERM);
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR || pthread_sigmask(SIG_BLOCK, out, NULL) != 0)
		return at_fail(&cli->err, AT_IO, "signals: %s", strerror(errno));
	return AT_OK;
}

/* Give up everything that serving does not need, and say what this kernel cannot keep
 * from us. */
static enum at_status
enter_sandbox(struct at_cli *cli, const struct at_serve *serve)
{
	const char *files[3];
	struct at_sandbox box = { .data_folder = cli->folder.data, .read_files = files,
		.listen_port = at_address_port(serve->listen),
		.allow_connect = cli->folder.db != NULL };
	struct at_sandbox_layers layers = { 0, false };
	const char *pgpass = at_printf(cli->call.arena, "%s/.pgpass",
	    cli->world->home == NULL ? "" : cli->world->home);
	enum at_status st;

	if (serve->tls_cert != NULL) {
		files[box.n_read_files++] = serve->tls_cert;
		files[box.n_read_files++] = serve->tls_key;
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
	const struct at_server_options options = { .listen = serve->listen,
		.trusted_proxy = serve->trusted_proxy, .tls_cert = serve->tls_cert,
		.tls_key = serve->tls_key, .handler = handle, .cookie = s };

	at_token_csrf_key(s->house.master.bytes, s->web.csrf_key);
	s->web.store = cli->call.store;
	s->web.house = &s->house;
	s->web.now = cli->world->now;
	return at_server_start(&options, &s->server, &cli->err);
}

/* The port is known: settle the address, say it, let the first request in. */
static enum at_status
announce(struct at_cli *cli, const struct at_serve *serve, struct serving *s)
{
	const char *url = at_address_url(cli->call.arena, serve->listen,
	    at_server_port(s->server), serve->tls_cert != NULL);
	enum at_status st;

	s->house.public_url = cli->folder.public_url != NULL ? cli->folder.public_url : url;
	cli->call.house = &s->house;
	atomic_store(&s->ready, true);
	st = at_action_note_public_url(&cli->call, s->house.public_url);
	if (st == AT_OK && serve->ready != NULL)
		st = serve->ready(cli);
	at_store_rest(&cli->call);
	at_buffer_printf(&cli->out, "attune is serving %s%s%s\n", url,
	    cli->folder.public_url != NULL ? " as " : "",
	    cli->folder.public_url != NULL ? cli->folder.public_url : "");
	return st == AT_OK ? at_cli_flush(cli) : st;
}

static enum at_status
start_queue(struct at_cli *cli, struct serving *s)
{
	const struct at_queue_options options = { .store = cli->call.store, .house = &s->house,
		.now = cli->world->now, .kinds = &at_job_kinds };

	return at_queue_start(cli->call.arena, &options, &s->queue, &cli->err);
}

/* Until somebody wants it to end. */
static enum at_status
serve_until(struct at_cli *cli, const struct at_serve *serve, const sigset_t *signals,
    struct serving *s)
{
	int signal_number;
	enum at_status st = start_server(cli, serve, s);

	if (st == AT_OK)
		st = announce(cli, serve, s);
	if (st == AT_OK)
		st = start_queue(cli, s);
	if (st == AT_OK && sigwait(signals, &signal_number) != 0)
		st = at_fail(&cli->err, AT_IO, "waiting for a signal failed");
	at_queue_stop(s->queue);
	at_server_stop(s->server);
	return st;
}

/* Secrets and limits are taken before the sandbox, threads are started in it. */
static enum at_status
prepare(struct at_cli *cli, const struct at_serve *serve, sigset_t *signals, struct serving *s)
{
	enum at_status st = at_guard_start(&cli->err);

	if (st == AT_OK && access(cli->folder.data, X_OK) != 0)
		return at_fail(&cli->err, AT_NOT_FOUND, "there is no data folder %s: attune init"
		    " makes one", cli->folder.data);
	if (st == AT_OK)
		st = at_folder_house(cli, false, "");
	if (st == AT_OK)
		st = hold_signals(cli, signals);
	if (st != AT_OK)
		return st;
	s->house = *cli->call.house;
	at_listen_raise_files();
	st = enter_sandbox(cli, serve);
	if (st == AT_OK)
		st = at_folder_store(cli, false, true);
	return st == AT_OK ? at_folder_operator(cli) : st;
}

static enum at_status
check(struct at_cli *cli, struct at_serve *serve)
{
	at_folder_settle(cli);
	if (serve->listen == NULL)
		serve->listen = usual_listen;
	if (at_address_port(serve->listen) < 0)
		return at_cli_usage(cli, "expected --listen ADDRESS:PORT, found \"%s\"",
		    serve->listen);
	if ((serve->tls_cert == NULL) != (serve->tls_key == NULL))
		return at_cli_usage(cli, "--tls-cert and --tls-key go together");
	if (cli->folder.public_url == NULL && !at_address_is_loopback(serve->listen))
		return at_cli_usage(cli, "others reach %s: --public-url must say by which address",
		    serve->listen);
	return cli->folder.public_url == NULL ? AT_OK : at_address_check_url(cli->call.arena,
	    cli->folder.public_url, &cli->folder.public_url, &cli->err);
}

enum at_status
at_cli_serve(struct at_cli *cli, const struct at_serve *serve)
{
	struct serving *s = AT_NEW(cli->call.arena, struct serving, 1);
	struct at_serve checked = *serve;
	sigset_t signals;
	enum at_status st = check(cli, &checked);

	if (st == AT_OK)
		st = prepare(cli, &checked, &signals, s);
	if (st == AT_OK)
		st = serve_until(cli, &checked, &signals, s);
	at_folder_close(cli);
	at_key_wipe(&s->house.master);
	return st;
}

/* ---- the command -------------------------------------------------------------------------- */

struct options {
	const char *listen, *trusted_proxy, *tls_cert, *tls_key, *config;
	bool check_config;
};

static const struct at_flag flags[] = {
	{ "listen", AT_FLAG_TEXT, "ADDR:PORT", "where to listen (127.0.0.1:8080); port 0: any",
	    offsetof(struct options, listen), false },
	{ "trusted-proxy", AT_FLAG_TEXT, "ADDR", "the proxy whose forwarded headers count",
	    offsetof(struct options, trusted_proxy), false },
	{ "tls-cert", AT_FLAG_TEXT, "FILE", "the certificate, to serve TLS without a proxy",
	    offsetof(struct options, tls_cert), false },
	{ "tls-key", AT_FLAG_TEXT, "FILE", "and its key",
	    offsetof(struct options, tls_key), false },
	{ "config", AT_FLAG_TEXT, "FILE", "lines name = value, by the names of these options",
	    offsetof(struct options, config), false },
	{ "check-config", AT_FLAG_SWITCH, NULL, "check all this and stop",
	    offsetof(struct options, check_config), false },
};

/* What the command line left open, from --config. */
static enum at_status
read_config(struct at_cli *cli, struct options *options)
{
	const struct at_flag_set sets[] = {
		{ flags, (int)AT_COUNT(flags), options },
		{ at_folder_flags, at_n_folder_flags, &cli->folder },
	};
	const struct at_flags all = { sets, (int)AT_COUNT(sets) };
	struct at_file file;
	struct at_conf conf;
	enum at_status st;

	if (options->config == NULL)
		return AT_OK;
	st = at_cli_read(cli, options->config, &file);
	if (st == AT_OK)
		st = at_conf_parse(cli->call.arena, options->config, file.bytes, file.n_bytes,
		    &conf, &cli->err);
	return st == AT_OK ? at_flags_file(cli->call.arena, &all, &conf, &cli->err) : st;
}

/* Everything that can be wrong before the port is opened. */
static enum at_status
check_only(struct at_cli *cli, struct at_serve *serve)
{
	const char *const files[] = { serve->tls_cert, serve->tls_key };
	enum at_status st = check(cli, serve);

	for (size_t i = 0; i < AT_COUNT(files) && st == AT_OK; i++)
		if (files[i] != NULL && access(files[i], R_OK) != 0)
			st = at_fail(&cli->err, AT_NOT_FOUND, "%s: %s", files[i], strerror(errno));
	if (st == AT_OK)
		st = at_folder_open(cli, false);
	if (st == AT_OK)
		at_buffer_printf(&cli->out, "Good: %s would be served on %s.\n", cli->folder.data,
		    serve->listen);
	return st;
}

static enum at_status
run(struct at_cli *cli, const void *given)
{
	struct options options = *(const struct options *)given;
	struct at_serve serve;
	enum at_status st = read_config(cli, &options);

	if (st != AT_OK)
		return st;
	serve = (struct at_serve){ .listen = options.listen,
		.trusted_proxy = options.trusted_proxy, .tls_cert = options.tls_cert,
		.tls_key = options.tls_key };
	return options.check_config ? check_only(cli, &serve) : at_cli_serve(cli, &serve);
}

const struct at_command at_command_serve = {
	.name = "serve",
	.summary = "serve a clinic to browsers",
	.about = "Listens on this machine alone unless told otherwise; beyond it --public-url is"
	    " needed,\nand TLS or a proxy that has it.  Ctrl-C stops it; nothing is lost.",
	.example = "  attune serve --data /srv/attune --public-url https://attune.clinic.example"
	    " \\\n    --trusted-proxy 127.0.0.1",
	.flags = flags, .n_flags = (int)AT_COUNT(flags), .options_bytes = sizeof(struct options),
	.folder = AT_FOLDER_TAKEN,
	.run = run,
};
