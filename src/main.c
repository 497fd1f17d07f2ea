/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the system what only a program's beginning may ask, and picks a command. */
#include <stdlib.h>

#include "cli/command.h"

int
main(int argc, char **argv)
{
	const struct at_world world = { .data = getenv("ATTUNE_DATA"),
		.credentials = getenv("CREDENTIALS_DIRECTORY"), .home = getenv("HOME"),
		.notify_socket = getenv("NOTIFY_SOCKET"), .listen_fds = getenv("LISTEN_FDS"),
		.listen_pid = getenv("LISTEN_PID"), .now = at_time_now };

	return at_cli_main(&world, argc < 1 ? 0 : argc - 1, argc < 1 ? argv : argv + 1);
}
