/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/serve.h - the server, as far as other commands start it. */
#ifndef AT_CLI_SERVE_H
#define AT_CLI_SERVE_H

#include "cli/command.h"

struct at_serve {
	const char *listen;             /* "127.0.0.1:8080"; NULL: that */
	const char *trusted_proxy, *tls_cert, *tls_key;
	/* Called once when the port is open and cli->call is the operator's, before the
	 * one line that says so.  NULL: nothing more to say. */
	enum at_status (*ready)(struct at_cli *cli);
};

/* Serve the data folder until SIGINT or SIGTERM.  What cli->out holds is written when the
 * server is ready.  Everything that was open is closed before. */
enum at_status at_cli_serve(struct at_cli *cli, const struct at_serve *serve);

#endif
