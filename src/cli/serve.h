/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/serve.h - the server, as far as other commands start it. */
#ifndef AT_CLI_SERVE_H
#define AT_CLI_SERVE_H

#include "action/backup_rule.h"
#include "cli/command.h"

struct at_serve {
	const char *listen;             /* "127.0.0.1:8080"; NULL: that */
	const char *trusted_proxy, *tls_cert, *tls_key;
	const char *metrics_listen;     /* a port for collectors alone; NULL: none */
	bool log_requests;
	const struct at_backup_rule *backups;   /* NULL: none is made by itself */
	/* Called once when the port is open and cli->call is the operator's, before the
	 * one line that says so.  NULL: nothing more to say. */
	enum at_status (*ready)(struct at_cli *cli);
	bool ends_with_terminal;        /* SIGHUP ends it; else it reads the TLS files again */
};

/* Serve the data folder until SIGINT or SIGTERM.  What cli->out holds is written when the
 * server is ready.  Everything that was open is closed before. */
enum at_status at_cli_serve(struct at_cli *cli, const struct at_serve *serve);

/* Fills in what the options left open.  AT_INVALID: they do not go together. */
enum at_status at_serve_check(struct at_cli *cli, struct at_serve *serve);

#endif
