/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/serve_check.h - attune serve --check-config: all that is wrong, not only the first. */
#ifndef AT_CLI_SERVE_CHECK_H
#define AT_CLI_SERVE_CHECK_H

#include "cli/serve.h"

struct at_serve_check {
	struct at_cli *cli;
	const struct at_conf *conf;     /* where options may come from; n_lines 0: none */
	int n_problems;
};

/* A line about an option, named as whoever gave it sees it: "attune.conf:3: ..." or
 * "--listen: ...". */
void at_serve_problem(struct at_serve_check *check, const char *option, const char *text);

/* Looks at addresses, files, certificate, key, database and zones; changes none of them.
 * Puts a line into cli->out for each problem. */
void at_serve_check_all(struct at_serve_check *check, struct at_serve *serve);

#endif
